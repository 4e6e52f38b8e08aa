"""What must be known before one event can be decided: first the keys (`needs`), then what is found under them."""

from typing import assert_never

from attrs import frozen

from ratchet_core.actions import WakeMe
from ratchet_core.domain import (
    Alert,
    Channel,
    EarlyReply,
    HelpRequest,
    Membership,
    MessageRef,
    OwnedKind,
    Ownership,
    Person,
    RunbookVersion,
    Service,
    Team,
    Track,
)
from ratchet_core.events import (
    ActionFailed,
    ButtonPressed,
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    Event,
    FormOpened,
    FormSubmitted,
    MemberJoined,
    MemberLeft,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    ModelAnswered,
    OwnerChanged,
    PersonSeen,
    ReactionAdded,
    TeamNamed,
    TimePassed,
)
from ratchet_core.policy import Policy
from ratchet_core.recognise import recognise
from ratchet_core.recognise.recognised import ALERT_KINDS, Recognised


@frozen
class Needs:
    """The keys under which one event's snapshot is found; None where there is nothing to look up.

    Attributes:
        ids: The ids that the event settles; it is a duplicate when the first has been seen.
        channel: A channel's id.
        message: What the event's message was taken for, worked out once; None for people's messages.
        fingerprint: An alert, whose course in the channel is wanted.
        root: The root of a thread that may be a help request.
        service: A service's name as somebody wrote it.
        team: A team's id.
        person: A person's id.
    """

    ids: tuple[str, ...]
    channel: str | None = None
    message: Recognised | None = None
    fingerprint: str | None = None
    root: MessageRef | None = None
    service: str | None = None
    team: str | None = None
    person: str | None = None


@frozen
class Snapshot:
    """What is remembered that matters to one event; None or empty where nothing is.

    `owners` are the intervals of the channel and of the service; `teams` are the teams that these name; `root_seen`
    says whether the message that began the thread was seen, `known` whether the message that was edited was.
    """

    needs: Needs
    policy: Policy
    seen: bool = False
    channel: Channel | None = None
    track: Track | None = None
    alert: Alert | None = None
    runbook: RunbookVersion | None = None
    service: Service | None = None
    owners: tuple[Ownership, ...] = ()
    teams: tuple[Team, ...] = ()
    request: HelpRequest | None = None
    root_seen: bool = False
    known: bool = False
    early: tuple[EarlyReply, ...] = ()
    person: Person | None = None
    memberships: tuple[Membership, ...] = ()


def needs(event: Event) -> Needs:  # noqa: C901, PLR0911, PLR0912 - one case for each event, so that none is forgotten
    """Return the keys of what must be known to decide an event."""
    match event:
        case MessageSeen():
            return _needs_of_message(event, (event.id,))
        case MessageEdited():
            return _needs_of_message(event, (event.id, f"{event.channel}/{event.ts}"))
        case MessageDeleted():
            return Needs((event.id,), event.channel, root=MessageRef(event.channel, event.ts))
        case ReactionAdded():
            root = MessageRef(event.channel, event.thread or event.ts)
            return Needs((event.id,), event.channel, root=root, person=event.person)
        case ChannelSeen() | ChannelJoined() | ChannelLeft():
            return Needs((event.id,), event.channel)
        case PersonSeen():
            return Needs((event.id,), person=event.person)
        case TeamNamed():
            return Needs((event.id,), team=event.team)
        case OwnerChanged(kind=OwnedKind.CHANNEL):
            return Needs((event.id,), event.owned, team=event.team)
        case OwnerChanged():
            return Needs((event.id,), service=event.owned, team=event.team)
        case MemberJoined() | MemberLeft():
            return Needs((event.id,), team=event.team, person=event.person)
        case ButtonPressed():
            return Needs((event.id,), event.channel, person=event.person)
        case FormSubmitted():
            return Needs((event.id,), person=event.person)
        case TimePassed() | MessagePosted() | MessageUpdated() | ActionFailed():
            channel = getattr(event.action, "channel", None)
            return Needs((event.id,), channel, fingerprint=_fingerprint_of(event.action.about))
        case FormOpened() | ModelAnswered():
            return Needs((event.id,))
    assert_never(event)


def _needs_of_message(event: MessageSeen | MessageEdited, ids: tuple[str, ...]) -> Needs:
    root = MessageRef(event.channel, event.thread or event.ts)
    if event.content is None or event.bot is None:
        return Needs(ids, event.channel, root=root)
    message = recognise(event.content, event.bot)
    fingerprint = message.fingerprint if message.kind in ALERT_KINDS else None
    return Needs(ids, event.channel, message, fingerprint, root, message.service)


def about_incident(purpose: str, fingerprint: str, number: int) -> str:
    """Return what an action says that it is about; `purpose_of` reads it back."""
    return f"{purpose}:{number}:{fingerprint}"


def purpose_of(action: WakeMe) -> tuple[str, int]:
    """Return what an alarm was set for, and the number of its incident."""
    purpose, number, _ = action.about.split(":", 2)
    return purpose, int(number)


def _fingerprint_of(about: str) -> str | None:
    parts = about.split(":", 2)
    return parts[2] if len(parts) == 3 else None  # noqa: PLR2004 - purpose, number, fingerprint
