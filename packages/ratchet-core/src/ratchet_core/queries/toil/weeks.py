"""The weeks of a report beside each other, and the hours of the week in which people worked: what a chart shows."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from attrs import frozen

from ratchet_core.basis.calendar import weekday
from ratchet_core.basis.instants import DAY, HOUR, Duration, Instant
from ratchet_core.domain.hours import weekday_of
from ratchet_core.queries.toil.alerts import Episode, Worth
from ratchet_core.queries.toil.minutes import Band, Work
from ratchet_core.queries.toil.span import Span
from ratchet_core.queries.toil.trends import WEEKS

_DAYS: Final = 7


@frozen
class Week:
    """What one week came to.

    Attributes:
        first: Its first day, counted from 1970-01-01.
        worked: For how long people worked, by the part of the day on their own clock.
        incidents: How many opened.
        untouched: How many of these ended with nobody doing anything.
        questions: How many were asked.
    """

    first: int
    worked: tuple[tuple[Band, Duration], ...]
    incidents: int
    untouched: int
    questions: int


@frozen
class Happened:
    """What happened in the weeks that are looked at, in any order; `asked` are the moments of questions."""

    work: Sequence[Work]
    episodes: Sequence[Episode]
    asked: Sequence[Instant]


def weeks_of(happened: Happened, span: Span, begins: Instant, local: Callable[[Instant], Instant]) -> tuple[Week, ...]:
    """Return the weeks of a stretch of time with those before it, so that there are nine where as many are known.

    A week begins on a Monday; where the stretch is a week itself, on its first day. The first is seen whole, unless the
    stretch itself begins within it.
    """
    first, last = local(span.since) // DAY, (local(span.until) - 1) // DAY
    anchor = first if span.is_week else first - weekday(first)
    newest = (last - anchor) // _DAYS
    oldest_known = -((anchor * DAY - local(begins)) // (_DAYS * DAY))
    worked: Counter[tuple[int, Band]] = Counter()
    for one in happened.work:
        worked[_week(one.at, local, anchor), one.band] += one.worked
    opened = Counter(_week(one.incident.opened_at, local, anchor) for one in happened.episodes)
    left = (one.incident.opened_at for one in happened.episodes if one.worth is Worth.UNTOUCHED)
    untouched = Counter(_week(at, local, anchor) for at in left)
    asked = Counter(_week(at, local, anchor) for at in happened.asked)
    return tuple(
        Week(
            first=anchor + _DAYS * number,
            worked=tuple((band, worked[number, band]) for band in Band),
            incidents=opened[number],
            untouched=untouched[number],
            questions=asked[number],
        )
        for number in range(min(max(newest - WEEKS, oldest_known), 0), newest + 1)
    )


def _week(at: Instant, local: Callable[[Instant], Instant], anchor: int) -> int:
    return (local(at) // DAY - anchor) // _DAYS


def hours_of_the_week(work: Iterable[Work]) -> tuple[tuple[Duration, ...], ...]:
    """Return for how long people worked in each hour of each weekday, from Monday on, by their own clocks."""
    worked: Counter[tuple[int, int]] = Counter()
    for one in work:
        worked[weekday_of(one.hour), one.hour % DAY // HOUR] += one.worked
    return tuple(tuple(worked[day, hour] for hour in range(DAY // HOUR)) for day in range(_DAYS))
