"""What tools say in German, French, Spanish, Portuguese, Japanese, Chinese and Korean: tables, and how they are read.

The rule of the tables: what a word means to anyone who speaks the language, never what one tool means by it. A verdict
says how something does; a bare word for an alert (`Alerte`, `告警`) stands in the headline of good news too, and is weak.
Where a language puts the word that counts last, a field's name is known by how it ends.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from ratchet_core.recognise.recognised import Kind, Severity

_FIRING = (
    # German
    "ausgefallen, nicht erreichbar, nicht verfügbar, nicht mehr erreichbar, nicht mehr verfügbar, antwortet nicht, "
    "antwortet nicht mehr, reagiert nicht, reagiert nicht mehr, läuft nicht, läuft nicht mehr, gestört, störung, "
    "ausfall, fehlgeschlagen, überschritten, unterschritten, überlastet, abgestürzt, ausgelöst, kritisch, "
    # French
    "indisponible, hors service, en panne, injoignable, ne répond pas, ne répond plus, pas disponible, plus disponible, "
    "en échec, dépassé, dépassée, déclenché, déclenchée, inaccessible, dégradé, dégradée, critique, "
    # Spanish
    "caído, caída, no disponible, no está disponible, no responde, inaccesible, inalcanzable, fuera de servicio, "
    "falló, ha fallado, superado, superada, excedido, excedida, degradado, degradada, crítico, crítica, "
    # Portuguese
    "indisponível, fora do ar, não responde, não está respondendo, não está disponível, inacessível, caiu, falhou, "
    "ultrapassado, ultrapassada, inoperante, disparado, disparada, "
    # Japanese
    "障害, 異常, 応答なし, 応答しません, 応答していません, 応答がありません, 利用できません, 接続できません, ダウン, 停止, 失敗, 超過, "
    # Chinese
    "故障, 异常, 不可用, 无法访问, 宕机, 超时, 失败, 触发, 未恢复, 不正常, 离线, 離線, 中断, 无响应, 没有响应, 过高, 过低, 下线, 掉线, "
    # Korean
    "장애, 오류, 실패, 응답하지, 응답 없음, 다운, 중단, 초과, 사용할 수 없, 접속 불가, 이상 발생"
)
_RESOLVED = (
    "behoben, wiederhergestellt, wieder erreichbar, wieder verfügbar, wieder normal, wieder online, wieder da, entwarnung, "
    "gelöst, antwortet wieder, läuft wieder, reagiert wieder, erholt, in ordnung, normalisiert, erreichbar, verfügbar, "
    "rétabli, rétablie, résolu, résolue, de nouveau disponible, à nouveau disponible, disponible, retour à la normale, "
    "revenu à la normale, revenue à la normale, répond de nouveau, répond à nouveau, opérationnel, opérationnelle, "
    "rétablissement, fin d'alerte, "
    "resuelto, resuelta, recuperado, recuperada, restablecido, restablecida, restaurado, restaurada, de nuevo disponible, "
    "disponible de nuevo, vuelve a estar disponible, vuelve a responder, operativo, operativa, normalizado, normalizada, "
    "solucionado, solucionada, "
    "resolvido, resolvida, restabelecido, restabelecida, voltou ao normal, voltou a responder, disponível, operacional, "
    "de volta ao ar, "
    "復旧, 回復, 正常, 解決, 解消, 復帰, "
    "恢复, 恢復, 恢复正常, 已解决, 已解除, 解除, 已修复, 已关闭, 上线, "
    "복구, 정상, 해결, 해소, 회복"
)
_UPDATE = (
    "bestätigt, quittiert, stummgeschaltet, eskaliert, acquitté, acquittée, pris en charge, prise en charge, en sourdine, "
    "reconocido, reconocida, silenciado, silenciada, reconhecido, reconhecida, 確認済み, 対応中, 已确认, 已认领, 已静默, 확인됨, 처리 중"
)
_NAMING = (
    "warnung, alarmierung, fehler, meldung, alerte, avertissement, erreur, panne, échec, alerta, advertencia, aviso, fallo, "
    "falla, erro, falha, 警告, アラート, 警報, エラー, 発生, 告警, 警报, 报警, 错误, 严重, 警報, 경고, 알람, 위험, 경보"
)
"""Words for an alert or a fault: what stands over one that began, and over one that is over."""


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(phrase.strip() for phrase in text.split(","))


_VERDICTS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(_phrases(_FIRING), Kind.ALERT_FIRING),
    **dict.fromkeys(_phrases(_RESOLVED), Kind.ALERT_RESOLVED),
    **dict.fromkeys(_phrases(_UPDATE), Kind.ALERT_UPDATE),
}
_NAMES_OF_ALERTS: Final = frozenset(_phrases(_NAMING))

FIELD_NAMES: Final[Mapping[str, str]] = {
    name: english
    for english, names in {
        "severity": "schweregrad, priorität, dringlichkeit, stufe, gravité, sévérité, priorité, niveau, criticité, gravedad, "
        "severidad, prioridad, nivel, criticidad, gravidade, severidade, prioridade, nível, criticidade",
        "state": "zustand, état, etat, statut, estado, situação",
        "rule name": "regel, regelname, alarmname, name des alarms, nom de l'alerte, règle, nom de la règle, regla, "
        "nombre de la alerta, nombre de la regla, regra, nome do alerta, nome da regra",
        "problem": "störung, problème, problema",
        "service": "dienst, dienstname, anwendung, komponente, composant, nom du service, servicio, aplicación, componente, "
        "nombre del servicio, serviço, aplicação, aplicativo, nome do serviço",
        "host": "rechner, rechnername, gerät, hôte, hote, serveur, machine, servidor, equipo, máquina, anfitrión",
        "environment": "umgebung, environnement, entorno, ambiente",
    }.items()
    for name in _phrases(names)
}
"""What fields are called that have one English name."""

_LAST_PARTS: Final[Mapping[str, str]] = {
    name: english
    for english, names in {
        "severity": "重要度, 深刻度, 優先度, 緊急度, レベル, 级别, 級別, 等级, 严重程度, 优先级, 嚴重程度, 심각도, 등급, 우선순위, 중요도",
        "state": "状態, ステータス, 状态, 狀態, 상태",
        "rule name": "ルール, ルール名, アラート名, 警報名, 规则, 规则名, 规则名称, 规则标题, 告警名称, 告警标题, 报警名称, 告警规则, "
        "告警项, 策略名称, 告警策略, 監視項目, 경고 이름, 알람명, 알람 이름, 경보명, 규칙, 규칙명, 규칙 이름",
        "problem": "問題, 问题, 문제",
        "service": "サービス, サービス名, アプリケーション, 服务, 服务名, 服务名称, 应用, 应用名称, 任务名称, 서비스, 서비스명, 서비스 이름",
        "host": "ホスト, ホスト名, サーバ, サーバー, サーバー名, 対象, 主机, 主机名, 主机名称, 主機, 实例, 对象, 節點, 节点, 设备, 호스트, 호스트명, "
        "서버, 서버명, 대상",
        "environment": "環境, 环境, 환경",
    }.items()
    for name in _phrases(names)
}
_LONGEST_PART: Final = max(map(len, _LAST_PARTS))

_SEVERITIES: Final[Mapping[str, Severity]] = {
    name: severity
    for severity, names in {
        Severity.CRITICAL: "kritisch, notfall, critique, urgence, crítico, crítica, urgente, 致命的, 重大, 緊急, 危険, 致命, 紧急, 严重, "
        "嚴重, 치명, 심각, 긴급",
        Severity.HIGH: "hoch, fehler, élevé, élevée, haute, majeur, majeure, erreur, alto, alta, mayor, grave, 重要, 高, エラー, 错误, 높음, 오류",
        Severity.WARNING: "warnung, mittel, avertissement, moyen, moyenne, advertencia, medio, media, médio, média, aviso, 警告, 中, 경고, "
        "보통, 주의",
        Severity.LOW: "niedrig, gering, faible, mineur, mineure, bajo, baja, baixo, baixa, 次要, 低, 낮음",
        Severity.INFO: "hinweis, información, informação, 情報, 信息, 提示, 정보",
    }.items()
    for name in _phrases(names)
}


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return an expression of phrases, the longest first; where words are written apart, of whole words only."""
    ordered = sorted(phrases, key=len, reverse=True)
    spaced = "|".join(re.escape(phrase) for phrase in ordered if _is_spaced(phrase))
    dense = "|".join(re.escape(phrase) for phrase in ordered if not _is_spaced(phrase))
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)|(?:{dense})")


def _is_spaced(phrase: str) -> bool:
    """Say whether a phrase is of a language that writes words apart and unchanged: one in Latin letters."""
    return ord(max(phrase)) < _FIRST_DENSE


_FIRST_DENSE: Final = 0x1100
_SPOKEN: Final = _pattern([*_VERDICTS, *_NAMES_OF_ALERTS])
_GRADES: Final = _pattern(_SEVERITIES)
_OPENERS: Final = frozenset(
    phrase.split()[0] for phrase in (*_VERDICTS, *_NAMES_OF_ALERTS) if _is_spaced(phrase) and phrase.isascii()
)
_WORDS: Final = re.compile(r"[a-z]+")
_HEAD: Final = re.compile(
    r"^\W{0,3}[【\[(（［「]([^】\])）］」\n]{1,30})[】\])）］」]\s*|^([^:：|\n]{1,40}?)\s*[:：|]\s+"
)
_VERB: Final = re.compile(
    r"\s(?:ist|sind|war|wurde|hat|antwortet|reagiert|läuft|est|sont|n'est|ne|a été|a|répond|es|está|fue|ha|no|vuelve|responde|"
    r"é|não|foi|voltou|caiu|falhou|falló)(?=\s|$)",
    re.IGNORECASE,
)
_LEADING: Final = re.compile(
    r"^(?:(?:der|die|das|ein|eine|le|la|les|un|une|el|los|las|o|os|um|uma)\s|l')?"
    r"(?:(?:dienst|service|serveur|server|servidor|servicio|serviço|hôte|host|rechner|anwendung|application|aplicación|"
    r"aplicação|site|système|system|sistema)\s(?=\S))?",
    re.IGNORECASE,
)
_TRAILING: Final = re.compile(
    r"(?:\s*(?:已经|已|目前|仍|正在|が|は|を|に|の|로|으로))+$|(?<=[가-힣])(?:가|이|은|는|을|를)$"
)
_AROUND: Final = " \t-–—:：|.,;!?。、，！\"'“”‘’「」『』【】[]()（）"


_HEADINGS: Final = frozenset(
    _phrases("meldung, benachrichtigung, system, système, sistema, notification, notificación, notificação, aviso, 通知, 系统, 系統, "
             "消息, 提醒, 信息, システム, お知らせ, 알림, 통지, 시스템")
)  # fmt: skip
_IN_HEADINGS: Final = _pattern([*_VERDICTS, *_NAMES_OF_ALERTS, *_HEADINGS])


@lru_cache(maxsize=2048)
def is_heading(word: str) -> bool:
    """Say whether a word in lower case is made of nothing but what stands over every alert: `告警通知`, `alerte`."""
    return not _IN_HEADINGS.sub("", word)


class Spoken(NamedTuple):
    """What a line says of an alert in another language than English.

    Attributes:
        kind: One of the three kinds of alert messages.
        word: The verdict.
        subject: What it is said of; empty where the line does not say.
        named: Whether no more than a word for an alert was said.
        headed: Whether it stood in brackets or before a colon, at the head of the line.
        predicate: Whether it was said of the subject in a sentence.
    """

    kind: Kind
    word: str
    subject: str
    named: bool
    headed: bool
    predicate: bool


@lru_cache(maxsize=4096)
def spoken(line: str) -> Spoken | None:
    """Return what a line says of an alert, or None where it says nothing in these languages."""
    lowered = line.lower()
    if lowered.isascii() and _OPENERS.isdisjoint(_WORDS.findall(lowered)):
        return None
    if _SPOKEN.search(lowered) is None:
        return None
    head = _HEAD.match(lowered)
    rest_at = head.end() if head else 0
    led = _verdict(head[1] or head[2]) if head else None
    said = _verdict(lowered[rest_at:])
    sure = led if led is not None and (led[0] in _VERDICTS or said is None) else said or led
    if sure is None:
        return None
    word, kind = sure
    subject = _subject(line[rest_at:] if led is not None else line)
    predicate = said is not None and said[0] in _VERDICTS
    return Spoken(kind, word, subject, word not in _VERDICTS, sure is led, predicate)


def _verdict(text: str) -> tuple[str, Kind] | None:
    """Return the surest verdict of a text: an end before what fires, and both before a word for an alert."""
    found = _SPOKEN.findall(text)
    for kind in (Kind.ALERT_UPDATE, Kind.ALERT_RESOLVED, Kind.ALERT_FIRING):
        for word in found:
            if _VERDICTS.get(word) is kind:
                return word, kind
    return (found[0], Kind.ALERT_FIRING) if found else None


def _subject(text: str) -> str:
    """Return what a sentence is about: what stands before its verb, or before its verdict."""
    text = text.strip(_AROUND)
    verb, said = _VERB.search(text), _SPOKEN.search(text.lower())
    ends = [found.start() for found in (verb, said) if found and found.start()]
    kept = text[: min(ends)] if ends else (text[said.end() :] if said else text)
    kept = _TRAILING.sub("", kept.strip(_AROUND))
    while (again := _SPOKEN.match(kept.lower())) is not None and again.end() < len(kept):
        kept = kept[again.end() :].strip(_AROUND)
    return _LEADING.sub("", kept, count=1).strip(_AROUND)


@lru_cache(maxsize=2048)
def field_name(name: str) -> str:
    """Return what a field of this name, in lower case, is called in English; the name itself where it is not known."""
    if name in FIELD_NAMES:
        return FIELD_NAMES[name]
    if name.isascii():
        return name
    tails = (name[-size:] for size in range(min(len(name), _LONGEST_PART), 0, -1))
    return next((_LAST_PARTS[tail] for tail in tails if tail in _LAST_PARTS), name)


@lru_cache(maxsize=2048)
def grade(value: str) -> Severity | None:
    """Return the severity that a value says in another language than English, or None."""
    found = _GRADES.search(value[:60].lower())
    return _SEVERITIES[found[0]] if found else None
