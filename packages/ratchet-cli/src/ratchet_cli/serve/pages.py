"""The pages as a part of the service: a web server that stops when the service does."""

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ratchet_web import Serving, UnservableError
from starlette.types import ASGIApp

from ratchet_cli.errors import UnusableInputError


def check_port(host: str, port: int) -> None:
    """Look whether the pages can have their port, before anything is started.

    Raises:
        UnusableInputError: If they cannot.
    """
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        what = f"The pages cannot be served on {host}:{port}: {os.strerror(error.errno or 0)}."
        raise UnusableInputError(f"{what} Stop what has that port, or set RATCHET_PAGES_PORT to another.") from error


class _Server(Serving):
    """A server that leaves the signals to the service."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def _raise_why(ended: "asyncio.Task[None]") -> None:
    try:
        ended.result()
    except UnservableError as error:
        raise OSError(f"{error}; set RATCHET_PAGES_PORT to another.") from error


async def serve_pages(app: ASGIApp, host: str, port: int, ready: Callable[[str], None], stop: asyncio.Event) -> None:
    """Serve an application until told to stop; `ready` is told the address once it answers there.

    Raises:
        OSError: If the port cannot be had; the message says what to do.
    """
    server = _Server(app, host, port, ready)
    serving, stopping = asyncio.create_task(server.serve()), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if serving.done():
            _raise_why(serving)
        server.should_exit = True
        await serving
    finally:
        stopping.cancel()
        if not serving.done():
            server.force_exit = True
            serving.cancel()
        await asyncio.gather(serving, stopping, return_exceptions=True)
