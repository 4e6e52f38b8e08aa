"""The end for one of those affected is not the end for the others, wherever and however a tool names them."""

import pytest
from histories import INTRODUCTIONS, POLICY, START, posted, replayed
from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.basis.instants import MINUTE, Instant
from ratchet_core.domain import Incident, IncidentState
from ratchet_core.memory import MemoryStore
from ratchet_core.recognise.locations import location_of
from ratchet_core.recognise.recognised import NOWHERE, Location
from ratchet_core.vocabulary.events import MessageSeen

OPEN, RESOLVED = IncidentState.OPEN, IncidentState.RESOLVED


def said(at: Instant, title: str, *fields: tuple[str, str]) -> MessageSeen:
    ends = any(word in title for word in ("RESOLVED", "Recovered", "OK", "RECOVERY"))
    told = tuple(Field(name, value) for name, value in fields)
    text = "\n".join((title, *(f"{one.name}: {one.value}" for one in told)))
    return posted(START + at, "C1", Content(text, title, colour="2eb886" if ends else "a30200", fields=told))


def incidents(*events: MessageSeen) -> list[tuple[IncidentState, tuple[str, ...]]]:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    return [(one.state, one.members) for one in store.of_kind(Incident)]


def two_of(firing: str, ends: str, name: str = "{}") -> list[tuple[IncidentState, tuple[str, ...]]]:
    one, other = name.format(1), name.format(2)
    events = said(0, firing.format(one)), said(1, firing.format(other)), said(MINUTE, ends.format(other))
    return incidents(*events)


@pytest.mark.parametrize(
    "name",
    [
        "Pods",
        "Hosts",
        "Affected hosts",
        "pod_name",
        "kubernetes_pod_name",
        "Host Name",
        "host.name",
        "Machine",
        "VM ID",
    ],
)
def test_a_field_that_names_those_affected_is_read_whatever_it_is_called(name: str) -> None:
    title = "[{}] HighErrorRate checkout-api"
    events = (
        said(at, title.format(state), (name, host))
        for at, state, host in ((0, "FIRING", "a-1"), (1, "FIRING", "b-1"), (MINUTE, "RESOLVED", "b-1"))
    )
    assert incidents(*events) == [(OPEN, ("a-1",))]


@pytest.mark.parametrize("between", [", ", ",", "\n", "\n• ", " ", " and ", "; ", "`, `"])
def test_each_of_a_list_ends_alone(between: str) -> None:
    both = said(0, "[FIRING] HighErrorRate checkout-api", ("Pod", between.join(("api-0", "api-1"))))
    assert incidents(both, said(MINUTE, "[RESOLVED] HighErrorRate checkout-api", ("Pod", "api-1"))) == [
        (OPEN, ("api-0",))
    ]


def test_a_name_of_several_words_is_one_and_a_number_of_hosts_is_none() -> None:
    named = said(0, "[FIRING] HighErrorRate checkout-api", ("Server", "Web Server"), ("Nodes", "12"))
    assert incidents(named) == [(OPEN, ("Web Server",))]


@pytest.mark.parametrize(
    ("firing", "ends", "name"),
    [
        ("Triggered: CPU is high on host:{}", "Recovered: CPU is high on host:{}", "web-{}"),
        ("[FIRING] PodCrash svc=pay pod={}", "[RESOLVED] PodCrash svc=pay pod={}", "pay-{}"),
        ("[FIRING:1] PodCrash {} (prod critical)", "[RESOLVED] PodCrash {} (prod critical)", "api-7f9c8d6b5-aaaa{}"),
        ("[FIRING:1] NodeDown {} (prod critical)", "[RESOLVED] NodeDown {} (prod critical)", "10.0.0.{}:9100"),
        ("PROBLEM: High CPU on {}", "RESOLVED: High CPU on {}", "web-{}"),
        ("** PROBLEM Service Alert: {} is CRITICAL **", "** RECOVERY Service Alert: {} is OK **", "web-{}/Disk"),
    ],
)
def test_a_title_that_names_one_of_several_ends_that_one(firing: str, ends: str, name: str) -> None:
    host = name.format(1).partition("/")[0]
    assert two_of(firing, ends, name) == [(OPEN, (host,))]


def test_what_a_group_shares_is_no_member_of_it() -> None:
    assert two_of("[FIRING:1] PodCrash pay ({} critical)", "[RESOLVED] PodCrash pay ({} critical)", "pay-{}") == [
        (RESOLVED, ())
    ]


def test_what_a_quoted_log_names_is_not_affected() -> None:
    log = "[{}] HighErrorRate checkout-api\nthe last lines of its log are these\nGET /\nGET /\nhost=x-{}"
    assert two_of(log.replace("{}", "FIRING", 1), log.replace("{}", "RESOLVED", 1)) == [(RESOLVED, ())]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("us-east-1", "eu-central-1"),
        ("US East (N. Virginia)", "EU (Frankfurt)"),
        ("Europe (Paris)", "Europe (Ireland)"),
    ],
)
def test_an_alarm_that_ends_in_one_region_goes_on_in_the_other(one: str, other: str) -> None:
    events = (
        said(at, f'{state}: "rds-cpu-high" in {where}')
        for at, state, where in ((0, "ALARM", one), (1, "ALARM", other), (MINUTE, "OK", other))
    )
    assert [state for state, _ in incidents(*events)] == [OPEN]


@pytest.mark.parametrize(
    "message",
    [
        (Content("x", "FIRING: shop (https://shop.staging.example.com)"), "Monitor"),
        (Content("x", "FIRING: HighErrorRate", footer="staging"), "Monitor"),
        (Content("x", "FIRING: HighErrorRate"), "Alertmanager (staging)"),
        (Content("x", "FIRING: HighErrorRate"), "acme-stg-alerts"),
        (Content("x", "FIRING: HighErrorRate", fields=(Field("Tier", "staging"),)), "Monitor"),
        (Content("x", "FIRING: HighErrorRate", fields=(Field("Account", "staging-account (222)"),)), "Monitor"),
        (Content("x", "FIRING: HighErrorRate", fields=(Field("Project", "acme-staging"),)), "Monitor"),
    ],
)
def test_an_environment_is_heard_wherever_the_tool_says_it(message: tuple[Content, str]) -> None:
    content, bot = message
    assert location_of(content, Bot("B1", "A1", bot)) == Location("staging")


@pytest.mark.parametrize(
    "message",
    [
        (Content("x", "FIRING: HighErrorRate", footer="staging", fields=(Field("Env", "prod"),)), "Monitor"),
        (Content("x", "FIRING: HighErrorRate", footer="promoted from staging to prod"), "Monitor"),
        (Content("x", "FIRING: HighErrorRate", footer="the staging of a disk"), "Monitor prod"),
        (Content("x", "FIRING: HighErrorRate"), "Stagecoach"),
    ],
)
def test_production_stays_production(message: tuple[Content, str]) -> None:
    content, bot = message
    assert location_of(content, Bot("B1", "A1", bot)) == NOWHERE
