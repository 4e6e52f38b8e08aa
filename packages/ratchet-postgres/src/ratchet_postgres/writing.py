"""To be the writer of a workspace, or stand by for one, for as long as a process runs, whatever happens."""

import asyncio
import logging
from contextlib import suppress
from typing import Any, Final

from psycopg import OperationalError
from ratchet_core.domain.policy import Policy

from ratchet_postgres.calling import Bell
from ratchet_postgres.connecting import ConnectingError, Connection, connect
from ratchet_postgres.pulse import PATIENCE, Pulse
from ratchet_postgres.writer import Writer, sit_down, wait_for_seat

_log: Final = logging.getLogger(__name__)

_LONGEST_PAUSE: Final = 2.0


async def write(
    url: str, policy: Policy, stop: asyncio.Event, *, bell: Bell | None = None, patient: float = PATIENCE
) -> None:
    """Be the writer in the schema of a URL while no other is, and stand by while another is, until told to stop.

    After a lost connection it stands by again. Another writer that gives no sign of life for `patient` seconds is cut
    off.
    """
    own = Bell(url) if bell is None else bell
    listening = asyncio.create_task(own.listen()) if bell is None else None
    pause = 0.05
    try:
        while not stop.is_set():
            try:
                conn = await connect(url)
                pause = 0.05
                try:
                    await _sit(conn, url, policy, stop, own, patient)
                finally:
                    conn.pgconn.finish()
            except (ConnectingError, OperationalError) as error:
                _log.warning("The writer lost the database, and stands by again in %.2f s: %s", pause, error)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
    finally:
        if listening is not None:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def _sit(  # noqa: PLR0913, PLR0917 - all that `write` was told
    conn: Connection, url: str, policy: Policy, stop: asyncio.Event, bell: Bell, patient: float
) -> None:
    """Stand by for the lock, and write for as long as the connection lasts."""
    if not await _unless(stop, wait_for_seat(conn, min(0.5, patient / 3), patient)):
        return
    carefully = await sit_down(conn)  # before the first sign of life: one that finds another's name cuts off
    pulse = Pulse(url, conn, patient)
    beating = asyncio.create_task(pulse.keep())
    try:
        writer = await Writer.seated(conn, policy, carefully)
        writer.on_asked = pulse.call
        await writer.run(stop, bell=bell)
        await writer.leave()
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)


async def _unless(stop: asyncio.Event, work: Any) -> bool:  # noqa: ANN401 - a coroutine
    """Do some work unless told to stop before it is done; say whether it was done."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
            return True
        return False
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)
