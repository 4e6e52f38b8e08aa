"""What a batch of events will look up, asked for before its first turn: two questions for all of them together.

What the second look most likely asks for is asked for with the first, so that one alone is mostly enough.

Nothing is decided here. What the turns of the batch change lies over this (`ratchet_core.overlay`); what they look up
because of that, and was not foreseen, is asked for when it is wanted.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from ratchet_core.assembling import Assembly
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.records import Lookup, Range
from ratchet_core.ports import Store, Turn
from ratchet_core.vocabulary.events import Event


class Ahead:
    """A `Store` over another, for one batch: it asks once for what is looked up, and answers from that."""

    def __init__(self, below: Store) -> None:
        """Begin with nothing asked for."""
        self._below = below
        self._found: dict[Lookup, Any] = {}
        self._ranges: dict[Range, tuple[int, Sequence[Any]]] = {}

    @property
    def directory(self) -> Directory:
        """The directory of the store below."""
        return self._below.directory

    async def look(self, events: Sequence[Event]) -> None:
        """Ask for what events will look up, as far as it can be known before any of them is decided."""
        assemblies = [Assembly(event, self.directory) for event in events]
        likely = [lookup for one in assemblies for lookup in one.likely()]
        while assemblies := [one for one in assemblies if one.lookups]:
            await self._ask(chain(likely, *(one.lookups for one in assemblies)))
            likely = []
            for one in assemblies:
                one.take([self._known(lookup) for lookup in one.lookups])

    async def find(self, lookups: Sequence[Lookup]) -> list[Any]:
        """Return what is known under some keys; what was not foreseen is asked for."""
        await self._ask(lookups)
        return [self._known(lookup) for lookup in lookups]

    async def commit(self, turns: Sequence[Turn]) -> None:
        """Commit to the store below."""
        await self._below.commit(turns)

    async def _ask(self, lookups: Iterable[Lookup]) -> None:
        wanted = [one for one in dict.fromkeys(lookups) if not self._is_known(one)]
        if not wanted:
            return
        for lookup, answer in zip(wanted, await self._below.find(wanted), strict=True):
            if isinstance(lookup, Range):
                known = self._ranges.get(_unlimited(lookup), (0, ()))
                self._ranges[_unlimited(lookup)] = max(known, (lookup.limit, answer), key=lambda one: one[0])
            else:
                self._found[lookup] = answer

    def _is_known(self, lookup: Lookup) -> bool:
        """Say whether a lookup can be answered: a range also by a longer one, or by one that came to its end."""
        if not isinstance(lookup, Range):
            return lookup in self._found
        limit, rows = self._ranges.get(_unlimited(lookup), (0, ()))
        return lookup.limit <= limit or len(rows) < limit

    def _known(self, lookup: Lookup) -> Any:  # noqa: ANN401 - whatever was asked for
        if not isinstance(lookup, Range):
            return self._found[lookup]
        rows = self._ranges[_unlimited(lookup)][1]
        return tuple(rows[-lookup.limit :] if lookup.newest else rows[: lookup.limit])


def _unlimited(asked: Range) -> Range:
    """Return a range whatever its limit."""
    return Range(asked.kind, asked.index, asked.group, 0, asked.low, asked.high, asked.newest)
