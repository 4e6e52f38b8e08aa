"""One process writes a workspace, in the order of hearing and in batches, and another takes over when it is gone."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from math import inf
from typing import Any

import psycopg
import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, fingerprint_of, firing, posted, said
from psycopg import AsyncConnection
from ratchet_core.contract.counting import CountingStore
from ratchet_core.domain import Track
from ratchet_core.domain.records import Lookup, Range
from ratchet_core.memory import MemoryStore
from ratchet_core.turn import take_turns
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import Writer, connect, hear
from ratchet_postgres.ahead import Ahead
from server import Server, seated

FIRED = posted(START, "C1", firing("HighErrorRate checkout-api"))
HISTORY: list[Event] = [
    *INTRODUCTIONS,
    FIRED,
    said(START + 1, "C1", "U1", "looking at it", FIRED.ts),
    said(START + 2, "C2", "U2", "how do I rotate the ledger key?"),
    said(START + 3, "C2", "U3", "run the rotate job", said(START + 2, "C2", "U2", "").ts),
    *(said(START + 10 + number, "C1", "U1", "good morning") for number in range(200)),
]


def with_connections(server: Server, work: Callable[..., Awaitable[Any]], count: int = 2) -> Any:  # noqa: ANN401 - whatever it gives
    async def run() -> Any:  # noqa: ANN401 - as above
        async with server.database() as url:
            conns = [await connect(url) for _ in range(count)]
            try:
                return await work(*conns)
            finally:
                for conn in conns:
                    conn.pgconn.finish()

    return asyncio.run(run())


class Questions(CountingStore):
    """A store that counts how often it is asked."""

    count = 0

    async def find(self, lookups: Sequence[Lookup]) -> Sequence[Any]:
        self.count += 1
        return await super().find(lookups)


async def opened(conn: AsyncConnection[Any], most: int = 100) -> Writer:
    return await seated(conn, POLICY, most, longest=inf)


def test_what_was_heard_is_decided_in_the_order_of_hearing_and_live_before_old(server: Server) -> None:
    async def work(conn: AsyncConnection[Any], other: AsyncConnection[Any]) -> list[list[str]]:
        await hear(other, HISTORY[10:14], backfill=True)
        await hear(other, HISTORY[:10])
        writer = await opened(conn, most=7)
        return [[event.id for event, _ in await writer.take()] for _ in range(3)]

    ids = [event.id for event in HISTORY[:14]]
    assert with_connections(server, work) == [ids[:7], ids[7:], []]


def test_what_is_heard_twice_is_decided_once(server: Server) -> None:
    async def work(conn: AsyncConnection[Any], other: AsyncConnection[Any]) -> list[int]:
        writer = await opened(conn)
        counts = [await hear(other, HISTORY[:12]), len(await writer.take())]
        return [*counts, await hear(other, HISTORY[:13]), len(await writer.take())]

    assert with_connections(server, work) == [12, 12, 1, 1]


def test_a_batch_has_a_hundred_events_at_most(server: Server) -> None:
    async def work(conn: AsyncConnection[Any], other: AsyncConnection[Any]) -> list[int]:
        await hear(other, HISTORY)
        writer = await opened(conn)
        return [len(await writer.take()) for _ in range(4)]

    assert with_connections(server, work) == [100, 100, len(HISTORY) - 200, 0]


def test_only_one_process_writes(server: Server) -> None:
    async def work(conn: AsyncConnection[Any], other: AsyncConnection[Any]) -> list[bool]:
        return [await Writer.open(one, POLICY) is not None for one in (conn, other)]

    assert with_connections(server, work) == [True, False]


def test_another_process_takes_over_where_a_writer_whose_connection_is_gone_left_off(
    server: Server,
) -> None:
    async def work(conn: AsyncConnection[Any], other: AsyncConnection[Any], third: AsyncConnection[Any]) -> list[int]:
        await hear(third, HISTORY[:150])
        first = await opened(conn)
        taken = len(await first.take())
        standing_by = asyncio.create_task(Writer.stand_by(other, POLICY, pause=0.01, longest=inf))
        await third.execute("select pg_terminate_backend(%s::int)", [conn.info.backend_pid])
        second = await asyncio.wait_for(standing_by, 60)
        return [taken, len(await second.take()), len(await second.take())]

    assert with_connections(server, work, 3) == [100, 50, 0]


def test_a_writer_that_lost_its_connection_writes_nothing_any_more(server: Server) -> None:
    async def work(conn: AsyncConnection[Any], other: AsyncConnection[Any]) -> int:
        await hear(other, HISTORY[:20])
        writer = await opened(conn)
        await other.execute("select pg_terminate_backend(%s::int)", [conn.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            await writer.take()
        return len(await (await opened(other)).take())

    assert with_connections(server, work) == 20


def test_a_writer_goes_on_until_it_is_told_to_stop(server: Server) -> None:
    async def work(conn: AsyncConnection[Any], other: AsyncConnection[Any]) -> list[Any]:
        stop = asyncio.Event()
        running = asyncio.create_task((await opened(conn)).run(stop, pause=0.01))
        for event in HISTORY[:30]:
            await hear(other, [event])
        waiting = "select count(*) from event_waiting"
        while (await (await other.execute(waiting)).fetchone()) != (0,):  # noqa: ASYNC110 - it waits for another process
            await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(running, 60)
        return await (await other.execute("select count(*) from decision")).fetchall()

    assert with_connections(server, work) == [(30,)]


def test_a_batch_looks_up_in_few_questions_what_its_events_look_up_in_many() -> None:
    async def questions() -> int:
        store = Questions(MemoryStore(POLICY))
        ahead = Ahead(store)
        await ahead.look(HISTORY)
        await take_turns(ahead, HISTORY)
        return store.count

    assert asyncio.run(questions()) <= 8


def test_a_question_and_its_answer_are_looked_up_at_once() -> None:
    asked = said(START + 2, "C2", "U2", "how do I rotate the ledger key?")
    batch = [asked, said(START + 3, "C2", "U3", "run the rotate job", asked.ts)]

    async def questions() -> int:
        below = MemoryStore(POLICY)
        await take_turns(below, INTRODUCTIONS)
        store = Questions(below)
        ahead = Ahead(store)
        await ahead.look(batch)
        await take_turns(ahead, batch)
        return store.count

    assert asyncio.run(questions()) == 1


@pytest.mark.parametrize("limits", [(9, 1), (1, 9)])
def test_of_two_lengths_that_are_asked_for_together_each_is_answered(limits: tuple[int, int]) -> None:
    fired = [posted(START + at, channel, firing(ALERTS[0])) for at, channel in enumerate(("C1", "C2"))]
    asked = [Range(Track, "of_alert", (fingerprint_of(fired[0]),), limit) for limit in limits]

    async def found() -> list[int]:
        below = MemoryStore(POLICY)
        await take_turns(below, [*INTRODUCTIONS, *fired])
        return [len(one) for one in await Ahead(below).find(asked)]

    assert asyncio.run(found()) == [min(limit, 2) for limit in limits]
