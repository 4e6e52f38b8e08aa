"""Prints how soon another writer decides on when one is killed, hangs or is cut off, and what became of the events.

    uv run python benchmarks/faults.py [--faults N] [--events N] [--crashes N]

Two processes write the same workspace, each through a link of its own, while events are told one by one. At each fault
the one that writes is killed (-9), stopped (SIGSTOP, and later SIGCONT), or its link swallows everything for a while.
The time is that from the fault until the next event is decided. In the end every event must have been decided once, in
the order in which it was heard. Then PostgreSQL itself is killed (-9) under load, and workers with it, and the database
must be whole: `check` finds nothing, and a replay of the log comes to the same.
"""

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:1] = [str(ROOT / "tests" / name) for name in ("core", "postgres")]

import psycopg
from attrs import define, field
from histories import INTRODUCTIONS, POLICY, START, firing, posted, said
from proxy import Link, linked
from ratchet_core.contract.refusing import RefusingChat
from ratchet_core.ports import NoHistory
from ratchet_core.replay import ReplayedChat
from ratchet_core.turn import Ports
from ratchet_core.vocabulary.actions import FindSimilar
from ratchet_core.vocabulary.events import Event, Found
from ratchet_postgres import ConnectingError, Worker, check, connect, hear
from server import Server

WAYS = ("killed", "stopped", "cut off")


def told(number: int) -> Event:
    """Return the event of a number: mostly talk, and now and then an alert."""
    at = START + number * 1_000
    if number % 10:
        return said(at, "C2", "U1", f"good morning {number}")
    return posted(at, "C1", firing(f"HighErrorRate service-{number % 70} (prod critical)"))


@define
class Process:
    """A process that writes, or stands by, and the link between it and the database."""

    link: Link
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, or start another in its place."""
        path = os.pathsep.join(str(ROOT / "tests" / name) for name in ("core", "postgres"))
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(ROOT / "tests" / "postgres" / "writing_process.py"),
            self.link.url,
            env={**os.environ, "PYTHONPATH": path},
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def end(self) -> None:
        """Kill it."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


@define
class Run:
    """What is told and what was measured."""

    heard: list[str] = field(factory=list)
    times: dict[str, list[float]] = field(factory=lambda: {way: [] for way in WAYS})


async def value(conn: psycopg.AsyncConnection[Any], query: str) -> Any:  # noqa: ANN401 - whatever is asked for
    """Return the only value of a query."""
    row = await (await conn.execute(query.encode())).fetchone()
    return None if row is None else row[0]


async def tell(url: str, run: Run, events: int, stop: asyncio.Event) -> None:
    """Tell of events, so many at least, until told to stop."""
    async with await connect(url) as conn:
        while len(run.heard) < events or not stop.is_set():
            event = told(len(run.heard))
            await hear(conn, [event])
            run.heard.append(event.id)
            await asyncio.sleep(0.02)


async def fault(conn: psycopg.AsyncConnection[Any], run: Run, writers: Sequence[Process], way: str) -> None:
    """Do something to whoever writes, wait until another decides on, and undo it."""
    pid = await value(conn, "select process from writing where backend = writer_backend()")
    hit = next(one for one in writers if one.process is not None and one.process.pid == pid)
    if hit.process is None:
        raise SystemExit("Nobody writes.")
    if way == "killed":
        hit.process.kill()
    elif way == "stopped":
        hit.process.send_signal(signal.SIGSTOP)
    else:
        hit.link.cut()
    begun, last = time.perf_counter(), await value(conn, "select max(turn) from decision")
    if way != "killed":
        await asyncio.sleep(0.05)  # what was on its way may have been decided
        last = await value(conn, "select max(turn) from decision")
    while await value(conn, "select max(turn) from decision") <= last:  # noqa: ASYNC110 - another process does it
        await asyncio.sleep(0.005)
    run.times[way].append(time.perf_counter() - begun)
    if way == "killed":
        await hit.process.wait()
        await hit.start()
    elif way == "stopped":
        hit.process.send_signal(signal.SIGCONT)
    else:
        hit.link.mend()
    await asyncio.sleep(3.0 if way == "killed" else 1.0)  # until it stands by again


async def compared(conn: psycopg.AsyncConnection[Any], run: Run) -> tuple[int, int, int]:
    """Return how many events were lost, decided twice, and decided out of order."""
    while await value(conn, "select count(*) from event_waiting"):  # noqa: ASYNC110 - another process does it
        await asyncio.sleep(0.05)
    rows = await (await conn.execute("select event from decision order by turn")).fetchall()
    known = set(run.heard)
    decided = [row[0] for row in rows if row[0] in known]
    lost, twice = len(known - set(decided)), len(decided) - len(set(decided))
    return lost, twice, sum(one != other for one, other in zip(decided, run.heard, strict=False))


async def taken_over(server: Server, faults: int, events: int) -> None:
    """Run the faults, and print what came of them."""
    run, stop = Run(), asyncio.Event()
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(server.database())
        conn = await stack.enter_async_context(await connect(url))
        await hear(conn, INTRODUCTIONS)
        writers = [Process(await stack.enter_async_context(linked(url))) for _ in range(2)]
        for one in writers:
            await one.start()
            stack.push_async_callback(one.end)
        telling = asyncio.create_task(tell(url, run, events, stop))
        while (await value(conn, "select count(*) from decision")) < len(INTRODUCTIONS):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)
        for number in range(faults):
            await fault(conn, run, writers, WAYS[number % len(WAYS)])
        stop.set()
        await telling
        lost, twice, disordered = await compared(conn, run)
    print(f"{'writer':12}{'faults':>8}{'median s':>10}{'longest s':>11}")
    for way, times in run.times.items():
        if times:
            print(f"{way:12}{len(times):>8}{statistics.median(times):>10.2f}{max(times):>11.2f}")
    print(f"of {len(run.heard)} events: {lost} lost, {twice} decided twice, {disordered} out of order", flush=True)


class NoSearch:
    """A `Search` that finds nothing."""

    async def find(self, action: FindSimilar) -> Sequence[Found]:  # noqa: ARG002 - nothing is there
        """Find nothing."""
        return ()


@asynccontextmanager
async def working(url: str) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Let two workers do what is asked for."""
    ports = Ports(ReplayedChat(), RefusingChat(), NoSearch(), NoHistory())
    tasks = [asyncio.create_task(Worker(url, ports, POLICY).run(asyncio.Event())) for _ in range(2)]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def patiently_told(url: str, run: Run, stop: asyncio.Event) -> None:
    """Tell of events, each again until it is known to be safe: an answer that is lost says nothing."""
    while not stop.is_set():
        with suppress(ConnectingError, psycopg.Error):
            async with await connect(url) as conn:
                while not stop.is_set():
                    event = told(len(run.heard))
                    await hear(conn, [event])
                    run.heard.append(event.id)
                    await asyncio.sleep(0.002)
        await asyncio.sleep(0.1)


async def crashed(server: Server, crashes: int) -> None:
    """Kill PostgreSQL under load, again and again, and print whether all is whole."""
    run, stop = Run(), asyncio.Event()
    name = "ratchet_crashes"
    async with await psycopg.AsyncConnection.connect(server.url, autocommit=True) as admin:
        await admin.execute("create database ratchet_crashes template ratchet_template strategy file_copy")
    url = server.of(name)
    async with AsyncExitStack() as stack:
        async with await connect(url) as conn:
            await hear(conn, INTRODUCTIONS)
        writer = Process(await stack.enter_async_context(linked(url)))
        await writer.start()
        stack.push_async_callback(writer.end)
        telling = asyncio.create_task(patiently_told(url, run, stop))
        for _ in range(crashes):
            async with working(url):  # and they are gone without a word at each crash
                await asyncio.sleep(3.0)
                await asyncio.to_thread(server.crash)
        stop.set()
        await telling
        async with working(url), await connect(url) as conn:
            lost, twice, disordered = await compared(conn, run)
            problems = await check(conn)
    replayed = await asyncio.to_thread(
        subprocess.run,
        ["uv", "run", "ratchet", "replay", "--database", url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "RATCHET_ALLOW_UNSAFE_DATABASE": "1"},
    )
    print(f"PostgreSQL killed {crashes} times under load, {len(run.heard)} events: {lost} lost, {twice} decided twice,")
    print(f"{disordered} out of order; check finds {len(problems)} problems: {problems}")
    print(f"replay ends with {replayed.returncode}: {(replayed.stdout or replayed.stderr).strip()}", flush=True)


def main() -> None:
    """Read the options, and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=9, help="how many faults of the writer, of three kinds in turn")
    parser.add_argument("--events", type=int, default=500, help="how many events are told at least")
    parser.add_argument("--crashes", type=int, default=3, help="how often PostgreSQL is killed")
    arguments = parser.parse_args()
    server = Server(Path(tempfile.mkdtemp(prefix="ratchet-benchmark-")), durable=True)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    asyncio.run(taken_over(server, arguments.faults, arguments.events))
    asyncio.run(crashed(server, arguments.crashes))


if __name__ == "__main__":
    main()
