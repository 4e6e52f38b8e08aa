"""What must be known before one event can be decided: first the keys (`needs`), then what is found under them."""

from typing import assert_never

from attrs import frozen

from ratchet_core.actions import Action
from ratchet_core.domain import (
    Alert,
    Channel,
    EarlyReply,
    HelpRequest,
    Incident,
    Membership,
    MessageRef,
    Mute,
    Notification,
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
    AlertTied,
    ButtonPressed,
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    Event,
    FormOpened,
    FormSubmitted,
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    HelpRequestTied,
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
    NotificationTied,
    OwnerChanged,
    PersonErased,
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
from ratchet_core.naming import names_in
from ratchet_core.policy import Policy
from ratchet_core.recognise import recognise
from ratchet_core.recognise.recognised import ALERT_KINDS, Recognised
from ratchet_core.retrieval import Candidate, Statistics
from ratchet_core.speech import Speech, speech_of

_REQUEST = " request "
_SEARCHES = "answers"
_DRAFTS = "triage"
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
        incident: The number of one of the alert's incidents; the one after it is wanted too.
        similar: Whether earlier questions like the root are wanted.
        speech: What a person's message outside a thread is, worked out once; None for all others.
        named: The keys that services would have which a question names, or a bot's message of which no reader says
            what it is about.
        near: Whether the asker's other questions shortly before and after the root are wanted.
        rights: Whether a person wants something that they need a right to.
        incident_in: The channel of the incident that a person names, where it is not that of the event.
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
    speech: Speech | None = None
    named: tuple[str, ...] = ()
    near: bool = False
    rights: bool = False
    incident_in: str | None = None


@frozen
class Earlier:
    """An earlier question that was answered and may be the same, with what was answered.

    `private` says that it stands in a private channel.
    """

    candidate: Candidate
    request: HelpRequest
    private: bool
    replies: tuple[ThreadNote, ...] = ()


@frozen
class Written:
    """An active runbook that may answer a question, with the latest message of its alert that may be shown anywhere."""

    candidate: Candidate
    alert: Alert
    version: RunbookVersion
    latest: MessageRef | None = None


@frozen
class Asked:
    """A question about the service of an alert, asked before its incident; `private` as in `Earlier`."""

    request: HelpRequest
    private: bool


@frozen(slots=False)  # one for each event, and attrs fills a dictionary in less time than slots
class Snapshot:
    """What is remembered that matters to one event; None or empty where nothing is.

    `service` is what the named one has become, `services` are the records on the way to it. `owners` are the intervals
    of the channel and of the service; `teams` are those that these and the event name, with all that they were merged
    into; `members` are the team's, `memberships` the person's. `heard_in` are the channels that have heard of the alert
    of an event that names no channel; `begun` is when the first message was posted that was heard in the channel.
    `head` is the question that the request begins with. `other_owners` are those of all the channels that an event
    about an alert concerns which names none, or of the second service that an event names. `edited_at` is when the
    message was last edited, as far as heard.
    `root_seen` says whether the message that began the thread was seen, `known` whether the edited one was, `gone`
    whether the message was heard to be deleted before it was heard itself. `near` are
    the asker's other questions in the channel shortly before and after, `parts` those that continue the request.
    For a reminder `members` are those of every team in `teams` and of those merged into them. `named` are the services
    that a question names, `part_services` those that the service consists of at the moment, itself included. `asked`
    are the latest questions about the service, `notice` is what is kept of a bot's message. `following` is the
    incident after `incident`.
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
    following: Incident | None = None
    service: Service | None = None
    services: tuple[Service, ...] = ()
    owners: tuple[Ownership, ...] = ()
    other_owners: tuple[Ownership, ...] = ()
    teams: tuple[Team, ...] = ()
    request: HelpRequest | None = None
    head: HelpRequest | None = None
    root_seen: bool = False
    known: bool = False
    gone: bool = False
    edited_at: Instant | None = None
    early: tuple[EarlyReply, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    written: tuple[Written, ...] = ()
    statistics: Statistics = _NO_STATISTICS
    person: Person | None = None
    memberships: tuple[Membership, ...] = ()
    members: tuple[Membership, ...] = ()
    heard_in: tuple[str, ...] = ()
    begun: Instant | None = None
    near: tuple[HelpRequest, ...] = ()
    parts: tuple[HelpRequest, ...] = ()
    named: tuple[Service, ...] = ()
    part_services: tuple[Service, ...] = ()
    asked: tuple[Asked, ...] = ()
    notice: Notification | None = None

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
            if (request := request_of(event.action.about)) is not None:
                return Needs(ids, at, channel, root=request, similar=event.action.behaviour == _SEARCHES, near=True)
            number = number_of(event.action) if event.action.behaviour == _DRAFTS else None
            return Needs(ids, at, channel, fingerprint=_fingerprint_of(event.action.about), incident=number)
        case MessageDeleted():
            gone = tombstone_of(f"{event.channel}/{event.ts}")
            return Needs((event.id, gone), at, event.channel, root=MessageRef(event.channel, event.ts), near=True)
        case ReactionAdded():
            root = MessageRef(event.channel, event.thread or event.ts)
            return Needs(ids, at, event.channel, root=root, person=event.person)
        case ChannelSeen() | ChannelJoined() | ChannelLeft():
            return Needs(ids, at, event.channel)
        case PersonSeen():
            return Needs(ids, at, person=event.person)
        case PersonErased():
            return Needs(ids, at, person=event.by)
        case AlertTied():
            return Needs(ids, at, fingerprint=event.alert, other=event.service, person=event.by)
        case NotificationTied() | HelpRequestTied():
            root = MessageRef(event.channel, event.ts)
            return Needs(ids, at, event.channel, root=root, other=event.service, person=event.by, rights=True)
        case HelpRequestHandedOff():
            root = MessageRef(event.channel, event.ts)
            return Needs(ids, at, event.channel, root=root, team=event.team, person=event.by, rights=True)
        case HelpRequestResolved() | HelpRequestReopened():
            root = MessageRef(event.channel, event.ts)
            return Needs(ids, at, event.channel, root=root, person=event.by, rights=True)
        case HelpRequestLinked():
            return Needs(
                ids,
                at,
                event.channel,
                fingerprint=event.alert,
                root=MessageRef(event.channel, event.ts),
                person=event.by,
                incident=event.number,
                rights=True,
                incident_in=event.incident_in,
            )
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
        return _needs_of_words(event, ids, root)
    message = recognise(event.content, event.bot)
    fingerprint = message.fingerprint if message.kind in ALERT_KINDS else None
    at, service = event.at, message.service
    named = names_in(event.content.text) if service is None else ()
    return Needs(
        ids, at, event.channel, message=message, fingerprint=fingerprint, root=root, service=service, named=named
    )


def _needs_of_words(event: MessageSeen | MessageEdited, ids: tuple[str, ...], root: MessageRef) -> Needs:
    if event.thread is not None:
        return Needs(ids, event.at, event.channel, root=root, person=event.person)
    speech = speech_of(event.text)
    named = names_in(event.text) if speech is Speech.QUESTION else ()
    near = speech is Speech.QUESTION or type(event) is MessageEdited
    return Needs(ids, event.at, event.channel, root=root, person=event.person, speech=speech, named=named, near=near)


def tombstone_of(message_id: str) -> str:
    """Return the id under which it is remembered that a message is gone, should it be heard only then."""
    return f"{message_id}/deleted"


def about_incident(purpose: str, fingerprint: str, number: int) -> str:
    """Return what an action says that it is about; `number_of` reads the incident's number back."""
    return f"{purpose}:{number}:{fingerprint}"


def about_request(purpose: str, root: MessageRef) -> str:
    """Return what an action about a help request says that it is about."""
    return f"{purpose}{_REQUEST}{root.channel}/{root.ts}"


def request_of(about: str) -> MessageRef | None:
    """Return the help request that an action says that it is about, or None where it is about none."""
    _, found, root = about.partition(_REQUEST)
    channel, _, ts = root.rpartition("/")
    return MessageRef(channel, ts) if found else None


def number_of(action: Action) -> int:
    """Return the number of the incident that an action is about."""
    return int(action.about.split(":", 2)[1])


def _fingerprint_of(about: str) -> str | None:
    parts = about.split(":", 2)
    return parts[2] if len(parts) == 3 else None  # noqa: PLR2004 - purpose, number, fingerprint
