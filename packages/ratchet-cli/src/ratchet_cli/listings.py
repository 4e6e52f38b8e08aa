"""What a saved state holds, as rows for people and for programs."""

import difflib
from collections.abc import Iterable
from typing import TypeAlias

from ratchet_core.behaviours.mutes import LONGEST
from ratchet_core.changes import (
    ActivateRunbook,
    AddRunbookVersion,
    Change,
    KeepVote,
    MarkIncident,
    RejectRunbook,
    RememberMembership,
    RememberMute,
    RememberService,
    RememberTeam,
    TransferOwnership,
)
from ratchet_core.domain import (
    Alert,
    Channel,
    Incident,
    Interval,
    Merge,
    Mute,
    OwnedKind,
    RunbookVersion,
    Service,
    Team,
    active_of,
)
from ratchet_core.instants import Instant, described
from ratchet_core.memory import World

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.names import channel_name, person_name
from ratchet_cli.transcript import day_and_time

_TELLING_DIGITS = 12
Row: TypeAlias = dict[str, object]


def _during(interval: Interval) -> str:
    since = day_and_time(interval.since) if interval.since else "ever"
    return f"since {since}" if interval.until is None else f"from {since} to {day_and_time(interval.until)}"


def _merged(merges: Iterable[Merge]) -> list[str]:
    return [f"part of {one.into} {_during(one.during)}" for one in merges]


def _owners(world: World, kind: OwnedKind, owned: str) -> list[str]:
    return [f"{one.team or 'nobody'} {_during(one.during)}" for one in world.owners.get((kind, owned), ())]


def changed(world: World, changes: Iterable[Change]) -> list[Row]:
    """Return what changes came to: the record of each as it stands now."""
    return [row for change in changes if (row := _changed(world, change)) is not None]


def _changed(world: World, change: Change) -> Row | None:  # noqa: C901, PLR0911 - one case for each
    match change:
        case RememberTeam(one):
            return _team(world, one)
        case RememberMembership(one):
            return {"member": person_name(world, one.person), "of": one.team, "when": _during(one.during)}
        case TransferOwnership(OwnedKind.CHANNEL, owned):
            return _owned_channel(world, world.channels[owned]) if owned in world.channels else None
        case TransferOwnership(OwnedKind.SERVICE, owned):
            return _service(world, world.services[owned]) if owned in world.services else None
        case RememberService(one):
            return _service(world, one)
        case AddRunbookVersion(one):
            return _version(world, one)
        case ActivateRunbook() | RejectRunbook():
            return _version(world, version_of(world, world.alerts[change.alert], change.number))
        case KeepVote(one):
            said = "helpful" if one.helpful else "not helpful"
            return {"version": one.version, "said to be": said, "by": person_name(world, one.person)}
        case RememberMute(one):
            return _mute(world, one)
        case MarkIncident(one):
            return _incident(world, world.incidents[one.channel, one.alert, one.number])
        case _:
            return None


def teams(world: World) -> list[Row]:
    """Return the teams, by id."""
    return [_team(world, one) for one in sorted(world.teams.values(), key=lambda one: one.id)]


def _team(world: World, team: Team) -> Row:
    members = (one for each in world.memberships.values() for one in each if one.team == team.id)
    return {
        "team": team.id,
        "names": [f"{name.name} {_during(name.during)}" for name in team.names],
        "merged": _merged(team.merges),
        "members": sorted(f"{person_name(world, one.person)} {_during(one.during)}" for one in members),
    }


def channels(world: World) -> list[Row]:
    """Return the channels, by name."""
    return [_owned_channel(world, one) for one in sorted(world.channels.values(), key=lambda one: (one.name, one.id))]


def _owned_channel(world: World, one: Channel) -> Row:
    return {"channel": one.name, "id": one.id, "owners": _owners(world, OwnedKind.CHANNEL, one.id)}


def services(world: World) -> list[Row]:
    """Return the services, by key."""
    return [_service(world, one) for one in sorted(world.services.values(), key=lambda one: one.key)]


def _service(world: World, one: Service) -> Row:
    return {
        "service": one.key,
        "name": one.name,
        "aliases": list(one.aliases),
        "owners": _owners(world, OwnedKind.SERVICE, one.key),
        "merged": _merged(one.merges),
        "deploys": len(one.deploys),
    }


def alerts(world: World) -> list[Row]:
    """Return the alerts, the noisiest first."""
    counts: dict[str, int] = {}
    for one in world.incidents.values():
        counts[one.alert] = counts.get(one.alert, 0) + 1
    ordered = sorted(world.alerts.values(), key=lambda one: (-counts.get(one.fingerprint, 0), one.fingerprint))
    return [
        {
            "alert": one.name,
            "service": one.service or "",
            "incidents": counts.get(one.fingerprint, 0),
            "runbook": _active(world, one.fingerprint),
            "fingerprint": one.fingerprint,
        }
        for one in ordered
    ]


def _active(world: World, alert: str) -> str:
    active = active_of(world.runbooks.get(alert, ()))
    if active is None:
        return "none"
    return f"version {active.number}{' (assumed approved)' if active.assumed else ''}"


def incidents(world: World, alert: str | None = None) -> list[Row]:
    """Return the incidents, of one alert or of all, the latest first."""
    chosen = [one for one in world.incidents.values() if alert in (None, one.alert)]
    return [_incident(world, one) for one in sorted(chosen, key=lambda one: (-one.opened_at, one.alert, one.channel))]


def _incident(world: World, one: Incident) -> Row:
    mark = world.marks.get((one.channel, one.alert, one.number))
    return {
        "incident": f"{channel_name(world, one.channel)}/{one.alert}/{one.number}",
        "opened": day_and_time(one.opened_at),
        "state": one.state.value,
        "open for": described(one.ended_at - one.opened_at) if one.ended_at is not None else "",
        "severity": one.severity.value if one.severity else "",
        "firings": one.firings,
        "verdict": mark.verdict.value if mark else "",
    }


def requests(world: World) -> list[Row]:
    """Return the help requests, the latest first."""
    return [
        {
            "request": f"{channel_name(world, one.root.channel)}/{one.root.ts}",
            "asked": day_and_time(one.asked_at),
            "by": person_name(world, one.asker),
            "as": one.asked_as.value if one.asked_as else "",
            "state": one.state.value,
            "question": " ".join(one.question.split())[:100],
        }
        for one in sorted(world.requests.values(), key=lambda one: (-one.asked_at, one.root))
    ]


def mutes(world: World) -> list[Row]:
    """Return the mutes, the latest first."""
    every = sorted((one for each in world.mutes.values() for one in each), key=lambda one: (-one.during.since, one.id))
    return [_mute(world, one) for one in every]


def _mute(world: World, one: Mute) -> Row:
    return {
        "alert": world.alerts[one.alert].name if one.alert in world.alerts else one.alert,
        "where": channel_name(world, one.channel) if one.channel else "everywhere",
        "when": _during(one.during),
        "reason": one.reason,
        "by": person_name(world, one.person),
        "ended by": person_name(world, one.ended_by) if one.ended_by else "",
    }


def silenced(world: World, alert: Alert, channel: str | None, now: Instant) -> list[Row]:
    """Return the incidents whose cards a mute would have silenced in as long before a moment as a mute may last."""
    since = now - LONGEST
    return [
        _incident(world, one)
        for one in sorted(world.incidents.values(), key=lambda one: -one.opened_at)
        if one.alert == alert.fingerprint and channel in (None, one.channel) and since <= one.opened_at <= now
    ]


def runbooks(world: World) -> list[Row]:
    """Return every version of every runbook, without its text."""
    return [
        {"alert": world.alerts[alert].name if alert in world.alerts else alert, **_version(world, one)}
        for alert, versions in sorted(world.runbooks.items())
        for one in versions
    ]


def _version(world: World, one: RunbookVersion) -> Row:
    return {
        "version": one.number,
        "state": one.state.value + (" (assumed approved)" if one.assumed else ""),
        "by": person_name(world, one.author),
        "written": day_and_time(one.written_at),
        "decided by": person_name(world, one.decided_by) if one.decided_by else "",
        "digest": one.digest,
    }


def version(world: World, one: RunbookVersion) -> Row:
    """Return one version with its text."""
    return {**_version(world, one), "text": f"\n{one.text}"}


def version_of(world: World, alert: Alert, number: int | None) -> RunbookVersion:
    """Return a version of an alert's runbook: by number, or the active one, or else the latest.

    Raises:
        UnusableInputError: If there is none.
    """
    versions = world.runbooks.get(alert.fingerprint, ())
    if not versions:
        raise UnusableInputError(f"{alert.name} has no runbook yet; `ratchet runbook write` proposes one.")
    active = active_of(versions) or versions[-1]
    chosen = active if number is None else next((one for one in versions if one.number == number), None)
    if chosen is None:
        raise UnusableInputError(f"{alert.name} has no version {number}; it has {len(versions)}.")
    return chosen


def whole_digest(world: World, alert: Alert, number: int, digest: str) -> str:
    """Return the digest that a person named by its beginning; what names nothing is returned as it is."""
    known = version_of(world, alert, number).digest
    return known if len(digest) >= _TELLING_DIGITS and known.startswith(digest.casefold()) else digest


def difference(world: World, alert: Alert, number: int) -> list[str]:
    """Return what a version would change in the active one, as a unified difference."""
    new = version_of(world, alert, number)
    old = active_of(world.runbooks.get(alert.fingerprint, ()))
    before = old.text.splitlines() if old else []
    names = (f"version {old.number}" if old else "nothing", f"version {new.number}")
    return list(difflib.unified_diff(before, new.text.splitlines(), *names, lineterm="", n=2))
