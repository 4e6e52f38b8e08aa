"""Whether deploys are followed by alerts: beside how often alerts of the same services come in the same hours without.

The rate after deploys is the share of deploys within whose hour an incident of the same service opened. The base rate
is, for each deploy, the share of the hours of the same service at the same time of day (and of the working week, or of
the weekend) that had one and no deploy shortly before. The difference has an interval by Newcombe's hybrid of Wilson's
score intervals (1998), the hours without a deploy counting as many as Kish's effective number of them (1965).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import DAY, HOUR, LATEST, Duration, Instant
from ratchet_core.domain import Alert, Incident, Notification, Track
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.hours import weekday_of
from ratchet_core.queries.toil.acts import Known
from ratchet_core.queries.toil.span import Scope, Span
from ratchet_core.rules.owning import owner_of_either

WITHIN: Final[Duration] = HOUR
"""An incident this soon after a deploy follows it."""

FEWEST: Final = 10
"""With fewer deploys, or fewer hours to compare with, nothing is said."""

_Z: Final = 2.5758293035489004
"""The two-sided quantile of the normal distribution for 99 %: of the few claims of a report hardly one is by chance."""

_SATURDAY: Final = 5
_Stratum: TypeAlias = tuple[str, int, bool]
"""A service, an hour of the day, and whether it is a weekend."""


@frozen
class Followed:
    """How often something was followed by an incident within the hour: `count` of `n`, which need not be whole."""

    count: float
    n: float

    @property
    def share(self) -> float:
        """The part of all."""
        return self.count / self.n if self.n else 0.0


@frozen
class DeployEffect:
    """What the deploys of some time came to.

    Attributes:
        deploys: How many there were; those of one service within an hour count as one.
        followed: How many were followed by an incident of their service within the hour.
        base: How often that would be without a deploy, in the same hours.
        difference: By how much more of the deploys were followed; None where there is too little to say.
        low: The lower end of the interval of that, of 99 %.
        high: Its upper end.
        messages: The deploys that were followed.
    """

    deploys: int
    followed: int
    base: float | None
    difference: float | None
    low: float | None
    high: float | None
    messages: tuple[MessageRef, ...]

    @property
    def is_real(self) -> bool:
        """Whether more (or less) than chance follows."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


def deploy_effect(
    told: Mapping[str, Sequence[Notification]],
    opened: Mapping[str, Sequence[Instant]],
    span: Span,
    local: Callable[[Instant], Instant],
) -> DeployEffect:
    """Return whether the deploys of a stretch of time were followed by alerts more often than chance has it.

    Args:
        told: The deploys of each service in that time, in order.
        opened: When incidents of each service opened, in order.
        span: The stretch of time.
        local: The clock by which hours of the day are told.
    """
    merged = {service: _apart(known) for service, known in told.items()}
    after = [
        (service, one, _follows(opened.get(service, ()), one.at)) for service, known in merged.items() for one in known
    ]
    followed = [one.message for _, one, it_follows in after if it_follows]
    base = _base(after, {key: [one.at for one in known] for key, known in merged.items()}, opened, span, local)
    if len(after) < FEWEST or base is None:
        return DeployEffect(len(after), len(followed), None, None, None, None, tuple(followed))
    low, high = difference_interval(Followed(len(followed), len(after)), base)
    share = len(followed) / len(after)
    return DeployEffect(len(after), len(followed), base.share, share - base.share, low, high, tuple(followed))


def of_scope(
    deploys: Iterable[Notification], scope: Scope, known: Known, tracks: Iterable[Track]
) -> list[Notification]:
    """Return the deploys that a report is about: of a team's services, or of services whose alerts come to a channel.

    Those that were told of in the channel are among them. `tracks` are the courses of all alerts.
    """
    directory = known.directory
    here = (
        known.alerts.get(one.alert) for one in tracks if scope.channels is not None and one.channel in scope.channels
    )
    heard = {directory.service_at(one.service, LATEST) for one in here if one is not None and one.service is not None}
    return [one for one in deploys if one.service is not None and _is_in(one, one.service, scope, directory, heard)]


def _is_in(deploy: Notification, service: str, scope: Scope, directory: Directory, heard: Collection[str]) -> bool:
    where, at = deploy.message.channel, LATEST if scope.as_of_now else deploy.at
    if where in scope.hidden:
        return False
    if (
        scope.channels is not None
        and where not in scope.channels
        and directory.service_at(service, LATEST) not in heard
    ):
        return False
    return scope.teams is None or owner_of_either(directory, where, service, at) in scope.teams


def deploys_by_service(
    deploys: Iterable[Notification], directory: Directory, span: Span
) -> dict[str, list[Notification]]:
    """Return the deploys of a stretch of time by what their service had become, in order."""
    found: dict[str, list[Notification]] = defaultdict(list)
    for one in sorted(deploys, key=lambda one: (one.at, one.message)):
        if one.service is not None and span.covers(one.at):
            found[directory.service_at(one.service, one.at)].append(one)
    return found


def opened_by_service(
    incidents: Iterable[Incident], alerts: Mapping[str, Alert], directory: Directory
) -> dict[str, list[Instant]]:
    """Return when incidents opened, by what the service of their alert had become, in order."""
    found: dict[str, list[Instant]] = defaultdict(list)
    for one in incidents:
        alert = alerts.get(one.alert)
        if alert is not None and alert.service is not None:
            found[directory.service_at(alert.service, one.opened_at)].append(one.opened_at)
    return {service: sorted(known) for service, known in found.items()}


def _apart(deploys: Sequence[Notification]) -> list[Notification]:
    """Return deploys that are at least an hour apart: what follows the first follows the others too."""
    found: list[Notification] = []
    for one in deploys:
        if not found or one.at - found[-1].at >= WITHIN:
            found.append(one)
    return found


def _follows(opened: Sequence[Instant], at: Instant) -> bool:
    return any(at <= one < at + WITHIN for one in opened)


def _base(
    after: Sequence[tuple[str, Notification, bool]],
    deployed: Mapping[str, Sequence[Instant]],
    opened: Mapping[str, Sequence[Instant]],
    span: Span,
    local: Callable[[Instant], Instant],
) -> Followed | None:
    wanted: Counter[_Stratum] = Counter(_stratum(service, local(one.at)) for service, one, _ in after)
    seen: Counter[_Stratum] = Counter()
    hit: Counter[_Stratum] = Counter()
    for service in {service for service, _, _ in wanted}:
        hours = {one // HOUR for one in opened.get(service, ())}
        taken = {hour for at in deployed[service] for hour in (at // HOUR, at // HOUR + 1)}
        for hour in range(-(-span.since // HOUR), span.until // HOUR):
            stratum = _stratum(service, local(hour * HOUR))
            if stratum in wanted and hour not in taken:
                seen[stratum] += 1
                hit[stratum] += hour in hours
    known = {one: count for one, count in wanted.items() if seen[one]}
    total = sum(known.values())
    if not total or sum(seen[one] for one in known) < FEWEST:
        return None
    share = sum(count * hit[one] / seen[one] for one, count in known.items()) / total
    effective = total * total / sum(count * count / seen[one] for one, count in known.items())
    return Followed(share * effective, effective)


def _stratum(service: str, shown: Instant) -> _Stratum:
    return service, shown % DAY // HOUR, weekday_of(shown) >= _SATURDAY


def difference_interval(one: Followed, other: Followed, z: float = _Z) -> tuple[float, float]:
    """Return the interval of how much greater one share is; `z` is the quantile that says how sure it is."""
    (low, high), (other_low, other_high) = _wilson(one, z), _wilson(other, z)
    difference = one.share - other.share
    below = math.hypot(one.share - low, other_high - other.share)
    above = math.hypot(high - one.share, other.share - other_low)
    return difference - below, difference + above


def _wilson(known: Followed, z: float) -> tuple[float, float]:
    share, n = known.share, known.n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(centre - half, 0.0), min(centre + half, 1.0)
