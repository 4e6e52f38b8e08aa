"""What must be known before one event can be decided: first the keys (`needs`), then what is found under them."""

from typing import assert_never

from attrs import frozen

from ratchet_core.actions import WakeMe
from ratchet_core.domain import (
    Alert,
    Channel,
    EarlyReply,
    HelpRequest,
    Incident,
    Membership,
    MessageRef,
    Mute,
    OwnedKind,
    Ownership,
    Person,
    RunbookVersion,
    Service,
    Team,
    ThreadNote,
    Track,
    active_of,
)
from ratchet_core.events import (
    ActionFailed,
    AlertMuted,
    ButtonPressed,
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    Event,
    FormOpened,
    FormSubmitted,
    IncidentMarked,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    ModelAnswered,
    MuteEnded,
    OwnerChanged,
    PersonSeen,
    ReactionAdded,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
    TimePassed,
)
from ratchet_core.instants import Instant
from ratchet_core.policy import Policy
from ratchet_core.recognise import recognise
from ratchet_core.recognise.recognised import ALERT_KINDS, Recognised
from ratchet_core.retrieval import Candidate, Statistics

_REQUEST = " request "
_SEARCHES = "answers"
_NO_STATISTICS = Statistics(0, {})


@frozen(slots=False)  # one for each event, and attrs fills a dictionary in less time than slots
class Needs:
    """The keys under which one event's snapshot is found; None where there is nothing to look up.

    Attributes:
        ids: The ids that the event settles; it is a duplicate when the first has been seen.
        at: The event's moment, as of which names and merges are followed.
        channel: A channel's id.
        message: What the event's message was taken for, worked out once; None for people's messages.
        fingerprint: An alert, whose course in the channel is wanted.
        root: The root of a thread that may be a help request.
        service: A service's name as somebody wrote it.
        team: A team's id.
        other: A second team's id, or a second service's name, into which the first is merged.
        person: A person's id.
        incident: The number of one of the alert's incidents.
        similar: Whether earlier questions like the root are wanted.
    """

    ids: tuple[str, ...]
    at: Instant
    channel: str | None = None
    message: Recognised | None = None
    fingerprint: str | None = None
    root: MessageRef | None = None
    service: str | None = None
    team: str | None = None
    other: str | None = None
    person: str | None = None
    incident: int | None = None
    similar: bool = False


@frozen
class Earlier:
    """An earlier question that was answered and may be the same; `private` says that it stands in a private channel."""

    candidate: Candidate
    request: HelpRequest
    private: bool


@frozen(slots=False)  # one for each event, and attrs fills a dictionary in less time than slots
class Snapshot:
    """What is remembered that matters to one event; None or empty where nothing is.

    `service` is what the named one has become, `services` are the records on the way to it. `owners` are the intervals
    of the channel and of the service; `teams` are those that these and the event name, with all that they were merged
    into; `members` are the team's, `memberships` the person's. `heard_in` are the channels that have heard of the alert
    of an event that names no channel; `begun` is when the first message was posted that was heard in the channel.
    `root_seen` says whether the message that began the thread was seen, `known` whether the edited one was.
    """

    needs: Needs
    policy: Policy
    seen: bool = False
    channel: Channel | None = None
    track: Track | None = None
    alert: Alert | None = None
    versions: tuple[RunbookVersion, ...] = ()
    mutes: tuple[Mute, ...] = ()
    notes: tuple[ThreadNote, ...] = ()
    incident: Incident | None = None
    service: Service | None = None
    services: tuple[Service, ...] = ()
    owners: tuple[Ownership, ...] = ()
    teams: tuple[Team, ...] = ()
    request: HelpRequest | None = None
    root_seen: bool = False
    known: bool = False
    early: tuple[EarlyReply, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    statistics: Statistics = _NO_STATISTICS
    person: Person | None = None
    memberships: tuple[Membership, ...] = ()
    members: tuple[Membership, ...] = ()
    heard_in: tuple[str, ...] = ()
    begun: Instant | None = None

    @property
    def runbook(self) -> RunbookVersion | None:
        """The active version of the alert's runbook, or None while there is none."""
        return active_of(self.versions)


def needs(event: Event) -> Needs:  # noqa: C901, PLR0911, PLR0912 - one case for each event, so that none is forgotten
    """Return the keys of what must be known to decide an event."""
    ids, at = (event.id,), event.at
    match event:
        case MessageSeen():
            return _needs_of_message(event, ids)
        case MessageEdited():
            return _needs_of_message(event, (event.id, f"{event.channel}/{event.ts}"))
        case TimePassed() | MessagePosted() | MessageUpdated() | ActionFailed():
            channel = getattr(event.action, "channel", None)
            if (asked := _request_of(event.action.about)) is not None:
                return Needs(ids, at, channel, root=asked, similar=event.action.behaviour == _SEARCHES)
            return Needs(ids, at, channel, fingerprint=_fingerprint_of(event.action.about))
        case MessageDeleted():
            return Needs(ids, at, event.channel, root=MessageRef(event.channel, event.ts))
        case ReactionAdded():
            root = MessageRef(event.channel, event.thread or event.ts)
            return Needs(ids, at, event.channel, root=root, person=event.person)
        case ChannelSeen() | ChannelJoined() | ChannelLeft():
            return Needs(ids, at, event.channel)
        case PersonSeen():
            return Needs(ids, at, person=event.person)
        case TeamNamed() | TeamMergeUndone() | MemberJoined() | MemberLeft():
            return Needs(ids, at, team=event.team, person=event.by)
        case TeamsMerged():
            return Needs(ids, at, team=event.team, other=event.into, person=event.by)
        case OwnerChanged(kind=OwnedKind.CHANNEL):
            return Needs(ids, at, event.owned, team=event.team, person=event.by)
        case OwnerChanged():
            return Needs(ids, at, service=event.owned, team=event.team, person=event.by)
        case ServiceNamed() | ServiceSplit():
            return Needs(ids, at, service=event.service, person=event.by)
        case ServiceAliased():
            return Needs(ids, at, service=event.service, other=event.alias, person=event.by)
        case ServicesMerged():
            return Needs(ids, at, service=event.service, other=event.into, person=event.by)
        case RunbookWritten() | RunbookApproved() | RunbookRejected() | RunbookActivated() | RunbookVoted():
            return Needs(ids, at, fingerprint=event.alert, person=event.by)
        case MuteEnded():
            return Needs(ids, at, fingerprint=event.alert, person=event.by)
        case AlertMuted():
            return Needs(ids, at, event.channel, fingerprint=event.alert, person=event.by)
        case IncidentMarked():
            return Needs(ids, at, event.channel, fingerprint=event.alert, person=event.by, incident=event.number)
        case ButtonPressed():
            return Needs(ids, at, event.channel, person=event.person)
        case FormSubmitted():
            return Needs(ids, at, person=event.person)
        case FormOpened() | ModelAnswered():
            return Needs(ids, at)
    assert_never(event)


def _needs_of_message(event: MessageSeen | MessageEdited, ids: tuple[str, ...]) -> Needs:
    root = MessageRef(event.channel, event.thread or event.ts)
    if event.content is None or event.bot is None:
        return Needs(ids, event.at, event.channel, root=root, person=event.person)
    message = recognise(event.content, event.bot)
    fingerprint = message.fingerprint if message.kind in ALERT_KINDS else None
    return Needs(ids, event.at, event.channel, message, fingerprint, root, message.service)


def about_incident(purpose: str, fingerprint: str, number: int) -> str:
    """Return what an action says that it is about; `number_of` reads the incident's number back."""
    return f"{purpose}:{number}:{fingerprint}"


def about_request(purpose: str, root: MessageRef) -> str:
    """Return what an action about a help request says that it is about."""
    return f"{purpose}{_REQUEST}{root.channel}/{root.ts}"


def _request_of(about: str) -> MessageRef | None:
    _, found, root = about.partition(_REQUEST)
    channel, _, ts = root.rpartition("/")
    return MessageRef(channel, ts) if found else None


def number_of(action: WakeMe) -> int:
    """Return the number of the incident that an alarm is about."""
    return int(action.about.split(":", 2)[1])


def _fingerprint_of(about: str) -> str | None:
    parts = about.split(":", 2)
    return parts[2] if len(parts) == 3 else None  # noqa: PLR2004 - purpose, number, fingerprint
