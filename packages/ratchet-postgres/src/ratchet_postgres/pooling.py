"""Several connections to one database, lent to whoever needs one for a moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from ratchet_postgres.connecting import adapt, patiently

Pool: TypeAlias = AsyncConnectionPool[AsyncConnection[Any]]
"""Connections that are lent: `async with pool.connection() as conn`."""

_PATIENCE: Final = 2.0
"""So many seconds somebody waits for a connection at most: Slack waits for three until it delivers again."""

_IDLE: Final = 60.0


@asynccontextmanager
async def pool(url: str, most: int = 8) -> AsyncIterator[Pool]:
    """Keep up to `most` connections to the database of a URL; one that broke is replaced before it is lent again."""

    async def configure(conn: AsyncConnection[Any]) -> None:
        adapt(conn)

    async with AsyncConnectionPool(
        patiently(url),
        kwargs={"autocommit": True},
        min_size=1,
        max_size=most,
        timeout=_PATIENCE,
        max_idle=_IDLE,
        configure=configure,
        check=AsyncConnectionPool.check_connection,
        open=False,
    ) as connections:
        yield connections
