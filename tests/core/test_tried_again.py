"""A card that could not be posted or edited is tried again: at the next news, and after a while; longer each time."""

import asyncio

import attrs
import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, firing, resolved
from histories import posted as signal
from ratchet_core.basis.instants import HOUR, MINUTE, SECOND
from ratchet_core.contract.playbook import Playbook, does, done, passes, posted, refused, silence
from ratchet_core.domain import Assistance, Card, Track
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.vocabulary.actions import PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import AlertMuted, ChannelJoined, ChannelLeft, Mentioned, MessageDeleted

NAME = ALERTS[0]
FIRES, AGAIN = (signal(START + at, "C1", firing(NAME)) for at in (0, MINUTE))
WARNS = signal(START, "C1", firing(NAME, "warning"))
ENDS = signal(START + MINUTE, "C1", resolved(NAME))
ALARM = does(WakeMe)
ASKED = Playbook(POLICY, INTRODUCTIONS) >> FIRES << does(PostMessage, thread=FIRES.ts) << ALARM
FAILED = ASKED >> refused("not now") << does(WakeMe, behaviour="cards", at=START + 2 * MINUTE)
SHOWN = ASKED >> posted("1.5") << silence


def card_of(playbook: Playbook) -> Card | None:
    store = MemoryStore(playbook.policy)
    asyncio.run(playbook.play(store, store.outbox))
    (track,) = store.of_kind(Track)
    found: Card | None = track.card
    return found


def test_a_card_that_could_not_be_posted_is_tried_again_after_a_while() -> None:
    assert FAILED >> passes(minutes=2) << does(PostMessage, thread=FIRES.ts) >> posted("1.5") << silence


def test_a_card_that_could_not_be_posted_is_tried_again_at_the_next_news_and_then_no_more() -> None:
    assert (
        FAILED
        >> AGAIN
        << does(PostMessage, says="(2 notifications)")
        >> posted("1.5")
        << silence
        >> passes(minutes=2)
        << silence(Why.NOTHING_TO_DO)
    )


def test_a_card_that_was_held_and_could_not_be_posted_is_tried_again_at_once_at_the_next_news() -> None:
    later = signal(START + 3 * MINUTE, "C1", firing(NAME, "warning"))
    assert (
        Playbook(POLICY, INTRODUCTIONS)
        >> WARNS
        << ALARM
        << ALARM
        >> passes(minutes=2)
        << does(PostMessage)
        >> refused("not now")
        << does(WakeMe, at=START + 4 * MINUTE)
        >> later
        << does(PostMessage, says="(2 notifications)")
    )


def test_what_fails_again_and_again_is_tried_later_each_time_and_at_last_left_to_the_news() -> None:
    failing, at = FAILED, 2
    for minutes in (4, 8, 16, 32, 64):
        failing = failing >> passes(minutes=at) << does(PostMessage) >> refused("not now") << ALARM
        at = minutes
    failing = failing >> passes(minutes=at) << does(PostMessage) >> refused("not now") << silence(Why.FAILED)
    later = signal(START + 10 * HOUR, "C1", firing(NAME))
    assert failing >> passes(hours=5) << silence >> later << does(PostMessage, says="(2 notifications)")


def test_a_card_that_could_not_be_posted_is_not_tried_again_once_its_incident_is_over() -> None:
    assert FAILED >> ENDS << silence >> passes(minutes=2) << silence(Why.RESOLVED_WHILE_HELD)


def test_a_card_that_could_not_be_posted_is_not_tried_again_while_its_alert_is_muted() -> None:
    mute = AlertMuted("m", START + SECOND, FAILED_ALERT, "C1", START + HOUR, "resizing", "U1")
    assert FAILED >> mute << ALARM >> passes(minutes=2) << does(WakeMe, at=START + HOUR + 1)


FAILED_ALERT = "higherrorrate-0d9ce56cdc9ea63a"


def test_a_card_that_could_not_be_posted_is_not_tried_again_in_a_channel_that_was_left() -> None:
    left = ChannelLeft("out", START + SECOND, "C1")
    assert FAILED >> left << silence >> passes(minutes=2) << silence(Why.NOT_JOINED)


def test_a_card_that_could_not_be_posted_is_not_tried_again_under_a_message_that_is_gone() -> None:
    gone = MessageDeleted("gone", START + SECOND, "C1", FIRES.ts)
    assert FAILED >> gone << silence >> passes(minutes=2) << silence(Why.DELETED)


def test_an_edit_that_could_not_be_made_is_tried_again_after_a_while() -> None:
    assert (
        SHOWN
        >> ENDS
        << does(UpdateMessage, says="Resolved")
        >> refused("not now")
        << does(WakeMe, at=ENDS.at + 2 * MINUTE)
        >> passes(minutes=2)
        << does(UpdateMessage, says="Resolved")
        >> done
        << silence
        >> passes(hours=2)
        << silence
    )


def test_an_edit_that_could_not_be_made_is_made_at_the_next_news_and_then_no_more() -> None:
    assert (
        SHOWN
        >> AGAIN
        << does(UpdateMessage, says="(2 notifications)")
        >> refused("not now")
        << ALARM
        >> signal(START + 2 * MINUTE, "C1", resolved(NAME))
        << does(UpdateMessage, says="Resolved")
        >> done
        << silence
        >> passes(minutes=2)
        << silence(Why.NOTHING_TO_DO)
    )


def test_nothing_is_marked_as_said_while_it_could_not_be() -> None:
    edited = SHOWN >> ENDS << does(UpdateMessage)
    failed_edit = edited >> refused("not now") << ALARM
    cards = [card_of(one) for one in (FAILED, SHOWN, edited, failed_edit)]
    assert [(one.digest != "", one.ts) if one is not None else None for one in cards] == [
        (False, None),
        (True, "1.5"),
        (True, "1.5"),
        (False, "1.5"),
    ]


CALLED = Mentioned("m", START, "C1", "9.0", None, "U1", "help")
CALLED_AGAIN = attrs.evolve(CALLED, id="m2", at=START + HOUR, ts="9.1", thread="9.0")
HELP = does(PostMessage, behaviour="assistance")


def test_what_was_given_up_on_leaving_is_not_said_and_is_answered_when_it_is_asked_for_again() -> None:
    away = (
        Playbook(POLICY, INTRODUCTIONS)
        >> CALLED
        << HELP
        >> ChannelLeft("out", START + SECOND, "C1")
        << silence
        >> ChannelJoined("in", START + MINUTE, "C1")
        << silence
    )
    assert away >> CALLED_AGAIN << HELP >> posted("9.2") << silence >> attrs.evolve(CALLED_AGAIN, id="m3") << silence


@pytest.mark.parametrize(("answer", "said"), [(posted("9.2"), [True]), (refused("not now"), [])])
def test_what_ratchet_says_of_itself_counts_as_said_once_it_is(answer: object, said: list[bool]) -> None:
    store = MemoryStore(POLICY)
    playbook = Playbook(POLICY, INTRODUCTIONS) >> CALLED << HELP >> answer << silence  # type: ignore[operator]
    asyncio.run(playbook.play(store, store.outbox))
    assert [one.said for one in store.of_kind(Assistance)] == said


def test_in_shadow_nothing_fails_and_nothing_is_tried_again() -> None:
    shadow = Policy(default=attrs.evolve(POLICY.default, cards=Mode.SHADOW))
    assert Playbook(shadow, INTRODUCTIONS) >> FIRES << ALARM >> passes(hours=5) << silence
