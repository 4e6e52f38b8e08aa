"""Prints how soon what is asked for is handled, and how fast a queue is emptied, beside procrastinate and pgqueuer.

    uv run --group queues python benchmarks/queues.py [--jobs N] [--seconds N]

Jobs come at 20 a second, each in a transaction of its own, and do nothing; the time is from before the transaction
until the job is begun in a worker. Then as many as `--jobs` wait, and one worker with a hundred at once empties the
queue. Ours commits an event and its decision with each job, and tells the inbox of each outcome. The last line is the
whole way: an alert is heard, the writer decides, and a worker posts the card. Everything is durable, with `fsync` on.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

sys.path[:1] = [str(Path(__file__).parents[1] / "tests" / name) for name in ("core", "postgres")]

import procrastinate
import psycopg
from histories import INTRODUCTIONS, POLICY, START, firing, posted
from pgqueuer import PgQueuer
from pgqueuer.db import PsycopgDriver
from pgqueuer.models import Job
from pgqueuer.queries import Queries
from ratchet_core.contract.place import heard
from ratchet_core.contract.refusing import RefusingChat
from ratchet_core.domain import MessageRef
from ratchet_core.ports import Turn
from ratchet_core.turn import Ports
from ratchet_core.vocabulary.actions import AboutRequest, FindSimilar, PostMessage
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Found
from ratchet_postgres import Bell, Call, PostgresStore, Worker, call_up, connect, hear, write
from server import Server

Seen = dict[str, float]


async def steady(seconds: int, put: Callable[[str], Awaitable[None]], seen: Seen) -> list[float]:
    """Put jobs at 20 a second, and return how long each took until it was begun."""
    begun: Seen = {}
    for number in range(20 * seconds):
        name = f"steady-{number}"
        begun[name] = time.perf_counter()
        await put(name)
        await asyncio.sleep(max(0.0, 0.05 - (time.perf_counter() - begun[name])))
    async with asyncio.timeout(60):
        while any(name not in seen for name in begun):  # noqa: ASYNC110 - a worker does it
            await asyncio.sleep(0.01)
    return [seen[name] - at for name, at in begun.items()]


async def drained(jobs: int, seen: Seen) -> float:
    """Wait until all jobs were begun, and return how many a second that is."""
    begun, before = time.perf_counter(), len(seen)
    while len(seen) < before + jobs:  # noqa: ASYNC110 - a worker does it
        await asyncio.sleep(0.002)
    return jobs / (time.perf_counter() - begun)


def show(name: str, times: Sequence[float], rate: float | None) -> None:
    """Print a line."""
    p99 = sorted(times)[int(len(times) * 0.99)]
    speed = "" if rate is None else f"{rate:,.0f}"
    print(f"{name:28}{statistics.median(times) * 1000:>10.1f}{p99 * 1000:>10.1f}{speed:>12}", flush=True)


class Noted:
    """A `Search` and a `Chat` that note when they are asked."""

    def __init__(self, seen: Seen) -> None:
        """Note it there."""
        self.seen = seen

    async def find(self, action: FindSimilar) -> Sequence[Found]:
        """Find nothing."""
        self.seen[action.key] = time.perf_counter()
        return ()


class NotedChat(RefusingChat):
    """A `Chat` that notes when something is posted."""

    def __init__(self, seen: Seen) -> None:
        """Note it there."""
        self.seen = seen

    async def post(self, action: PostMessage) -> str:
        """Note it, by the event that asked for it."""
        self.seen[action.key.split("/incidents", 1)[0]] = time.perf_counter()
        return f"{len(self.seen)}.0"


def _search(name: str) -> FindSimilar:
    message = MessageRef("C1", "1.0")
    return FindSimilar(name, "answers", "C1", (message,), AboutRequest(message))


async def ours(server: Server, seconds: int, jobs: int) -> None:
    """Measure ours."""
    seen: Seen = {}
    async with server.database() as url, await connect(url) as conn, await connect(url) as calling:
        store = await PostgresStore.open(conn, POLICY)

        async def put(name: str) -> None:
            await store.commit([Turn(heard(name), Decision(actions=(_search(name),)))])
            await call_up(calling, Call.ASKED)

        ports = Ports(NotedChat(seen), RefusingChat(), Noted(seen))
        stop = asyncio.Event()
        running = asyncio.create_task(Worker(url, ports, POLICY, at_once=100).run(stop))
        await asyncio.sleep(0.5)
        times = await steady(seconds, put, seen)
        stop.set()
        await running
        for at in range(0, jobs, 100):
            names = [f"drain-{number}" for number in range(at, at + 100)]
            await store.commit([Turn(heard(name), Decision(actions=(_search(name),))) for name in names])
        stop = asyncio.Event()
        running = asyncio.create_task(Worker(url, ports, POLICY, at_once=100).run(stop))
        show("ours", times, await drained(jobs, seen))
        stop.set()
        await running


async def whole_way(server: Server, seconds: int) -> None:
    """Measure from hearing of an alert until its card is posted."""
    seen: Seen = {}
    async with server.database() as url, await connect(url) as conn:
        stop, bell = asyncio.Event(), Bell(url)
        listening = asyncio.create_task(bell.listen())
        worker = Worker(url, Ports(NotedChat(seen), RefusingChat(), Noted(seen)), POLICY, bell=bell)
        running = [asyncio.create_task(write(url, POLICY, stop, bell=bell)), asyncio.create_task(worker.run(stop))]
        await hear(conn, INTRODUCTIONS)
        await asyncio.sleep(1)
        begun: Seen = {}
        for number in range(2 * seconds):
            name = f"Alert{chr(65 + number)} checkout-api (prod critical)"
            fired = posted(START + number * 70_000_000, "C1", firing(name))
            begun[fired.id] = time.perf_counter()
            await hear(conn, [fired])
            await asyncio.sleep(0.1)
        with suppress(TimeoutError):
            async with asyncio.timeout(20):
                while any(name not in seen for name in begun):  # noqa: ASYNC110 - a worker does it
                    await asyncio.sleep(0.01)
        show(f"heard to posted, {len(begun)}", [seen[one] - at for one, at in begun.items() if one in seen], None)
        stop.set()
        await asyncio.gather(*running)
        listening.cancel()


async def procrastinates(server: Server, seconds: int, jobs: int) -> None:
    """Measure procrastinate."""
    seen: Seen = {}
    async with server.database("template1") as url:
        app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url))

        @app.task(name="job")
        async def job(name: str) -> None:
            seen[name] = time.perf_counter()

        async with app.open_async():
            await app.schema_manager.apply_schema_async()

            async def put(name: str) -> None:
                await job.defer_async(name=name)

            running = asyncio.create_task(app.run_worker_async(concurrency=100, install_signal_handlers=False))
            await asyncio.sleep(0.5)
            times = await steady(seconds, put, seen)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await job.batch_defer_async(*({"name": f"drain-{number}"} for number in range(jobs)))
            running = asyncio.create_task(app.run_worker_async(concurrency=100, install_signal_handlers=False))
            show("procrastinate", times, await drained(jobs, seen))
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def pgqueuers(server: Server, seconds: int, jobs: int) -> None:
    """Measure pgqueuer."""
    seen: Seen = {}
    async with server.database("template1") as url:
        putting = await psycopg.AsyncConnection.connect(url, autocommit=True)
        working = await psycopg.AsyncConnection.connect(url, autocommit=True)
        queries, queuer = Queries(PsycopgDriver(putting)), PgQueuer(PsycopgDriver(working))
        await queries.install()

        @queuer.entrypoint("job")
        async def job(one: Job) -> None:
            seen[(one.payload or b"").decode()] = time.perf_counter()

        async def put(name: str) -> None:
            await queries.enqueue("job", name.encode())

        running = asyncio.create_task(queuer.run(batch_size=100))
        await asyncio.sleep(0.5)
        times = await steady(seconds, put, seen)
        begun, before = time.perf_counter(), len(seen)
        names = [f"drain-{number}".encode() for number in range(jobs)]
        await queries.enqueue(["job"] * jobs, names, [0] * jobs)
        while len(seen) < before + jobs:  # noqa: ASYNC110 - a worker does it
            await asyncio.sleep(0.002)
        show("pgqueuer", times, jobs / (time.perf_counter() - begun))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        for conn in (putting, working):
            conn.pgconn.finish()


def main() -> None:
    """Read the options, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=5_000, help="how many wait when the queue is emptied")
    parser.add_argument("--seconds", type=int, default=10, help="for how long jobs come at 20 a second")
    arguments = parser.parse_args()
    server = Server(Path(tempfile.mkdtemp(prefix="ratchet-benchmark-")), durable=True)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'what':28}{'p50 ms':>10}{'p99 ms':>10}{'emptied/s':>12}")
    for measured in (ours, procrastinates, pgqueuers):
        asyncio.run(measured(server, arguments.seconds, arguments.jobs))
    asyncio.run(whole_way(server, arguments.seconds))


if __name__ == "__main__":
    main()
