"""The commands that work on the log of a database: `ratchet replay` and `ratchet import`."""

import asyncio
import os
from contextlib import ExitStack

import typer
from ratchet_postgres import check_version, connect
from ratchet_postgres.housekeeping import Retention

from ratchet_cli.clock import now
from ratchet_cli.db import importing
from ratchet_cli.db.importing import import_into
from ratchet_cli.db.replaying import Replayed, replay, told
from ratchet_cli.places.which_database import database_found
from ratchet_cli.settings import KEEP_WORDS, days_set
from ratchet_cli.simulate.simulation import SimulationRequest
from ratchet_cli.terminal.printing import say
from ratchet_cli.terminal.progress import Progress, progress_in

_DIFFERENT = 1


def replay_log(database: str | None) -> None:
    """Replay the log of a database, and say what came of it; exit code 1 where something is not the same.

    Raises:
        UnusableInputError: If the database cannot be used.
    """
    with ExitStack() as stack:
        url = stack.enter_context(database_found(database))
        replayed = asyncio.run(_replayed(url, progress_in(stack)))
    for line in told(replayed):
        say(line)
    if replayed.difference:
        raise typer.Exit(_DIFFERENT)


async def _replayed(url: str, progress: Progress) -> Replayed:
    async with await connect(url) as conn:
        await check_version(conn)
        return await replay(conn, progress)


def import_export(database: str | None, request: SimulationRequest) -> None:
    """Put an export into a database, and say what came of it.

    Raises:
        UnusableInputError: If something that was asked for cannot be used.
        ExportError: If the path is not a Slack export.
    """
    kept = days_set(os.environ, KEEP_WORDS, Retention().words)
    with ExitStack() as stack:
        url = stack.enter_context(database_found(database, made=True))
        imported = asyncio.run(import_into(url, request, progress_in(stack)))
    for line in importing.told(imported):
        say(line)
    for line in importing.outlived(imported, now(), kept):
        say(f"ratchet: {line}", err=True)
