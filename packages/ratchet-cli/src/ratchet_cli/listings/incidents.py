"""Incidents, as rows; what is told of one is as of the moment it opened."""

from ratchet_core.basis.instants import described
from ratchet_core.domain import (
    HelpRequest,
    Incident,
    IncidentState,
    Mark,
    Notification,
    RunbookVersion,
    ThreadNote,
)
from ratchet_core.domain.affected import shown
from ratchet_core.domain.directory import Directory
from ratchet_core.queries import incidents as queries
from ratchet_core.queries.help_requests import question_of
from ratchet_core.queries.incidents import IncidentEntry, incident_details
from ratchet_core.queries.reader import Reader

from ratchet_cli.listings.rows import Row, of_service, place
from ratchet_cli.terminal.names import channel_name, person_name
from ratchet_cli.terminal.transcript import day_and_time


def incidents(  # noqa: PLR0913 - one parameter for each option
    reader: Reader,
    *,
    alert: str | None = None,
    channel: str | None = None,
    service: str | None = None,
    state: IncidentState | None = None,
    limit: int | None = None,
) -> list[Row]:
    """Return the incidents that are so, the latest first; the service's are those of all that is part of it now."""
    directory = reader.directory()
    chosen = queries.incidents(reader, alert=alert, channel=channel, service=service, state=state, limit=limit)
    return [incident_row(directory, one) for one in chosen]


def name_of(directory: Directory, one: Incident) -> str:
    """Return what an incident is called on the command line: `CHANNEL/ALERT/NUMBER`."""
    return f"{channel_name(directory, one.channel)}/{one.alert}/{one.number}"


def incident_row(directory: Directory, entry: IncidentEntry) -> Row:
    """Return an incident with its alert, its service and how it went."""
    one = entry.incident
    return {
        "incident": name_of(directory, one),
        "alert": entry.alert.name if entry.alert is not None else "",
        **of_service(directory, entry.service),
        "opened": day_and_time(one.opened_at),
        "state": one.state.value,
        "open for": described(one.ended_at - one.opened_at) if one.ended_at is not None else "",
        "severity": one.severity.value if one.severity else "",
        "firings": one.firings,
        "verdict": entry.mark.verdict.value if entry.mark else "",
        "because": entry.mark.reason if entry.mark else "",
    }


def shown_incident(reader: Reader, incident: Incident) -> Row:
    """Return all that there is to say of an incident."""
    directory, details = reader.directory(), incident_details(reader, incident)
    one = details.entry.incident
    return {
        **incident_row(directory, details.entry),
        "verdict": _verdict(directory, details.entry.mark),
        "last heard": day_and_time(one.last_at),
        "ended": day_and_time(one.ended_at) if one.ended_at is not None else "",
        "resolved by": person_name(directory, one.ended_by) if one.ended_by is not None else "",
        "affected": list(map(shown, one.seen_members)),
        "owner then": details.owner or "nobody",
        "runbook then": _version(details.runbook),
        "asked about": [_asked(reader, directory, request, one) for request in details.asked],
        "deploys before": [_deploy(directory, deploy, one) for deploy in details.deploys],
        "notes": [note_row(directory, note) for note in details.notes],
    }


def _verdict(directory: Directory, mark: Mark | None) -> str:
    if mark is None:
        return ""
    return f"{mark.verdict.value}, said by {person_name(directory, mark.person)} {day_and_time(mark.at)}"


def _version(active: RunbookVersion | None) -> str:
    return f"version {active.number}" if active else "none"


def minutes_before(request: HelpRequest, incident: Incident) -> str:
    """Return how long before an incident a question was asked, in words."""
    ahead = incident.opened_at - request.asked_at
    return f"{described(ahead)} before it opened" if ahead >= 0 else f"{described(-ahead)} after it opened"


def _asked(reader: Reader, directory: Directory, request: HelpRequest, incident: Incident) -> Row:
    return {
        "request": place(directory, request.root),
        "when": minutes_before(request, incident),
        "by": person_name(directory, request.asker),
        "question": question_of(reader, request),
    }


def _deploy(directory: Directory, deploy: Notification, incident: Incident) -> Row:
    ahead = described(incident.opened_at - deploy.at)
    return {"deployed": f"{ahead} before", "title": deploy.title, "notice": place(directory, deploy.message)}


def note_row(directory: Directory, note: ThreadNote) -> Row:
    """Return what a person wrote in a thread, with who and when."""
    return {"at": day_and_time(note.at), "by": person_name(directory, note.person), "said": note.text}
