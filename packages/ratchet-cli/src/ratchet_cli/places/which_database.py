"""Finds the database that a command is to work on, has it running, and says which it is."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict
from ratchet_postgres import (
    ConnectingError,
    EmbeddedError,
    MigrationError,
    UnfitServerError,
    check_server,
    check_version,
    connect,
    embedded,
    is_there,
    migrate_if_new,
)
from ratchet_postgres.server import ALLOW

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.settings import URL, flag
from ratchet_cli.terminal.printing import say

T = TypeVar("T")

EMBEDDED = Path(".ratchet") / "postgres"
"""Where an embedded database is kept, in the current folder."""


@contextmanager
def database_found(given: str | None, *, made: bool = False, migrated: bool = True) -> Iterator[str]:
    """Give the URL of the database that is given, or that of the settings, or else the embedded one.

    With `made`, the embedded one is made where there is none; one that is new is `migrated`.

    Raises:
        UnusableInputError: If there is none, or it cannot be used.
    """
    with _told():
        url = url_given(given)
        if url is not None:
            if name := _name_of(url):
                say(f"Using the database at {name}.", err=True)
            asyncio.run(_fit(url))
            yield url
        elif made or is_there(EMBEDDED):
            told_of_making(EMBEDDED)
            with embedded(EMBEDDED) as own:
                say(f"Using the embedded PostgreSQL in {EMBEDDED}.", err=True)
                if migrated:
                    asyncio.run(_ready(own))
                yield own
        else:
            raise UnusableInputError(
                f"There is nothing to work on: give --database URL or --state FILE, or set {URL}; "
                "`ratchet db migrate` makes an embedded database in this folder."
            )


def work_on(database: str | None, work: Callable[[AsyncConnection[Any]], Awaitable[T]]) -> T:
    """Do something on a connection to the database that is found, which has the version of this ratchet.

    Raises:
        UnusableInputError: As `database_found` does.
    """

    async def run(url: str) -> T:
        async with await connect(url) as conn:
            await check_version(conn)
            return await work(conn)

    with database_found(database) as url:
        return asyncio.run(run(url))


def url_given(database: str | None) -> str | None:
    """Return the URL of the database that is meant: the one that is given, or else that of the settings, if any.

    Raises:
        UnusableInputError: If the one that is given is empty.
    """
    if database is not None and not database.strip():
        raise UnusableInputError("--database is empty; write postgresql://HOST/NAME, or leave it out.")
    return database if database is not None else os.environ.get(URL) or None


async def _fit(url: str) -> None:
    async with await connect(url) as conn:
        await check_server(conn, allow_unsafe=flag(os.environ, ALLOW))


async def _ready(url: str) -> None:
    async with await connect(url) as conn:
        await migrate_if_new(conn)


def told_of_making(folder: Path) -> None:
    """Say that a PostgreSQL is made where there is none, for that takes a while."""
    if not is_there(folder):
        say(f"Making a PostgreSQL in {folder}; this takes a few seconds, once.", err=True)


def _name_of(url: str) -> str:
    """Return the host, the port where it is given, and the name in a URL; nothing where it is no URL."""
    try:
        known = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return ""
    host = str(known.get("host") or known.get("hostaddr") or "localhost")
    if "@" in host:  # the rest of a password that was not written as a URL takes it
        return ""
    port = f":{known['port']}" if known.get("port") else ""
    return f"{host}{port}/{known.get('dbname') or known.get('user') or ''}"


@contextmanager
def _told() -> Iterator[None]:
    """Turn what goes wrong with a database into what is said of it."""
    try:
        yield
    except EmbeddedError as error:
        raise UnusableInputError(f"{error} Or set RATCHET_DATABASE_URL to use another PostgreSQL.") from error
    except (ConnectingError, MigrationError, UnfitServerError) as error:
        raise UnusableInputError(str(error)) from error
    except psycopg.OperationalError as error:
        why = " ".join(str(error).split())
        raise UnusableInputError(f"The connection to the database was lost: {why}. Try again.") from error
