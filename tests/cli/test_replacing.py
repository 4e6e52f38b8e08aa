"""A file that is written takes its place whole, whoever kills, races or sets traps."""

import errno
import os
import resource
import signal
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from command import ROOT, ratchet
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.files.writing import written_whole
from ratchet_cli.places.state_file import load, save
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.taken import TakenIds

ACME = ROOT / "examples" / "acme.zip"
KILLS = 40


def write(path: Path, text: str) -> None:
    with written_whole(path) as file:
        file.write(text)


def names_in(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_link_at_a_name_that_somebody_guesses_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("precious")
    for name in (".out.new", ".out.tmp", "out.new", ".ratchet-.new", ".ratchet-aaaaaaaa.new"):
        (tmp_path / name).symlink_to(tmp_path / "victim")
    write(tmp_path / "out", "mine")
    assert ((tmp_path / "victim").read_text(), (tmp_path / "out").read_text()) == ("precious", "mine")


def test_a_link_that_leads_nowhere_yet_leads_to_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("behind")
    write(tmp_path / "link", "text")
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "behind").read_text()) == (True, "text")


def test_two_writers_at_once_each_write_a_whole_file(tmp_path: Path) -> None:
    path, read = tmp_path / "out", []
    with written_whole(path) as one:
        with written_whole(path) as other:
            for _ in range(10_000):
                one.write("one\n")
                other.write("other\n")
        read.append(path.read_text())
    assert ([*read, path.read_text()], names_in(tmp_path)) == (["other\n" * 10_000, "one\n" * 10_000], ["out"])


def test_a_file_that_is_being_written_is_for_its_owner_only_and_then_has_the_mode_of_the_old_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "out").touch()
    (tmp_path / "out").chmod(0o664)
    with written_whole(tmp_path / "out"):
        modes = [stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir() if one.name != "out"]
    assert (modes, stat.S_IMODE((tmp_path / "out").stat().st_mode)) == ([0o600], 0o664)


def test_a_new_file_has_the_mode_that_the_process_gives_to_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "out", "")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640


def test_the_file_is_synced_before_it_is_renamed_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[bool, bool]] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), (tmp_path / "out").exists()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    write(tmp_path / "out", "text")
    assert synced == [(False, False), (True, True)]


def test_what_a_killed_writer_left_is_removed_and_what_is_being_written_is_not(tmp_path: Path) -> None:
    long_ago = (1_000_000_000, 1_000_000_000)
    left = tmp_path / ".ratchet-abcdefgh.new"
    left.write_text("half")
    os.utime(left, long_ago)
    with written_whole(tmp_path / "one") as file:
        for being_written in tmp_path.glob(".ratchet-*.new"):
            os.utime(being_written, long_ago)
        left.write_text("half")
        os.utime(left, long_ago)
        write(tmp_path / "other", "text")
        file.write("text")
    assert names_in(tmp_path) == ["one", "other"]


def test_a_failure_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path / "out", "old")
    with suppress(ZeroDivisionError), written_whole(tmp_path / "out") as file:
        file.write("new" * (1 // 0))
    assert (names_in(tmp_path), (tmp_path / "out").read_text()) == (["out"], "old")


def store_of(hold: int) -> MemoryStore:
    store = MemoryStore(Policy(hold_seconds=hold))
    store.taken = TakenIds(f"event/{number}" for number in range(3_000))
    return store


def killed_after(seconds: float, work: Callable[[], object]) -> None:
    """Let a child repeat its work, and kill it."""
    child = os.fork()
    if not child:
        try:
            while True:
                work()
        finally:
            os._exit(1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process can be forked here")
def test_a_kill_in_the_middle_of_saving_leaves_a_whole_state(tmp_path: Path) -> None:
    path, stores = tmp_path / "state", [store_of(hold) for hold in (1, 2)]
    save(path, stores[0])

    def saving() -> None:
        for store in stores:
            save(path, store)

    left, found = 0, set()
    for number in range(KILLS):
        killed_after(0.013 + 0.0017 * (number * 7 % 20), saving)
        found.add(load(path)[0].policy.hold_seconds)
        left += len(names_in(tmp_path)) > 1
        for one in tmp_path.glob(".ratchet-*.new"):
            os.utime(one, (1_000_000_000, 1_000_000_000))
    save(path, stores[0])
    assert (found <= {1, 2}, left > 0, names_in(tmp_path)) == (True, True, ["state"])


FULL = "/dev/full"
IMPOSSIBLE = {
    "nowhere/s": "its folder does not exist",
    "file/s": "its folder is a file",
    "folder": "this is a folder",
    "x" * 300: "its name is too long",
    "circle": "its links go round in a circle",
    "/proc/ratchet.state": "nothing can be made in its folder",
    FULL: "",
}


@pytest.mark.parametrize("option", ["--save", "--decisions", "--write-policy"])
@pytest.mark.parametrize("place", IMPOSSIBLE)
def test_an_impossible_place_is_refused_at_once_with_its_path_and_a_remedy(
    tmp_path: Path, option: str, place: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "circle").symlink_to("circle")
    path = tmp_path / place
    begun = time.monotonic()
    ran = ratchet("simulate", ACME, option, path)
    said = (ran.returncode, ran.stderr.count("\n"), ran.stderr.startswith(f"ratchet: {path}: "), ";" in ran.stderr)
    assert (*said, IMPOSSIBLE[place] in ran.stderr) == (2, 1, True, True, True)
    assert time.monotonic() - begun < 25  # it waited for 30 s once


@pytest.mark.parametrize("words", [("team", "list"), ("team", "join", "a", "b", "--as", "c")])
@pytest.mark.parametrize("place", ["nowhere/s", "file/s", "folder", "x" * 300, "circle", "/dev/full", "file"])
def test_a_state_that_cannot_be_there_is_refused_with_its_path(
    tmp_path: Path, words: tuple[str, ...], place: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "circle").symlink_to("circle")
    ran = ratchet(*words, "--state", tmp_path / place)
    said = (ran.returncode, ran.stderr.count("\n"), ran.stderr.startswith(f"ratchet: {tmp_path / place}: "))
    assert said == (2, 1, True)


def test_a_disk_without_room_leaves_the_old_state_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path / "state", store_of(1))
    before = (tmp_path / "state").read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnusableInputError, match="its disk is full"):
        save(tmp_path / "state", store_of(2))
    assert (names_in(tmp_path), (tmp_path / "state").read_bytes()) == (["state"], before)


def test_a_file_that_grows_too_large_leaves_the_old_state(tmp_path: Path) -> None:
    save(tmp_path / "state", store_of(1))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(UnusableInputError, match="larger than a file may be"):
            save(tmp_path / "state", store_of(2))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (names_in(tmp_path), load(tmp_path / "state")[0].policy.hold_seconds) == (["state"], 1)
