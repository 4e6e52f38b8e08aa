"""Prints how soon Slack's deliveries are acknowledged, and what is lost where the receiver is killed under load.

    uv run python benchmarks/acknowledging.py [--seconds N] [--rate N] [--stored N] [--killed] [--naive]

A server on this machine delivers over two sockets to a receiver in a process of its own, which keeps events in a
durable PostgreSQL. 83 a second are ten times what Slack delivers to a workspace. What is not acknowledged within
a second is delivered again, later each time. With `--killed` the receiver is killed (-9) at uneven moments and started
again, and every event that was acknowledged is looked for in the inbox. `--naive` is the control: it acknowledges first
and keeps afterwards, as Bolt does by itself, once it has asked Slack something, as most listeners do.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

sys.path[:1] = [str(Path(__file__).parents[1] / "tests" / name) for name in ("slack", "postgres")]

from attrs import define, field
from deliveries import SAID, US, Json, envelope
from loopback import LoopbackSlack
from psycopg import AsyncConnection
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import connect, hear
from ratchet_slack.receiving.bolt import bolt_app
from ratchet_slack.receiving.heard import Unread
from ratchet_slack.receiving.receiver import Receiver
from ratchet_slack.receiving.sockets import Sockets
from server import Server
from slack_sdk.web.async_client import AsyncWebClient

CONNECTIONS = 4
REDELIVERED_AFTER = 1.0
AGAIN = 0.5
LONGEST = 8.0
UNEVEN = 0.618_034
BEGAN = 1_767_607_200
ASKING = 0.05
"""So many seconds a call of Slack's takes at least."""


class PostgresInbox:
    """An inbox on a few connections."""

    def __init__(self, conns: Sequence[AsyncConnection[Any]]) -> None:
        """Work on connections that nobody else uses."""
        self._free: asyncio.Queue[AsyncConnection[Any]] = asyncio.Queue()
        for conn in conns:
            self._free.put_nowait(conn)

    async def hear(self, events: Sequence[Event]) -> None:
        """Keep events."""
        conn = await self._free.get()
        try:
            await hear(conn, events)
        finally:
            self._free.put_nowait(conn)

    async def keep(self, unread: Unread) -> None:
        """Nothing here is unread."""
        raise AssertionError(unread)


class Naive(Receiver):
    """Acknowledges first, and keeps afterwards."""

    async def take(self, body: object) -> None:
        """Keep a delivery in a while."""
        self._begin(self._later_kept(body))

    async def _later_kept(self, body: object) -> None:
        await asyncio.sleep(ASKING)
        await super().take(body)


async def receive(database: str, slack: str, kind: type[Receiver]) -> None:
    """Be the receiver, until killed."""
    inbox = PostgresInbox([await connect(database) for _ in range(CONNECTIONS)])
    receiver = kind(inbox, US, lambda: time.time_ns() // 1_000)
    client = AsyncWebClient("xoxb-1", base_url=f"{slack}/api/")
    await Sockets(bolt_app(receiver), receiver, "xapp-1", client, connections=2, ping_every=1).start()
    await asyncio.Event().wait()


@define
class Load:
    """What was delivered, and when it was acknowledged for the first time, in seconds."""

    slack: LoopbackSlack
    waits: dict[str, float] = field(factory=dict)
    tries: int = 0

    async def deliver(self, number: int) -> None:
        """Deliver an event, again and again until it is acknowledged."""
        began, name, wait = time.perf_counter(), event_id(number), AGAIN
        body = message(number)
        while name not in self.waits:
            self.tries += 1
            socket = self.slack.sockets[self.tries % len(self.slack.sockets)] if self.slack.sockets else None
            if socket is not None and await self._once(f"{name}#{self.tries}", body, socket):
                self.waits[name] = time.perf_counter() - began
                return
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST)

    async def _once(self, envelope_id: str, body: Json, socket: Any) -> bool:  # noqa: ANN401 - a socket
        try:
            told = {"type": "events_api", "envelope_id": envelope_id, "payload": body}
            await socket.send_json(told)
            await self.slack.acknowledgement(envelope_id, REDELIVERED_AFTER)
        except (TimeoutError, ConnectionError):
            return False
        return True


def event_id(number: int) -> str:
    """Return the id of an event."""
    return f"C1/{BEGAN + number // 1_000}.{number % 1_000:06d}"


def message(number: int) -> Json:
    """Return the delivery of a message of its own."""
    return envelope({**SAID, "ts": event_id(number).removeprefix("C1/"), "text": f"is shard {number} down?"})


async def run(url: str, options: argparse.Namespace) -> None:
    """Deliver at a rate for some time, and print what came of it."""
    slack = LoopbackSlack()
    async with slack.running(), await connect(url) as conn:
        await stored(conn, options.stored)
        load, child = Load(slack), Child(url, slack.url, naive=options.naive)
        await child.start()
        await slack.until_open(2)
        killing = asyncio.create_task(child.killed(slack, options.seconds)) if options.killed else None
        await at_a_rate(load.deliver, options.rate, options.seconds)
        if killing is not None:
            await killing
        await asyncio.sleep(1)
        await child.stop()
        rows = await (await conn.execute("select event from inbox where event like 'C1/%'")).fetchall()
    told(load, {row[0] for row in rows}, child.kills, options)


async def stored(conn: AsyncConnection[Any], count: int) -> None:
    """Let there be so many events that were heard before."""
    await conn.execute(
        "insert into inbox (event, at, told, turn) select 'C0/' || n, n, jsonb_build_object('type', 'MessageSeen', "
        "'id', 'C0/' || n, 'text', md5(n::text) || md5((n + 1)::text)), n from generate_series(1, %s::int) as n",
        [count],
    )
    await conn.execute("analyze inbox")


@define
class Child:
    """The receiver's process."""

    url: str
    slack: str
    naive: bool
    kills: int = 0
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it."""
        arguments = ["--receive", self.url, self.slack, *(["--naive"] if self.naive else [])]
        quiet = asyncio.subprocess.DEVNULL
        self.process = await asyncio.create_subprocess_exec(sys.executable, __file__, *arguments, stderr=quiet)

    async def stop(self) -> None:
        """Kill it, as a machine does that loses power."""
        if self.process is not None:
            self.process.kill()
            await self.process.wait()

    async def killed(self, slack: LoopbackSlack, seconds: float) -> None:
        """Kill it again and again for some time, at uneven moments once it hears, and start it again."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            await asyncio.sleep(0.3 + self.kills * UNEVEN % 1)
            await self.stop()
            self.kills += 1
            linked = slack.linked
            await self.start()
            await slack.until_open(linked + 2)


async def at_a_rate(work: Callable[[int], Awaitable[None]], rate: float, seconds: float) -> None:
    """Begin something so many times a second, and wait until all of it is done."""
    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            group.create_task(_as_coroutine(work, number))


async def _as_coroutine(work: Callable[[int], Awaitable[None]], number: int) -> None:
    await work(number)


def told(load: Load, kept: set[str], kills: int, options: argparse.Namespace) -> None:
    """Print the figures."""
    waits = sorted(load.waits.values())
    cuts = statistics.quantiles(waits, n=1000)
    missing = sorted(set(load.waits) - kept)
    way = "acknowledges first (control)" if options.naive else "keeps first"
    print(f"{way}: {len(waits):,} events at {options.rate:g} a second, {options.stored:,} stored before")
    p50, p99, longest = (1e3 * one for one in (cuts[499], cuts[989], waits[-1]))
    print(f"  to acknowledge: p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {longest:.0f} ms")
    print(f"  killed {kills} times; delivered {load.tries:,} times in all")
    print(f"  acknowledged but missing: {len(missing)}; in the inbox: {len(kept):,}")
    print(f"  load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


async def measured(server: Server, options: argparse.Namespace) -> None:
    """Run in a database of its own."""
    async with server.database() as url:
        await run(url, options)


def main() -> None:
    """Measure, or be the receiver."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rate", type=float, default=83)
    parser.add_argument("--stored", type=int, default=0)
    parser.add_argument("--killed", action="store_true")
    parser.add_argument("--naive", action="store_true")
    parser.add_argument("--receive", nargs=2, metavar=("DATABASE", "SLACK"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.receive is not None:
        database, slack = options.receive
        asyncio.run(receive(database, slack, Naive if options.naive else Receiver))
        return
    with tempfile.TemporaryDirectory(prefix="ratchet-acknowledging-") as folder:
        Path(folder).chmod(0o755)  # the server runs as somebody else
        asyncio.run(measured(Server(Path(folder), durable=True), options))


if __name__ == "__main__":
    main()
