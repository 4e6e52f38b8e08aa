"""Connections as ratchet uses them: each statement commits by itself, and whole numbers are always of one size."""

import asyncio
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from psycopg import AsyncConnection, OperationalError, ProgrammingError
from psycopg.adapt import Dumper
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.json import set_json_loads
from psycopg.types.numeric import Int8Dumper

_MOST_PREPARED: Final = 300
"""So many statements are kept prepared: what is looked up and written together has many forms."""


_PATIENCE: Final = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""After so many seconds a host that does not answer is given up, where its URL says nothing else."""


_WRITTEN: Final = "Its URL is written as postgresql://HOST/NAME."

_REMEDIES: Final = (
    ("starting up", "It is starting; try again in a moment."),
    ("shutting down", "It is being stopped; start it again."),
    ("not yet accepting", "It recovers; try again in a moment."),
    ("recovery", "It recovers; try again in a moment."),
    ("refused", f"Is it running there? {_WRITTEN}"),
    ("password", "Look at the name and the password in its URL, postgresql://USER:PASSWORD@HOST/NAME."),
    ("too many clients", "Close other connections, or raise its max_connections."),
    ("does not exist", "Create it first, with createdb, or name another in its URL."),
)
"""What helps, by what stands in PostgreSQL's message."""


class ConnectingError(Exception):
    """A database cannot be reached; the message says why."""


class Connection(AsyncConnection[Any]):
    """A connection that knows since when it waits for an answer, by a clock that never goes back."""

    waiting_since: float | None = None

    async def wait(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the driver has it
        """Wait for an answer."""
        self.waiting_since = time.monotonic()
        try:
            return await super().wait(*args, **kwargs)
        finally:
            self.waiting_since = None


@contextmanager
def patience(conn: AsyncConnection[Any], seconds: float) -> Iterator[None]:
    """Cut a connection off that takes longer: where a link swallows everything, nothing else ends the waiting."""
    timer = asyncio.get_running_loop().call_later(seconds, cut, conn)
    try:
        yield
    finally:
        timer.cancel()


def cut(conn: AsyncConnection[Any]) -> None:
    """Have whoever waits on a connection find it ended at once, whatever the link.

    Its socket is shut, and the connection not freed (`finish`): the driver may be about to go on with it.
    """
    with suppress(OSError, OperationalError), socket.socket(fileno=os.dup(conn.pgconn.socket)) as own:
        own.shutdown(socket.SHUT_RDWR)


async def connect(url: str) -> Connection:
    """Return a connection to the database of a URL.

    Raises:
        ConnectingError: If it cannot be reached, or the URL is none.
    """
    try:
        told = patiently(url)
        if "@" in str(conninfo_to_dict(told).get("host")):
            raise ConnectingError("The database cannot be reached: its URL has two @; write one in a password as %40.")
        conn = await Connection.connect(told, autocommit=True)
    except ProgrammingError as error:
        raise ConnectingError(f"The database cannot be reached: its URL cannot be read. {_WRITTEN}") from error
    except OperationalError as error:
        why = " ".join(str(error).split()).rstrip("?.")
        raise ConnectingError(f"The database cannot be reached ({why}). {remedy_of(why)}") from error
    adapt(conn)
    return conn


def remedy_of(why: str) -> str:
    """Return what helps where PostgreSQL says why it cannot be reached."""
    return next((remedy for sign, remedy in _REMEDIES if sign in why), _WRITTEN)


def patiently(url: str) -> str:
    """Return how the database of a URL is connected to, with limits on how long a silent host is waited for."""
    return make_conninfo("", **{**_PATIENCE, **conninfo_to_dict(url)})


class Lists(Dumper):
    """Sends lists as PostgreSQL writes arrays, whose type the statement says.

    Lists of JSON are long and full of quotes, and the driver's own dumper calls a function of Python for each of them.
    """

    def dump(self, obj: list[Any]) -> bytes:
        """Return a list as an array; most are of one number."""
        if len(obj) == 1 and obj[0].__class__ is int:
            return b"{%d}" % obj[0]
        return f"{{{','.join(map(_element, obj))}}}".encode()


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _read(data: str | bytes) -> Any:  # noqa: ANN401 - whatever it stands for
    """Return what JSON stands for, as PostgreSQL writes it: in UTF-8, and with nothing around it."""
    return _JSON.raw_decode(data if isinstance(data, str) else data.decode())[0]


_JSON: Final = json.JSONDecoder()


def adapt(conn: AsyncConnection[Any]) -> None:
    """Have statements prepared, and whole numbers sent as bigint: by default their size follows their value."""
    conn.adapters.register_dumper(int, Int8Dumper)
    conn.adapters.register_dumper(list, Lists)
    set_json_loads(_read, conn)
    conn.prepared_max = _MOST_PREPARED
