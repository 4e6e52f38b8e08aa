"""The directory of a schema, read into memory whole: who decides holds it, and who reads asks it."""

import asyncio
from typing import Any, Final

from psycopg import AsyncConnection
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy

from ratchet_postgres.asking import fetch_all
from ratchet_postgres.rows import everything_held, record_of
from ratchet_postgres.together import rows_of

_BETWEEN: Final = 200


async def directory_in(conn: AsyncConnection[Any], policy: Policy) -> Directory:
    """Return the directory of the connection's schema, which must be migrated, under a policy."""
    query, kinds = everything_held()
    directory = Directory(policy)
    rows = sorted(await fetch_all(conn, *rows_of(query)), key=lambda row: row[0])
    for number, (place, data) in enumerate(rows):
        directory = directory.with_record(record_of(kinds[place].record, data))
        if number % _BETWEEN == 0:
            await asyncio.sleep(0)  # so that others may give signs of life
    return directory
