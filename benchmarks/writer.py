"""Prints how many events a second a writer decides in PostgreSQL, one at a time and in batches, beside their floor.

    uv run python benchmarks/writer.py [--messages N] [--runs N] [--stored N ...]

The floor is one insert of an event into the inbox and its commit, on the same connection. Everything is durable, with
`fsync` on. Events wait in the inbox beforehand; figures are medians of several runs, each in a database of its own, in
which so many messages are stored already, each with its mark and its decision. Every round trip is one statement. On a
machine with other load, `of floor` is what can be compared: how many events are decided for each one that is inserted.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import Any, Final

sys.path[:1] = [str(Path(__file__).parents[1] / "tests" / name) for name in ("core", "postgres")]

import psutil
from attrs import astuple, frozen
from long_history import CAST, SPEAKING, long_history
from postgres_places import FailingConnection
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import Writer, connect, hear
from ratchet_postgres.connecting import adapt
from server import TEMPLATE, Server

WAYS: Final = {"floor: one insert": 0, "one at a time": 1, "batches of 10": 10, "batches of 100": 100}


@frozen
class Rate:
    """What deciding came to: for each event seconds, seconds of this process and of PostgreSQL's, and round trips.

    `median` and `slowest` are seconds of a batch, the latter of one in a hundred.
    """

    seconds: float
    client: float
    server: float
    trips: float
    median: float
    slowest: float


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


class Watch:
    """Measures what some work on a connection takes."""

    def __init__(self, conn: Counting) -> None:
        """Begin."""
        self._conn = conn
        self._backend = psutil.Process(conn.info.backend_pid)
        self._served = self._backend.cpu_times()
        self._trips, self._worked = conn.trips, time.process_time()
        self._begun = self._last = time.perf_counter()
        self._laps: list[float] = []

    def lap(self) -> None:
        """Note that a batch is done."""
        at = time.perf_counter()
        self._laps.append(at - self._last)
        self._last = at

    def rate(self, count: int) -> Rate:
        """Return what it came to for each of so many events."""
        served, laps = self._backend.cpu_times(), sorted(self._laps)
        return Rate(
            (self._last - self._begun) / count,
            (time.process_time() - self._worked) / count,
            (served.user + served.system - self._served.user - self._served.system) / count,
            (self._conn.trips - self._trips) / count,
            statistics.median(laps),
            laps[int(len(laps) * 0.99)],
        )


async def floor(server: Server, template: str, events: Sequence[Event]) -> Rate:
    """Return what it takes to insert events one by one."""
    async with server.database(template) as url, await connected(url) as conn:
        watch = Watch(conn)
        for event in events:
            await hear(conn, [event], backfill=True)  # which calls nobody
            watch.lap()
        return watch.rate(len(events))


async def decided(server: Server, template: str, events: Sequence[Event], most: int) -> Rate:
    """Return what it takes to decide events, so many at once."""
    async with server.database(template) as url, await connected(url) as conn:
        await hear(conn, [*CAST, *events])
        writer = await Writer.open(conn, SPEAKING, most, longest=inf)
        if writer is None:
            raise SystemExit("Somebody else is the writer.")
        watch, count = Watch(conn), 0
        while taken := await writer.take():
            watch.lap()
            count += len(taken)
        return watch.rate(count)


STORED: Final = (
    """insert into message_record (record, is_question, is_answer, is_note, is_held, has_words)
    select jsonb_build_object(
        'ref', jsonb_build_object('channel', 'C' || n % 500, 'ts', n || '.000001'), 'person', 'U' || n % 3000,
        'at', n * 1000000, 'thread', n || '.000001', 'text', repeat(md5(n::text) || ' ', 4), 'kept', 'question',
        'alert', null, 'edited_at', null, 'gone', false
    ), true, false, false, false, true from generate_series(1, {count}::bigint) as n""",
    """insert into inbox (event, at, told, turn, digest, reasons)
    select
        'C' || n % 500 || '/' || n || '.000001', n * 1000000,
        jsonb_build_object('text', repeat(md5(n::text) || ' ', 4)), n,
        substring(sha256(n::text::bytea) for 16), '[["help_requests","request_opened"]]'
    from generate_series(1, {count}::bigint) as n""",
    "vacuum analyze",
)


async def filled(server: Server, count: int) -> str:
    """Return the name of a database in which so many messages are stored."""
    if not count:
        return TEMPLATE
    name = f"stored_{count}"
    async with await connect(server.url) as conn:
        await conn.execute(f"create database {name} template {TEMPLATE} strategy file_copy".encode())
    async with await connect(server.of(name)) as conn:
        for statement in STORED:
            await conn.execute(statement.format(count=count).encode())
    return name


def _median(rates: Sequence[Rate]) -> Rate:
    return Rate(*(statistics.median(one) for one in zip(*map(astuple, rates), strict=True)))


def main() -> None:
    """Read the options, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2_000, help="how many messages are decided")
    parser.add_argument("--runs", type=int, default=3, help="how often each is run")
    parser.add_argument("--stored", type=int, nargs="*", default=[0], help="how many messages are stored before")
    arguments = parser.parse_args()
    events = list(long_history(arguments.messages))
    server = Server(Path(tempfile.mkdtemp(prefix="ratchet-benchmark-")), durable=True)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; p50 and p99 are of a batch, the rest of an event")
    print(
        f"{'stored':>9} {'what':18}{'events/s':>10}{'of floor':>10}{'client ms':>11}{'server ms':>11}{'trips':>7}",
        end="",
    )
    print(f"{'p50 ms':>8}{'p99 ms':>8}")
    for stored in arguments.stored:
        template, most_possible = asyncio.run(filled(server, stored)), 0.0
        for name, most in WAYS.items():
            runs = [
                asyncio.run(floor(server, template, events) if not most else decided(server, template, events, most))
                for _ in range(arguments.runs)
            ]
            rate = _median(runs)
            most_possible = most_possible or 1 / rate.seconds
            print(f"{stored:>9,} {name:18}{1 / rate.seconds:>10,.0f}{1 / rate.seconds / most_possible:>10.2f}", end="")
            print(f"{rate.client * 1000:>11.2f}{rate.server * 1000:>11.2f}{rate.trips:>7.2f}", end="")
            print(f"{rate.median * 1000:>8.1f}{rate.slowest * 1000:>8.1f}", flush=True)


if __name__ == "__main__":
    main()
