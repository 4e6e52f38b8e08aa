"""Human minutes, by the definition of workload that incident.io publishes.

Each message or deed counts for 10 minutes; another by the same person on the same matter within 20 minutes continues
it; nobody has more than 60 minutes in an hour, whatever the matters. They are told apart by the hour on the person's
own clock: 8 to 19 is by day, 19 to 23 in the evening, 23 to 8 at night.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Duration, Instant
from ratchet_core.queries.toil.acts import Act, Matter
from ratchet_core.queries.toil.span import Clocks

COUNTS: Final[Duration] = 10 * MINUTE
"""For so long an act counts by itself."""

CONTINUES: Final[Duration] = 20 * MINUTE
"""An act that comes so soon after another continues it."""

_DAY_BEGINS, _EVENING_BEGINS, _NIGHT_BEGINS = 8, 19, 23


class Band(StrEnum):
    """A part of the day on somebody's clock."""

    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


@frozen
class Stretch:
    """A person's work on a matter without a longer pause, with the acts that it consists of."""

    person: str
    matter: Matter
    since: Instant
    until: Instant
    messages: tuple[MessageRef, ...]


@frozen
class Work:
    """How long a person worked on a matter within one hour of their own clock, which began at `hour`.

    `at` is when that stretch of work began: as of then the matter is somebody's.
    """

    person: str
    matter: Matter
    hour: Instant
    worked: Duration
    at: Instant
    messages: tuple[MessageRef, ...]

    @property
    def band(self) -> Band:
        """In which part of the day."""
        return band_of(self.hour)


def band_of(local: Instant) -> Band:
    """Return which part of the day a clock shows."""
    hour = local % DAY // HOUR
    if _DAY_BEGINS <= hour < _EVENING_BEGINS:
        return Band.DAY
    return Band.EVENING if _EVENING_BEGINS <= hour < _NIGHT_BEGINS else Band.NIGHT


def stretches_of(acts: Iterable[Act]) -> list[Stretch]:
    """Return acts as stretches of work, in the order of people and matters."""
    by_work: dict[tuple[str, Matter], list[Act]] = defaultdict(list)
    for one in acts:
        by_work[one.person, one.matter].append(one)
    return [one for key in sorted(by_work) for one in _stretches(sorted(by_work[key]))]


def _stretches(acts: list[Act]) -> Iterator[Stretch]:
    run: list[Act] = []
    for act in acts:
        if run and act.at - run[-1].at > CONTINUES:
            yield _stretch(run)
            run = []
        run.append(act)
    yield _stretch(run)


def _stretch(run: list[Act]) -> Stretch:
    messages = tuple(dict.fromkeys(one.message for one in run))
    return Stretch(run[0].person, run[0].matter, run[0].at, run[-1].at + COUNTS, messages)


def work_of(acts: Iterable[Act], clocks: Clocks) -> list[Work]:
    """Return how long people worked on what, hour by hour; where it is more than an hour, each matter has its share."""
    hours: dict[tuple[str, Instant], list[Work]] = defaultdict(list)
    for stretch in stretches_of(acts):
        for one in _by_hour(stretch, clocks):
            hours[one.person, one.hour].append(one)
    return [one for key in sorted(hours) for one in _within_an_hour(hours[key])]


def _by_hour(stretch: Stretch, clocks: Clocks) -> Iterator[Work]:
    ahead = clocks.local(stretch.person, stretch.since) - stretch.since
    begins, ends = stretch.since + ahead, stretch.until + ahead
    while begins < ends:
        hour = begins // HOUR * HOUR
        until = min(hour + HOUR, ends)
        yield Work(stretch.person, stretch.matter, hour, until - begins, stretch.since, stretch.messages)
        begins = until


def _within_an_hour(known: list[Work]) -> list[Work]:
    total = sum(one.worked for one in known)
    if total <= HOUR:
        return known
    return [Work(one.person, one.matter, one.hour, one.worked * HOUR // total, one.at, one.messages) for one in known]
