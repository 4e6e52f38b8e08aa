"""Serves the pages: says where they are once they are there, and stops when it is asked to."""

import logging
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

PORT = 5001


class UnservableError(OSError):
    """The pages cannot be served where they should be; the message says where."""


class Serving(uvicorn.Server):
    """A server that says where it is as soon as it answers there."""

    def __init__(self, app: ASGIApp, host: str, port: int, ready: Callable[[str], None]) -> None:
        """Serve an application; `ready` is told its address. Port 0 takes any that is free."""
        super().__init__(uvicorn.Config(app, host, port, log_level="warning", server_header=False, lifespan="off"))
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve.

        Raises:
            UnservableError: If the port cannot be had.
        """
        log = logging.getLogger("uvicorn.error")
        log.addFilter(_is_not_raised)
        try:
            await super().startup(sockets)
        except SystemExit as end:  # uvicorn would end the process, and all that it does beside the pages
            where = f"{self.config.host}:{self.config.port}"
            raise UnservableError(f"The pages cannot be served on {where}; another process may have that port") from end
        finally:
            log.removeFilter(_is_not_raised)
        if self.servers:
            self._ready(address_of(*self.servers[0].sockets[0].getsockname()[:2]))


def _is_not_raised(record: logging.LogRecord) -> bool:
    """Say whether a record is not the error that is raised too."""
    return not isinstance(record.msg, OSError)


def address_of(host: str, port: int) -> str:
    """Return the address under which a browser finds what is served."""
    name = "localhost" if host in {"127.0.0.1", "::1"} else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"
