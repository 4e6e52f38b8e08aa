"""What is heard long after it happened is remembered, and not answered."""

from collections.abc import Callable

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, firing, posted, replayed, said
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import PostMessage, WakeMe
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import MessageEdited, MessageSeen

POLICY = Policy(default=attrs.evolve(EVERYTHING, answers=Mode.LIVE, reminders=Mode.LIVE))
ALERT = posted(START, "C1", firing(ALERTS[0]))
QUESTION = said(START, "C1", "U1", "how do I rotate the ledger key?")


def in_time(message: MessageSeen) -> MessageSeen:
    return attrs.evolve(message, heard_at=message.at + HOUR)


def late(message: MessageSeen) -> MessageSeen:
    return attrs.evolve(message, heard_at=message.at + HOUR + 1)


def old(message: MessageSeen) -> MessageSeen:
    return attrs.evolve(message, old=True)


def edited(message: MessageSeen) -> MessageEdited:
    given = (message.channel, message.ts, message.thread, message.person, message.text, message.bot, message.content)
    return MessageEdited("edit", message.at + MINUTE, *given, heard_at=message.at + 3 * HOUR)


def decided(event: MessageSeen | MessageEdited) -> Decision:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, event])
    return next(decision for one, decision in heard if one == event)


@pytest.mark.parametrize(
    ("heard", "why"),
    [
        (in_time, Why.CARD_ASKED),
        (late, Why.HEARD_LATE),
        (old, Why.OLD_MESSAGE),
        (edited, Why.HEARD_LATE),
    ],
)
def test_an_alert_that_is_heard_late_gets_no_card(
    heard: Callable[[MessageSeen], MessageSeen | MessageEdited], why: Why
) -> None:
    decision = decided(heard(ALERT))
    posts = [one for one in decision.actions if isinstance(one, PostMessage)]
    assert (decision.reasons[0].why, decision.reasons[-1], len(posts)) == (
        Why.INCIDENT_OPENED,
        Reason("cards", why, "#1" if why is Why.CARD_ASKED else ""),
        int(why is Why.CARD_ASKED),
    )


@pytest.mark.parametrize(
    ("heard", "alarms", "reasons"),
    [
        (in_time, ["answers", "reminders"], [Why.REQUEST_OPENED]),
        (late, [], [Why.REQUEST_OPENED, Why.HEARD_LATE]),
        (old, [], [Why.REQUEST_OPENED, Why.OLD_MESSAGE]),
        (edited, [], [Why.REQUEST_OPENED, Why.HEARD_LATE]),
    ],
)
def test_a_question_that_is_heard_late_is_neither_answered_nor_reminded_of(
    heard: Callable[[MessageSeen], MessageSeen | MessageEdited], alarms: list[str], reasons: list[Why]
) -> None:
    decision = decided(heard(QUESTION))
    set_alarms = [one.behaviour for one in decision.actions if isinstance(one, WakeMe)]
    assert (set_alarms, [one.why for one in decision.reasons]) == (alarms, reasons)
