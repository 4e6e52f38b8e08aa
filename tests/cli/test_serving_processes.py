"""`ratchet serve` as processes that are stopped, killed and upgraded while people call ratchet in a stand-in Slack."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from attrs import evolve
from claude_stand_in import StandIn, wanting
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

ASKING = 3
"""So many questions are put to ratchet at once, of one person, whose budget has room for as many."""

OUT_WITHIN = 30.0
"""So long it is waited for a service that stops; after ten seconds it ends by force, and says so by its exit code."""

PATIENCE = LEASE / SECOND - 10
"""What a killed process had in hand is done by another long before its lease is over."""

STARTED_WITHIN = 240.0
"""So long it is waited for a process that starts; on a busy machine that may take it most of a minute."""

NEXT = Migration(migrations()[-1].number + 1, "later", "alter table inbox add column later integer")


@asynccontextmanager
async def process(
    url: str, slack: StandInSlack, folder: Path, more: Mapping[str, str] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `ratchet serve` in a process of its own; it is killed in the end, if it still runs then."""
    told = {
        "RATCHET_SLACK_BOT_TOKEN": BOT_TOKEN,
        "RATCHET_SLACK_APP_TOKEN": APP_TOKEN,
        "RATCHET_SLACK_API": slack.api,
        "RATCHET_DATABASE_URL": url,
        "RATCHET_ALLOW_UNSAFE_DATABASE": "1",
        "RATCHET_MIGRATE": "1",
        "RATCHET_SEARCH_BY_MEANING": "0",
        "RATCHET_PAGES_PORT": str(free_port()),
        **(more or {}),
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


async def connected(slack: StandInSlack, processes: int = 1) -> None:
    """Wait until so many processes hear Slack."""
    async with asyncio.timeout(STARTED_WITHIN):
        await slack.deliveries.connected(2 * processes)


async def gone(slack: StandInSlack) -> None:
    """Wait until no process hears Slack any more."""
    async with asyncio.timeout(STARTED_WITHIN):
        while slack.deliveries.sockets:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)


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
            slack.faults.redeliver_after, slack.faults.longer = 1.0, 3.0
            channels = [slack.channel(f"c{number}", members=["BEN"]) for number in range(MANY)]
            return await play(url, slack, channels)

    return asyncio.run(run())


def test_a_service_that_is_told_to_stop_at_work_is_out_in_time_and_loses_nothing(
    server: Server, tmp_path: Path
) -> None:
    async def play(url: str, slack: StandInSlack, channels: list[str]) -> Sequence[object]:
        async with process(url, slack, tmp_path) as one:
            await connected(slack)
            calls = called_in(slack, channels)
            await asyncio.sleep(0.1)
            one.send_signal(signal.SIGTERM)
            calls += called_in(slack, channels)
            code = await asyncio.wait_for(one.wait(), OUT_WITHIN)
        await gone(slack)
        async with process(url, slack, tmp_path):
            await connected(slack)
            return [code, *await answered(slack, calls)]

    assert played(server, play) == [0, *[1] * 2 * MANY]


def test_another_process_goes_on_where_one_was_killed(server: Server, tmp_path: Path) -> None:
    async def play(url: str, slack: StandInSlack, channels: list[str]) -> Sequence[object]:
        async with process(url, slack, tmp_path) as one:
            await connected(slack)
            async with process(url, slack, tmp_path):
                await connected(slack, 2)
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
            await connected(slack)
            calls = called_in(slack, channels)
            await answered(slack, calls)
            calls += called_in(slack, channels)
            async with await connect(url) as conn:
                await migrate(conn, (*migrations(), NEXT))
            calls += called_in(slack, channels)
            return await answered(slack, calls)

    assert played(server, play, "template1") == [1] * 3 * MANY


def test_a_question_to_ratchet_is_answered_once_and_no_step_of_it_put_twice_where_a_process_was_killed(
    server: Server, tmp_path: Path
) -> None:
    (tmp_path / "policy.toml").write_text('[default]\nmodel_agent = "live"\n', encoding="utf-8")

    async def play(url: str, slack: StandInSlack, channels: list[str]) -> Sequence[object]:
        wants = evolve(wanting(("waiting", "")), pause=0.2)
        async with StandIn.running(wants) as claude:
            model = {"RATCHET_ANTHROPIC_API_KEY": "sk-ant-test", "RATCHET_ANTHROPIC_API": claude.url}
            told = {**model, "RATCHET_POLICY": "policy.toml"}
            async with process(url, slack, tmp_path, told) as one:
                await connected(slack)
                async with process(url, slack, tmp_path, told):
                    await connected(slack, 2)
                    calls = [
                        (one, slack.say("BEN", one, f"<@{BOT_USER}> what waits for us?")) for one in channels[:ASKING]
                    ]
                    async with asyncio.timeout(PATIENCE):
                        while len(claude.asked) <= ASKING:  # noqa: ASYNC110 - a first step was taken, and a second is asked about
                            await asyncio.sleep(0.02)
                    one.kill()
                    said = await ended(slack, calls)
            put = [str(one["messages"]) for one in claude.asked]
            return [said, len(put) - len(set(put)), len(put) > ASKING]

    assert played(server, play) == [["I could not find out."] * ASKING, 0, True]


async def ended(slack: StandInSlack, calls: Sequence[tuple[str, str]]) -> list[str]:
    """Wait until each call has its one message, which says how it ended, and return how these begin."""
    last = asyncio.get_running_loop().time() + PATIENCE
    said: list[list[str]] = []
    while not said or any(len(one) != 1 or one[0].startswith("Looking") for one in said):
        assert asyncio.get_running_loop().time() < last, said
        await asyncio.sleep(0.1)
        said = [[str(one["text"]) for one in slack.messages(*call) if one.get("metadata")] for call in calls]
    return [one[0].splitlines()[0] for one in said]
