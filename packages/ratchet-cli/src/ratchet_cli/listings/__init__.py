"""What a saved state holds, as rows for people and for programs."""

from collections.abc import Iterable

from ratchet_core.changes import (
    ActivateRunbook,
    AddRunbookVersion,
    Change,
    ErasePerson,
    KeepNotification,
    KeepVote,
    MarkIncident,
    RejectRunbook,
    RememberAlert,
    RememberMembership,
    RememberMute,
    RememberService,
    RememberTeam,
    TransferOwnership,
    UpdateHelpRequest,
)
from ratchet_core.domain import IncidentKey, OwnedKind
from ratchet_core.queries.directory import Directory, directory_of
from ratchet_core.queries.help_requests import whole_request
from ratchet_core.queries.incidents import entry_of
from ratchet_core.queries.ownership import team_called
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.runbooks import version_of

from ratchet_cli.listings.help_requests import notification_row, request_row
from ratchet_cli.listings.incidents import incident_row
from ratchet_cli.listings.mutes import mute_row
from ratchet_cli.listings.organisation import channel_row, team_row
from ratchet_cli.listings.rows import Row, during, of_service
from ratchet_cli.listings.runbooks import version_row
from ratchet_cli.listings.services import service_row
from ratchet_cli.names import person_name


def changed(reader: Reader, changes: Iterable[Change]) -> list[Row]:
    """Return what changes came to: the record of each as it stands now."""
    directory = directory_of(reader)
    return [row for change in changes if (row := _changed(reader, directory, change)) is not None]


def _changed(  # noqa: C901, PLR0911, PLR0912 - one case for each
    reader: Reader, directory: Directory, change: Change
) -> Row | None:
    match change:
        case RememberTeam(one):
            return team_row(directory, one)
        case RememberMembership(one):
            return {
                "member": person_name(directory, one.person),
                "of": team_called(directory, one.team, directory.now),
                "when": during(one.during),
            }
        case TransferOwnership(OwnedKind.CHANNEL, owned):
            return channel_row(directory, directory.channels[owned]) if owned in directory.channels else None
        case TransferOwnership(OwnedKind.SERVICE, owned):
            return service_row(directory, directory.services[owned]) if owned in directory.services else None
        case RememberService(one):
            return service_row(directory, one)
        case RememberAlert(one):
            tied_by = one.tie.value if one.tie else ""
            return {"alert": one.name, **of_service(directory, one.service), "tied by": tied_by}
        case KeepNotification(one):
            return notification_row(directory, one)
        case UpdateHelpRequest(one):
            return request_row(directory, whole_request(reader, one))
        case AddRunbookVersion(one):
            return version_row(directory, one)
        case ActivateRunbook() | RejectRunbook():
            decided = version_of(reader.versions(change.alert), change.number)
            return version_row(directory, decided) if decided is not None else None
        case KeepVote(one):
            said = "helpful" if one.helpful else "not helpful"
            return {"version": one.version, "said to be": said, "by": person_name(directory, one.person)}
        case RememberMute(one):
            return mute_row(directory, one, reader.alert(one.alert))
        case MarkIncident(one):
            incident = reader.incident(IncidentKey(one.channel, one.alert, one.number))
            return incident_row(directory, entry_of(reader, incident)) if incident is not None else None
        case ErasePerson(person):
            return {"erased": person}
        case _:
            return None
