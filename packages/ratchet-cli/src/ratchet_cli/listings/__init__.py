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
from ratchet_core.domain import OwnedKind
from ratchet_core.memory import MemoryStore

from ratchet_cli.asof import team_called
from ratchet_cli.listings.help_requests import notification_row, request_row, whole_request
from ratchet_cli.listings.incidents import incident_row
from ratchet_cli.listings.mutes import mute_row
from ratchet_cli.listings.organisation import channel_row, team_row
from ratchet_cli.listings.rows import Row, during, of_service
from ratchet_cli.listings.runbooks import version_of, version_row
from ratchet_cli.listings.services import service_row
from ratchet_cli.names import person_name


def changed(store: MemoryStore, changes: Iterable[Change]) -> list[Row]:
    """Return what changes came to: the record of each as it stands now."""
    return [row for change in changes if (row := _changed(store, change)) is not None]


def _changed(store: MemoryStore, change: Change) -> Row | None:  # noqa: C901, PLR0911, PLR0912 - one case for each
    world = store.world
    match change:
        case RememberTeam(one):
            return team_row(store, one)
        case RememberMembership(one):
            return {
                "member": person_name(world, one.person),
                "of": team_called(store, one.team, store.now),
                "when": during(one.during),
            }
        case TransferOwnership(OwnedKind.CHANNEL, owned):
            return channel_row(store, world.channels[owned]) if owned in world.channels else None
        case TransferOwnership(OwnedKind.SERVICE, owned):
            return service_row(store, world.services[owned]) if owned in world.services else None
        case RememberService(one):
            return service_row(store, one)
        case RememberAlert(one):
            return {"alert": one.name, **of_service(store, one.service), "tied by": one.tie.value if one.tie else ""}
        case KeepNotification(one):
            return notification_row(store, one)
        case UpdateHelpRequest(one):
            return request_row(store, whole_request(world, one))
        case AddRunbookVersion(one):
            return version_row(world, one)
        case ActivateRunbook() | RejectRunbook():
            return version_row(world, version_of(world, world.alerts[change.alert], change.number))
        case KeepVote(one):
            said = "helpful" if one.helpful else "not helpful"
            return {"version": one.version, "said to be": said, "by": person_name(world, one.person)}
        case RememberMute(one):
            return mute_row(world, one)
        case MarkIncident(one):
            return incident_row(store, world.incidents[one.channel, one.alert, one.number])
        case ErasePerson(person):
            return {"erased": person}
        case _:
            return None
