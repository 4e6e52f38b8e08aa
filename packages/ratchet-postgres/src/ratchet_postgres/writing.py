"""To be the writer of a workspace, or stand by for one, for as long as a process runs, whatever happens."""

import asyncio
import time
from typing import Any, Final

from psycopg import OperationalError
from ratchet_core.domain.policy import Policy

from ratchet_postgres.calling import Bell
from ratchet_postgres.connecting import Connection
from ratchet_postgres.generated import writer as queries
from ratchet_postgres.persevering import persevere
from ratchet_postgres.pulse import ENDLESS, PATIENCE, Pulse
from ratchet_postgres.writer import Deciding, Writer, sit_down, wait_for_seat

MOST_LOSSES: Final = 8
"""So often in a row a writer may lose its connection at one event, over some seconds, before the event is suspected."""


class Losses:
    """At which event a process lost its connection, and how often in a row.

    Its successor counts who ended at an event (`MOST_TRIES`). A process that goes on did not end: a database that is
    moved, or started again, ends connections several times within a second, whatever is decided.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._event: str | None = None
        self._count = 0
        self._is_told = True

    def lost(self, deciding: Deciding | None, endless: float) -> None:
        """Note a loss, and what was being decided then: whoever decides without end is cut off for that."""
        is_endless = deciding is not None and time.monotonic() - deciding.since >= endless
        event = None if deciding is None or is_endless else deciding.event
        self._count = self._count + 1 if event == self._event else 1
        self._event, self._is_told = event, event is None or self._count > MOST_LOSSES

    async def tell(self, conn: Connection) -> None:
        """Tell whoever writes now that this process did not end at the event, once for each loss."""
        if self._event is not None and not self._is_told:
            await queries.acquit(conn, event=self._event)
            self._is_told = True


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

    losses = Losses()

    async def sit(conn: Connection) -> None:
        try:
            await losses.tell(conn)
            await _sit(conn, url, policy, stop, own, patient, endless, losses)
        finally:
            conn.pgconn.finish()

    try:
        await persevere("The writer", url, stop, sit)
    finally:
        if listening is not None:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def _sit(  # noqa: PLR0913, PLR0917 - all that `write` was told
    conn: Connection,
    url: str,
    policy: Policy,
    stop: asyncio.Event,
    bell: Bell,
    patient: float,
    endless: float,
    losses: Losses,
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
        try:
            await writer.run(stop, bell=bell)
        except OperationalError:
            losses.lost(writer.deciding, endless)
            raise
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
