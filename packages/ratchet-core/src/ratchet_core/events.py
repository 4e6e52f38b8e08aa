"""What happened, in the past tense. An outcome is an event that settles one of our actions and carries it.

Every event has an `id`, a function of what it tells of, so that hearing of it twice changes nothing, and the moment
`at` which it happened.
"""

from typing import TypeAlias

from attrs import frozen

from ratchet_core.actions import Action, AskModel, OpenForm, PostMessage, UpdateMessage, WakeMe
from ratchet_core.content import Bot, Content
from ratchet_core.domain import OwnedKind
from ratchet_core.instants import Instant


@frozen
class MessageSeen:
    """Somebody posted a message: a `person`, or else a `bot`.

    Attributes:
        thread: The timestamp of the message that began the thread, or None outside a thread.
        text: What it says, normalised; for a bot the whole of its content's text.
        content: What a bot's message says, in pieces; None for people.
        ours: Whether ratchet itself posted it.
        old: Whether it comes from a backfill: it is remembered, and nothing is said about it.
    """

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str | None
    text: str
    bot: Bot | None = None
    content: Content | None = None
    ours: bool = False
    old: bool = False


@frozen
class MessageEdited:
    """A message says something else now; an edit may be the first that is heard of a message.

    `ours` says that it is a message of ratchet's own.
    """

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str | None
    text: str
    bot: Bot | None = None
    content: Content | None = None
    ours: bool = False


@frozen
class MessageDeleted:
    """A message is gone."""

    id: str
    at: Instant
    channel: str
    ts: str


@frozen
class ReactionAdded:
    """A person put an emoji on a message; `thread` is the root of the thread it stands in."""

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str
    name: str


@frozen
class ChannelSeen:
    """A channel exists under this name; said again when it is renamed or archived."""

    id: str
    at: Instant
    channel: str
    name: str
    private: bool = False
    archived: bool = False


@frozen
class ChannelJoined:
    """ratchet was added to a channel."""

    id: str
    at: Instant
    channel: str


@frozen
class ChannelLeft:
    """ratchet was removed from a channel."""

    id: str
    at: Instant
    channel: str


@frozen
class PersonSeen:
    """A person exists under this name."""

    id: str
    at: Instant
    person: str
    name: str
    external: bool = False


@frozen
class TeamNamed:
    """A team came to be, or was renamed."""

    id: str
    at: Instant
    team: str
    name: str


@frozen
class OwnerChanged:
    """A channel or a service passed to a team, or to nobody."""

    id: str
    at: Instant
    kind: OwnedKind
    owned: str
    team: str | None


@frozen
class MemberJoined:
    """A person became a member of a team."""

    id: str
    at: Instant
    person: str
    team: str


@frozen
class MemberLeft:
    """A person stopped being a member of a team."""

    id: str
    at: Instant
    person: str
    team: str


@frozen
class ButtonPressed:
    """A person pressed a button on a message of ours; `value` is the opaque id that the button carries."""

    id: str
    at: Instant
    channel: str
    ts: str
    person: str
    button: str
    value: str


@frozen
class FormSubmitted:
    """A person sent a form that we opened."""

    id: str
    at: Instant
    person: str
    form: str
    about: str
    values: tuple[tuple[str, str], ...] = ()


@frozen
class TimePassed:
    """The moment of a `WakeMe` has come."""

    id: str
    at: Instant
    action: WakeMe


@frozen
class MessagePosted:
    """A message of ours was posted, under this timestamp."""

    id: str
    at: Instant
    action: PostMessage
    ts: str


@frozen
class MessageUpdated:
    """A message of ours was replaced."""

    id: str
    at: Instant
    action: UpdateMessage


@frozen
class FormOpened:
    """A form is on somebody's screen."""

    id: str
    at: Instant
    action: OpenForm


@frozen
class ModelAnswered:
    """A model answered a question of ours."""

    id: str
    at: Instant
    action: AskModel
    answer: str


@frozen
class ActionFailed:
    """An action can certainly not be done any more; `why` is for people."""

    id: str
    at: Instant
    action: Action
    why: str


Event: TypeAlias = (
    MessageSeen
    | MessageEdited
    | MessageDeleted
    | ReactionAdded
    | ChannelSeen
    | ChannelJoined
    | ChannelLeft
    | PersonSeen
    | TeamNamed
    | OwnerChanged
    | MemberJoined
    | MemberLeft
    | ButtonPressed
    | FormSubmitted
    | TimePassed
    | MessagePosted
    | MessageUpdated
    | FormOpened
    | ModelAnswered
    | ActionFailed
)
