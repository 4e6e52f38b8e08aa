"""Opens the way to a server: a child of this process over its standard streams, or HTTP; what it says is bounded.

The SDK reads a line however long it is, and lines without end. Here what is too much ends the connection.
"""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version
from typing import Final

import anyio
import httpx2
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from attrs import define
from mcp import Client
from mcp.client.stdio import get_default_environment
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.message import SessionMessage
from mcp_types import Implementation, jsonrpc_message_adapter

from ratchet_mcp.servers import MOST_AT_ONCE, MOST_BYTES, ForeignServer

_PATIENCE: Final = 0.5
"""Seconds that a child has to end by itself once nobody talks to it, and then again once it is told to."""

_LOOK: Final = 0.1
_POLL: Final = 0.01


@asynccontextmanager
async def reached(server: ForeignServer) -> AsyncGenerator[Client]:
    """Open a connection to a server, and close it at the end of the block."""
    info = Implementation(name="ratchet", version=version("ratchet-mcp"))
    async with _way_to(server) as transport, Client(transport, client_info=info, cache=None) as client:
        yield client


@asynccontextmanager
async def _way_to(server: ForeignServer):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the SDK's own type
    if server.url is None:
        yield child(server)
        return
    headers = {} if server.token is None else {"Authorization": f"Bearer {server.token}"}
    timeout = httpx2.Timeout(server.timeout, read=None)
    async with httpx2.AsyncClient(headers=headers, timeout=timeout, transport=_Bounded()) as http:
        yield streamable_http_client(server.url, http_client=http, max_sse_event_size=MOST_BYTES)


class TooLongError(httpx2.StreamError):
    """A server says more at once than is read."""


class _Bounded(httpx2.AsyncHTTPTransport):
    """Reads no more than so many bytes of an answer; of events that come one by one each is bounded by the SDK too."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        is_of_events = "event-stream" in response.headers.get("content-type", "")
        if isinstance(response.stream, httpx2.AsyncByteStream):
            response.stream = _BoundedStream(response.stream, MOST_AT_ONCE if is_of_events else MOST_BYTES)
        return response


class _BoundedStream(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, most: int) -> None:
        self._stream = stream
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._most
        async for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise TooLongError(f"it is longer than {self._most:,} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


@asynccontextmanager
async def child(  # type: ignore[no-untyped-def]  # noqa: ANN201 - the SDK's own type
    server: ForeignServer,
):
    """Start a server as a child, and talk to it over its standard streams; at the end it is gone, with all of its own.

    What it writes to its standard error is not kept: it may hold anything.
    """
    process = await asyncio.create_subprocess_exec(
        *server.command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env={**get_default_environment(), **server.environment},
        limit=MOST_BYTES,
        start_new_session=True,
    )
    try:
        heard, hearing = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        saying, said = anyio.create_memory_object_stream[SessionMessage](0)
        talk = _Talk(process, heard)
        async with anyio.create_task_group() as group:
            for one in (talk.hear, talk.watch):
                group.start_soon(one)
            group.start_soon(talk.say, said)
            try:
                yield hearing, saying
            finally:
                group.cancel_scope.cancel()
                for stream in (heard, hearing, saying, said):
                    stream.close()
    finally:
        with anyio.CancelScope(shield=True):
            await _ended(process)


@define(eq=False)
class _Talk:
    """What is said to a child and heard of it; whatever ends it closes what is heard, so that nobody waits for more."""

    process: Process
    heard: MemoryObjectSendStream[SessionMessage | Exception]
    left: int = MOST_AT_ONCE

    async def hear(self) -> None:
        """Pass on each line until the child says nothing more, or too much."""
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError, ConnectionError, ValueError):
            async with self.heard:
                while line := await self.process.stdout.readline():
                    self.left -= len(line)
                    if self.left < 0:
                        break
                    await self.heard.send(_read(line))

    async def say(self, said: MemoryObjectReceiveStream[SessionMessage]) -> None:
        """Tell the child what is to be said to it."""
        assert self.process.stdin is not None  # noqa: S101 - it is a pipe
        try:
            async with said:
                async for one in said:
                    self.left = MOST_AT_ONCE
                    line = one.message.model_dump_json(by_alias=True, exclude_unset=True)
                    self.process.stdin.write(f"{line}\n".encode("utf-8", "replace"))
                    await self.process.stdin.drain()
        except ConnectionError:
            await self.heard.aclose()

    async def watch(self) -> None:
        """Hear nothing more once the child is gone, also where another process holds its streams open."""
        while self.process.returncode is None:  # noqa: ASYNC110 - to wait for it is to wait for those others, too
            await asyncio.sleep(_LOOK)
        await asyncio.sleep(_LOOK)  # for what it said last
        await self.heard.aclose()


def _read(line: bytes) -> SessionMessage | Exception:
    try:
        return SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
    except ValueError as error:
        return error


async def _ended(process: Process) -> None:
    """Let a child end by itself, or end it, and whatever it started: all of that is in the group of its number."""
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    process.stdin.close()
    await _until(lambda: process.returncode is not None)
    for one in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, one)
        await _until(lambda: process.returncode is not None and not _is_left(process.pid))
    process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001 - nothing public closes its pipes


async def _until(is_so: Callable[[], bool]) -> None:
    """Wait for something, but not for long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            while not is_so():  # noqa: ASYNC110 - a process tells nobody when it is gone
                await asyncio.sleep(_POLL)


def _is_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
