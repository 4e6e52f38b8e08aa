"""Fills a store in memory with records that are kept elsewhere, and compares what it remembers with them."""

from collections.abc import Collection, Iterable
from typing import Any

from ratchet_core.domain.records import Get, Key, Kind, key_of
from ratchet_core.memory.store import MemoryStore


def taken_in(store: MemoryStore, event: str) -> None:
    """Let a store know that an event was taken."""
    store.taken.add(event)


class Counterpart:
    """The records of one kind in a store, to be found by those that are kept elsewhere; `count` is how many were."""

    def __init__(self, store: MemoryStore, kind: Kind) -> None:
        """Begin with nothing compared."""
        self.count = 0
        self._store = store
        self._kind = kind

    def of(self, record: object) -> Any:  # noqa: ANN401 - a record of the kind, or None
        """Return what stands in the store under the key of a record, or None."""
        self.count += 1
        key, kind = key_of(record), self._kind
        return (
            self._store.directory.get(kind.record, key)
            if kind.directory
            else self._store.rows.get(Get(kind.record, key))
        )

    @property
    def total(self) -> int:
        """How many records of the kind the store has."""
        return len(self._store.of_kind(self._kind.record))

    def beyond(self, kept: Iterable[object]) -> Collection[Key]:
        """Return the keys of the records that the store has, and that are not among those that are kept."""
        keys = {key_of(one) for one in kept}
        return sorted(key for one in self._store.of_kind(self._kind.record) if (key := key_of(one)) not in keys)
