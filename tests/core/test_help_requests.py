"""A help request from the question to its end, in whatever order its messages arrive."""

from itertools import permutations

import pytest
from histories import INTRODUCTIONS, POLICY, START, replayed, said
from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import MINUTE, SECOND, Duration, ts_of
from ratchet_core.domain import AskerWords, HelpRequest, HelpState, MessageRef, Standing
from ratchet_core.memory import MemoryStore
from ratchet_core.reading.speech import Speech
from ratchet_core.vocabulary.events import Event, MessageDeleted, MessageEdited, ReactionAdded
from world import world_of

ROOT = ts_of(START)
QUESTION = said(START, "C1", "U1", "how do I rotate the ledger key?")
ANSWER = said(START + SECOND, "C1", "U2", "run the rotate job", ROOT)
THANKS = said(START + 2 * SECOND, "C1", "U1", "thanks, that worked", ROOT)
AGAIN = said(START + 3 * SECOND, "C1", "U1", "hm, how do I see whether it ran?", ROOT)
TICK = ReactionAdded("tick", START + 4 * SECOND, "C1", ROOT, None, "U3", "white_check_mark")


def states(*events: Event) -> list[HelpState]:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    return [request.state for request in world_of(store).requests.values()]


def test_a_question_opens_a_request() -> None:
    assert states(QUESTION) == [HelpState.OPEN]


def test_somebody_elses_reply_is_the_first_response() -> None:
    assert states(QUESTION, ANSWER) == [HelpState.ANSWERED]


def test_the_askers_thanks_resolve_it() -> None:
    assert states(QUESTION, ANSWER, THANKS) == [HelpState.RESOLVED]


ANNA, BEN, CARL = "U0ANNA001", "U0BENN002", "U0CARL003"
HERS = said(START, "C1", ANNA, "why does the export fail?")


@pytest.mark.parametrize(
    ("person", "text", "after", "opened"),
    [
        (BEN, f"@{ANNA} what does the log say?", MINUTE, []),
        (BEN, f"@{ANNA} the nightly one?", MINUTE, []),
        (BEN, f"@{ANNA} what does the log say?", 11 * MINUTE, [HelpState.OPEN]),
        (BEN, f"@{CARL} what does the log say?", MINUTE, [HelpState.OPEN]),
        (BEN, f"@{ANNA} can you restart the ledger?", MINUTE, [HelpState.OPEN]),
        (BEN, f"@{ANNA} why does mine work?", MINUTE, [HelpState.OPEN]),
        (BEN, "what does the log say?", MINUTE, [HelpState.OPEN]),
        (ANNA, f"@{ANNA} what does the log say?", MINUTE, [HelpState.OPEN]),
    ],
)
def test_what_is_put_to_who_asked_shortly_before_goes_on_with_that(
    person: str, text: str, after: Duration, opened: list[HelpState]
) -> None:
    assert states(HERS, said(START + after, "C1", person, text)) == [HelpState.OPEN, *opened]


def test_who_asked_something_themselves_may_go_on_with_that() -> None:
    his = said(START + MINUTE, "C1", BEN, "how do I rotate the ledger key?")
    on = said(START + 2 * MINUTE, "C1", BEN, f"@{ANNA} how often?")
    assert states(HERS, his, on) == [HelpState.OPEN] * 3


def test_what_is_put_to_whose_question_is_over_is_a_question() -> None:
    over = said(START + SECOND, "C1", ANNA, "never mind, solved", ROOT)
    assert states(HERS, over, said(START + MINUTE, "C1", BEN, f"@{ANNA} what does the log say?")) == [
        HelpState.RESOLVED,
        HelpState.OPEN,
    ]


PROMISE = said(START + SECOND, "C1", "U2", "let me look", ROOT)
POLITE = said(START + 2 * SECOND, "C1", "U1", "thanks!", ROOT)
LATER = said(START + 3 * SECOND, "C1", "U2", "run the rotate job", ROOT)


@pytest.mark.parametrize("order", [*permutations([QUESTION, PROMISE, POLITE])])
def test_thanks_for_a_promise_resolve_nothing_in_whatever_order_they_are_heard(order: tuple[Event, ...]) -> None:
    assert states(*order) == [HelpState.OPEN]


def test_thanks_before_anybody_has_said_anything_resolve_nothing() -> None:
    assert states(QUESTION, POLITE) == [HelpState.OPEN]


def test_thanks_for_a_promise_are_no_thanks_for_the_answer_that_follows() -> None:
    assert states(QUESTION, PROMISE, POLITE, LATER) == [HelpState.ANSWERED]


def test_mere_thanks_for_an_answer_resolve_it() -> None:
    assert states(QUESTION, ANSWER, POLITE) == [HelpState.RESOLVED]


def test_a_question_after_the_thanks_opens_it_again() -> None:
    assert states(QUESTION, ANSWER, THANKS, AGAIN) == [HelpState.ANSWERED]


def test_a_tick_resolves_it() -> None:
    assert states(QUESTION, ANSWER, TICK) == [HelpState.RESOLVED]


def test_replies_that_come_before_their_question_are_not_lost() -> None:
    assert states(TICK, THANKS, ANSWER, QUESTION) == [HelpState.RESOLVED]


def test_a_greeting_and_an_announcement_are_no_requests() -> None:
    greeting = said(START, "C1", "U1", "good morning everyone")
    notice = said(START + SECOND, "C1", "U1", "Heads up: we will be deploying the ledger at noon")
    assert states(greeting, notice) == []


def test_a_question_that_is_deleted_is_forgotten() -> None:
    assert states(QUESTION, MessageDeleted("gone", START + SECOND, "C1", ROOT)) == []


def test_a_message_that_is_edited_into_a_question_opens_a_request() -> None:
    before = said(START, "C1", "U1", "good morning everyone")
    edit = MessageEdited("edit", START + SECOND, "C1", ROOT, None, "U1", QUESTION.text)
    assert states(before, edit) == [HelpState.OPEN]


LIVE_TICK = ReactionAdded("tick", START + 4 * SECOND, "C1", ANSWER.ts, None, "U1", "white_check_mark")
"""A tick on an answer as it comes live: it names no thread."""


def test_a_tick_on_an_answer_resolves_its_question_where_the_reaction_names_no_thread() -> None:
    assert states(QUESTION, ANSWER, LIVE_TICK) == [HelpState.RESOLVED]


def test_a_tick_on_an_answer_that_came_before_its_question_waits_for_it() -> None:
    assert states(ANSWER, LIVE_TICK, QUESTION) == [HelpState.RESOLVED]


def test_where_a_team_answers_thanks_may_be_for_a_customers_help_which_is_not_kept() -> None:
    polite = AskerWords(START + SECOND, ts_of(START + SECOND), Speech.THANKS)
    asked = HelpRequest(MessageRef("C1", ROOT), "U1", START, said=(polite,), asked_as=Standing.CUSTOMER)
    promised = evolve(asked, first_response_at=START)
    assert (asked.state, promised.state) == (HelpState.RESOLVED, HelpState.OPEN)
