"""`ratchet mcp`: other agents look up what ratchet knows, with the rights of one person, by the official client."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import pytest
from command import Ran, ratchet
from filled import decided
from histories import START, firing, posted, replayed
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult, TextContent
from ratchet_cli.places.state_file import save
from ratchet_core.basis.instants import DAY
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader, MemoryReadings
from ratchet_core.queries.tools.reading import ReadingTools
from ratchet_core.replay import Replay
from ratchet_core.vocabulary.events import ChannelJoined, ChannelSeen, Event, PersonErased, PersonSeen
from ratchet_core.vocabulary.tools import PREPARE, TOOLS
from ratchet_mcp import server_of
from remembered import HISTORY
from server import Server

EXAMPLES = Path(__file__).parents[2] / "examples"
T = TypeVar("T")


def asked(question: Callable[[Client], Awaitable[T]], *more: Event) -> T:
    """Return what a client is answered that reads as somebody of the company."""

    async def run() -> T:
        store = MemoryStore(Policy())
        replay = Replay(store, lambda _event, _decision: None)
        for event in sorted([*HISTORY, *more], key=lambda one: one.at):
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


def test_every_tool_that_looks_something_up_is_offered_and_only_reads() -> None:
    async def listed(client: Client) -> dict[str, bool | None]:
        tools = (await client.list_tools()).tools
        return {one.name: one.annotations.read_only_hint if one.annotations else None for one in tools}

    assert asked(listed) == {one.name: True for one in TOOLS if one.name != PREPARE}


def test_a_client_is_told_which_version_it_talks_to() -> None:
    async def told(client: Client) -> str | None:
        return client.server_info.version if client.server_info else None

    assert asked(told) == version("ratchet-mcp")


@pytest.mark.parametrize(
    "leaves",
    [
        PersonErased("erased", START + 30 * DAY, "U1", by="U1"),
        PersonSeen("guest", START + 30 * DAY, "U1", "una", guest=True, external=False),
        PersonSeen("other", START + 30 * DAY, "U1", "una", external=True),
    ],
)
def test_whoever_has_left_the_company_is_told_nothing_more(leaves: Event) -> None:
    async def called(client: Client) -> tuple[str, bool | None]:
        result = await client.call_tool("incidents", {})
        return said(result), result.is_error

    assert asked(called, leaves) == ("The person with whose rights this reads is not of the company any more.", True)


def test_what_was_called_wrongly_is_said_with_what_it_takes() -> None:
    async def called(client: Client) -> list[tuple[str, bool]]:
        results = [
            await client.call_tool("owner", {}),
            await client.call_tool("owner", {"name": ["a", "list"]}),
            await client.call_tool("deploys", {"hours": True}),
            await client.call_tool("mute", {"name": "all"}),
            await client.call_tool("prepare", {"alert": "QueueStuck", "what": "mute"}),
        ]
        return [(said(one).partition(".")[0], one.is_error) for one in results]

    assert asked(called) == [
        ("owner: `name` is missing", True),
        ("nothing found:\nNo service is called so", False),
        ("deploys: `hours` is no whole number from 1 to 720", True),
        ("There is no such tool", True),
        ("There is no such tool", True),
    ]


def client_of(*words: object) -> StdioServerParameters:
    command, unsafe = Path(sys.executable).with_name("ratchet"), {"RATCHET_ALLOW_UNSAFE_DATABASE": "1"}
    return StdioServerParameters(command=str(command), args=[*map(str, words)], env=unsafe)


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
            deploys = await client.call_tool("deploys", {"hours": 720})
            told = [said(owner).splitlines()[-1], said(earlier).splitlines()[1]]
            return [*told, said(deploys).splitlines()[0].partition(" (")[0]]

    assert asyncio.run(run()) == [
        "Edge proxy is owned by Platform.",
        "where did the logs for search-indexer move to?",
        "deploy",
    ]


PLACES: list[Event] = [
    ChannelSeen("s3", 0, "C3", "secret", private=True),
    ChannelJoined("j3", 0, "C3"),
    posted(START, "C3", firing("Xyzzy vault")),
]


def test_nothing_of_a_private_channel_is_told() -> None:
    async def called(client: Client) -> list[str]:
        results = [
            await client.call_tool("incidents", {}),
            await client.call_tool("incidents", {"alert": "Xyzzy"}),
            await client.call_tool("earlier_answers", {"words": "xyzzy vault key"}),
        ]
        return [said(one) for one in results]

    assert [one for one in asked(called, *PLACES) if "vault" in one or "secret" in one] == []


def test_a_database_is_asked_too(server: Server) -> None:
    async def run() -> list[str]:
        async with server.database() as url:
            await decided(url, Policy(), [PersonSeen("ann", 0, "U1", "Ann", external=False)])
            async with Client(stdio_client(client_of("mcp", "--database", url, "--as", "U1"))) as client:
                return said(await client.call_tool("owner", {"name": "ledger"})).splitlines()

    assert asyncio.run(run())[-1] == "No service is called so. Services that are known here: none."


def test_a_guest_is_told_nothing(tmp_path: Path) -> None:
    store = MemoryStore(Policy())
    log = replayed(store, [PersonSeen("gus", 1, "U9", "Gus", external=True)])
    save(tmp_path / "guest.state", store, log)
    ran = ratchet("mcp", "--state", tmp_path / "guest.state", "--as", "Gus")
    assert (ran.returncode, "not of the company" in ran.stderr) == (3, True)


def test_whoever_is_unknown_is_named(state: Path) -> None:
    ran = ratchet("mcp", "--state", state, "--as", "nobody")
    assert (ran.returncode, ran.stderr.startswith("ratchet: ")) == (2, True)


def test_a_database_without_this_version_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATCHET_ALLOW_UNSAFE_DATABASE", "1")  # that of the tests is not durable

    async def run() -> Ran:
        async with server.database("template1") as url:
            return await asyncio.to_thread(ratchet, "mcp", "--database", url, "--as", "U1")

    ran = asyncio.run(run())
    assert (ran.returncode, "ratchet db migrate" in ran.stderr, "Traceback" in ran.stderr) == (2, True, False)
