"""The queries of `queries/migrating.sql`. Do not edit: `make generate` writes it."""

from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.asking import execute, fetch_all, fetch_one

_LOCK_MIGRATIONS: Final = """
select pg_advisory_xact_lock(7228421, hashtext(current_schema()))
"""


async def lock_migrations(conn: AsyncConnection[Any]) -> None:
    """Wait until no other process migrates this schema, and keep others waiting until the transaction ends."""
    await execute(conn, _LOCK_MIGRATIONS, ())


_IS_BEGUN: Final = """
select (to_regclass('schema_migration') is not null)::boolean as begun
"""


async def is_begun(conn: AsyncConnection[Any]) -> bool | None:
    """Whether any migration was ever applied to this schema."""
    row = await fetch_one(conn, _IS_BEGUN, ())
    return None if row is None else row[0]


_APPLIED: Final = """
select number, name, digest from schema_migration order by number
"""


@frozen
class AppliedRow:
    """A row of `applied`."""

    number: int
    name: str
    digest: str


async def applied(conn: AsyncConnection[Any]) -> list[AppliedRow]:
    """The migrations that were applied, in their order."""
    return [AppliedRow(*row) for row in await fetch_all(conn, _APPLIED, ())]


_NOTE_APPLIED: Final = """
insert into schema_migration (number, name, digest) values ($1, $2, $3)
"""


async def note_applied(conn: AsyncConnection[Any], *, number: int, name: str, digest: str) -> None:
    """Note that a migration was applied."""
    await execute(conn, _NOTE_APPLIED, (number, name, digest))


_OWN_SCHEMA: Final = """
select coalesce(current_schema(), '')::text as name
"""


async def own_schema(conn: AsyncConnection[Any]) -> str | None:
    """The schema that is the workspace; an empty name where the search path names one that does not exist."""
    row = await fetch_one(conn, _OWN_SCHEMA, ())
    return None if row is None else row[0]
