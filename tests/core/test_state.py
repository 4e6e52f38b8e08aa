"""A store survives its own state: what is read back is equal, and goes on in the same way."""

import attrs
import pytest
from attrs import frozen
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, POLICY, START, firing, histories, posted, replayed, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ratchet_core.domain import MessageRef, digest_of
from ratchet_core.events import AlertTied, Event, PersonErased, RunbookApproved, RunbookWritten, ServiceNamed
from ratchet_core.instants import HOUR, MINUTE
from ratchet_core.memory import MemoryStore
from ratchet_core.policy import Mode, Policy
from ratchet_core.retrieval import Statistics
from ratchet_core.snapshot import Earlier, Needs, Written, needs
from ratchet_core.state import StateError, state_from_json, state_to_json

LAST = said(START + 3 * HOUR, "C1", "U3", "the end")
CHECKED = settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def kept(events: list[Event]) -> MemoryStore:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    return store


@CHECKED
@given(histories())
def test_what_is_read_back_is_what_was_written(events: list[Event]) -> None:
    store = kept(events)
    again, _ = state_from_json(list(state_to_json(store)))
    assert (again.world, again.rest(), again.policy) == (store.world, store.rest(), store.policy)


@CHECKED
@given(histories())
def test_a_state_goes_on_as_its_store_does(events: list[Event]) -> None:
    store = kept(events)
    again, _ = state_from_json(list(state_to_json(store)))
    assert replayed(again, [LAST]) == replayed(store, [LAST])


@CHECKED
@given(histories())
def test_equal_stores_give_equal_states(events: list[Event]) -> None:
    assert list(state_to_json(kept(events))) == list(state_to_json(kept(events)))


def test_the_decisions_that_are_kept_beside_a_store_are_read_back() -> None:
    store = MemoryStore(POLICY)
    heard = replayed(store, [*INTRODUCTIONS, LAST])
    assert state_from_json(list(state_to_json(store, heard)))[1] == heard


SEARCHING = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE))
ALERT = needs(posted(START, "C1", firing(ALERTS[0]))).fingerprint or ""
TEXT = "restart the consumer"
RUNBOOK: list[Event] = [
    posted(START, "C1", firing(ALERTS[0])),
    RunbookWritten("w", START, ALERT, TEXT, "U1"),
    RunbookApproved("a", START, ALERT, 1, digest_of(TEXT), "", assumed=True),
    ServiceNamed("s", 0, "zanzibar", "zanzibar"),
]
LATER: list[Event] = [
    PersonErased("e1", START + HOUR, "U1"),
    PersonErased("e2", START + HOUR, "U2"),
    AlertTied("t", START + HOUR, ALERT, "zanzibar", "U1"),
]
SEARCH = said(
    START + 2 * HOUR, "C1", "U9", "how do I rotate the ledger key, any idea? zanzibar higherrorrate consumer ledger"
)


@frozen
class Found:
    """What a question finds that shares a word with all that histories say."""

    keys: list[str]
    earlier: tuple[Earlier, ...]
    written: tuple[Written, ...]
    statistics: Statistics


def found(store: MemoryStore) -> Found:
    replayed(store, [SEARCH])
    root = MessageRef(SEARCH.channel, SEARCH.ts)
    there = store.snapshot(Needs(("search",), SEARCH.at, SEARCH.channel, root=root, similar=True))
    candidates = [one.candidate for one in there.earlier] + [one.candidate for one in there.written]
    return Found([one.key for one in candidates], there.earlier, there.written, there.statistics)


def found_before_and_after(*events: Event) -> tuple[Found, Found]:
    store = MemoryStore(SEARCHING)
    replayed(store, [*INTRODUCTIONS, *events])
    again, _ = state_from_json(list(state_to_json(store)))
    return found(store), found(again)


@CHECKED
@given(histories(), st.lists(st.sampled_from(LATER), max_size=2, unique=True))
def test_a_search_finds_the_same_after_a_state_is_read_back(events: list[Event], later: list[Event]) -> None:
    before, after = found_before_and_after(*RUNBOOK, *events, *later)
    assert before == after


QUESTION = said(START, "C1", "U1", "how do I rotate the ledger key?")
THANKS = said(START + MINUTE, "C1", "U1", "thanks, that worked", QUESTION.ts)
ANSWER = said(START + MINUTE, "C1", "U2", "use the rotate job", QUESTION.ts)
AGAIN = said(START + 2 * MINUTE, "C1", "U1", "still broken, any idea?", QUESTION.ts)


@pytest.mark.parametrize(
    ("events", "keys"),
    [
        ([QUESTION, ANSWER], ["C1/1767607200.000000"]),
        ([QUESTION, THANKS, AGAIN], []),
        ([QUESTION, ANSWER, LATER[0]], []),
        (RUNBOOK, [f"runbook:{ALERT}"]),
    ],
)
def test_what_is_answered_and_not_erased_is_found_before_and_after_a_round_trip(
    events: list[Event], keys: list[str]
) -> None:
    both = [(one.keys, one.statistics.documents) for one in found_before_and_after(*events)]
    assert both == [(keys, len(keys))] * 2


def test_a_runbook_is_found_by_the_service_that_a_person_tied_its_alert_to() -> None:
    both = found_before_and_after(*RUNBOOK, LATER[2])
    assert [one.statistics.frequencies["zanzibar"] for one in both] == [1, 1]


LINES = list(state_to_json(kept([LAST])))


@pytest.mark.parametrize("count", range(len(LINES)))
def test_a_state_torn_at_any_line_is_refused(count: int) -> None:
    with pytest.raises(StateError):
        state_from_json(LINES[:count])
