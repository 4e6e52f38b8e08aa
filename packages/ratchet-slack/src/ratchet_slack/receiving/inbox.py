"""What a receiver needs of the rest of ratchet: somewhere to keep what it heard, and what became of it."""

from collections.abc import Sequence
from typing import Protocol

from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.events import Event

from ratchet_slack.receiving.heard import Unread


class Inbox(Protocol):
    """Where events wait to be decided. Once a method returns, what it was given is safe from any crash."""

    async def hear(self, events: Sequence[Event]) -> None:
        """Keep events, in their order; one whose id is known is not kept again. What it raises is not acknowledged."""
        ...

    async def keep(self, unread: Unread) -> None:
        """Keep and count a delivery that could not be read."""
        ...


class Known(Protocol):
    """Tells what is known already of the places that events come from."""

    async def reads_in(self, channel: str) -> bool:
        """Say whether ratchet is known to be in a channel."""
        ...


class AllKnown:
    """A `Known` that knows every channel."""

    async def reads_in(self, channel: str) -> bool:  # noqa: ARG002 - it knows each
        """Return that it is known."""
        return True


class Decided(Protocol):
    """What was decided of an event, as soon as it was."""

    async def actions_of(self, event: str) -> Sequence[Action] | None:
        """Return what an event made ratchet ask for, also where that is done by now; None where nobody decided yet."""
        ...


class NobodyDecides:
    """A `Decided` that never knows: who asks it does without."""

    async def actions_of(self, event: str) -> None:  # noqa: ARG002 - nothing is known of any
        """Return that nothing is known."""
        return


class LookUp(Protocol):
    """Finds out what Slack's deliveries leave open; raises as a `Chat` does."""

    async def channel(self, channel: str) -> Sequence[Event]:
        """Return what a channel is called now, who may read it, and whether ratchet is in it."""
        ...

    async def arrival(self, channel: str) -> Sequence[Event]:
        """Return that ratchet is in a channel, and all that can be told of it; nothing where it is not there."""
        ...

    async def groups(self) -> Sequence[Event]:
        """Return the user groups with their members."""
        ...

    async def gap(self) -> Sequence[Event]:
        """Return what makes the core read what was written meanwhile."""
        ...


class NoLookUp:
    """A `LookUp` that finds nothing."""

    async def channel(self, channel: str) -> Sequence[Event]:  # noqa: ARG002 - nothing is found
        """Return nothing."""
        return ()

    async def arrival(self, channel: str) -> Sequence[Event]:  # noqa: ARG002 - nothing is found
        """Return nothing."""
        return ()

    async def groups(self) -> Sequence[Event]:
        """Return nothing."""
        return ()

    async def gap(self) -> Sequence[Event]:
        """Return nothing."""
        return ()
