"""An embedded PostgreSQL for the tests: one server for a run, and a copy of one migrated database for each place."""

import asyncio
import atexit
import fcntl
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final, LiteralString
from urllib.parse import urlsplit

import psutil
import psycopg
from psycopg import AsyncConnection, sql
from ratchet_core.domain.policy import Policy
from ratchet_postgres import Writer, connect, migrate
from ratchet_postgres.embedded import started
from ratchet_postgres.writer import LONGEST, MOST

TEMPLATE: Final = "ratchet_template"
_ANY_LOCK: Final = 7_228_400
_numbers = itertools.count()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let no other process of the run do this meanwhile."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _patient(url: str) -> str:
    """Return a URL with which a busy machine is no database that is away."""
    return f"{url}&connect_timeout=60"


def _tidied(folder: Path) -> None:
    """Leave nothing behind once the last process of a run has deleted the server's data."""
    if not (folder / "data").exists():
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """A running PostgreSQL, reached at `url`; all processes of one run of the tests share it."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        # Not among pytest's own temporary folders: those only their owner may enter, and root has to run a server
        # as somebody else.
        atexit.register(_tidied, folder)  # before the server's own, so that it comes after that
        folder.mkdir(exist_ok=True)
        self._folder = folder
        with _alone(folder / "starting"):
            self._server = started(folder / "data", "delete")
        self.url: str = _patient(self._server.get_uri())
        with psycopg.connect(self.url, autocommit=True) as conn:
            conn.execute("select pg_advisory_lock(%s)", [_ANY_LOCK])
            if conn.execute("select from pg_database where datname = %s", [TEMPLATE]).fetchone() is None:
                for quick in () if durable else ("fsync", "synchronous_commit", "full_page_writes"):
                    conn.execute(f"alter system set {quick} = off".encode())  # nobody pulls the plug of a test
                conn.execute("select pg_reload_conf()")
                conn.execute("create database ratchet_template")
                asyncio.run(self._migrated())

    async def _migrated(self) -> None:
        async with await connect(self.of(TEMPLATE)) as conn:
            await migrate(conn)

    def crash(self) -> None:
        """Kill all of it, as a loss of power would, and start it again."""
        postmaster = psutil.Process(int((self._folder / "data" / "postmaster.pid").read_text().split()[0]))
        for process in (postmaster, *postmaster.children()):
            process.kill()
        psutil.wait_procs([postmaster], timeout=10)
        self._server.ensure_postgres_running()

    def of(self, database: str) -> str:
        """Return the URL of one of the server's databases."""
        return urlsplit(self.url)._replace(path=f"/{database}").geturl()

    @asynccontextmanager
    async def database(self, template: str = TEMPLATE) -> AsyncIterator[str]:
        """Make a database of its own, a copy of another, and give its URL."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        await self._run("create database {} template {} strategy file_copy", name, template)
        try:
            yield self.of(name)
        finally:
            await self._run("drop database {} with (force)", name)

    async def _run(self, command: LiteralString, *names: str) -> None:
        async with await psycopg.AsyncConnection.connect(self.url, autocommit=True) as conn:
            await conn.execute(sql.SQL(command).format(*map(sql.Identifier, names)))


async def seated(conn: AsyncConnection[Any], policy: Policy, most: int = MOST, longest: float = LONGEST) -> Writer:
    """Return the writer of a connection's workspace, once the server has heard that the connection before is closed."""
    while (writer := await Writer.open(conn, policy, most, longest)) is None:  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0.01)
    return writer
