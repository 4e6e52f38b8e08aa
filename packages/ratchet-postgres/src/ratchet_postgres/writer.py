"""The writer of a workspace: one process at a time decides what came in, in one order, and the others stand by.

Its lock is held by the connection that it writes on, so whoever loses the one has lost the other: two never write.
"""

import asyncio
from typing import Any, Final

from psycopg import AsyncConnection
from ratchet_core.domain.policy import Policy
from ratchet_core.turn import take_turns
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event

from ratchet_postgres.ahead import Ahead
from ratchet_postgres.calling import Bell, Call, call_up
from ratchet_postgres.generated import inbox
from ratchet_postgres.generated import writer as queries
from ratchet_postgres.log import keep_policy
from ratchet_postgres.store import PostgresStore

MOST: Final = 100
"""So many events are decided and committed together at most."""

_PAUSE: Final = 0.05
_STAND_BY: Final = 0.5


class Writer:
    """Decides what waits in the inbox, in batches; `open` and `stand_by` make one."""

    def __init__(self, conn: AsyncConnection[Any], store: PostgresStore, most: int = MOST) -> None:
        """Write on a connection that holds the workspace's lock."""
        self._conn = conn
        self._store = store
        self._most = most

    @classmethod
    async def open(cls, conn: AsyncConnection[Any], policy: Policy, most: int = MOST) -> "Writer | None":
        """Return the writer of the connection's workspace, or None where another process is that."""
        if not await queries.take_lock(conn):
            return None
        await keep_policy(conn, policy)
        return cls(conn, await PostgresStore.open(conn, policy), most)

    @classmethod
    async def stand_by(cls, conn: AsyncConnection[Any], policy: Policy, pause: float = _STAND_BY) -> "Writer":
        """Wait until no other process is the writer of the workspace, and return it."""
        while (writer := await cls.open(conn, policy)) is None:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(pause)
        return writer

    async def take(self) -> list[tuple[Event, Decision]]:
        """Decide what waits, as much as goes into a batch, and return it with what was decided.

        What is live goes before old history, and each in the order in which it was heard.
        """
        events = await inbox.waiting(self._conn, most=self._most)
        if not events:
            return []
        ahead = Ahead(self._store)
        await ahead.look(events)
        taken = list(zip(events, await take_turns(ahead, events), strict=True))
        if any(decision.actions for _, decision in taken):
            await call_up(self._conn, Call.ASKED)
        return taken

    async def run(self, stop: asyncio.Event, pause: float = _PAUSE, bell: Bell | None = None) -> None:
        """Go on deciding until told to stop; where nothing waits, look again at a call or after a pause."""
        stir = asyncio.Event()
        if bell is not None:
            bell.on(Call.HEARD, stir.set)
        try:
            while not stop.is_set():
                stir.clear()
                if not await self.take():
                    await _either(stop, stir, pause)
        finally:
            if bell is not None:
                bell.off(Call.HEARD, stir.set)


async def _either(stop: asyncio.Event, stir: asyncio.Event, pause: float) -> None:
    """Wait for one of two, but no longer than a while."""
    waits = [asyncio.create_task(one.wait()) for one in (stop, stir)]
    await asyncio.wait(waits, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
    for one in waits:
        one.cancel()
