"""Teams, and what belongs to each now."""

from collections.abc import Collection

from attrs import frozen

from ratchet_core.domain import HelpRequest, OwnedKind, Team
from ratchet_core.queries.directory import Directory, directory_of
from ratchet_core.queries.help_requests import requests
from ratchet_core.queries.ownership import holder_at, owned_by, whole_team
from ratchet_core.queries.reader import Reader


def teams(directory: Directory) -> list[Team]:
    """Return the teams, by id."""
    return sorted(directory.teams.values(), key=lambda one: one.id)


def team_key(known: Collection[Team], name: str) -> str:
    """Return the id of the team that is called so, or was; a name that no team ever had is the id of a new one."""
    ids, names = {one.id for one in known}, {each.name: one.id for one in known for each in one.names}
    return name if name in ids else names.get(name, name)


@frozen
class TeamDetails:
    """What belongs to a team now: the teams that are part of it, what it owns, and the requests that wait for it."""

    parts: tuple[str, ...]
    channels: tuple[str, ...]
    services: tuple[str, ...]
    waiting: tuple[HelpRequest, ...]


def team_details(reader: Reader, team: str) -> TeamDetails:
    """Return what belongs to a team now."""
    directory = directory_of(reader)
    now = directory.now
    unresolved = (one for one in requests(reader) if one.resolution is None)
    return TeamDetails(
        parts=tuple(one for one in directory.teams if one != team and whole_team(directory, one, now) == team),
        channels=owned_by(directory, OwnedKind.CHANNEL, team, now),
        services=owned_by(directory, OwnedKind.SERVICE, team, now),
        waiting=tuple(one for one in unresolved if holder_at(directory, one, now) == team),
    )
