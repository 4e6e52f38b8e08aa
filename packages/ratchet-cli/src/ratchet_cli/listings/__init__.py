"""What a saved state holds, as rows for people and for programs."""

from collections.abc import Iterable

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import (
    Alert,
    Alias,
    HelpRequest,
    IncidentKey,
    Mark,
    MembershipStart,
    MergedKind,
    MergeStart,
    Mute,
    Notification,
    OwnedKind,
    OwnershipStart,
    RunbookState,
    RunbookVersion,
    ServiceEntry,
    TeamNameStart,
    Vote,
)
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.help_requests import request_entry
from ratchet_core.queries.incidents import entry_of
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.owning import team_called
from ratchet_core.vocabulary.changes import Change, Drop, Put

from ratchet_cli.listings.help_requests import notification_row, request_row
from ratchet_cli.listings.incidents import incident_row
from ratchet_cli.listings.mutes import mute_row
from ratchet_cli.listings.organisation import channel_row, team_row
from ratchet_cli.listings.rows import Row, during, of_service
from ratchet_cli.listings.runbooks import version_row
from ratchet_cli.listings.services import service_row
from ratchet_cli.terminal.names import person_name


def changed(reader: Reader, changes: Iterable[Change]) -> list[Row]:
    """Return what changes came to: each thing that they concern as it stands now, once."""
    directory = reader.directory()
    rows = [row for change in changes if (row := _changed(reader, directory, change)) is not None]
    return [row for number, row in enumerate(rows) if row not in rows[:number]]


def _changed(reader: Reader, directory: Directory, change: Change) -> Row | None:
    match change:
        case Put(record):
            return _of_organisation(reader, directory, record) or _of_work(reader, directory, record)
        case Drop("person", (person,)):
            return {"erased": person}
        case _:
            return None


def _of_organisation(reader: Reader, directory: Directory, record: object) -> Row | None:
    match record:
        case TeamNameStart(team) | MergeStart(MergedKind.TEAM, team):
            return team_row(directory, directory.teams[team])
        case ServiceEntry(key) | MergeStart(MergedKind.SERVICE, key) | Alias(service=key):
            return service_row(reader, directory, directory.services[key])
        case MembershipStart(team, person, since):
            return _member(directory, team, person, since)
        case OwnershipStart(OwnedKind.CHANNEL, owned) if owned in directory.channels:
            return channel_row(directory, directory.channels[owned])
        case OwnershipStart(OwnedKind.SERVICE, owned) if owned in directory.services:
            return service_row(reader, directory, directory.services[owned])
        case _:
            return None


def _member(directory: Directory, team: str, person: str, at: Instant) -> Row | None:
    known = (one for one in directory.memberships(person) if one.team == team)
    concerned = next((one for one in known if at in (one.during.since, one.during.until)), None)
    if concerned is None:
        return None
    called = team_called(directory, team)
    return {"member": person_name(directory, person), "of": called, "when": during(concerned.during)}


def _of_work(reader: Reader, directory: Directory, record: object) -> Row | None:  # noqa: PLR0911 - one case for each
    match record:
        case Alert():
            tied_by = record.tie.value if record.tie else ""
            return {"alert": record.name, **of_service(directory, record.service), "tied by": tied_by}
        case Notification():
            return notification_row(directory, record)
        case HelpRequest():
            return request_row(directory, request_entry(reader, record))
        case RunbookVersion() if record.state is not RunbookState.RETIRED:
            alert = reader.alert(record.alert)
            return {"runbook of": alert.name if alert else record.alert, **version_row(directory, record)}
        case Vote():
            said = "helpful" if record.helpful else "not helpful"
            return {"version": record.version, "said to be": said, "by": person_name(directory, record.person)}
        case Mute():
            return mute_row(directory, record, reader.alert(record.alert))
        case Mark():
            incident = reader.incident(IncidentKey(record.channel, record.alert, record.number))
            return incident_row(directory, entry_of(reader, incident)) if incident is not None else None
        case _:
            return None
