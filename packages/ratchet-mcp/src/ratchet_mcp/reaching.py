"""Opens the way to a server: a child of this process over its standard streams, or HTTP; what it says is bounded.

The SDK reads a line however long it is, and lines without end. Here what is too much ends the connection.
"""

import asyncio
import os
import signal
import socket
import ssl
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
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

_TO_THE_END: Final = 2.0
"""Seconds that a child which says nothing more may take to be gone, before it is said how it ended."""

_LOOK: Final = 0.1
_POLL: Final = 0.01


_MOST_LAST: Final = 2_000
_MOST_LAST_LINE: Final = 300


class AwayError(Exception):
    """A server cannot be reached, or does not do as MCP servers do; the message says that in our words.

    Attributes:
        where: The address or the program, as the settings name it.
        last: What a child wrote last on its standard error: its own words, for whoever sets it up and for no log.
    """

    def __init__(self, why: str, where: str = "", last: str = "") -> None:
        """Say why, where, and what the child said last."""
        super().__init__(why)
        self.where, self.last = where, last

    def told_whole(self) -> str:
        """Return all of it, for whoever sets the server up."""
        where = f" ({self.where})" if self.where else ""
        return f"{self}{where}{f'; it said last: {self.last}' if self.last else ''}"


@define(eq=False)
class _Course:
    """What became of a way to a server, beside what the SDK says of it."""

    why: str = ""
    last: str = ""


@asynccontextmanager
async def reached(server: ForeignServer) -> AsyncGenerator[Client]:
    """Open a connection to a server, and close it at the end of the block.

    Raises:
        AwayError: If it cannot be opened.
    """
    info = Implementation(name="ratchet", version=version("ratchet-mcp"))
    course = _Course()
    try:
        async with _way_to(server, course) as transport, Client(transport, client_info=info, cache=None) as client:
            yield client
    except Exception as error:
        last = course.last
        for secret in filter(None, (*server.environment.values(), server.token)):
            last = last.replace(secret, "[hidden]")
        where = server.url or server.command[0]  # what a command is told may be a secret
        raise AwayError(course.why or said_of(error), where, last[:_MOST_LAST_LINE]) from error


def said_of(error: Exception) -> str:
    """Return of an error what kind it is; its words may be the server's."""
    kinds = list(_beneath(error))
    for kind, why in _REASONS.items():
        if any(isinstance(one, kind) for one in kinds):
            return why
    return f"it does not answer as MCP servers do ({type(kinds[0]).__name__})"


_REASONS: Final[dict[type[BaseException], str]] = {
    FileNotFoundError: "its command cannot be started",
    PermissionError: "its command may not be run",
    ConnectionRefusedError: "connection refused",
    socket.gaierror: "no such host",
    ssl.SSLError: "TLS failed",
    httpx2.TimeoutException: "no answer in time",
    httpx2.ConnectError: "no connection",
}


def _beneath(error: BaseException) -> Iterator[BaseException]:
    """Return an error, and all that it came from."""
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _beneath(one)
        return
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


@asynccontextmanager
async def _way_to(  # type: ignore[no-untyped-def]  # noqa: ANN202 - the SDK's own type
    server: ForeignServer, course: _Course
):
    if server.url is None:
        yield child(server, course)
        return
    headers = {} if server.token is None else {"Authorization": f"Bearer {server.token}"}
    timeout = httpx2.Timeout(server.timeout, read=None)
    async with httpx2.AsyncClient(headers=headers, timeout=timeout, transport=_Bounded(course)) as http:
        yield streamable_http_client(server.url, http_client=http, max_sse_event_size=MOST_BYTES)


class TooLongError(httpx2.StreamError):
    """A server says more at once than is read."""


class _Bounded(httpx2.AsyncHTTPTransport):
    """Reads no more than so many bytes of an answer; of events that come one by one each is bounded by the SDK too."""

    def __init__(self, course: _Course) -> None:
        super().__init__()
        self._course = course

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            response = await super().handle_async_request(request)
        except httpx2.TransportError as error:
            self._course.why = said_of(error)
            raise
        self._course.why = f"HTTP status {response.status_code}" if response.is_error else ""
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
    server: ForeignServer, course: _Course
):
    """Start a server as a child, and talk to it over its standard streams; at the end it is gone, with all of its own.

    Of what it writes to its standard error only the last line is kept, until it is connected to.
    """
    process = await asyncio.create_subprocess_exec(
        *server.command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env={**get_default_environment(), **server.environment},
        limit=MOST_BYTES,
        start_new_session=True,
    )
    try:
        heard, hearing = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        saying, said = anyio.create_memory_object_stream[SessionMessage](0)
        talk = _Talk(process, heard)
        async with anyio.create_task_group() as group:
            for one in (talk.hear, talk.watch, talk.complaints):
                group.start_soon(one)
            group.start_soon(talk.say, said)
            try:
                yield hearing, saying
            finally:
                with anyio.CancelScope(shield=True):
                    await talk.note(course)
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
    is_over: bool = False
    is_told: bool = False
    last: bytes = b""

    async def hear(self) -> None:
        """Pass on each line until the child says nothing more, or too much."""
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError, ConnectionError, ValueError):
            async with self.heard:
                while line := await self.process.stdout.readline():
                    self.left -= len(line)
                    if self.left < 0:
                        return
                    await self.heard.send(_read(line))
                self.is_over = True

    async def complaints(self) -> None:
        """Read what the child writes to its standard error, so that it can go on, and keep the end of it."""
        assert self.process.stderr is not None  # noqa: S101 - it is a pipe
        while piece := await self.process.stderr.read(_MOST_LAST):
            self.last = (self.last + piece)[-_MOST_LAST:]
        self.is_told = True

    async def note(self, course: _Course) -> None:
        """Note how the child ended, where it did so by itself, and what it said last."""
        if self.is_over:
            await _until(lambda: self.process.returncode is not None and self.is_told, _TO_THE_END)
            code = self.process.returncode
            course.why = "it closed its output" if code is None else _how_ended(code)
        elif self.left < 0:
            course.why = "it sent too much at once"
        lines = [line for line in self.last.decode("utf-8", "replace").splitlines() if line.strip()]
        course.last = lines[-1].strip() if lines else ""

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
            self.is_over = True
            await self.heard.aclose()

    async def watch(self) -> None:
        """Hear nothing more once the child is gone, also where another process holds its streams open."""
        while self.process.returncode is None:  # noqa: ASYNC110 - to wait for it is to wait for those others, too
            await asyncio.sleep(_LOOK)
        await asyncio.sleep(_LOOK)  # for what it said last
        self.is_over = True
        await self.heard.aclose()


def _how_ended(code: int) -> str:
    return f"it ended with code {code}" if code >= 0 else f"it was ended by signal {-code}"


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


async def _until(is_so: Callable[[], bool], seconds: float = _PATIENCE) -> None:
    """Wait for something, but not for long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not is_so():  # noqa: ASYNC110 - a process tells nobody when it is gone
                await asyncio.sleep(_POLL)


def _is_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
