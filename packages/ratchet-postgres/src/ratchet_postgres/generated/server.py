"""The queries of `queries/server.sql`. Do not edit: `make generate` writes it."""

from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.asking import fetch_one

_SETTINGS: Final = """
select
    current_setting('server_version_num')::int as version,
    current_setting('server_version')::text as version_name,
    current_setting('fsync')::text as fsync,
    current_setting('full_page_writes')::text as full_page_writes,
    current_setting('synchronous_commit')::text as synchronous_commit
"""


@frozen
class SettingsRow:
    """A row of `settings`."""

    version: int
    version_name: str
    fsync: str
    full_page_writes: str
    synchronous_commit: str


async def settings(conn: AsyncConnection[Any]) -> SettingsRow | None:
    """What kind of server this is, and how safe it keeps what was committed."""
    row = await fetch_one(conn, _SETTINGS, ())
    return None if row is None else SettingsRow(*row)
