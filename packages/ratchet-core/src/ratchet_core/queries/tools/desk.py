"""What a tool works with: the rows, the question that it is run for, and how facts are told."""

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from ratchet_core.basis.instants import Instant, described
from ratchet_core.domain import Incident, IncidentState, MessageRef, OwnedKind, Service, Source, Track, service_key
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.discretion import may_be_said
from ratchet_core.rules.owning import owners_of_alert, team_called, team_named, teams_of
from ratchet_core.vocabulary.actions import RunTools
from ratchet_core.vocabulary.events import Found
from ratchet_core.vocabulary.models import Material, ToolResult
from ratchet_core.vocabulary.tools import MINE

_SHOWN_NAMES: Final = 20


@frozen
class Desk:
    """A call's place: whose question it is run for and where, what a search found for it, and what time it is."""

    reader: Reader
    action: RunTools
    found: Sequence[Found]
    at: Instant

    @property
    def directory(self) -> Directory:
        """Channels, people, teams and services."""
        return self.reader.directory()

    def may_tell_of(self, channel: str) -> bool:
        """Say whether what came from a channel may be told where the question was asked."""
        return may_be_said(self.directory, channel, self.action.channel)

    def tracks(self) -> list[Track]:
        """Return the alerts that may be told of, by their names."""
        known = (one for one in self.reader.tracks() if self.may_tell_of(one.channel))
        return sorted(known, key=lambda one: (one.name, one.channel, one.alert))

    def dated(self, at: Instant) -> str:
        """Return a moment as people write it."""
        return self.directory.policy.dated(at)

    def channel_called(self, channel: str) -> str:
        """Return the name of a channel."""
        known = self.directory.channels.get(channel)
        return f"#{known.name}" if known is not None else "a channel"


def fact(  # noqa: PLR0913 - what is told, and whence it is known
    desk: Desk, what: str, text: str, *, channel: str | None = None, ts: str | None = None, of: Iterable[str] = ()
) -> Material:
    """Return a sentence of ours as a piece: from which channel and message it is known, or of which channels it tells.

    What tells of no channel may be told where it was asked for.
    """
    source = Source(MessageRef(channel, ts)) if channel is not None and ts is not None else Source()
    audience = sorted({*of, *(() if channel is None else (channel,))}) or [desk.action.channel]
    return Material("", what, text, source, tuple(audience))


def nothing(desk: Desk, why: str, looked_at: str = "", of: Iterable[str] = ()) -> ToolResult:
    """Return that nothing was found, and why; `of` are the channels whose alerts or names that tells."""
    told = tuple(sorted(set(of)))
    return ToolResult(looked_at, (fact(desk, "nothing found", why, of=told),), of=told)


def _services(desk: Desk) -> dict[str, frozenset[str]]:
    """Return the keys of the services that may be told of, each with the channels by whose alerts alone it is known."""
    directory, heard = desk.directory, dict[str, set[str]]()
    for one in desk.tracks():
        if one.service:
            heard.setdefault(directory.service_at(directory.key_named(one.service)), set()).add(one.channel)
    owned = {key for kind, key in directory.owners if kind is OwnedKind.SERVICE}
    return {key: frozenset() if key in owned else frozenset(heard[key]) for key in {*heard, *owned}}


def heard_in(desk: Desk, service: Service) -> frozenset[str]:
    """Return the channels by whose alerts alone it is known that there is a service."""
    return _services(desk).get(service.key, frozenset())


def service_called(desk: Desk, name: str) -> Service | ToolResult:
    """Return the service of a name that may be told of, or which there are: those that are owned or have alerts."""
    wanted, services = service_key(name), _services(desk)
    known = [one for one in desk.directory.services.values() if one.key in services]
    for one in known:
        if wanted in {one.key, service_key(one.name), *map(service_key, one.aliases)}:
            return one
    why = f"No service is called so. {_listed('Services', (one.name for one in known))}"
    return nothing(desk, why, of=(channel for one in known for channel in services[one.key]))


def alerts_called(desk: Desk, name: str) -> list[Track] | ToolResult:
    """Return the alerts of a name in all channels that may be told of, or which there are."""
    wanted, known = name.strip().casefold(), desk.tracks()
    called = [one for one in known if one.name.casefold() == wanted]
    found = called or [one for one in known if wanted and one.name.casefold().startswith(wanted)]
    if found:
        return found
    why = f"No alert is called so. {_listed('Alerts', (one.name for one in known))}"
    return nothing(desk, why, of=(one.channel for one in known))


def teams_called(desk: Desk, name: str) -> frozenset[str] | ToolResult:
    """Return the teams that a name stands for, those of whoever asks among them, or which there are."""
    directory = desk.directory
    if name.strip().casefold() == MINE:
        teams = teams_of(directory, desk.action.person)
        return teams or nothing(desk, "Whoever asks is in no team that is known here.")
    team = team_named(directory, name)
    if team is not None:
        return frozenset({directory.team_at(team, desk.at)})
    named = (team_called(directory, one) for one in directory.teams if directory.team_at(one, desk.at) == one)
    return nothing(desk, f"No team is called so. {_listed('Teams', named)}")


def _listed(what: str, names: Iterable[str]) -> str:
    known = sorted(set(names))
    more = f" and {len(known) - _SHOWN_NAMES} more" if len(known) > _SHOWN_NAMES else ""
    return f"{what} that are known here: {', '.join(known[:_SHOWN_NAMES]) or 'none'}{more}."


def teams_named(desk: Desk, teams: Iterable[str]) -> str:
    """Return the names of teams."""
    return " and ".join(sorted(team_called(desk.directory, one) for one in teams))


def is_of_service(desk: Desk, track: Track, service: Service) -> bool:
    """Say whether an alert belongs to a service, or to what is part of it."""
    directory = desk.directory
    return track.service is not None and directory.key_named(track.service) in directory.services_within(service.key)


def is_of_teams(desk: Desk, track: Track, teams: frozenset[str]) -> bool:
    """Say whether a team of some owns an alert now."""
    directory = desk.directory
    key = None if track.service is None else directory.key_named(track.service)
    return not teams.isdisjoint(owners_of_alert(directory, key, [track.channel]))


def incident_told(desk: Desk, track: Track, incident: Incident) -> Material:
    """Return what an incident was, in a sentence."""
    of_service = f" of {track.service}" if track.service else ""
    severity = f", {incident.severity.value}" if incident.severity is not None else ""
    fired = f", fired {incident.firings} times" if incident.firings > 1 else ""
    where, opened = desk.channel_called(track.channel), desk.dated(incident.opened_at)
    text = f"{track.name}{of_service}{severity}, in {where}: opened {opened}{fired}, {_end_of(desk, incident)}."
    return fact(desk, "incident", text, channel=track.channel, ts=incident.root_ts)


def _end_of(desk: Desk, incident: Incident) -> str:
    if incident.ended_at is None:
        return f"open for {described(desk.at - incident.opened_at)}"
    lasted = described(incident.ended_at - incident.opened_at)
    if incident.state is IncidentState.STALE:
        return f"closed as stale after {lasted}: no resolve message seen"
    by = "" if incident.ended_by is None else " by a person"
    return f"resolved{by} after {lasted}"
