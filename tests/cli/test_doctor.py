"""`ratchet doctor` looks at everything and says how to mend it; `ratchet manifest` prints the app."""

import asyncio
import json
from pathlib import Path

import pytest
from claude_stand_in import Answering, StandIn, failed
from command import ratchet
from histories import INTRODUCTIONS, POLICY, START, posted, said
from ratchet_cli.doctor import check_database, check_disk, check_embedded, check_model, findings
from ratchet_cli.serve.models import API, KEY, KEY_OF_SDK
from ratchet_core.basis.content import Content
from ratchet_core.basis.instants import DAY, HOUR
from ratchet_core.turn import take_turns
from ratchet_postgres import PostgresStore, connect, embedded, hear, migrate
from ratchet_postgres.inbox import park
from ratchet_slack.doctor import State, lines_of
from server import Server

ROOT = Path(__file__).parents[2]
NOWHERE = "postgresql://127.0.0.1:9/ratchet"


def test_without_anything_it_says_how_to_begin_and_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RATCHET_SLACK_BOT_TOKEN", "RATCHET_SLACK_APP_TOKEN", "RATCHET_DATABASE_URL", KEY, KEY_OF_SDK):
        monkeypatch.delenv(name, raising=False)
    ran = ratchet("doctor")
    states = [line.split(":")[0] for line in ran.stdout.splitlines() if not line.startswith(" ")]
    assert (ran.returncode, states) == (
        1,
        [
            "wrong    bot token",
            "wrong    app-level token",
            "unknown  events",
            "ok       database",
            "ok       model",
            "ok       disk",
        ],
    )


def test_what_is_wrong_comes_as_json_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATCHET_SLACK_BOT_TOKEN", "xapp-1-secret")
    monkeypatch.delenv("RATCHET_SLACK_APP_TOKEN", raising=False)
    found = json.loads(ratchet("doctor", "--json").stdout)
    assert (found[0]["what"], found[0]["state"], "xapp-1-secret" in str(found)) == ("bot token", "wrong", False)


def test_the_order_is_that_of_setting_it_up() -> None:
    found = asyncio.run(findings({}, None, "http://127.0.0.1:9/api/"))
    assert [one.what for one in found] == ["bot token", "app-level token", "events", "database", "model", "disk"]


KNOWN = Answering(parts=(b'{"id": "claude-haiku-5-5", "type": "model", "display_name": "", "created_at": ""}',))


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        (KNOWN, State.OK, "claude-haiku-5-5 can be asked."),
        (
            failed(401, "authentication_error"),
            State.WRONG,
            f"Anthropic refuses the key (401 authentication_error); set {KEY} to one that is valid.",
        ),
        (
            failed(404, "not_found_error"),
            State.WRONG,
            "Anthropic has no model claude-haiku-5-5 (404 not_found_error); choose another with RATCHET_MODEL.",
        ),
        (
            failed(529, "overloaded_error"),
            State.UNKNOWN,
            "claude-haiku-5-5 cannot be reached; answers are quoted meanwhile.",
        ),
    ],
)
def test_the_key_for_the_model_is_looked_at_and_nothing_is_asked(answer: Answering, state: State, said: str) -> None:
    async def looked() -> tuple[State, str, list[object]]:
        async with StandIn.running(answer) as claude:
            found = await check_model({KEY: "sk-ant-test", API: claude.url})
            return found.state, found.said, list(claude.asked)

    assert asyncio.run(looked()) == (state, said, [None])


def test_a_key_that_is_none_is_named_by_its_variable() -> None:
    found = asyncio.run(check_model({KEY: "two words"}))
    assert (found.state, found.said.startswith(f"{KEY} is not a key")) == (State.WRONG, True)


def test_a_database_that_cannot_be_reached_is_found() -> None:
    (found,) = asyncio.run(check_database(NOWHERE))
    assert (found.state, "cannot be reached" in found.said) == (State.WRONG, True)


@pytest.mark.parametrize(
    ("template", "allowed", "state"),
    [("ratchet_template", True, State.OK), ("template1", True, State.WRONG), ("ratchet_template", False, State.WRONG)],
    ids=["migrated", "empty", "unsafe"],
)
def test_a_database_is_looked_at(server: Server, template: str, allowed: bool, state: State) -> None:
    async def look() -> State:
        async with server.database(template) as url:
            return (await check_database(url, allow_unsafe=allowed))[0].state  # that of the tests is not durable

    assert asyncio.run(look()) is state


TITLES = (
    ("Till feed pull request 7", "a30200"),
    ("Till feed pull request 8", "2eb886"),
    ("[FIRING] Paper out", "a30200"),
    ("[RESOLVED] Ink low", "2eb886"),
    ("[RESOLVED] Ink low", "2eb886"),
)
NOTICES = [
    posted(START + number * HOUR, "C1", Content(text=title, title=title, colour=colour))
    for number, (title, colour) in enumerate(TITLES)
]
LEFT = said(START + DAY, "C1", "U1", "hello")


def test_a_database_in_which_nothing_is_wrong_says_so_of_each_part(server: Server) -> None:
    async def look() -> list[str]:
        async with server.database() as url:
            return [f"{one.state.value} {one.what}" for one in await check_database(url, allow_unsafe=True)]

    assert asyncio.run(look()) == ["ok database", "ok inbox", "ok outbox", "ok bots"]


AGAIN = "after an update, `ratchet inbox retry --all` decides them again. Please report it."


def test_what_was_left_aside_and_what_may_be_misread_is_found_with_what_to_do(server: Server) -> None:
    async def look() -> list[str]:
        async with server.database() as url:
            async with await connect(url) as conn:
                await hear(conn, [*INTRODUCTIONS, *NOTICES, LEFT])
                await park(conn, LEFT.id, "KeyError: 'title'")
                store = await PostgresStore.open(conn, POLICY)
                await take_turns(store, [*INTRODUCTIONS, *NOTICES])
                await conn.execute("update outbox set why_aside = 'Slack is odd'")
            return list(lines_of(await check_database(url, allow_unsafe=True)))[1:]

    taught, mild = "If it is an alert: ratchet bot teach c1", "If it is no alert: ratchet bot teach c1"
    over = "says that something is over, and nothing of that name was open (2 messages)."
    doubtful = "is kept as notices, and comes in red and in green (1 message)."
    assert asyncio.run(look()) == [
        "wrong    inbox: 1 event could not be decided, the first because of: KeyError: 'title'",
        f"         `ratchet inbox list` shows each, and `ratchet why '{LEFT.id}'` the first; {AGAIN}",
        "wrong    outbox: 2 actions could not be done, the first because of: Slack is odd",
        "         `ratchet outbox list` shows each; `ratchet outbox retry --all` tries them again.",
        f"unknown  bots: “{TITLES[4][0]}” of bot B1 in #c1 {over}",
        f"         {mild}/{NOTICES[4].ts} B1 'resolved ink low' notice --as PERSON",
        f"unknown  bots: “{TITLES[1][0]}” of bot B1 in #c1 {doubtful}",
        f"         {taught}/{NOTICES[1].ts} B1 'till feed pull request # (green)' end --as PERSON",
        f"unknown  bots: “{TITLES[0][0]}” of bot B1 in #c1 {doubtful}",
        f"         {taught}/{NOTICES[0].ts} B1 'till feed pull request # (red)' firing --as PERSON",
    ]


def test_without_a_database_nothing_is_made_and_the_embedded_one_that_is_there_is_started(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    (none,) = asyncio.run(check_embedded(folder))
    assert (none.state, folder.exists()) == (State.OK, False)
    with embedded(folder) as url:
        asyncio.run(migrated(url))
    there = asyncio.run(check_embedded(folder))
    assert [(one.state.value, one.what) for one in there] == [
        ("ok", "database"),
        ("ok", "inbox"),
        ("ok", "outbox"),
        ("ok", "bots"),
    ]


async def migrated(url: str) -> None:
    async with await connect(url) as conn:
        await migrate(conn)


def test_an_embedded_database_that_does_not_start_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("9.6\n")
    (found,) = asyncio.run(check_embedded(folder))
    assert (found.state, "cannot be started" in found.said) == (State.WRONG, True)


@pytest.mark.parametrize(("least", "state"), [(0, State.OK), (2**60, State.WRONG)])
def test_a_disk_without_room_is_found(least: int, state: State) -> None:
    assert check_disk(Path(), least).state is state


def test_the_manifest_is_printed_as_it_is_committed() -> None:
    ran = ratchet("manifest")
    assert (ran.returncode, ran.stdout) == (0, (ROOT / "app-manifest.yaml").read_text(encoding="utf-8"))


def test_the_manifest_of_another_name_and_address_says_them() -> None:
    printed = ratchet("manifest", "--name", "on-call", "--http", "https://r.example/slack/events").stdout
    told = [line.strip() for line in printed.splitlines() if 'on-call"' in line or "r.example" in line]
    assert told == [
        'name: "on-call"',
        'display_name: "on-call"',
        'url: "https://r.example/slack/events"',
        'request_url: "https://r.example/slack/events"',
        'request_url: "https://r.example/slack/events"',
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--name", "x" * 36), "from 1 to 35 characters"),
        (("--name", ""), "from 1 to 35 characters"),
        (("--http", "http://r.example"), "write https://HOST/slack/events"),
        (("--http", "https://r.example/a b"), "write https://HOST/slack/events"),
    ],
)
def test_what_slack_would_not_take_is_refused(arguments: tuple[str, ...], said: str) -> None:
    ran = ratchet("manifest", *arguments)
    assert (ran.returncode, said in ran.stderr) == (2, True)
