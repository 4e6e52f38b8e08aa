"""Incidents of a service, an alert or a team, or all of them, the latest first."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from attrs import frozen

from ratchet_core.domain import Incident, Track
from ratchet_core.domain.course import course_of
from ratchet_core.queries.incidents import incidents_before
from ratchet_core.queries.tools.desk import (
    Desk,
    alerts_called,
    heard_in,
    incident_told,
    is_of_service,
    is_of_teams,
    nothing,
    service_called,
    teams_called,
    teams_named,
)
from ratchet_core.vocabulary.models import ToolCall, ToolResult

_MOST: Final = 10
_READ: Final = 2_000
"""So many of the latest incidents are looked through."""


@frozen
class Chosen:
    """The alerts that are asked about, what they are called together, and of which channels that tells."""

    called: str
    tracks: Sequence[Track]
    of: frozenset[str] = frozenset()


def run(desk: Desk, call: ToolCall) -> ToolResult:
    """Return the incidents that are asked for."""
    chosen = chosen_by(desk, call)
    if isinstance(chosen, ToolResult):
        return chosen
    only_open = call.argument("state") == "open"
    looked_at = f"{'open incidents' if only_open else 'incidents'}{chosen.called}"
    found = islice(_open(chosen.tracks) if only_open else _latest(desk, chosen.tracks), _MOST)
    told = tuple(incident_told(desk, track, one) for track, one in found)
    if not told:
        is_so = "is open now" if only_open else "is known"
        return nothing(desk, f"No incident{chosen.called} {is_so} that may be told of here.", looked_at, chosen.of)
    return ToolResult(looked_at, told, of=tuple(sorted(chosen.of)))


def chosen_by(desk: Desk, call: ToolCall) -> Chosen | ToolResult:
    """Return the alerts that a call narrows to, or why it names none."""
    called, tracks, of = "", desk.tracks(), frozenset[str]()
    if (name := call.argument("service")) is not None:
        service = service_called(desk, str(name))
        if isinstance(service, ToolResult):
            return service
        called, tracks = f" of {service.name}", [one for one in tracks if is_of_service(desk, one, service)]
        of |= heard_in(desk, service)
    if (name := call.argument("alert")) is not None:
        alerts = alerts_called(desk, str(name))
        if isinstance(alerts, ToolResult):
            return alerts
        names = ", ".join(sorted({one.name for one in alerts})[:3])
        of |= {one.channel for one in alerts}
        called, tracks = f"{called} of {names}", [one for one in tracks if one in alerts]
    if (name := call.argument("team")) is not None:
        teams = teams_called(desk, str(name))
        if isinstance(teams, ToolResult):
            return teams
        called += f" of {teams_named(desk, teams)}"
        tracks = [one for one in tracks if is_of_teams(desk, one, teams)]
    return Chosen(called, tracks, of)


def _open(tracks: Sequence[Track]) -> Iterator[tuple[Track, Incident]]:
    courses = ((one, course_of(one)) for one in tracks)
    found = [(track, course.incidents[-1]) for track, course in courses if course.is_open]
    return iter(sorted(found, key=lambda one: (-one[1].opened_at, one[0].alert, one[0].channel)))


def _latest(desk: Desk, tracks: Sequence[Track]) -> Iterator[tuple[Track, Incident]]:
    known = {(one.channel, one.alert): one for one in tracks}
    for one in islice(incidents_before(desk.reader, None, limit=_MOST), _READ):
        track = known.get((one.channel, one.alert))
        if track is not None:
            yield track, one
