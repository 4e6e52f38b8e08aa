"""A form that a workflow posted is the request of whoever filled it in."""

import attrs
import pytest
from histories import INTRODUCTIONS, POLICY, START, replayed, said
from ratchet_core.basis.content import Bot, Content
from ratchet_core.basis.instants import MINUTE, ts_of
from ratchet_core.domain import HelpRequest, MessageRef
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.recognise.filled_forms import FilledForm, form_in
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import Event, MessageEdited, MessageSeen, PersonErased

BOT = Bot("B0FORMS", name="Ask the render crew")
FORM = """*New request from* @U1
*What do you need?*
Who can raise the quota of the render farm? My jobs are refused.
*How urgent is it?*
High"""
ANSWERS = "Who can raise the quota of the render farm? My jobs are refused.\nHigh"


def read(text: str, name: str = BOT.name, colour: str = "") -> FilledForm | None:
    return form_in(Content(text=text, colour=colour), attrs.evolve(BOT, name=name))


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (FORM, ANSWERS),
        ("@U1 needs help\n*Details:* My jobs are refused.", "My jobs are refused."),
        (
            "*Submitted by:* @U1\n*Which service?*\nledger\n*Describe the problem*\nIt times out.",
            "ledger\nIt times out.",
        ),
        (
            "A new question\n*Your name*\n@U1\n*Question:*\nWho owns the ledger?\nIt is urgent.",
            "Who owns the ledger?\nIt is urgent.",
        ),
        ("*Requester:* @U1\n*Assigned to:* @U2\n*Request:* a new token", "a new token"),
    ],
)
def test_a_form_says_who_asks_and_what_they_answered(text: str, answers: str) -> None:
    assert read(text) == FilledForm("U1", answers)


@pytest.mark.parametrize(
    ("text", "name", "colour"),
    [
        (FORM, BOT.name, "danger"),
        ("Standup of @U1\n*What did you do yesterday?*\nI read.", "Standup", ""),
        ("*Assigned to:* @U1\n*Problem:* my jobs are refused", "Desk", ""),
        ("*New request from* @U1 and @U2\n*What?*\nA token", "Desk", ""),
        ("*New request from* @U1", "Desk", ""),
        ("*New request*\n*What?*\nA token", "Desk", ""),
    ],
    ids=["in a colour", "no request", "who does not ask", "of two people", "without answers", "of nobody"],
)
def test_what_names_nobody_who_asks_for_something_is_no_request(text: str, name: str, colour: str) -> None:
    assert read(text, name, colour) is None


POSTED = MessageSeen(f"C1/{ts_of(START)}", START, "C1", ts_of(START), None, None, FORM, BOT, Content(text=FORM))
ANSWERED = said(START + MINUTE, "C1", "U2", "it is raised now, run them again", POSTED.ts)


def requests(*events: Event, policy: Policy = POLICY) -> list[HelpRequest]:
    store = MemoryStore(policy)
    replayed(store, [*INTRODUCTIONS, *events])
    return store.of_kind(HelpRequest)


def test_a_form_is_the_request_of_whoever_filled_it_in_and_is_answered_like_any_other() -> None:
    assert [(one.root, one.asker, one.first_answer_at) for one in requests(POSTED, ANSWERED)] == [
        (MessageRef("C1", POSTED.ts), "U1", ANSWERED.at)
    ]


def test_a_form_that_is_edited_stays_one_request() -> None:
    edited = FORM.replace("High", "Low")
    edit = MessageEdited("e", START + MINUTE, "C1", POSTED.ts, None, None, edited, BOT, Content(text=edited))
    assert [one.asker for one in requests(POSTED, edit)] == ["U1"]


def test_where_questions_are_not_followed_a_form_is_a_notice() -> None:
    quiet = Policy(default=attrs.evolve(POLICY.default, help_requests=Mode.OFF))
    decided = replayed(MemoryStore(quiet), [*INTRODUCTIONS, POSTED])[-1][1]
    assert [one.why for one in decided.reasons] == [Why.NOTICE_KEPT]


def test_nothing_is_kept_of_the_form_of_somebody_who_was_erased() -> None:
    assert requests(PersonErased("x", START - MINUTE, "U1"), POSTED) == []
