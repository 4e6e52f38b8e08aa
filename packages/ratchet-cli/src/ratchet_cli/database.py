"""The commands of `ratchet db`: they bring a PostgreSQL to the version of this ratchet, and check what is in it."""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

import typer
from ratchet_postgres import ConnectingError, MigrationError, Problem, check, check_version, connect, migrate

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.printing import say

app = typer.Typer(rich_markup_mode=None)

T = TypeVar("T")

_SHOWN = 10
_PROBLEMS = 1

DatabaseUrl = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="URL",
        envvar="RATCHET_DATABASE_URL",
        help="Where the database is, as in postgresql://localhost/ratchet.",
    ),
]


@app.command("migrate")
def migrate_command(database: DatabaseUrl) -> None:
    """Bring a database to this version of ratchet."""
    for line in done(_migrated(database)):
        say(line)


@app.command("check")
def check_command(database: DatabaseUrl) -> None:
    """Check a database; exit code 1 where something does not hold."""
    problems = done(_checked(database))
    for problem in problems:
        rest = f" and {len(problem.of) - _SHOWN} more" if len(problem.of) > _SHOWN else ""
        say(f"{problem.what}: {', '.join(problem.of[:_SHOWN])}{rest}")
    if problems:
        raise typer.Exit(_PROBLEMS)
    say("The database is up to date, and all that was checked holds.")


async def _migrated(url: str) -> list[str]:
    async with await connect(url) as conn:
        applied = [f"Applied migration {one.number} ({one.name})." for one in await migrate(conn)]
        return [*applied, f"The database has version {await check_version(conn)}."]


async def _checked(url: str) -> list[Problem]:
    async with await connect(url) as conn:
        await check_version(conn)
        return await check(conn)


def done(work: Coroutine[Any, Any, T]) -> T:
    """Do what is to be done with a database.

    Raises:
        UnusableInputError: If it cannot be reached, or has another version.
    """
    try:
        return asyncio.run(work)
    except (ConnectingError, MigrationError) as error:
        raise UnusableInputError(str(error)) from error
