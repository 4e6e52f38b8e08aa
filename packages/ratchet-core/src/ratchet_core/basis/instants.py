"""Moments in time are whole microseconds since the Unix epoch, UTC, so that they compare and replay exactly.

The core never asks what time it is: every moment arrives in an event.
"""

import re
from typing import Final, TypeAlias

from ratchet_core.basis.calendar import MONTHS, date_of

Instant: TypeAlias = int
"""Microseconds since 1970-01-01T00:00:00Z."""

Duration: TypeAlias = int
"""Microseconds between two instants."""

SECOND: Final[Duration] = 1_000_000
MINUTE: Final[Duration] = 60 * SECOND
HOUR: Final[Duration] = 60 * MINUTE
DAY: Final[Duration] = 24 * HOUR

LATEST: Final[Instant] = 2**63 - 1
"""Later than every moment that is heard of: what holds as of it holds now, for nothing begins in the future."""

_FRACTION_DIGITS: Final = 6
_WRITTEN: Final = re.compile(r"([0-9]{1,4})\s*([mhd])", re.IGNORECASE)
_UNITS: Final = {"m": MINUTE, "h": HOUR, "d": DAY}


def instant_of(ts: str) -> Instant:
    """Return the moment that a Slack timestamp such as `1709543171.993908` stands for.

    Raises:
        ValueError: If `ts` is not seconds with at most six decimals.
    """
    if len(ts) == 17 and ts[10] == ".":  # noqa: PLR2004 - the form of every timestamp since 2001
        return int(ts[:10] + ts[11:])
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * SECOND + int((fraction or "0").ljust(_FRACTION_DIGITS, "0")[:_FRACTION_DIGITS])


def moment_of(ts: str, otherwise: Instant) -> Instant:
    """Return the moment that a timestamp stands for, or another one where it stands for none."""
    try:
        return instant_of(ts)
    except ValueError:
        return otherwise


def ts_of(at: Instant) -> str:
    """Return the Slack timestamp of a moment; the inverse of `instant_of`."""
    return f"{at // SECOND}.{at % SECOND:06d}"


def described(duration: Duration) -> str:
    """Return a duration in the largest two units a person would use: `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`."""
    seconds = max(duration, 0) // SECOND
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    if minutes < 1:
        return f"{seconds} s"
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{days} d {hours % 24} h" if hours % 24 else f"{days} d"


def dated(at: Instant, ahead: int = 0) -> str:
    """Return a moment as people write it, by a clock that is so many minutes ahead of UTC: `3 Feb 14:02 UTC`."""
    local = at + ahead * MINUTE
    day, minute = divmod(local // MINUTE, DAY // MINUTE)
    date = date_of(day)
    hours, minutes = divmod(abs(ahead), 60)
    zone = f"{'-' if ahead < 0 else '+'}{hours}{f':{minutes:02d}' if minutes else ''}" if ahead else ""
    return f"{date.day} {MONTHS[date.month - 1]} {minute // 60:02d}:{minute % 60:02d} UTC{zone}"


def written_exactly(at: Instant) -> str:
    """Return a moment to the microsecond, in UTC: `2026-01-31T14:02:03.000000`."""
    day, rest = divmod(max(at, 0), DAY)
    seconds, fraction = divmod(rest, SECOND)
    clock = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{date_of(day).written}T{clock}.{fraction:06d}"


def duration_of(text: str) -> Duration | None:
    """Return the duration that a person wrote as `30m`, `4h` or `2d`, or None where it is none."""
    match = _WRITTEN.fullmatch(text.strip())
    return None if match is None else int(match[1]) * _UNITS[match[2].casefold()] or None
