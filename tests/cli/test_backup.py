"""A database is written to one file, whole, and brought back from it into an empty database."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from acme_database import a_copy
from command import ratchet
from server import Server


@pytest.fixture
def empty_url(server: Server) -> Iterator[str]:
    with a_copy(server, "template1") as url:
        yield url


@pytest.fixture(scope="module")
def backup(acme_copy: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "ratchet.backup"
    with mock.patch.dict("os.environ", RATCHET_ALLOW_UNSAFE_DATABASE="1"):
        ratchet("db", "backup", file, "--database", acme_copy)
    return file


def test_what_was_backed_up_is_there_again(backup: Path, acme_copy: str, empty_url: str) -> None:
    restored = ratchet("db", "restore", backup, "--database", empty_url)
    lists = [ratchet("incident", "list", "--json", "--database", url).stdout for url in (acme_copy, empty_url)]
    replayed = ratchet("replay", "--database", empty_url)
    assert (restored.returncode, lists[1], replayed.returncode) == (0, lists[0], 0)


def test_a_file_that_is_there_is_left_as_it_is(acme_copy: str, tmp_path: Path) -> None:
    file = tmp_path / "mine"
    file.write_text("mine")
    refused = ratchet("db", "backup", file, "--database", acme_copy)
    assert (refused.returncode, file.read_text(), list(tmp_path.iterdir())) == (2, "mine", [file])


def test_a_backup_that_fails_leaves_nothing_behind(acme_copy: str, tmp_path: Path) -> None:
    failing = subprocess.CompletedProcess([], 1, "", "pg_dump: error: no room\nmore\n")
    with mock.patch("ratchet_postgres.backing.subprocess.run", return_value=failing):
        failed = ratchet("db", "backup", tmp_path / "new", "--database", acme_copy)
    assert (failed.returncode, failed.stderr.splitlines()[-1], list(tmp_path.iterdir())) == (
        2,
        "ratchet: Nothing was changed, for this failed: pg_dump: error: no room",
        [],
    )


def test_a_folder_that_is_not_there_is_named(acme_copy: str, tmp_path: Path) -> None:
    refused = ratchet("db", "backup", tmp_path / "none" / "new", "--database", acme_copy)
    assert (refused.returncode, "cannot be written (No such file or directory)" in refused.stderr) == (2, True)


def test_nothing_is_restored_over_what_is_there(backup: Path, acme_copy: str) -> None:
    refused = ratchet("db", "restore", backup, "--database", acme_copy)
    assert (refused.returncode, "only into an empty database" in refused.stderr) == (2, True)


@pytest.mark.parametrize("text", [None, "", "not a backup"])
def test_what_is_no_backup_is_refused_and_leaves_the_database_empty(
    empty_url: str, tmp_path: Path, text: str | None
) -> None:
    file = tmp_path / "file"
    if text is not None:
        file.write_text(text)
    refused = [ratchet("db", "restore", file, "--database", empty_url) for _ in range(2)]
    migrated = ratchet("db", "migrate", "--database", empty_url)
    assert ([one.returncode for one in refused], migrated.returncode) == ([2, 2], 0)
    assert all("give " in one.stderr and "`ratchet db backup` wrote" in one.stderr for one in refused)


def test_a_torn_backup_is_restored_as_nothing(backup: Path, empty_url: str, tmp_path: Path) -> None:
    torn = tmp_path / "torn"
    torn.write_bytes(backup.read_bytes()[:-10_000])
    refused = ratchet("db", "restore", torn, "--database", empty_url)
    migrated = ratchet("db", "migrate", "--database", empty_url)
    assert (refused.returncode, "Applied migration 1" in migrated.stdout) == (2, True)


def test_a_password_is_on_no_command_line(acme_copy: str, tmp_path: Path) -> None:
    with mock.patch("ratchet_postgres.backing.subprocess.run", side_effect=OSError(2, "none")) as run:
        ratchet("db", "backup", tmp_path / "new", "--database", acme_copy.replace(":@", ":sesame@"))
    (command,), options = run.call_args
    assert ("sesame" in " ".join(command), options["env"]["PGPASSWORD"]) == (False, "sesame")


@pytest.mark.parametrize("text", [None, "not a backup"])
def test_what_is_no_backup_is_named_before_a_database_is_looked_at(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "file"
    if text is not None:
        file.write_text(text)
    refused = ratchet("db", "restore", file, "--database", "postgresql://localhost:1/nowhere")
    assert (refused.returncode, refused.stderr.partition(":")[2].startswith(f" {file}: th")) == (2, True)
