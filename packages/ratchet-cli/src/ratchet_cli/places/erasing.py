"""Lets what an erasure took leave a database: what is left of it is done at once, and then its log is cleared."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, Final

from psycopg import AsyncConnection
from ratchet_postgres import Writer, connect, decided, hear
from ratchet_postgres.erasing import due_because_of
from ratchet_postgres.housekeeping import Kept, clear_words

from ratchet_cli.errors import UnusableInputError

Open = Callable[[AsyncConnection[Any]], Coroutine[Any, Any, Writer | None]]

_PAUSE: Final = 0.05


async def erased_from(url: str, writer_of: Open, cause: str, patience: float) -> Kept:
    """Go on with an erasure, which an event began, until all of it is done, and clear the log of its words.

    Raises:
        UnusableInputError: If another process keeps what is needed for too long; it can be done again.
    """
    async with await connect(url) as conn:
        while due := await due_because_of(conn, cause):
            await hear(conn, due)
            await _until(lambda: _decided(url, conn, writer_of, due[-1].id), patience)
        kept: Kept = await _until(lambda: clear_words(conn), patience)
        return kept


async def _decided(url: str, conn: AsyncConnection[Any], writer_of: Open, event: str) -> bool | None:
    """Say whether an event was decided, by this process where no other is the writer; None where it waits."""
    if await decided(conn, event) is not None:
        return True
    async with await connect(url) as writing:
        writer = await writer_of(writing)
        while writer is not None and await writer.take():
            pass
        if writer is not None:
            await writer.leave()
    return True if await decided(conn, event) is not None else None


async def _until(work: Callable[[], Coroutine[Any, Any, Any]], patience: float) -> Any:  # noqa: ANN401 - what it gives
    waited_until = time.monotonic() + patience
    while (came := await work()) is None:
        if time.monotonic() > waited_until:
            raise UnusableInputError(
                f"Another process has been busy with this database for {patience:.0f} s; run `ratchet db trim` later, "
                "which lets the words leave the log."
            )
        await asyncio.sleep(_PAUSE)
    return came
