"""A question that nobody answers reminds the channel's owners once, within working hours."""

import asyncio

import attrs
import pytest
from histories import EVERYTHING, INTRODUCTIONS, firing, replayed, said, waiting, worked_off
from histories import posted as signal
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Duration, Instant, ts_of
from ratchet_core.contract.playbook import Playbook, does, passes, posted, refused, silence
from ratchet_core.domain import HelpRequest, OwnedKind
from ratchet_core.domain.hours import WorkingHours
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.replay import ReplayedChat
from ratchet_core.settings.policy_file import PolicyError, policy_of
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import Action, Body, Line, PersonMention, Plain, PostMessage, WakeMe
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    Event,
    HelpRequestHandedOff,
    MemberJoined,
    MessageEdited,
    MessageSeen,
    OwnerChanged,
    ReactionAdded,
    TeamNamed,
)

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
    body = Body("This question has waited for 4 h", (Line((Plain("It waits for Base."),)), call))
    assert reminded(QUESTION) == [(MONDAY + 14 * HOUR, body)]


def test_a_large_team_is_named_and_not_called() -> None:
    crowd = [MemberJoined(f"m{number}", 0, f"U{number}", "a") for number in range(10, 20)]
    body = Body("This question has waited for 4 h", (Line((Plain("It waits for Base."),)),))
    assert reminded(*crowd, QUESTION) == [(MONDAY + 14 * HOUR, body)]


def test_an_answered_question_reminds_nobody() -> None:
    assert reminded(QUESTION, ANSWER) == []


BACK = said(MONDAY + 10 * HOUR + MINUTE, "C1", "U2", "which key do you mean?", QUESTION.ts)
TOLD = said(MONDAY + 13 * HOUR, "C1", "U1", "the one of the ledger", QUESTION.ts)


def test_what_waits_for_its_asker_reminds_nobody() -> None:
    assert reminded(QUESTION, BACK) == []


def test_its_owners_are_reminded_once_the_asker_has_told_what_they_were_asked() -> None:
    assert [at for at, _ in reminded(QUESTION, BACK, TOLD)] == [MONDAY + 14 * HOUR]


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
    assert Policy().working_hours.next(MONDAY + at) == MONDAY + moment


def test_working_hours_are_those_of_the_policys_clock() -> None:
    assert Policy(utc_offset_minutes=120).working_hours.next(MONDAY) == MONDAY + 7 * HOUR


def test_a_working_day_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(PolicyError, match="line 1, key work_begins_hour"):
        policy_of("work_begins_hour = 18\n")


def test_the_offset_may_be_behind_utc() -> None:
    assert policy_of("utc_offset_minutes = -300\n").working_hours.next(MONDAY) == MONDAY + 9 * HOUR + 300 * MINUTE


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
    body = Body("This question has waited for 4 h", (Line((Plain("It waits for Base."),)),))
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


def asked(count: int, every: Duration = MINUTE, at: Instant = QUESTION.at) -> list[MessageSeen]:
    """Return questions of so many people, one after the other."""
    people = [f"U{100 + number}" for number in range(count)]
    return [said(at + number * every, "C1", one, QUESTION.text) for number, one in enumerate(people)]


def spoken(*events: Event) -> list[tuple[Instant, PostMessage]]:
    policy = Policy(default=attrs.evolve(EVERYTHING, reminders=Mode.LIVE))
    heard = replayed(MemoryStore(policy), [*INTRODUCTIONS, *OWNED, *events, LATER])
    return [(event.at, one) for event, decision in heard for one in decision.actions if isinstance(one, PostMessage)]


def words(body: Body) -> list[str]:
    return ["".join(getattr(one, "text", getattr(one, "label", "")) for one in line.pieces) for line in body.lines]


def test_questions_that_wait_for_one_team_at_about_the_same_time_are_one_message_that_lists_them() -> None:
    ((at, post),) = spoken(*asked(3, 5 * MINUTE))
    assert (at, post.thread, post.body.headline, words(post.body)) == (
        MONDAY + 14 * HOUR,
        None,
        "3 questions are waiting for Base",
        [
            "Waiting for 4 h: question",
            "Waiting for 3 h 55 min: question",
            "Waiting for 3 h 50 min: question",
            "Can one of you answer them: ?",
        ],
    )


def test_sixty_questions_of_one_night_are_one_message_that_lists_the_oldest() -> None:
    ((at, post),) = spoken(*asked(60, 10 * MINUTE, MONDAY - 8 * HOUR))
    lines = words(post.body)
    assert (at, post.body.headline, len(lines), lines[20]) == (
        MONDAY + 9 * HOUR,
        "60 questions are waiting for Base",
        22,
        "... and 40 more",
    )


def test_sixty_questions_of_a_weekend_are_one_message() -> None:
    assert len(spoken(*asked(60, 30 * MINUTE, MONDAY - 2 * DAY))) == 1


def test_questions_whose_moments_are_far_apart_are_reminded_of_one_by_one() -> None:
    assert [post.thread is None for _, post in spoken(*asked(3, HOUR))] == [False, False, False]


@pytest.mark.parametrize(("minutes", "messages"), [(10, 1), (11, 2)])
def test_where_reminders_come_soon_those_within_an_eighth_of_that_time_are_one(minutes: int, messages: int) -> None:
    soon = attrs.evolve(LISTED.policy, remind_minutes=80)
    heard = replayed(MemoryStore(soon), [*INTRODUCTIONS, *OWNED, *asked(2, minutes * MINUTE), LATER])
    posts = [one for _, decision in heard for one in decision.actions if isinstance(one, PostMessage)]
    assert len(posts) == messages


def test_what_waits_for_a_team_that_works_at_other_hours_is_one_message_within_those() -> None:
    nights = attrs.evolve(LISTED.policy, teams={"Base": WorkingHours(22, 24, (5, 6))})
    weekend = asked(2, MINUTE, MONDAY + 5 * DAY + 10 * HOUR)
    heard = replayed(MemoryStore(nights), [*INTRODUCTIONS, *OWNED, *weekend, LATER])
    posts = [(event.at, one.thread) for event, said in heard for one in said.actions if isinstance(one, PostMessage)]
    assert posts == [(MONDAY + 5 * DAY + 22 * HOUR, None)]


def test_a_question_that_was_answered_is_not_on_the_list() -> None:
    first, second, third = asked(3)
    ((_, post),) = spoken(first, second, third, attrs.evolve(ANSWER, thread=second.ts))
    assert post.body.headline == "2 questions are waiting for Base"


def test_a_question_of_which_a_later_part_was_answered_is_not_on_the_list() -> None:
    first, second, third = asked(3)
    part = said(second.at + 30 * SECOND, "C1", "U101", "and where is it stored?")
    ((_, post),) = spoken(first, second, part, third, attrs.evolve(ANSWER, thread=part.ts))
    assert post.body.headline == "2 questions are waiting for Base"


def test_a_question_and_its_parts_are_one_on_the_list() -> None:
    first, second, third = asked(3)
    part = said(second.at + 30 * SECOND, "C1", "U101", "and where is it stored?")
    ((_, post),) = spoken(first, second, part, third)
    assert post.body.headline == "3 questions are waiting for Base"


def test_questions_of_two_teams_are_two_messages() -> None:
    others = asked(4)
    money: list[Event] = [TeamNamed("t2", 0, "money", "Money"), MemberJoined("m9", 0, "U3", "money")]
    handed = [HelpRequestHandedOff(f"h{one.ts}", one.at + 1, "C1", one.ts, "money", "U2") for one in others[2:]]
    posts = [one for _, one in spoken(*money, *others, *handed) if one.behaviour == "reminders"]
    assert sorted(one.body.headline for one in posts) == [
        "2 questions are waiting for Base",
        "2 questions are waiting for Money",
    ]


def test_a_question_that_was_reminded_of_is_not_on_a_later_list() -> None:
    first, *later = [*asked(1), *asked(3, MINUTE, QUESTION.at + HOUR)]
    headlines = [post.body.headline for _, post in spoken(first, *later[1:])]
    assert headlines == ["This question has waited for 4 h", "2 questions are waiting for Base"]


def test_the_askers_are_not_called_to_answer_each_other() -> None:
    by_owner = attrs.evolve(QUESTION, person="U2", id="C1/own", ts=ts_of(QUESTION.at + 1), at=QUESTION.at + 1)
    ((_, post),) = spoken(*asked(2), by_owner)
    assert words(post.body)[-1] == "Waiting for 3 h 59 min: question"


def kept(playbook: Playbook) -> list[HelpRequest]:
    store = MemoryStore(playbook.policy)
    asyncio.run(playbook.play(store, store.outbox))
    return store.of_kind(HelpRequest)


FIRST, SECOND_ONE = asked(2)
LISTED = (
    Playbook(Policy(default=attrs.evolve(EVERYTHING, reminders=Mode.LIVE)), [*INTRODUCTIONS, *OWNED])
    >> FIRST
    << does(WakeMe)
    >> SECOND_ONE
    << does(WakeMe)
    >> passes(hours=4)
    << does(PostMessage, thread=None, says="2 questions are waiting for Base")
)


def test_reminders_count_as_given_once_their_message_is_posted_and_not_before() -> None:
    before, after, failed = LISTED, LISTED >> posted("1.5") << silence, LISTED >> refused("no") << silence(Why.FAILED)
    assert [[one.reminded_of is not None for one in kept(each)] for each in (before, after, failed)] == [
        [False, False],
        [True, True],
        [False, False],
    ]


def test_a_reminder_waits_for_the_next_minute_where_the_budget_is_used_up() -> None:
    """The alerts of the minute are critical: they come first, and count."""
    at = MONDAY + 10 * HOUR + 30 * SECOND
    question = said(at, "C1", "U1", QUESTION.text)
    crowd = [signal(at + 4 * HOUR - 20 + one, "C1", firing(f"Full{chr(65 + one)} ledger")) for one in range(12)]
    reminders = [moment for moment, one in spoken(question, *crowd) if one.behaviour == "reminders"]
    assert reminders == [MONDAY + 14 * HOUR + MINUTE]


def test_the_list_begins_with_the_question_that_was_asked_first_though_it_is_not_the_first_to_be_reminded_of() -> None:
    first, second = asked(2, 10 * MINUTE)
    money: list[Event] = [TeamNamed("t2", 0, "money", "Money")]
    handed = [
        HelpRequestHandedOff(f"h{at}", first.at + at * MINUTE, "C1", first.ts, team, "U2")
        for at, team in ((11, "money"), (12, "a"))
    ]
    (post,) = (one for _, one in spoken(*money, first, second, *handed) if one.behaviour == "reminders")
    assert words(post.body)[:2] == ["Waiting for 4 h 10 min: question", "Waiting for 4 h: question"]


def test_a_tick_on_a_reminder_is_one_on_the_question_that_it_reminds_of() -> None:
    tick = ReactionAdded("tick", MONDAY + 15 * HOUR, "C1", "1.5", None, "U1", "white_check_mark")
    assert (
        Playbook(LISTED.policy, [*INTRODUCTIONS, *OWNED])
        >> QUESTION
        << does(WakeMe)
        >> passes(hours=4)
        << does(PostMessage, thread=QUESTION.ts)
        >> posted("1.5")
        << silence(Why.NOTHING_TO_DO, by="reminders")
        >> tick
        << silence(Why.REQUEST_RESOLVED)
    )
