"""Alerts in seven languages, of a monitor that nobody has seen: what began and what is over are one alert."""

import pytest
from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.recognise import Kind, Severity, recognise

BOT = Bot(id="B1", app="A1", name="wachter")
RED, GREEN = "a30200", "2eb886"

EPISODES = {
    "de": ("STÖRUNG: Der Dienst rechnungen ist nicht erreichbar", "BEHOBEN: Der Dienst rechnungen ist wieder erreichbar", "rechnungen"),
    "fr": ("ALERTE : le service devis est injoignable", "RÉSOLU : le service devis est opérationnel", "devis"),
    "es": ("ALERTA: el servicio nóminas no responde", "RESUELTO: el servicio nóminas vuelve a responder", "nóminas"),
    "pt": ("ALERTA: o serviço estoque está fora do ar", "RESOLVIDO: o serviço estoque voltou ao normal", "estoque"),
    "ja": ("【障害】在庫サービスが応答していません", "【復旧】在庫サービスが正常に戻りました", "在庫サービス"),
    "zh": ("【报警】库存服务无法访问", "【恢复】库存服务恢复正常", "库存服务"),
    "ko": ("[경보] 재고 서비스가 응답하지 않습니다", "[해결] 재고 서비스가 정상입니다", "재고 서비스"),
}  # fmt: skip


def told(line: str, colour: str) -> Content:
    return Content(text=line, title=line if colour else "", colour=colour)


@pytest.mark.parametrize("coloured", [True, False])
@pytest.mark.parametrize("language", EPISODES)
def test_what_began_and_what_is_over_are_one_alert_of_one_service(language: str, coloured: bool) -> None:
    began, ended, service = EPISODES[language]
    first = recognise(told(began, RED if coloured else ""), BOT)
    last = recognise(told(ended, GREEN if coloured else ""), BOT)
    assert (first.kind, first.service, last.kind, last.service, first.fingerprint == last.fingerprint) == (
        Kind.ALERT_FIRING,
        service,
        Kind.ALERT_RESOLVED,
        service,
        True,
    )


FIELDS = [
    ("Regel", "Zustand", "Schweregrad", "Rechner", "kritisch"),
    ("Règle", "État", "Gravité", "Hôte", "critique"),
    ("Regla", "Estado", "Gravedad", "Servidor", "crítica"),
    ("Regra", "Situação", "Gravidade", "Servidor", "crítico"),
    ("ルール名", "状態", "重要度", "ホスト名", "重大"),
    ("告警规则", "告警状态", "告警级别", "主机名称", "严重"),
    ("규칙 이름", "현재 상태", "심각도", "호스트명", "심각"),
]


@pytest.mark.parametrize(("rule", "state", "severity", "host", "worst"), FIELDS)
def test_fields_are_known_by_their_names_in_any_of_the_languages(
    rule: str, state: str, severity: str, host: str, worst: str
) -> None:
    pairs = ((rule, "Replica lag"), (state, "Firing"), (severity, worst), (host, "db-7"))
    text = "\n".join(f"{name}: {value}" for name, value in pairs)
    found = recognise(Content(text=text, fields=tuple(Field(*pair) for pair in pairs)), BOT)
    assert (found.kind, found.alert, found.service, found.severity) == (
        Kind.ALERT_FIRING,
        "Replica lag",
        "db-7",
        Severity.CRITICAL,
    )


def test_two_rules_of_one_host_share_no_identity_whatever_letters_they_are_written_in() -> None:
    rules = ("磁盘使用率偏高", "接口响应缓慢", "CPU 使用率", "CPU 温度")
    found = {recognise(told(f"[FIRING] {rule}", RED), BOT).fingerprint for rule in rules}
    assert len(found) == len(rules)


def test_a_word_for_an_alert_in_a_heading_does_not_outweigh_the_end() -> None:
    found = recognise(Content(text="告警通知\n库存服务 已恢复", title="告警通知", colour=GREEN), BOT)
    assert found.kind is Kind.ALERT_RESOLVED


def test_what_is_not_back_yet_still_fires() -> None:
    assert recognise(told("【告警】库存服务未恢复", RED), BOT).kind is Kind.ALERT_FIRING


def test_a_heading_and_its_bots_name_are_no_name_of_an_alert() -> None:
    def told(heading: str) -> Content:
        fields = (Field("告警目标对象", "queue.depth"), Field("监控任务名称", "收银台"))
        text = "\n".join((f"[wachter 告警通知]\n{heading}", *(f"{one.name}: {one.value}" for one in fields)))
        return Content(text=text, fields=fields)

    began, ended = recognise(told("系统告警通知"), BOT), recognise(told("告警恢复通知, 已恢复正常"), BOT)
    assert (began.kind, ended.kind, began.fingerprint) == (Kind.ALERT_FIRING, Kind.ALERT_RESOLVED, ended.fingerprint)
