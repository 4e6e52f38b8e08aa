"""What becomes of people and teams, and who owns what."""

from attrs import field, frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.basis.kinds import checked
from ratchet_core.domain import OwnedKind


@frozen
class PersonSeen:
    """A person exists under this name; `external` are people of other companies.

    A `guest` is one too, as far as rights go. A `bot` is no person, and who is not `active` has left. An `admin` is one
    of the workspace, and does what nobody else has the right to. `time_zone` is the IANA name of the zone they live by.
    """

    id: str
    at: Instant
    person: str
    name: str
    external: bool
    active: bool = True
    bot: bool = False
    guest: bool = False
    admin: bool = False
    time_zone: str = ""


@frozen
class GroupSeen:
    """A group of people exists under a handle: all its members, said again whenever they change."""

    id: str
    at: Instant
    group: str
    handle: str
    members: tuple[str, ...]


@frozen
class PersonErased:
    """A person, or whoever installed ratchet on their behalf, wants everything gone that they wrote, and their name."""

    id: str
    at: Instant
    person: str
    by: str | None = None


@frozen
class PersonReadmitted:
    """A person who was erased, or whoever installed ratchet on their behalf, wants them to be known again from now on.

    Nothing that was erased comes back.
    """

    id: str
    at: Instant
    person: str
    by: str | None = None


@frozen
class TeamNamed:
    """A team was renamed, or came to be where it is said that this `founds` one: a misspelt name founds none.

    Where the organisation itself is read in, and `by` is None, the first name of a team founds it.
    """

    id: str
    at: Instant
    team: str
    name: str
    by: str | None = None
    founds: bool = False


@frozen
class OwnerChanged:
    """A channel or a service passed to a team, or to nobody."""

    id: str
    at: Instant
    kind: OwnedKind = field(validator=checked(OwnedKind))
    owned: str
    team: str | None
    by: str | None = None


@frozen
class MemberJoined:
    """A person became a member of a team."""

    id: str
    at: Instant
    person: str
    team: str
    by: str | None = None


@frozen
class MemberLeft:
    """A person stopped being a member of a team."""

    id: str
    at: Instant
    person: str
    team: str
    by: str | None = None


@frozen
class TeamsMerged:
    """A team became part of another."""

    id: str
    at: Instant
    team: str
    into: str
    by: str | None = None


@frozen
class TeamMergeUndone:
    """A team is a team of its own again."""

    id: str
    at: Instant
    team: str
    by: str | None = None
