"""How signals become incidents: who is affected, when an alert last spoke, how bad it was, and what is counted."""

from itertools import permutations

import attrs
import pytest
from histories import POLICY, START
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Instant, ts_of
from ratchet_core.domain import DayTotal, Incident, IncidentState, Signal, SignalKind, ThreadNote, Track
from ratchet_core.domain.course import conversations_of, course_of, goes_on, incidents_of, notes_of, with_signal, worst
from ratchet_core.recognise.recognised import Severity

FIRING, EDITED, UPDATE, RESOLVED, STALE, ENDED = SignalKind
NOON = START // DAY * DAY + 12 * HOUR
MANY = tuple(f"web-{number}" for number in range(20, 0, -1))


def signal(at: Instant, kind: SignalKind, *members: str, severity: Severity | None = None) -> Signal:
    return Signal(NOON + at, ts_of(NOON + at), kind, severity, members)


def track(*signals: Signal) -> Track:
    known = Track("f", "C1", "Alert", None)
    for one in signals:
        known = with_signal(known, one, POLICY)
    return known


def incidents(*signals: Signal) -> tuple[Incident, ...]:
    return incidents_of(track(*signals))


OPENED = Incident("f", "C1", 1, NOON, ts_of(NOON), NOON)


def test_whoever_is_affected_stands_in_order_each_once_from_the_first_signal_on() -> None:
    (one,) = incidents(signal(0, FIRING, *MANY, *MANY))
    assert (one.members, one.seen_members) == (tuple(sorted(MANY)),) * 2


def test_whoever_is_affected_later_is_added_in_order() -> None:
    (one,) = incidents(signal(0, FIRING, *MANY[:5]), signal(1, UPDATE, *MANY[5:]))
    assert (one.members, one.seen_members, one.last_at) == (*[tuple(sorted(MANY))] * 2, NOON + 1)


def test_whoever_is_over_is_taken_out_and_was_affected_all_the_same() -> None:
    (one,) = incidents(signal(0, FIRING, *MANY), signal(MINUTE, RESOLVED, MANY[0]))
    assert one == attrs.evolve(
        OPENED, last_at=NOON + MINUTE, members=tuple(sorted(MANY[1:])), seen_members=tuple(sorted(MANY))
    )


@pytest.mark.parametrize("over", [(), MANY])
def test_it_ends_once_nobody_is_left_or_nobody_is_named(over: tuple[str, ...]) -> None:
    (one,) = incidents(signal(0, FIRING, *MANY), signal(MINUTE, RESOLVED, *over))
    at = NOON + MINUTE
    assert one == attrs.evolve(
        OPENED,
        state=IncidentState.RESOLVED,
        last_at=at,
        ended_at=at,
        ended_ts=ts_of(at),
        members=(),
        seen_members=tuple(sorted(MANY)),
    )


def test_its_last_word_is_that_of_its_end() -> None:
    (one,) = incidents(signal(0, FIRING), signal(5 * SECOND, RESOLVED))
    assert (one.last_at, one.ended_at, one.ended_ts) == (NOON + 5 * SECOND, NOON + 5 * SECOND, ts_of(NOON + 5 * SECOND))


def test_one_that_is_given_up_keeps_its_last_word_and_whom_it_affected() -> None:
    stale = Signal(NOON + DAY, ts_of(NOON), STALE, silent_since=NOON)
    (one,) = incidents(signal(0, FIRING, "web-1"), stale)
    assert one == attrs.evolve(
        OPENED, members=("web-1",), seen_members=("web-1",), state=IncidentState.STALE, ended_at=NOON + DAY
    )


@pytest.mark.parametrize(("since", "state"), [(0, IncidentState.STALE), (-1, IncidentState.OPEN)])
def test_one_that_spoke_after_the_silence_began_is_not_given_up_for_it(since: Instant, state: IncidentState) -> None:
    stale = Signal(NOON + DAY, ts_of(NOON), STALE, silent_since=NOON + since)
    assert [one.state for one in incidents(signal(0, FIRING), stale)] == [state]


@pytest.mark.parametrize("kind", [UPDATE, RESOLVED, STALE])
def test_nothing_but_a_firing_opens_an_incident(kind: SignalKind) -> None:
    assert incidents(signal(0, kind)) == ()


def test_firings_are_counted_and_other_words_are_not() -> None:
    (one,) = incidents(*(signal(at, kind) for at, kind in enumerate((FIRING, FIRING, UPDATE, EDITED))))
    assert (one.firings, one.last_at) == (2, NOON + 3)


WORSE = [Severity.CRITICAL, Severity.WARNING]


@pytest.mark.parametrize("order", list(permutations([*WORSE, None])))
def test_its_severity_is_the_worst_that_was_said(order: tuple[Severity | None, ...]) -> None:
    signals = [signal(at, FIRING, severity=one) for at, one in enumerate(order)]
    assert [one.severity for one in incidents(*signals)] == [Severity.CRITICAL]


def test_the_worse_of_two_severities_is_told() -> None:
    ranked = list(Severity)
    assert [worst(one, other) for one in ranked for other in ranked] == [
        ranked[min(one, other)] for one in range(len(ranked)) for other in range(len(ranked))
    ]


def test_incidents_are_counted_on() -> None:
    course = [signal(at * HOUR, kind) for at, kind in enumerate((FIRING, RESOLVED) * 3)]
    assert [(one.number, one.opened_at) for one in incidents(*course)][-1] == (3, NOON + 4 * HOUR)


HOURS = [
    signal(at, kind) for at, kind in ((0, FIRING), (10 * MINUTE, RESOLVED), (2 * HOUR, FIRING), (3 * HOUR, RESOLVED))
]
LATE = signal(4 * HOUR, FIRING)


def test_what_is_too_old_to_change_is_settled_with_the_one_before_and_the_totals_of_its_days() -> None:
    first = attrs.evolve(
        OPENED,
        state=IncidentState.RESOLVED,
        last_at=NOON + 10 * MINUTE,
        ended_at=NOON + 10 * MINUTE,
        ended_ts=ts_of(NOON + 10 * MINUTE),
    )
    end = NOON + 3 * HOUR
    second = Incident(
        "f",
        "C1",
        2,
        NOON + 2 * HOUR,
        ts_of(NOON + 2 * HOUR),
        end,
        None,
        1,
        (),
        (),
        IncidentState.RESOLVED,
        end,
        ts_of(end),
    )
    assert track(*HOURS, LATE) == Track(
        "f",
        "C1",
        "Alert",
        None,
        settled=second,
        previous=first,
        recent=(LATE,),
        days=(DayTotal(NOON // DAY, 2, 70 * MINUTE),),
        ends=(NOON + 10 * MINUTE, end),
    )


def test_only_what_is_older_than_the_reordering_time_is_settled() -> None:
    known = [track(signal(0, FIRING), signal(at, RESOLVED)) for at in (60 * SECOND, 60 * SECOND + 1)]
    assert [len(one.recent) for one in known] == [2, 1]


def test_the_ends_of_so_many_incidents_are_kept_as_flapping_takes() -> None:
    course = [signal(at * HOUR, kind) for at, kind in enumerate((FIRING, RESOLVED) * 9)]
    assert track(*course, signal(50 * HOUR, FIRING)).ends == tuple(NOON + at * HOUR for at in (11, 13, 15, 17))


def test_the_totals_of_days_are_kept_for_as_long_as_a_card_counts() -> None:
    course = [signal(day * DAY + at, kind) for day in range(40) for at, kind in ((0, FIRING), (HOUR, RESOLVED))]
    known = track(*course, signal(50 * DAY, FIRING))
    assert known.days == tuple(DayTotal(NOON // DAY + day, 1, HOUR) for day in range(9, 40))


def test_a_signal_from_before_the_end_of_what_is_settled_changes_nothing() -> None:
    known = track(*HOURS, LATE)
    assert with_signal(known, signal(3 * HOUR - 1, FIRING), POLICY) is known


def test_a_signal_of_the_moment_at_which_the_settled_ended_is_taken() -> None:
    known = track(*HOURS, signal(3 * HOUR + 2 * MINUTE, RESOLVED))
    assert with_signal(known, Signal(NOON + 3 * HOUR, "9.0", FIRING), POLICY) is not known


COURSE = course_of(track(*HOURS, LATE))


def test_how_many_incidents_ended_before_one_and_for_how_long_they_were_open() -> None:
    assert [COURSE.totals_before(number, NOON - DAY) for number in (3, 2)] == [(2, 70 * MINUTE), (1, 10 * MINUTE)]


def test_what_ended_on_an_earlier_day_than_is_asked_for_is_not_counted() -> None:
    assert [COURSE.totals_before(3, NOON + since) for since in (11 * HOUR, 12 * HOUR)] == [(2, 70 * MINUTE), (0, 0)]


def test_one_that_ended_a_moment_ago_is_counted_before_the_next() -> None:
    young = course_of(track(signal(0, FIRING), signal(5 * SECOND, RESOLVED), signal(9 * SECOND, FIRING)))
    assert [young.totals_before(number, NOON - DAY) for number in (1, 2)] == [(0, 0), (1, 5 * SECOND)]


def test_the_incident_before_one_is_known_and_the_first_has_none() -> None:
    found = [COURSE.before(number) for number in (3, 2, 1)]
    assert [None if one is None else one.number for one in found] == [2, 1, None]


@pytest.mark.parametrize(
    ("at", "number"),
    [(-1, None), (0, 1), (HOUR, 1), (2 * HOUR, 2), (4 * HOUR - 1, 2), (4 * HOUR, 3)],
)
def test_a_moment_belongs_to_the_latest_incident_that_had_opened_by_then(at: Instant, number: int | None) -> None:
    found = COURSE.at(NOON + at)
    assert (None if found is None else found.number) == number


def flapping(count: int, gap: Instant = 10 * MINUTE) -> list[Signal]:
    return [signal(at * gap // 2, kind) for at, kind in enumerate((FIRING, RESOLVED) * count)]


@pytest.mark.parametrize(("count", "is_flapping"), [(2, False), (3, True)])
def test_an_alert_flaps_at_its_fourth_incident_within_the_hour(count: int, *, is_flapping: bool) -> None:
    at = 35 * MINUTE
    course = course_of(track(*flapping(count), signal(at, FIRING)))
    assert course.is_flapping(POLICY, NOON + at) is is_flapping


@pytest.mark.parametrize(("at", "is_flapping"), [(65 * MINUTE - 1, True), (65 * MINUTE, False)])
def test_an_end_counts_as_flapping_for_an_hour(at: Instant, *, is_flapping: bool) -> None:
    course = course_of(track(*flapping(3), signal(at, FIRING)))
    assert course.is_flapping(POLICY, NOON + at) is is_flapping


def ended(number: int, at: Instant, lasted: Instant, severity: Severity = Severity.WARNING) -> Incident:
    opened, end = NOON + at, NOON + at + lasted
    return attrs.evolve(OPENED, number=number, opened_at=opened, ended_at=end, severity=severity)


@pytest.mark.parametrize(("pause", "goes"), [(HOUR, True), (HOUR + 1, False)])
def test_a_conversation_goes_on_after_a_pause_of_up_to_an_hour(pause: Instant, *, goes: bool) -> None:
    assert goes_on(ended(1, 0, MINUTE), ended(2, MINUTE + pause, MINUTE), POLICY) is goes


def test_no_conversation_goes_on_with_what_has_not_ended() -> None:
    assert not goes_on(OPENED, ended(2, MINUTE, MINUTE), POLICY)


@pytest.mark.parametrize(
    ("incidents_", "begun"),
    [
        ([ended(1, 0, 2 * MINUTE - 1)], []),
        ([ended(1, 0, 2 * MINUTE)], [1]),
        ([ended(1, 0, MINUTE, Severity.CRITICAL)], [1]),
        ([ended(1, 0, HOUR), ended(2, HOUR + MINUTE, HOUR)], [1]),
        ([ended(1, 0, HOUR), ended(2, 3 * HOUR, HOUR)], [1, 2]),
        ([ended(1, 0, MINUTE), ended(2, 5 * MINUTE, HOUR)], [2]),
        ([ended(number, number * 5 * MINUTE, MINUTE) for number in range(1, 7)], [4]),
        ([ended(number, number * HOUR, MINUTE) for number in range(1, 7)], []),
        ([ended(1, 0, HOUR), *(ended(number, (10 + number) * HOUR, MINUTE) for number in range(2, 7))], [1]),
    ],
)
def test_a_conversation_begins_with_what_outlasts_its_hold_or_is_critical_or_flaps(
    incidents_: list[Incident], begun: list[int]
) -> None:
    assert [one.number for one in conversations_of(incidents_, POLICY, NOON + 9 * DAY)] == begun


def test_the_notes_of_an_incident_are_those_from_its_opening_up_to_the_next_one() -> None:
    notes = [ThreadNote(NOON + at, str(at), "U1", "x") for at in (-1, 0, HOUR, 2 * HOUR - 1, 2 * HOUR, 3 * HOUR)]
    following = ended(2, 2 * HOUR, HOUR)
    found = [notes_of(notes, OPENED, one) for one in (following, None)]
    assert [[one.at - NOON for one in each] for each in found] == [
        [0, HOUR, 2 * HOUR - 1],
        [0, HOUR, 2 * HOUR - 1, 2 * HOUR, 3 * HOUR],
    ]
