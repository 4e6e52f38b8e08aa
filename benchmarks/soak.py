"""Prints what becomes of posts while processes and PostgreSQL are killed and answers are lost, beside a control.

    uv run python benchmarks/soak.py [--posts N] [--kills N] [--crashes N] [--every SECONDS] [--lag SECONDS] [--seed N]
                                     [--only ratchet|service|control]

A stand-in Slack loses the answer of 5 % of the posts that it makes, answers 2 % with 429 and 2 % with 503, and its
history lags behind. PostgreSQL is durable, and `--crashes` of the kills are of it: all its processes are ended by
SIGKILL at once, and it is started again. The others are of one of several processes, in whose place another is begun.

- `ratchet`: the posts wait in the outbox; each process decides or stands by, and works it off.
- `service`: each process is what `ratchet serve` runs. Alerts are told over Socket Mode, and each is to have one card.
- `control`: what many do. It takes a job under a lock, posts, deletes the job, and tries again where that failed.

At the end `missing` posts are nowhere, `double` ones stand there more than once, and those set `aside` are left for a
person to look at. `unheard` is what Slack had acknowledged, and the inbox does not have.
"""

import argparse
import asyncio
import logging
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random  # noqa: TID251 - seeded
from typing import Any, Final

sys.path[:1] = [str(Path(__file__).parents[1] / "tests" / name) for name in ("cli", "postgres", "slack_stand_in")]

from attrs import define, field, frozen
from live import LIVE, Lines, free_port
from psycopg import Error
from ratchet_cli.serve import service as serving
from ratchet_cli.serve import slack as serving_slack
from ratchet_cli.serve.settings import ServeSettings, SlackTokens
from ratchet_core.basis.instants import SECOND
from ratchet_core.contract.place import POLICY, heard
from ratchet_core.contract.refusing import RefusingChat
from ratchet_core.ports import Turn
from ratchet_core.turn import Ports
from ratchet_core.vocabulary.actions import AboutChannel, Body, FindSimilar, PostMessage
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Found
from ratchet_postgres import ConnectingError, PostgresStore, Worker, connect, write
from ratchet_slack.asking import client_of, session_of
from ratchet_slack.buckets import Bucket, Buckets
from ratchet_slack.calls import key_digest
from ratchet_slack.chat import SlackChat
from server import Server
from slack_stand_in.faults import Fault
from slack_stand_in.slack import APP_TOKEN, BOT_TOKEN, StandInSlack
from slack_stand_in.workspace import Json

CHANNELS: Final = 60
PROCESSES: Final = 6
SERVICES: Final = 3
LEASE: Final = 8 * SECOND
TOLD_AT_ONCE: Final = 40
FAULTS: Final = (
    ("chat.postMessage", 0.05, Fault.LOST),
    ("chat.postMessage", 0.02, Fault.LIMITED),
    ("chat.postMessage", 0.02, Fault.BROKEN),
)


@frozen
class Run:
    """How it went."""

    name: str
    missing: int
    double: int
    aside: int
    unheard: int
    made: int
    kills: int
    crashes: int
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
        await asyncio.gather(worker.run(never), write(url, POLICY, never))


async def asked_for(url: str, channels: list[str], posts: int) -> None:
    """Commit that posts are to be made."""
    async with await connect(url) as conn:
        store = await PostgresStore.open(conn, POLICY)
        actions = tuple(_post(number, channels[number % len(channels)]) for number in range(posts))
        await store.commit([Turn(heard("soak"), Decision(actions=actions))])


# The service


def serve_all(url: str, api: str) -> None:
    """Be what `ratchet serve` runs, until somebody ends this process."""
    logging.disable()
    asyncio.run(_serve_all(url, api))


async def _serve_all(url: str, api: str) -> None:
    fast = Buckets(every=SECOND // 50, workspace=Bucket(1_000, 1))
    serving_slack.SlackChat = partial(SlackChat, buckets=fast)  # type: ignore[attr-defined,assignment]
    settings = ServeSettings(SlackTokens(BOT_TOKEN, APP_TOKEN), api, pages_port=free_port())
    policy = "\n".join(f'[channels.c{number}]\npurpose = "alerts"\n{LIVE}' for number in range(CHANNELS))
    never = asyncio.Event()
    await serving.serve(
        serving.Given(settings, url, policy, migrate=False, clock=_now, say=lambda _: None, log=Lines()), never
    )


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


# Running them


@define
class _Jobs:
    """What is soaked: jobs, each of which is to make one post."""

    slack: StandInSlack
    url: str
    channels: list[str]
    options: argparse.Namespace
    processes: int = PROCESSES

    @property
    def every(self) -> float:
        """So many seconds are between kills."""
        every: float = self.options.every
        return every

    async def aside(self) -> int:
        """Return how much was set aside."""
        return await counted(self.url, "select count(*) from outbox where why_aside is not null")

    def tell_of_doubles(self, made: Counter[Any]) -> None:
        """Say on standard error how many seconds lie between the posts that stand there more than once."""
        for double in (one for one, count in made.items() if count > 1):
            said = (one for channel in self.channels for one in self.slack.messages(channel) if one.get("metadata"))
            stamps = [float(one["ts"]) for one in said if double in self.names_of(one)]
            print(f"  {double}: {[round(one - stamps[0], 2) for one in stamps]} s", file=sys.stderr)

    def names_of(self, said: Json) -> tuple[Any, ...]:
        """Return what a post is counted by."""
        return (said["metadata"]["event_payload"]["id"],)

    async def unheard(self) -> int:
        """Return how much was acknowledged and is not in the inbox."""
        return 0

    def made(self) -> tuple[set[Any], Counter[Any]]:
        """Return which posts there are to be, and how often each was made."""
        said = (one for channel in self.channels for one in self.slack.messages(channel))
        wanted = {key_digest(f"soak/{number}") for number in range(self.options.posts)}
        return wanted, Counter(one["metadata"]["event_payload"]["id"] for one in said)


class Outbox(_Jobs):
    """Posts that wait in the outbox."""

    work = staticmethod(serve)

    async def ask(self) -> None:
        """Begin."""
        await asked_for(self.url, self.channels, self.options.posts)

    async def left(self) -> int:
        """Return how much is still to be done."""
        return await counted(self.url, "select count(*) from outbox where why_aside is null")


class Control(_Jobs):
    """Posts that wait in a table of jobs."""

    work = staticmethod(serve_naively)

    async def ask(self) -> None:
        """Begin."""
        await asked_naively(self.url, self.channels, self.options.posts)

    async def left(self) -> int:
        """Return how much is still to be done."""
        return await counted(self.url, "select count(*) from job")

    async def aside(self) -> int:
        """Return that nothing ever is."""
        return 0


@define
class Service(_Jobs):
    """Alerts that are told to the whole service, a few at a time, each by a message of its own."""

    work = staticmethod(serve_all)
    processes: int = SERVICES
    told: list[tuple[str, str]] = field(factory=list)

    @property
    def every(self) -> float:
        """So many seconds are between kills."""
        every: float = 8 * self.options.every
        return every  # a service takes longer to begin than a worker

    def names_of(self, said: Json) -> tuple[Any, ...]:
        """Return the alert that a card is about, wherever that stands."""
        return tuple((channel, said.get("thread_ts", "")) for channel in self.channels)

    async def ask(self) -> None:
        """Begin."""
        self.slack.faults.redeliver_after = 2.0

    async def left(self) -> int:
        """Return how much is still to be done, and tell of some more."""
        self._tell()
        waiting = await counted(self.url, _WAITING)
        posts: int = self.options.posts
        return waiting + posts - len(self._done(self.slack.deliveries.acknowledged, given_up=True))

    def _tell(self) -> None:
        waiting = len(self.told) - len(self._done(self.slack.deliveries.acknowledged, given_up=True))
        for number in range(len(self.told), min(self.options.posts, len(self.told) + TOLD_AT_ONCE - waiting)):
            letters = "".join("abcdefghij"[int(digit)] for digit in f"{number:05}")
            title = f"[FIRING:1] QueueGrows{letters} service-{letters} (prod critical)"
            channel = self.channels[number % len(self.channels)]
            self.told.append((channel, self.slack.bot_says(channel, {"title": title, "color": "danger"})))

    def _done(self, deliveries: Sequence[Json], *, given_up: bool = False) -> set[tuple[str, str]]:
        every = (*deliveries, *(self.slack.deliveries.given_up if given_up else ()))
        return {(one["event"].get("channel", ""), one["event"].get("ts", "")) for one in every} & set(self.told)

    async def unheard(self) -> int:
        """Return how much was acknowledged and is not in the inbox."""
        async with await connect(self.url) as conn:
            rows = await (await conn.execute("select event from inbox")).fetchall()
        heard = {row[0] for row in rows}
        return sum(f"{channel}/{ts}" not in heard for channel, ts in self._done(self.slack.deliveries.acknowledged))

    def made(self) -> tuple[set[Any], Counter[Any]]:
        """Return which of the alerts that were acknowledged are to have a card, and how many each has."""
        said = ((channel, one) for channel in self.channels for one in self.slack.messages(channel))
        cards = Counter((channel, one.get("thread_ts", "")) for channel, one in said if one.get("metadata"))
        return self._done(self.slack.deliveries.acknowledged), cards


_WAITING: Final = (
    "select (select count(*) from outbox where lane = 'speech' and why_aside is null)"
    " + (select count(*) from inbox where turn is null and parked is null)"
)
VARIANTS: Final[dict[str, type[Outbox | Service | Control]]] = {
    "ratchet": Outbox,
    "service": Service,
    "control": Control,
}


async def counted(url: str, query: str) -> int:
    """Return a count, as soon as PostgreSQL can be asked for it."""
    while True:
        with suppress(ConnectingError, Error):
            async with await connect(url) as conn:
                row = await (await conn.execute(query.encode())).fetchone()
                return int(row[0]) if row is not None else 0
        await asyncio.sleep(0.2)


async def soaked(name: str, server: Server, options: argparse.Namespace) -> Run:
    """Run one variant until nothing is left to be done."""
    random = Random(options.seed)  # noqa: S311 - chance arrives as a seed
    async with server.database() as url, StandInSlack.running() as slack:
        slack.faults.chances, slack.faults.draw, slack.faults.retry_after = FAULTS, random.random, "0.3"
        slack.space.lag = options.lag
        channels = [slack.channel(f"c{number}", members=["BEN"]) for number in range(CHANNELS)]
        variant = VARIANTS[name](slack, url, channels, options)
        await variant.ask()
        begun = time.perf_counter()
        kills, crashes = await _killed_until_done(variant, server, (url, slack.api), random, options)
        seconds = time.perf_counter() - begun
        wanted, made = variant.made()
        variant.tell_of_doubles(made)
        looked_up = sum(method.startswith("conversations.") for method, _ in slack.calls)
        return Run(
            name,
            missing=sum(one not in made for one in wanted),
            double=sum(made[one] - 1 for one in made if made[one] > 1),
            aside=await variant.aside(),
            unheard=await variant.unheard(),
            made=made.total(),
            kills=kills,
            crashes=crashes,
            faults=slack.faults.met.total(),
            looked_up=looked_up,
            seconds=seconds,
        )


async def _killed_until_done(
    variant: Outbox | Service | Control,
    server: Server,
    arguments: tuple[str, str],
    random: Random,
    options: argparse.Namespace,
) -> tuple[int, int]:
    """Keep processes running, ending one after the other, until nothing is left; return how many ended, and of what."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__"])

    def begun() -> BaseProcess:
        process = context.Process(target=variant.work, args=arguments, daemon=True)
        process.start()
        return process

    processes = [begun() for _ in range(variant.processes)]
    kills, crashes, until = 0, 0, time.monotonic() + options.patience
    every = max(1, options.kills // max(1, options.crashes))
    while time.monotonic() < until and await variant.left():
        await asyncio.sleep(variant.every)
        if kills >= options.kills:
            continue
        kills += 1
        if options.crashes and kills % every == 0:
            crashes += 1
            with suppress(Error, subprocess.SubprocessError):  # it may still be starting up
                await asyncio.to_thread(server.crash)
            await counted(arguments[0], "select 1")
            continue
        processes[random.randrange(variant.processes)].kill()
        await asyncio.sleep(0)
        for place, process in enumerate(processes):  # one ends by itself, too, that finds no database when it begins
            if not process.is_alive():
                process.join()
                processes[place] = begun()
    await asyncio.sleep(1)  # for what might come twice
    for process in processes:
        process.kill()
        process.join()
    return kills, crashes


def main() -> None:
    """Run the variants, and print what became of the posts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=3_000)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--crashes", type=int, default=15)
    parser.add_argument("--every", type=float, default=0.12)
    parser.add_argument("--lag", type=float, default=1.5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=900, help="seconds after which a variant is ended")
    parser.add_argument("--only", action="append", choices=VARIANTS)
    options = parser.parse_args()
    heads = f"{'missing':>9}{'double':>8}{'aside':>7}{'unheard':>9}{'kills':>7}{'crashes':>9}{'faults':>8}"
    print(f"{'':10}{'posts':>7}{heads}{'look-ups':>10}{'s':>7}")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # the server runs as somebody else
        server = Server(Path(folder) / "server", durable=True)
        for name in options.only or VARIANTS:
            run = asyncio.run(soaked(name, server, options))
            figures = f"{run.missing:9,}{run.double:8,}{run.aside:7,}{run.unheard:9,}{run.kills:7,}{run.crashes:9,}"
            print(
                f"{name:10}{options.posts:7,}{figures}{run.faults:8,}{run.looked_up:10,}{run.seconds:7.0f}", flush=True
            )


if __name__ == "__main__":
    main()
