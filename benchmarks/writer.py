"""Prints how many events a second a writer decides in PostgreSQL, one at a time and in batches, beside their floor.

    uv run python benchmarks/writer.py [--messages N] [--runs N]

The floor is one insert of an event into the inbox and its commit, on the same connection. Everything is durable, with
`fsync` on. Events wait in the inbox beforehand; figures are medians of several runs, each in a database of its own.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import Any

sys.path[:1] = [str(Path(__file__).parents[1] / "tests" / name) for name in ("core", "postgres")]

from attrs import frozen
from long_history import CAST, SPEAKING, long_history
from postgres_places import FailingConnection
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import Writer, hear
from ratchet_postgres.connecting import adapt
from server import Server


@frozen
class Rate:
    """What deciding came to, for each event: seconds, seconds of this process, and round trips."""

    seconds: float
    client: float
    trips: float


class Counting(FailingConnection):
    """A connection that counts its round trips."""

    trips = 0

    async def wait(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the driver has it
        """Count one."""
        self.trips += 1
        return await super().wait(*args, **kwargs)


async def connected(url: str) -> Counting:
    """Return a connection that counts."""
    conn = await Counting.connect(url, autocommit=True)
    adapt(conn)
    return conn


async def floor(server: Server, events: Sequence[Event]) -> Rate:
    """Return what it takes to insert events one by one."""
    async with server.database() as url, await connected(url) as conn:
        begun, worked, trips = time.perf_counter(), time.process_time(), conn.trips
        for event in events:
            await hear(conn, [event])
        return _rate(begun, worked, conn.trips - trips, len(events))


async def decided(server: Server, events: Sequence[Event], most: int) -> Rate:
    """Return what it takes to decide events, so many at once."""
    async with server.database() as url, await connected(url) as conn:
        await hear(conn, [*CAST, *events])
        writer = await Writer.open(conn, SPEAKING, most, longest=inf)
        if writer is None:
            raise SystemExit("Somebody else is the writer.")
        begun, worked, trips, count = time.perf_counter(), time.process_time(), conn.trips, 0
        while taken := await writer.take():
            count += len(taken)
        return _rate(begun, worked, conn.trips - trips, count)


def _rate(begun: float, worked: float, trips: int, count: int) -> Rate:
    seconds, client = time.perf_counter() - begun, time.process_time() - worked
    return Rate(seconds / count, client / count, trips / count)


def _median(rates: Sequence[Rate]) -> Rate:
    return Rate(
        statistics.median(one.seconds for one in rates),
        statistics.median(one.client for one in rates),
        statistics.median(one.trips for one in rates),
    )


def main() -> None:
    """Read the options, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2_000, help="how many messages are decided")
    parser.add_argument("--runs", type=int, default=3, help="how often each is run")
    arguments = parser.parse_args()
    events = list(long_history(arguments.messages))
    server = Server(Path(tempfile.mkdtemp(prefix="ratchet-benchmark-")), durable=True)
    print(f"{'what':24}{'events/s':>10}{'client ms':>12}{'round trips':>13}")
    for name, most in (("floor: one insert", 0), ("one at a time", 1), ("batches of 10", 10), ("batches of 100", 100)):
        runs = [
            asyncio.run(floor(server, events) if not most else decided(server, events, most))
            for _ in range(arguments.runs)
        ]
        rate = _median(runs)
        print(f"{name:24}{1 / rate.seconds:>10,.0f}{rate.client * 1000:>12.2f}{rate.trips:>13.2f}", flush=True)


if __name__ == "__main__":
    main()
