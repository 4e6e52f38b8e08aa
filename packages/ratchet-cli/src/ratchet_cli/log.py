"""The commands on the log of a database: `ratchet replay`."""

from contextlib import ExitStack

import typer
from ratchet_postgres import check_version, connect

from ratchet_cli.database import done
from ratchet_cli.outputs import progress_in
from ratchet_cli.printing import say
from ratchet_cli.replaying import Progress, Replayed, replay, told

_DIFFERENT = 1


def replay_log(database: str) -> None:
    """Replay the log of a database, and say what came of it; exit code 1 where something is not the same.

    Raises:
        UnusableInputError: If the database cannot be used.
    """
    with ExitStack() as stack:
        replayed = done(_replayed(database, progress_in(stack)))
    for line in told(replayed):
        say(line)
    if replayed.difference:
        raise typer.Exit(_DIFFERENT)


async def _replayed(url: str, progress: Progress) -> Replayed:
    async with await connect(url) as conn:
        await check_version(conn)
        return await replay(conn, progress)
