"""Records the cassettes again: against a live workspace, against `emulate` from npm, or against our own stand-in.

    uv run python tests/slack/record_cassettes.py emulate     # npx emulate@0.10.0 start --service slack --port 4100
    uv run python tests/slack/record_cassettes.py stand-in
    uv run python tests/slack/record_cassettes.py live        # asks for `/ratchet` where a form needs a trigger

Without a name behind it, it records every scenario; `emulate` and `stand-in` only those that are marked so. For `live`,
RATCHET_SLACK_BOT_TOKEN, RATCHET_SLACK_APP_TOKEN, RATCHET_CHANNEL (the id of a channel that the bot is in) and
RATCHET_PERSON (the id of somebody in it) are set. The channel, and `emulate`, must be new: a post is found by its
key, and the keys are the same each time.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "slack"), str(ROOT / "tests" / "slack_stand_in")]

from attrs import define
from cassettes import FOLDER, recorder
from ratchet_core.basis.instants import SECOND
from ratchet_slack.asking import API, client_of, session_of
from ratchet_slack.chat import SlackChat
from ratchet_slack.wire import loading_id
from scenarios import CHANNEL, PERSON, SCENARIOS, TRIGGER, Stage
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_stand_in.slack import BOT_TOKEN, StandInSlack

EMULATE: Final = "http://127.0.0.1:4100/api/"
NAMED: Final = {
    "emulate": "emulate 0.10.0 (npm), an emulator of Slack's Web API made by others",
    "stand-in": "ratchet's own stand-in Slack (tests/slack_stand_in)",
    "live": "a live workspace of Slack",
}


@define
class Backend:
    """What answers, and who is there."""

    token: str
    api: str
    channel: str
    person: str
    trigger: Callable[[], Awaitable[str]]


@asynccontextmanager
async def emulated() -> AsyncIterator[Backend]:
    async with session_of() as session:
        client = client_of("test_token_admin", session, EMULATE)

        async def trigger() -> str:
            answer = await client.api_call("views.generateTriggerId", json={"user_id": "U000000001"})
            return str(answer["trigger_id"])

        yield Backend("test_token_admin", EMULATE, "C000000001", "U000000001", trigger)


@asynccontextmanager
async def stood_in() -> AsyncIterator[Backend]:
    async with StandInSlack.running() as slack:

        async def trigger() -> str:
            return slack.space.trigger("U1")

        yield Backend(BOT_TOKEN, slack.api, slack.channel("alerts", members=["U1"]), "U1", trigger)


@asynccontextmanager
async def alive() -> AsyncIterator[Backend]:
    environment = os.environ
    token, app = environment["RATCHET_SLACK_BOT_TOKEN"], environment["RATCHET_SLACK_APP_TOKEN"]

    async def trigger() -> str:
        print("Type /ratchet in the channel ...")
        return await _trigger_of_a_command(app)

    yield Backend(token, API, environment["RATCHET_CHANNEL"], environment["RATCHET_PERSON"], trigger)


async def _trigger_of_a_command(app_token: str) -> str:
    """Wait for a slash command over Socket Mode, and return its trigger."""
    came: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def take(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))
        if request.type == "slash_commands" and not came.done():
            came.set_result(request.payload["trigger_id"])

    client = SocketModeClient(app_token)
    client.socket_mode_request_listeners.append(take)
    await client.connect()  # type: ignore[no-untyped-call]
    try:
        return await came
    finally:
        await client.close()  # type: ignore[no-untyped-call]


BACKENDS: Final = {"emulate": emulated, "stand-in": stood_in, "live": alive}


async def record(name: str, against: str) -> object:
    """Record one scenario, and return what came of it."""
    async with BACKENDS[against]() as backend, session_of() as session:
        client = client_of(backend.token, session, backend.api)
        needs_trigger = name.startswith("form_")
        trigger = await backend.trigger() if needs_trigger else TRIGGER
        chat = SlackChat(client, "https://acme.slack.com", lambda: 1_700_000_000 * SECOND)
        stage = Stage(chat, client, backend.channel, backend.person, trigger)
        names = {backend.channel: CHANNEL, backend.person: PERSON, loading_id(trigger): loading_id(TRIGGER)}
        names |= {trigger: TRIGGER}
        (FOLDER / f"{name}.yaml").unlink(missing_ok=True)
        with recorder("all", NAMED[against], names).use_cassette(f"{name}.yaml"):
            return await SCENARIOS[name].play(stage)


def main(arguments: Sequence[str] | None = None) -> int:
    """Record, and say what came of each; 1 where that is not what is expected."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("against", choices=sorted(BACKENDS))
    parser.add_argument("names", nargs="*", help="the scenarios; without any, all that are marked so")
    chosen = parser.parse_args(arguments)
    marked = [name for name, one in SCENARIOS.items() if chosen.against in {"live", one.against}]
    wrong = 0
    for name in chosen.names or marked:
        came = asyncio.run(record(name, chosen.against))
        wrong += came != SCENARIOS[name].expected
        print(f"{name}: {came!r}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
