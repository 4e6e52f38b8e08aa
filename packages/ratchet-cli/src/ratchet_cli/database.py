"""The commands of `ratchet db`: they bring a PostgreSQL to the version of this ratchet, and check what is in it."""

import asyncio

import typer
from ratchet_postgres import Problem, check, check_version, connect, migrate

from ratchet_cli.printing import say
from ratchet_cli.state.placed import DatabaseUrl
from ratchet_cli.which_database import database_found

app = typer.Typer(rich_markup_mode=None)

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
    with database_found(database) as url:
        problems = asyncio.run(_checked(url))
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
