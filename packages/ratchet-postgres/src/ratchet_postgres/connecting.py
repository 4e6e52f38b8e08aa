"""Connections as ratchet uses them: each statement commits by itself, and whole numbers are always of one size."""

from typing import Any

from psycopg import AsyncConnection
from psycopg.types.numeric import Int8Dumper


async def connect(url: str) -> AsyncConnection[Any]:
    """Return a connection to the database of a URL."""
    conn: AsyncConnection[Any] = await AsyncConnection.connect(url, autocommit=True)
    adapt(conn)
    return conn


def adapt(conn: AsyncConnection[Any]) -> None:
    """Have whole numbers sent as bigint: by default their size follows their value, and a statement has many forms."""
    conn.adapters.register_dumper(int, Int8Dumper)
