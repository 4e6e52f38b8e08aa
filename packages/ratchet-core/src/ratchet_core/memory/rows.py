"""Rows in dictionaries, and the indexes of their kinds as sorted lists."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Final, TypeAlias

from ratchet_core.domain.records import KINDS, NAMES, Get, Index, Key, Kind, Range

_Place: TypeAlias = tuple[Any, ...]
"""Where a row stands in a group: its order, and behind that its key, in one tuple, for there are many."""

_NOWHERE: Final = (None, ())
_NONE: Final[Mapping[Key, Any]] = {}


class Table:
    """The rows of one kind, under their keys; an index holds, for each group, the places of its rows, sorted."""

    __slots__ = ("_beside", "_indexes", "_key", "_stays", "rows", "sorted")

    def __init__(self, kind: Kind, beside: Mapping[Key, Any]) -> None:
        """Begin without a row; one that equals the one under its key in `beside` is kept as that one."""
        self.rows: dict[Key, Any] = {}
        self._beside = beside
        self.sorted: dict[str, dict[Key, list[_Place]]] = {name: {} for name in kind.indexes}
        self._key = kind.key
        self._indexes: tuple[tuple[str, Index], ...] = tuple(kind.indexes.items())
        self._stays = _stays(kind)

    def put(self, record: Any) -> None:  # noqa: ANN401 - a record of the table's kind
        """Keep a row in the place of what stood under its key."""
        key = self._key(record)
        if self._beside and (same := self._beside.get(key)) is not None and same == record:
            record = same
        before = self.rows.get(key)
        self.rows[key] = record
        if before is None:
            for name, index in self._indexes:
                if (group := index.group(record)) is not None:
                    self._enter(name, group, (*index.order(record), key))
        elif not self._stays(before, record):
            for name, index in self._indexes:
                self._move(name, _place(index, before, key), _place(index, record, key))

    def drop(self, key: Key) -> None:
        """Let go of the row under a key, if there is one."""
        before = self.rows.pop(key, None)
        if before is not None:
            for name, index in self._indexes:
                self._move(name, _place(index, before, key), _NOWHERE)

    def _move(self, name: str, old: tuple[Key | None, _Place], new: tuple[Key | None, _Place]) -> None:
        if old == new:
            return
        (group, place), (wanted, there) = old, new
        if group is not None:
            self._leave(name, group, place)
        if wanted is not None:
            self._enter(name, wanted, there)

    def _enter(self, name: str, group: Key, place: _Place) -> None:
        places = self.sorted[name].setdefault(group, [])
        if not places or places[-1] < place:  # as nearly always, for orders begin with moments
            places.append(place)
        else:
            insort(places, place)

    def _leave(self, name: str, group: Key, place: _Place) -> None:
        groups = self.sorted[name]
        places = groups[group]
        del places[bisect_left(places, place)]
        if not places:
            del groups[group]

    def within(self, group: list[_Place], asked: Range) -> tuple[Any, ...]:
        """Return the rows of a group within bounds, in order."""
        first = 0 if asked.low is None else bisect_left(group, asked.low)
        end = len(group) if asked.high is None else bisect_left(group, _after(asked.high))
        if asked.newest:
            first = max(first, end - asked.limit)
        else:
            end = min(end, first + asked.limit)
        rows = self.rows
        return tuple([rows[place[-1]] for place in group[first:end]])


def _place(index: Index, record: Any, key: Key) -> tuple[Key | None, _Place]:  # noqa: ANN401 - a record of any kind
    group = index.group(record)
    return _NOWHERE if group is None else (group, (*index.order(record), key))


def _stays(kind: Kind) -> Callable[[Any, Any], bool]:
    """Return what says cheaply of a row and what comes in its place that no index need be looked at."""
    if not kind.indexes:
        return lambda _before, _after: True
    if kind.placed_by is None:
        return lambda _before, _after: False
    if not kind.placed_by:
        return lambda _before, _after: True
    placed = attrgetter(*kind.placed_by)
    return lambda before, after: bool(placed(before) == placed(after))


def _after(high: Key) -> Key:
    """Return what comes right after every order that begins with some values, of which the last is a whole number."""
    *others, last = high
    if not isinstance(last, int):
        raise TypeError(f"The upper bound {high!r} ends with no whole number; bound a range by a moment or a count.")
    return (*others, last + 1)


class Rows:
    """All rows, by their kinds."""

    __slots__ = ("_tables", "by_key")

    def __init__(self, beside: "Rows | None" = None) -> None:
        """Begin without a row; one that equals the one of the rows `beside` it is kept as that one."""
        kept = {} if beside is None else beside.by_key
        kinds = [kind for kind in KINDS.values() if not kind.directory]
        self._tables = {kind.record: Table(kind, kept.get(kind.record, _NONE)) for kind in kinds}
        self.by_key: dict[type, dict[Key, Any]] = {kind: table.rows for kind, table in self._tables.items()}

    def get(self, asked: Get) -> Any:  # noqa: ANN401 - a record of the kind that was asked for, or None
        """Return the row under a key, or None."""
        return self.by_key[asked.kind].get(asked.key)

    def range(self, asked: Range) -> tuple[Any, ...]:
        """Return the rows that a range asks for."""
        table = self._tables[asked.kind]
        group = table.sorted[asked.index].get(asked.group)
        return table.within(group, asked) if group else ()

    def put(self, record: object) -> None:
        """Keep a row."""
        self._tables[record.__class__].put(record)

    def drop(self, kind: str, key: Key) -> None:
        """Let go of a row."""
        self._tables[NAMES[kind].record].drop(key)

    def of_kind(self, kind: type) -> Sequence[Any]:
        """Return all rows of a kind, in the order in which they were first kept."""
        return list(self._tables[kind].rows.values())

    def __iter__(self) -> Iterator[object]:
        """Return every row, kind by kind."""
        for table in self._tables.values():
            yield from table.rows.values()
