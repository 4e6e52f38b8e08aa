"""A card that is held, withheld, given up or refused: what is remembered of it, and what is said at the next news."""

import asyncio

import attrs
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, POLICY, START, fingerprint_of, firing, resolved
from histories import posted as signal
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND
from ratchet_core.contract.playbook import Playbook, does, done, passes, posted, refused, silence
from ratchet_core.domain import CardState, Track
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import Lane, PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import AlertMuted, ChannelJoined, ChannelLeft, MessagePosted, MuteEnded

NAME = ALERTS[0]
WARNS = signal(START, "C1", firing(NAME, "warning"))
FIRES = signal(START, "C1", firing(NAME))
ALERT = fingerprint_of(FIRES)
ENDS = signal(START + MINUTE, "C1", resolved(NAME))
CARD, EDIT, ALARM = does(PostMessage, channel="C1", thread=FIRES.ts), does(UpdateMessage, ts="1.5"), does(WakeMe)
HELD = Playbook(POLICY, INTRODUCTIONS) >> WARNS << does(WakeMe, at=START + 2 * MINUTE) << does(WakeMe, at=START + DAY)
SHOWN = Playbook(POLICY, INTRODUCTIONS) >> FIRES << CARD << ALARM >> posted("1.5") << silence


def test_a_card_that_is_held_is_held_on_at_each_further_firing_and_then_says_how_many_there_were() -> None:
    assert (
        HELD
        >> signal(START + MINUTE, "C1", firing(NAME, "warning"))
        << silence(Why.HELD, by="cards")
        >> passes(minutes=1)
        << does(PostMessage, says="Firing (2 notifications).")
    )


def test_an_alert_that_ends_while_its_card_is_held_is_never_told_of() -> None:
    assert HELD >> ENDS << silence(Why.RESOLVED_WHILE_HELD, by="cards") >> passes(hours=1) << silence(Why.NOTHING_TO_DO)


def test_an_alert_that_ended_by_itself_is_held_anew_when_it_fires_again() -> None:
    assert (
        HELD
        >> ENDS
        << silence
        >> signal(START + 5 * MINUTE, "C1", firing(NAME, "warning"))
        << does(WakeMe, at=START + 7 * MINUTE)
        << ALARM
        >> passes(minutes=2)
        << does(PostMessage, says="Firing.")
    )


def test_an_alert_that_ended_while_ratchet_was_away_is_not_told_of_at_the_end_of_its_hold() -> None:
    assert (
        HELD
        >> ChannelLeft("out", START + 1, "C1")
        << silence
        >> ENDS
        << silence(Why.NOT_JOINED, by="cards")
        >> ChannelJoined("in", START + MINUTE + 1, "C1")
        << silence
        >> passes(minutes=1)
        << silence(Why.RESOLVED_WHILE_HELD, by="cards")
    )


MUTE = AlertMuted("mute", START + MINUTE, ALERT, "C1", START + 2 * HOUR, "resizing", "U1")


def test_a_card_that_is_muted_while_it_is_held_is_not_posted_and_has_its_hold_behind_it_when_that_is_over() -> None:
    assert (
        HELD
        >> MUTE
        << ALARM
        >> passes(minutes=1)
        << does(WakeMe, at=START + 2 * HOUR + 1)
        >> passes(minutes=118)
        << does(PostMessage, thread=None, says="is no longer muted")
        << does(WakeMe, at=START + 2 * HOUR)
        << does(PostMessage, thread=FIRES.ts, says="Firing.")
    )


def test_a_bots_reply_that_an_alert_fires_is_counted_while_an_incident_is_open_and_opens_none() -> None:
    again = signal(START + MINUTE, "C1", firing(NAME), thread=FIRES.ts)
    later = signal(START + 3 * MINUTE, "C1", firing(NAME), thread=FIRES.ts)
    assert (
        SHOWN
        >> again
        << does(UpdateMessage, says="Firing (2 notifications).")
        >> done
        << silence
        >> signal(START + 2 * MINUTE, "C1", resolved(NAME))
        << EDIT
        >> done
        << silence
        >> later
        << silence(Why.BOT_REPLY, by="incidents")
    )


def test_an_edit_that_was_refused_is_made_again_at_the_next_news_though_it_says_the_same() -> None:
    assert (
        SHOWN
        >> signal(START + MINUTE, "C1", resolved(NAME))
        << does(UpdateMessage, ts="1.5", says="Resolved after 1 min.")
        >> refused("not now")
        << does(WakeMe, at=START + 3 * MINUTE)
        >> signal(START + 2 * MINUTE, "C1", resolved(NAME))
        << does(UpdateMessage, ts="1.5", says="Resolved after 1 min.")
    )


def test_a_card_that_was_refused_after_its_incident_ended_is_not_asked_for_again() -> None:
    assert (
        Playbook(POLICY, INTRODUCTIONS)
        >> FIRES
        << CARD
        << ALARM
        >> ENDS
        << silence(Why.CARD_ON_ITS_WAY, by="cards")
        >> refused("archived")
        << silence(Why.FAILED, by="cards")
        >> signal(START + 2 * MINUTE, "C1", resolved(NAME))
        << silence(Why.NOTHING_TO_DO, by="cards")
    )


def test_a_recurrence_after_a_card_was_refused_gets_a_card_of_its_own_thread() -> None:
    again = signal(START + 5 * MINUTE, "C1", firing(NAME))
    assert (
        Playbook(POLICY, INTRODUCTIONS)
        >> FIRES
        << CARD
        << ALARM
        >> refused("archived")
        << does(WakeMe, at=START + 2 * MINUTE)
        >> ENDS
        << silence
        >> again
        << does(PostMessage, thread=again.ts)
        << ALARM
    )


def test_a_pause_that_is_too_long_begins_a_conversation_of_its_own_and_a_shorter_one_goes_on() -> None:
    ended = SHOWN >> ENDS << EDIT >> done << silence
    near, far = (signal(START + MINUTE + HOUR + at, "C1", firing(NAME)) for at in (0, SECOND))
    goes_on = ended >> near << does(UpdateMessage, ts="1.5", says="Firing.") << ALARM
    begins = ended >> far << does(PostMessage, thread=far.ts, says="Firing.") << ALARM
    assert [bool(goes_on), bool(begins)] == [True, True]


def test_a_card_in_shadow_is_held_there_too() -> None:
    shadow = Policy(default=attrs.evolve(EVERYTHING, cards=Mode.SHADOW))
    assert (
        Playbook(shadow, INTRODUCTIONS)
        >> WARNS
        << does(WakeMe, at=START + 2 * MINUTE)
        << ALARM
        >> passes(minutes=2)
        << silence(Why.SHADOW, by="cards")
    )


def test_a_card_that_turns_out_to_stand_where_cards_are_off_meanwhile_is_left_alone() -> None:
    assert (
        Playbook(POLICY, INTRODUCTIONS)
        >> FIRES
        << CARD
        << ALARM
        >> ChannelLeft("out", START + 1, "C1")
        << silence
        >> signal(START + MINUTE, "C1", firing(NAME))
        << silence(Why.NOT_JOINED, by="cards")
    )


def test_a_card_that_was_on_its_way_when_ratchet_left_is_known_to_stand_there_and_left_alone() -> None:
    store = MemoryStore(POLICY)

    async def decided() -> Decision:
        for event in [*INTRODUCTIONS, FIRES]:
            await take_turn(store, event)
        (claim,) = await store.outbox.claim(START, [Lane.SPEECH])
        assert isinstance(claim.action, PostMessage)
        await take_turn(store, ChannelLeft("out", START + 1, "C1"))
        await take_turn(store, signal(START + MINUTE, "C1", firing(NAME)))
        return await take_turn(store, MessagePosted("done", START + MINUTE, claim.action, "1.5"))

    decision = asyncio.run(decided())
    cards = [one.card for one in store.of_kind(Track) if one.card is not None]
    assert ([(one.state, one.ts) for one in cards], decision.actions, decision.reasons) == (
        [(CardState.POSTED, "1.5")],
        (),
        (Reason("cards", Why.NOT_JOINED),),
    )


def test_an_old_message_of_a_backfill_opens_an_incident_and_says_nothing() -> None:
    old = attrs.evolve(FIRES, old=True)
    assert Playbook(POLICY, INTRODUCTIONS) >> old << ALARM >> passes(hours=1) << silence


def test_an_old_message_of_a_backfill_gives_its_reason() -> None:
    assert Playbook(POLICY, INTRODUCTIONS) >> attrs.evolve(ENDS, old=True) << silence(Why.OLD_MESSAGE, by="cards")


YESTERDAY, OVER = signal(START - DAY, "C1", firing(NAME)), signal(START - 23 * HOUR, "C1", resolved(NAME))


def test_a_person_who_ends_a_mute_gets_the_card_of_what_fires_still() -> None:
    assert (
        Playbook(
            POLICY,
            [*INTRODUCTIONS, signal(START - DAY, "C1", firing(NAME)), signal(START - 23 * HOUR, "C1", resolved(NAME))],
        )
        >> attrs.evolve(MUTE, at=START - HOUR)
        << ALARM
        >> FIRES
        << does(WakeMe, at=START + 2 * HOUR + 1)
        << ALARM
        >> MuteEnded("end", START + MINUTE, ALERT, "U1")
        << does(WakeMe, at=START + MINUTE)
        >> passes(seconds=0)
        << does(PostMessage, thread=FIRES.ts, says="Firing.")
    )


def test_an_incident_that_goes_on_after_all_is_given_up_a_day_after_its_last_word() -> None:
    """It is edited to be over, and then to fire again, after its first alarm has rung."""
    assert (
        SHOWN
        >> passes(hours=23)
        << silence
        >> signal(START + 23 * HOUR, "C1", firing(NAME))
        << does(UpdateMessage, says="Firing (2 notifications).")
        >> done
        << silence
        >> passes(hours=1)
        << does(WakeMe, at=START + 47 * HOUR)
        >> passes(hours=23)
        << does(UpdateMessage, says="Closed as stale: no resolve message seen.")
    )
