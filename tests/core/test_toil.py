"""The figures of the toil report: each by its definition, and all of them on histories whose truth is known."""

from itertools import pairwise

import pytest
from histories import ALERTS, START, firing, posted, resolved, said
from planted import LAST, WEEKS, Plan, planted
from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND
from ratchet_core.basis.zones import Zone, utc_alone
from ratchet_core.domain import Message, Notification, OwnedKind
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.organisation import Person
from ratchet_core.domain.policy import Policy
from ratchet_core.queries.toil.acts import Act, Known, Matter, MatterKind
from ratchet_core.queries.toil.alerts import Worth
from ratchet_core.queries.toil.calls import When, calls_in, interruption_figures
from ratchet_core.queries.toil.deploys import Followed, deploy_effect, difference_interval
from ratchet_core.queries.toil.minutes import Band, work_of
from ratchet_core.queries.toil.report import toil_report
from ratchet_core.queries.toil.span import Clocks, Scope, Span
from ratchet_core.queries.toil.survival import Seen, Times, kaplan_meier_median, times_of
from ratchet_core.queries.toil.trends import trend_of
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.events import Event, OwnerChanged
from ratchet_core.vocabulary.toil import Change, Idea
from remembered import ALERT, NOTED, directory, remembered

MONDAY = 4 * DAY
"""The first Monday, 00:00 UTC."""

MORNING = MONDAY + 9 * HOUR
NOBODY = Directory(Policy())
CLOCKS = Clocks(NOBODY)
ONE, OTHER = (Matter(MatterKind.ALERT, "C1", name) for name in ("one", "other"))
CAST = ("U1", "U2")


def act(minute: float, matter: Matter = ONE, person: str = "U1") -> Act:
    at = MORNING + round(minute * MINUTE)
    return Act(person, at, matter, MessageRef("C1", str(at)))


def worked(*acts: Act) -> float:
    return sum(one.worked for one in work_of(acts, CLOCKS)) / MINUTE


@pytest.mark.parametrize(
    ("acts", "minutes"),
    [
        ([act(0)], 10),
        ([act(0), act(5)], 15),
        ([act(0), act(20)], 30),
        ([act(0), act(20.1)], 20),
        ([act(0), act(15), act(30), act(45)], 55),
        ([act(0), act(5, person="U2")], 20),
        ([act(0), act(5, OTHER)], 20),
        ([act(0), act(18), act(36), act(50), *(act(minute, OTHER) for minute in (0, 18, 36, 50))], 60),
        ([act(55)], 10),
    ],
)
def test_minutes_are_counted_as_incident_io_counts_them(acts: list[Act], minutes: float) -> None:
    assert worked(*acts) == minutes


def test_a_full_hour_is_shared_between_its_matters() -> None:
    both = [act(minute, matter) for matter in (ONE, OTHER) for minute in (0, 20, 40, 50)]
    assert {one.matter: one.worked / MINUTE for one in work_of(both, CLOCKS)} == {ONE: 30, OTHER: 30}


def test_work_lies_in_the_part_of_the_day_that_the_persons_own_clock_shows() -> None:
    tokyo = Zone("Asia/Tokyo", ((0, 540),))
    there = Directory(Policy()).with_record(Person("U1", "Ann", external=False, time_zone="Asia/Tokyo"))
    clocks = Clocks(there, lambda name: tokyo if name == tokyo.name else utc_alone(name))
    acts = [act(0), act(0, person="U2"), act(5 * 60)]
    assert [(one.person, one.band) for one in work_of(acts, clocks)] == [
        ("U1", Band.DAY),
        ("U1", Band.NIGHT),
        ("U2", Band.DAY),
    ]


def test_what_was_never_touched_counts_for_as_long_as_it_was_seen() -> None:
    # by hand: 1 acted of 4 leaves 3/4; one is lost; 1 of 2 leaves 3/8, below a half, at 30
    seen = [Seen(10, happened=True), Seen(20, happened=False), Seen(30, happened=True), Seen(40, happened=False)]
    assert times_of(seen) == Times(n=2, median=10, most=30, never=2, all_median=30)


@pytest.mark.parametrize(
    ("seen", "median"),
    [
        ([], None),
        ([Seen(5, happened=False)], None),
        ([Seen(5, happened=True)], 5),
        ([Seen(5, happened=True), Seen(5, happened=False)], 5),
        ([Seen(1, happened=False), Seen(2, happened=False), Seen(3, happened=True)], 3),
        ([Seen(1, happened=True), Seen(9, happened=False), Seen(9, happened=False)], None),
    ],
)
def test_the_median_of_all_is_kaplan_and_meiers(seen: list[Seen], median: int | None) -> None:
    assert kaplan_meier_median(seen) == median


def message(at: int, text: str, person: str = "U1") -> Message:
    return Message(MessageRef("C1", str(at)), person, at, "1.0", text, alert="one")


def test_calls_to_one_person_within_a_minute_are_one_interruption() -> None:
    evening, night = MONDAY + 19 * HOUR, MONDAY + 23 * HOUR
    told = [
        message(MORNING, "<@U2> <@U1> look"),
        message(MORNING + 59 * SECOND, "<@U2>?"),
        message(MORNING + 61 * SECOND, "<@U2|ben> please"),
        message(evening, "<@U2> again"),
        message(night, "<@U2> and <@U3>"),
    ]
    found = interruption_figures(calls_in(told, Known(NOBODY, {}, {})), [], CLOCKS)
    assert (found.total, found.people, dict(found.when), found.hours, found.nights) == (
        5,
        2,
        {When.BUSINESS: 2, When.OFF: 1, When.SLEEP: 2},
        3,
        2,
    )


def test_a_mention_counts_as_it_is_kept_too() -> None:
    told = [message(MORNING, "back to normal, thanks @U05WEILIN. See me@U05TOMASR or @UPSTREAM-1")]
    assert [one.person for one in calls_in(told, Known(NOBODY, {}, {}))] == ["U05WEILIN"]


def test_whoever_acts_at_night_is_disrupted_too() -> None:
    early = [act(-7 * 60), act(-6.5 * 60), act(-5 * 60), act(30)]
    found = interruption_figures([], early, CLOCKS)
    assert (found.hours, found.nights, len(found.disrupting)) == (2, 1, 3)


def days(*weeks: int) -> list[tuple[int, int]]:
    """Return so many things on each working day of weeks, the last of which is the one that is looked at."""
    return [(MONDAY + (7 * week + day) * DAY, amount) for week, amount in enumerate(weeks) for day in range(5)]


def local(at: int) -> int:
    return at


@pytest.mark.parametrize(
    ("weeks", "change"),
    [
        ((5, 4, 6, 5, 5, 20), Change.UP),
        ((5, 4, 6, 5, 5, 0), Change.DOWN),
        ((5, 4, 6, 5, 5, 5), Change.NONE),
        ((5, 9), Change.UNKNOWN),
    ],
)
def test_a_week_is_more_than_others_where_chance_hardly_makes_one_like_it(
    weeks: tuple[int, ...], change: Change
) -> None:
    begins = MONDAY + 7 * (len(weeks) - 1) * DAY
    found = trend_of(days(*weeks), Span(begins, begins + 7 * DAY), MONDAY, local)
    assert (found.change, found.now, found.before) == (change, 5 * weeks[-1], 5 * weeks[-2])


@pytest.mark.parametrize(("length", "now"), [(3, 2), (7, 6)])
def test_a_stretch_that_begins_in_the_middle_of_a_day_counts_neither_what_was_before_nor_misses_its_last_day(
    length: int, now: int
) -> None:
    noon = MONDAY + 12 * HOUR
    happened = [(noon - HOUR, 5), (noon + HOUR, 1), (noon + DAY, 1), (noon + 3 * DAY, 3), (noon + 7 * DAY - HOUR, 1)]
    seen = [one for one in happened if one[0] < noon + length * DAY]
    assert trend_of(seen, Span(noon, noon + length * DAY), noon, local).now == now


def deploy(at: int) -> Notification:
    return Notification(at, MessageRef("C2", str(at)), Kind.DEPLOY, "ledger", "Deployed ledger", "f")


def test_deploys_that_are_followed_by_alerts_stand_beside_the_same_hours_without() -> None:
    deploys = [deploy(MONDAY + day * DAY + 9 * HOUR) for day in range(0, 70, 7)]
    opened = [one.at + 5 * MINUTE for one in deploys[:8]] + [MONDAY + DAY + 9 * HOUR]
    found = deploy_effect({"ledger": deploys}, {"ledger": sorted(opened)}, Span(MONDAY, MONDAY + 70 * DAY), local)
    assert (found.deploys, found.followed, found.base, found.is_real) == (10, 8, 1 / 40, True)


def test_few_deploys_tell_nothing() -> None:
    deploys = [deploy(MONDAY + day * DAY + 9 * HOUR) for day in range(9)]
    found = deploy_effect({"ledger": deploys}, {}, Span(MONDAY, MONDAY + 70 * DAY), local)
    assert (found.deploys, found.difference, found.is_real) == (9, None, False)


def test_the_interval_of_a_difference_of_shares_is_newcombes() -> None:
    low, high = difference_interval(Followed(56, 70), Followed(48, 80), 1.959964)  # the first of Newcombe's examples
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@pytest.fixture(scope="module", params=range(3))
def seed(request: pytest.FixtureRequest) -> int:
    found: int = request.param
    return found


def test_what_was_planted_is_found(seed: int) -> None:
    truth, week = planted(seed, Plan(deploy_breaks=0.3)), WEEKS - 1
    reader = truth.reader()
    people = sorted(person for person, number in truth.minutes if number == week)
    report = toil_report(reader, LAST)
    own = [toil_report(reader, LAST, person=one).minutes.own or 0 for one in people]
    response = sorted(truth.responses[week])
    assert (
        [round(one / MINUTE) for one in own],
        report.questions.response.n,
        report.questions.response.median,
        len(report.alerts.episodes),
        sum(one.worth is Worth.UNTOUCHED for one in report.alerts.episodes),
    ) == (
        [truth.minutes[one, week] for one in people],
        len(response),
        response[max(-(-len(response) // 2), 1) - 1],
        truth.incidents[week],
        truth.untouched[week],
    )


def test_a_report_of_one_channel_has_what_happened_there_alone() -> None:
    reader = planted(1, Plan()).reader()
    whole, alerts, questions = (
        toil_report(reader, LAST, scope).minutes.total
        for scope in (Scope(), Scope(channels=frozenset({"ALERTS"})), Scope(channels=frozenset({"HELP"})))
    )
    assert (whole, alerts > 0, questions > 0) == (alerts + questions, True, True)


ALL = Span(START, START + 7 * DAY)


def test_every_figure_names_the_messages_behind_it() -> None:
    report = toil_report(remembered(), ALL)
    assert (report.minutes.messages[0], [one.name for one in report.alerts.costs], report.alerts.covered) == (
        MessageRef("C1", NOTED.ts),
        ["HighErrorRate"],
        1,
    )


@pytest.mark.parametrize(("as_of_now", "team"), [(False, "tools"), (True, "platform")])
def test_a_matter_is_of_the_team_that_owned_it_then_or_owns_it_now(as_of_now: bool, team: str) -> None:
    known = Known(directory(), {}, {})
    assert known.owner_of(Matter(MatterKind.ALERT, "C2", "one"), START, Scope(as_of_now=as_of_now)) == team


NIGHTLY = [
    event
    for day in range(6)
    for event in (
        posted(START + 10 * DAY + day * DAY, "C1", firing("DiskFull ledger", "warning")),
        posted(START + 10 * DAY + day * DAY + 5 * MINUTE, "C1", resolved("DiskFull ledger")),
    )
]


def test_an_alert_that_nobody_ever_touches_is_suggested_to_be_quietened() -> None:
    report = toil_report(remembered(NIGHTLY), Span(START + 9 * DAY, START + 17 * DAY))
    found = {one.idea: (one.what, one.count, one.of) for one in report.suggestions}
    assert found[Idea.QUIETEN] == ("DiskFull", 6, 6)


def unanswered_in(*told: Event) -> list[Idea]:
    whats = enumerate(("ledger", "checkout", "warehouse"))
    at = START + 10 * DAY
    asked = [said(at + number * HOUR, "C2", "U1", f"how do I reset the {what} counter?") for number, what in whats]
    report = toil_report(remembered([*told, *asked]), Span(START + 9 * DAY, START + 17 * DAY))
    return [one.idea for one in report.suggestions]


def test_where_nobody_could_be_reminded_it_is_suggested_to_say_whose_the_channel_is() -> None:
    nobodys = OwnerChanged("C2/nobodys", START + 9 * DAY, OwnedKind.CHANNEL, "C2", None, None)
    assert (unanswered_in(nobodys), unanswered_in()) == ([Idea.OWNERS], [Idea.REMINDERS])


def short(hours: int) -> list[Event]:
    """Return six incidents that end by themselves soon, so many hours apart."""
    return [
        posted(START + 10 * DAY + hours * HOUR * number + late * MINUTE, "C1", told)
        for number in range(6)
        for late, told in ((0, firing(ALERTS[0], "warning")), (4, resolved(ALERTS[0])))
    ]


def test_longer_holds_are_suggested_for_incidents_with_cards_of_their_own_alone() -> None:
    reports = [toil_report(remembered(short(one)), Span(START + 9 * DAY, START + 17 * DAY)) for one in (3, 1)]
    held = [[one.count for one in each.suggestions if one.idea is Idea.HOLD] for each in reports]
    assert held == [[6], []]


REPEATED = [
    said(START + 10 * DAY + number * HOUR, "C2", f"U{number}", f"how do I reset the warehouse counter, {greeting}?")
    for number, greeting in ((1, "please"), (2, "friends"), (3, "anybody"), (4, "thanks"))
]


def test_what_was_resolved_without_a_response_of_the_team_stands_beside_what_had_one() -> None:
    at = START + 10 * DAY
    owned = OwnerChanged("C2/owned", at - DAY, OwnedKind.CHANNEL, "C2", "payments")
    root = said(at, "C2", "U1", "how do I rotate the frobnicator key of the archive?")
    helped = said(at + MINUTE, "C2", "U9", "run the rotate job of the archive", root.ts)
    taken = said(at + 2 * MINUTE, "C2", "U1", "thanks, that worked!", root.ts)
    known = toil_report(remembered([owned, root, helped, taken]), Span(at - DAY, at + 7 * DAY)).questions
    figures = (known.response.n, known.response.never, [one.root.ts for one in known.settled])
    assert figures == (0, 0, [root.ts])


def test_what_is_asked_again_is_told_with_where_it_was_asked_before() -> None:
    report = toil_report(remembered(REPEATED), Span(START + 9 * DAY, START + 17 * DAY))
    assert [(one.request.ts, one.earlier.ts) for one in report.questions.repeated] == [
        (later.ts, earlier.ts) for earlier, later in pairwise(REPEATED)
    ]


def test_the_alert_of_the_history_is_the_one_that_is_told_of() -> None:
    assert [one.alert for one in toil_report(remembered(), ALL).alerts.costs] == [ALERT]
