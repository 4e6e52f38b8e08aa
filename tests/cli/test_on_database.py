"""Commands on a database go through its inbox: the writer decides them, or they do so in its place."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from command import Ran, ratchet
from psycopg import AsyncConnection
from ratchet_cli.places import on_database
from ratchet_core.settings.policy_file import policy_of
from ratchet_core.vocabulary.events import RunbookWritten
from ratchet_postgres import connect, hear
from ratchet_postgres.decided import take_command_turn
from server import seated

ALIAS = ("service", "alias", "ledger", "books", "--as", "nadia")
ALERT = "job-runner/CPUThrottlingHigh"
FINGERPRINT = "cputhrottlinghigh-9da686617860bd4b"
Work = Callable[[AsyncConnection[Any]], Awaitable[None]]


@contextmanager
def meanwhile(url: str, begin: Work, go_on: Work) -> Iterator[None]:
    """Do something on a connection, and go on with it in a thread until the block ends."""
    begun, ended = threading.Event(), threading.Event()

    async def run() -> None:
        async with await connect(url) as conn:
            await begin(conn)
            begun.set()
            while not ended.is_set():
                await go_on(conn)
                await asyncio.sleep(0.01)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert begun.wait(120)
    try:
        yield
    finally:
        ended.set()
        thread.join()


class OtherWriter:
    """A writer in another place, that decides once enough events wait."""

    def __init__(self, policy: Path, least: int) -> None:
        self._policy = policy_of(policy.read_text())
        self._least = least

    async def begin(self, conn: AsyncConnection[Any]) -> None:
        self._writer = await seated(conn, self._policy)

    async def go_on(self, conn: AsyncConnection[Any]) -> None:
        waiting = await (await conn.execute("select from inbox where turn is null")).fetchall()
        if len(waiting) >= self._least:
            await self._writer.take()


async def nothing(_conn: AsyncConnection[Any]) -> None:
    pass


def run_sql(url: str, query: str) -> list[Any]:
    async def run() -> list[Any]:
        async with await connect(url) as conn:
            return list(await (await conn.execute(query.encode())).fetchall())

    return asyncio.run(run())


def told(url: str, event: RunbookWritten) -> None:
    async def run() -> None:
        async with await connect(url) as conn:
            await hear(conn, [event])

    asyncio.run(run())


def test_where_a_writer_runs_it_decides_and_all_is_shown(acme_url: str, acme_policy: Path) -> None:
    other = OtherWriter(acme_policy, least=1)
    with meanwhile(acme_url, other.begin, other.go_on):
        ran = ratchet(*ALIAS, "--database", acme_url)
    assert (ran.returncode, ran.stdout.splitlines()[:1], "aliases: books" in ran.stdout) == (
        0,
        ["books stands for Ledger now."],
        True,
    )


def test_a_refusal_of_a_writer_that_runs_elsewhere_ends_with_its_exit_code(acme_url: str, acme_policy: Path) -> None:
    other = OtherWriter(acme_policy, least=1)
    with meanwhile(acme_url, other.begin, other.go_on):
        ran = ratchet("team", "rename", "platform", "Base", "--as", "nadia", "--database", acme_url)
    assert (ran.returncode, ran.stderr.splitlines()[-1].startswith("ratchet: This is not allowed: ")) == (3, True)


@contextmanager
def overtaken(url: str, policy: Path) -> Iterator[None]:
    """Let a version be written right before that of a command, by which the command's becomes the second."""
    at = run_sql(url, "select max(at) from inbox")[0][0]
    told(url, RunbookWritten("other", at, FINGERPRINT, "1. Restart it.", "U05LARSHV"))
    other = OtherWriter(policy, least=2)
    with meanwhile(url, other.begin, other.go_on):
        yield


def test_where_something_else_changed_meanwhile_what_is_known_is_said(acme_url: str, acme_policy: Path) -> None:
    with overtaken(acme_url, acme_policy):
        ran = ratchet("runbook", "write", ALERT, "-", "--as", "sofia", "--database", acme_url, text="1. Look.")
    assert (ran.returncode, ran.stdout.partition(";")[0], ran.stderr.splitlines()[1:]) == (
        0,
        "Version 2 is proposed",
        ["Something else changed meanwhile, so only the reasons of this are known."],
    )


def test_where_nobody_decides_in_time_it_is_said_and_the_event_waits(
    acme_url: str, acme_policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_database, "PATIENCE", 0.2)
    other = OtherWriter(acme_policy, least=1_000)
    with meanwhile(acme_url, other.begin, other.go_on):
        ran = ratchet(*ALIAS, "--database", acme_url)
    waiting = [row[0] for row in run_sql(acme_url, "select event from inbox where turn is null")]
    assert (ran.returncode, [one in ran.stderr for one in waiting]) == (2, [True])


def test_a_command_that_waits_for_its_decision_is_not_told_again(
    acme_url: str, acme_policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_database, "PATIENCE", 0.2)
    other = OtherWriter(acme_policy, least=1_000)
    with meanwhile(acme_url, other.begin, other.go_on):
        at = ("--at", "2026-02-03T10:00", "--database", acme_url)
        ran = [ratchet(*ALIAS, *at).returncode for _ in range(2)]
    ran.append(ratchet(*ALIAS, *at).returncode)
    assert (ran, len(run_sql(acme_url, "select from inbox where event like 'command/%'"))) == ([2, 2, 0], 1)


def test_commands_wait_for_each_other(acme_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_database, "PATIENCE", 0.2)

    async def hold(conn: AsyncConnection[Any]) -> None:
        assert await take_command_turn(conn)

    with meanwhile(acme_url, hold, nothing):
        held = ratchet(*ALIAS, "--database", acme_url)
    assert (held.returncode, "another command" in held.stderr, ratchet(*ALIAS, "--database", acme_url).returncode) == (
        2,
        True,
        0,
    )


def test_commands_at_the_same_time_lose_nothing(acme_url: str) -> None:
    command = [sys.executable, "-m", "ratchet_cli", "service", "alias", "ledger"]
    running = [
        subprocess.Popen(
            [*command, f"books{n}", "--as", "nadia", "--database", acme_url],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for n in range(3)
    ]
    ended = [one.wait() for one in running]
    services = json.loads(ratchet("service", "list", "--database", acme_url, "--json").stdout)
    aliases = next(one["aliases"] for one in services if one["service"] == "ledger")
    assert (ended, [one for one in aliases if one.startswith("books")]) == ([0] * 3, ["books0", "books1", "books2"])


def test_the_same_command_twice_at_once_is_once(acme_url: str) -> None:
    add = (
        "mute",
        "add",
        ALERT,
        "--hours",
        "4",
        "--reason",
        "resizing",
        "--yes",
        "--as",
        "lars",
        "--database",
        acme_url,
    )
    ran = [ratchet(*add) for _ in range(2)]
    mutes = json.loads(ratchet("mute", "list", "--json", "--database", acme_url).stdout)
    assert ([one.returncode for one in ran], ran[1].stdout.splitlines()[-1], len(mutes)) == (
        [0, 0],
        "Nothing changed; the database is as it was.",
        1,
    )


def test_a_command_is_given_now_where_the_database_is_behind(acme_url: str) -> None:
    ratchet(*ALIAS, "--database", acme_url)
    rows = run_sql(acme_url, "select abs(extract(epoch from now()) * 1e6 - max(at)) < 60e6 from inbox")
    assert rows == [(True,)]


def without_a_place(*command: str) -> Ran:
    return ratchet("team", "list", *command)


def test_two_places_are_one_too_many(acme_copy: str, state: Path) -> None:
    ran = without_a_place("--state", str(state), "--database", acme_copy)
    assert (ran.returncode, ran.stderr) == (2, "ratchet: --state and --database are two places; give one of them.\n")


def test_without_a_place_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RATCHET_DATABASE_URL", raising=False)
    ran = without_a_place()
    assert (ran.returncode, "give --database URL or --state FILE" in ran.stderr) == (2, True)


def test_a_state_that_is_named_comes_before_the_database_of_the_settings(
    state: Path, acme_copy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RATCHET_DATABASE_URL", acme_copy)
    said = [without_a_place("--state", str(state)).stderr, without_a_place().stderr.partition("/test_")[0]]
    folder = acme_copy.partition("host=")[2].partition("&")[0]
    assert said == ["", f"Using the database at {folder}"]


def test_a_password_is_shown_nowhere(acme_url: str) -> None:
    with_password = acme_url.replace("postgres:@", "postgres:sesame@")
    ran = ratchet(*ALIAS, "--database", with_password)
    wrong = ratchet(*ALIAS, "--database", "postgresql://me:sesame@localhost:1/none")
    assert [(one.returncode, "sesame" in one.stdout + one.stderr) for one in (ran, wrong)] == [(0, False), (2, False)]


def test_what_is_not_safe_is_refused_unless_it_is_allowed(acme_copy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RATCHET_ALLOW_UNSAFE_DATABASE")
    ran = without_a_place("--database", acme_copy)
    assert (ran.returncode, "fsync=off" in ran.stderr) == (2, True)


def test_a_setting_that_says_neither_yes_nor_no_is_named(acme_copy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RATCHET_ALLOW_UNSAFE_DATABASE", "perhaps")
    ran = without_a_place("--database", acme_copy)
    said = ran.stderr.splitlines()[-1]
    assert said == "ratchet: RATCHET_ALLOW_UNSAFE_DATABASE=perhaps: write 1 for yes, or 0 for no."


def run_in(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, in a folder, with what the environment says of ratchet."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("RATCHET_")}
    words = [sys.executable, "-m", "ratchet_cli", *command]
    return subprocess.run(words, cwd=folder, env=plain | environment, capture_output=True, text=True, check=False)


def test_settings_are_read_from_the_folder_unless_the_environment_says_otherwise(
    acme_copy: str, tmp_path: Path
) -> None:
    text = f"RATCHET_DATABASE_URL='{acme_copy}'\nRATCHET_ALLOW_UNSAFE_DATABASE=1\nOTHER=$(no shell)\n"
    (tmp_path / ".env").write_text(text)
    found = run_in(tmp_path, "team", "list")
    otherwise = run_in(tmp_path, "team", "list", RATCHET_ALLOW_UNSAFE_DATABASE="0")
    assert (found.returncode, found.stdout.startswith("team: "), otherwise.returncode) == (0, True, 2)


def test_a_line_of_settings_that_says_nothing_is_named_and_lines_of_others_are_theirs(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("not ours\n\n\nRATCHET_DATABASE_URL postgresql://db\n")
    refused = run_in(tmp_path, "manifest")
    (tmp_path / ".env").write_text("not ours\n")
    taken = run_in(tmp_path, "manifest")
    said = "ratchet: .env, line 4: write it as NAME=value.\n"
    assert (refused.returncode, refused.stderr, taken.returncode, taken.stderr) == (2, said, 0, "")


def test_a_setting_without_its_value_and_a_folder_in_place_of_the_settings_are_refused(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("RATCHET_MODEL\n")
    bare = run_in(tmp_path, "manifest")
    (tmp_path / ".env").unlink()
    (tmp_path / ".env").mkdir()
    folder = run_in(tmp_path, "manifest")
    assert (bare.returncode, bare.stderr, folder.returncode, folder.stderr) == (
        2,
        "ratchet: .env, line 1: write it as NAME=value.\n",
        2,
        "ratchet: .env is a folder; settings are read from a file of that name: move it away.\n",
    )
