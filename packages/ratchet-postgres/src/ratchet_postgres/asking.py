"""How generated queries are run: placeholders as PostgreSQL has them, rows as tuples, json through the core's codec."""

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

from attrs import frozen
from psycopg import AsyncConnection, AsyncRawCursor
from ratchet_core.vocabulary.codec import converter


@frozen(cache_hash=True)  # what several come to together is found by them
class Statement:
    """A statement that is to be sent together with others, and the names of its parameters in their order."""

    text: str
    parameters: tuple[str, ...]


async def fetch_all(conn: AsyncConnection[Any], text: str, values: Sequence[object]) -> list[Any]:
    """Return all rows of a query."""
    async with AsyncRawCursor(conn) as cursor:
        await cursor.execute(text_of(text), values)
        return await cursor.fetchall()


async def fetch_one(conn: AsyncConnection[Any], text: str, values: Sequence[object]) -> Any:  # noqa: ANN401 - any row
    """Return the first row of a query, or None."""
    async with AsyncRawCursor(conn) as cursor:
        await cursor.execute(text_of(text), values)
        return await cursor.fetchone()


async def execute(conn: AsyncConnection[Any], text: str, values: Sequence[object]) -> int:
    """Run a statement, and return how many rows it touched."""
    async with AsyncRawCursor(conn) as cursor:
        await cursor.execute(text_of(text), values)
        return cursor.rowcount


async def copy_rows(conn: AsyncConnection[Any], text: str, rows: Iterable[Sequence[object]]) -> None:
    """Copy rows into a table."""
    async with conn.cursor() as cursor, cursor.copy(text_of(text)) as copy:
        for row in rows:
            await copy.write_row(row)


def read(value: object, kind: Any) -> Any:  # noqa: ANN401 - a union is no type to the checker
    """Return what json stands for, or None where there is none."""
    return None if value is None else converter().structure(value, kind)


def text_of(text: str) -> LiteralString:
    """Return SQL that no user typed: it is from `queries/` or `migrations/`, and values are never put into it."""
    return text
