"""Prints how soon an alert has its card: while nothing else goes on, while models hang, during a backfill, in a storm.

    uv run python benchmarks/busy.py [--alerts N] [--old N] [--storm N] [--only idle|models|backfill|storm]

The service runs as a process of its own against a stand-in Slack, which takes a message a second in a channel, and a
durable PostgreSQL. The time is from the alert's message to its card below it, by Slack's own timestamps. Alerts are
critical, for others wait on purpose, and come twice a second, in ten channels. Ten questions to a model that never
answers wait; then ratchet joins twenty channels with as many old messages as `--old` says, each of 100 to a page. A
storm is as many alerts as `--storm` says within a minute in one channel, of which every 25th is critical.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final, Never

sys.path[:1] = [str(Path(__file__).parents[1] / "tests" / name) for name in ("cli", "postgres", "slack_stand_in")]

from attrs import define, evolve, frozen
from live import LIVE, Lines, free_port
from ratchet_cli.serve import service as serving
from ratchet_cli.serve.settings import ServeSettings, SlackTokens
from ratchet_core.basis.instants import SECOND
from ratchet_core.contract.sending import MODEL
from ratchet_core.vocabulary.actions import AskModel
from ratchet_postgres import connect
from ratchet_postgres.asking import execute
from ratchet_postgres.outbox import asking
from ratchet_postgres.together import writes_of
from ratchet_postgres.worker import now
from server import Server
from slack_stand_in.slack import APP_TOKEN, BOT_TOKEN, StandInSlack

CHANNELS: Final = 10
OLD_CHANNELS: Final = 20
HANGING: Final = 10
EVERY: Final = 0.5
STORM_SECONDS: Final = 60.0
CRITICAL: Final = 25
DAY: Final = 86_400
LEAST: Final = 20
_PATIENCE: Final = 120.0

NAMES: Final = (*(f"c{number}" for number in range(CHANNELS)), "storm")
POLICY: Final = "\n".join(f'[channels.{name}]\npurpose = "alerts"\n{LIVE}' for name in NAMES)


class HangingModel:
    """A `Model` that never answers."""

    async def ask(self, action: AskModel) -> Never:
        """Never answer."""
        await asyncio.Event().wait()
        raise AssertionError(action.key)


async def serve(url: str, api: str) -> None:
    """Be the service, until killed."""
    serving.NoModel = HangingModel  # type: ignore[attr-defined,assignment]
    settings = ServeSettings(SlackTokens(BOT_TOKEN, APP_TOKEN), api, pages_port=free_port())
    given = serving.Given(settings, url, POLICY, migrate=False, clock=now, say=lambda _: None, log=Lines())
    await serving.serve(given, asyncio.Event())


@frozen
class Fired:
    """An alert that was told: where, and the timestamp of its message."""

    channel: str
    ts: str


@define
class Office:
    """The workspace, with the service beside it."""

    slack: StandInSlack
    url: str
    channels: list[str]
    storm: str
    fired: int = 0

    def fires(self, channel: str, *, critical: bool = True) -> Fired:
        """Let an alert fire that never fired before."""
        self.fired += 1
        severity = "critical" if critical else "warning"
        title = f"[FIRING:1] QueueGrows{_letters(self.fired)} service-{_letters(self.fired)} (prod {severity})"
        return Fired(channel, self.slack.bot_says(channel, {"title": title, "color": "danger"}))

    async def alerts(self, count: int) -> list[Fired]:
        """Let so many fire, twice a second, in one channel after the other."""
        fired = []
        for number in range(count):
            fired.append(self.fires(self.channels[number % CHANNELS]))
            await asyncio.sleep(EVERY)
        return fired

    def cards(self, fired: Sequence[Fired]) -> dict[Fired, float]:
        """Return how many seconds each took that has its card."""
        made: dict[Fired, float] = {}
        for channel in {one.channel for one in fired}:
            for said in self.slack.messages(channel):
                if said.get("metadata"):
                    made.setdefault(Fired(channel, said.get("thread_ts", "")), float(said["ts"]))
        return {one: made[one] - float(one.ts) for one in fired if one in made}

    async def carded(self, fired: Sequence[Fired], patience: float = _PATIENCE) -> dict[Fired, float]:
        """Wait until all have their cards, but no longer than a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while len(self.cards(fired)) < len(fired):  # noqa: ASYNC110 - another process does it
                    await asyncio.sleep(0.5)
        return self.cards(fired)


def _letters(number: int) -> str:
    """Return a number in letters, for digits at the end of a name are taken for an instance."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:05}")


def told(what: str, fired: Sequence[Fired], took: dict[Fired, float], more: str = "") -> None:
    """Print a line of the table."""
    seconds = sorted(took.values()) or [float("nan")]
    cuts = statistics.quantiles(seconds, n=100) if len(seconds) > 1 else seconds * 99
    p50, p95, longest = (f"{1e3 * one:9,.0f}" for one in (cuts[49], cuts[94], seconds[-1]))
    print(f"{what:28}{len(fired):7,}{len(took):7,}{p50}{p95}{longest}  {more}", flush=True)


async def idle(office: Office, options: argparse.Namespace) -> None:
    """While nothing else goes on."""
    fired = await office.alerts(options.alerts)
    told("idle", fired, await office.carded(fired))


async def models(office: Office, options: argparse.Namespace) -> None:
    """While ten questions to a model are not answered."""
    asked_at, until = now(), now() + 600 * SECOND
    questions = [evolve(MODEL, key=f"busy/{number}", asked_at=asked_at, until=until) for number in range(HANGING)]
    async with await connect(office.url) as conn:
        await execute(conn, *writes_of([asking(questions)]))
        await asyncio.sleep(2)
        fired = await office.alerts(options.alerts)
        query = "select count(*) filter (where in_hand), count(*) from outbox where lane = 'model'"
        row = await (await conn.execute(query)).fetchone()
    told("ten model calls hang", fired, await office.carded(fired), f"{row} asked now, waiting" if row else "")


async def backfill(office: Office, options: argparse.Namespace) -> None:
    """While old messages are read and decided."""
    begin, each = now() // SECOND - DAY, options.old // OLD_CHANNELS
    for number in range(OLD_CHANNELS):
        channel = office.slack.channel(f"old{number}", joined=False, members=["BEN"])
        messages = office.slack.space.channels[channel].messages
        for place in range(each):
            ts = f"{begin + place}.{number:06d}"
            messages[ts] = {"type": "message", "user": "BEN", "ts": ts, "text": f"is shard {place} of {number} down?"}
        office.slack.join(channel)
    await asyncio.sleep(1)
    begun, fired, before = time.monotonic(), list[Fired](), await _decided(office.url)
    while time.monotonic() < begun + options.longest and (await _is_reading(office.url) or len(fired) < LEAST):
        fired += await office.alerts(10)
    count, seconds = await _decided(office.url) - before, time.monotonic() - begun
    more = f"{count:,} old messages decided in {seconds:.0f} s"
    told("backfill", fired, await office.carded(fired), more)


async def _decided(url: str) -> int:
    return await _count(url, "select count(*) from inbox where backfill and turn is not null")


async def _is_reading(url: str) -> bool:
    waits = "select count(*) from inbox where backfill and turn is null"
    return bool(await _count(url, "select count(*) from outbox where lane = 'backfill'") or await _count(url, waits))


async def _count(url: str, query: str) -> int:
    async with await connect(url) as conn:
        row = await (await conn.execute(query.encode())).fetchone()
        return int(row[0]) if row is not None else 0


async def storm(office: Office, options: argparse.Namespace) -> None:
    """While everything fires at once in one channel."""
    begun, calls = time.monotonic(), len(office.slack.calls)
    critical: list[Fired] = []
    for number in range(options.storm):
        fired = office.fires(office.storm, critical=number % CRITICAL == 0)
        critical += [fired] if number % CRITICAL == 0 else []
        await asyncio.sleep(max(0.0, begun + STORM_SECONDS * number / options.storm - time.monotonic()))
    took = await office.carded(critical)
    last = max((float(one.ts) + seconds for one, seconds in took.items()), default=float("nan"))
    await asyncio.sleep(options.after)  # what is not critical is held for two minutes, and then counted
    posts = [said for said in office.slack.messages(office.storm) if said.get("metadata")]
    edits = sum(name == "chat.update" for name, _ in office.slack.calls[calls:])
    after = last - float(fired.ts)
    more = (
        f"{options.storm:,} alerts: {len(posts)} posts, {edits} edits; last critical card {after:.0f} s after the end"
    )
    told("storm, its critical ones", critical, took, more)


WHAT: Final = {"idle": idle, "models": models, "backfill": backfill, "storm": storm}


@asynccontextmanager
async def service(url: str, slack: StandInSlack) -> AsyncIterator[None]:
    """Run the service in a process of its own."""
    process = await asyncio.create_subprocess_exec(sys.executable, __file__, "--serve", url, slack.api)
    try:
        await slack.deliveries.connected(2)
        yield
    finally:
        process.kill()
        await process.wait()


async def measured(server: Server, options: argparse.Namespace) -> None:
    """Run each in turn on one service."""
    print(f"{'':28}{'alerts':>7}{'cards':>7}{'p50 ms':>9}{'p95':>9}{'longest':>9}")
    async with server.database() as url, StandInSlack.running() as slack:
        slack.faults.channel_every = 1.0
        channels = [slack.channel(name, members=["BEN"]) for name in NAMES]
        office = Office(slack, url, channels[:-1], channels[-1])
        async with service(url, slack):
            await asyncio.sleep(3)
            for name in options.only or WHAT:
                await WHAT[name](office, options)
    print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def main() -> None:
    """Measure, or be the service."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alerts", type=int, default=60)
    parser.add_argument("--old", type=int, default=100_000)
    parser.add_argument("--longest", type=float, default=300.0, help="seconds for which a backfill is watched at most")
    parser.add_argument("--storm", type=int, default=1_500)
    parser.add_argument("--after", type=float, default=150.0, help="seconds for which a storm's end is watched")
    parser.add_argument("--only", action="append", choices=WHAT)
    parser.add_argument("--serve", nargs=2, metavar=("DATABASE", "SLACK"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        asyncio.run(serve(*options.serve))
        return
    with tempfile.TemporaryDirectory(prefix="ratchet-busy-") as folder:
        Path(folder).chmod(0o755)  # the server runs as somebody else
        asyncio.run(measured(Server(Path(folder), durable=True), options))


if __name__ == "__main__":
    main()
