"""Prints what becomes of posts while processes are killed and answers are lost, beside a control without protection.

    uv run python benchmarks/soak.py [--posts N] [--kills N] [--every SECONDS] [--lag SECONDS] [--seed N]

A stand-in Slack loses the answer of 5 % of the posts that it makes, answers 2 % with 429 and 2 % with 503, and its
history lags behind. Each of several processes decides or stands by, and works off the outbox in one PostgreSQL; one of
them is ended by SIGKILL again and again, and another takes its place. The control does what many do: it takes a job
under a lock, posts, deletes the job, and tries again where that failed. At the end `missing` posts are nowhere,
`double` ones stand there more than once, and those set `aside` are left for a person to look at.
"""

import argparse
import asyncio
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random  # noqa: TID251 - seeded
from typing import Any, Final

sys.path[:1] = [str(Path(__file__).parents[1] / "tests" / name) for name in ("postgres", "slack_stand_in")]

from attrs import frozen
from ratchet_core.basis.instants import SECOND
from ratchet_core.contract.place import POLICY, heard
from ratchet_core.contract.refusing import RefusingChat
from ratchet_core.ports import Turn
from ratchet_core.turn import Ports
from ratchet_core.vocabulary.actions import AboutChannel, Body, FindSimilar, PostMessage
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Found
from ratchet_postgres import PostgresOutbox, PostgresStore, Worker, Writer, connect
from ratchet_slack.asking import client_of, session_of
from ratchet_slack.buckets import Bucket, Buckets
from ratchet_slack.calls import key_digest
from ratchet_slack.chat import SlackChat
from server import Server
from slack_stand_in.faults import Fault
from slack_stand_in.slack import BOT_TOKEN, StandInSlack

CHANNELS: Final = 60
PROCESSES: Final = 6
LEASE: Final = 8 * SECOND
FAULTS: Final = (
    ("chat.postMessage", 0.05, Fault.LOST),
    ("chat.postMessage", 0.02, Fault.LIMITED),
    ("chat.postMessage", 0.02, Fault.BROKEN),
)
_PATIENCE: Final = 240


@frozen
class Run:
    """How it went."""

    name: str
    missing: int
    double: int
    aside: int
    made: int
    kills: int
    faults: int
    looked_up: int
    seconds: float


class _NoSearch:
    """A `Search` that finds nothing."""

    async def find(self, action: FindSimilar) -> tuple[Found, ...]:  # noqa: ARG002 - there is nothing
        """Find nothing."""
        return ()


def _now() -> int:
    return time.time_ns() // 1_000


def _post(number: int, channel: str) -> PostMessage:
    return PostMessage(f"soak/{number}", "cards", channel, None, Body(f"Post {number}"), AboutChannel(channel))


# What protects


def serve(url: str, api: str) -> None:
    """Decide or stand by, and do what the outbox has, until somebody ends this process."""
    asyncio.run(_serve(url, api))


async def _serve(url: str, api: str) -> None:
    async with session_of() as session:
        fast = Buckets(every=SECOND // 50, workspace=Bucket(1_000, 1))
        chat = SlackChat(client_of(BOT_TOKEN, session, api), "acme.slack.com", _now, fast)
        ports = Ports(chat, RefusingChat(), _NoSearch())
        worker = Worker(url, ports, POLICY, lease=LEASE, most=20, poll=0.2)
        never = asyncio.Event()
        await asyncio.gather(worker.run(never), _write(url, never))


async def _write(url: str, never: asyncio.Event) -> None:
    while True:
        async with await connect(url) as conn:
            writer = await Writer.stand_by(conn, POLICY)
            await writer.run(never)


async def asked_for(url: str, channels: list[str], posts: int) -> None:
    """Commit that posts are to be made."""
    async with await connect(url) as conn:
        store = await PostgresStore.open(conn, POLICY)
        actions = tuple(_post(number, channels[number % len(channels)]) for number in range(posts))
        await store.commit([Turn(heard("soak"), Decision(actions=actions))])


async def left(url: str) -> int:
    """Return how many posts are not settled yet, without those that were set aside."""
    async with await connect(url) as conn:
        row = await (await conn.execute("select count(*) from outbox where why_aside is null")).fetchone()
        return int(row[0]) if row is not None else 0


async def aside(url: str) -> int:
    """Return how many posts were set aside."""
    async with await connect(url) as conn:
        return len(await PostgresOutbox(conn).aside())


# The control


def serve_naively(url: str, api: str) -> None:
    """Take a job under a lock, post, and delete it, until somebody ends this process."""
    asyncio.run(_serve_naively(url, api))


async def _serve_naively(url: str, api: str) -> None:
    async with session_of() as session, await connect(url) as conn:
        client = client_of(BOT_TOKEN, session, api)
        while True:
            try:
                async with conn.transaction():
                    await _do_a_job(conn, client)
            except Exception:  # noqa: BLE001 - the job is still there, and is tried again
                await asyncio.sleep(0.02)


async def _do_a_job(conn: Any, client: Any) -> None:  # noqa: ANN401 - a control is short
    job = await conn.execute("select id, channel from job order by random() limit 1 for update skip locked")
    row = await job.fetchone()
    if row is None:
        await asyncio.sleep(0.02)
        return
    number, channel = row
    told = {"event_type": "ratchet", "event_payload": {"id": key_digest(f"soak/{number}"), "part": 1}}
    await client.api_call("chat.postMessage", json={"channel": channel, "text": f"Post {number}", "metadata": told})
    await conn.execute("delete from job where id = %s", [number])


async def asked_naively(url: str, channels: list[str], posts: int) -> None:
    """Put the jobs into a table."""
    async with await connect(url) as conn:
        await conn.execute("create table job (id int primary key, channel text not null)")
        async with conn.cursor() as cursor:
            rows = [(number, channels[number % len(channels)]) for number in range(posts)]
            await cursor.executemany("insert into job values (%s, %s)", rows)


async def left_naively(url: str) -> int:
    """Return how many jobs there are."""
    async with await connect(url) as conn:
        row = await (await conn.execute("select count(*) from job")).fetchone()
        return int(row[0]) if row is not None else 0


async def _nothing(_url: str) -> int:
    return 0


Ask = Callable[[str, list[str], int], Awaitable[None]]
Count = Callable[[str], Awaitable[int]]
VARIANTS: Final[dict[str, tuple[Callable[[str, str], None], Ask, Count, Count]]] = {
    "ratchet": (serve, asked_for, left, aside),
    "control": (serve_naively, asked_naively, left_naively, _nothing),
}


async def soaked(name: str, server: Server, options: argparse.Namespace) -> Run:
    """Run one variant until nothing is left to be done."""
    work, ask, count, set_aside = VARIANTS[name]
    random = Random(options.seed)  # noqa: S311 - chance arrives as a seed
    async with server.database() as url, StandInSlack.running() as slack:
        slack.faults.chances, slack.faults.draw, slack.faults.retry_after = FAULTS, random.random, "0.3"
        slack.space.lag = options.lag
        channels = [slack.channel(f"c{number}") for number in range(CHANNELS)]
        await ask(url, channels, options.posts)
        begun = time.perf_counter()
        kills = await _killed_until_done(lambda: count(url), work, (url, slack.api), random, options)
        seconds = time.perf_counter() - begun
        made = Counter(
            one["metadata"]["event_payload"]["id"] for channel in channels for one in slack.messages(channel)
        )
        wanted = [key_digest(f"soak/{number}") for number in range(options.posts)]
        looked_up = sum(method.startswith("conversations.") for method, _ in slack.calls)
        return Run(
            name,
            missing=sum(one not in made for one in wanted),
            double=sum(made[one] - 1 for one in wanted if made[one] > 1),
            aside=await set_aside(url),
            made=made.total(),
            kills=kills,
            faults=slack.faults.met.total(),
            looked_up=looked_up,
            seconds=seconds,
        )


async def _killed_until_done(
    count: Callable[[], Awaitable[int]],
    work: Callable[[str, str], None],
    arguments: tuple[str, str],
    random: Random,
    options: argparse.Namespace,
) -> int:
    """Keep processes running, ending one after the other, until nothing is left to be done; return how many ended."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__"])

    def begun() -> BaseProcess:
        process = context.Process(target=work, args=arguments, daemon=True)
        process.start()
        return process

    processes = [begun() for _ in range(PROCESSES)]
    kills, until = 0, time.monotonic() + _PATIENCE
    while time.monotonic() < until and await count():
        await asyncio.sleep(options.every)
        if kills < options.kills:
            place = random.randrange(PROCESSES)
            pid = processes[place].pid
            if pid is not None:
                os.kill(pid, signal.SIGKILL)
            processes[place].join()
            processes[place] = begun()
            kills += 1
    for process in processes:
        process.kill()
        process.join()
    return kills


def main() -> None:
    """Run both variants, and print what became of the posts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=3_000)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--every", type=float, default=0.12)
    parser.add_argument("--lag", type=float, default=1.5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(
        f"{'':10}{'posts':>7}{'missing':>9}{'double':>8}{'aside':>7}{'kills':>7}{'faults':>8}{'look-ups':>10}{'s':>7}"
    )
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "server")
        for name in VARIANTS:
            run = asyncio.run(soaked(name, server, options))
            figures = f"{run.missing:9,}{run.double:8,}{run.aside:7,}{run.kills:7,}{run.faults:8,}{run.looked_up:10,}"
            print(f"{name:10}{options.posts:7,}{figures}{run.seconds:7.0f}", flush=True)


if __name__ == "__main__":
    main()
