"""What a store must answer, worked out as plainly as can be: all records are looked at, none are kept in order."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ratchet_core.domain import MessageRef
from ratchet_core.domain.records import KINDS, NAMES, Get, Index, Key, Lookup, Range, Taken
from ratchet_core.vocabulary.actions import Action


class PlainRows:
    """Records under their kinds and keys; it is written to as a store is (`ratchet_core.applying.Written`)."""

    def __init__(self, records: Iterable[object] = ()) -> None:
        """Begin with some records."""
        self.rows: dict[tuple[type, Key], Any] = {}
        for record in records:
            self.put(record)

    def put(self, record: object) -> None:
        """Keep a record."""
        self.rows[type(record), KINDS[type(record)].key(record)] = record

    def drop(self, kind: str, key: Key) -> None:
        """Let go of a record."""
        self.rows.pop((NAMES[kind].record, key), None)

    def find(self, lookups: Sequence[Lookup]) -> list[Any]:
        """Return what a store must find."""
        return [self._answer(one) for one in lookups]

    def _answer(self, lookup: Lookup) -> Any:  # noqa: ANN401 - whatever was asked for
        match lookup:
            case Get(kind, key):
                return self.rows.get((kind, key))
            case Range():
                return self._range(lookup)
            case Taken():
                raise TypeError("Plain rows know of no events.")

    def _range(self, asked: Range) -> tuple[Any, ...]:
        kind = KINDS[asked.kind]
        index = kind.indexes[asked.index]
        within = [one for (of, _), one in self.rows.items() if of is asked.kind and _is_within(asked, index, one)]
        within.sort(key=lambda one: (index.order(one), kind.key(one)))
        return tuple(within[-asked.limit :] if asked.newest else within[: asked.limit])

    def __iter__(self) -> Iterator[Any]:
        """Return all records."""
        return iter(self.rows.values())

    def ask(self, actions: Iterable[Action]) -> None:
        """Take no action: rows hold none."""

    def settle(self, key: str) -> None:
        """Take no outcome."""

    def give_up(self, channel: str, thread: str | None) -> None:
        """Give up nothing."""

    def erase_quotes(self, message: MessageRef) -> None:
        """Erase nothing."""

    def erase_lines(self, cause: str) -> None:
        """Erase nothing."""


def _is_within(asked: Range, index: Index, record: object) -> bool:
    if index.group(record) != asked.group:
        return False
    order, low, high = index.order(record), asked.low, asked.high
    return (low is None or order[: len(low)] >= low) and (high is None or order[: len(high)] <= high)
