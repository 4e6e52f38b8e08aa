"""A process ends at any statement of a turn, before it is sent or once it is done: nothing is lost, nothing is torn."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any
from urllib.parse import urlsplit

from histories import replayed
from long_history import AFTER, CAST, SPEAKING, long_history
from psycopg import AsyncConnection
from ratchet_core.domain.records import KINDS
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import check, connect, hear
from ratchet_postgres.asking import text_of
from ratchet_postgres.connecting import adapt
from ratchet_postgres.layout import table_of
from server import Server, seated

MOST = 5
"""So many events are decided at once."""

LATE = 15
"""The latest events, of which each kind happens: at each statement of theirs a process ends."""

KEPT = (
    "select event, turn, digest, reasons::text, actions, withheld, parked from inbox order by turn, place",
    "select key, lane, action, edited, rings_at, not_before, attempt, overtaken from outbox order by sequence",
    "select key, terms, service, at from document order by key",
    "select term, documents from document_term order by term",
    "select documents from document_index union all select at from decided_until",
    *(f"select record from {table_of(kind.name)} order by record" for kind in KINDS.values()),
)


class Ended(BaseException):
    """The process ended: nothing of it can hear of that."""


class EndsBefore(AsyncConnection[Any]):
    """A connection whose process ends at a round trip, before what it asks for is sent; `ends_at` counts down to it."""

    ends_at = 0

    async def wait(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the driver has it
        self.ends_at -= 1
        return await self.asked(super().wait(*args, **kwargs))

    async def asked(self, answer: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - as the driver has it
        if not self.ends_at:
            answer.close()
            raise Ended
        return await answer


class EndsAfter(EndsBefore):
    """A connection whose process ends once what it asked for is done, and before it hears of that."""

    async def asked(self, answer: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - as the driver has it
        given = await answer
        if not self.ends_at:
            raise Ended
        return given


async def kept(conn: AsyncConnection[Any]) -> list[Any]:
    """Return all that a database keeps, but for who writes."""
    return [await (await conn.execute(text_of(query))).fetchall() for query in KEPT]


async def decided(conn: AsyncConnection[Any]) -> None:
    """Be the writer until nothing waits."""
    writer = await seated(conn, SPEAKING, MOST, longest=float("inf"))
    while await writer.take():
        pass
    await writer.leave()


async def ended(url: str, kind: type[EndsBefore], step: int) -> bool:
    """Be the writer on a connection that fails at a step; say whether that step was come to."""
    conn = await kind.connect(url, autocommit=True)
    adapt(conn)
    conn.ends_at = step
    try:
        await decided(conn)
    except Ended:
        return True
    finally:
        conn.pgconn.finish()
    return False


async def gone_on(server: Server, template: str, kind: type[EndsBefore]) -> tuple[int, list[int]]:
    """Return how many steps there are, and those after which something is not as if nobody had ended."""
    async with server.database(template) as url, await connect(url) as conn:
        await decided(conn)
        expected = await kept(conn)
    step, wrong = 1, list[int]()
    while True:
        async with server.database(template) as url:
            if not await ended(url, kind, step):
                return step - 1, wrong
            async with await connect(url) as conn:
                await decided(conn)
                if await kept(conn) != expected or await check(conn):
                    wrong.append(step)
        step += 1


async def prepared(url: str, events: Sequence[Event]) -> None:
    """Hear events, and decide all but the latest."""
    async with await connect(url) as conn:
        await hear(conn, events[:-LATE])
        await decided(conn)
        await hear(conn, events[-LATE:])


def test_whoever_ends_at_any_statement_leaves_nothing_lost_and_nothing_torn(server: Server) -> None:
    log = replayed(MemoryStore(SPEAKING), [*long_history(40), *CAST, *AFTER.values()])

    async def work() -> tuple[list[int], list[int]]:
        async with server.database() as url:
            await prepared(url, [event for event, _ in log])
            name = urlsplit(url).path.removeprefix("/")
            before, after = [await gone_on(server, name, kind) for kind in (EndsBefore, EndsAfter)]
            assert before[0] == after[0] > MOST
            return before[1], after[1]

    assert asyncio.run(work()) == ([], [])
