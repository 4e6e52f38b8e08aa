"""An immutable mapping that is cheap to change: a version shares with the one before it all that did not change."""

from collections.abc import Iterator, Mapping
from typing import Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
_MOST_RECENT: Final = 64


class Shelf(Mapping[K, V], Generic[K, V]):
    """A large mapping and the few entries that were changed since; nothing of it is ever changed in place."""

    __slots__ = ("_base", "_recent")

    def __init__(self, base: dict[K, V] | None = None, recent: dict[K, V | None] | None = None) -> None:
        """Begin with what is known; an entry of `recent` that is None is gone."""
        self._base: dict[K, V] = base if base is not None else {}
        self._recent: dict[K, V | None] = recent if recent is not None else {}

    def __getitem__(self, key: K) -> V:
        """Return the value under a key."""
        value = self._recent[key] if key in self._recent else self._base.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def get(self, key: K, default: V | None = None) -> V | None:  # type: ignore[override]
        """Return the value under a key, or a default; the way that is taken for every message."""
        if key in self._recent:
            value = self._recent[key]
            return default if value is None else value
        return self._base.get(key, default)

    def __iter__(self) -> Iterator[K]:
        """Return the keys: those of the large mapping, then those that came since."""
        recent, base = self._recent, self._base
        yield from (key for key in base if recent.get(key, base[key]) is not None)
        yield from (key for key, value in recent.items() if value is not None and key not in base)

    def __len__(self) -> int:
        """Return how many entries there are."""
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        """Say whether there is any entry."""
        return next(iter(self), None) is not None

    def with_entry(self, key: K, value: V | None) -> "Shelf[K, V]":
        """Return the mapping with a value under a key, or, where that is None, without the key."""
        recent = {**self._recent, key: value}
        if len(recent) <= _MOST_RECENT and value is not None:  # what is taken out must be nowhere any more
            return Shelf(self._base, recent)
        merged = {**self._base, **recent}
        return Shelf({key: value for key, value in merged.items() if value is not None})

    def __repr__(self) -> str:
        """Return the entries as a dictionary is shown."""
        return f"Shelf({dict(self)!r})"
