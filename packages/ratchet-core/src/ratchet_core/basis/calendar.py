"""Days of the calendar as whole numbers since 1970-01-01: how they are written and read, and the weeks of ISO 8601."""

import re
from typing import Final

from attrs import frozen

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

_WRITTEN: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_WEEK: Final = re.compile(r"([0-9]{4})-[Ww]([0-9]{1,2})")
_THURSDAY: Final = 3


@frozen
class Date:
    """A day of the calendar; months count from 1."""

    year: int
    month: int
    day: int

    @property
    def written(self) -> str:
        """The day as `2026-01-31`."""
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


def date_of(day: int) -> Date:
    """Return the date of a day; years begin in March here, so that a leap day is their last."""
    era, of_era = divmod(day + 719_468, 146_097)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    of_month = of_year - (153 * month + 2) // 5 + 1
    return Date(year + 400 * era + (month >= 10), (month + 2) % 12 + 1, of_month)  # noqa: PLR2004 - January on


def day_of(date: Date) -> int:
    """Return the day of a date; the inverse of `date_of`."""
    year, month = date.year - (date.month < 3), (date.month + 9) % 12  # noqa: PLR2004 - before March
    era, of_era = divmod(year, 400)
    of_year = (153 * month + 2) // 5 + date.day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def weekday(day: int) -> int:
    """Return the day of the week, 0 on Mondays."""
    return (day + _THURSDAY) % 7


def week_of(day: int) -> tuple[int, int]:
    """Return the year and the number of the week in which a day lies; the year is that of the week's Thursday."""
    thursday = day - weekday(day) + _THURSDAY
    year = date_of(thursday).year
    return year, (thursday - day_of(Date(year, 1, 1))) // 7 + 1


def day_written(text: str) -> int | None:
    """Return the day that is written as `2026-01-31`; None where it is none."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        return None
    date = Date(*map(int, match.groups()))
    day = day_of(date)
    return day if date.year and date_of(day) == date else None


def monday_written(text: str) -> int | None:
    """Return the first day of the week that is written as `2026-W07`; None where it is none."""
    match = _WEEK.fullmatch(text.strip())
    if match is None:
        return None
    year, week = map(int, match.groups())
    first = day_of(Date(year, 1, 4))
    monday = first - weekday(first) + 7 * (week - 1)
    return monday if year and week and week_of(monday) == (year, week) else None
