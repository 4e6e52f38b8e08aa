"""The ports beside the `Reader`: what waits to be done, what was decided and why, and who decides; to look at only.

They are for pages and for whoever watches; no behaviour needs them. Rows of them come from where a service runs, so
their methods are awaited.
"""

from collections.abc import Collection, Sequence
from typing import Protocol

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.ports import SetAside
from ratchet_core.vocabulary.actions import Action, Lane
from ratchet_core.vocabulary.decision import Reason, Why
from ratchet_core.vocabulary.events import Event


class OutOfReachError(Exception):
    """What ratchet remembers cannot be read now; an adapter raises it in place of its own errors."""


def causes_of(key: str) -> tuple[str, ...]:
    """Return what may be the id of the event that an action comes from, the likeliest first.

    The key of an action begins with that id, and goes on with whoever asked for it.
    """
    parts = key.split("/")
    return tuple("/".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))


def channel_of(event: Event) -> str | None:
    """Return the channel that an event happened in, or that the action which it settles was for."""
    for told in (event, getattr(event, "action", None)):
        channel = getattr(told, "channel", None)
        if isinstance(channel, str):
            return channel
    return None


@frozen
class Depth:
    """How much waits in a lane.

    Attributes:
        waiting: How many wait, without those that were set aside, and without alarms that have not come.
        oldest: Since when the oldest has waited; None where nothing waits, or where that is not known.
        aside: How many were set aside.
        later: How many alarms are set whose moment has not come.
    """

    lane: str
    waiting: int
    oldest: Instant | None = None
    aside: int = 0
    later: int = 0


@frozen
class Waiting:
    """An action that is still to be done.

    Attributes:
        since: Since when it has waited, where that is known.
        not_before: When it may be claimed again; None where it may be now.
        attempts: How often it was claimed.
    """

    action: Action
    since: Instant | None
    not_before: Instant | None
    attempts: int


class Outgoing(Protocol):
    """The outbox, to look at."""

    async def depths(self, at: Instant) -> Sequence[Depth]:
        """Return how much waits in each lane, in the order of `Lane`."""
        ...

    async def waiting(self, lane: Lane, limit: int) -> Sequence[Waiting]:
        """Return the first actions of a lane, in the order in which they will be offered."""
        ...

    async def aside(self, limit: int) -> Sequence[SetAside]:
        """Return what was set aside, in the order of asking."""
        ...


@frozen
class Decided:
    """What was decided of one event, as far as it is kept for good: reasons and keys, and no words.

    Attributes:
        place: Its place in the order of deciding; later ones are greater.
        event: The id of the event.
        kind: What the event is called, such as `MessageSeen`; empty where that is not kept.
        actions: The keys of the actions that it asked for.
        withheld: The keys of those that it would have asked for if the behaviour were live.
    """

    place: int
    event: str
    kind: str
    at: Instant
    channel: str | None
    reasons: tuple[Reason, ...]
    actions: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


@frozen
class Step:
    """A decision, with its event and the actions it asked for, as far as their words are kept."""

    decided: Decided
    event: Event | None = None
    actions: tuple[Action, ...] = ()
    withheld: tuple[Action, ...] = ()


@frozen
class Sought:
    """Which decisions are asked for; None narrows nothing."""

    behaviour: str | None = None
    why: Why | None = None
    channel: str | None = None


class Decisions(Protocol):
    """What was decided, in the order of deciding."""

    async def latest(self, sought: Sought, before: int | None, limit: int) -> Sequence[Decided]:
        """Return the decisions that are so, the latest first, from before a place on."""
        ...

    async def trail(self, event: str, limit: int) -> Sequence[Step]:
        """Return the decision of an event, and those that followed from its actions; nothing where none is kept."""
        ...

    async def heard(self, why: Why, limit: int) -> Sequence[tuple[Event, tuple[Reason, ...]]]:
        """Return the latest events that were decided for a reason, with all reasons, as far as their words are kept.

        The latest one comes last.
        """
        ...

    async def known(self, events: Collection[str]) -> Collection[str]:
        """Return those of some events of which a decision is kept."""
        ...


@frozen
class Lead:
    """Who decides: the process that holds the lock of the workspace, since when, and when it was last heard of."""

    name: str
    since: Instant | None = None
    seen: Instant | None = None


@frozen
class Condition:
    """How ratchet is.

    Attributes:
        writer: Who decides; None where nobody does.
        inbox: How much was heard and not yet decided, live and old.
        outbox: How much is still to be done, a lane each.
        parked: How many events could not be decided.
    """

    writer: Lead | None
    inbox: tuple[Depth, ...] = ()
    outbox: tuple[Depth, ...] = ()
    parked: int = 0


class Health(Protocol):
    """How ratchet is."""

    async def condition(self, at: Instant) -> Condition:
        """Return how it is at a moment; raises whatever stands in the way of knowing."""
        ...
