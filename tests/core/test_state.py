"""A store survives its own state: what is read back is equal, and goes on in the same way."""

import asyncio
import json

import attrs
import pytest
from histories import (
    ALERTS,
    EVERYTHING,
    INTRODUCTIONS,
    POLICY,
    START,
    fingerprint_of,
    firing,
    histories,
    posted,
    replayed,
    said,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.domain import MessageRef, digest_of
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.state import StateError, state_from_json, state_to_json
from ratchet_core.ports import LEASE, Claim
from ratchet_core.vocabulary.actions import AboutRequest, Body, FindSimilar, UpdateMessage
from ratchet_core.vocabulary.events import (
    AlertTied,
    Event,
    Found,
    FoundQuestion,
    PersonErased,
    RunbookApproved,
    RunbookWritten,
    ServiceNamed,
)
from world import world_of

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
    assert (world_of(again), again.outbox.rest(), again.policy) == (world_of(store), store.outbox.rest(), store.policy)


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
ALERT = fingerprint_of(posted(START, "C1", firing(ALERTS[0])))
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
ROOT = MessageRef(SEARCH.channel, SEARCH.ts)


def found(store: MemoryStore) -> tuple[Found, ...]:
    """Return what a question finds that shares a word with all that histories say."""
    replayed(store, [SEARCH])
    search = FindSimilar("search", "answers", SEARCH.channel, (ROOT,), AboutRequest(ROOT))
    return asyncio.run(store.search.find(search))


def found_before_and_after(*events: Event) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
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
    ("events", "documents"),
    [
        ([QUESTION, ANSWER], [MessageRef("C1", QUESTION.ts)]),
        ([QUESTION, THANKS, AGAIN], []),
        ([QUESTION, ANSWER, LATER[0]], []),
        (RUNBOOK, [ALERT]),
    ],
)
def test_what_is_answered_and_not_erased_is_found_before_and_after_a_round_trip(
    events: list[Event], documents: list[MessageRef | str]
) -> None:
    both = found_before_and_after(*events)
    assert [[one.root if isinstance(one, FoundQuestion) else one.alert for one in found] for found in both] == [
        documents,
        documents,
    ]


def test_a_runbook_is_found_by_the_service_that_a_person_tied_its_alert_to() -> None:
    (one,), (other,) = found_before_and_after(*RUNBOOK, LATER[2])
    (untied,), _ = found_before_and_after(*RUNBOOK)
    assert (one == other, one.score > untied.score) == (True, True)


LINES = list(state_to_json(kept([LAST])))


@pytest.mark.parametrize("count", range(len(LINES)))
def test_a_state_torn_at_any_line_is_refused(count: int) -> None:
    with pytest.raises(StateError):
        state_from_json(LINES[:count])


FIRST, SECOND = (
    UpdateMessage(key, "cards", "C1", "1.0", Body(key), AboutRequest(MessageRef("C1", "1.0"))) for key in "ab"
)


async def with_an_edit_in_hand() -> tuple[MemoryStore, Claim]:
    """Return a store with an edit in hand that may have been made, while newer words wait."""
    store = MemoryStore(POLICY)
    store.ask([FIRST])
    (claim,) = await store.outbox.claim(START)
    await store.outbox.postpone(claim, START + 1, doubtful=True)
    (again,) = await store.outbox.claim(START + 1)
    store.ask([SECOND])
    return store, again


def test_an_edit_in_hand_is_in_hand_after_reading_back() -> None:
    async def offered() -> list[object]:
        store, claim = await with_an_edit_in_hand()
        again, _ = state_from_json(list(state_to_json(store)))
        later = await again.outbox.claim(START + 1 + LEASE)
        return [claim.attempt, await again.outbox.claim(START + 2), [one.action.key for one in later]]

    assert asyncio.run(offered()) == [2, [], ["b"]]


def test_attempts_and_tokens_of_claims_are_read_back() -> None:
    async def claims() -> list[Claim | None]:
        store = MemoryStore(POLICY)
        store.ask([FIRST])
        (claim,) = await store.outbox.claim(START)
        again, _ = state_from_json(list(state_to_json(store)))
        held = await again.outbox.held(claim)
        (fresh,) = await again.outbox.claim(START + LEASE)
        return [held, fresh, await again.outbox.held(claim)]

    assert asyncio.run(claims()) == [Claim(FIRST, 1), Claim(FIRST, 2, 2, doubtful=True, lost=1), None]


def test_what_became_of_actions_stands_in_the_order_of_their_keys_whichever_was_asked_first() -> None:
    async def lines() -> list[str]:
        store = MemoryStore(POLICY)
        store.ask([attrs.evolve(FIRST, key=key, ts=f"{key}.0") for key in "3142"])
        for aside in await store.outbox.claim(START, limit=2):
            await store.outbox.set_aside(aside, "it broke")
        await store.outbox.claim(START, limit=2)
        return list(state_to_json(store))

    told = [(name, str(value)) for line in asyncio.run(lines()) for name, value in json.loads(line).items()]
    kinds = [[value for name, value in told if name == kind] for kind in ("postponed", "aside", "claim", "in_hand")]
    assert ([len(one) for one in kinds], kinds) == ([2, 2, 4, 2], [sorted(one) for one in kinds])


def test_a_row_that_a_store_beside_has_too_is_kept_once() -> None:
    fired = posted(START, "C1", firing(ALERTS[0]))
    events = [*INTRODUCTIONS, fired, said(START + 1, "C1", "U1", "looking at it", fired.ts), LAST]
    one, other = MemoryStore(POLICY), MemoryStore(attrs.evolve(POLICY, stale_hours=1))
    beside = MemoryStore(other.policy, beside=one)
    for store in (one, other, beside):
        replayed(store, events)
    shared = {id(row) for row in one.rows}
    assert (world_of(beside), [type(row) for row in beside.rows if id(row) not in shared]) == (
        world_of(other),
        [type(row) for row in other.rows if row not in list(one.rows)],
    )
