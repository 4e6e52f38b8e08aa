"""A question that nobody answers reminds the channel's owners once, within working hours."""

import asyncio

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, replayed, said, waiting, worked_off
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.domain import OwnedKind
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.replay import ReplayedChat
from ratchet_core.settings.policy_file import PolicyError, policy_of
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import Action, Body, Line, PersonMention, Plain, PostMessage, WakeMe
from ratchet_core.vocabulary.events import Event, MemberJoined, MessageEdited, OwnerChanged, TeamNamed

MONDAY = 20458 * DAY  # 2026-01-05
QUESTION = said(MONDAY + 10 * HOUR, "C1", "U1", "how do I rotate the ledger key?")
ANSWER = said(MONDAY + 11 * HOUR, "C1", "U2", "run the rotate job", QUESTION.ts)
LATER = said(MONDAY + 8 * DAY, "C2", "U3", "hello")
OWNED: list[Event] = [
    TeamNamed("t", 0, "a", "Base"),
    OwnerChanged("o", 0, OwnedKind.CHANNEL, "C1", "a"),
    MemberJoined("m", 0, "U2", "a"),
]


def reminded(*events: Event, mode: Mode = Mode.LIVE) -> list[tuple[Instant, Body]]:
    policy = Policy(default=attrs.evolve(EVERYTHING, reminders=mode))
    heard = replayed(MemoryStore(policy), [*INTRODUCTIONS, *OWNED, *events, LATER])
    return [
        (event.at, one.body) for event, decision in heard for one in decision.actions if isinstance(one, PostMessage)
    ]


def test_an_unanswered_question_reminds_its_owners_once() -> None:
    call = Line((Plain("Can one of you answer it: "), PersonMention("U2"), Plain("?")))
    body = Body("This question has waited for 4 h", (Line((Plain("It is for Base."),)), call))
    assert reminded(QUESTION) == [(MONDAY + 14 * HOUR, body)]


def test_a_large_team_is_named_and_not_called() -> None:
    crowd = [MemberJoined(f"m{number}", 0, f"U{number}", "a") for number in range(10, 20)]
    body = Body("This question has waited for 4 h", (Line((Plain("It is for Base."),)),))
    assert reminded(*crowd, QUESTION) == [(MONDAY + 14 * HOUR, body)]


def test_an_answered_question_reminds_nobody() -> None:
    assert reminded(QUESTION, ANSWER) == []


def test_a_customers_reply_is_no_answer_to_the_owners() -> None:
    assert len(reminded(QUESTION, attrs.evolve(ANSWER, person="U3"))) == 1


def test_in_shadow_nothing_is_said() -> None:
    assert reminded(QUESTION, mode=Mode.SHADOW) == []


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        (10 * HOUR, 10 * HOUR),
        (5 * HOUR, 9 * HOUR),
        (17 * HOUR, DAY + 9 * HOUR),
        (4 * DAY + 16 * HOUR, 4 * DAY + 16 * HOUR),
        (4 * DAY + 18 * HOUR, 7 * DAY + 9 * HOUR),
        (5 * DAY + 12 * HOUR, 7 * DAY + 9 * HOUR),
        (6 * DAY + 23 * HOUR, 7 * DAY + 9 * HOUR),
    ],
)
def test_what_falls_due_outside_working_hours_waits_for_them(at: Instant, moment: Instant) -> None:
    assert Policy().working_moment(MONDAY + at) == MONDAY + moment


def test_working_hours_are_those_of_the_policys_clock() -> None:
    assert Policy(utc_offset_minutes=120).working_moment(MONDAY) == MONDAY + 7 * HOUR


def test_a_working_day_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(PolicyError, match="line 1, key work_begins_hour"):
        policy_of("work_begins_hour = 18\n")


def test_the_offset_may_be_behind_utc() -> None:
    assert policy_of("utc_offset_minutes = -300\n").working_moment(MONDAY) == MONDAY + 9 * HOUR + 300 * MINUTE


def test_a_question_that_is_taken_back_and_asked_again_reminds_once() -> None:
    back = MessageEdited("e1", QUESTION.at + MINUTE, "C1", QUESTION.ts, None, "U1", "never mind")
    again = MessageEdited("e2", QUESTION.at + 2 * MINUTE, "C1", QUESTION.ts, None, "U1", QUESTION.text)
    assert len(reminded(QUESTION, back, again)) == 1


def test_an_old_question_from_a_backfill_reminds_nobody() -> None:
    assert reminded(attrs.evolve(QUESTION, old=True)) == []


def test_where_nobody_is_recorded_as_the_owner_nothing_is_said() -> None:
    elsewhere = attrs.evolve(QUESTION, channel="C2", id=f"C2/{QUESTION.ts}")
    assert reminded(elsewhere) == []


def test_the_asker_is_not_asked_for_the_answer() -> None:
    by_owner = attrs.evolve(QUESTION, person="U2")
    body = Body("This question has waited for 4 h", (Line((Plain("It is for Base."),)),))
    assert reminded(by_owner) == [(MONDAY + 14 * HOUR, body)]


def test_a_reminder_that_is_told_late_waits_for_working_hours() -> None:
    store = MemoryStore(Policy(default=attrs.evolve(EVERYTHING, reminders=Mode.LIVE)))

    async def told_on_saturday() -> list[Action]:
        for event in [*INTRODUCTIONS, *OWNED, QUESTION]:
            await take_turn(store, event)
        await worked_off(store, ReplayedChat(), MONDAY + 5 * DAY)
        return await waiting(store, MONDAY + 7 * DAY + 9 * HOUR)

    assert [(type(one), getattr(one, "at", 0)) for one in asyncio.run(told_on_saturday())] == [
        (WakeMe, MONDAY + 7 * DAY + 9 * HOUR)
    ]
