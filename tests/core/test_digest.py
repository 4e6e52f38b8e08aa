"""Where the hours went, told in the chat: to whoever asks for it alone."""

from typing import Any

import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, fingerprint_of, firing, posted, replayed, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.contract.playbook import Playbook, counted, does, refused, silence
from ratchet_core.domain import MessageRef, OwnedKind
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import AboutPerson, AnswerPrivately, CountToil, Wanted
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import (
    ChannelSeen,
    ChannelShared,
    CommandGiven,
    Event,
    OwnerChanged,
    PersonSeen,
    TeamNamed,
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
        (report("#secrets"), (PRIVATE,), "I know no public channel “#secrets”"),
        (report(channel="C7"), (), "I am not in this channel"),
    ],
)
def test_what_cannot_be_told_is_refused_with_what_to_do(asked: Event, given: tuple[Event, ...], says: str) -> None:
    assert Playbook(POLICY, (*GIVEN, *given)) >> asked << does(AnswerPrivately, says=says)


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
