"""The queries of `queries/writer.sql`. Do not edit: `make generate` writes it."""

from typing import Any, Final

from psycopg import AsyncConnection

from ratchet_postgres.asking import fetch_one

_TAKE_LOCK: Final = """
select pg_try_advisory_lock(7228422, hashtext(current_schema()))::boolean as held
"""


async def take_lock(conn: AsyncConnection[Any]) -> bool | None:
    """Take the lock of the workspace that this schema is, for as long as the connection lasts; say whether it was free."""
    row = await fetch_one(conn, _TAKE_LOCK, ())
    return None if row is None else row[0]
