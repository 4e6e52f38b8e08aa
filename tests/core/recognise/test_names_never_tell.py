"""What a thing is called never says what a message is, nor do values, hosts and severities say which alert it is."""

from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.recognise import ALERT_KINDS, Kind, recognise
from ratchet_core.recognise.words import NOTICES, STATES

BOT = Bot(id="B1", app="A1", name="lookout")
_TELLING: Final = sorted({word for phrase in (*NOTICES, *STATES) for word in phrase.split() if word.isalpha()})
_THINGS: Final = ("api", "store", "desk", "runner", "feed", "mailer", "cache", "gateway")


@st.composite
def names(draw: st.DrawFn) -> str:
    """Names of services that are made of words by which notices and verdicts are known."""
    words = (draw(st.sampled_from(_TELLING)), draw(st.sampled_from(_THINGS)))
    return draw(st.sampled_from(("-".join(words), " ".join(words), " ".join(word.title() for word in words))))


def red(title: str, text: str = "") -> Content:
    return Content(text="\n".join(filter(None, (title, text))), title=title, body=text, colour="a30200")


SENTENCES: Final[dict[str, Callable[[str], Content]]] = {
    "is down": lambda name: Content(text=f"{name} is down"),
    "is failing, in red": lambda name: red(f"{name} is failing"),
    "slow, in red": lambda name: red(f"High latency on {name}", "p99 is 4.2 s"),
    "does not answer": lambda name: Content(text=f":red_circle: {name} does not answer", emoji=("red_circle",)),
    "named in a field": lambda name: Content(
        text=f"Disk almost full\nService: {name}",
        title="Disk almost full",
        fields=(Field("Service", name),),
        colour="danger",
    ),
}


@pytest.mark.parametrize("sentence", SENTENCES)
@given(name=names())
def test_the_name_of_a_service_never_changes_the_kind(sentence: str, name: str) -> None:
    assert recognise(SENTENCES[sentence](name), BOT).kind is Kind.ALERT_FIRING


@given(name=names())
def test_a_service_is_over_whatever_it_is_called(name: str) -> None:
    content = Content(text=f"{name} is back up", title=f"{name} is back up", colour="good")
    assert recognise(content, BOT).kind is Kind.ALERT_RESOLVED


_HOSTS: Final = st.builds("web-{}".format, st.integers(1, 99))
_VALUES: Final = st.floats(0, 100).map("{:.1f}".format)
_GRADES: Final = st.sampled_from(("critical", "high", "warning", "low"))
TEMPLATES: Final[dict[str, Callable[[bool, str, str, str], Content]]] = {
    "a verdict before a colon": lambda fires, host, value, grade: Content(
        text=f"{'PROBLEM' if fires else 'RESOLVED'}: Queue is deep on {host}\nSeverity: {grade}\nValue: {value}",
        fields=(Field("Severity", grade), Field("Value", value)),
    ),
    "a check on a host": lambda fires, host, value, grade: Content(
        text=f"Check {'PROBLEM' if fires else 'RECOVERY'} notification\nHost: web (IP: 10.0.0.{len(host)})\n"
        f"Service: Swap use\nState: {'CRITICAL' if fires else 'OK'}\n{value} of 100 GB, {grade}",
        title=f"Check {'PROBLEM' if fires else 'RECOVERY'} notification",
        fields=(
            Field("Host", f"web (IP: 10.0.0.{len(host)})"),
            Field("Service", "Swap use"),
            Field("State", "CRITICAL" if fires else "OK"),
        ),
        colour="danger" if fires else "good",
    ),
    "a number and a verdict": lambda fires, host, value, grade: Content(
        text=f"{len(value) + 4711}: {'Unacknowledged' if fires else 'Closed'}\nSummary: Queue is deep\n{host} {grade}",
        title=f"{len(value) + 4711}: {'Unacknowledged' if fires else 'Closed'}",
        fields=(Field("Summary", "Queue is deep"),),
    ),
    "a title that is an address": lambda fires, host, value, grade: Content(
        text=f"grid.example.org\n{'' if fires else '[RESOLVED] '}Container ledger is down\n{host} {value} {grade}",
        title="grid.example.org",
        colour="a30200" if fires else "2eb886",
    ),
    "a quoted check": lambda fires, host, value, grade: Content(
        text=f"Check 'Search page' has {'failed' if fires else 'recovered'}\n{host} took {value} s, {grade}"
    ),
}  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES)
@given(hosts=st.tuples(_HOSTS, _HOSTS), values=st.tuples(_VALUES, _VALUES), grades=st.tuples(_GRADES, _GRADES))
def test_firing_and_end_are_one_alert_whatever_varies(
    template: str, hosts: tuple[str, str], values: tuple[str, str], grades: tuple[str, str]
) -> None:
    first, last = (
        recognise(TEMPLATES[template](fires, host, value, grade), BOT)
        for fires, host, value, grade in zip((True, False), hosts, values, grades, strict=True)
    )
    assert (first.kind, last.kind, first.fingerprint) == (Kind.ALERT_FIRING, Kind.ALERT_RESOLVED, last.fingerprint)


_RULES: Final = (
    "Swap is full",
    "Disk fills",
    "Load average",
    "Clock drift",
    "NTP offset",
    "Open files",
    "PaperDepth",
    "TrayEmpty",
    "ink-level",
    "belt_speed",
    "Tür offen",
    "纸张不足",
)
OF_A_RULE: Final[dict[str, Callable[[str, str], Content]]] = {
    "a sentence": lambda rule, host: Content(text=f"PROBLEM: {rule} on {host}"),
    "a title with a verdict": lambda rule, host: red(f"[FIRING] {rule} - {host}"),
    "a title and its host below": lambda rule, host: Content(
        text=f"{rule}\nHost: {host}", title=rule, fields=(Field("Host", host),), colour="a30200"
    ),
    "a check and what it checks": lambda rule, host: red(f"{host}/{rule} is CRITICAL: no reply"),
    "a row of labels": lambda rule, host: Content(
        text=f"HOST: {host}, SERVICE: {rule}, STATE: CRITICAL",
        fields=(Field("HOST", host), Field("SERVICE", rule), Field("STATE", "CRITICAL")),
    ),
    "a heading that is always written": lambda rule, host: Content(
        text=f"New alert from lookout\nRule: {rule}\nHost: {host}",
        title="New alert from lookout",
        fields=(Field("Rule", rule), Field("Host", host)),
        colour="a30200",
    ),
    "a host with a verdict": lambda rule, host: red(f"{host}: {rule} is critical"),
    "a quoted rule": lambda rule, host: Content(text=f"Alert '{rule}' triggered for {host}"),
    "an end": lambda rule, host: Content(
        text=f"RESOLVED: {rule} on {host}", title=f"RESOLVED: {rule} on {host}", colour="2eb886"
    ),
}


@pytest.mark.parametrize("template", OF_A_RULE)
@given(rules=st.permutations(_RULES).map(lambda rules: rules[:2]), host=_HOSTS)
def test_two_rules_of_one_host_never_share_a_name(template: str, rules: list[str], host: str) -> None:
    one, other = (recognise(OF_A_RULE[template](rule, host), BOT) for rule in rules)
    assert one.kind in ALERT_KINDS
    assert one.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Build is failing", Kind.CI),
        ("Nightly build is failing", Kind.CI),
        ("Deployment of basket failed", Kind.DEPLOY),
        ("Host DOWNTIMESTART notification", Kind.OTHER),
        ("db-7 entered a scheduled downtime", Kind.OTHER),
        ("Silence created for DiskFull", Kind.OTHER),
    ],
)
def test_what_runs_once_and_what_is_planned_are_no_alerts(line: str, kind: Kind) -> None:
    assert recognise(red(line), BOT).kind is kind


def test_prose_that_says_that_there_is_an_issue_speaks_of_no_ticket() -> None:
    content = Content(text="lookout saw a crash\nThere is an issue with a container", emoji=("red_circle",))
    assert recognise(content, BOT).kind is Kind.ALERT_FIRING
