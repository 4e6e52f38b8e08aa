"""`ratchet mcp`: other agents look up what ratchet knows, with the rights of one person, by the official client."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from command import ratchet
from histories import START
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent
from ratchet_core.basis.instants import DAY
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader, MemoryReadings
from ratchet_core.queries.tools.reading import ReadingTools
from ratchet_core.replay import Replay
from ratchet_core.vocabulary.tools import TOOLS
from ratchet_mcp import server_of
from remembered import HISTORY

EXAMPLES = Path(__file__).parents[2] / "examples"
T = TypeVar("T")


def asked(question: Callable[[Client], Awaitable[T]]) -> T:
    """Return what a client is answered that reads as somebody of the company."""

    async def run() -> T:
        store = MemoryStore(Policy())
        replay = Replay(store, lambda _event, _decision: None)
        for event in sorted(HISTORY, key=lambda one: one.at):
            await replay.feed(event)
        readings = MemoryReadings(MemoryReader(store))
        server = server_of(
            ReadingTools(readings, store.search, lambda: START + 40 * DAY), readings, "U1", lambda: START
        )
        async with Client(server) as client:
            return await question(client)

    return asyncio.run(run())


def said(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_every_tool_of_ratchets_own_model_is_offered_and_only_reads() -> None:
    async def listed(client: Client) -> dict[str, bool | None]:
        tools = (await client.list_tools()).tools
        return {one.name: one.annotations.read_only_hint if one.annotations else None for one in tools}

    assert asked(listed) == dict.fromkeys((one.name for one in TOOLS), True)


def test_what_was_called_wrongly_is_said_with_what_it_takes() -> None:
    async def called(client: Client) -> list[tuple[str, bool]]:
        results = [
            await client.call_tool("owner", {}),
            await client.call_tool("owner", {"name": ["a", "list"]}),
            await client.call_tool("deploys", {"hours": True}),
            await client.call_tool("mute", {"name": "all"}),
        ]
        return [(said(one).partition(".")[0], one.is_error) for one in results]

    assert asked(called) == [
        ("owner: `name` is missing", True),
        ("nothing found:\nNo service is called so", False),
        ("deploys: `hours` is no whole number from 1 to 720", True),
        ("There is no such tool", True),
    ]


def client_of(*words: object) -> StdioServerParameters:
    return StdioServerParameters(command=str(Path(sys.executable).with_name("ratchet")), args=[*map(str, words)])


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mcp") / "acme.state"
    ratchet("simulate", EXAMPLES / "acme.zip", "--org", EXAMPLES / "organisation.toml", "--save", path)
    return path


def test_a_client_starts_the_command_and_asks_a_saved_state(state: Path) -> None:
    async def run() -> list[str]:
        async with Client(stdio_client(client_of("mcp", "--state", state, "--as", "imani"))) as client:
            owner = await client.call_tool("owner", {"name": "edge-proxy"})
            earlier = await client.call_tool("earlier_answers", {"words": "where did the logs of search-indexer go?"})
            return [said(owner).splitlines()[-1], said(earlier).splitlines()[1]]

    assert asyncio.run(run()) == ["Edge proxy is owned by Platform.", "where did the logs for search-indexer move to?"]


def test_whoever_is_unknown_is_named(state: Path) -> None:
    ran = ratchet("mcp", "--state", state, "--as", "nobody")
    assert (ran.returncode, ran.stderr.startswith("ratchet: ")) == (2, True)
