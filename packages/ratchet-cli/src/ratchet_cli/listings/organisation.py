"""Teams, channels and people, as rows."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import attrs
from ratchet_core.domain import Channel, OwnedKind, Person, Team
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import ChannelPolicy
from ratchet_core.queries import channels as channel_queries
from ratchet_core.queries import people as people_queries
from ratchet_core.queries import teams as team_queries
from ratchet_core.queries.channels import channel_details
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.teams import team_details
from ratchet_core.rules.owning import team_called, team_part_of

from ratchet_cli.listings.rows import Row, during, merged, owners, service_called
from ratchet_cli.terminal.names import channel_name, person_name

_State = TypeVar("_State", bound=StrEnum)
_NO_BEHAVIOURS = ("purpose", "service", "team")


def teams(reader: Reader) -> list[Row]:
    """Return the teams, by id."""
    directory = reader.directory()
    return [team_row(directory, one) for one in team_queries.teams(directory)]


def team_row(directory: Directory, team: Team) -> Row:
    """Return a team with its names, merges and members."""
    into, members = team_part_of(directory, team.id), directory.members(team.id)
    return {
        "team": team.id,
        "names": [f"{name.name} {during(name.during)}" for name in team.names],
        "merged": merged(team.merges),
        "now part of": team_called(directory, into) if into else "",
        "members": sorted(f"{person_name(directory, one.person)} {during(one.during)}" for one in members),
    }


def shown_team(reader: Reader, team: Team) -> Row:
    """Return all that there is to say of a team; what belongs to it is as of now."""
    directory, details = reader.directory(), team_details(reader, team.id)
    return {
        **team_row(directory, team),
        "called now": team_called(directory, team.id),
        "consists of": sorted(team_called(directory, part) for part in details.parts),
        "channels": [channel_name(directory, one) for one in details.channels],
        "services": [service_called(directory, one) for one in details.services],
        "requests that wait for it": len(details.waiting),
    }


def channels(reader: Reader) -> list[Row]:
    """Return the channels, by name."""
    directory = reader.directory()
    return [channel_row(directory, one) for one in channel_queries.channels(directory)]


def channel_row(directory: Directory, one: Channel) -> Row:
    """Return a channel with its owners."""
    return {"channel": one.name, "id": one.id, "owners": owners(directory, OwnedKind.CHANNEL, one.id)}


def shown_channel(reader: Reader, one: Channel) -> Row:
    """Return all that there is to say of a channel."""
    details = channel_details(reader, one.id)
    return {
        **channel_row(reader.directory(), one),
        "owner now": details.owner or "nobody",
        "is": _kind_of(one),
        "purpose": details.policy.purpose.value,
        "service by default": details.policy.service or "",
        "policy": _allowed(details.policy),
        "alerts": details.alerts,
        "incidents": _counted(details.incidents),
        "help requests": _counted(details.requests),
        "notices": details.notices,
    }


def _kind_of(one: Channel) -> str:
    said = ("private" if one.private else "public", "joined" if one.joined else "not joined")
    sharing = ("shared, silent until somebody agrees" if one.is_hushed else "shared, agreed",) if one.shared else ()
    return ", ".join((*said, *(("archived",) if one.archived else ()), *sharing))


def _allowed(policy: ChannelPolicy) -> list[str]:
    return [f"{name}: {mode}" for name, mode in attrs.asdict(policy).items() if name not in _NO_BEHAVIOURS]


def _counted(counts: Mapping[_State, int]) -> str:
    found = ", ".join(f"{count} {state.value}" for state, count in sorted(counts.items()))
    return f"{sum(counts.values())} ({found})" if found else "0"


def people(reader: Reader) -> list[Row]:
    """Return the people, by name."""
    directory = reader.directory()
    return [person_row(directory, one) for one in people_queries.people(directory)]


def person_row(directory: Directory, one: Person) -> Row:
    """Return a person with the teams that they are and were a member of."""
    memberships = sorted(directory.memberships(one.id), key=lambda each: (each.during.since, each.team))
    return {
        "person": one.name,
        "id": one.id,
        "external": "yes" if one.external else "",
        "memberships": [f"{team_called(directory, member.team)} {during(member.during)}" for member in memberships],
    }
