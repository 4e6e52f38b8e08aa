"""Runs tools on what is remembered: what they search for is searched first, and the rest is read of one state."""

from collections.abc import Callable, Sequence
from functools import partial

from ratchet_core.basis.instants import Instant
from ratchet_core.ports import Search
from ratchet_core.queries import tools
from ratchet_core.queries.reader import Readings
from ratchet_core.vocabulary.actions import RunTools
from ratchet_core.vocabulary.models import ToolResult


class ReadingTools:
    """`Tools` over a reader and a search, in whatever store they look."""

    def __init__(self, readings: Readings, search: Search, clock: Callable[[], Instant]) -> None:
        """Look up by readings and a search, as of what a clock says."""
        self._readings = readings
        self._search = search
        self._clock = clock

    async def run(self, action: RunTools) -> Sequence[ToolResult]:
        """Return what each call of an action finds, in their order."""
        found = {}
        if tools.is_searching(action):
            searches = await self._readings.read(partial(tools.searches, action=action))
            found = {place: tuple(await self._search.find(search)) for place, search in searches.items()}
        return await self._readings.read(partial(tools.run, action=action, found=found, at=self._clock()))
