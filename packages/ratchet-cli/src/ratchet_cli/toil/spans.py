"""Which stretch of time a report is about, by what was written on the command line."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from ratchet_core.basis.instants import DAY, SECOND, Instant
from ratchet_core.domain.hours import WorkingHours
from ratchet_core.queries.toil.span import WEEK, Span

from ratchet_cli.errors import UnusableInputError

_WEEK: Final = re.compile(r"([0-9]{4})-[Ww]([0-9]{1,2})")
_MONDAY: Final = 4 * DAY
"""When the first Monday began, by a clock of UTC."""


def span_of(week: str | None, since: str | None, until: str | None, now: Instant, clock: WorkingHours) -> Span:
    """Return the stretch of time that is asked for: a week, days, or else the last week that is over.

    Days and weeks begin at midnight by the policy's clock.

    Raises:
        UnusableInputError: If it is none, or two are asked for.
    """
    if week is not None and (since or until):
        raise UnusableInputError("--week and --since or --until are two stretches of time; give one of them.")
    if week is not None:
        return _of_days(_monday(week), 7, clock)
    if since is None and until is None:
        monday = (clock.local(now) - _MONDAY) // WEEK * WEEK + _MONDAY
        return Span(clock.moment(monday - WEEK), clock.moment(monday))
    last = _day("--until", until) if until else _date_of(clock.local(now - 1))
    first = _day("--since", since) if since else last - timedelta(days=6)
    if first > last:
        raise UnusableInputError(f"--since {first} is after --until {last}; swap them.")
    return _of_days(first, (last - first).days + 1, clock)


def shown_span(span: Span, clock: WorkingHours) -> str:
    """Return a stretch of time in words, with the week's number where it is one."""
    first, last = _date_of(clock.local(span.since)), _date_of(clock.local(span.until) - DAY)
    year, number, weekday = first.isocalendar()
    week = f" (week {year}-W{number:02d})" if span.is_week and weekday == 1 else ""
    return f"{first:%a} {first.day} {first:%b} to {last:%a} {last.day} {last:%b} {last.year}{week}"


def _monday(week: str) -> date:
    match = _WEEK.fullmatch(week.strip())
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else _no_week(week)
    except ValueError:
        return _no_week(week)


def _no_week(week: str) -> date:
    raise UnusableInputError(f"--week {week} is not a week; write it as 2026-W07.")


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnusableInputError(f"{option} {text}: this is not a day; write it as 2026-01-31.") from None


def _of_days(first: date, days: int, clock: WorkingHours) -> Span:
    local = int(datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp()) * SECOND
    return Span(clock.moment(local), clock.moment(local + days * DAY))


def _date_of(local: Instant) -> date:
    return datetime.fromtimestamp(local / SECOND, tz=UTC).date()
