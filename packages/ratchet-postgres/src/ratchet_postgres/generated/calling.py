"""The queries of `queries/calling.sql`. Do not edit: `make generate` writes it."""

from typing import Any, Final

from psycopg import AsyncConnection

from ratchet_postgres.asking import execute, fetch_one

_CALL_UP: Final = """
select set_config('synchronous_commit', 'off', true), pg_notify('ratchet', current_schema() || '/' || $1::text)
"""


async def call_up(conn: AsyncConnection[Any], *, call: str) -> None:
    """Wake those who listen for a call in this schema; nobody waits for the disk to know of it."""
    await execute(conn, _CALL_UP, (call,))


_SCHEMA: Final = """
select current_schema()::text as schema
"""


async def schema(conn: AsyncConnection[Any]) -> str | None:
    """The schema that this connection works in."""
    row = await fetch_one(conn, _SCHEMA, ())
    return None if row is None else row[0]
