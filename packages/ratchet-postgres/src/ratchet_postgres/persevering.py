"""To go on over lost connections, until told to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from psycopg import OperationalError

from ratchet_postgres.connecting import ConnectingError, Connection, connect

_log: Final = logging.getLogger(__name__)

_FIRST_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 2.0


async def persevere(who: str, url: str, stop: asyncio.Event, work: Callable[[Connection], Awaitable[None]]) -> None:
    """Work on a connection until told to stop, and begin again on a new one where the database is lost.

    The pauses between grow from one failure to connect to the next. `work` closes its connection; `who` is named in
    the log.
    """
    pause = _FIRST_PAUSE
    while not stop.is_set():
        try:
            conn = await connect(url)
            pause = _FIRST_PAUSE
            await work(conn)
        except (ConnectingError, OperationalError) as error:
            _log.warning("%s lost the database, and tries again in %.2f s: %s", who, pause, error)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
