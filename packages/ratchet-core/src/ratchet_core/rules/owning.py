"""Who owned what, whom a question waited for, and what a team was called, as of a moment.

Behaviours and queries ask the same functions of the same directory. Merges of teams and of services are followed as of
that moment; without a moment it is as things stand now.
"""

from collections.abc import Iterable

from ratchet_core.basis.instants import LATEST, Instant
from ratchet_core.domain import HelpRequest, OwnedKind, Tie
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.hours import WorkingHours
from ratchet_core.domain.merging import part_of


def owner_of(directory: Directory, kind: OwnedKind, owned: str, at: Instant = LATEST) -> str | None:
    """Return the id of the team that owned a channel, or what a service had become, at a moment."""
    whole = directory.service_at(owned, at) if kind is OwnedKind.SERVICE else owned
    recorded = directory.owner_of(kind, whole, at)
    return None if recorded is None else directory.team_at(recorded, at)


def owner_of_either(directory: Directory, channel: str | None, service: str | None, at: Instant = LATEST) -> str | None:
    """Return the id of the team that owned a service, or else a channel, at a moment.

    Where none is recorded, it is the team that the policy gives the channel. All that is shown and all that is allowed
    asks this function, or one below that does.
    """
    owner = owner_of(directory, OwnedKind.SERVICE, service, at) if service is not None else None
    if owner is not None or channel is None:
        return owner
    owner = owner_of(directory, OwnedKind.CHANNEL, channel, at)
    called = directory.place(channel).team if owner is None and channel in directory.channels else None
    named = None if called is None else team_named(directory, called)
    return owner if named is None else directory.team_at(named, at)


def owners_of_alert(
    directory: Directory, service: str | None, channels: Iterable[str], at: Instant = LATEST
) -> tuple[str, ...]:
    """Return the ids of the teams that owned an alert at a moment: its service's, or else those of its channels."""
    owner = owner_of_either(directory, None, service, at)
    if owner is not None:
        return (owner,)
    found = {owner_of_either(directory, one, None, at) for one in channels}
    return tuple(sorted(one for one in found if one is not None))


def holders_of(directory: Directory, team: str, at: Instant = LATEST) -> tuple[str, ...]:
    """Return the members of a team at a moment who can use its rights: people of the company who are still there."""
    people, members = directory.people, directory.members_at(team, at)
    return tuple(one for one in members if (known := people.get(one)) is not None and known.of_the_company)


def admins_of(directory: Directory) -> tuple[str, ...]:
    """Return who may do what nobody else has the right to: the admins of the policy and of the workspace."""
    named = frozenset(directory.policy.admins)
    known = (one for one in directory.people.values() if one.admin or one.id in named)
    return tuple(sorted(one.id for one in known if one.of_the_company))


def team_named(directory: Directory, wanted: str) -> str | None:
    """Return the id of the team that an id or a name stands for, in any case: one that it has, or else one it had."""
    if wanted in directory.teams:
        return wanted
    name, teams = wanted.strip().casefold(), directory.teams.values()
    now = {one.id for one in teams if name in (one.id.casefold(), one.names[-1].name.casefold())}
    ever = now or {one.id for one in teams if any(each.name.casefold() == name for each in one.names)}
    return next(iter(ever)) if len(ever) == 1 else None


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


def hours_of(directory: Directory, team: str | None) -> WorkingHours:
    """Return when a team works, as the policy says for it, or else for everybody."""
    if team is not None:
        for name, hours in directory.policy.teams.items():
            if team_named(directory, name) == team:
                return hours
    return directory.policy.working_hours


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
