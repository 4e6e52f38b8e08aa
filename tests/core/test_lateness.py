"""What is heard long after it happened is remembered, and not answered."""

import asyncio
from collections.abc import Callable

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, firing, posted, replayed, resolved, said, worked_off
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.contract.playbook import Playbook, does, done, silence
from ratchet_core.contract.playbook import posted as answered_under
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.replay import ReplayedChat
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import Installed, MessageEdited, MessageSeen

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


WARNS = posted(START, "C1", firing(ALERTS[0], "warning"))
ENDS = posted(START + MINUTE, "C1", resolved(ALERTS[0]))
BEGUN = Playbook(POLICY, INTRODUCTIONS)
SHOWN = BEGUN >> ALERT << does(PostMessage) << does(WakeMe) >> answered_under("1.5") << silence


def after_a_downtime(event: MessageSeen) -> list[Why]:
    """Return the reasons of what is decided when the alarms that an event set ring three hours late."""
    store = MemoryStore(POLICY)

    async def told() -> list[Why]:
        for one in [*INTRODUCTIONS, event]:
            await take_turn(store, one)
        done = await worked_off(store, ReplayedChat(), START + 3 * HOUR + 2 * MINUTE)
        return [reason.why for _, decision in done for reason in decision.reasons]

    return asyncio.run(told())


def test_a_card_whose_hold_ended_while_ratchet_was_down_for_long_is_not_posted() -> None:
    assert Why.HEARD_LATE in after_a_downtime(WARNS)


def test_an_answer_whose_moment_was_while_ratchet_was_down_for_long_is_not_looked_for() -> None:
    assert Why.HEARD_LATE in after_a_downtime(QUESTION)


@pytest.mark.parametrize("heard", [late, old])
def test_an_end_that_is_heard_late_is_said_on_a_card_that_is_there(
    heard: Callable[[MessageSeen], MessageSeen],
) -> None:
    assert SHOWN >> heard(ENDS) << does(UpdateMessage, ts="1.5", says="Resolved after 1 min.")


def test_a_recurrence_that_is_heard_late_is_said_on_the_card_and_calls_nobody() -> None:
    again = posted(START + 2 * MINUTE, "C1", firing(ALERTS[0]))
    over = SHOWN >> ENDS << does(UpdateMessage) >> done << silence
    assert over >> late(again) << does(UpdateMessage, ts="1.5", says="Firing.") << does(WakeMe)


def test_an_alert_that_was_heard_late_gets_its_card_when_it_fires_again_in_time() -> None:
    again = posted(START + 2 * HOUR, "C1", firing(ALERTS[0]))
    assert BEGUN >> late(ALERT) << does(WakeMe) >> again << does(PostMessage, says="(2 notifications)")


STALE = posted(START, "C1", firing(ALERTS[1]))
LIVE = Installed("in", START - HOUR, "T1", "U0", "B0")


def test_an_alert_that_arrives_hours_after_what_ratchet_said_in_its_channel_is_heard_late_whoever_says_so() -> None:
    later = posted(START + 3 * HOUR, "C1", firing(ALERTS[0]))
    shown = BEGUN >> later << does(PostMessage) << does(WakeMe) >> answered_under("1.5") << silence
    assert shown >> STALE << does(WakeMe, at=START + 24 * HOUR)


@pytest.mark.parametrize("late_one", [STALE, QUESTION])
def test_what_arrives_hours_after_what_was_heard_in_its_channel_is_heard_late(late_one: MessageSeen) -> None:
    store = MemoryStore(POLICY)
    later = said(START + 3 * HOUR, "C1", "U2", "good morning")
    heard = replayed(store, [LIVE, *INTRODUCTIONS, later, late_one])
    decision = next(decision for one, decision in heard if one == late_one)
    posts = [one for one in decision.actions if isinstance(one, PostMessage)]
    assert (decision.reasons[-1].why, posts) == (Why.HEARD_LATE, [])


def test_what_arrives_a_little_out_of_order_is_answered() -> None:
    store = MemoryStore(POLICY)
    later = said(START + 30 * MINUTE, "C1", "U2", "good morning")
    heard = replayed(store, [LIVE, *INTRODUCTIONS, later, ALERT])
    decision = next(decision for one, decision in heard if one == ALERT)
    assert any(isinstance(one, PostMessage) for one in decision.actions)
