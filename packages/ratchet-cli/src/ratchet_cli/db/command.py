"""The commands of `ratchet db`: they make a PostgreSQL ready, check what is in it, and back it up."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from ratchet_postgres import BackupError, back_up, check, check_backup, check_version, connect, migrate, restore
from ratchet_postgres.housekeeping import Retention, keep_house
from ratchet_postgres.migrating import is_made, own_schema

from ratchet_cli.clock import now
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.nouns.placed import DatabaseUrl
from ratchet_cli.places.which_database import EMBEDDED, database_found, work_on
from ratchet_cli.settings import days
from ratchet_cli.terminal.names import counted
from ratchet_cli.terminal.printing import say

app = typer.Typer(rich_markup_mode=None)

T = TypeVar("T")

_SHOWN = 10
_PROBLEMS = 1


@app.command("migrate")
def migrate_command(database: DatabaseUrl = None) -> None:
    """Bring a database to this version of ratchet.

    Without a database, one is made and kept in this folder.
    """
    with database_found(database, made=True) as url:
        for line in asyncio.run(_migrated(url)):
            say(line)


@app.command("check")
def check_command(database: DatabaseUrl = None) -> None:
    """Check a database; exit code 1 where something does not hold."""
    problems = work_on(database, check)
    for problem in problems:
        rest = f" and {len(problem.of) - _SHOWN} more" if len(problem.of) > _SHOWN else ""
        say(f"{problem.what}: {', '.join(problem.of[:_SHOWN])}{rest}")
    if problems:
        raise typer.Exit(_PROBLEMS)
    say("The database is up to date, and all that was checked holds.")


@app.command("trim")
def trim_command(
    *,
    database: DatabaseUrl = None,
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="DAYS", help="Words of the log that are older, as 90d; 0d keeps all.")
    ] = "90d",
    decisions: Annotated[
        str, typer.Option("--decisions", metavar="DAYS", help="Reasons that are older, as 365d; 0d keeps all.")
    ] = "365d",
) -> None:
    """Let old words and decisions leave the log, and at once those of what was deleted and edited."""
    retention = Retention(days("--older-than", older_than), days("--decisions", decisions))
    kept = work_on(database, lambda conn: keep_house(conn, now(), retention))
    if kept is None:
        raise UnusableInputError("Another process is doing this right now; nothing is left to do.")
    say(f"{counted(kept.cleared, 'event')} of the log lost words that were deleted, edited or erased.")
    say(f"{counted(kept.trimmed, 'event')} and {counted(kept.decisions, 'decision')} were old and went.")
    say(f"A replay begins after turn {kept.baseline:,}." if kept.baseline else "A replay begins at the first turn.")


@app.command("backup")
def backup_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; it must not be there yet.")],
    database: DatabaseUrl = None,
) -> None:
    """Write all that is in a database to a file.

    A service that runs goes on meanwhile; what comes in during the backup is not in it.
    """
    with database_found(database) as url:
        size = _backed(lambda: back_up(url, asyncio.run(_schema(url)), file))
    say(f"The database was written to {file} ({size:,} bytes).")


@app.command("restore")
def restore_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `ratchet db backup` wrote.")],
    database: DatabaseUrl = None,
) -> None:
    """Bring back all that is in a backup, into an empty database: everything, or nothing."""
    _backed(lambda: check_backup(file))
    with database_found(database, made=True, migrated=False) as url:
        schema = asyncio.run(_empty_schema(url))
        _backed(lambda: restore(url, schema, file))
        version = asyncio.run(_version(url))
    say(f"The database is as it was when {file} was written, with version {version}.")


def _backed(work: Callable[[], T]) -> T:
    try:
        return work()
    except BackupError as error:
        raise UnusableInputError(str(error)) from error


async def _schema(url: str) -> str:
    async with await connect(url) as conn:
        await check_version(conn)
        return await own_schema(conn)


async def _empty_schema(url: str) -> str:
    async with await connect(url) as conn:
        if await is_made(conn):
            raise UnusableInputError(
                "A backup is restored only into an empty database, and this one is not; make one with `createdb`, "
                f"or move {EMBEDDED} away."
            )
        return await own_schema(conn)


async def _version(url: str) -> int:
    async with await connect(url) as conn:
        return await check_version(conn)


async def _migrated(url: str) -> list[str]:
    async with await connect(url) as conn:
        applied = [f"Applied migration {one.number} ({one.name})." for one in await migrate(conn)]
        return [*applied, f"The database has version {await check_version(conn)}."]
