"""A batch of turns over a store: what the turns came to lies over what the store knows, until all is committed."""

from collections.abc import Iterable, Sequence
from typing import Any

from ratchet_core.applying import apply
from ratchet_core.domain import MessageRef
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.records import KINDS, NAMES, Get, Key, Lookup, Range, Taken
from ratchet_core.ports import Store, Turn
from ratchet_core.vocabulary.actions import Action


class Overlay:
    """A `Store` that keeps its turns to itself; `turns` are to be committed to the store below."""

    def __init__(self, below: Store) -> None:
        """Begin with what the store below knows."""
        self._below = below
        self._rows: dict[type, dict[Key, Any]] = {}
        self._taken: set[str] = set()
        self.directory: Directory = below.directory
        self.turns: list[Turn] = []

    async def find(self, lookups: Sequence[Lookup]) -> list[Any]:
        """Return what is known under some keys, with what the turns of the batch came to."""
        below = list(await self._below.find(lookups))
        asked = list(lookups)
        while places := [place for place, one in enumerate(asked) if self._is_short(lookups[place], one, below[place])]:
            for place in places:
                asked[place] = self._wider(lookups[place], below[place])
            for place, rows in zip(places, await self._below.find([asked[place] for place in places]), strict=True):
                below[place] = rows
        return [self._over(one, found) for one, found in zip(lookups, below, strict=True)]

    def _is_short(self, lookup: Lookup, asked: Lookup, found: Any) -> bool:  # noqa: ANN401 - whatever was asked for
        """Say whether the batch took so many rows away that there may be others below in their place."""
        if not isinstance(lookup, Range) or not isinstance(asked, Range) or len(found) < asked.limit:
            return False
        return asked.limit - self._taken_away(lookup, found) < lookup.limit

    def _taken_away(self, lookup: Range, found: Sequence[Any]) -> int:
        """Return how many rows of a range are not below any more as they were found."""
        changed = self._rows.get(lookup.kind)
        return sum(KINDS[lookup.kind].key(one) in changed for one in found) if changed else 0

    def _wider(self, lookup: Lookup, found: Any) -> Lookup:  # noqa: ANN401 - whatever was asked for
        """Return a range with as many rows more as the batch took away of those that were found."""
        if not isinstance(lookup, Range):
            return lookup
        more = lookup.limit + self._taken_away(lookup, found)
        return Range(lookup.kind, lookup.index, lookup.group, more, lookup.low, lookup.high, lookup.newest)

    def _over(self, lookup: Lookup, found: Any) -> Any:  # noqa: ANN401 - whatever was asked for
        match lookup:
            case Taken(event):
                return found or event in self._taken
            case Get(kind, key):
                changed = self._rows.get(kind, {})
                return changed.get(key, found)
            case Range():
                return self._range(lookup, found)

    def _range(self, asked: Range, found: Sequence[Any]) -> tuple[Any, ...]:
        changed = self._rows.get(asked.kind)
        if not changed:
            return tuple(found)
        kind = KINDS[asked.kind]
        kept = [one for one in found if kind.key(one) not in changed]
        kept += [one for one in changed.values() if one is not None and self._is_in(asked, one)]
        kept.sort(key=lambda one: (kind.indexes[asked.index].order(one), kind.key(one)))
        return tuple(kept[-asked.limit :] if asked.newest else kept[: asked.limit])

    def _is_in(self, asked: Range, record: object) -> bool:
        index = KINDS[asked.kind].indexes[asked.index]
        if index.group(record) != asked.group:
            return False
        order = index.order(record)
        low, high = asked.low, asked.high
        return (low is None or order >= low) and (high is None or order[: len(high)] <= high)

    async def commit(self, turns: Sequence[Turn]) -> None:
        """Keep turns for the batch."""
        for turn in turns:
            self.turns.append(turn)
            self._taken.add(turn.event.id)
            apply(turn, self)

    def put(self, record: object) -> None:
        """Keep a record over what is below."""
        kind = KINDS[type(record)]
        if kind.directory:
            self.directory = self.directory.with_record(record)
        else:
            self._rows.setdefault(kind.record, {})[kind.key(record)] = record

    def drop(self, kind: str, key: Key) -> None:
        """Hide a record of what is below."""
        known = NAMES[kind]
        if known.directory:
            self.directory = self.directory.without_key(known.record, key)
        else:
            self._rows.setdefault(known.record, {})[key] = None

    def ask(self, actions: Iterable[Action]) -> None:
        """Leave actions to the store below."""

    def settle(self, key: str) -> None:
        """Leave outcomes to the store below."""

    def give_up(self, channel: str, thread: str | None) -> None:
        """Leave actions to the store below."""

    def erase_quotes(self, message: MessageRef) -> None:
        """Leave actions to the store below."""

    def erase_lines(self, cause: str) -> None:
        """Leave actions to the store below."""

    def erase_channel(self, channel: str, name: str) -> None:
        """Leave actions to the store below."""
