"""Looks time zones up by name in Python's own table of them, and hands them to the core as data."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from ratchet_core.basis.instants import SECOND, Instant
from ratchet_core.basis.zones import Zone

_FIRST: Final = datetime(2010, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(2050, 1, 1, tzinfo=UTC)
"""Slack began in 2013; after the last of these days, the clocks stay as they are then."""

_STEP: Final = timedelta(days=7)
"""No zone sets its clocks twice within a week, but for a few of long ago."""


@cache
def zone_named(name: str) -> Zone | None:
    """Return the zone of an IANA name, with every moment at which its clocks are set; None where there is none."""
    try:
        info = ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder of zones, a path out of it, a name of none
        return None
    return Zone(name, tuple(_shifts(info)))


def _shifts(info: ZoneInfo) -> Iterator[tuple[Instant, int]]:
    known = _minutes(info, _FIRST)
    yield 0, known
    begins = _FIRST
    while begins < _LAST:
        ends = begins + _STEP
        after = _minutes(info, ends)
        if after != known:
            yield _instant(_set_at(info, begins, ends, known)), after
        begins, known = ends, after


def _set_at(info: ZoneInfo, before: datetime, after: datetime, known: int) -> datetime:
    """Return the minute at which the clocks are set between two moments."""
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
        before, after = (middle, after) if _minutes(info, middle) == known else (before, middle)
    return after


def _minutes(info: ZoneInfo, at: datetime) -> int:
    ahead = at.astimezone(info).utcoffset()
    return 0 if ahead is None else int(ahead.total_seconds()) // 60


def _instant(at: datetime) -> Instant:
    return int(at.timestamp()) * SECOND
