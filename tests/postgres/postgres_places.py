"""Places in PostgreSQL for the contract of a store: a crash cuts the connections, and what was committed is there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection
from ratchet_core.domain.policy import Policy
from ratchet_core.ports import Turn
from ratchet_postgres import PostgresOutbox, PostgresSearch, PostgresStore
from ratchet_postgres.connecting import adapt
from server import Server


class Crash(Exception):  # noqa: N818 - it says what happened
    """The process ended in the middle of something."""


class FailingConnection(AsyncConnection[Any]):
    """A connection on which one round trip can fail; `fails_at` counts down to it."""

    fails_at = 0

    async def wait(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the driver has it
        if self.fails_at:
            self.fails_at -= 1
            if not self.fails_at:
                raise Crash("on the way to the database")
        return await super().wait(*args, **kwargs)


class PostgresPlace:
    """A `Place` in a database of its own."""

    store: PostgresStore
    outbox: PostgresOutbox
    search: PostgresSearch

    def __init__(self, url: str, policy: Policy, kind: type[FailingConnection]) -> None:
        self._url = url
        self._policy = policy
        self._kind = kind
        self._conns: list[FailingConnection] = []
        self._fails_at = 0

    async def open(self) -> None:
        for _ in range(3):
            conn = await self._kind.connect(self._url, autocommit=True)
            adapt(conn)
            await conn.execute(
                "set session_replication_role = replica"
            )  # the contract puts kinds of records one by one
            self._conns.append(conn)
        self.store = await PostgresStore.open(self._conns[0], self._policy)
        self.outbox = PostgresOutbox(self._conns[1])
        self.search = PostgresSearch(self._conns[2])
        self._commit = self.store.commit
        self.store.commit = self._failing  # type: ignore[method-assign]

    async def _failing(self, turns: Sequence[Turn]) -> None:
        self._conns[0].fails_at, self._fails_at = self._fails_at, 0
        try:
            await self._commit(turns)
        finally:
            self._conns[0].fails_at = 0

    async def close(self) -> None:
        for conn in self._conns:
            conn.pgconn.finish()
        self._conns.clear()

    async def reopen(self) -> None:
        await self.close()
        await self.open()

    def fail_at(self, step: int) -> None:
        self._fails_at = step

    async def together(self, *work: Awaitable[Any]) -> Sequence[Any]:
        return await asyncio.gather(*work)


@asynccontextmanager
async def in_postgres(
    server: Server, policy: Policy, kind: type[FailingConnection] = FailingConnection, url: str | None = None
) -> AsyncIterator[PostgresPlace]:
    """Open a place in a database: in an empty one of its own, unless it is told in which."""
    if url is None:
        async with server.database() as own, in_postgres(server, policy, kind, own) as place:
            yield place
        return
    place = PostgresPlace(url, policy, kind)
    await place.open()
    try:
        yield place
    finally:
        await place.close()
