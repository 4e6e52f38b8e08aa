"""Incidents: which there were, and what is told of one as of the moment it opened."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import islice

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import (
    Alert,
    HelpRequest,
    Incident,
    IncidentKey,
    IncidentState,
    Mark,
    Notification,
    RunbookVersion,
    ThreadNote,
)
from ratchet_core.domain.course import course_of, notes_of
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.requests import key_of_incident
from ratchet_core.queries.help_requests import linked, requests
from ratchet_core.queries.judging import active_at
from ratchet_core.queries.paging import pages
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Kind
from ratchet_core.rules.deploys import deploys_before
from ratchet_core.rules.owning import owner_called


@frozen
class IncidentEntry:
    """An incident as a list tells of it: with its alert, and a person's verdict on it."""

    incident: Incident
    alert: Alert | None
    mark: Mark | None

    @property
    def service(self) -> str | None:
        """The key of the service that its alert belongs to."""
        return self.alert.service if self.alert is not None else None


def incidents(  # noqa: PLR0913 - one parameter for each key
    reader: Reader,
    *,
    alert: str | None = None,
    channel: str | None = None,
    service: str | None = None,
    state: IncidentState | None = None,
    limit: int | None = None,
) -> list[IncidentEntry]:
    """Return the incidents that are so, the latest first; the service's are those of all that is part of it now."""
    chosen = incidents_before(reader, None, alert=alert, channel=channel, service=service, state=state, limit=limit)
    return entries_of(reader, list(islice(chosen, limit)))


def incidents_before(  # noqa: PLR0913 - one parameter for each key
    reader: Reader,
    before: Instant | None,
    *,
    alert: str | None = None,
    channel: str | None = None,
    service: str | None = None,
    state: IncidentState | None = None,
    limit: int | None = None,
) -> Iterator[Incident]:
    """Return the incidents that are so and opened before a moment, the latest first; about `limit` are read at once."""
    known = None if service is None else _alerts_of(reader, service)
    read = partial(reader.incidents, channel, alert)
    for page in pages(read, lambda one: one.opened_at, limit, before):
        for one in sorted(page, key=lambda one: (-one.opened_at, one.alert, one.channel)):
            if state in (None, one.state) and (known is None or one.alert in known):
                yield one


def open_incidents(reader: Reader) -> list[Incident]:
    """Return the incidents that are open, by the courses of their alerts: of each only the latest can be."""
    courses = map(course_of, reader.tracks())
    return [one.incidents[-1] for one in courses if one.is_open]


def _alerts_of(reader: Reader, service: str) -> set[str]:
    return {one.fingerprint for one in reader.alerts(reader.directory().services_within(service))}


def entries_of(reader: Reader, chosen: Collection[Incident]) -> list[IncidentEntry]:
    """Return incidents as a list tells of them, in the order in which they are given."""
    fingerprints = {one.alert for one in chosen}
    alerts = {one.fingerprint: one for one in reader.alerts(fingerprints=fingerprints)}
    marks = {IncidentKey(one.channel, one.alert, one.number): one for one in reader.marks()}
    return [IncidentEntry(one, alerts.get(one.alert), marks.get(key_of_incident(one))) for one in chosen]


def entry_of(reader: Reader, incident: Incident) -> IncidentEntry:
    """Return an incident as a list tells of it."""
    marks = {(one.channel, one.number): one for one in reader.marks(incident.alert)}
    return IncidentEntry(incident, reader.alert(incident.alert), marks.get((incident.channel, incident.number)))


@frozen
class IncidentDetails:
    """An incident with all that is known of it.

    Attributes:
        entry: As a list tells of it.
        owner: The name, then, of the team that owned its service, or else its channel, when it opened.
        runbook: The version that was active when it opened.
        asked: The help requests that turned out to be about it, in the order of asking.
        deploys: Those that may have caused it, in the order of time.
        notes: What people wrote about it.
    """

    entry: IncidentEntry
    owner: str | None
    runbook: RunbookVersion | None
    asked: tuple[HelpRequest, ...]
    deploys: tuple[Notification, ...]
    notes: tuple[ThreadNote, ...]


def incident_details(reader: Reader, incident: Incident) -> IncidentDetails:
    """Return all that there is to say of an incident; what is told of it is as of the moment it opened."""
    entry, directory = entry_of(reader, incident), reader.directory()
    return IncidentDetails(
        entry=entry,
        owner=owner_called(directory, incident.channel, entry.service, incident.opened_at),
        runbook=active_at(reader.versions(incident.alert), incident.opened_at),
        asked=asked_about(reader, incident),
        deploys=_deploys_before(reader, directory, entry),
        notes=notes_about(reader, incident),
    )


def asked_about(reader: Reader, incident: Incident) -> tuple[HelpRequest, ...]:
    """Return the help requests that were about an incident, in the order of asking."""
    asked, key = requests(reader), key_of_incident(incident)
    about = linked(reader, asked)
    return tuple(one for one in asked if one.root in about and key_of_incident(about[one.root]) == key)


def _deploys_before(reader: Reader, directory: Directory, entry: IncidentEntry) -> tuple[Notification, ...]:
    """Return the deploys that may have caused an incident: of its service as it was then, however long ago."""
    if entry.service is None:
        return ()
    at = entry.incident.opened_at
    services = directory.services_within(directory.service_at(entry.service, at), at)
    told = reader.notifications(kind=Kind.DEPLOY, services=services)
    return tuple(deploys_before(told, at, directory.policy.deploys_before))


def notes_about(reader: Reader, incident: Incident) -> tuple[ThreadNote, ...]:
    """Return what people wrote about an incident."""
    following = reader.incident(IncidentKey(incident.channel, incident.alert, incident.number + 1))
    return notes_of(reader.notes(incident.channel, incident.alert), incident, following)


@frozen
class IncidentCounts:
    """How many incidents there were, and what became of them."""

    opened: int
    resolved: int
    stale: int
    open: int


def counted_incidents(had: Iterable[Incident]) -> IncidentCounts:
    """Count incidents by what became of them."""
    states = Counter(one.state for one in had)
    return IncidentCounts(
        opened=states.total(),
        resolved=states[IncidentState.RESOLVED],
        stale=states[IncidentState.STALE],
        open=states[IncidentState.OPEN],
    )
