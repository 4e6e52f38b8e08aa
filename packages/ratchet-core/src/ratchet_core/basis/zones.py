"""Time zones as data: how far their clocks are ahead of UTC, from which moment on.

The core has no table of zones and asks for none: whoever reads a file that names one hands its shifts in.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.instants import DAY, MINUTE, Duration, Instant

_FAR: Final = 10_000
"""More minutes than any clock is ahead."""


@frozen
class Zone:
    """A time zone under its IANA name, such as `Europe/Berlin`.

    `shifts` are the moments at which its clocks were or will be set, with how many minutes they are ahead of UTC from
    then on, in order; the first of them holds before that too.
    """

    name: str
    shifts: tuple[tuple[Instant, int], ...] = ()

    def minutes_ahead(self, at: Instant) -> int:
        """Return how many minutes the zone's clocks are ahead of UTC at a moment."""
        if not self.shifts:
            return 0
        return self.shifts[max(bisect_right(self.shifts, (at, _FAR)) - 1, 0)][1]

    def local(self, at: Instant) -> Instant:
        """Return what the zone's clocks show at a moment, counted as the clocks of UTC would."""
        return at + self.minutes_ahead(at) * MINUTE

    def moment(self, local: Instant) -> Instant:
        """Return the moment at which the zone's clocks show this; one that they leave out is that much later."""
        guess = local - self._ahead(local - self._ahead(local))
        return max(guess, local - self._ahead(guess))

    def _ahead(self, at: Instant) -> Duration:
        return self.minutes_ahead(at) * MINUTE


UTC: Final = Zone("UTC")

_FIRST: Final[Instant] = 14_610 * DAY
_LAST: Final[Instant] = 29_220 * DAY
"""Slack began in 2013; after the last of these days, in 2050, clocks stay as they are then."""

_STEP: Final = 7 * DAY
"""No zone sets its clocks twice within a week, but for a few of long ago."""


def zone_from(name: str, ahead: Callable[[Instant], int]) -> Zone:
    """Return a zone with every moment at which its clocks are set; `ahead` looks up how many minutes they are ahead."""
    return Zone(name, tuple(_shifts(ahead)))


def _shifts(ahead: Callable[[Instant], int]) -> Iterator[tuple[Instant, int]]:
    known = ahead(_FIRST)
    yield 0, known
    for begins in range(_FIRST, _LAST, _STEP):
        after = ahead(begins + _STEP)
        if after != known:
            yield _set_at(ahead, begins, known), after
        known = after


def _set_at(ahead: Callable[[Instant], int], begins: Instant, known: int) -> Instant:
    """Return the minute at which the clocks are set within a step."""
    minutes = range(begins, begins + _STEP + MINUTE, MINUTE)
    return minutes[bisect_left(minutes, True, key=lambda at: ahead(at) != known)]


Zones: TypeAlias = Callable[[str], Zone | None]
"""Looks a zone up by its name; None where there is none."""


def utc_alone(name: str) -> Zone | None:
    """Look a zone up where nobody has handed any in."""
    return UTC if name == UTC.name else None
