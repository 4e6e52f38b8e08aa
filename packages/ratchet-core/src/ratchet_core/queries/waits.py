"""How long people waited for a first response and for an answer, and how it ended: for whoever answers for a team."""

from collections import Counter
from collections.abc import Iterable, Sequence

from attrs import frozen

from ratchet_core.basis.instants import Duration, Instant
from ratchet_core.domain import HelpRequest, Resolution
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.help_requests import requests
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.owning import holder_of, team_called


@frozen
class Waits:
    """How long the askers of some requests waited.

    Attributes:
        answered: To how many somebody else said something that may help.
        median: Within this time half of those that were answered had their answer; None where none was.
        most: Within this time nine in ten of them had.
        responded: To how many somebody else said anything.
        response_median: Within this time half of those had that first response.
        response_most: Within this time nine in ten of them had.
        resolved: How many ended in which way, the most frequent first.
    """

    asked: int
    answered: int
    median: Duration | None
    most: Duration | None
    resolved: tuple[tuple[Resolution, int], ...]
    responded: int = 0
    response_median: Duration | None = None
    response_most: Duration | None = None


def waits(reader: Reader) -> Waits | None:
    """Return how long people waited in all; None where nothing was asked."""
    asked = requests(reader)
    return _waits_of(asked) if asked else None


def waits_by_owner(reader: Reader) -> dict[str | None, Waits]:
    """Return how long people waited for the team that held their request when they asked, by the name that it has now.

    It is the owner of the service that they named, or else of the channel, as in lists. Under None are requests that
    nobody held. Where there are no teams, there is nothing to tell apart.
    """
    directory = reader.directory()
    if not directory.teams:
        return {}
    found: dict[str | None, list[HelpRequest]] = {}
    for one in requests(reader):
        found.setdefault(_owner_called(directory, one), []).append(one)
    return {team: _waits_of(asked) for team, asked in found.items()}


def _owner_called(directory: Directory, request: HelpRequest) -> str | None:
    team = holder_of(directory, request, request.asked_at)
    return team_called(directory, team) if team is not None else None


def _waits_of(asked: Sequence[HelpRequest]) -> Waits:
    times = _times_of((one.first_answer_at, one) for one in asked)
    responses = _times_of((one.first_response_at, one) for one in asked)
    resolved = Counter(one.resolution for one in asked if one.resolution is not None)
    return Waits(
        asked=len(asked),
        answered=len(times),
        median=_part(times, 50) if times else None,
        most=_part(times, 90) if times else None,
        resolved=tuple(resolved.most_common()),
        responded=len(responses),
        response_median=_part(responses, 50) if responses else None,
        response_most=_part(responses, 90) if responses else None,
    )


def _times_of(said: Iterable[tuple[Instant | None, HelpRequest]]) -> list[Duration]:
    return sorted(at - one.asked_at for at, one in said if at is not None)


def _part(times: Sequence[Duration], percent: int) -> Duration:
    """Return the time within which so many percent had one: that at the nearest rank."""
    return times[max(-(-percent * len(times) // 100), 1) - 1]
