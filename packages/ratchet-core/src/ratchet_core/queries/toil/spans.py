"""Which stretch of time a report is about, by what somebody wrote: a week, days, or the last week that is over."""

from typing import Final

from attrs import frozen

from ratchet_core.basis.calendar import MONTHS, WEEKDAYS, date_of, day_written, monday_written, week_of, weekday
from ratchet_core.basis.instants import DAY, Instant
from ratchet_core.domain.hours import WorkingHours
from ratchet_core.queries.toil.span import Span
from ratchet_core.vocabulary.toil import LONGEST_REPORT

_WEEK: Final = 7
_MOST_DAYS: Final = LONGEST_REPORT // DAY


class BadSpanError(ValueError):
    """What was written is no stretch of time; the message says what to write instead."""


@frozen
class Written:
    """A stretch of time as somebody wrote it: a week such as `2026-W07`, or its first and its last day."""

    week: str | None = None
    since: str | None = None
    until: str | None = None


def span_of(written: Written, now: Instant, clock: WorkingHours, mark: str = "") -> Span:
    """Return the stretch of time that is asked for: a week, days, or else the last week that is over.

    Days and weeks begin at midnight by the policy's clock. `mark` is what stands before the names `week`, `since` and
    `until` where they are written, such as the dashes of an option.

    Raises:
        BadSpanError: If it is none, or two are asked for.
    """
    since, until = written.since, written.until
    if written.week is not None and (since or until):
        both = f"{mark}week and {mark}since or {mark}until"
        raise BadSpanError(f"{both} are two stretches of time; give one of them.")
    if written.week is not None:
        monday = monday_written(written.week)
        if monday is None:
            raise BadSpanError(f"{mark}week {written.week} is not a week; write it as 2026-W07.")
        return span_of_days(monday, _WEEK, clock)
    if since is None and until is None:
        return last_week(now, clock)
    last = _day(f"{mark}until", until) if until else clock.local(now - 1) // DAY
    first = _day(f"{mark}since", since) if since else last - _WEEK + 1
    if first > last and not until:
        known = f"is after the last known day, {date_of(last).written}; use an earlier one"
        raise BadSpanError(f"{mark}since {date_of(first).written} {known}.")
    if first > last:
        told = f"{mark}since {date_of(first).written} is after {mark}until {date_of(last).written}"
        raise BadSpanError(f"{told}; swap them.")
    if last - first >= _MOST_DAYS:
        told = f"{mark}since {date_of(first).written} to {mark}until {date_of(last).written}"
        raise BadSpanError(f"{told} is longer than {_MOST_DAYS} days; ask for a shorter stretch of time.")
    return span_of_days(first, last - first + 1, clock)


def last_week(now: Instant, clock: WorkingHours) -> Span:
    """Return the last week that is over, from Monday to Sunday."""
    return Span(*clock.week_before(now))


def end_of(now: Instant, clock: WorkingHours) -> Instant:
    """Return the end of the day on which something was last heard: until then a state that is over is known."""
    return clock.moment((clock.local(now) // DAY + 1) * DAY)


def span_of_days(first: int, days: int, clock: WorkingHours) -> Span:
    """Return so many days from one on, as the clock has them."""
    return Span(clock.moment(first * DAY), clock.moment((first + days) * DAY))


def shown_span(span: Span, clock: WorkingHours) -> str:
    """Return a stretch of time in words, with the week's number where it is one."""
    first, last = clock.local(span.since) // DAY, clock.local(span.until) // DAY - 1
    week = f" (week {week_shown(first)})" if span.is_week and not weekday(first) else ""
    began, ended = date_of(first).year, date_of(last).year
    year = "" if began == ended else f" {began}"
    return f"{_day_shown(first)}{year} to {_day_shown(last)} {ended}{week}"


def week_shown(day: int) -> str:
    """Return the week of a day as `2026-W07`."""
    year, number = week_of(day)
    return f"{year}-W{number:02d}"


def _day_shown(day: int) -> str:
    date = date_of(day)
    return f"{WEEKDAYS[weekday(day)]} {date.day} {MONTHS[date.month - 1]}"


def _day(name: str, text: str) -> int:
    day = day_written(text)
    if day is None:
        raise BadSpanError(f"{name} {text}: this is not a day; write it as 2026-01-31.")
    return day
