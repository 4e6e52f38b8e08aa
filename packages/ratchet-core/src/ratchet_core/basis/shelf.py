"""An immutable mapping that is cheap to change: a version shares with the one before it all that did not change."""

from collections.abc import Iterator, Mapping
from typing import Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
_MOST_RECENT: Final = 64


class Shelf(Mapping[K, V], Generic[K, V]):
    """A large mapping and the few entries that were changed since; nothing of it is ever changed in place."""

    __slots__ = ("_base", "_recent")

    def __init__(self, base: dict[K, V] | None = None, recent: dict[K, V] | None = None) -> None:
        """Begin with what is known, and what came since; no value is None."""
        self._base: dict[K, V] = base if base is not None else {}
        self._recent: dict[K, V] = recent if recent is not None else {}

    def __getitem__(self, key: K) -> V:
        """Return the value under a key."""
        return self._recent[key] if key in self._recent else self._base[key]

    def get(self, key: K, default: V | None = None) -> V | None:  # type: ignore[override]  # no default of another type is wanted
        """Return the value under a key, or a default; the way that is taken for every message."""
        value = self._recent.get(key)
        return self._base.get(key, default) if value is None else value

    def __contains__(self, key: object) -> bool:
        """Say whether there is a value under a key."""
        return key in self._recent or key in self._base

    def __iter__(self) -> Iterator[K]:
        """Return the keys: those of the large mapping, then those that came since."""
        base = self._base
        yield from base
        yield from (key for key in self._recent if key not in base)

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._base.keys() | self._recent.keys())

    def __bool__(self) -> bool:
        """Say whether there is any entry."""
        return bool(self._base or self._recent)

    def with_entry(self, key: K, value: V | None) -> "Shelf[K, V]":
        """Return the mapping with a value under a key, or, where that is None, without the key."""
        if value is None:  # what is taken out must be nowhere any more
            return Shelf({one: kept for one, kept in {**self._base, **self._recent}.items() if one != key})
        recent = {**self._recent, key: value}
        return Shelf(self._base, recent) if len(recent) <= _MOST_RECENT else Shelf({**self._base, **recent})

    def __repr__(self) -> str:
        """Return the entries as a dictionary is shown."""
        return f"Shelf({dict(self)!r})"
