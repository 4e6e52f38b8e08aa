"""Moments and durations as pages and JSON have them: in UTC, to the second."""

from datetime import UTC, datetime, timedelta
from typing import Final

from ratchet_core.basis.instants import DAY, SECOND, Duration, Instant, described

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = 2_900_000 * DAY  # the calendar ends with the year 9999
_JUST_NOW: Final = 60 * SECOND


def moment(at: Instant) -> datetime:
    """Return a moment of the core's as one of the calendar's; what lies outside the calendar is its nearest day."""
    return _EPOCH + timedelta(microseconds=min(max(at, 0), _LAST))


def moment_or_none(at: Instant | None) -> datetime | None:
    """Return the same, or None where there is none."""
    return None if at is None else moment(at)


def span(duration: Duration) -> timedelta:
    """Return a duration of the core's as one of the calendar's."""
    return timedelta(microseconds=min(max(duration, 0), _LAST))


def instant(at: datetime) -> Instant:
    """Return a moment of the calendar's as one of the core's."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def in_words(duration: timedelta) -> str:
    """Return a duration in the largest two units a person would use."""
    return described(duration // timedelta(microseconds=1))


def relative(at: datetime, now: datetime) -> str:
    """Return how long ago a moment was, or how far ahead it is."""
    ahead = (at - now) // timedelta(microseconds=1)
    if abs(ahead) < _JUST_NOW:
        return "just now"
    return f"in {described(ahead)}" if ahead > 0 else f"{described(-ahead)} ago"


def absolute(at: datetime) -> str:
    """Return a moment as people write it."""
    return at.strftime("%Y-%m-%d %H:%M")


def written(at: datetime) -> str:
    """Return a moment as programs read it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
