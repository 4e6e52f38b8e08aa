"""ratchet behind the game: what is heard is decided at once, and what is due is done, moment by moment."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol

from psycopg import AsyncConnection
from ratchet_core.basis.instants import Instant
from ratchet_core.domain.policy import Policy
from ratchet_core.ports import Model, Outbox, Store
from ratchet_core.queries.tools.reading import ReadingTools
from ratchet_core.turn import Ports, take_turn, work_off
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import (
    Bell,
    Call,
    Looks,
    PostgresOutbox,
    PostgresReadings,
    PostgresSearch,
    Worker,
    call_up,
    connect,
    hear,
    is_quiet,
    write,
)

from ratchet_cli.play.room import Room
from ratchet_cli.serve.reports import DatabaseReports

_MOST_ROUNDS: Final = 1_000
_PATIENCE: Final = 10.0
_PAUSE: Final = 0.01


class Engine(Protocol):
    """What decides and does things in a game."""

    async def hear(self, events: Sequence[Event]) -> None:
        """Have events decided, one after the other, and what follows done."""
        ...

    async def pass_time(self, until: Instant) -> None:
        """Let every alarm up to a moment ring, each at its own."""
        ...

    async def next_due(self) -> Instant | None:
        """Return when ratchet does something next, None where nothing waits."""
        ...


class MemoryEngine:
    """Everything in this process and its memory, one thing after the other."""

    def __init__(self, store: Store, outbox: Outbox, ports: Ports, room: Room) -> None:
        """Run on a store and its outbox; what is said goes to the room."""
        self._store = store
        self._outbox = outbox
        self._ports = ports
        self._room = room

    async def hear(self, events: Sequence[Event]) -> None:
        """Have events decided, one after the other, and what follows done."""
        for event in events:
            await take_turn(self._store, event)
            await self._work_off(event.at)

    async def pass_time(self, until: Instant) -> None:
        """Let every alarm up to a moment ring, each at its own."""
        while (due := await self.next_due()) is not None and due <= until:
            self._room.now = max(self._room.now, due)
            await self._work_off(self._room.now)
        self._room.now = max(self._room.now, until)

    async def next_due(self) -> Instant | None:
        """Return when ratchet does something next, None where nothing waits."""
        return await self._outbox.next_due()

    async def _work_off(self, at: Instant) -> None:
        """Do what is due, and what follows from that, until nothing is left."""
        for _ in range(_MOST_ROUNDS):
            if not await work_off(self._store, self._outbox, self._ports, max(at, self._room.now)):
                return


class ServiceEngine:
    """The service's own writer and worker on a database; `service_engine` makes one."""

    def __init__(self, conn: AsyncConnection[Any], room: Room) -> None:
        """Tell the inbox on a connection; what is said goes to the room."""
        self._conn = conn
        self._outbox = PostgresOutbox(conn)
        self._room = room

    async def hear(self, events: Sequence[Event]) -> None:
        """Have events decided, one after the other, and what follows done."""
        for event in events:
            await hear(self._conn, [event])
            await self._until_quiet()

    async def pass_time(self, until: Instant) -> None:
        """Let every alarm up to a moment ring, each at its own."""
        while (due := await self.next_due()) is not None and due <= until:
            self._room.now = max(self._room.now, due)
            await call_up(self._conn, Call.ASKED)
            if not await self._until_quiet():
                break
        self._room.now = max(self._room.now, until)

    async def next_due(self) -> Instant | None:
        """Return when ratchet does something next, None where nothing waits."""
        return await self._outbox.next_due()

    async def _until_quiet(self) -> bool:
        """Wait until all is decided and done, and say whether that came within a while."""
        loop = asyncio.get_running_loop()
        waited_until = loop.time() + _PATIENCE
        while not await is_quiet(self._conn, self._room.now):
            if loop.time() > waited_until:
                return False
            await asyncio.sleep(_PAUSE)
        return True


@asynccontextmanager
async def service_engine(url: str, policy: Policy, room: Room, model: Model) -> AsyncIterator[ServiceEngine]:
    """Run the service's writer and worker on the database of a URL, which must be migrated, and give their engine."""
    bell, stop = Bell(url), asyncio.Event()
    async with await connect(url) as conn, await connect(url) as searching:
        reports = DatabaseReports(url, policy, lambda: room.now)
        search = PostgresSearch(searching)
        tools = ReadingTools(PostgresReadings(Looks(url), policy), search, lambda: room.now)
        ports = Ports(room, model, search, room, reports, tools)
        worker = Worker(url, ports, policy, bell=bell, clock=lambda: room.now)
        listening = asyncio.create_task(bell.listen())
        working = [
            asyncio.create_task(write(url, policy, stop, bell=bell)),
            asyncio.create_task(worker.run(stop)),
        ]
        try:
            yield ServiceEngine(conn, room)
        finally:
            stop.set()
            await asyncio.wait(working, timeout=_PATIENCE)
            for task in (listening, *working):
                task.cancel()
            await asyncio.gather(listening, *working, return_exceptions=True)
