"""Teams, and what belongs to each now."""

from attrs import frozen

from ratchet_core.domain import HelpRequest, OwnedKind, Team
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.help_requests import requests
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.owning import holder_of, owned_by


def teams(directory: Directory) -> list[Team]:
    """Return the teams, by id."""
    return sorted(directory.teams.values(), key=lambda one: one.id)


def team_key(name: str) -> str:
    """Return the id of a new team that is to be called so: lower case, words joined by hyphens."""
    return "-".join(name.casefold().split())


@frozen
class TeamDetails:
    """What belongs to a team now: the teams that are part of it, what it owns, and the requests that wait for it."""

    parts: tuple[str, ...]
    channels: tuple[str, ...]
    services: tuple[str, ...]
    waiting: tuple[HelpRequest, ...]


def team_details(reader: Reader, team: str) -> TeamDetails:
    """Return what belongs to a team now."""
    directory = reader.directory()
    unresolved = (one for one in requests(reader) if one.resolution is None)
    return TeamDetails(
        parts=tuple(one for one in directory.teams if one != team and directory.team_at(one) == team),
        channels=owned_by(directory, OwnedKind.CHANNEL, team),
        services=owned_by(directory, OwnedKind.SERVICE, team),
        waiting=tuple(one for one in unresolved if holder_of(directory, one) == team),
    )
