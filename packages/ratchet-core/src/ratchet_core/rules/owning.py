"""Who owned what, whom a question waited for, and what a team was called, as of a moment.

Behaviours and queries ask the same functions of the same directory. Merges of teams and of services are followed as of
that moment; without a moment it is as things stand now.
"""

from ratchet_core.basis.instants import LATEST, Instant
from ratchet_core.domain import HelpRequest, OwnedKind, Tie
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.merging import part_of


def owner_of(directory: Directory, kind: OwnedKind, owned: str, at: Instant = LATEST) -> str | None:
    """Return the id of the team that owned a channel, or what a service had become, at a moment."""
    whole = directory.service_at(owned, at) if kind is OwnedKind.SERVICE else owned
    recorded = directory.owner_of(kind, whole, at)
    return None if recorded is None else directory.team_at(recorded, at)


def owner_of_either(directory: Directory, channel: str | None, service: str | None, at: Instant = LATEST) -> str | None:
    """Return the id of the team that owned a service, or else a channel, at a moment."""
    owner = owner_of(directory, OwnedKind.SERVICE, service, at) if service is not None else None
    if owner is not None or channel is None:
        return owner
    return owner_of(directory, OwnedKind.CHANNEL, channel, at)


def owner_called(directory: Directory, channel: str | None, service: str | None, at: Instant = LATEST) -> str | None:
    """Return the name, as of a moment, of the team that owned a service, or else a channel, then.

    Where none is recorded, it is the team that the policy gives the channel.
    """
    owner = owner_of_either(directory, channel, service, at)
    if owner is not None:
        return team_called(directory, owner, at)
    return directory.place(channel).team if channel in directory.channels else None


def holder_of(directory: Directory, request: HelpRequest, at: Instant = LATEST) -> str | None:
    """Return the id of the team that a help request waited for at a moment.

    It is the one that it was last passed to, or else the owner of the service that it names, or else of the channel.
    """
    handed = request.team_at(at)
    if handed is not None:
        return directory.team_at(handed, at)
    named = request.service if request.tie in (Tie.WORDS, Tie.PERSON) else None
    return owner_of_either(directory, request.root.channel, named, at)


def team_called(directory: Directory, team: str, at: Instant = LATEST) -> str:
    """Return what a team was called at a moment; its id where it had no name then."""
    known = directory.teams.get(team)
    names = known.names if known is not None else ()
    return next((one.name for one in names if one.during.covers(at)), team)


def teams_of(directory: Directory, person: str, at: Instant = LATEST) -> frozenset[str]:
    """Return the ids of what the teams of a person had become by a moment."""
    return frozenset(directory.team_at(one.team, at) for one in directory.memberships(person) if one.during.covers(at))


def team_part_of(directory: Directory, team: str, at: Instant = LATEST) -> str | None:
    """Return the id of the team that another one was merged into at a moment, or None."""
    known = directory.teams.get(team)
    return None if known is None else part_of(known.merges, at)


def service_part_of(directory: Directory, service: str, at: Instant = LATEST) -> str | None:
    """Return the key of the service that another one was merged into at a moment, or None."""
    known = directory.services.get(service)
    return None if known is None else part_of(known.merges, at)


def owned_by(directory: Directory, kind: OwnedKind, team: str, at: Instant = LATEST) -> tuple[str, ...]:
    """Return the channels or the services that a team owned at a moment, by key."""
    known = sorted(owned for of, owned in directory.owners if of is kind)
    return tuple(one for one in known if owner_of(directory, kind, one, at) == team)
