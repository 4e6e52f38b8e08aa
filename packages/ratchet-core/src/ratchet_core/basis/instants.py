"""Moments in time are whole microseconds since the Unix epoch, UTC, so that they compare and replay exactly.

The core never asks what time it is: every moment arrives in an event.
"""

import re
from typing import Final, TypeAlias

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
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
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
    month, of_month = _date_of(day)
    hours, minutes = divmod(abs(ahead), 60)
    zone = f"{'-' if ahead < 0 else '+'}{hours}{f':{minutes:02d}' if minutes else ''}" if ahead else ""
    return f"{of_month} {_MONTHS[month]} {minute // 60:02d}:{minute % 60:02d} UTC{zone}"


def _date_of(day: int) -> tuple[int, int]:
    """Return the month, from 0, and the day of it, for a number of days since 1970; years begin in March here."""
    of_era = (day + 719_468) % 146_097
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    return (month + 2) % 12, of_year - (153 * month + 2) // 5 + 1


def duration_of(text: str) -> Duration | None:
    """Return the duration that a person wrote as `30m`, `4h` or `2d`, or None where it is none."""
    match = _WRITTEN.fullmatch(text.strip())
    return None if match is None else int(match[1]) * _UNITS[match[2].casefold()] or None
