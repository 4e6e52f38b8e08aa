"""`python -m ratchet_web`: a saved state in a browser, as somebody would start it."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from histories import replayed
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.state import state_to_json
from remembered import HISTORY


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = MemoryStore(Policy())
    replayed(store, HISTORY)
    path = tmp_path_factory.mktemp("state") / "small.state"
    path.write_text("".join(state_to_json(store)), encoding="utf-8")
    return path


@contextmanager
def started(*arguments: object) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "ratchet_web", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.terminate()


def test_a_state_is_served_where_it_says(state: Path) -> None:
    with started(state, "--port", 0) as process:
        assert process.stdout is not None
        said, _, address = process.stdout.readline().strip().rpartition(" ")
        total = httpx2.get(f"{address}/incidents.json").json()["incidents"]["total"]
    assert (said, total) == ("small.state can be looked at until you press Ctrl-C, at", 2)


def test_a_state_is_not_served_to_other_machines(state: Path) -> None:
    with started(state, "--host", "0.0.0.0") as process:  # noqa: S104 - refused
        _, err = process.communicate(timeout=240)
    said = err.splitlines()[-1].partition(" from other machines")[0]
    assert (process.returncode, said) == (2, "ratchet_web: 0.0.0.0 can be reached")


def test_a_port_that_is_taken_is_said_with_what_to_do(state: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with started(state, "--port", port) as process:
            _, err = process.communicate(timeout=240)
    told = f"ratchet_web: The pages cannot be served on 127.0.0.1:{port}; another process may have that port; "
    assert (process.returncode, err) == (2, f"{told}name another with --port.\n")


def test_what_is_no_state_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary")
    with started(path) as process:
        _, err = process.communicate(timeout=240)
    assert (process.returncode, err.splitlines()[-1]) == (
        2,
        f"ratchet_web: {path}: This is not a ratchet state file; `ratchet simulate EXPORT --save FILE` makes one.",
    )


def test_a_state_that_is_not_there_is_told(tmp_path: Path) -> None:
    with started(tmp_path / "none.state") as process:
        _, err = process.communicate(timeout=240)
    assert (process.returncode, err.splitlines()[-1]) == (
        2,
        f"ratchet_web: {tmp_path / 'none.state'}: this file cannot be read (No such file or directory).",
    )
