"""Days, weeks and moments as they are written, beside what Python's own calendar says."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from ratchet_core.basis.calendar import date_of, day_of, day_written, monday_written, week_of, weekday
from ratchet_core.basis.instants import DAY, MINUTE, written_exactly
from ratchet_core.basis.zones import Zone, zone_from
from ratchet_core.domain.hours import WorkingHours
from ratchet_core.queries.toil.span import Span
from ratchet_core.queries.toil.spans import Written, shown_span, span_of

EPOCH: Final = date(1970, 1, 1)
DAYS: Final = range(-400, 60_000, 61)


def test_days_have_the_dates_and_weeks_that_python_gives_them() -> None:
    told = [(date_of(day).written, week_of(day), weekday(day), day_of(date_of(day))) for day in DAYS]
    python = [EPOCH + timedelta(days=day) for day in DAYS]
    assert told == [(one.isoformat(), one.isocalendar()[:2], one.weekday(), (one - EPOCH).days) for one in python]


@pytest.mark.parametrize("text", ["2026-02-29", "2026-13-01", "0000-01-01", "2026-1-1", "soon"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_written(text) is None


def test_the_last_week_of_a_year_is_one_only_where_that_year_has_it() -> None:
    assert [monday_written(text) for text in ("2026-W53", "2025-W53", "2026-W00", "0000-W01")] == [
        (date(2026, 12, 28) - EPOCH).days,
        None,
        None,
        None,
    ]


def test_a_moment_is_written_to_the_microsecond() -> None:
    at = datetime(2026, 1, 31, 14, 2, 3, 45, tzinfo=UTC)
    told = written_exactly((at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1))
    assert told == "2026-01-31T14:02:03.000045"


def test_a_week_is_told_by_its_number_where_it_begins_on_a_monday() -> None:
    clock = WorkingHours(offset_minutes=60)
    week, days = (span_of(one, 0, clock) for one in (Written("2026-w1"), Written(None, "2026-01-01", "2026-01-07")))
    shown = [shown_span(one, clock) for one in (week, days)]
    assert (shown, week.until - week.since) == (
        ["Mon 29 Dec 2025 to Sun 4 Jan 2026 (week 2026-W01)", "Thu 1 Jan to Wed 7 Jan 2026"],
        Span(0, 7 * 86_400_000_000).until,
    )


def test_a_stretch_over_new_year_is_told_with_both_years() -> None:
    clock = WorkingHours()
    assert (
        shown_span(span_of(Written("2026-W53"), 0, clock), clock) == "Mon 28 Dec 2026 to Sun 3 Jan 2027 (week 2026-W53)"
    )


def test_a_zone_is_made_of_what_its_clocks_show_at_any_moment() -> None:
    on, off = 20_000 * DAY + 61 * MINUTE, 20_200 * DAY
    zone = zone_from("Somewhere/Else", lambda at: 120 if on <= at < off else 60)
    assert zone == Zone("Somewhere/Else", ((0, 60), (on, 120), (off, 60)))
