"""Incidents, as rows; what is told of one is as of the moment it opened."""

from ratchet_core.behaviours.services import deploy_of, deploys_before
from ratchet_core.course import notes_of
from ratchet_core.domain import (
    Deploy,
    HelpRequest,
    Incident,
    IncidentState,
    MessageRef,
    RunbookVersion,
    ThreadNote,
)
from ratchet_core.instants import Instant, described
from ratchet_core.memory import MemoryStore, World
from ratchet_core.outcomes import active_at
from ratchet_core.recognise.recognised import Kind
from ratchet_core.requests import incidents_asked_about, key_of_incident, whole_requests

from ratchet_cli.asof import keys_of, owner_of, whole_service
from ratchet_cli.listings.rows import Row, of_service, place
from ratchet_cli.names import channel_name, person_name
from ratchet_cli.transcript import day_and_time


def incidents(
    store: MemoryStore,
    *,
    alert: str | None = None,
    channel: str | None = None,
    service: str | None = None,
    state: IncidentState | None = None,
) -> list[Row]:
    """Return the incidents that are so, the latest first; the service's are those of all that is part of it now."""
    world = store.world
    chosen = (
        one
        for one in world.incidents.values()
        if alert in (None, one.alert) and channel in (None, one.channel) and state in (None, one.state)
    )
    if service is not None:
        keys = keys_of(world, service, store.now)
        chosen = (one for one in chosen if _service(world, one) in keys)
    return [
        incident_row(store, one) for one in sorted(chosen, key=lambda one: (-one.opened_at, one.alert, one.channel))
    ]


def _service(world: World, one: Incident) -> str | None:
    alert = world.alerts.get(one.alert)
    return alert.service if alert else None


def name_of(world: World, one: Incident) -> str:
    """Return what an incident is called on the command line: `CHANNEL/ALERT/NUMBER`."""
    return f"{channel_name(world, one.channel)}/{one.alert}/{one.number}"


def incident_row(store: MemoryStore, one: Incident) -> Row:
    """Return an incident with its alert, its service and how it went."""
    world = store.world
    mark = world.marks.get((one.channel, one.alert, one.number))
    return {
        "incident": name_of(world, one),
        "alert": world.alerts[one.alert].name if one.alert in world.alerts else "",
        **of_service(store, _service(world, one)),
        "opened": day_and_time(one.opened_at),
        "state": one.state.value,
        "open for": described(one.ended_at - one.opened_at) if one.ended_at is not None else "",
        "severity": one.severity.value if one.severity else "",
        "firings": one.firings,
        "verdict": mark.verdict.value if mark else "",
    }


def shown_incident(store: MemoryStore, one: Incident) -> Row:
    """Return all that there is to say of an incident."""
    world, service = store.world, _service(store.world, one)
    return {
        **incident_row(store, one),
        "verdict": _verdict(world, one),
        "last heard": day_and_time(one.last_at),
        "ended": day_and_time(one.ended_at) if one.ended_at is not None else "",
        "affected": list(one.seen_members),
        "owner then": owner_of(store, one.channel, service, one.opened_at),
        "runbook then": _version_then(world.runbooks.get(one.alert, ()), one.opened_at),
        "asked about": [_asked(store, request, one) for request in asked_about(store, one)],
        "deploys before": [_deploy(world, deploy, one) for deploy in _deploys_before(store, service, one)],
        "notes": [note_row(world, note) for note in notes_about(world, one)],
    }


def _verdict(world: World, one: Incident) -> str:
    mark = world.marks.get((one.channel, one.alert, one.number))
    return f"{mark.verdict.value}, said by {person_name(world, mark.person)} {day_and_time(mark.at)}" if mark else ""


def _version_then(versions: tuple[RunbookVersion, ...], at: Instant) -> str:
    active = active_at(versions, at)
    return f"version {active.number}" if active else "none"


def asked_about(store: MemoryStore, incident: Incident) -> list[HelpRequest]:
    """Return the help requests that were about an incident, in the order of asking."""
    asked, key = whole_requests(store.world.requests), key_of_incident(incident)
    found = linked(store, asked)
    return [one for one in asked if one.root in found and key_of_incident(found[one.root]) == key]


def linked(store: MemoryStore, asked: list[HelpRequest]) -> dict[MessageRef, Incident]:
    """Return which incidents help requests were about, by the message of each request."""
    world = store.world
    return incidents_asked_about(
        asked, world.incidents.values(), world.alerts, world.services, store.policy.asked_before
    )


def minutes_before(request: HelpRequest, incident: Incident) -> str:
    """Return how long before an incident a question was asked, in words."""
    ahead = incident.opened_at - request.asked_at
    return f"{described(ahead)} before it opened" if ahead >= 0 else f"{described(-ahead)} after it opened"


def _asked(store: MemoryStore, request: HelpRequest, incident: Incident) -> Row:
    world = store.world
    return {
        "request": place(world, request.root),
        "when": minutes_before(request, incident),
        "by": person_name(world, request.asker),
        "question": request.question,
    }


def _deploys_before(store: MemoryStore, service: str | None, incident: Incident) -> list[Deploy]:
    """Return the deploys that may have caused an incident: of its service as it was then, however long ago."""
    if service is None:
        return []
    world, at = store.world, incident.opened_at
    keys = keys_of(world, whole_service(world, service, at), at)
    told = (one for one in world.notifications.values() if one.kind is Kind.DEPLOY and one.service in keys)
    return deploys_before((deploy_of(one, private=False) for one in told), at, store.policy.deploys_before)


def _deploy(world: World, deploy: Deploy, incident: Incident) -> Row:
    ahead = described(incident.opened_at - deploy.at)
    return {"deployed": f"{ahead} before", "title": deploy.title, "notice": place(world, deploy.notice)}


def notes_about(world: World, incident: Incident) -> tuple[ThreadNote, ...]:
    """Return what people wrote about an incident."""
    channel, alert = incident.channel, incident.alert
    following = world.incidents.get((channel, alert, incident.number + 1))
    return notes_of(world.notes.get((channel, alert), ()), incident, following)


def note_row(world: World, note: ThreadNote) -> Row:
    """Return what a person wrote in a thread, with who and when."""
    return {"at": day_and_time(note.at), "by": person_name(world, note.person), "said": note.text}
