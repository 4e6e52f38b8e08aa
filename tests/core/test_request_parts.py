"""Questions that one person asks shortly after each other are one request, in whatever order they are heard."""

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, START, replayed, said
from hypothesis import given, settings
from hypothesis import strategies as st
from ratchet_core.basis.instants import DAY, HOUR, SECOND, ts_of
from ratchet_core.domain import HelpRequest, HelpState
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.domain.requests import whole_requests
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import PostMessage
from ratchet_core.vocabulary.events import Event, MessageDeleted, MessageEdited, MessageSeen
from world import world_of

POLICY = Policy(default=attrs.evolve(EVERYTHING, reminders=Mode.LIVE, team="Base"))
FIRST = said(START, "C1", "U1", "how do I rotate the ledger key?")
SECOND_PART = said(START + 100 * SECOND, "C1", "U1", "and does anybody know where it is stored?")
THIRD_PART = said(START + 200 * SECOND, "C1", "U1", "can someone restart vault-7 for me?")
LATER = said(START + 3 * HOUR, "C1", "U1", "who owns the fraud scorer?")
ANSWER = said(START + 300 * SECOND, "C1", "U2", "it is in the wiki", THIRD_PART.ts)
PARTS = [FIRST, SECOND_PART, THIRD_PART]


def world_after(*events: Event) -> MemoryStore:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    return store


def wholes(*events: Event) -> list[HelpRequest]:
    return whole_requests(world_of(world_after(*events)).requests)


def test_questions_of_one_person_within_the_policys_time_are_one_request() -> None:
    assert [(one.root.ts, one.replies) for one in wholes(*PARTS, LATER)] == [(FIRST.ts, 2), (LATER.ts, 0)]


def test_another_person_or_another_channel_begins_a_request_of_its_own() -> None:
    elsewhere = said(SECOND_PART.at, "C2", "U1", SECOND_PART.text)
    assert len(wholes(FIRST, attrs.evolve(SECOND_PART, person="U9"), elsewhere)) == 3


def test_an_answer_to_a_part_answers_the_whole() -> None:
    assert [one.state for one in wholes(*PARTS, ANSWER)] == [HelpState.ANSWERED]


@settings(max_examples=30, derandomize=True, deadline=None)
@given(st.permutations([*PARTS, LATER, ANSWER]))
def test_the_order_in_which_the_parts_are_heard_does_not_matter(events: list[MessageSeen]) -> None:
    assert world_of(world_after(*events)).requests == world_of(world_after(*PARTS, LATER, ANSWER)).requests


def test_a_part_that_is_deleted_lets_the_rest_stand_on_their_own() -> None:
    gone = MessageDeleted("gone", START + 400 * SECOND, "C1", SECOND_PART.ts)
    assert [one.root.ts for one in wholes(*PARTS, gone)] == [FIRST.ts, THIRD_PART.ts]


def test_a_first_part_that_was_no_question_leaves_the_next_as_the_first() -> None:
    edited = MessageEdited("e", START + 400 * SECOND, "C1", FIRST.ts, None, "U1", "good morning")
    assert [(one.root.ts, one.replies) for one in wholes(*PARTS, edited)] == [(SECOND_PART.ts, 1)]


@pytest.mark.parametrize("events", [PARTS, [*PARTS[1:], FIRST]])
def test_one_request_is_reminded_of_once(events: list[Event]) -> None:
    end = said(START + 5 * DAY, "C2", "U3", "good morning")
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events, end])
    posts = [one.thread for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]
    assert posts == [FIRST.ts]


def test_what_stands_on_its_own_again_is_reminded_of() -> None:
    gone = MessageDeleted("gone", START + 400 * SECOND, "C1", FIRST.ts)
    end = said(START + 5 * DAY, "C2", "U3", "good morning")
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, FIRST, SECOND_PART, gone, end])
    posts = [one.thread for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]
    assert posts == [SECOND_PART.ts]


def test_a_question_edited_later_is_dated_by_when_it_was_posted() -> None:
    edited = MessageEdited("e", START + HOUR, "C1", ts_of(START), None, "U1", "how do I rotate the ledger key?")
    assert [one.asked_at for one in wholes(edited)] == [START]
