"""What people do with what ratchet offers them: buttons, forms, its home page and command, the menu of a message."""

from enum import StrEnum

from attrs import field, frozen

from ratchet_core.basis.content import Bot, Content
from ratchet_core.basis.instants import Instant
from ratchet_core.basis.kinds import checked
from ratchet_core.vocabulary.actions import About, Press


@frozen
class ButtonPressed:
    """A person pressed a button on a message of ours; by the `trigger` a form can be opened for them at once.

    On their home page the person stands in the place of the channel, and there is no `ts`.
    """

    id: str
    at: Instant
    channel: str
    ts: str
    person: str
    does: Press = field(validator=checked(Press))
    about: About
    trigger: str | None = None

    @property
    def at_home(self) -> bool:
        """Whether the button stood on the person's home page."""
        return self.channel == self.person


@frozen
class FormValue:
    """What a person filled in: the name of a field, and its value."""

    field: str
    value: str


@frozen
class FormSubmitted:
    """A person sent a form that we opened; the chat calls it `view`."""

    id: str
    at: Instant
    person: str
    view: str
    about: About
    values: tuple[FormValue, ...] = ()

    def value(self, name: str) -> str:
        """Return what was filled in a field, or nothing."""
        return next((one.value.strip() for one in self.values if one.field == name), "")


@frozen
class HomeOpened:
    """A person opened ratchet's home page."""

    id: str
    at: Instant
    person: str


@frozen
class CommandGiven:
    """A person wrote `/ratchet` and a `text` behind it, in a channel; nobody else sees that."""

    id: str
    at: Instant
    person: str
    channel: str
    text: str
    trigger: str


class Shortcut(StrEnum):
    """What a person can choose in the menu of a message."""

    TRACK_ALERT = "track_as_alert"
    TRACK_HELP_REQUEST = "track_as_help_request"
    NOT_AN_ALERT = "not_an_alert"
    SUMMARY = "summary"


@frozen
class ShortcutUsed:
    """A person chose something in the menu of a message; the chat tells again what that is.

    Attributes:
        bot: The bot that wrote it; None where a person did.
        content: What a bot's message says, in pieces; None for people.
        author: The person who wrote it; None where a bot did.
        text: What a person's message says, normalised.
        thread: The timestamp of the message that began its thread, or None outside a thread.
    """

    id: str
    at: Instant
    person: str
    kind: Shortcut = field(validator=checked(Shortcut))
    channel: str
    ts: str
    trigger: str
    bot: Bot | None = None
    content: Content | None = None
    author: str | None = None
    text: str = ""
    thread: str | None = None
