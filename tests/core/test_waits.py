"""Whom a question waits for, since when, and when they are reminded; a later hand-off begins the wait anew."""

import asyncio

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, said, worked_off
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.contract.playbook import Playbook, does, done, passes, posted, refused, silence
from ratchet_core.domain import HelpRequest, OwnedKind
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.replay import ReplayedChat
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import Body, Line, PersonMention, Plain, PostMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    ChannelLeft,
    Event,
    HelpRequestHandedOff,
    HelpRequestTied,
    MemberJoined,
    OwnerChanged,
    PersonSeen,
    ServiceNamed,
    TeamNamed,
)

MONDAY = 20458 * DAY
TEN = MONDAY + 10 * HOUR
REMINDING = Policy(default=attrs.evolve(EVERYTHING, reminders=Mode.LIVE, help_requests=Mode.SHADOW))
OWNED: list[Event] = [
    *INTRODUCTIONS,
    TeamNamed("t1", 0, "base", "Base"),
    TeamNamed("t2", 0, "money", "Money"),
    TeamNamed("t3", 0, "cash", "Cash"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "base"),
    *(PersonSeen(f"p{number}", 0, f"U{number}", f"U{number}", external=False) for number in range(2, 8)),
    *(MemberJoined(f"m{number}", 0, f"U{number}", "base") for number in range(2, 8)),
]
ASKED = said(TEN, "C1", "U1", "how do I rotate the ledger key?")
ALARM = does(WakeMe)


def handed(after: Instant, team: str) -> HelpRequestHandedOff:
    return HelpRequestHandedOff(f"h/{team}", TEN + after, "C1", ASKED.ts, team, "U2")


ASKING = Playbook(REMINDING, OWNED) >> ASKED << does(WakeMe, at=TEN + 4 * HOUR)


def test_a_question_that_is_handed_on_waits_anew_for_the_team_that_it_was_handed_to_last() -> None:
    assert (
        ASKING
        >> handed(HOUR, "money")
        << does(WakeMe, at=TEN + 5 * HOUR)
        >> handed(2 * HOUR, "cash")
        << does(WakeMe, at=TEN + 6 * HOUR)
        >> passes(hours=3)
        << silence(Why.NOTHING_TO_DO)
        >> passes(hours=1)
        << does(PostMessage, says="It waits for Cash.")
    )


def test_the_wait_for_each_team_is_reminded_of_once() -> None:
    assert (
        ASKING
        >> passes(hours=4)
        << does(PostMessage, says="It waits for Base.")
        >> posted("1.5")
        << silence
        >> handed(5 * HOUR, "money")
        << does(WakeMe, at=MONDAY + DAY + 9 * HOUR)
        >> passes(days=1)
        << does(PostMessage, says="It waits for Money.")
        >> posted("1.6")
        << silence
        >> passes(days=8)
        << silence
    )


def kept(playbook: Playbook) -> HelpRequest:
    store = MemoryStore(playbook.policy)
    asyncio.run(playbook.play(store, store.outbox))
    (request,) = store.of_kind(HelpRequest)
    assert isinstance(request, HelpRequest)
    return request


def test_a_reminder_that_fails_after_the_question_was_handed_on_leaves_the_wait_of_the_next_team_as_it_is() -> None:
    asked = ASKING >> passes(hours=4) << does(PostMessage, says="It waits for Base.")
    on = asked >> handed(5 * HOUR, "money") << does(WakeMe) >> passes(days=1) << does(PostMessage, says="Money")
    first = on >> refused("archived") << silence(Why.FAILED, by="reminders")
    both = first >> refused("archived") << silence(Why.FAILED, by="reminders")
    assert [(kept(one).reminding, kept(one).reminded_of) for one in (first, both)] == [
        ((TEN + 5 * HOUR, 1), None),
        (None, None),
    ]


def test_six_people_are_called_by_name_in_order() -> None:
    store = MemoryStore(REMINDING)

    async def bodies() -> list[Body]:
        for event in [*OWNED, ASKED]:
            await take_turn(store, event)
        heard = await worked_off(store, ReplayedChat(), TEN + 4 * HOUR)
        return [one.body for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]

    named = [piece for number in range(2, 8) for piece in (PersonMention(f"U{number}"), Plain(", "))][:-1]
    call = Line((Plain("Can one of you answer it: "), *named, Plain("?")))
    assert asyncio.run(bodies()) == [
        Body("This question has waited for 4 h", (Line((Plain("It waits for Base."),)), call))
    ]


def test_seven_people_are_not_called() -> None:
    seven = [*OWNED, MemberJoined("m8", 0, "U8", "base")]
    assert (
        Playbook(REMINDING, seven)
        >> ASKED
        << ALARM
        >> passes(hours=4)
        << does(PostMessage, body=Body("This question has waited for 4 h", (Line((Plain("It waits for Base."),)),)))
    )


def test_a_reminder_that_is_told_on_time_is_said_at_once_and_how_long_the_question_waited() -> None:
    late = said(MONDAY + 16 * HOUR, "C1", "U1", ASKED.text)
    assert (
        Playbook(REMINDING, OWNED)
        >> late
        << does(WakeMe, at=MONDAY + DAY + 9 * HOUR)
        >> passes(days=1)
        << does(PostMessage, says="This question has waited for 17 h")
    )


def test_nobody_is_reminded_where_ratchet_has_left() -> None:
    assert (
        ASKING
        >> ChannelLeft("out", TEN + MINUTE, "C1")
        << silence
        >> passes(hours=4)
        << silence(Why.NOT_JOINED, by="reminders")
    )


@pytest.mark.parametrize(
    "hidden", [INTRODUCTIONS, [*INTRODUCTIONS, TeamNamed("t", 0, "base", "Base"), MemberJoined("m", 0, "U2", "base")]]
)
def test_where_nobody_is_recorded_the_record_says_so(hidden: list[Event]) -> None:
    assert (
        Playbook(REMINDING, hidden)
        >> ASKED
        << ALARM
        >> passes(hours=4)
        << silence(Why.NOBODY_TO_REMIND, by="reminders")
    )


def test_where_nobody_is_recorded_the_team_that_the_policy_names_is_told() -> None:
    policy = attrs.evolve(REMINDING, default=attrs.evolve(REMINDING.default, team="Desk"))
    assert (
        Playbook(policy, INTRODUCTIONS)
        >> ASKED
        << ALARM
        >> passes(hours=4)
        << does(PostMessage, body=Body("This question has waited for 4 h", (Line((Plain("It waits for Desk."),)),)))
    )


SERVED: list[Event] = [
    *OWNED,
    PersonSeen("p5", 0, "U5", "Eve", external=False),
    ServiceNamed("s", 0, "checkout-api", "checkout-api"),
    OwnerChanged("o2", 0, OwnedKind.SERVICE, "checkout-api", "money"),
]


def test_a_question_that_a_person_ties_to_a_service_waits_for_its_owner() -> None:
    assert (
        Playbook(REMINDING, SERVED)
        >> ASKED
        << ALARM
        >> HelpRequestTied("tie", TEN + MINUTE, "C1", ASKED.ts, "checkout-api", "U5")
        << silence(Why.TIED)
        >> passes(hours=4)
        << does(PostMessage, says="It waits for Money.")
    )


def test_a_question_whose_service_is_known_from_its_channel_alone_waits_for_the_owner_of_the_channel() -> None:
    policy = attrs.evolve(REMINDING, default=attrs.evolve(REMINDING.default, service="checkout-api"))
    assert Playbook(policy, SERVED) >> ASKED << ALARM >> passes(hours=4) << does(PostMessage, says="It waits for Base.")


def test_a_reminder_of_a_question_in_parts_leaves_each_part_as_it_is() -> None:
    part = said(TEN + MINUTE, "C1", "U1", "and how do I rotate the shop key?")
    store = MemoryStore(REMINDING)
    playbook = Playbook(REMINDING, OWNED) >> ASKED << ALARM >> part << silence
    asyncio.run((playbook >> passes(hours=4) << does(PostMessage) >> done << silence).play(store, store.outbox))
    assert [(one.replies, one.reminded_of) for one in store.of_kind(HelpRequest)] == [(0, TEN), (0, None)]


def test_a_question_about_a_service_waits_for_its_owner_and_not_for_the_channels() -> None:
    about = attrs.evolve(ASKED, text="why is checkout-api so slow?")
    assert (
        Playbook(REMINDING, SERVED)
        >> about
        << ALARM
        >> passes(hours=4)
        << does(PostMessage, says="It waits for Money.")
    )
