"""People and teams; who belonged to which team, and which team owned what, as of a moment."""

from enum import StrEnum

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.basis.intervals import Interval
from ratchet_core.domain.merges import Merge


@frozen
class TeamName:
    """What a team was called for a while."""

    name: str
    during: Interval


@frozen
class Team:
    """A team under its lasting id, with every name it has had and every team that it was merged into."""

    id: str
    names: tuple[TeamName, ...] = ()
    merges: tuple[Merge, ...] = ()


class OwnedKind(StrEnum):
    """What can be owned by a team."""

    CHANNEL = "channel"
    SERVICE = "service"


@frozen
class Ownership:
    """A team owned a channel or a service for a while; `team` is None while it was explicitly unowned."""

    kind: OwnedKind
    owned: str
    team: str | None
    during: Interval


@frozen
class Membership:
    """A person was a member of a team for a while; everybody else was a customer."""

    person: str
    team: str
    during: Interval


@frozen
class Person:
    """Somebody who writes in the channels; `external` marks guests and people of other companies.

    An `admin` does what nobody else has the right to. `at` is when they were this. `time_zone` is the name of the zone
    by whose clock they live, empty where they have not said so.
    """

    id: str
    name: str
    external: bool
    active: bool = True
    bot: bool = False
    guest: bool = False
    admin: bool = False
    at: Instant = 0
    time_zone: str = ""

    @property
    def of_the_company(self) -> bool:
        """Whether this is somebody who works here now, and no guest."""
        return self.active and not self.bot and not self.external and not self.guest


@frozen
class Erasure:
    """A person was erased at a moment: nothing that tells of them is taken any more, until they are readmitted."""

    person: str
    at: Instant


@frozen
class Group:
    """People who can be called together by a handle; `at` is when they were these."""

    id: str
    handle: str
    members: tuple[str, ...]
    at: Instant


@frozen
class TeamNameStart:
    """A team was called so from a moment on, until it was called something else."""

    team: str
    since: Instant
    name: str


@frozen
class OwnershipStart:
    """From a moment on, a channel or a service belonged to a team, or to nobody."""

    kind: OwnedKind
    owned: str
    since: Instant
    team: str | None


@frozen
class MembershipStart:
    """From a moment on, a person belonged to a team, or no longer did."""

    team: str
    person: str
    since: Instant
    member: bool


class Standing(StrEnum):
    """What a person was to the team that owns a channel, as of a moment."""

    MEMBER = "member"
    CUSTOMER = "customer"
