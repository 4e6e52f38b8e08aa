"""The signs of life of a writer, on a connection of their own: they stop when it hangs, and go on while it works.

An endless decision stops them too, for they are given between others in the same loop. A writer that can give none is
taken for gone by whoever stands by; so it cuts itself off, rather than wait on a link that swallows everything.
"""

import asyncio
from contextlib import suppress
from typing import Any, Final

from psycopg import AsyncConnection, Error

from ratchet_postgres.calling import Call, call_up
from ratchet_postgres.connecting import ConnectingError, Connection, connect, cut, patience
from ratchet_postgres.generated import writer as queries

BEAT: Final = 1.0
"""A sign of life is given every so many seconds."""

PATIENCE: Final = 3.0
"""A writer of which no sign of life was seen for so many seconds is taken for gone."""


class Pulse:
    """Gives signs of life for the writer on a connection, and calls the workers when it asked for something."""

    def __init__(self, url: str, writing: Connection, patient: float = PATIENCE) -> None:
        """Speak for the writer on a connection, which has the lock."""
        self._url = url
        self._writing = writing
        self._backend = writing.info.backend_pid
        self._patience = patient
        self._seen = asyncio.get_running_loop().time()
        self._stir = asyncio.Event()
        self._over = False

    def call(self) -> None:
        """Have the workers called."""
        self._stir.set()

    async def keep(self) -> None:
        """Go on until cancelled, or until the writer is cut off."""
        while not self._is_cut():
            with suppress(ConnectingError, Error, TimeoutError):
                async with asyncio.timeout(self._patience):
                    side = await connect(self._url)
                try:
                    await self._beat(side)
                finally:
                    side.pgconn.finish()
            if self._is_over(self._seen):
                self._cut()
            await asyncio.sleep(min(BEAT, self._patience) / 5)

    async def _beat(self, side: AsyncConnection[Any]) -> None:
        while not self._is_cut():
            with patience(side, self._patience):
                called, silent = self._stir.is_set(), await queries.beat(side, backend=self._backend)
                if called:
                    self._stir.clear()
                    await call_up(side, Call.ASKED)
            self._seen = asyncio.get_running_loop().time()
            if silent is None or self._hears_nothing(silent):
                self._cut()
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stir.wait(), min(BEAT, self._patience / 3))

    def _cut(self) -> None:
        self._over = True
        cut(self._writing)

    def _is_cut(self) -> bool:
        return self._over or self._writing.closed

    def _hears_nothing(self, silent: float) -> bool:
        """Say whether each side has waited for the other for too long: then what was said got lost between them."""
        since = self._writing.waiting_since
        return silent > self._patience and since is not None and self._is_over(since)

    def _is_over(self, since: float) -> bool:
        return asyncio.get_running_loop().time() - since > self._patience
