"""When somebody works: days, hours, and by which clock."""

from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Duration, Instant
from ratchet_core.basis.zones import Zone

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The days of a week as a file names them; a number of a day counts from 0 here."""

_MONDAY: Final = 4
"""The first Monday, in days since the epoch."""

_WEEK: Final = 7


Weekday: TypeAlias = int
"""A day of the week, from 0 for Monday."""


def weekday_of(local: Instant) -> int:
    """Return the day of the week that a clock shows, 0 on Mondays."""
    return (local // DAY - _MONDAY) % _WEEK


@frozen
class WorkingHours:
    """On which days and hours people work, by the clock of a zone, or of one so far ahead of UTC."""

    begins_hour: int = 9
    ends_hour: int = 17
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    zone: Zone | None = None
    offset_minutes: int = 0

    def minutes_ahead(self, at: Instant) -> int:
        """Return how many minutes the clock is ahead of UTC at a moment."""
        return self.offset_minutes if self.zone is None else self.zone.minutes_ahead(at)

    def local(self, at: Instant) -> Instant:
        """Return what the clock shows at a moment."""
        return at + self.minutes_ahead(at) * MINUTE

    def covers(self, at: Instant) -> bool:
        """Say whether people work at a moment."""
        local = self.local(at)
        return weekday_of(local) in self.days and self.begins_hour * HOUR <= local % DAY < self.ends_hour * HOUR

    def next(self, at: Instant) -> Instant:
        """Return a moment, or the first one after it that lies within working hours."""
        if self.covers(at):
            return at
        local = self.local(at)
        day = local // DAY + (local % DAY >= self.begins_hour * HOUR)
        while weekday_of(day * DAY) not in self.days:
            day += 1
        return self.moment(day * DAY + self.begins_hour * HOUR)

    def weekly(self, at: Instant, day: Weekday, hour: int) -> Instant:
        """Return the first moment after one at which the clock shows a day of the week and an hour."""
        local = self.local(at)
        days = local // DAY + (day - weekday_of(local)) % _WEEK
        found = self.moment(days * DAY + hour * HOUR)
        return found if found > at else self.moment((days + _WEEK) * DAY + hour * HOUR)

    def days_before(self, at: Instant, days: int) -> tuple[Instant, Instant]:
        """Return so many whole days, up to the midnight before a moment."""
        today = self.local(at) // DAY
        return self.moment((today - days) * DAY), self.moment(today * DAY)

    def week_before(self, at: Instant) -> tuple[Instant, Instant]:
        """Return the last week that is over, from Monday to Monday by the clock."""
        monday = (self.local(at) // DAY - _MONDAY) // _WEEK * _WEEK + _MONDAY
        return self.moment((monday - _WEEK) * DAY), self.moment(monday * DAY)

    def moment(self, local: Instant) -> Instant:
        """Return the moment at which the clock shows this."""
        offset: Duration = self.offset_minutes * MINUTE
        return local - offset if self.zone is None else self.zone.moment(local)
