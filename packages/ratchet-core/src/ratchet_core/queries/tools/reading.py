"""Runs tools: ours on what is remembered, and those of others where their servers are.

What ours search for is searched first, and the rest is read of one state.
"""

from collections.abc import Callable, Sequence
from functools import partial

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.ports import Elsewhere, Search
from ratchet_core.queries import tools
from ratchet_core.queries.reader import Readings
from ratchet_core.queries.tools import elsewhere as foreign
from ratchet_core.rules.elsewhere import Allowed, allowed_for
from ratchet_core.vocabulary.actions import RunTools
from ratchet_core.vocabulary.foreign import ForeignCall, ForeignTool
from ratchet_core.vocabulary.foreign_calls import WrongCallError, arguments_of, foreign_named
from ratchet_core.vocabulary.models import ToolResult
from ratchet_core.vocabulary.tools import HERE


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

    async def allowed_elsewhere(self, action: RunTools) -> Allowed:
        """Return which tools of others may be called for whoever asked, if there are any."""
        return await self._readings.read(lambda reader: allowed_for(reader.directory(), action.channel, action.person))


class ToolsOfAll:
    """`Tools` that are ours, and those of others beside them: which there are is found out with the first step."""

    def __init__(self, ours: ReadingTools, elsewhere: Elsewhere, clock: Callable[[], Instant]) -> None:
        """Run ours, and call those of others for as long as somebody waits for the answer."""
        self._ours = ours
        self._elsewhere = elsewhere
        self._clock = clock

    async def run(self, action: RunTools) -> Sequence[ToolResult]:
        """Return what each call of an action finds, in their order."""
        results = list(await self._ours.run(action))
        begins = [place for place, one in enumerate(action.calls) if one.tool == HERE and not action.question.steps]
        if begins:
            offered = await self._offered(action)
            return [evolve(one, elsewhere=offered) if at in begins else one for at, one in enumerate(results)]
        calls = dict[int, ForeignCall]()
        for place, call in enumerate(action.calls):
            tool = foreign_named(call.tool, action.question.elsewhere)
            if tool is None:
                continue
            try:
                calls[place] = ForeignCall(tool, arguments_of(tool, call))
            except WrongCallError as error:
                results[place] = foreign.not_called(action, place, str(error))
        for place, result in (await self._called(action, calls)).items():
            results[place] = result
        return results

    async def _offered(self, action: RunTools) -> tuple[ForeignTool, ...]:
        which = await self._ours.allowed_elsewhere(action)
        if which is Allowed.NONE:
            return ()
        return tuple(await self._elsewhere.offered(private=which is Allowed.PRIVATE))

    async def _called(self, action: RunTools, calls: dict[int, ForeignCall]) -> dict[int, ToolResult]:
        if not calls:
            return {}
        within = max(action.question.until - self._clock(), 0)
        replies = await self._elsewhere.call(list(calls.values()), within)
        told = zip(calls.items(), replies, strict=True)
        return {place: foreign.told(action, place, call.tool, reply) for (place, call), reply in told}
