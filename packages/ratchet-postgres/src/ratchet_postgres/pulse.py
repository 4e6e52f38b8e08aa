"""The signs of life of a writer, on a connection and in a thread of their own: they go on while it works, however long.

They stop when its process is stopped or killed, and when its loop does not turn for so long that what it decides is
taken to have no end. A writer that can give none is taken for gone by whoever stands by; so it cuts itself off, rather
than wait on a link that swallows everything.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from psycopg import AsyncConnection, Error

from ratchet_postgres.calling import Call, call_up
from ratchet_postgres.connecting import ConnectingError, Connection, connect, cut, patience
from ratchet_postgres.generated import writer as queries

BEAT: Final = 0.25
"""A sign of life is given every so many seconds."""

PATIENCE: Final = 1.2
"""A writer of which no sign of life was seen for so many seconds is taken for gone by whoever stands by."""

ENDURANCE: Final = 3.0
"""A writer that could give no sign of life for so many seconds cuts itself off."""

ENDLESS: Final = 10.0
"""A decision that takes so many seconds is taken to have no end."""

_ANSWER: Final = 1.0
"""For so many seconds an answer to a sign of life is waited for; then it is given on another connection."""


class Pulse:
    """Gives signs of life for the writer on a connection, and calls the workers when it asked for something."""

    def __init__(self, url: str, writing: Connection, endurance: float = ENDURANCE, endless: float = ENDLESS) -> None:
        """Speak for the writer on a connection, which has the lock and belongs to the running loop."""
        self._url = url
        self._writing = writing
        self._backend = writing.info.backend_pid
        self._endurance = endurance
        self._endless = endless
        self._loop = asyncio.get_running_loop()
        self._turned = self._seen = time.monotonic()
        self._is_called = self._over = False
        self._wake: Callable[[], None] = lambda: None

    def call(self) -> None:
        """Have the workers called."""
        self._is_called = True
        self._wake()

    async def keep(self) -> None:
        """Go on until cancelled, or until the writer is cut off."""
        beating = asyncio.create_task(asyncio.to_thread(asyncio.run, self._keep()))
        try:
            while not beating.done():
                self._turned = time.monotonic()
                await asyncio.wait({beating}, timeout=BEAT)
        finally:
            self._over = True
            self._wake()
            await asyncio.gather(beating, return_exceptions=True)

    async def _keep(self) -> None:
        """Give signs of life, in a loop and a thread of their own."""
        loop, stir = asyncio.get_running_loop(), asyncio.Event()
        self._wake = lambda: _soon(loop, stir.set)
        while not self._is_cut():
            with suppress(ConnectingError, Error, TimeoutError):
                async with asyncio.timeout(_ANSWER):
                    side = await connect(self._url)
                try:
                    await self._beat(side, stir)
                finally:
                    side.pgconn.finish()
            if self._is_over(self._seen):
                self._cut()
            await _until_stirred(stir, BEAT / 5)

    async def _beat(self, side: AsyncConnection[Any], stir: asyncio.Event) -> None:
        with patience(side, _ANSWER):
            await side.execute("set synchronous_commit = off")  # a sign that is lost with the server was for nobody
        while not self._is_cut():
            stir.clear()
            called, self._is_called = self._is_called, False
            silent = await self._signed(side, called=called) if self._turns() else 0.0
            if silent is None or self._hears_nothing(silent):
                self._cut()
                return
            await _until_stirred(stir, BEAT)

    async def _signed(self, side: AsyncConnection[Any], *, called: bool) -> float | None:
        """Give a sign of life, and return for how long PostgreSQL has heard nothing; None where another writes."""
        try:
            with patience(side, _ANSWER):
                silent = await queries.beat(side, backend=self._backend)
                if called:
                    await call_up(side, Call.ASKED)
        except BaseException:
            self._is_called = self._is_called or called
            raise
        self._seen = time.monotonic()
        return silent

    def _turns(self) -> bool:
        """Say whether the loop of the writer goes on."""
        return time.monotonic() - self._turned < self._endless

    def _cut(self) -> None:
        self._over = True
        _soon(self._loop, lambda: cut(self._writing))  # there, for here it may be closed and another in its place

    def _is_cut(self) -> bool:
        return self._over or self._writing.closed

    def _hears_nothing(self, silent: float) -> bool:
        """Say whether each side has waited for the other for too long: then what was said got lost between them."""
        since = self._writing.waiting_since
        return silent > self._endurance and since is not None and self._is_over(since)

    def _is_over(self, since: float) -> bool:
        return time.monotonic() - since > self._endurance


def _soon(loop: asyncio.AbstractEventLoop, do: Callable[[], object]) -> None:
    """Have something done in a loop that runs in another thread, unless it has ended."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(do)


async def _until_stirred(stir: asyncio.Event, pause: float) -> None:
    """Wait until stirred, but no longer than a pause."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stir.wait(), pause)
