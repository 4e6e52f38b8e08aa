"""What questions that were answered mean, in the memory of one process: vectors under the questions' places.

They follow the documents of the search: from time to time it is looked which there are, what is new is read, and what
is gone is forgotten. So a vector outlives its words by less than a minute, and nothing of it is on any disk.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Any, Final, Protocol

import numpy as np
from attrs import define, field, frozen
from ratchet_core.basis.ids import MessageRef
from ratchet_core.vocabulary.actions import FindSimilar

from ratchet_semantic.encoder import SIZE, Encoder, Vector

MOST: Final = 20_000
"""So many of the newest questions are kept: 30 MB, gone through in a few milliseconds."""

EVERY: Final = 30.0
"""So many seconds after it was looked what is new it is looked again."""

_AT_ONCE: Final = 50


@frozen
class Known:
    """A question that may answer a later one; `digest` changes when it says something else."""

    root: MessageRef
    digest: str


class Texts(Protocol):
    """Where the words of questions are."""

    async def newest(self, most: int) -> Sequence[Known]:
        """Return the newest questions that may answer a later one."""
        ...

    async def said(self, roots: Sequence[MessageRef]) -> Sequence[str]:
        """Return what some questions say, in their order; nothing for one that is gone."""
        ...

    async def asked(self, action: FindSimilar) -> str:
        """Return what is asked in a question that is looked up."""
        ...


@define
class Meanings:
    """What questions mean."""

    _encoder: Encoder
    _rows: dict[MessageRef, tuple[int, str]] = field(factory=dict, init=False)
    _roots: list[MessageRef | None] = field(factory=list, init=False)
    _free: list[int] = field(factory=list, init=False)
    _vectors: Any = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Begin with nothing."""
        self._vectors = np.zeros((0, SIZE), dtype=np.float32)

    def __len__(self) -> int:
        """Return how many questions are known."""
        return len(self._rows)

    def of(self, text: str) -> Vector:
        """Return what a text means."""
        return self._encoder.vector(text)

    def put(self, known: Known, vector: Vector) -> None:
        """Keep what a question means, in the place of what it meant."""
        self.drop(known.root)
        row = self._free.pop() if self._free else self._new_row()
        self._vectors[row], self._roots[row] = vector, known.root
        self._rows[known.root] = row, known.digest

    def _new_row(self) -> int:
        """Return the next row; there is room for twice as many whenever it runs out."""
        row = len(self._roots)
        self._roots.append(None)
        if row == len(self._vectors):
            more = np.zeros((max(2 * row, 256), SIZE), dtype=np.float32)
            more[:row] = self._vectors
            self._vectors = more
        return row

    def drop(self, root: MessageRef) -> None:
        """Forget what a question means."""
        row = self._rows.pop(root, None)
        if row is not None:
            self._vectors[row[0]], self._roots[row[0]] = 0.0, None
            self._free.append(row[0])

    def nearest(
        self, vector: Vector, most: int, wanted: Callable[[MessageRef], bool]
    ) -> list[tuple[MessageRef, float]]:
        """Return the questions that mean something like this, the likest first, and how like it they are, up to 1."""
        near = self._vectors[: len(self._roots)] @ vector
        found: list[tuple[MessageRef, float]] = []
        for row in np.argsort(-near, kind="stable"):
            root = self._roots[row]
            if root is not None and wanted(root):
                found.append((root, float(near[row])))
                if len(found) == most:
                    break
        return found

    async def follow(self, texts: Texts, most: int = MOST) -> int:
        """Read what is new among the questions, forget what is gone, and return how many were read."""
        there = {one.root: one for one in await texts.newest(most)}
        for root in [one for one in self._rows if one not in there]:
            self.drop(root)
        new = [one for one in there.values() if self._digest(one.root) != one.digest]
        for start in range(0, len(new), _AT_ONCE):
            await self._read(texts, new[start : start + _AT_ONCE])
        return len(new)

    def _digest(self, root: MessageRef) -> str | None:
        row = self._rows.get(root)
        return None if row is None else row[1]

    async def _read(self, texts: Texts, new: Collection[Known]) -> None:
        said = await texts.said([one.root for one in new])
        for one, text in zip(new, said, strict=True):
            if text:
                self.put(one, await asyncio.to_thread(self._encoder.vector, text))

    async def keep_up(self, texts: Texts, stop: asyncio.Event, every: float = EVERY) -> None:
        """Follow the questions until told to stop."""
        while not stop.is_set():
            await self.follow(texts)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), every)
