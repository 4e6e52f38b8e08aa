"""What was part of what for a while: teams and services that were merged, and parted again."""

from enum import StrEnum

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.basis.intervals import Interval


@frozen
class Merge:
    """A team or a service was part of another for a while; undoing the merge ends the while and rewrites no past."""

    into: str
    during: Interval


class MergedKind(StrEnum):
    """What can be merged into another of its kind."""

    TEAM = "team"
    SERVICE = "service"


@frozen
class MergeStart:
    """From a moment on, a team or a service was part of another, or, where `into` is None, stood on its own."""

    kind: MergedKind
    part: str
    since: Instant
    into: str | None
