"""What was in the hands of a worker that is gone is offered again soon; what a slow one has is left to it."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from histories import POLICY, START
from psycopg import AsyncConnection
from ratchet_core.contract.place import heard
from ratchet_core.contract.refusing import RefusingChat
from ratchet_core.contract.sending import alarm, post
from ratchet_core.ports import LEASE, LOST, MOST_ATTEMPTS, Claim, Turn
from ratchet_core.replay import NoModel
from ratchet_core.turn import Ports
from ratchet_core.vocabulary.actions import Action, PostMessage
from ratchet_core.vocabulary.decision import Decision
from ratchet_postgres import PostgresOutbox, PostgresSearch, PostgresStore, Worker, connect
from ratchet_postgres.outbox import CERTAIN
from ratchet_postgres.worker import now
from server import Server

FOLDER = Path(__file__).parent
POSTS = (post("a", "C1"), post("b", "C1"), post("c", "C2"))
SETTLED = START + CERTAIN
HOPE, ENOUGH = 60.0, 1.5
"""Seconds in which something is to happen, and in which what is not to happen would have."""


def quick() -> Callable[[], int]:
    """Return a clock that is eight times as quick as others from now on, so that less is waited for."""
    begun = now()
    return lambda: begun + 8 * (now() - begun)


@define
class Desk:
    """An outbox with some posts, and those who come and go there."""

    url: str
    outbox: PostgresOutbox
    conn: AsyncConnection[Any]

    async def ask(self, *actions: Action) -> None:
        store = await PostgresStore.open(self.conn, POLICY)
        await store.commit([Turn(heard(actions[0].key), Decision(actions=actions))])

    async def comes(self) -> tuple[AsyncConnection[Any], PostgresOutbox]:
        """Have somebody come who holds what they claim for as long as they are there."""
        conn = await connect(self.url)
        outbox = PostgresOutbox(conn)
        await outbox.hold()
        return conn, outbox

    async def gone(self, conn: AsyncConnection[Any]) -> None:
        """Have somebody leave without a word, and wait until the database knows."""
        backend = conn.info.backend_pid
        conn.pgconn.finish()
        query = b"select true from pg_locks where locktype = 'advisory' and pid = %s"
        while await (await self.conn.execute(query, [backend])).fetchone():  # noqa: ASYNC110 - the database does it
            await asyncio.sleep(0.005)

    async def offered(self, at: int) -> list[Claim]:
        await self.outbox.offer_again(at)
        return await self.outbox.claim(at, limit=9)


def at_desk(server: Server, work: Callable[[Desk], Awaitable[Any]], *actions: Action) -> Any:  # noqa: ANN401 - what comes of it
    async def run() -> Any:  # noqa: ANN401 - as above
        async with server.database() as url, await connect(url) as conn:
            desk = Desk(url, PostgresOutbox(conn), conn)
            await desk.ask(*(actions or POSTS))
            return await work(desk)

    return asyncio.run(run())


def told(claims: list[Claim]) -> list[tuple[str, int, bool, int]]:
    return [(one.action.key, one.attempt, one.doubtful, one.lost) for one in claims]


def test_what_was_not_begun_is_offered_at_once_and_what_may_be_done_once_it_can_be_looked_up(server: Server) -> None:
    async def work(desk: Desk) -> list[Any]:
        conn, outbox = await desk.comes()
        claims = await outbox.claim(START, limit=9)
        await outbox.all_held(claims[:1])
        await desk.gone(conn)
        return [told(await desk.offered(at)) for at in (START, SETTLED - 1, SETTLED)]

    begun, others = [("a", 2, True, 1)], [("b", 1, False, 0), ("c", 1, False, 0)]
    assert at_desk(server, work) == [others, [], begun]


def test_nothing_is_taken_from_who_is_there_or_holds_by_a_lease_alone(server: Server) -> None:
    async def work(desk: Desk) -> list[Any]:
        conn, outbox = await desk.comes()
        async with conn, await connect(desk.url) as leased:
            await outbox.claim(START, limit=1)
            await PostgresOutbox(leased).claim(START, limit=1)
            await desk.gone(leased)
            return [[one.action.key for one in await desk.offered(at)] for at in (START, SETTLED, START + LEASE)]

    assert at_desk(server, work) == [["c"], [], ["a", "b", "c"]]


def test_who_is_late_changes_nothing(server: Server) -> None:
    async def work(desk: Desk) -> list[Any]:
        conn, outbox = await desk.comes()
        late = await outbox.claim(START, limit=3)
        await desk.gone(conn)
        fresh = await desk.offered(START)
        async with await connect(desk.url) as back:
            again = PostgresOutbox(back)
            kept = await again.hold(late)
            changed = [
                await again.postpone(late[0], START),
                await again.set_aside(late[1], "late"),
                await again.held(late[2]),
            ]
        return [kept, changed, [one.token for one in await desk.outbox.all_held(fresh)] == [one.token for one in fresh]]

    assert at_desk(server, work) == [frozenset(), [False, False, None], True]


def test_who_comes_back_in_time_goes_on_with_what_was_in_hand(server: Server) -> None:
    async def work(desk: Desk) -> list[Any]:
        conn, outbox = await desk.comes()
        claims = await outbox.claim(START, limit=3)
        await desk.gone(conn)
        back, again = await desk.comes()
        async with back:
            kept = await again.hold(claims[:2])
            return [kept == {one.token for one in claims[:2]}, [one.action.key for one in await desk.offered(START)]]

    assert at_desk(server, work) == [True, ["c"]]


def test_who_is_served_by_the_process_of_somebody_gone_has_nothing_of_theirs(server: Server) -> None:
    async def work(desk: Desk) -> list[str]:
        conn, outbox = await desk.comes()
        async with conn:
            await desk.outbox.claim(START, limit=1)
            await desk.conn.execute("update outbox set worker = %s where in_hand", [conn.info.backend_pid])
            await outbox.hold()
            return [one.action.key for one in await desk.offered(START)]

    assert at_desk(server, work) == ["a", "b", "c"]


def test_what_so_many_were_doing_when_they_ended_is_set_aside_and_what_waited_beside_it_is_not(server: Server) -> None:
    async def work(desk: Desk) -> list[Any]:
        at = START
        for _ in range(MOST_ATTEMPTS):
            conn, outbox = await desk.comes()
            claims = await outbox.claim(at, limit=9)
            await outbox.all_held([one for one in claims if one.action.key == "a"])
            await desk.gone(conn)
            await desk.outbox.offer_again(at)
            at += CERTAIN
        return [[(one.action.key, one.why) for one in await desk.outbox.aside()], told(await desk.offered(at))]

    assert at_desk(server, work) == [[("a", LOST)], [("b", 1, False, 0), ("c", 1, False, 0)]]


@define
class Finding(RefusingChat):
    """A `Chat` in which some posts were made already; it notes which others are made, and when."""

    made: dict[str, str]
    posted: list[str] = field(factory=list)
    looked_up: list[str] = field(factory=list)
    stir: asyncio.Event = field(factory=asyncio.Event)

    async def is_busy(self, seconds: float) -> None:
        """Wait until it was asked about all posts, but no longer than a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while len(self.posted) + len(self.looked_up) < len(POSTS):
                    await self.stir.wait()
                    self.stir.clear()

    async def post(self, action: PostMessage) -> str:
        self.posted.append(action.key)
        self.stir.set()
        return "9.0"

    async def find(self, action: PostMessage) -> str | None:
        self.looked_up.append(action.key)
        self.stir.set()
        return self.made.get(action.key)


async def hanging(url: str) -> asyncio.subprocess.Process:
    """Start a process that works on an outbox, and hangs once it has made a post."""
    path = os.pathsep.join(str(FOLDER.parent / name) for name in ("core", "postgres"))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(FOLDER / "working_process.py"),
        url,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_another_takes_over_from_a_killed_process_long_before_the_lease_is_over_and_robs_no_slow_one(
    server: Server, how: signal.Signals
) -> None:
    """What it had made is looked up and not made again; what it had not begun is made without a look."""

    async def work(desk: Desk) -> list[Any]:
        first = await hanging(desk.url)
        assert first.stdout is not None
        begun = {(await first.stdout.readline()).decode().strip() for _ in range(2)}
        chat, stop = Finding(dict.fromkeys(begun, "1.0")), asyncio.Event()
        worker = Worker(desk.url, Ports(chat, NoModel(), PostgresSearch(desk.conn)), POLICY, clock=quick())
        second = asyncio.create_task(worker.run(stop))
        first.send_signal(how)
        await chat.is_busy(HOPE if how is signal.SIGKILL else ENOUGH)
        stop.set()
        await second
        if how is signal.SIGSTOP:
            first.kill()
        await first.wait()
        return [sorted(begun), chat.posted, sorted(chat.looked_up)]

    over = [["a", "c"], ["b"], ["a", "c"]]
    assert at_desk(server, work) == (over if how is signal.SIGKILL else [["a", "c"], [], []])


def test_an_alarm_that_waited_in_the_hands_of_a_killed_worker_rings_at_once(server: Server) -> None:
    async def work(desk: Desk) -> list[Any]:
        conn, outbox = await desk.comes()
        await outbox.claim(START, limit=1)
        await desk.gone(conn)
        return [one.action.key for one in await desk.offered(START)]

    assert at_desk(server, work, alarm("alarm", 0)) == ["alarm"]
