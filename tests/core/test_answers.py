"""A question that was asked before is answered with a link to where that was; otherwise the record says why not."""

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, START, firing, posted, replayed, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, ts_of
from ratchet_core.domain import AskerWords, HelpRequest, MessageRef, RunbookState, RunbookVersion, ThreadNote, digest_of
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.state import state_from_json, state_to_json
from ratchet_core.memory.store import MemoryStore
from ratchet_core.reading.speech import Speech
from ratchet_core.rules.earlier_replies import best_reply
from ratchet_core.rules.quoting import is_to_somebody
from ratchet_core.vocabulary.actions import AnswerPrivately, Body, Line, MessageLink, Plain, PostMessage
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    ChannelConfigured,
    ChannelJoined,
    ChannelSeen,
    Event,
    Mentioned,
    MessageDeleted,
)
from world import world_of

QUESTION = "how do I rotate the ledger signing key on vault-7?"
AGAIN = "does anybody know how to rotate the signing key of the ledger on vault-7?"
FIRST = said(START, "C1", "U1", QUESTION)
ANSWER = said(START + MINUTE, "C1", "U2", "run the rotate job, then restart one replica at a time", FIRST.ts)
THANKS = said(START + 2 * MINUTE, "C1", "U1", "thanks, that worked!", FIRST.ts)
OTHERS = [
    event
    for number, words in enumerate(
        (
            "where are the dashboards of the fraud scorer kept?",
            "can someone review the terraform plan for billing?",
            "why does the nightly export to snowflake fail?",
            "is there a template for postmortems anywhere?",
            "who owns the webhook relay in staging?",
            "how do we grant read access to the warehouse?",
        )
        * 3
    )
    for event in (
        said(START + (number + 2) * HOUR, "C1", "U3", words),
        said(START + (number + 2) * HOUR + MINUTE, "C1", "U2", "see the wiki", ts_of(START + (number + 2) * HOUR)),
    )
]
ASKED = said(START + 2 * DAY, "C1", "U4", AGAIN)
LATER = said(START + 5 * DAY, "C2", "U1", "hello")


def policy(mode: Mode) -> Policy:
    return Policy(default=attrs.evolve(EVERYTHING, answers=mode))


def heard(*events: Event, mode: Mode = Mode.LIVE, introductions: list[Event] = INTRODUCTIONS) -> list[Decision]:
    every = replayed(MemoryStore(policy(mode)), [*introductions, *events, LATER])
    return [decision for event, decision in every if event.id.startswith(f"{ASKED.channel}/{ASKED.ts}")]


def posts(decisions: list[Decision]) -> list[PostMessage]:
    return [one for decision in decisions for one in decision.actions if isinstance(one, PostMessage)]


def whys(decisions: list[Decision]) -> list[Why]:
    return [reason.why for decision in decisions for reason in decision.reasons]


def test_a_question_asked_before_is_answered_with_a_link_and_a_quotation() -> None:
    (post,) = posts(heard(FIRST, ANSWER, THANKS, *OTHERS, ASKED))
    asked, answered = MessageLink("C1", FIRST.ts, "the thread"), MessageLink("C1", ANSWER.ts, "the answer")
    assert post.body == Body(
        "This was asked before, 2 d ago",
        (
            Line((Plain(f"Asked: “{QUESTION}” "), asked)),
            Line((Plain(f"Answered: “{ANSWER.text}” "), answered)),
        ),
    )


def test_a_question_that_nobody_answered_is_no_answer() -> None:
    assert posts(heard(FIRST, *OTHERS, ASKED)) == []


def test_below_the_threshold_it_stays_silent_and_says_why() -> None:
    decisions = heard(FIRST, ANSWER, THANKS, *OTHERS, attrs.evolve(ASKED, text="what is the wifi password on floor 3?"))
    assert (posts(decisions), whys(decisions)[-1]) == ([], Why.NOT_ASKED_BEFORE)


def test_a_question_that_a_person_answers_at_once_is_left_to_them() -> None:
    quick = said(START + 2 * DAY + MINUTE, "C1", "U2", "one moment", ASKED.ts)
    assert posts(heard(FIRST, ANSWER, THANKS, *OTHERS, ASKED, quick)) == []


def test_an_answer_in_shadow_is_recorded_and_not_sent() -> None:
    decisions = heard(FIRST, ANSWER, THANKS, *OTHERS, ASKED, mode=Mode.SHADOW)
    assert (posts(decisions), sum(len(one.withheld) for one in decisions)) == ([], 1)


def test_what_was_deleted_is_not_found() -> None:
    gone = MessageDeleted("gone", START + DAY, "C1", FIRST.ts)
    assert posts(heard(FIRST, ANSWER, THANKS, *OTHERS, gone, ASKED)) == []


@pytest.mark.parametrize(("private", "count"), [(False, 1), (True, 0)])
def test_a_private_channel_is_not_quoted_to_a_wider_audience(private: bool, count: int) -> None:
    introductions: list[Event] = [
        *INTRODUCTIONS,
        ChannelSeen("C9/seen", 0, "C9", "c9", private=private),
        ChannelJoined("C9/joined", 0, "C9"),
    ]
    there = said(START, "C9", "U1", QUESTION)
    reply = said(START + MINUTE, "C9", "U2", "run the rotate job", there.ts)
    thanks = said(START + 2 * MINUTE, "C9", "U1", "thanks, that worked!", there.ts)
    assert len(posts(heard(there, reply, thanks, *OTHERS, ASKED, introductions=introductions))) == count


def test_the_same_person_asking_again_within_the_month_is_not_told_so() -> None:
    soon = said(START + 2 * DAY - 30 * MINUTE, "C1", "U4", QUESTION)
    reply = said(START + 2 * DAY - 29 * MINUTE, "C1", "U2", ANSWER.text, soon.ts)
    assert posts(heard(*OTHERS, soon, reply, ASKED)) == []


def test_a_question_to_one_person_is_left_to_them() -> None:
    to_somebody = attrs.evolve(ASKED, text=f"@U2 {AGAIN}")
    decisions = heard(FIRST, ANSWER, THANKS, *OTHERS, to_somebody)
    assert (posts(decisions), whys(decisions)[-1]) == ([], Why.LEFT_TO_SOMEBODY)


@pytest.mark.parametrize(
    "text",
    ["are you using the ledger on vault-7?", "ok, so did you rotate the key?", "should that be a link?", "@U2 hi?"],
)
def test_a_turn_of_a_conversation_is_told_from_a_question_to_all(text: str) -> None:
    assert is_to_somebody(text)


@pytest.mark.parametrize(
    "text", ["@ledger-oncall how do I rotate the key?", "have you all seen this error?", "is it possible to rotate it?"]
)
def test_a_question_to_a_group_is_one_to_all(text: str) -> None:
    assert not is_to_somebody(text)


def test_a_thread_without_a_statement_is_no_answer() -> None:
    back = said(START + MINUTE, "C1", "U2", "did you look at the rotate job of vault-7?", FIRST.ts)
    assert posts(heard(FIRST, back, *OTHERS, ASKED)) == []


THREAD = HelpRequest(MessageRef("C1", FIRST.ts), "U1", START)


def quoted(*texts: str, request: HelpRequest = THREAD) -> str | None:
    """Return what would be quoted of replies, each a second after the other."""
    notes = [ThreadNote(START + at, str(at), "U2", text) for at, text in enumerate(texts)]
    reply = best_reply(request, QUESTION, notes)
    return reply.text if reply is not None else None


def test_the_reply_that_tells_most_about_the_question_is_quoted() -> None:
    other = "the canteen has noodles, dumplings, pancakes and a queue around the corner today"
    assert quoted(other, "rotate the signing key with `vaultctl rotate`") == (
        "rotate the signing key with `vaultctl rotate`"
    )


@pytest.mark.parametrize(
    "text",
    [
        "same here",
        "good morning",
        "did you find a solution for the signing key of vault-7?",
        "please post the whole output of vaultctl on the wiki page",
        "@U9 the signing key of vault-7 is rotated with `vaultctl`",
        "> how do I rotate the ledger signing key",
        "sure",
    ],
)
def test_what_is_no_answer_is_not_quoted(text: str) -> None:
    assert quoted(text) is None


def test_an_answer_to_the_asker_by_name_is_quoted() -> None:
    assert quoted("@U1 rotate job on vault-7") == "@U1 rotate job on vault-7"


def test_an_address_alone_is_an_answer() -> None:
    assert quoted("@U1 https://wiki.example/rotate") == "@U1 https://wiki.example/rotate"


def test_what_came_after_the_asker_was_content_is_not_quoted() -> None:
    closed = attrs.evolve(THREAD, said=(AskerWords(START, ts_of(START), Speech.CLOSING),))
    assert quoted("run the rotate job on vault-7", "restart one replica with `kubectl rollout`", request=closed) == (
        "run the rotate job on vault-7"
    )


FIRES = posted(START + HOUR, "C1", firing("SigningKeyExpired ledger"))
RUNBOOK = "Rotate the signing key with `vaultctl rotate`.\nRestart one replica at a time."


WANTED = "@ratchet similar"


def answered_by_runbook(*, channel: str = "C1", only_in: str | None = None) -> list[AnswerPrivately | PostMessage]:
    """Return what is said in the thread of a question to a person there who wants to see what is like it."""
    store = MemoryStore(policy(Mode.LIVE))
    replayed(store, [*INTRODUCTIONS, *OTHERS[:4], FIRES])
    alert = next(iter(world_of(store).alerts))
    digest, state = digest_of(RUNBOOK), RunbookState.ACTIVE
    store.put(RunbookVersion(alert, 1, RUNBOOK, digest, "U2", START, state, decided_by="U2", only_in=only_in))
    text = "the ledger signing key has expired, how do I rotate it?"
    asked = said(START + 2 * DAY, channel, "U4", text)
    wants = said(START + 2 * DAY + HOUR, channel, "U4", WANTED, asked.ts)
    calls = Mentioned("calls", wants.at, channel, wants.ts, asked.ts, "U4", WANTED)
    heard = replayed(store, [asked, wants, calls, said(START + 5 * DAY, "C2", "U1", "hello")])
    every = (one for _, decision in heard for one in decision.actions)
    return [one for one in every if isinstance(one, AnswerPrivately | PostMessage) and one.behaviour == "answers"]


def test_whoever_wants_to_see_what_is_like_a_question_gets_the_words_of_the_runbook_that_answers_it() -> None:
    (post,) = answered_by_runbook()
    assert post.body == Body(
        "From the runbook of SigningKeyExpired (v1)",
        (
            Line((Plain("Rotate the signing key with `vaultctl rotate`."),)),
            Line((Plain("Restart one replica at a time."),)),
            Line((Plain("It last fired in "), MessageLink("C1", FIRES.ts, "this thread"))),
        ),
        of=("C1",),
    )


def test_a_runbook_that_quotes_a_private_channel_is_not_quoted_elsewhere() -> None:
    (answer,) = answered_by_runbook(channel="C2", only_in="C9")
    assert answer.body == Body("I know no earlier question like this one that was answered, and no runbook.")


def test_a_store_that_was_read_back_finds_the_same_answer() -> None:
    store = MemoryStore(policy(Mode.LIVE))
    replayed(store, [*INTRODUCTIONS, FIRST, ANSWER, THANKS, *OTHERS])
    again = state_from_json(state_to_json(store))[0]
    one, other = replayed(store, [ASKED, LATER]), replayed(again, [ASKED, LATER])
    assert (other, len(posts([decision for _, decision in other]))) == (one, 1)


def test_where_answers_were_off_everywhere_a_person_can_turn_them_on() -> None:
    wanted = attrs.evolve(EVERYTHING, answers=Mode.LIVE)
    turned_on = ChannelConfigured("on", START - MINUTE, "C1", wanted, "U1")
    assert posts(heard(turned_on, FIRST, ANSWER, THANKS, *OTHERS, ASKED, mode=Mode.OFF)) != []
