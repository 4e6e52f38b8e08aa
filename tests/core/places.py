"""Places in memory for the contract of a store: what survives a crash is what was committed before it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import Key, Lookup
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.outbox import MemoryOutbox
from ratchet_core.memory.search import SearchIndex
from ratchet_core.memory.state import state_from_json, state_to_json
from ratchet_core.ports import Turn


class Crash(Exception):  # noqa: N818 - it says what happened
    """The process ended in the middle of something."""


class FailingStore(MemoryStore):
    """A store in memory that can crash in a commit; `saved` is what is left of it then."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self.fails_at = 0
        self.steps = 0
        self.saved: list[str] | None = None

    async def commit(self, turns: Sequence[Turn]) -> None:
        self.steps = 0
        await self.commit_whole(turns)
        self.fails_at = 0

    async def commit_whole(self, turns: Sequence[Turn]) -> None:
        self.saved = list(state_to_json(self))
        await super().commit(turns)
        self.step()
        self.saved = None

    def found(self, lookups: Sequence[Lookup]) -> list[Any]:
        return [self._answer(one) for one in lookups]

    def _answer(self, lookup: Lookup) -> Any:  # noqa: ANN401 - whatever was asked for
        return super().found((lookup,))[0]

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.fails_at:
            raise Crash(f"at step {self.steps}")

    def put(self, record: object) -> None:
        self.step()
        self.keep(record)

    def keep(self, record: object) -> None:
        super().put(record)

    def drop(self, kind: str, key: Key) -> None:
        self.step()
        super().drop(kind, key)

    def settle(self, key: str) -> None:
        self.step()
        super().settle(key)

    def give_up(self, channel: str, thread: str | None) -> None:
        self.step()
        super().give_up(channel, thread)


class MemoryPlace:
    """A `Place` in memory, with a kind of store that may be broken on purpose."""

    def __init__(self, policy: Policy, kind: type[FailingStore] = FailingStore) -> None:
        self.kind = kind
        self.store = kind(policy)

    @property
    def outbox(self) -> MemoryOutbox:
        return self.store.outbox

    @property
    def search(self) -> SearchIndex:
        return self.store.search

    async def reopen(self) -> None:
        kept, _ = state_from_json(self.store.saved or list(state_to_json(self.store)))
        opened = self.kind(kept.policy)
        opened.now, opened.taken = kept.now, kept.taken
        for record in kept.records():
            opened.keep(record)
        opened.outbox.restore(kept.outbox.rest())
        self.store = opened

    def fail_at(self, step: int) -> None:
        self.store.fails_at = step

    async def together(self, *work: Awaitable[Any]) -> Sequence[Any]:
        return await asyncio.gather(*work)


@asynccontextmanager
async def in_memory(policy: Policy) -> AsyncIterator[MemoryPlace]:
    """Open an empty place in memory."""
    yield MemoryPlace(policy)
