"""Counts toil in a store in memory."""

from ratchet_core.basis.zones import Zones, utc_alone
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.memory.store import MemoryStore
from ratchet_core.queries.toil.telling import counted_toil
from ratchet_core.vocabulary.actions import CountToil
from ratchet_core.vocabulary.toil import ToilFigures


class MemoryReports:
    """A `Reports` of a store in memory."""

    def __init__(self, store: MemoryStore, zones: Zones = utc_alone) -> None:
        """Count in a store; `zones` looks up the time zones of people."""
        self._reader = MemoryReader(store)
        self._zones = zones

    async def count(self, action: CountToil) -> ToilFigures:
        """Return where the hours went."""
        return counted_toil(self._reader, action, self._zones)
