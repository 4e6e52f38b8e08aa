"""ratchet behind the game: what is heard is decided at once, and what is due is done, moment by moment."""

from collections.abc import Sequence
from typing import Final

from ratchet_core.basis.instants import Instant
from ratchet_core.ports import Outbox, Store
from ratchet_core.turn import Ports, take_turn, work_off
from ratchet_core.vocabulary.events import Event

from ratchet_cli.play.room import Room

_MOST_ROUNDS: Final = 1_000


class Engine:
    """Decides and does everything in one process, one thing after the other, so that a game can be played again."""

    def __init__(self, store: Store, outbox: Outbox, ports: Ports, room: Room) -> None:
        """Run on a store and its outbox; what is said goes to the room."""
        self._store = store
        self._outbox = outbox
        self._ports = ports
        self._room = room

    async def hear(self, events: Sequence[Event]) -> None:
        """Decide events, one after the other, and do what follows at once."""
        for event in events:
            await take_turn(self._store, event)
            await self._work_off(event.at)

    async def pass_time(self, until: Instant) -> None:
        """Let every alarm up to a moment ring, each at its own."""
        while (due := await self.next_due()) is not None and due <= until:
            self._room.now = max(self._room.now, due)
            await self._work_off(max(due, self._room.now))
        self._room.now = max(self._room.now, until)

    async def next_due(self) -> Instant | None:
        """Return when ratchet does something next, None where nothing waits."""
        return await self._outbox.next_due()

    async def _work_off(self, at: Instant) -> None:
        """Do what is due, and what follows from that, until nothing is left."""
        for _ in range(_MOST_ROUNDS):
            if not await work_off(self._store, self._outbox, self._ports, max(at, self._room.now)):
                return
