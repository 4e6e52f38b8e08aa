"""The weeks of a report beside each other, and the hours in which people worked."""

from typing import Final

from ratchet_core.basis.calendar import Date, day_of
from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.domain.policy import Policy
from ratchet_core.queries.toil.acts import Matter, MatterKind
from ratchet_core.queries.toil.minutes import Work
from ratchet_core.queries.toil.report import toil_report
from ratchet_core.queries.toil.span import Span
from ratchet_core.queries.toil.spans import span_of_days
from ratchet_core.queries.toil.weeks import Happened, Week, hours_of_the_week, weeks_of
from remembered import remembered

FIRST: Final = day_of(Date(2026, 1, 5))
"""A Monday."""

CLOCK: Final = Policy().working_hours


def work(day: int, hour: int, minutes: int) -> Work:
    at = (FIRST + day) * DAY + hour * HOUR
    return Work("U1", Matter(MatterKind.ALERT, "C1", "a"), at, minutes * MINUTE, at, (MessageRef("C1", str(at)),))


def told(happened: Happened, first: int, days: int, begins: Instant) -> list[tuple[int, int]]:
    """Return the weeks of some days by their first day, with the minutes of each."""
    weeks = weeks_of(happened, span_of_days(FIRST + first, days, CLOCK), begins, CLOCK.local)
    return [(one.first - FIRST, sum(spent for _, spent in one.worked) // MINUTE) for one in weeks]


def test_a_week_stands_beside_the_whole_weeks_before_it() -> None:
    happened = Happened([work(0, 9, 10), work(7, 9, 20), work(13, 23, 30)], [], [])
    assert told(happened, 7, 7, (FIRST - 10) * DAY) == [(-7, 0), (0, 10), (7, 50)]


def test_a_stretch_of_many_weeks_is_told_from_its_beginning_on() -> None:
    happened = Happened([work(0, 9, 10), work(69, 9, 20)], [], [])
    assert told(happened, 3, 67, 0) == [(0, 10), *((7 * week, 0) for week in range(1, 9)), (63, 20)]


def test_nine_weeks_are_told_at_most_of_a_single_day() -> None:
    assert [first for first, _ in told(Happened([], [], []), 2, 1, 0)] == [*range(-56, 1, 7)]


def test_work_is_told_by_the_weekday_and_the_hour() -> None:
    hours = hours_of_the_week([work(0, 9, 10), work(7, 9, 20), work(13, 23, 30)])
    told = {(day, hour): spent // MINUTE for day, row in enumerate(hours) for hour, spent in enumerate(row) if spent}
    assert (told, len(hours), {len(row) for row in hours}) == ({(0, 9): 30, (6, 23): 30}, 7, {24})


def test_the_weeks_of_a_report_say_what_its_figures_say() -> None:
    reader = remembered()
    day = reader.now() // DAY
    report = toil_report(reader, Span((day - 6) * DAY, (day + 1) * DAY))
    last = report.weeks[-1]
    assert (last, sum(map(sum, report.minutes.by_hour))) == (
        Week(day - 6, report.minutes.by_band, len(report.alerts.episodes), last.untouched, len(report.questions.asked)),
        report.minutes.total,
    )
