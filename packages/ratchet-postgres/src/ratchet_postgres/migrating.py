"""Brings a schema to the version of the code: plain SQL, forward only, under a lock, all of it or nothing."""

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.asking import text_of
from ratchet_postgres.generated import migrating as queries

_FOLDER: Final = files("ratchet_postgres") / "migrations"


class MigrationError(Exception):
    """A schema cannot be brought to the version of the code; the message says why and what to do."""


@frozen
class Migration:
    """One step of the schema: its number, what it is called, and its SQL."""

    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        """The SHA-256 of its SQL."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> tuple[Migration, ...]:
    """Return the migrations that this code knows, in their order."""
    names = sorted(one.name for one in _FOLDER.iterdir() if one.name.endswith(".sql"))
    return tuple(Migration(int(one[:4]), one[5:-4], (_FOLDER / one).read_text(encoding="utf-8")) for one in names)


async def migrate(conn: AsyncConnection[Any], known: Sequence[Migration] | None = None) -> tuple[Migration, ...]:
    """Apply what is missing in the connection's schema, in one transaction, and return it.

    Processes that do so at once wait for each other, and the later ones find nothing to do.

    Raises:
        MigrationError: If the schema is newer than the code, or was made by other migrations.
    """
    known = migrations() if known is None else known
    async with conn.transaction():
        await queries.lock_migrations(conn)
        applied = await queries.applied(conn) if await queries.is_begun(conn) else []
        _check(known, applied)
        missing = tuple(known[len(applied) :])
        for one in missing:
            await conn.execute(text_of(one.sql))
            await queries.note_applied(conn, number=one.number, name=one.name, digest=one.digest)
    return missing


async def is_made(conn: AsyncConnection[Any]) -> bool:
    """Say whether any migration was ever applied to the connection's schema."""
    return bool(await queries.is_begun(conn))


async def migrate_if_new(conn: AsyncConnection[Any]) -> None:
    """Make the connection's schema, if no migration was ever applied to it."""
    if not await is_made(conn):
        await migrate(conn)


async def own_schema(conn: AsyncConnection[Any]) -> str:
    """Return the schema that is the connection's workspace.

    Raises:
        MigrationError: If the search path names one that does not exist.
    """
    schema = await queries.own_schema(conn)
    if not schema:
        raise MigrationError("The schema of the search path does not exist; make it with `create schema`.")
    return schema


async def check_version(conn: AsyncConnection[Any]) -> int:
    """Return the version of the connection's schema, which must be that of the code.

    Raises:
        MigrationError: If it is not.
    """
    known = migrations()
    applied = await queries.applied(conn) if await queries.is_begun(conn) else []
    _check(known, applied)
    if len(applied) < len(known):
        raise MigrationError(
            f"The database is at version {len(applied)}, and this ratchet needs {len(known)}; run `ratchet db migrate`."
        )
    return len(known)


def _check(known: Sequence[Migration], applied: Sequence[queries.AppliedRow]) -> None:
    if len(applied) > len(known):
        raise MigrationError(
            f"The database is at version {applied[-1].number} ({applied[-1].name}), and this ratchet knows "
            f"{known[-1].number}; update ratchet."
        )
    for there, here in zip(applied, known, strict=False):
        if there.digest != here.digest:
            raise MigrationError(
                f"Migration {there.number} ({there.name}) of the database is not that of this ratchet: it was changed "
                f"after it was applied. Use the ratchet that made the database."
            )
