"""Where the hours went, told in the chat: to whoever asks for it alone."""

import asyncio
from typing import Any

import attrs
import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, POLICY, START, fingerprint_of, firing, posted, replayed, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant, described
from ratchet_core.contract.expecting import Does, Silence
from ratchet_core.contract.playbook import Playbook, counted, does, found, lost, passes, refused, silence
from ratchet_core.contract.playbook import posted as was_posted
from ratchet_core.domain import MessageRef, OwnedKind
from ratchet_core.domain.policy import DigestOf, Mode, Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import (
    AboutChannel,
    AboutPerson,
    AnswerPrivately,
    CountToil,
    PostMessage,
    WakeMe,
    Wanted,
)
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    ChannelSeen,
    ChannelShared,
    CommandGiven,
    Event,
    OwnerChanged,
    PersonErased,
    PersonSeen,
    TeamNamed,
    TimePassed,
    ToilCounted,
)
from ratchet_core.vocabulary.rendering import plain_text
from ratchet_core.vocabulary.toil import Advice, Beside, Change, Costly, Idea, ToilFigures, Took

MONDAY: Instant = START - 10 * HOUR
"""The Monday, by UTC, on which these histories begin."""

LATER = MONDAY + 8 * DAY
TEAM = TeamNamed("T/named", 0, "payments", "Payments", None, founds=True)
OWNED = OwnerChanged("C1/owner", 1, OwnedKind.CHANNEL, "C1", "payments", None)
GUEST = PersonSeen("U9/seen", 0, "U9", "Guest", external=True)
PRIVATE = ChannelSeen("C2/private", 2, "C2", "secrets", private=True)
GIVEN = (*INTRODUCTIONS, TEAM, OWNED, GUEST)
FIRED = posted(START, "C1", firing(ALERTS[0]))
FINGERPRINT = fingerprint_of(FIRED)
FIGURES = ToilFigures(MONDAY, MONDAY + 7 * DAY, MONDAY)


def report(rest: str = "", person: str = "U1", channel: str = "C1") -> CommandGiven:
    return CommandGiven("c", LATER, person, channel, f"report {rest}", "T1")


def test_whoever_asks_is_told_alone_of_the_channel_in_the_last_week_that_is_over() -> None:
    assert (
        Playbook(POLICY, GIVEN)
        >> report()
        << does(CountToil, since=MONDAY, until=MONDAY + 7 * DAY, teams=None, channels=("C1",), hidden=())
        >> counted(FIGURES)
        << does(
            AnswerPrivately,
            channel="C1",
            person="U1",
            says=("Where the hours of #c1 went, Mon 5 Jan to Sun 11 Jan", "Nothing happened"),
        )
    )


@pytest.mark.parametrize(
    ("rest", "channel", "expected"),
    [
        ("Payments", "C2", {"teams": ("payments",), "channels": None}),
        ("#c2", "C1", {"teams": None, "channels": ("C2",)}),
        ("all 2d", "C1", {"teams": None, "channels": None, "since": LATER - 2 * DAY, "until": LATER}),
        ("", "D1", {"teams": None, "channels": None}),
    ],
)
def test_a_team_a_channel_or_all_can_be_asked_for(rest: str, channel: str, expected: dict[str, Any]) -> None:
    told = Playbook(POLICY, GIVEN) >> report(rest, channel=channel) << does(CountToil, **expected)
    assert told >> counted(FIGURES) << does(AnswerPrivately, channel=channel)


@pytest.mark.parametrize(
    ("asked", "given", "says"),
    [
        (report(person="U9"), (), "You are external"),
        (report("paymnets"), (), "There is no team “paymnets”"),
        *(
            (report(one), (), f"“{one}” is not a time that I can read")
            for one in ("0d", "-3d", "3dd", "99999d", "1.5d")
        ),
        (report("payments 9999d"), (), "A report looks back 3660 days at most"),
        (report("#secrets"), (PRIVATE,), "I know no public channel “#secrets”"),
        (report(channel="C7"), (), "I am not in this channel"),
    ],
)
def test_what_cannot_be_told_is_refused_with_what_to_do(asked: Event, given: tuple[Event, ...], says: str) -> None:
    assert Playbook(POLICY, (*GIVEN, *given)) >> asked << does(AnswerPrivately, says=says)


NOT_HERE = "I cannot tell that here any more"


@pytest.mark.parametrize(
    ("asked", "meanwhile", "told"),
    [
        (report("#c2"), PRIVATE, does(AnswerPrivately, says=NOT_HERE)),
        (report("all"), PRIVATE, does(CountToil, hidden=("C2",), channels=None)),
        (report("all"), attrs.evolve(GUEST, id="left", person="U1"), silence),
        (report("all"), PersonErased("gone", LATER, "U1"), silence),
        (report(), PRIVATE, does(AnswerPrivately, says="Where the hours of #c1 went")),
    ],
)
def test_what_was_counted_is_told_only_as_far_as_it_may_be_by_then(
    asked: Event, meanwhile: Event, told: Does | Silence
) -> None:
    counting = Playbook(POLICY, GIVEN) >> asked << does(CountToil) >> attrs.evolve(meanwhile, at=LATER) << silence
    assert counting >> counted(FIGURES) << told


def test_what_happened_in_a_private_channel_is_not_counted_elsewhere() -> None:
    asked = Playbook(POLICY, (*GIVEN, PRIVATE)) >> report("all") << does(CountToil, hidden=("C2",))
    assert asked >> counted(FIGURES) << does(AnswerPrivately)


def test_where_another_company_reads_only_the_channel_itself_is_told_of() -> None:
    shared = ChannelShared("C1/shared", 3, "C1")
    asked = Playbook(POLICY, (*GIVEN, shared)) >> report("all") << does(CountToil, teams=None, channels=("C1",))
    assert asked >> counted(FIGURES) << does(AnswerPrivately)


def test_who_cannot_be_told_hears_that() -> None:
    asked = Playbook(POLICY, GIVEN) >> report() << does(CountToil)
    assert asked >> refused("too much") << does(AnswerPrivately, person="U1", says="I could not count")


def test_nothing_follows_from_having_told() -> None:
    told = Playbook(POLICY, GIVEN) >> report() << does(CountToil) >> counted(FIGURES) << does(AnswerPrivately)
    assert told >> refused("gone") << silence(Why.FAILED)


def lines_of(*events: Event) -> list[str]:
    store = MemoryStore(POLICY)
    decisions = [decision for _, decision in replayed(store, [*GIVEN, *events])]
    told = [one for each in decisions for one in each.actions if isinstance(one, AnswerPrivately)]
    return plain_text(told[-1].body, store.directory.name_of).splitlines()


def test_a_report_is_one_screen_with_what_the_person_did_themself() -> None:
    acts = [said(START + minutes * MINUTE, "C1", "U1", "looking at it", FIRED.ts) for minutes in (5, 20, 300)]
    asked = [said(START + 100 + at, "C1", "U2", f"how do I rotate the {what} key?") for at, what in enumerate("ab")]
    assert lines_of(FIRED, *acts, *asked, report()) == [
        "Where the hours of #c1 went, Mon 5 Jan to Sun 11 Jan",
        "Human time: 35 min by 1 person (35 min on alerts, 0 min on questions). You: 35 min.",
        "Alerts: 1 incident; first act after 5 min at the median.",
        "Questions: 1 asked, 1 unanswered. Still waiting: 1 [c1/1767607200.000100]",
        "HighErrorRate: 35 min, 1 incident, no runbook: the latest [c1/1767607200.000000]",
        "Every figure with its definition and the messages behind it: `ratchet report`.",
    ]


def test_a_handover_is_followed_by_what_its_time_took_as_the_report_counts_it() -> None:
    acts = [said(START + minutes * MINUTE, "C1", "U1", "looking at it", FIRED.ts) for minutes in (5, 20, 300)]
    hours = -(-(LATER - START) // HOUR)
    assert lines_of(FIRED, *acts, attrs.evolve(report(), text=f"handover {hours}h")) == [
        f"What the last {described(hours * HOUR)} of #c1 took",
        "Human time: 35 min by 1 person (35 min on alerts, 0 min on questions). You: 35 min.",
        "Alerts: 1 incident; first act after 5 min at the median.",
    ]


def test_a_handover_of_a_time_in_which_nothing_happened_is_followed_by_nothing() -> None:
    handed_over = Playbook(POLICY, GIVEN) >> attrs.evolve(report(), text="handover")
    asked = handed_over << does(CountToil, channels=("C1",)) << does(AnswerPrivately, says="Handover of #c1")
    assert asked >> counted(FIGURES) << silence


def test_what_another_channel_took_is_not_told_where_another_company_listens() -> None:
    shared = ChannelShared("C2/shared", 3, "C2")
    told = Playbook(POLICY, (*GIVEN, shared)) >> attrs.evolve(report(channel="C2"), text="handover #c1")
    assert told << does(AnswerPrivately) << silence


FULL = ToilFigures(
    MONDAY,
    MONDAY + 7 * DAY,
    MONDAY,
    worked=Beside(10 * HOUR, 4 * HOUR, Change.UP),
    on_alerts=9 * HOUR,
    on_questions=HOUR,
    out_of_hours=2 * HOUR,
    people=3,
    own=90 * MINUTE,
    incidents=Beside(12, 9, Change.NONE),
    untouched=8,
    acted=Took(4, 6 * MINUTE, 8),
    asked=Beside(5),
    responded=Took(4, 14 * MINUTE, 1),
    left=1,
    unanswered=(MessageRef("C1", "1.1"),),
    calls=2,
    hours=4,
    nights=1,
    costs=(Costly("C1", FINGERPRINT, 8, 7, 3 * HOUR, runbook=False, message=MessageRef("C1", "1.2")),),
    drafts=1,
    advice=(
        Advice(Idea.QUIETEN, 7, 8, HOUR, 9, "C1", FINGERPRINT, messages=(MessageRef("C1", "1.2"),)),
        Advice(Idea.REMINDERS, 3, 5, channel="C1"),
        Advice(Idea.ANSWERS, 3, 5, channel="C9"),
    ),
)


COUNTED = ToilCounted(
    "counted",
    LATER,
    CountToil("k", "digest", "C1", AboutPerson("U1"), MONDAY, LATER, channels=("C1",), wanted=Wanted("U1")),
    FULL,
)


def test_every_figure_stands_beside_the_week_before_and_every_suggestion_with_what_acts_on_it() -> None:
    assert lines_of(FIRED, COUNTED) == [
        "Where the hours of #c1 went, Mon 5 Jan to Sun 11 Jan",
        (
            "Human time: 10 h by 3 people (9 h on alerts, 1 h on questions), 2 h of it in the evening or at night. "
            "The week before: 4 h; more than the weeks before, by more than chance. You: 1 h 30 min."
        ),
        (
            "Alerts: 12 incidents, 8 of which nobody touched; first act after 6 min at the median. The week before: 9. "
            "1 runbook draft awaits approval."
        ),
        "Questions: 5 asked, 1 unanswered; first response after 14 min at the median. Still waiting: 1 [c1/1.1]",
        "Interruptions: 2 calls to people, 4 hours and 1 night disrupted out of hours.",
        "HighErrorRate: 3 h, 8 incidents, 7 untouched, no runbook: the latest [c1/1.2]",
        "What would save the most:",
        (
            "1. Raise the threshold of HighErrorRate in #c1, or mute it: 7 of 8 incidents ended with nobody doing "
            "anything. It would have spared 9 alert messages and 1 h. `/ratchet mute HighErrorRate` Seen in: 1 [c1/1.2]"
        ),
        "2. Remind the owners of #c1: 3 of 5 questions were left unanswered. `/ratchet setup`: Reminders, Live",
        "Every figure with its definition and the messages behind it: `ratchet report`.",
    ]


WEEKLY = attrs.evolve(POLICY, default=attrs.evolve(EVERYTHING, digest=Mode.LIVE))
HEARD = said(START, "C1", "U1", "good morning")
DUE = MONDAY + 7 * DAY + 9 * HOUR
AFTER = DUE + 7 * DAY
WEEK = attrs.evolve(FIGURES, since=MONDAY, until=MONDAY + 7 * DAY, left=2, asked=Beside(3))
SAYS_IT = (
    "The week of #c1, Mon 5 Jan to Sun 11 Jan: 0 min of human time, 0 incidents, 3 questions",
    "Unanswered: 2 of 3 questions.",
)


def planned(policy: Policy = WEEKLY) -> Playbook:
    return Playbook(policy, INTRODUCTIONS) >> HEARD << does(WakeMe, at=DUE)


def due(policy: Policy = WEEKLY) -> Playbook:
    """Let the first digest be due: the next one is planned, and the week is counted."""
    ringing = planned(policy) >> passes(days=8) << does(WakeMe, at=AFTER)
    return ringing << does(CountToil, since=MONDAY, until=MONDAY + 7 * DAY, channels=("C1",), wanted=None)


def test_a_channel_that_wants_one_is_told_once_a_week_what_cost_most() -> None:
    assert due() >> counted(WEEK) << does(PostMessage, channel="C1", thread=None, says=SAYS_IT)


WELL = attrs.evolve(WEEK, left=0)
NEXT = MONDAY + 14 * DAY


def week_after(told: Playbook, figures: ToilFigures = WEEK) -> Playbook:
    """Let another week pass, and have it counted."""
    ringing = told >> passes(days=7) << does(WakeMe) << does(CountToil, since=MONDAY + 7 * DAY, until=NEXT)
    return ringing >> counted(attrs.evolve(figures, since=MONDAY + 7 * DAY, until=NEXT))


def test_it_is_said_once_also_where_nobody_knows_whether_it_was() -> None:
    asked = due() >> counted(WEEK) << does(PostMessage)
    assert asked >> lost() << silence >> passes(seconds=5) << silence >> found("9.1") << silence(Why.NOTHING_TO_DO)


def test_where_all_is_well_that_is_said_in_one_line_and_not_again_for_a_month() -> None:
    line = "The week of #c1, Mon 5 Jan to Sun 11 Jan: all is well (0 min of human time, 0 incidents, 3 questions)."
    told = due() >> counted(WELL) << does(PostMessage, says=line) >> was_posted("9.1") << silence
    assert week_after(told, WELL) << silence(Why.NOTHING_NEW)


def test_what_the_digest_before_said_is_said_again_unless_only_changes_are_wanted() -> None:
    told = due() >> counted(WEEK) << does(PostMessage) >> was_posted("9.1") << silence
    assert week_after(told) << does(PostMessage, says="Unanswered: 2")


def test_where_only_changes_are_wanted_what_is_as_before_is_counted_and_not_said() -> None:
    policy = attrs.evolve(WEEKLY, digest_only_changes=True)
    told = due(policy) >> counted(WEEK) << does(PostMessage) >> was_posted("9.1") << silence
    worse = attrs.evolve(WEEK, hours=3, nights=1)
    said_then = ("Out of hours: 3 hours and 1 night disrupted", "As the week before: 1 thing that I said then.")
    both = (week_after(told) << silence(Why.NOTHING_NEW), week_after(told, worse) << does(PostMessage, says=said_then))
    assert all(both)


def test_what_cost_most_comes_first() -> None:
    worse = attrs.evolve(WEEK, hours=3, nights=2, calls=1)
    both = "1 call to people in all. / Unanswered: 2 of 3 questions."
    assert due() >> counted(worse) << does(PostMessage, says=both)


def test_in_shadow_it_is_recorded_and_what_was_only_recorded_is_not_taken_for_said() -> None:
    store = MemoryStore(attrs.evolve(POLICY, default=attrs.evolve(EVERYTHING, digest=Mode.SHADOW)))
    heard = replayed(store, [*GIVEN, HEARD, said(DUE + 1, "C1", "U1", "good morning")])
    held = [one for _, decision in heard for one in decision.withheld if isinstance(one, PostMessage)]
    assert ([one.behaviour for one in held], store.directory.digests["C1"].live) == (["digest"], False)


def kept(policy: Policy = WEEKLY) -> MemoryStore:
    store = MemoryStore(policy)
    replayed(store, [*INTRODUCTIONS, HEARD])
    return store


def ringing(told_at: Instant) -> TimePassed:
    return TimePassed("rings", DUE, WakeMe("k", "digest", "C1", DUE, AboutChannel("C1")), told_at=told_at)


def test_a_digest_that_is_due_while_ratchet_was_down_is_told_within_a_day_and_left_out_after_that() -> None:
    decisions = [asyncio.run(take_turn(kept(), ringing(DUE + after))) for after in (2 * HOUR, 2 * DAY)]
    assert [[type(one) for one in each.actions] for each in decisions] == [[WakeMe, CountToil], [WakeMe]]


def test_it_follows_the_day_and_the_hour_of_the_policy_as_soon_as_something_is_heard() -> None:
    fridays = attrs.evolve(WEEKLY, digest_day=4, digest_hour=16)
    store = kept()
    store.policy = fridays
    replayed(store, [said(START + HOUR, "C1", "U2", "hello")])
    assert store.directory.digests["C1"].due == MONDAY + 4 * DAY + 16 * HOUR


def test_nothing_is_planned_where_it_is_off_and_a_plan_ends_where_it_is_turned_off() -> None:
    store = kept()
    store.policy = POLICY
    replayed(store, [said(DUE + 1, "C2", "U2", "hello")])
    assert (dict(store.directory.digests), store.outbox.actions) == ({}, {})


def test_a_digest_of_the_team_tells_of_all_that_it_owns() -> None:
    policy = attrs.evolve(WEEKLY, default=attrs.evolve(WEEKLY.default, digest_of=DigestOf.TEAM))
    ringing = Playbook(policy, GIVEN) >> HEARD << does(WakeMe) >> passes(days=8) << does(WakeMe)
    asked = ringing << does(CountToil, teams=("payments",), channels=None) >> counted(WEEK)
    assert asked << does(PostMessage, channel="C1", says="The week of Payments")


def test_it_waits_for_room_in_the_budget_of_the_channel() -> None:
    store = kept(attrs.evolve(WEEKLY, default=attrs.evolve(WEEKLY.default, posts_per_minute=1)))
    counting = CountToil("k", "digest", "C1", AboutChannel("C1"), MONDAY, MONDAY + 7 * DAY, channels=("C1",))
    first, second = (asyncio.run(take_turn(store, ToilCounted(one, DUE, counting, WEEK))) for one in "ab")
    alarm = WakeMe("b/digest/1", "digest", "C1", DUE + MINUTE, AboutChannel("C1"))
    assert ([type(one) for one in first.actions], second.actions) == ([PostMessage], (alarm,))


def test_while_there_is_no_room_the_week_is_not_counted_again() -> None:
    store, about = (
        kept(attrs.evolve(WEEKLY, default=attrs.evolve(WEEKLY.default, posts_per_minute=1))),
        AboutChannel("C1"),
    )
    counting = CountToil("k", "digest", "C1", about, MONDAY, MONDAY + 7 * DAY, channels=("C1",))
    for one in "abc":
        asyncio.run(take_turn(store, ToilCounted(one, DUE + MINUTE - 1, counting, WEEK)))
    rings = [
        TimePassed(f"{at}", DUE + MINUTE, WakeMe("k", "digest", "C1", DUE + MINUTE, about), told_at=DUE + at)
        for at in (MINUTE - 1, MINUTE)
    ]
    decisions = [asyncio.run(take_turn(store, one)) for one in rings]
    assert [[type(one) for one in each.actions] for each in decisions] == [[WakeMe], [CountToil]]
