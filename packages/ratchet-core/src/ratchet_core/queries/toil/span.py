"""The stretch of time and the part of a company that a report is about."""

from typing import Final

from attrs import field, frozen

from ratchet_core.basis.instants import DAY, Duration, Instant
from ratchet_core.basis.zones import Zones, utc_alone
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.hours import WorkingHours
from ratchet_core.rules.owning import hours_of, teams_of

WEEK: Final[Duration] = 7 * DAY


@frozen
class Span:
    """A stretch of time from `since`, up to but without `until`."""

    since: Instant
    until: Instant

    def covers(self, at: Instant) -> bool:
        """Say whether a moment lies in it."""
        return self.since <= at < self.until

    def before(self, times: int = 1) -> "Span":
        """Return the stretch of the same length, so many times before it."""
        back = times * (self.until - self.since)
        return Span(self.since - back, self.until - back)

    @property
    def is_week(self) -> bool:
        """Whether it is seven days long, but for an hour that a clock leaves out or has twice."""
        return abs(self.until - self.since - WEEK) <= DAY // 24


@frozen
class Scope:
    """What of a company a report is about: teams and channels by their ids; None is all of them.

    What happened in `hidden` channels is no part of it. With `as_of_now`, whose something is, is who owns it now; or
    else who owned it when it happened.
    """

    teams: frozenset[str] | None = None
    channels: frozenset[str] | None = None
    as_of_now: bool = False
    hidden: frozenset[str] = frozenset()


@frozen
class Clocks:
    """By which clock a person lives: that of the zone that they say, or of their team, or of everybody."""

    directory: Directory
    zones: Zones = utc_alone
    _known: dict[str, WorkingHours] = field(factory=dict, init=False, eq=False)

    def hours_of(self, person: str) -> WorkingHours:
        """Return when a person works: the hours of their team, by the person's own clock."""
        found = self._known.get(person)
        if found is None:
            found = self._known[person] = self._looked_up(person)
        return found

    def local(self, person: str, at: Instant) -> Instant:
        """Return what a person's clock shows at a moment."""
        return self.hours_of(person).local(at)

    def _looked_up(self, person: str) -> WorkingHours:
        teams = sorted(teams_of(self.directory, person))
        hours = hours_of(self.directory, teams[0] if teams else None)
        known = self.directory.people.get(person)
        own = self.zones(known.time_zone) if known is not None and known.time_zone else None
        if own is None:
            return hours
        return WorkingHours(hours.begins_hour, hours.ends_hour, hours.days, own)


EVERYTHING: Final = Scope()
