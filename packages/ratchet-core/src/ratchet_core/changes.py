"""What ratchet wants remembered: imperative values, one of them one statement of SQL."""

from typing import TypeAlias

from attrs import frozen

from ratchet_core.domain import (
    Alert,
    Channel,
    EarlyReply,
    HelpRequest,
    Incident,
    Mark,
    Membership,
    MessageRef,
    Mute,
    Notification,
    OwnedKind,
    Person,
    RunbookVersion,
    Service,
    Team,
    ThreadNote,
    Track,
    Vote,
)
from ratchet_core.instants import Instant


@frozen
class RememberChannel:
    """Remember a channel as it is now."""

    channel: Channel


@frozen
class RememberPerson:
    """Remember a person as they are now."""

    person: Person


@frozen
class RememberService:
    """Remember a service as it is now."""

    service: Service


@frozen
class RememberAlert:
    """Remember an alert as it is now."""

    alert: Alert


@frozen
class FollowAlert:
    """Remember the course of an alert in a channel."""

    track: Track


@frozen
class OpenIncident:
    """An episode of an alert begins."""

    incident: Incident


@frozen
class UpdateIncident:
    """There is news of an episode, or an earlier reading of it is corrected."""

    incident: Incident


@frozen
class CloseIncident:
    """An episode has ended."""

    incident: Incident


@frozen
class WithdrawIncident:
    """A late signal showed that what was taken for an episode is part of the one before."""

    incident: Incident


@frozen
class KeepNotification:
    """Keep what a bot posted about a service."""

    notification: Notification


@frozen
class OpenHelpRequest:
    """Begin to follow a question."""

    request: HelpRequest


@frozen
class UpdateHelpRequest:
    """There is news of a question."""

    request: HelpRequest


@frozen
class ForgetHelpRequest:
    """The question was taken back, or turned out not to be one."""

    root: MessageRef


@frozen
class HoldReply:
    """Keep a reply until the message that began its thread is known."""

    root: MessageRef
    reply: EarlyReply


@frozen
class ReleaseReplies:
    """Let go of the replies kept for a thread."""

    root: MessageRef


@frozen
class RememberTeam:
    """Remember a team with its names."""

    team: Team


@frozen
class TransferOwnership:
    """From a moment on, a channel or service belongs to another team, or to nobody."""

    kind: OwnedKind
    owned: str
    team: str | None
    at: Instant


@frozen
class RememberMembership:
    """Remember that a person is or was a member of a team, in the place of a membership that began at a moment."""

    membership: Membership
    in_place_of: Instant | None = None


@frozen
class AddRunbookVersion:
    """Keep a new text of an alert's runbook."""

    version: RunbookVersion


@frozen
class ActivateRunbook:
    """Make one version of an alert's runbook the active one, and remember who wanted it."""

    alert: str
    number: int
    person: str
    at: Instant
    assumed: bool = False


@frozen
class RejectRunbook:
    """Remember that a proposed version was rejected, and by whom."""

    alert: str
    number: int
    person: str


@frozen
class KeepVote:
    """Keep whether a version helped a person, in the place of what they said before."""

    vote: Vote


@frozen
class RememberMute:
    """Remember a mute as it is now."""

    mute: Mute


@frozen
class MarkIncident:
    """Remember a person's verdict on an incident."""

    mark: Mark


@frozen
class KeepNote:
    """Keep what a person wrote in the thread of an alert, in the place of what the message said before."""

    channel: str
    alert: str
    note: ThreadNote


@frozen
class KeepReply:
    """Keep what a person answered to a question, in the place of what the message said before."""

    root: MessageRef
    reply: ThreadNote


@frozen
class ErasePerson:
    """Erase a person's name and all that they wrote; what others did about it stays, without the words."""

    person: str


@frozen
class KeepEdit:
    """Remember when a message was edited last, so that an edit which is heard late does not take its place."""

    message: MessageRef
    at: Instant


@frozen
class EraseWords:
    """Erase what a deleted message said: what is kept of it, replies that are held, and quotations in runbooks."""

    message: MessageRef


@frozen
class DropActions:
    """Give up all that was still to be said in a channel."""

    channel: str


Change: TypeAlias = (
    RememberChannel
    | RememberPerson
    | RememberService
    | RememberAlert
    | FollowAlert
    | OpenIncident
    | UpdateIncident
    | CloseIncident
    | WithdrawIncident
    | KeepNotification
    | OpenHelpRequest
    | UpdateHelpRequest
    | ForgetHelpRequest
    | HoldReply
    | ReleaseReplies
    | RememberTeam
    | TransferOwnership
    | RememberMembership
    | AddRunbookVersion
    | ActivateRunbook
    | RejectRunbook
    | KeepVote
    | RememberMute
    | MarkIncident
    | KeepNote
    | KeepReply
    | KeepEdit
    | EraseWords
    | ErasePerson
    | DropActions
)
