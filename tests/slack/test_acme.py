"""The example export is what its script writes, and the script writes exactly as much as it is asked for."""

import json
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLES / "make_acme.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def messages_of(path: Path) -> dict[str, list[dict[str, Any]]]:
    channels: dict[str, list[dict[str, Any]]] = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            channel, slash, _ = name.partition("/")
            if slash:
                channels.setdefault(channel, []).extend(json.loads(archive.read(name)))
    return channels


@pytest.mark.parametrize(("name", "options"), [("acme.zip", ()), ("acme-quarter.zip", ("--quarter",))])
def test_an_example_is_what_the_script_writes(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    out = tmp_path / name
    assert make(*options, "--out", str(out)).returncode == 0
    assert out.read_bytes() == (EXAMPLES / name).read_bytes()


@pytest.mark.parametrize("count", [1, 61, 2000])
def test_an_export_holds_exactly_the_messages_asked_for(tmp_path: Path, count: int) -> None:
    out = tmp_path / "year.zip"
    assert make("--messages", str(count), "--out", str(out)).returncode == 0
    channels = messages_of(out)
    assert sum(map(len, channels.values())) == count
    for messages in channels.values():
        assert len({message["ts"] for message in messages}) == len(messages)


def test_the_same_seed_gives_the_same_messages_and_another_gives_others(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("first.zip", "again.zip", "other.zip")]
    for file, seed in zip(files, ("7", "7", "8"), strict=True):
        make("--messages", "300", "--seed", seed, "--out", str(file))
    first, again, other = (file.read_bytes() for file in files)
    assert first == again
    assert first != other


def test_threads_know_their_replies() -> None:
    for messages in messages_of(EXAMPLES / "acme.zip").values():
        replies = Counter(message["thread_ts"] for message in messages if "parent_user_id" in message)
        parents = {message["ts"]: message["reply_count"] for message in messages if "reply_count" in message}
        assert parents == dict(replies)


def test_every_message_stands_in_the_file_of_its_day() -> None:
    with zipfile.ZipFile(EXAMPLES / "acme.zip") as archive:
        for name in archive.namelist():
            if "/" in name:
                days = {int(float(message["ts"])) // 86_400 for message in json.loads(archive.read(name))}
                assert len(days) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--messages", "5"],
        ["--messages", "0", "--out", "x.zip"],
        ["--seed", "3"],
        ["--messages", "many", "--out", "x.zip"],
        ["--out", "/nowhere/at/all.zip"],
    ],
)
def test_a_mistake_on_the_command_line_ends_with_status_2(arguments: list[str]) -> None:
    result = make(*arguments)
    assert result.returncode == 2
    assert "error: " in result.stderr
