"""What a delivery of Slack comes to: events, or that it is no news, or that it could not be read; and by whom."""

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeAlias

from attrs import frozen
from ratchet_core.basis.instants import SECOND, Duration, Instant
from ratchet_core.vocabulary.events import Event

from ratchet_slack.cleaning import clean, clean_name, stamp_of
from ratchet_slack.events import moment

Payload: TypeAlias = Mapping[str, Any]
"""An object of JSON, as Slack sends it; nothing in it is sure to be there, or of the type that it should have."""

LATE: Final[Duration] = 30 * SECOND
"""Who hears of something later than this says when that was."""


@frozen
class Identity:
    """Who ratchet is in its workspace: the ids of its user, its bot and its app; `site` is the workspace's address."""

    workspace: str
    user: str
    bot: str
    app: str = ""
    site: str = ""

    @property
    def ours(self) -> Collection[str]:
        """The ids by which messages of ratchet's own are known."""
        return frozenset(filter(None, (self.bot, self.app)))


@frozen
class Heard:
    """The events that a delivery tells of, and what has to be looked up because the delivery does not say it.

    Attributes:
        events: What happened, in its order.
        channels: Channels of which it is not said what they are called, or who may read them.
        groups: Whether the members of a user group changed, and it is not said what they are now.
        gap: Whether Slack says that it kept events back, so that they have to be read from the history.
    """

    events: tuple[Event, ...] = ()
    channels: tuple[str, ...] = ()
    groups: bool = False
    gap: bool = False


@frozen
class NoNews:
    """A delivery that was read and tells nothing that ratchet needs to know; `kind` is Slack's name of it."""

    kind: str
    why: str


@frozen
class Unread:
    """A delivery that could not be read, or of a kind that nobody reads: it is kept and counted.

    `shape` is the JSON of it with its types in the place of its values, so that it holds nobody's words.
    """

    kind: str
    why: str
    shape: str = ""


Reading: TypeAlias = Heard | NoNews | Unread


class NotThere(Exception):  # noqa: N818 - it is said of a field
    """A field that must be there is missing, or is of another type."""


def name_in(payload: Payload, *names: str) -> str:
    """Return the first of some fields that holds an id or a name; raise `NotThere` where none does."""
    for name in names:
        if found := clean_name(payload.get(name)):
            return found
    raise NotThere(f"no {' or '.join(names)}")


def object_in(payload: Payload, name: str) -> Payload:
    """Return an object that a payload holds; raise `NotThere` where there is none."""
    found = payload.get(name)
    if not isinstance(found, dict):
        raise NotThere(f"no {name}")
    return found


def ts_in(payload: Payload, *names: str) -> str:
    """Return the first of some fields that holds a timestamp; raise `NotThere` where none does."""
    for name in names:
        if (stamp := stamp_of(payload.get(name))) is not None:
            return stamp
    raise NotThere(f"no {' or '.join(names)}")


def text_in(payload: Payload, name: str) -> str:
    """Return the words in a field; none where it holds none."""
    return clean(payload.get(name))


def moment_in(payload: Payload, otherwise: Instant, *names: str) -> Instant:
    """Return the first moment in some fields, or another one where none holds any."""
    return next((at for one in names if (at := moment(payload.get(one))) is not None), otherwise)


def heard_at(at: Instant, now: Instant) -> Instant | None:
    """Return when something was heard, where that was late."""
    return now if now - at > LATE else None
