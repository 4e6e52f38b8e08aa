"""To be the writer of a workspace, or stand by for one, for as long as a process runs, whatever happens."""

import asyncio
from typing import Any

from ratchet_core.domain.policy import Policy

from ratchet_postgres.calling import Bell
from ratchet_postgres.connecting import Connection
from ratchet_postgres.persevering import persevere
from ratchet_postgres.pulse import ENDLESS, PATIENCE, Pulse
from ratchet_postgres.writer import Writer, sit_down, wait_for_seat


async def write(  # noqa: PLR0913 - each has a value that fits
    url: str,
    policy: Policy,
    stop: asyncio.Event,
    *,
    bell: Bell | None = None,
    patient: float = PATIENCE,
    endless: float = ENDLESS,
) -> None:
    """Be the writer in the schema of a URL while no other is, and stand by while another is, until told to stop.

    After a lost connection it stands by again. Another writer that gives no sign of life for `patient` seconds is cut
    off. This one gives none any more while it has decided one event for `endless` seconds.
    """
    own = Bell(url) if bell is None else bell
    listening = asyncio.create_task(own.listen()) if bell is None else None

    async def sit(conn: Connection) -> None:
        try:
            await _sit(conn, url, policy, stop, own, patient, endless)
        finally:
            conn.pgconn.finish()

    try:
        await persevere("The writer", url, stop, sit)
    finally:
        if listening is not None:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def _sit(  # noqa: PLR0913, PLR0917 - all that `write` was told
    conn: Connection, url: str, policy: Policy, stop: asyncio.Event, bell: Bell, patient: float, endless: float
) -> None:
    """Stand by for the lock, and write for as long as the connection lasts."""
    if not await _unless(stop, wait_for_seat(conn, patient / 6, patient)):
        return
    carefully = await sit_down(conn)  # before the first sign of life: one that finds another's name cuts off
    pulse = Pulse(url, conn, endless=endless)
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
