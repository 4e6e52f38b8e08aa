"""Rows in dictionaries, and the indexes of their kinds as sorted lists."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ratchet_core.records import KINDS, NAMES, Get, Index, Key, Kind, Range

_NONE: Final[list[Key]] = []


class Table:
    """The rows of one kind, under their keys; an index holds, for each group, the orders with the keys behind them."""

    __slots__ = ("_indexes", "_key", "_sorted", "rows")

    def __init__(self, kind: Kind) -> None:
        """Begin without a row."""
        self.rows: dict[Key, Any] = {}
        self._key = kind.key
        self._indexes: tuple[tuple[str, Index], ...] = tuple(kind.indexes.items())
        self._sorted: dict[str, dict[Key, list[tuple[Key, Key]]]] = {name: {} for name in kind.indexes}

    def put(self, record: Any) -> None:  # noqa: ANN401 - a record of the table's kind
        """Keep a row in the place of what stood under its key."""
        key = self._key(record)
        before = self.rows.get(key)
        self.rows[key] = record
        for name, index in self._indexes:
            self._moved(name, index, key, before, record)

    def drop(self, key: Key) -> None:
        """Let go of the row under a key, if there is one."""
        before = self.rows.pop(key, None)
        if before is not None:
            for name, index in self._indexes:
                self._moved(name, index, key, before, None)

    def _moved(self, name: str, index: Index, key: Key, before: Any, after: Any) -> None:  # noqa: ANN401
        old = None if before is None else index.group(before)
        new = None if after is None else index.group(after)
        if old is None and new is None:
            return
        place = None if old is None else (index.order(before), key)
        wanted = None if new is None else (index.order(after), key)
        if old == new and place == wanted:
            return
        groups = self._sorted[name]
        if old is not None and place is not None:
            group = groups[old]
            del group[bisect_left(group, place)]
            if not group:
                del groups[old]
        if new is not None and wanted is not None:
            insort(groups.setdefault(new, []), wanted)

    def range(self, asked: Range) -> tuple[Any, ...]:
        """Return the rows of a group within bounds, in order."""
        group = self._sorted[asked.index].get(asked.group)
        if not group:
            return ()
        first = 0 if asked.low is None else bisect_left(group, (asked.low,))
        end = len(group) if asked.high is None else bisect_right(group, (_after(asked.high),))
        if asked.newest:
            first = max(first, end - asked.limit)
        else:
            end = min(end, first + asked.limit)
        rows = self.rows
        return tuple(rows[key] for _, key in group[first:end])


def _after(high: Key) -> Key:
    """Return what comes right after every order that begins with some values, of which the last is a whole number."""
    *others, last = high
    if not isinstance(last, int):
        raise TypeError(f"The upper bound {high!r} ends with no whole number; bound a range by a moment or a count.")
    return (*others, last + 1)


class Rows:
    """All rows, by their kinds."""

    __slots__ = ("_tables",)

    def __init__(self) -> None:
        """Begin without a row."""
        self._tables = {kind.record: Table(kind) for kind in KINDS.values() if not kind.directory}

    def get(self, asked: Get) -> Any:  # noqa: ANN401 - a record of the kind that was asked for, or None
        """Return the row under a key, or None."""
        return self._tables[asked.kind].rows.get(asked.key)

    def range(self, asked: Range) -> tuple[Any, ...]:
        """Return the rows that a range asks for."""
        return self._tables[asked.kind].range(asked)

    def put(self, record: object) -> None:
        """Keep a row."""
        self._tables[type(record)].put(record)

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
