"""Conversations as playbooks: the longer courses of cards, reminders and posts, and what a playbook itself promises."""

import asyncio
from collections.abc import Sequence

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, POLICY, START, firing, resolved, said
from histories import posted as signal
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, ts_of
from ratchet_core.contract.playbook import (
    Playbook,
    answered,
    does,
    done,
    found,
    later,
    lost,
    passes,
    posted,
    refused,
    silence,
    similar,
)
from ratchet_core.domain import MessageRef, OwnedKind
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.domain.records import Lookup
from ratchet_core.memory import MemoryStore
from ratchet_core.ports import SETTLE
from ratchet_core.vocabulary.actions import AboutRequest, Body, FindSimilar, PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import Event, FoundQuestion, MemberJoined, OwnerChanged, TeamNamed

ALERT = ALERTS[0]
ROOT = ts_of(START)
FIRES = signal(START, "C1", firing(ALERT))
FIRES_AGAIN = signal(START + 5 * MINUTE, "C1", firing(ALERT))
ENDS = signal(START + 9 * MINUTE, "C1", resolved(ALERT))
CARD, EDIT = does(PostMessage, channel="C1", thread=ROOT), does(UpdateMessage, channel="C1", ts="1.5")
ALARM = does(WakeMe)
ALERTED = Playbook(POLICY, INTRODUCTIONS) >> FIRES << CARD << ALARM


def test_a_card_is_posted_edited_while_the_alert_fires_and_edited_when_it_is_over() -> None:
    assert (
        ALERTED
        >> posted("1.5")
        << silence(Why.CARD_UNCHANGED)
        >> FIRES_AGAIN
        << does(UpdateMessage, ts="1.5", says="Firing (2 notifications).")
        >> done
        << silence
        >> ENDS
        << does(UpdateMessage, ts="1.5", says="Resolved after 9 min.")
        >> done
        << silence
    )


def test_a_card_that_was_refused_is_asked_for_again_at_the_next_news() -> None:
    assert (
        ALERTED
        >> refused("not in the channel")
        << does(WakeMe)
        >> attrs.evolve(FIRES_AGAIN, at=START + MINUTE)
        << does(PostMessage, thread=ROOT, says="Firing (2 notifications).")
        >> posted("1.5")
        << silence
    )


def test_news_while_the_card_is_on_its_way_is_told_once_it_is_there() -> None:
    assert (
        ALERTED
        >> FIRES_AGAIN
        << silence(Why.CARD_ON_ITS_WAY)
        >> posted("1.5")
        << does(UpdateMessage, ts="1.5", says="Firing (2 notifications).")
    )


def test_a_card_that_is_not_critical_is_held_and_then_posted() -> None:
    assert (
        Playbook(POLICY, INTRODUCTIONS)
        >> signal(START, "C1", firing(ALERT, "warning"))
        << does(WakeMe, at=START + 2 * MINUTE)
        << does(WakeMe, at=START + DAY)
        >> passes(minutes=2)
        << does(PostMessage, says="Firing.")
    )


MONDAY = 20458 * DAY
QUESTION = said(MONDAY + 10 * HOUR, "C1", "U1", "how do I rotate the ledger key?")
OWNED: list[Event] = [
    *INTRODUCTIONS,
    TeamNamed("t", 0, "a", "Base"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "a"),
    MemberJoined("m", 0, "U2", "a"),
]
REMINDING = Policy(default=attrs.evolve(EVERYTHING, reminders=Mode.LIVE, answers=Mode.OFF))
REMINDED = (
    Playbook(REMINDING, OWNED)
    >> QUESTION
    << does(WakeMe, at=MONDAY + 14 * HOUR)
    >> passes(hours=4)
    << does(PostMessage, thread=QUESTION.ts, says="This question has waited for 4 h")
)


def test_an_unanswered_question_reminds_its_owners_once() -> None:
    assert REMINDED >> posted("1.5") << silence >> passes(days=8) << silence


def test_a_reminder_that_was_refused_goes_to_reminders_and_fails() -> None:
    assert REMINDED >> refused("archived") << silence(Why.FAILED)


UNCLEAR = ALERTED >> lost()


def test_a_post_whose_answer_was_lost_is_looked_up_and_not_made_again() -> None:
    assert UNCLEAR >> passes(seconds=SETTLE // SECOND) << silence >> found("1.5") << silence >> ENDS << EDIT


def test_a_post_that_is_not_found_is_made() -> None:
    assert UNCLEAR >> passes(seconds=SETTLE // SECOND) << silence >> posted("1.5") << silence >> ENDS << EDIT


def test_a_post_that_must_wait_is_made_later() -> None:
    assert ALERTED >> later(seconds=30) >> passes(seconds=30) << silence >> posted("1.5") << silence


ANSWERING = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE, drafts=Mode.OFF))
ASKED_AGAIN = said(MONDAY + 60 * DAY, "C1", "U3", "how can I rotate the ledger key?")
SETTLED = said(MONDAY + 11 * HOUR, "C1", "U2", "run `rotate --ledger` on the jump host, it takes a minute", QUESTION.ts)


TAKEN = said(MONDAY + 12 * HOUR, "C1", "U1", "thanks, that worked!", QUESTION.ts)


def test_what_the_search_finds_is_pointed_out() -> None:
    hit = FoundQuestion(MessageRef("C1", QUESTION.ts), 90)
    assert (
        Playbook(ANSWERING, [*INTRODUCTIONS, QUESTION, SETTLED, TAKEN])
        >> ASKED_AGAIN
        << ALARM
        >> passes(minutes=2)
        << does(FindSimilar)
        >> similar(hit)
        << does(PostMessage, thread=ASKED_AGAIN.ts, says="rotate --ledger")
    )


def failure(playbook: Playbook) -> Sequence[str]:
    with pytest.raises(AssertionError) as caught:
        bool(playbook)
    return str(caught.value).splitlines()


def test_a_mismatch_shows_the_conversation_and_what_differs() -> None:
    lines = failure(ALERTED >> posted("1.5") << silence >> FIRES_AGAIN << does(UpdateMessage, ts="1.4", says="Over"))
    assert [line[:46] for line in lines] == [
        "The conversation went another way:",
        "   >> MessageSeen(id='C1/1767607200.000000', a",
        "   << PostMessage(key='C1/1767607200.000000/in",
        "   << WakeMe(key='C1/1767607200.000000/inciden",
        "   >> posted('1.5')",
        "   .. MessagePosted(id='C1/1767607200.000000/i",
        "   << silence",
        "   >> MessageSeen(id='C1/1767607500.000000', a",
        "-> << UpdateMessage(ts='1.4', says='Over')",
        "-> ratchet did UpdateMessage(key='C1/176760750",
        "        ts: expected '1.4', was '1.5'",
        "        says: expected 'Over', was 'HighErrorR",
    ]


POST = PostMessage("k", "cards", "C1", None, Body("hi"), AboutRequest(MessageRef("C1", "1.0")))
SILENT = said(START, "C1", "U1", "good morning")
BEGUN = Playbook(POLICY, INTRODUCTIONS)


@pytest.mark.parametrize(
    ("playbook", "told"),
    [
        (BEGUN >> FIRES << CARD, "-> ratchet also did WakeMe("),
        (BEGUN >> FIRES << silence, "-> ratchet did PostMessage("),
        (BEGUN >> FIRES << POST, "-> ratchet did PostMessage("),
        (BEGUN >> FIRES << EDIT, "-> ratchet did PostMessage("),
        (BEGUN >> SILENT, "-> ratchet did nothing; expect that with `<< silence`"),
        (BEGUN >> SILENT << EDIT, "-> ratchet did nothing more"),
        (BEGUN >> SILENT << silence(Why.OFF), "-> ratchet was silent"),
        (BEGUN >> done, "-> there is nothing to be done at 0; next at None"),
        (ALERTED >> found("1.5"), "-> expected find to be called, and post was"),
        (ALERTED >> answered(), "-> expected ask to be called, and post was"),
    ],
)
def test_what_goes_another_way_is_told(playbook: Playbook, told: str) -> None:
    assert any(line.startswith(told) for line in failure(playbook))


def test_a_silence_for_another_reason_tells_the_reasons() -> None:
    assert failure(BEGUN >> SILENT << silence(Why.OFF))[-1].strip() == "because of help_requests: pleasantry"


def test_an_action_that_is_expected_whole_is_compared_whole() -> None:
    names = [line.strip().partition(":")[0] for line in failure(BEGUN >> FIRES << POST)]
    assert names[-4:] == ["key", "thread", "body", "about"]


def test_a_playbook_that_nobody_asserts_is_warned_of() -> None:
    with pytest.warns(ResourceWarning, match="write `assert` before it"):
        BEGUN >> SILENT << silence


def test_a_field_that_an_action_does_not_have_is_refused_with_those_that_it_has() -> None:
    with pytest.raises(TypeError, match=r"WakeMe has no room; it has key, behaviour, channel, at, about\."):
        does(WakeMe, room="C1")


def test_a_field_may_be_anything() -> None:
    assert does(PostMessage, thread=..., channel="C1", says=...) == does(PostMessage, channel="C1")


def test_a_playbook_is_a_value_so_that_its_beginning_can_be_gone_on_with() -> None:
    assert [bool(ALERTED >> posted("1.5") << silence), bool(ALERTED >> refused("archived") << does(WakeMe))] == [
        True,
        True,
    ]


class Waiting(MemoryStore):
    async def find(self, lookups: Sequence[Lookup]) -> list[object]:
        await asyncio.sleep(0)
        return await super().find(lookups)


def test_it_is_played_on_any_store_that_may_wait() -> None:
    store = Waiting(POLICY)
    asyncio.run((ALERTED >> posted("1.5") << silence).play(store, store.outbox))
    assert store.taken >= {FIRES.id}
