"""Without a database, `ratchet db migrate` makes one in the current folder, and commands find it there."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from acme_database import ROOT


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="ratchet-folder-"))
    yield made
    shutil.rmtree(made)


def ratchet_in(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("RATCHET_")}
    words = [sys.executable, "-m", "ratchet_cli", *command]
    return subprocess.run(words, cwd=folder, env=plain, capture_output=True, text=True, check=False)


def runs(folder: Path) -> bool:
    return (folder / ".ratchet" / "postgres" / "postmaster.pid").exists()


def test_a_database_is_made_filled_and_found_again_in_a_folder(folder: Path) -> None:
    said = "Using the embedded PostgreSQL in .ratchet/postgres.\n"
    first = f"Making a PostgreSQL in .ratchet/postgres; this takes a few seconds, once.\n{said}"
    before = ratchet_in(folder, "incident", "list")
    made = ratchet_in(folder, "db", "migrate")
    filled = ratchet_in(folder, "import", str(ROOT / "examples/acme.zip"))
    listed = ratchet_in(folder, "incident", "list", "--limit", "1")
    codes = [one.returncode for one in (before, made, filled, listed)]
    assert (codes, made.stderr, listed.stderr, listed.stdout.count("\n"), runs(folder)) == (
        [2, 0, 0, 0],
        first,
        said,
        1,
        False,
    )
