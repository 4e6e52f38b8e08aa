"""A whole service on a database of its own, beside a stand-in Slack, and what people see there."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from unittest import mock

import aiohttp
from attrs import define, field
from ratchet_cli.serve.models import ModelSettings
from ratchet_cli.serve.service import Given, serve
from ratchet_cli.serve.settings import ServeSettings, SlackTokens
from ratchet_core.basis.instants import SECOND, Duration, Instant
from ratchet_core.domain.policy import MODES
from ratchet_mcp import ForeignServer
from ratchet_postgres import connect
from server import Server
from slack_stand_in.slack import APP_TOKEN, BOT_TOKEN, StandInSlack

T = TypeVar("T")
START: Instant = 1_767_607_200 * SECOND
PATIENCE = 60.0
LIVE = "".join(f'{mode} = "live"\n' for mode in MODES)
POLICY = "\n".join(
    (
        "card_buttons = true",
        f'[channels.alerts]\npurpose = "alerts"\n{LIVE}',
        f'[channels.help]\npurpose = "help"\n{LIVE}',
    )
)
FIRING = {"title": "[FIRING:1] HighErrorRate checkout-api", "color": "danger"}
RESOLVED = {"title": "[RESOLVED] HighErrorRate checkout-api", "color": "good"}


@define
class Clock:
    """A clock that goes on by the real one, and can be set forward."""

    ahead: Duration = 0

    def __call__(self) -> Instant:
        return START + self.ahead + int(asyncio.get_running_loop().time() * SECOND)


@define
class Lines:
    """A log that keeps what is said, without anything else."""

    kept: list[tuple[str, dict[str, object]]] = field(factory=list)

    def info(self, event: str, **about: object) -> None:
        self.kept.append((event, about))

    def error(self, event: str, **about: object) -> None:
        self.kept.append((event, about))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(found: Callable[[], T | None], told: Callable[[], object] = lambda: "it never came") -> T:
    """Wait for something that can be seen; what is told where it never comes is for whoever reads the failure."""
    last = asyncio.get_running_loop().time() + PATIENCE
    while not (seen := found()):
        assert asyncio.get_running_loop().time() < last, told()
        await asyncio.sleep(0.02)
    return seen


@define
class Running:
    """A service on a database, with a stand-in Slack."""

    url: str
    slack: StandInSlack
    clock: Clock
    said: list[str]
    log: Lines

    async def introduced(self) -> None:
        """Wait until ratchet knows its channels and all people, and has begun to read what was said before."""
        async with asyncio.timeout(PATIENCE):
            await self.slack.deliveries.connected(2)
        await until(lambda: self.called("conversations.history"))
        people = {name for name, one in self.slack.space.people.items() if not one["is_bot"]}
        async with await connect(self.url) as conn, asyncio.timeout(PATIENCE):
            known = "select id from person_record"
            while not people <= {name async for (name,) in await conn.execute(known)}:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)
        await self.heard()

    def called(self, method: str) -> list[dict[str, Any]]:
        """Return with what a method was called so far."""
        return [one for name, one in self.slack.calls if name == method]

    async def calling(self, method: str) -> dict[str, Any]:
        """Wait for a call of ratchet's, and return the first one."""
        return (await until(lambda: self.called(method)))[0]

    async def telling(self, person: str, words: str) -> str:
        """Wait for something that one person alone is told, and return it."""

        def found() -> str | None:
            told = (one["text"] for one in self.slack.space.private if one["user"] == person)
            return next((one for one in told if words in one), None)

        return await until(found, lambda: self.slack.space.private)

    async def showing(self, title: str, person: str | None = None) -> str:
        """Wait for a form with a title on somebody's screen, and return its id."""

        def found() -> str | None:
            for view in self.slack.space.views.values():
                is_it = view.content.get("title", {}).get("text") == title and person in {None, view.person}
                if is_it and "input" in str(view.content):
                    return view.id
            return None

        return await until(found)

    async def saying(self, channel: str, words: str, thread: str | None = None) -> dict[str, Any]:
        """Wait for a message of ratchet's with some words."""
        said = lambda: [one["text"] for one in self.slack.messages(channel)]  # noqa: E731
        return await until(lambda: next(iter(self.saids(channel, words, thread)), None), said)

    async def offering(self, channel: str, label: str) -> str:
        """Wait for a message of ratchet's with a button, and return its timestamp."""
        button = f"'text': '{label}'"
        said = await until(lambda: [one for one in self.saids(channel) if button in str(one.get("blocks"))])
        return str(said[0]["ts"])

    def saids(self, channel: str, words: str = "", thread: str | None = None) -> list[dict[str, Any]]:
        """Return the messages of ratchet's with some words, as they are now."""
        told = self.slack.messages(channel, thread)
        return [one for one in told if one.get("metadata") and words in one["text"]]

    async def heard(self) -> None:
        """Wait until everything that happened is acknowledged."""
        async with asyncio.timeout(PATIENCE):
            await self.slack.deliveries.settled()

    async def page(self, path: str) -> tuple[int, str]:
        """Return how the pages' server answers, once it is there."""
        said = "The pages are on "
        pages = await until(lambda: next((one.removeprefix(said) for one in self.said if one.startswith(said)), None))
        async with aiohttp.ClientSession() as session, session.get(pages.removesuffix(".") + path) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def running(  # noqa: PLR0913, PLR0917 - what may differ from test to test
    url: str,
    slack: StandInSlack,
    clock: Clock,
    policy: str | None = POLICY,
    tokens: SlackTokens | None = SlackTokens(BOT_TOKEN, APP_TOKEN),  # noqa: B008 - it is frozen
    port: int = 0,
    model: ModelSettings | None = None,
    *,
    by_meaning: bool = False,
    servers: Sequence[ForeignServer] = (),
) -> AsyncIterator[Running]:
    """Run a service until the block ends; it must stop by itself then.

    It answers with a form, or to one, as if it always decided in time: what comes where it does not, has its own tests.
    """
    stop = asyncio.Event()
    said: list[str] = []
    log = Lines()
    settings = ServeSettings(tokens, slack.api, model, by_meaning, pages_port=port)
    given = Given(settings, url, policy, migrate=False, clock=clock, say=said.append, log=log, servers=servers)
    receiver = "ratchet_slack.receiving.receiver"
    with mock.patch.multiple(receiver, FORM_WITHIN=PATIENCE, SAVED_WITHIN=PATIENCE):
        serving = asyncio.create_task(serve(given, stop))
        try:
            yield Running(url, slack, clock, said, log)
        finally:
            stop.set()
            assert await asyncio.wait_for(serving, PATIENCE)


def played(server: Server, play: Callable[[str, StandInSlack, Clock], Awaitable[T]]) -> T:
    """Return what comes of a play with a database and a Slack of its own."""

    async def run() -> T:
        clock = Clock()
        async with server.database() as url, StandInSlack.running(clock) as slack:
            slack.faults.one_by_one, slack.faults.longer, slack.faults.patience = True, 5.0, PATIENCE
            slack.space.triggers_live = int(PATIENCE * SECOND)
            return await play(url, slack, clock)

    return asyncio.run(run())


def served(server: Server, play: Callable[[Running], Awaitable[T]]) -> T:
    """Return what comes of a play in which the service runs from the beginning, in `alerts` and `help`.

    Ada is an admin of the workspace; Ben and Cleo are of the company.
    """

    async def run(url: str, slack: StandInSlack, clock: Clock) -> T:
        inhabited(slack)
        async with running(url, slack, clock) as service:
            await service.introduced()
            return await play(service)

    return played(server, run)


ALERTS = "C0000001"
HELP = "C0000002"


def inhabited(slack: StandInSlack) -> None:
    """Let there be the channels and people of these tests."""
    slack.person("ADA", is_admin=True)
    assert slack.channel("alerts", members=["ADA", "BEN", "CLEO"]) == ALERTS
    assert slack.channel("help", members=["ADA", "BEN", "CLEO"]) == HELP
