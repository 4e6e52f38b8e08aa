"""The end of an alert for one of those whom it affects is not the end for the others, however often it is told."""

import attrs
import pytest
from histories import INTRODUCTIONS, POLICY, START, posted, replayed
from ratchet_core.basis.content import Content, Field
from ratchet_core.basis.instants import HOUR, MINUTE, SECOND, Instant
from ratchet_core.domain import Incident, IncidentState
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.events import Event, MessageEdited, MessageSeen

OPEN, RESOLVED = IncidentState.OPEN, IncidentState.RESOLVED
NAME = "HighErrorRate checkout-api"


def told(at: Instant, state: str, *pods: str, told_in: str = "prod", more: tuple[Field, ...] = ()) -> MessageSeen:
    title = f"[{state}] {NAME} ({told_in} critical)"
    fields = (*(Field("Pod", pod) for pod in pods), *more)
    text = "\n".join((title, *(f"{one.name}: {one.value}" for one in fields)))
    colour = "a30200" if state == "FIRING" else "2eb886"
    return posted(START + at, "C1", Content(text=text, title=title, colour=colour, fields=fields))


def edited(message: MessageSeen, at: Instant, *, link: str = "https://example.com") -> MessageEdited:
    """Return the edit by which Slack only adds the preview of a link."""
    content = attrs.evolve(message.content, links=(link,)) if message.content is not None else None
    return MessageEdited(
        f"{message.id}/{at}", START + at, "C1", message.ts, None, None, "", bot=message.bot, content=content
    )


def incidents(*events: Event) -> list[tuple[IncidentState, tuple[str, ...]]]:
    store = MemoryStore(Policy(default=POLICY.default))
    replayed(store, [*INTRODUCTIONS, *sorted(events, key=lambda one: one.at)])
    return [(one.state, one.members) for one in store.of_kind(Incident)]


A, B = told(0, "FIRING", "a"), told(MINUTE, "FIRING", "b")
A_OVER, B_OVER = told(2 * MINUTE, "RESOLVED", "a"), told(9 * MINUTE, "RESOLVED", "b")


@pytest.mark.parametrize("later", [SECOND, 6 * MINUTE, HOUR, 10 * HOUR])
def test_a_preview_on_a_partial_end_ends_nothing_more(later: Instant) -> None:
    assert incidents(A, B, A_OVER, edited(A_OVER, 2 * MINUTE + later)) == [(OPEN, ("b",))]


def test_a_second_end_of_the_same_pod_ends_nothing_more() -> None:
    assert incidents(A, B, A_OVER, told(3 * MINUTE, "RESOLVED", "a")) == [(OPEN, ("b",))]


def test_the_end_of_a_pod_that_never_fired_ends_nothing() -> None:
    assert incidents(A, B, told(3 * MINUTE, "RESOLVED", "z")) == [(OPEN, ("a", "b"))]


def test_it_is_over_once_the_last_pod_is() -> None:
    assert incidents(A, B, A_OVER, B_OVER) == [(RESOLVED, ())]


def test_it_is_over_at_once_where_an_end_names_nobody_or_a_firing_named_nobody() -> None:
    found = [incidents(A, B, told(HOUR, "RESOLVED")), incidents(told(0, "FIRING"), told(HOUR, "RESOLVED", "a"))]
    assert found == [[(RESOLVED, ())]] * 2


@pytest.mark.parametrize("later", [SECOND, 6 * MINUTE, 10 * HOUR])
def test_a_preview_on_the_firing_brings_nobody_back_who_is_over(later: Instant) -> None:
    both = told(0, "FIRING", "a", "b")
    assert incidents(both, A_OVER, edited(both, 2 * MINUTE + later)) == [(OPEN, ("b",))]


@pytest.mark.parametrize("later", [SECOND, 6 * MINUTE, 10 * HOUR])
def test_a_preview_on_an_end_does_not_end_what_fired_again_since(later: Instant) -> None:
    over, again = told(2 * MINUTE, "RESOLVED"), told(3 * MINUTE, "FIRING")
    events = (told(0, "FIRING"), over, again, edited(over, 3 * MINUTE + later))
    assert [state for state, _ in incidents(*events)] == [RESOLVED, OPEN]


@pytest.mark.parametrize("later", [SECOND, 6 * MINUTE, 10 * HOUR])
def test_a_second_preview_on_a_message_that_was_edited_to_its_end_does_not_end_what_fired_again(later: Instant) -> None:
    over = told(2 * MINUTE, "RESOLVED")
    ended = attrs.evolve(edited(told(0, "FIRING"), 2 * MINUTE), content=over.content)
    again = told(3 * MINUTE, "FIRING")
    once_more = attrs.evolve(ended, id="once more", at=START + 3 * MINUTE + later)
    assert [state for state, _ in incidents(told(0, "FIRING"), ended, again, once_more)] == [RESOLVED, OPEN]


def test_an_edit_that_names_one_more_pod_adds_it() -> None:
    more = attrs.evolve(edited(A, 5 * MINUTE), content=told(0, "FIRING", "a", "c").content)
    assert incidents(A, more) == [(OPEN, ("a", "c"))]


def test_staging_is_another_alert_than_production() -> None:
    staging = [told(MINUTE, "FIRING", told_in="staging"), told(2 * MINUTE, "RESOLVED", told_in="staging")]
    assert sorted(incidents(told(0, "FIRING"), *staging)) == [(OPEN, ()), (RESOLVED, ())]


@pytest.mark.parametrize(
    "name", ["Cluster", "cluster_name", "Region", "AWS Region", "Namespace", "kube_namespace", "Datacenter"]
)
def test_the_end_in_one_place_is_not_the_end_in_another(name: str) -> None:
    events = [
        told(at, state, more=(Field(name, where),))
        for at, state, where in ((0, "FIRING", "blue-1"), (1, "FIRING", "red-2"), (MINUTE, "RESOLVED", "red-2"))
    ]
    assert incidents(*events) == [(OPEN, ("(blue-1)",))]


def test_pods_of_one_name_in_two_clusters_are_two() -> None:
    events = [
        told(at, state, "api-0", more=(Field("Cluster", where),))
        for at, state, where in ((0, "FIRING", "blue"), (1, "FIRING", "red"), (MINUTE, "RESOLVED", "red"))
    ]
    assert incidents(*events) == [(OPEN, ("api-0 (blue)",))]


@pytest.mark.parametrize(
    ("fired", "over"), [((), ("Cluster",)), (("Cluster",), ()), (("Cluster", "Region"), ("Cluster",))]
)
def test_who_says_less_of_the_place_may_mean_the_same(fired: tuple[str, ...], over: tuple[str, ...]) -> None:
    both = [
        told(at, state, "api-0", more=tuple(Field(name, f"{name.lower()}-9") for name in names))
        for at, state, names in ((0, "FIRING", fired), (MINUTE, "RESOLVED", over))
    ]
    assert incidents(*both) == [(RESOLVED, ())]


def test_an_edit_that_makes_a_message_another_alerts_says_all_that_it_says() -> None:
    title = "[FIRING:1] QueueStuck ledger (prod critical)"
    becomes = attrs.evolve(edited(A, MINUTE), content=Content(text=title, title=title, colour="a30200"))
    again = attrs.evolve(edited(A, 2 * MINUTE), id="again", content=told(0, "FIRING", "a", "c").content)
    assert incidents(A, becomes, again) == [(OPEN, ("a", "c")), (OPEN, ())]


def test_an_edit_to_an_end_of_what_never_fired_ends_what_its_message_fired() -> None:
    title = "[RESOLVED] QueueStuck ledger (prod critical)"
    over = attrs.evolve(edited(A, MINUTE), content=Content(text=title, title=title, colour="2eb886"))
    assert incidents(A, over) == [(RESOLVED, ())]


def test_an_edit_to_an_end_of_a_reply_that_opened_nothing_ends_nothing_of_another_message() -> None:
    reply = attrs.evolve(told(MINUTE, "FIRING"), thread=A.ts)
    over = attrs.evolve(edited(reply, 5 * HOUR), content=told(0, "RESOLVED").content)
    assert [state for state, _ in incidents(reply, told(2 * HOUR, "FIRING"), over)] == [OPEN]
