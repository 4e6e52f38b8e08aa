"""Counts toil in the database, beside what is being decided: it only reads, as of one moment."""

import asyncio
from collections.abc import Callable
from typing import Final

from ratchet_core.basis.instants import SECOND, Duration, Instant
from ratchet_core.domain.policy import Policy
from ratchet_core.ports import NotNow, Refused
from ratchet_core.queries.toil.telling import counted_toil
from ratchet_core.queries.watching import OutOfReachError
from ratchet_core.vocabulary.actions import CountToil
from ratchet_core.vocabulary.toil import ToilFigures
from ratchet_core.zone_table import zone_named
from ratchet_postgres import Looks, PostgresReadings

PATIENCE: Final = 40.0
"""So many seconds a report may take: less than a worker waits for what it does."""

_AGAIN: Final[Duration] = 5 * SECOND


class DatabaseReports:
    """A `Reports` of the workspace of a URL; one is counted at a time, so that deciding has the rest of the process."""

    def __init__(self, url: str, policy: Policy, clock: Callable[[], Instant]) -> None:
        """Count under a policy; the database must be migrated."""
        self._readings = PostgresReadings(Looks(url), policy)
        self._clock = clock
        self._alone = asyncio.Lock()
        self._counting: set[asyncio.Task[ToilFigures]] = set()

    async def count(self, action: CountToil) -> ToilFigures:
        """Return where the hours went.

        Raises:
            NotNow: If the database is out of reach.
            Refused: If it takes too long.
        """
        counting = asyncio.create_task(self._counted(action))
        self._counting.add(counting)
        counting.add_done_callback(self._counting.discard)
        try:
            return await asyncio.wait_for(asyncio.shield(counting), PATIENCE)
        except TimeoutError as error:
            raise Refused("There is so much to count that it took too long; `ratchet report` has the time.") from error
        except OutOfReachError as error:
            raise NotNow(self._clock() + _AGAIN) from error

    async def _counted(self, action: CountToil) -> ToilFigures:
        async with self._alone:
            return await self._readings.read(lambda reader: counted_toil(reader, action, zone_named))
