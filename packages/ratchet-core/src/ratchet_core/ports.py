"""What the core needs of the world, as protocols; adapters fulfil them, and one contract test runs on each."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from ratchet_core.actions import Action, AskModel, OpenForm, PostMessage, UpdateMessage
from ratchet_core.decision import Decision
from ratchet_core.events import Event
from ratchet_core.instants import Instant
from ratchet_core.snapshot import Needs, Snapshot


class Refused(Exception):  # noqa: N818 - it says what the other side did
    """What was asked will certainly not be done; the message says why."""


class NotNow(Exception):  # noqa: N818 - it says what the other side answered
    """What was asked cannot be done yet; it may be asked for again from `retry_at` on."""

    def __init__(self, retry_at: Instant) -> None:
        """Remember the moment from which on it may be asked for again."""
        super().__init__(f"not before {retry_at}")
        self.retry_at = retry_at


class Turn(Protocol):
    """One event's turn: what is known, and the one chance to commit what was decided."""

    @property
    def snapshot(self) -> Snapshot:
        """What is remembered under the event's needs."""
        ...

    async def commit(self, decision: Decision) -> None:
        """Remember event, changes and actions together, or nothing of them."""
        ...


class Store(Protocol):
    """What is remembered, and the actions still to be done."""

    def turn(self, event: Event, keys: Needs) -> AbstractAsyncContextManager[Turn]:
        """Begin an event's turn; no other event of the same conversation has its turn meanwhile."""
        ...

    async def claim(self, action: Action) -> Action | None:
        """Take an action in hand, so that nobody else does it, and return it as it is now.

        None where it is in hand already, or was settled or given up meanwhile. It stays in hand until an outcome
        settles it, or it is postponed or released.
        """
        ...

    async def release(self, action: Action) -> None:
        """Let go of an action that was in hand and that nobody did."""
        ...

    async def postpone(self, action: Action, until: Instant) -> None:
        """Let go of an action that is to be done not before a moment."""
        ...

    async def due(self, at: Instant) -> Sequence[Action]:
        """Return the actions to be done by a moment, oldest first; each is offered until an outcome settles it."""
        ...


class Chat(Protocol):
    """The chat system that people see.

    Every method raises `Refused` when what was asked can certainly not be done, and `NotNow` when it can only later.
    """

    async def post(self, action: PostMessage) -> str:
        """Post a message and return its timestamp."""
        ...

    async def update(self, action: UpdateMessage) -> None:
        """Replace a message."""
        ...

    async def open_form(self, action: OpenForm) -> None:
        """Show a form."""
        ...


class Model(Protocol):
    """A language model; what it answers is a proposal and decides nothing."""

    async def ask(self, action: AskModel) -> str:
        """Return the model's answer.

        Raises:
            Refused: If there will be no answer.
            NotNow: If there may be one later.
        """
        ...
