"""Tools of others over MCP: one connection to each server, opened when it is first needed and again after a loss.

Nothing here is raised to whoever asks: a server that is slow, gone, endless or wrong is a sentence, after its time.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from types import TracebackType
from typing import Final, Self, TypeAlias

import anyio
from attrs import evolve, frozen
from mcp import Client, MCPError
from mcp_types import CONNECTION_CLOSED, Tool
from ratchet_core.basis.instants import SECOND, Duration
from ratchet_core.queries.tools.offered_elsewhere import ListedTools, Unfit, listed
from ratchet_core.vocabulary.foreign import ForeignCall, ForeignReply, ForeignTool

from ratchet_mcp.reaching import AwayError, reached, said_of
from ratchet_mcp.servers import MOST_TIMEOUT, ForeignServer
from ratchet_mcp.told import described, reply_of

Tell: TypeAlias = Callable[[str, str, str], object]
"""Takes what happened, to which server, and more about it; none of that is in a server's words."""

Reach: TypeAlias = Callable[[ForeignServer], AbstractAsyncContextManager[Client]]
"""Opens the connection to a server."""

_WAIT: Final = 2.0
_AGAIN: Final = 30.0
_FRESH: Final = 60.0
_MOST_PAGES: Final = 20
_ENDING: Final = 3.0


class McpElsewhere:
    """An `Elsewhere` over MCP; it is closed by leaving it, and no child of it is left then."""

    def __init__(  # noqa: PLR0913 - whom it reaches, and how patiently
        self,
        servers: Sequence[ForeignServer],
        tell: Tell = lambda _event, _server, _more: None,
        *,
        reach: Reach = reached,
        wait: float = _WAIT,
        again: float = _AGAIN,
        fresh: float = _FRESH,
        opening: float = MOST_TIMEOUT,
    ) -> None:
        """Reach some servers.

        Whoever asks for the tools waits at most `wait` seconds for a server. One that could not be reached is tried
        `again` after so many seconds, and what its tools are is looked up where it is not `fresh` any more. A
        connection is `opening` for so many seconds at most.
        """
        self._links = {one.name: _Link(one, tell, reach, _Patience(wait, again, fresh, opening)) for one in servers}

    async def __aenter__(self) -> Self:
        """Return it; nothing is opened yet."""
        for name in ("mcp", "client"):  # what they log holds what servers said
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections, and end all children."""
        await asyncio.gather(*(one.close() for one in self._links.values()))

    def begin(self) -> None:
        """Open the connections while nobody waits for them; whether that works is seen when they are needed."""
        for one in self._links.values():
            one.begin()

    async def offered(self, *, private: bool = False) -> Sequence[ForeignTool]:
        """Return the tools that may be called now, in the order of the settings; `private` ones only, or all."""
        links = [one for one in self._links.values() if one.may_have_private_words or not private]
        found = await asyncio.gather(*(one.offered() for one in links))
        return [tool for tools in found for tool in tools]

    async def call(self, calls: Sequence[ForeignCall], within: Duration) -> Sequence[ForeignReply]:
        """Return what each call is answered; all are made at once."""
        return await asyncio.gather(*(self._called(one, within / SECOND) for one in calls))

    async def _called(self, call: ForeignCall, within: float) -> ForeignReply:
        link = self._links.get(call.tool.server)
        if link is None:
            return ForeignReply("The settings do not name this server any more.", failed=True)
        return await link.call(call, within)

    async def look(self, within: float = MOST_TIMEOUT) -> Mapping[str, ListedTools | str]:
        """Return of each server which tools may be offered, or why it cannot be reached within so many seconds.

        What a child said last stands there too, as it wrote it: it is for whoever sets it up, and for no log.
        """
        found = await asyncio.gather(*(one.look(within) for one in self._links.values()))
        return dict(zip(self._links, found, strict=True))


@frozen
class _Patience:
    """How many seconds are waited for what, as `McpElsewhere` says."""

    wait: float
    again: float
    fresh: float
    opening: float


class _LostError(AwayError):
    """A connection was lost while something was asked over it; over another that may be answered."""

    def __init__(self) -> None:
        super().__init__("the connection was lost, or it answered with too much")


class _Connection:
    """A connection, in a task of its own: what opens it has to close it. It opens until some moment, or not at all."""

    def __init__(self, server: ForeignServer, reach: Reach, opening: float) -> None:
        self._until = asyncio.get_running_loop().time() + opening
        self._scope = anyio.CancelScope()
        self._ready: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
        self.task = asyncio.create_task(self._run(reach(server)), name=f"mcp {server.name}")

    async def _run(self, way: AbstractAsyncContextManager[Client]) -> None:
        away = AwayError("the connection was closed")
        try:
            with self._scope:
                async with way as client:
                    if not self._ready.done():
                        self._ready.set_result(client)
                    await anyio.sleep_forever()
        except AwayError as error:
            away = error
        except Exception as error:  # noqa: BLE001 - whatever a server of others does
            away = AwayError(said_of(error))
        self._fail(away)

    def _fail(self, away: AwayError) -> None:
        if not self._ready.done():
            self._ready.set_exception(away)
            self._ready.exception()  # nobody may wait for it any more

    @property
    def is_open(self) -> bool:
        """Whether somebody can talk over it."""
        return self._ready.done() and self._ready.exception() is None

    @property
    def client(self) -> Client:
        """What talks over it, once it was opened."""
        return self._ready.result()

    async def opened(self) -> None:
        """Wait until it is open.

        Raises:
            AwayError: If it cannot be opened, or is not in its time.
        """
        if self.is_open:
            return
        try:
            async with asyncio.timeout_at(self._until):
                await asyncio.shield(self._ready)
        except TimeoutError as error:
            raise AwayError("it did not answer in time") from error

    def close(self) -> None:
        """Have it closed; whoever waits for it to be open is told."""
        self._scope.cancel()
        self._fail(AwayError("the connection was closed"))


class _Link:
    """What is known of a server, and the connection to it, if there is one."""

    def __init__(self, server: ForeignServer, tell: Tell, reach: Reach, patience: _Patience) -> None:
        self._server = server
        self._reach = reach
        self._tell = tell
        self._patience = patience
        self._opening = asyncio.Lock()
        self._repeating = asyncio.Lock()
        self._connection: _Connection | None = None
        self._ended: set[asyncio.Task[None]] = set()
        self._not_before = 0.0
        self._why = ""
        self._listing: asyncio.Task[None] | None = None
        self._listed = ListedTools()
        self._listed_at: float | None = None
        self._is_closed = False
        self._seen: dict[str, str] = {}
        self._waited = self._waited_until = 0.0

    @property
    def may_have_private_words(self) -> bool:
        """Whether words may go there that not everybody in the company may read."""
        return self._server.private

    async def offered(self) -> Sequence[ForeignTool]:
        """Return the tools of the server that may be called, as they were listed lately."""
        if not self._is_fresh():
            await asyncio.wait({self.begin()}, timeout=self._patience.wait)
        return self._listed.offered

    def _is_fresh(self) -> bool:
        now = asyncio.get_running_loop().time()
        return self._listed_at is not None and now <= self._listed_at + self._patience.fresh

    def begin(self) -> asyncio.Task[None]:
        """Have the tools listed, where that is not being done already."""
        if self._listing is None or self._listing.done():
            self._listing = asyncio.create_task(self._list_or_none())
        return self._listing

    async def look(self, within: float = MOST_TIMEOUT) -> ListedTools | str:
        """Return what may be called, and what not; or why the server cannot be reached."""
        seconds = min(within, self._patience.opening)
        try:
            async with asyncio.timeout(seconds):
                await self._list(await self._connected())
        except TimeoutError:
            if seconds == self._patience.opening:
                self._is_away("it did not answer in time")
            return f"it did not answer within {seconds:g} seconds"
        except AwayError as away:
            return away.told_whole()
        return self._listed

    async def _list_or_none(self) -> None:
        """List the tools; where that fails there are none until it is tried again."""
        if isinstance(await self.look(), str):
            self._listed, self._listed_at = evolve(self._listed, offered=()), None

    async def _list(self, connection: _Connection) -> None:
        tools, cursor = list[Tool](), None
        try:
            for _ in range(_MOST_PAGES):
                page = await connection.client.list_tools(cursor=cursor)
                tools, cursor = [*tools, *page.tools], page.next_cursor
                if cursor is None:
                    break
        except Exception as error:
            raise self._failed(connection, error) from error
        found = listed(self._server.terms, map(described, tools), self._seen)
        self._seen = {one.tool: one.digest for one in found.offered} | self._seen
        for one in found.refused:
            if one not in self._listed.refused:
                event = "tool_changed" if one.why is Unfit.CHANGED else "tool_refused"
                self._tell(event, self._server.name, f"{one.tool} {one.said}")
        if self._listed_at is None:
            self._tell("server_ready", self._server.name, f"{len(found.offered)} of {len(self._server.tools)} tools")
        self._listed, self._listed_at = found, asyncio.get_running_loop().time()

    async def call(self, call: ForeignCall, within: float) -> ForeignReply:
        """Return what a call is answered, within the server's time and what is left of the question's.

        Where that of the question ends first, the server is not slow, and the connection stays as it is.
        """
        begun, seconds = asyncio.get_running_loop().time(), min(within, self._server.timeout)
        try:
            async with asyncio.timeout(seconds):
                reply = await self._called(call)
        except TimeoutError:
            if self._has_hung(begun):
                return ForeignReply("It did not answer in time.", failed=True)
            return ForeignReply("There was too little time left to wait for it.", failed=True)
        except AwayError as away:
            return ForeignReply(f"It cannot be asked now: {away}.", failed=True)
        self._waited = 0.0
        return reply

    def _has_hung(self, begun: float) -> bool:
        """Say whether a server was waited for in vain for all of its time, be it in several calls; drop it then."""
        if self._connection is None or not self._connection.is_open:
            return False
        now = asyncio.get_running_loop().time()
        self._waited += now - max(begun, self._waited_until)
        self._waited_until = now
        if self._waited < self._server.timeout:
            return False
        self._waited = 0.0
        self._drop(self._connection)
        self._tell("server_slow", self._server.name, f"no answer within {self._server.timeout:g} seconds")
        return True

    def _is_away(self, why: str) -> None:
        self._drop(self._connection)
        self._why, self._not_before = why, asyncio.get_running_loop().time() + self._patience.again
        self._tell("server_away", self._server.name, why)

    async def _called(self, call: ForeignCall) -> ForeignReply:
        """Call a tool; where the connection turns out to be lost, once more over another.

        Which of the calls lost it nobody knows. So they are repeated one after the other: one that loses it again does
        not lose the others with it.
        """
        with suppress(_LostError):
            return await self._tried(call)
        async with self._repeating:
            return await self._tried(call)

    async def _tried(self, call: ForeignCall) -> ForeignReply:
        connection = await self._connected()
        if not self._is_fresh():
            await self._list(connection)
        if call.tool.digest not in {one.digest for one in self._listed.offered if one.tool == call.tool.tool}:
            return ForeignReply("It is not as it was offered any more, so it was not called.", failed=True)
        try:
            result = await connection.client.call_tool(call.tool.tool, dict(call.arguments))
        except Exception as error:
            if isinstance(error, MCPError) and error.code != CONNECTION_CLOSED:
                return ForeignReply(error.message, failed=True, longest=self._server.longest)
            raise self._failed(connection, error) from error
        return reply_of(self._server, result)

    def _failed(self, connection: _Connection, error: Exception) -> AwayError:
        """Drop a connection over which something failed, and return what that comes to."""
        self._drop(connection)
        is_lost = isinstance(error, MCPError) and error.code == CONNECTION_CLOSED
        return _LostError() if is_lost else AwayError(said_of(error))

    async def _connected(self) -> _Connection:
        """Return the connection to the server; open one where there is none, but not at once after a failure."""
        async with self._opening:
            if self._connection is not None and self._connection.task.done():
                self._drop(self._connection)
            if self._connection is None:
                if self._is_closed:
                    raise AwayError("ratchet is ending")
                if asyncio.get_running_loop().time() < self._not_before:
                    raise AwayError(self._why)
                if self._ended:
                    await asyncio.wait(self._ended)
                self._connection = _Connection(self._server, self._reach, self._patience.opening)
            connection = self._connection
            try:
                await connection.opened()
            except AwayError as away:
                if connection is self._connection:
                    self._is_away(str(away))
                raise
            return connection

    def _drop(self, connection: _Connection | None) -> None:
        """Have a connection closed, unless that was done; what was listed over it is looked up again."""
        if connection is None or connection is not self._connection:
            return
        self._connection, self._listed_at = None, None
        connection.close()
        self._ended.add(connection.task)
        connection.task.add_done_callback(self._ended.discard)

    async def close(self) -> None:
        """Close the connection for good, and wait until nothing is left of it."""
        self._is_closed = True
        self._drop(self._connection)
        tasks = {*self._ended, *([self._listing] if self._listing is not None else [])}
        if self._listing is not None:
            self._listing.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_ENDING)
        for one in tasks:
            one.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)
