"""What people and bots do with messages."""

from attrs import frozen

from ratchet_core.basis.content import Bot, Content
from ratchet_core.basis.instants import Instant


@frozen
class MessageSeen:
    """Somebody posted a message: a `person`, or else a `bot`.

    Its `id` is the channel's id, a slash and the message's timestamp: under that it is known when others refer to it.

    Attributes:
        thread: The timestamp of the message that began the thread, or None outside a thread.
        text: What it says, normalised; for a bot the whole of its content's text.
        content: What a bot's message says, in pieces; None for people.
        ours: Whether ratchet itself posted it.
        old: Whether it comes from history, and is not answered: it is remembered, and nothing is said about it.
        heard_at: When ratchet heard of it, if that was not at once, as after a downtime, or where it was read from
            history.
        edited_at: When a bot's message came to say what it says here, if that was not at first: an export and a history
            show of an edited message only its last words.
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
    heard_at: Instant | None = None
    edited_at: Instant | None = None


@frozen
class MessageEdited:
    """A message says something else now; an edit may be the first that is heard of a message.

    `ours` says that it is a message of ratchet's own; `heard_at` is as in `MessageSeen`.
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
    heard_at: Instant | None = None


@frozen
class Mentioned:
    """A person called ratchet by its name in a message, which is heard as `MessageSeen` too, and counted there.

    `old` and `heard_at` are as in `MessageSeen`.
    """

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str
    text: str
    old: bool = False
    heard_at: Instant | None = None


@frozen
class DirectMessageSeen:
    """A person wrote to ratchet alone; `channel` is the conversation of the two."""

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str
    text: str
    old: bool = False
    heard_at: Instant | None = None


@frozen
class MessageDeleted:
    """A message is gone."""

    id: str
    at: Instant
    channel: str
    ts: str


@frozen
class ReactionAdded:
    """A person put an emoji on a message; `thread` is the root of the thread it stands in.

    `heard_at` is as in `MessageSeen`.
    """

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str
    name: str
    heard_at: Instant | None = None


@frozen
class ReactionRemoved:
    """A person took an emoji off a message again."""

    id: str
    at: Instant
    channel: str
    ts: str
    thread: str | None
    person: str
    name: str
