"""Somebody always writes: whatever becomes of whoever did, another takes over soon, and nobody writes beside them."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from histories import INTRODUCTIONS, POLICY, START, said
from proxy import linked
from psycopg import AsyncConnection
from ratchet_core.ports import Store
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import Parked, Writer, connect, hear, offer_again, parked, persevering, write, writer
from ratchet_postgres import writing as writing_module
from ratchet_postgres.pulse import PATIENCE
from ratchet_postgres.writer import Deciding
from server import Server, seated

EVENTS: list[Event] = [*INTRODUCTIONS, *(said(START + number, "C1", "U1", "good morning") for number in range(200))]
FOLDER = Path(__file__).parent


async def rows(conn: AsyncConnection[Any], query: str) -> list[tuple[Any, ...]]:
    return await (await conn.execute(query.encode())).fetchall()


async def decided(conn: AsyncConnection[Any], count: int) -> None:
    """Wait until so many events are decided; how long that takes is printed by `benchmarks/faults.py`."""
    async with asyncio.timeout(60):
        while (await rows(conn, "select count(*) from decision"))[0][0] < count:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.01)


async def order(conn: AsyncConnection[Any]) -> list[str]:
    return [row[0] for row in await rows(conn, "select event from decision order by turn")]


def in_database(server: Server, work: Callable[[str, AsyncConnection[Any]], Awaitable[Any]]) -> Any:  # noqa: ANN401 - whatever comes of it
    async def run() -> Any:  # noqa: ANN401 - as above
        async with server.database() as url, await connect(url) as conn:
            return await work(url, conn)

    return asyncio.run(run())


@asynccontextmanager
async def process(url: str, *hangs_at: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a process that writes, and kill it in the end."""
    path = os.pathsep.join(str(FOLDER.parent / name) for name in ("core", "postgres"))
    one = await asyncio.create_subprocess_exec(
        sys.executable, str(FOLDER / "writing_process.py"), url, *hangs_at, env={**os.environ, "PYTHONPATH": path}
    )
    try:
        yield one
    finally:
        if one.returncode is None:
            one.kill()
        await one.wait()


@asynccontextmanager
async def writing(url: str) -> AsyncIterator[asyncio.Event]:
    """Write in this process, until told to stop or the end."""
    stop = asyncio.Event()
    task = asyncio.create_task(write(url, POLICY, stop))
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(task, 20)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_another_takes_over_after_a_writer_was_killed_or_stopped(server: Server, how: signal.Signals) -> None:
    """And the one that wakes up late writes nothing beside it, but in its turn again."""

    async def work(url: str, conn: AsyncConnection[Any]) -> list[str]:
        async with process(url) as first:
            await hear(conn, EVENTS[:50])
            await decided(conn, 50)
            async with writing(url):
                first.send_signal(how)
                await hear(conn, EVENTS[50:100])
                await decided(conn, 100)
                if how is signal.SIGSTOP:
                    first.send_signal(signal.SIGCONT)
                for event in EVENTS[100:150]:
                    await hear(conn, [event])
                await decided(conn, 150)
            if how is signal.SIGSTOP:
                await hear(conn, EVENTS[150:])
                await decided(conn, len(EVENTS))
        return await order(conn)

    count = 150 if how is signal.SIGKILL else len(EVENTS)
    assert in_database(server, work) == [event.id for event in EVENTS[:count]]


def test_another_takes_over_from_a_writer_that_decides_for_ever(server: Server) -> None:
    async def work(url: str, conn: AsyncConnection[Any]) -> tuple[bool, list[str]]:
        async with process(url, EVENTS[30].id) as first:
            await hear(conn, EVENTS[:20])
            await decided(conn, 20)
            async with writing(url):
                await hear(conn, EVENTS[20:60])
                await decided(conn, 60)
            return first.returncode is None, await order(conn)

    assert in_database(server, work) == (True, [event.id for event in EVENTS[:60]])


def test_nobody_takes_over_from_a_writer_that_decides_for_seconds(server: Server) -> None:
    """Who stands by would have ended it long before, had it given no sign of life meanwhile."""

    async def work(url: str, conn: AsyncConnection[Any]) -> tuple[bool, list[str]]:
        async with process(url, EVENTS[30].id, str(2.5 * PATIENCE)) as first:
            await hear(conn, EVENTS[:20])
            await decided(conn, 20)
            async with writing(url):
                await hear(conn, EVENTS[20:60])
                await decided(conn, 60)
                writes = await rows(conn, "select process from writing where backend = writer_backend()")
        return writes == [(first.pid,)], await order(conn)

    assert in_database(server, work) == (True, [event.id for event in EVENTS[:60]])


def test_another_takes_over_from_a_writer_that_is_cut_off_which_stands_by_once_it_can(server: Server) -> None:
    async def work(url: str, conn: AsyncConnection[Any]) -> list[str]:
        async with linked(url) as link, writing(link.url) as cut_off:
            await hear(conn, EVENTS[:20])
            await decided(conn, 20)
            link.cut()
            async with writing(url):
                await hear(conn, EVENTS[20:40])
                await decided(conn, 40)
            link.mend()
            await hear(conn, EVENTS[40:60])
            await decided(conn, 60)
            cut_off.set()
            return await order(conn)

    assert in_database(server, work) == [event.id for event in EVENTS[:60]]


def test_a_writer_goes_on_when_its_connections_were_ended(server: Server) -> None:
    everybody = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = %s"

    async def work(url: str, conn: AsyncConnection[Any]) -> list[str]:
        async with writing(url):
            for number, event in enumerate(EVENTS):
                await hear(conn, [event])
                if number % 50 == 25:
                    await conn.execute(everybody, [conn.info.dbname])
            await decided(conn, len(EVENTS))
        return await order(conn)

    assert in_database(server, work) == [event.id for event in EVENTS]


async def losing_connections(conn: AsyncConnection[Any], event: str, times: int) -> None:
    """Have the connection of whoever commits an event's decision ended, so many times."""
    await conn.execute("create sequence losses")  # one is counted also where what counted it is undone
    await conn.execute(
        f"""create function lose() returns trigger language plpgsql as $$ begin
        if new.turn is not null and new.event = '{event}' and nextval('losses') <= {times} then
            perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(60);
        end if;
        return new;
        end $$""".encode()
    )
    await conn.execute("create trigger lose before update on inbox for each row execute function lose()")


def test_an_event_is_not_to_blame_for_a_connection_that_is_lost_while_it_is_decided(server: Server) -> None:
    """A database that moves to another host ends every connection, some times within a second."""

    async def work(url: str, conn: AsyncConnection[Any]) -> list[Any]:
        await losing_connections(conn, EVENTS[30].id, 4)
        await hear(conn, EVENTS[:60])
        async with writing(url):
            await decided(conn, 60)
        return [await order(conn), await parked(conn)]

    assert in_database(server, work) == [[event.id for event in EVENTS[:60]], []]


def test_a_loss_is_told_once_however_often_its_writer_sits_down_after_it(server: Server) -> None:
    """Or else who truly ends at the event later would be forgiven for it."""

    async def work(url: str, conn: AsyncConnection[Any]) -> list[int]:
        await conn.execute("insert into writing (backend, process, host) values (pg_backend_pid(), 1, '')")
        losses, told = writing_module.Losses(), list[int]()
        for sits_down in (1, 4):
            await conn.execute("update writing set deciding = 'C1/1', tries = 5")
            losses.lost(Deciding("C1/1", time.monotonic()), endless=10.0)
            async with await connect(url) as own:
                for _ in range(sits_down):
                    await losses.tell(own)
            told += [row[0] for row in await rows(conn, "select tries from writing")]
        return told

    assert in_database(server, work) == [4, 4]


def test_an_event_at_which_the_connection_is_lost_again_and_again_is_left_aside(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing_module, "MOST_LOSSES", 1)
    monkeypatch.setattr(persevering, "_LONGEST_PAUSE", 0.05)

    async def work(url: str, conn: AsyncConnection[Any]) -> list[Any]:
        await losing_connections(conn, EVENTS[30].id, 1_000)
        await hear(conn, EVENTS[:60])
        async with writing(url):
            await decided(conn, 59)
        return [await order(conn), [one.event for one in await parked(conn)]]

    assert in_database(server, work) == [[one.id for one in EVENTS[:60] if one is not EVENTS[30]], [EVENTS[30].id]]


def test_a_writer_that_is_told_to_stop_leaves_at_once_and_with_a_word(server: Server) -> None:
    async def work(url: str, conn: AsyncConnection[Any]) -> list[Any]:
        async with writing(url):
            await hear(conn, EVENTS[:10])
            await decided(conn, 10)
            during = await rows(conn, "select backend = writer_backend() from writing")
        return [during, await rows(conn, "select backend from writing")]

    assert in_database(server, work) == [[(True,)], [(0,)]]


def test_a_call_has_an_event_decided_where_the_writer_would_not_look_by_itself(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_NET", 3_600.0)

    async def work(url: str, conn: AsyncConnection[Any]) -> list[str]:
        async with writing(url):
            for number, event in enumerate(EVENTS[:20]):
                await hear(conn, [event])
                await decided(conn, number + 1)
        return await order(conn)

    assert in_database(server, work) == [event.id for event in EVENTS[:20]]


class Broken(Exception):  # noqa: N818 - it says what is wrong
    """The core cannot decide this."""


class Gone(BaseException):
    """The process ended."""


def broken_at(monkeypatch: pytest.MonkeyPatch, error: BaseException, *ids: str) -> None:
    """Let nobody decide some events."""

    async def turn(store: Store, event: Event) -> Decision:
        if event.id in ids:
            raise error
        return await take_turn(store, event)

    monkeypatch.setattr(writer, "take_turn", turn)


async def opened(conn: AsyncConnection[Any]) -> Writer:
    return await seated(conn, POLICY)


async def all_taken(one: Writer) -> list[str]:
    ids: list[str] = []
    while taken := await one.take():
        ids += [event.id for event, _ in taken]
    return ids


def test_an_event_that_cannot_be_decided_is_left_aside_until_somebody_wants_it_tried_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = EVENTS[30]

    async def work(_: str, conn: AsyncConnection[Any]) -> list[Any]:
        broken_at(monkeypatch, Broken("no \0 idea"), bad.id)
        await hear(conn, EVENTS[:60])
        one = await opened(conn)
        seen: list[Any] = [await all_taken(one), await parked(conn), await rows(conn, "select event from event_parked")]
        monkeypatch.undo()
        return [*seen, await offer_again(conn, "nobody"), await offer_again(conn), await all_taken(one)]

    others = [event.id for event in EVENTS[:60] if event is not bad]
    why = "Broken: no \N{REPLACEMENT CHARACTER} idea"
    assert in_database(server, work) == [others, [Parked(bad.id, bad.at, why)], [(bad.id,)], 0, 1, [bad.id]]


def test_an_event_that_cannot_be_read_is_left_aside(server: Server) -> None:
    async def work(_: str, conn: AsyncConnection[Any]) -> list[Any]:
        await hear(conn, EVENTS[:20])
        await conn.execute("""update inbox set told = '{"type": "Sung"}' where event = %s""", [EVENTS[7].id])
        one = await opened(conn)
        return [await all_taken(one), [one.event for one in await parked(conn)]]

    others = [event.id for event in EVENTS[:20] if event is not EVENTS[7]]
    assert in_database(server, work) == [others, [EVENTS[7].id]]


def test_what_the_database_does_not_take_is_left_aside(server: Server) -> None:
    """A constraint of an operator's own, say."""

    async def work(_: str, conn: AsyncConnection[Any]) -> list[Any]:
        await hear(conn, EVENTS[:20])
        one = await opened(conn)
        await conn.execute(f"alter table inbox add check (turn is null or event <> '{EVENTS[9].id}')".encode())
        return [await all_taken(one), [one.event for one in await parked(conn)]]

    others = [event.id for event in EVENTS[:20] if event is not EVENTS[9]]
    assert in_database(server, work) == [others, [EVENTS[9].id]]


def test_an_event_at_which_one_writer_after_the_other_ends_is_left_aside(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(url: str, conn: AsyncConnection[Any]) -> tuple[int, list[str], list[Parked]]:
        broken_at(monkeypatch, Gone(), EVENTS[5].id)
        await hear(conn, EVENTS[:20])
        ends, ids = 0, list[str]()
        while len(ids) < 14:
            own = await connect(url)
            try:
                ids += await all_taken(await Writer.stand_by(own, POLICY, pause=0.01))
            except Gone:
                ends += 1
            finally:
                own.pgconn.finish()
        return ends, await order(conn), await parked(conn)

    why = "2 writers in a row ended, or lost the database again and again, while they decided it."
    others = [event.id for event in EVENTS[:20] if event is not EVENTS[5]]
    assert in_database(server, work) == (3, others, [Parked(EVENTS[5].id, EVENTS[5].at, why)])


def test_what_is_heard_live_waits_for_no_long_batch_of_old_history(server: Server) -> None:
    """Batches are as long as can be decided within a short time, whatever one event takes."""

    async def work(_: str, conn: AsyncConnection[Any]) -> list[int]:
        await hear(conn, EVENTS, backfill=True)
        slow = await seated(conn, POLICY, longest=0.0)
        return [len(await slow.take()) for _ in range(5)]

    assert in_database(server, work) == [1] * 5


def _sent(events: Sequence[Event]) -> list[str]:
    return [event.id for event in events]


def test_what_can_not_be_written_for_reasons_of_the_database_stops_the_writer_and_parks_nothing(server: Server) -> None:
    async def work(_: str, conn: AsyncConnection[Any]) -> list[Any]:
        await hear(conn, EVENTS[:20])
        one = await opened(conn)
        await conn.execute("alter table inbox rename column digest to other")
        with pytest.raises(Exception, match="digest"):
            await one.take()
        await conn.execute("alter table inbox rename column other to digest")
        return [await parked(conn), await all_taken(one)]

    assert in_database(server, work) == [[], _sent(EVENTS[:20])]
