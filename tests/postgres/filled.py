"""A database in which a history was decided, and what reads it."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager

from ratchet_core.domain.policy import Policy
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import PostgresReader, Writer, connect, hear, reading
from server import Server


async def decided(url: str, policy: Policy, events: Sequence[Event]) -> None:
    """Have a writer decide events in a database."""
    async with await connect(url) as telling, await connect(url) as deciding:
        await hear(telling, events)
        writer = await Writer.stand_by(deciding, policy, pause=0.01)
        while await writer.take():
            pass


@contextmanager
def read_after(server: Server, policy: Policy, events: Sequence[Event]) -> Iterator[PostgresReader]:
    """Give a reader of a database in which events were decided."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            url = runner.run(stack.enter_async_context(server.database()))
            runner.run(decided(url, policy, events))
            conn = runner.run(connect(url))
            stack.push_async_callback(conn.close)
            yield runner.run(stack.enter_async_context(reading(conn, policy, runner.run)))
        finally:
            runner.run(stack.aclose())
