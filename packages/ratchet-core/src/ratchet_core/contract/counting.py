"""A store that counts what is asked of it, so that nobody need believe that a decision loads little."""

from collections.abc import Sequence
from typing import Any

from ratchet_core.domain.directory import Directory
from ratchet_core.domain.records import Get, Lookup, Range
from ratchet_core.ports import Store, Turn


class CountingStore:
    """A `Store` that hands everything on to another, and keeps what was asked and what was found since `forget`."""

    def __init__(self, below: Store) -> None:
        """Begin with nothing counted."""
        self._below = below
        self.lookups: list[Lookup] = []
        self.rows: list[Any] = []

    @property
    def directory(self) -> Directory:
        """The directory of the store below."""
        return self._below.directory

    async def find(self, lookups: Sequence[Lookup]) -> Sequence[Any]:
        """Return what the store below finds, and count it."""
        answers = await self._below.find(lookups)
        self.lookups += lookups
        for lookup, answer in zip(lookups, answers, strict=True):
            if isinstance(lookup, Range):
                self.rows += answer
            elif isinstance(lookup, Get) and answer is not None:
                self.rows.append(answer)
        return answers

    async def commit(self, turns: Sequence[Turn]) -> None:
        """Commit to the store below."""
        await self._below.commit(turns)

    def forget(self) -> None:
        """Begin to count again."""
        self.lookups, self.rows = [], []

    @property
    def most(self) -> int:
        """How many rows the lookups may give at most, whatever the history."""
        return sum(one.limit if isinstance(one, Range) else 1 for one in self.lookups)
