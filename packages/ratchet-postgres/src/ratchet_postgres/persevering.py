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
_WELL_AFTER: Final = 5.0
"""Work that went on for so many seconds was well, and begins again at once."""


async def persevere(who: str, url: str, stop: asyncio.Event, work: Callable[[Connection], Awaitable[None]]) -> None:
    """Work on a connection until told to stop, and begin again on a new one where the database is lost.

    The pauses between grow while nothing goes well, as without a database, or on a full disk. `work` closes its
    connection; `who` is named in the log.
    """
    pause, loop = _FIRST_PAUSE, asyncio.get_running_loop()
    while not stop.is_set():
        begun = loop.time()
        try:
            await work(await connect(url))
        except (ConnectingError, OperationalError) as error:
            pause = _FIRST_PAUSE if loop.time() - begun > _WELL_AFTER else pause
            why = " ".join(str(error).split())
            _log.warning("%s cannot work on the database, and tries again in %.2f s: %s", who, pause, why)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
