"""Serves the pages: says where they are once they are there, and stops when it is asked to."""

import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

PORT = 5001


class Serving(uvicorn.Server):
    """A server that says where it is as soon as it answers there."""

    def __init__(self, app: ASGIApp, host: str, port: int, ready: Callable[[str], None]) -> None:
        """Serve an application; `ready` is told its address. Port 0 takes any that is free."""
        super().__init__(uvicorn.Config(app, host, port, log_level="warning", server_header=False, lifespan="off"))
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        await super().startup(sockets)
        if self.servers:
            self._ready(address_of(*self.servers[0].sockets[0].getsockname()[:2]))


def address_of(host: str, port: int) -> str:
    """Return the address under which a browser finds what is served."""
    name = "localhost" if host in {"127.0.0.1", "::1"} else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}"
