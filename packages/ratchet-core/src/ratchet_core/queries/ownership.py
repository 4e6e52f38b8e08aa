"""Who owned what, and who belonged where, as of a moment; merges of teams and of services are followed."""

from ratchet_core.domain import HelpRequest, Membership, OwnedKind, Ownership, Tie
from ratchet_core.instants import Instant
from ratchet_core.merging import part_of, whole_of
from ratchet_core.queries.directory import Directory


def whole_team(directory: Directory, team: str, at: Instant) -> str:
    """Return the id of what a team had become by a moment."""
    return whole_of(directory.team_merges, team, at)


def team_called(directory: Directory, team: str, at: Instant) -> str:
    """Return what a team was called at a moment; its id where it had no name then."""
    known = directory.teams.get(team)
    names = known.names if known is not None else ()
    return next((one.name for one in names if one.during.covers(at)), team)


def owners_of(directory: Directory, kind: OwnedKind, owned: str) -> tuple[Ownership, ...]:
    """Return the owners of a channel or of a service itself, in the order of time."""
    return directory.owners.get((kind, owned), ())


def owner_at(directory: Directory, kind: OwnedKind, owned: str, at: Instant) -> str | None:
    """Return the id of the team that owned a channel, or what a service had become, at a moment."""
    whole = whole_service(directory, owned, at) if kind is OwnedKind.SERVICE else owned
    recorded = next((one.team for one in owners_of(directory, kind, whole) if one.during.covers(at)), None)
    return None if recorded is None else whole_team(directory, recorded, at)


def owner_called(directory: Directory, channel: str | None, service: str | None, at: Instant) -> str | None:
    """Return the name of the team that owned a service, or else a channel, at a moment.

    Where none is recorded, it is the team that the policy gives the channel.
    """
    owner = _owner_of_either(directory, channel, service, at)
    if owner is not None:
        return team_called(directory, owner, at)
    return directory.policy_in(channel).team if channel is not None and channel in directory.channels else None


def _owner_of_either(directory: Directory, channel: str | None, service: str | None, at: Instant) -> str | None:
    owner = owner_at(directory, OwnedKind.SERVICE, service, at) if service else None
    return owner or (owner_at(directory, OwnedKind.CHANNEL, channel, at) if channel else None)


def holder_at(directory: Directory, request: HelpRequest, at: Instant) -> str | None:
    """Return the id of the team that a help request waited for at a moment.

    It is the one that it was last passed to, or else the owner of the service that it names, or else of the channel.
    """
    handed = request.team_at(at)
    if handed is not None:
        return whole_team(directory, handed, at)
    named = request.service if request.tie in (Tie.WORDS, Tie.PERSON) else None
    return _owner_of_either(directory, request.root.channel, named, at)


def members_at(directory: Directory, team: str, at: Instant) -> frozenset[str]:
    """Return who of the company belonged to a team, or to one merged into it, at a moment."""
    return frozenset(
        one.person
        for each in directory.memberships.values()
        for one in each
        if one.during.covers(at) and not _is_external(directory, one.person)
        if whole_team(directory, one.team, at) == team
    )


def _is_external(directory: Directory, person: str) -> bool:
    known = directory.people.get(person)
    return known is not None and known.external


def teams_of(directory: Directory, person: str, at: Instant) -> frozenset[str]:
    """Return the ids of what the teams of a person had become by a moment."""
    memberships = directory.memberships.get(person, ())
    return frozenset(whole_team(directory, one.team, at) for one in memberships if one.during.covers(at))


def memberships_of(directory: Directory, person: str) -> list[Membership]:
    """Return when a person was a member of which team, in the order of time."""
    return sorted(directory.memberships.get(person, ()), key=lambda one: (one.during.since, one.team))


def memberships_in(directory: Directory, team: str) -> list[Membership]:
    """Return who was a member of a team itself, and when."""
    return [one for each in directory.memberships.values() for one in each if one.team == team]


def team_part_of(directory: Directory, team: str, at: Instant) -> str | None:
    """Return the id of the team that another one was merged into at a moment, or None."""
    return part_of(directory.team_merges.get(team, ()), at)


def whole_service(directory: Directory, service: str, at: Instant) -> str:
    """Return the key of what a service had become by a moment."""
    return whole_of(directory.service_merges, service, at)


def parts_of_service(directory: Directory, whole: str, at: Instant) -> frozenset[str]:
    """Return the keys of a service and of all that was part of it at a moment, also while it is part of another."""
    merges = {**directory.service_merges, whole: ()}
    return frozenset(key for key in (*directory.services, whole) if whole_of(merges, key, at) == whole)


def service_part_of(directory: Directory, service: str, at: Instant) -> str | None:
    """Return the key of the service that another one was merged into at a moment, or None."""
    return part_of(directory.service_merges.get(service, ()), at)


def owned_by(directory: Directory, kind: OwnedKind, team: str, at: Instant) -> tuple[str, ...]:
    """Return the channels or the services that a team owned at a moment, by key."""
    known = sorted(owned for of, owned in directory.owners if of is kind)
    return tuple(one for one in known if owner_at(directory, kind, one, at) == team)
