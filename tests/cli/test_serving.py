"""`ratchet serve` against a stand-in Slack: what people see there, from the first alert to the runbook of the next."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from attrs import define
from ratchet_cli.serving.serve import Given, serve
from ratchet_cli.serving.settings import ServeSettings, SlackTokens
from ratchet_core.basis.instants import MINUTE, SECOND, Duration, Instant
from ratchet_core.domain.policy import MODES
from server import Server
from slack_stand_in.slack import APP_TOKEN, BOT_TOKEN, StandInSlack

T = TypeVar("T")
START: Instant = 1_767_607_200 * SECOND
PATIENCE = 20.0
LIVE = "".join(f'{mode} = "live"\n' for mode in MODES)
POLICY = "\n".join(
    (
        "card_buttons = true",
        f'[channels.alerts]\npurpose = "alerts"\n{LIVE}',
        f'[channels.help]\npurpose = "help"\n{LIVE}',
    )
)


ALERT = {"title": "[FIRING:1] HighErrorRate checkout-api", "color": "danger"}


@define
class Clock:
    """A clock that goes on by the real one, and can be set forward."""

    ahead: Duration = 0

    def __call__(self) -> Instant:
        return START + self.ahead + int(asyncio.get_running_loop().time() * SECOND)


class Silent:
    """A log that nobody reads."""

    def info(self, event: str, **about: object) -> None:
        pass

    def error(self, event: str, **about: object) -> None:
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@define
class Running:
    """A service on a database, with a stand-in Slack."""

    slack: StandInSlack
    clock: Clock
    pages: str
    said: list[str]

    async def until(self, found: Callable[[], T | None]) -> T:
        """Wait for something that people can see."""
        async with asyncio.timeout(PATIENCE):
            while not (seen := found()):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)
        return seen

    async def introduced(self) -> None:
        """Wait until ratchet has heard of its channels, and read what was said in them before."""
        async with asyncio.timeout(PATIENCE):
            await self.slack.deliveries.connected(2)
        await self.until(lambda: [name for name, _ in self.slack.calls if name == "conversations.history"])

    async def calling(self, method: str) -> dict[str, Any]:
        """Wait for a call of ratchet's, and return the first one."""
        return (await self.until(lambda: [one for name, one in self.slack.calls if name == method]))[0]

    async def showing(self, title: str) -> str:
        """Wait for a form with a title on somebody's screen, and return its id."""

        def found() -> str | None:
            views = self.slack.space.views.values()
            forms = (one.id for one in views if one.content.get("title", {}).get("text") == title)
            return next((one for one in forms if "input" in str(self.slack.space.views[one].content)), None)

        return await self.until(found)

    async def saying(self, channel: str, words: str, thread: str | None = None) -> dict[str, Any]:
        """Wait for a message of ratchet's with some words."""

        def found() -> dict[str, Any] | None:
            told = self.slack.messages(channel, thread)
            return next((one for one in told if one.get("metadata") and words in one["text"]), None)

        return await self.until(found)


@asynccontextmanager
async def running(url: str, slack: StandInSlack, clock: Clock, policy: str | None = POLICY) -> AsyncIterator[Running]:
    """Run a service until the block ends; it must stop by itself then."""
    stop, port = asyncio.Event(), free_port()
    tokens = SlackTokens(BOT_TOKEN, APP_TOKEN)
    said: list[str] = []
    given = Given(
        ServeSettings(tokens, pages_port=port),
        url,
        policy,
        migrate=False,
        clock=clock,
        say=said.append,
        log=Silent(),
        slack_url=slack.api,
    )
    serving = asyncio.create_task(serve(given, stop))
    try:
        yield Running(slack, clock, f"http://127.0.0.1:{port}", said)
    finally:
        stop.set()
        assert await asyncio.wait_for(serving, PATIENCE)


def played(server: Server, play: Callable[[str, StandInSlack, Clock], Awaitable[T]]) -> T:
    async def run() -> T:
        clock = Clock()
        async with server.database() as url, StandInSlack.running(clock) as slack:
            return await play(url, slack, clock)

    return asyncio.run(run())


def test_an_alert_gets_its_card_and_a_button_its_answer(server: Server) -> None:
    async def play(url: str, slack: StandInSlack, clock: Clock) -> list[str]:
        alerts = slack.channel("alerts", members=["U1"])
        async with running(url, slack, clock) as service:
            await service.introduced()
            root = slack.bot_says(
                alerts, {"title": "[FIRING:1] HighErrorRate checkout-api", "color": "danger"}, text=""
            )
            clock.ahead += 5 * MINUTE
            card = await service.saying(alerts, "HighErrorRate", root)
            await slack.press("U1", alerts, card["ts"], "Noise")
            view = await service.showing("Mark as noise")
            await slack.submit("U1", view, reason="A batch job makes it fire every night.")
            answer = await service.calling("chat.postEphemeral")
            return [card["text"].splitlines()[0], answer["text"].splitlines()[0]]

    assert played(server, play) == ["HighErrorRate on checkout-api", "This incident is marked as noise."]
