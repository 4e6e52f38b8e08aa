"""`ratchet serve` as processes that are stopped, killed and upgraded while people call ratchet in a stand-in Slack."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from live import free_port
from ratchet_core.basis.instants import SECOND
from ratchet_core.ports import LEASE
from ratchet_postgres import connect, migrate
from ratchet_postgres.migrating import Migration, migrations
from server import Server
from slack_stand_in.slack import APP_TOKEN, BOT_TOKEN, StandInSlack
from slack_stand_in.workspace import BOT_USER

CALL = f"<@{BOT_USER}> help"
MANY = 8
"""So many channels, in each of which ratchet is called once: Slack takes about one message a second in each."""

OUT_WITHIN = 10.0
PATIENCE = LEASE / SECOND - 10
"""What a killed process had in hand is done by another long before its lease is over."""

NEXT = Migration(migrations()[-1].number + 1, "later", "alter table inbox add column later integer")


@asynccontextmanager
async def process(url: str, slack: StandInSlack, folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `ratchet serve` in a process of its own; it is killed in the end, if it still runs then."""
    told = {
        "RATCHET_SLACK_BOT_TOKEN": BOT_TOKEN,
        "RATCHET_SLACK_APP_TOKEN": APP_TOKEN,
        "RATCHET_SLACK_API": slack.api,
        "RATCHET_DATABASE_URL": url,
        "RATCHET_ALLOW_UNSAFE_DATABASE": "1",
        "RATCHET_MIGRATE": "1",
        "RATCHET_PAGES_PORT": str(free_port()),
    }
    with (folder / "log").open("ab") as log:
        one = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ratchet_cli", "serve", cwd=folder, env={**os.environ, **told}, stdout=log, stderr=log
        )
    try:
        yield one
    finally:
        if one.returncode is None:
            one.kill()
        await one.wait()


def called_in(slack: StandInSlack, channels: Sequence[str]) -> list[tuple[str, str]]:
    return [(channel, slack.say("BEN", channel, CALL)) for channel in channels]


def answers(slack: StandInSlack, calls: Sequence[tuple[str, str]]) -> list[int]:
    """Return how often each call was answered so far."""
    return [sum(bool(one.get("metadata")) for one in slack.messages(*call)) for call in calls]


async def answered(slack: StandInSlack, calls: Sequence[tuple[str, str]]) -> list[int]:
    """Wait until each call was answered, and a moment longer for what might come twice."""
    last = asyncio.get_running_loop().time() + PATIENCE
    while not all(answers(slack, calls)):
        assert asyncio.get_running_loop().time() < last, (answers(slack, calls), slack.deliveries.given_up)
        await asyncio.sleep(0.05)
    await slack.deliveries.settled()
    await asyncio.sleep(1)
    return answers(slack, calls)


Play = Callable[[str, StandInSlack, list[str]], Awaitable[Sequence[object]]]


def played(server: Server, play: Play, template: str = "ratchet_template") -> Sequence[object]:
    async def run() -> Sequence[object]:
        async with server.database(template) as url, StandInSlack.running() as slack:
            slack.faults.redeliver_after = 1.0
            channels = [slack.channel(f"c{number}", members=["BEN"]) for number in range(MANY)]
            return await play(url, slack, channels)

    return asyncio.run(run())


def test_a_service_that_is_told_to_stop_at_work_is_out_in_time_and_loses_nothing(
    server: Server, tmp_path: Path
) -> None:
    async def play(url: str, slack: StandInSlack, channels: list[str]) -> Sequence[object]:
        async with process(url, slack, tmp_path) as one:
            await slack.deliveries.connected(2)
            calls = called_in(slack, channels)
            await asyncio.sleep(0.1)
            one.send_signal(signal.SIGTERM)
            calls += called_in(slack, channels)
            code = await asyncio.wait_for(one.wait(), OUT_WITHIN)
        async with process(url, slack, tmp_path):
            return [code, *await answered(slack, calls)]

    assert played(server, play) == [0, *[1] * 2 * MANY]


def test_another_process_goes_on_where_one_was_killed(server: Server, tmp_path: Path) -> None:
    async def play(url: str, slack: StandInSlack, channels: list[str]) -> Sequence[object]:
        async with process(url, slack, tmp_path) as one:
            await slack.deliveries.connected(2)
            async with process(url, slack, tmp_path):
                await slack.deliveries.connected(4)
                calls = called_in(slack, channels)
                await asyncio.sleep(0.15)
                one.kill()
                calls += called_in(slack, channels)
                return await answered(slack, calls)

    assert played(server, play) == [1] * 2 * MANY


def test_an_upgrade_loses_nothing_of_what_arrives_meanwhile(server: Server, tmp_path: Path) -> None:
    async def play(url: str, slack: StandInSlack, channels: list[str]) -> Sequence[object]:
        async with await connect(url) as conn:
            await migrate(conn, migrations()[:-1])
        async with process(url, slack, tmp_path):
            calls = called_in(slack, channels)
            await answered(slack, calls)
            calls += called_in(slack, channels)
            async with await connect(url) as conn:
                await migrate(conn, (*migrations(), NEXT))
            calls += called_in(slack, channels)
            return await answered(slack, calls)

    assert played(server, play, "template1") == [1] * 3 * MANY
