"""Calls between processes: what was heard wakes the writer, and what it asked for wakes the workers.

A call is sent after what it tells of was committed, for whoever sends one in its transaction makes all others wait. It
may get lost; so whoever listens looks by itself too, now and then.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from typing import Any

from psycopg import AsyncConnection, Error

from ratchet_postgres.connecting import ConnectingError, connect
from ratchet_postgres.generated import calling as queries

Ring = Callable[[], object]


class Call(StrEnum):
    """What is called out: that the inbox has something new, or the outbox."""

    HEARD = "heard"
    ASKED = "asked"


async def call_up(conn: AsyncConnection[Any], call: Call) -> None:
    """Wake those who listen for a call in the schema of a connection."""
    await queries.call_up(conn, call=call.value)


class Bell:
    """Listens for calls on a connection of its own, and rings for whoever wants to know; a process needs one."""

    def __init__(self, url: str, pause: float = 1.0) -> None:
        """Listen in the schema of a URL; after a lost connection try again, after a pause."""
        self._url = url
        self._pause = pause
        self._rings: defaultdict[Call, list[Ring]] = defaultdict(list)

    def on(self, call: Call, ring: Ring) -> None:
        """Ring at a call, and whenever one may have been missed."""
        self._rings[call].append(ring)

    def off(self, call: Call, ring: Ring) -> None:
        """Ring no more."""
        self._rings[call].remove(ring)

    async def listen(self) -> None:
        """Listen until cancelled."""
        while True:
            with suppress(ConnectingError, Error):
                await self._listen()
            await asyncio.sleep(self._pause)

    async def _listen(self) -> None:
        async with await connect(self._url) as conn:
            begin = f"{await queries.schema(conn)}/"
            await conn.execute("listen ratchet")
            for call in Call:
                self._ring(call)
            async for notify in conn.notifies():
                if notify.payload.startswith(begin):
                    self._ring(Call(notify.payload.removeprefix(begin)))

    def _ring(self, call: Call) -> None:
        for ring in self._rings[call]:
            ring()
