"""`ratchet play`: a game on a database of its own, which is made for it and gone at its end."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, LiteralString
from urllib.parse import urlsplit

import psycopg
from psycopg import sql
from ratchet_core.basis.instants import MINUTE, Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_postgres import EmbeddedError, connect, embedded, migrate, read
from ratchet_postgres.directories import directory_in
from ratchet_postgres.log import latest_policy
from ratchet_slack.export import open_export

from ratchet_cli.clock import now
from ratchet_cli.db.importing import import_into
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.places.which_database import told_of_making
from ratchet_cli.play import game
from ratchet_cli.play.models import Played, model_played
from ratchet_cli.simulate.simulation import SimulationRequest
from ratchet_cli.terminal.progress import progress_in

FOLDER: Final = Path(".ratchet") / "play"
"""Where the PostgreSQL of games is kept, in the current folder; no other data is in it."""

_BEGINS: Final = "game_"


def play(export: Path | None, model: str | None, environment: Mapping[str, str]) -> None:
    """Play a game in the terminal, after the history of an export where one is given.

    Raises:
        UnusableInputError: If the database cannot be made, or there is no such model.
        ExportError: If the path is not a Slack export.
    """
    played = model_played(model, environment)
    if export is not None:
        with open_export(export):
            pass  # what is no export is refused before a database is made for it
    with _database() as url:
        policy, known, clock = game.game_policy(), None, now
        if export is not None:
            policy, known, last = _told(url, export)
            clock = _from(last + MINUTE)
        asyncio.run(_played(url, policy, known, clock, played))


async def _played(
    url: str, policy: Policy, known: Directory | None, clock: Callable[[], Instant], played: Played
) -> None:
    async with game.session_on(url, clock, policy, played) as session:
        await game.run(session, sys.stdin, known, played)


@contextmanager
def _database() -> Iterator[str]:
    """Make a database for one game, and give its URL."""
    name = f"{_BEGINS}{os.getpid()}"
    try:
        told_of_making(FOLDER)
        with embedded(FOLDER) as server:
            _clear_up(server)
            _run(server, "create database {} encoding 'UTF8' template template0", name)
            try:
                url = urlsplit(server)._replace(path=f"/{name}").geturl()
                asyncio.run(_migrated(url))
                yield url
            finally:
                _run(server, "drop database {} with (force)", name)
    except EmbeddedError as error:
        raise UnusableInputError(str(error)) from error


def _clear_up(server: str) -> None:
    """Drop the databases of games whose processes are gone: one that was killed leaves its own behind."""
    with psycopg.connect(server, autocommit=True) as conn:
        found = conn.execute("select datname from pg_database where starts_with(datname, %s)", [_BEGINS]).fetchall()
    for (name,) in found:
        if not _is_played(name):
            _run(server, "drop database {} with (force)", name)


def _is_played(name: str) -> bool:
    process = int(name.removeprefix(_BEGINS))
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)  # which only looks whether there is one
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _run(server: str, command: LiteralString, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as conn:
        conn.execute(sql.SQL(command).format(sql.Identifier(name)))


async def _migrated(url: str) -> None:
    async with await connect(url) as conn:
        await migrate(conn)


def _told(url: str, export: Path) -> tuple[Policy, Directory, Instant]:
    """Put an export into the database, and return the policy that fits it, who and what it tells of, and its end."""
    with ExitStack() as stack:
        asyncio.run(import_into(url, SimulationRequest(export), progress_in(stack)))
    return asyncio.run(_known(url))


async def _known(url: str) -> tuple[Policy, Directory, Instant]:
    async with await connect(url) as conn:
        policy = game.spoken(await latest_policy(conn) or Policy())
        return policy, await directory_in(conn, policy), await read(conn, policy, lambda reader: reader.now())


def _from(begun: Instant) -> Callable[[], Instant]:
    """Return a clock that begins at a moment and goes on as the real one."""
    behind = now() - begun
    return lambda: now() - behind
