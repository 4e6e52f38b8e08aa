"""A link to a database that can be cut: for a while nothing comes through, or both ends see it torn."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

_CHUNK: Final = 65_536


class Link:
    """A proxy on a port of its own: `url` leads through it to the database of another URL."""

    def __init__(self, url: str, port: int) -> None:
        parts = urlsplit(url)
        self.url = parts._replace(netloc=f"{parts.username or 'postgres'}@127.0.0.1:{port}", query="").geturl()
        self._folder = parse_qs(parts.query).get("host", [None])[0]
        self._host, self._port = unquote(parts.hostname or ""), parts.port or 5432
        self._open = asyncio.Event()
        self._open.set()
        self._writers: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Let nothing through any more, both ways, and tell nobody."""
        self._open.clear()

    def mend(self) -> None:
        """Let everything through again, also what was sent meanwhile."""
        self._open.set()

    def tear(self) -> None:
        """End all connections; new ones are taken."""
        for writer in self._writers:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection; where the database does not take it, it ends."""
        try:
            ours, theirs = await self._connected()
        except OSError:
            writer.close()
            return
        both = {writer, theirs}
        self._writers |= both
        with suppress(OSError):
            await asyncio.gather(self._carry(reader, theirs), self._carry(ours, writer))
        self._writers -= both
        for one in both:
            one.close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._folder is not None:
            return await asyncio.open_unix_connection(f"{self._folder}/.s.PGSQL.{self._port}")
        return await asyncio.open_connection(self._host, self._port)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            await self._open.wait()
            writer.write(data)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def linked(url: str) -> AsyncIterator[Link]:
    """Open a link to the database of a URL."""
    links: list[Link] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await links[0].serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    links.append(Link(url, server.sockets[0].getsockname()[1]))
    try:
        yield links[0]
    finally:
        server.close()
        links[0].mend()
        links[0].tear()
