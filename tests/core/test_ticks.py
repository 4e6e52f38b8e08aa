"""A tick resolves a request until it is taken back, in whatever order both are heard."""

from itertools import permutations

import pytest
from histories import INTRODUCTIONS, POLICY, START, replayed, said
from ratchet_core.basis.instants import SECOND
from ratchet_core.domain import HelpRequest, HelpState, MessageRef, Tick
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import Event, MessageDeleted, ReactionAdded, ReactionRemoved

QUESTION = said(START, "C1", "U1", "how do I rotate the ledger key?")
ROOT = MessageRef("C1", QUESTION.ts)


def ticked(seconds: int, person: str, name: str = "white_check_mark") -> ReactionAdded:
    return ReactionAdded(f"tick/{person}/{seconds}", START + seconds * SECOND, "C1", QUESTION.ts, None, person, name)


def unticked(seconds: int, person: str, name: str = "white_check_mark") -> ReactionRemoved:
    return ReactionRemoved(
        f"untick/{person}/{seconds}", START + seconds * SECOND, "C1", QUESTION.ts, None, person, name
    )


def requests(*events: Event) -> list[tuple[HelpState, int | None]]:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    seconds = [(one, one.ticked_at) for one in store.of_kind(HelpRequest)]
    return [(one.state, None if at is None else (at - START) // SECOND) for one, at in seconds]


def test_a_request_is_open_again_when_its_tick_is_taken_back() -> None:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, QUESTION, ticked(10, "U2"), unticked(20, "U2")])
    tick = Tick(ROOT, ROOT, "U2", "white_check_mark", START + 20 * SECOND, taken_back=True)
    request = next(
        one.record for one in heard[-3][1].changes if isinstance(one, Put) and isinstance(one.record, HelpRequest)
    )
    reasons = (Reason("help_requests", Why.REQUEST_FOLLOWED),)
    assert heard[-1][1] == Decision((Put(tick), Put(request)), (), reasons)


@pytest.mark.parametrize(
    ("events", "request_is"),
    [
        ([ticked(10, "U2"), ticked(15, "U3"), unticked(20, "U3")], (HelpState.RESOLVED, 10)),
        ([ticked(10, "U2"), ticked(15, "U3"), unticked(20, "U2")], (HelpState.RESOLVED, 15)),
        ([ticked(10, "U2"), unticked(12, "U2"), ticked(14, "U2")], (HelpState.RESOLVED, 14)),
        ([ticked(10, "U2"), unticked(12, "U2", "heavy_check_mark")], (HelpState.RESOLVED, 10)),
        ([ticked(10, "U2"), unticked(12, "U2", "eyes")], (HelpState.RESOLVED, 10)),
        ([ticked(10, "U2"), unticked(12, "U2")], (HelpState.OPEN, None)),
    ],
)
def test_what_ticks_come_to_in_any_order(events: list[Event], request_is: tuple[HelpState, int | None]) -> None:
    assert {one for order in permutations([QUESTION, *events]) for one in requests(*order)} == {request_is}


def test_a_tick_after_a_question_was_asked_anew_resolves_it_though_there_was_one_before() -> None:
    anew = said(START + 15 * SECOND, "C1", "U1", "still broken, any idea?", QUESTION.ts)
    states = [requests(QUESTION, ticked(10, "U2"), anew, *more)[0] for more in ([], [ticked(20, "U3")])]
    assert states == [(HelpState.OPEN, 10), (HelpState.RESOLVED, 20)]


def test_the_ticks_of_a_question_that_is_deleted_are_forgotten() -> None:
    store = MemoryStore(POLICY)
    gone = MessageDeleted("gone", START + 20 * SECOND, "C1", QUESTION.ts)
    replayed(store, [*INTRODUCTIONS, QUESTION, ticked(10, "U2"), gone])
    assert store.of_kind(Tick) == []
