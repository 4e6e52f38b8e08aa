"""A saved state of the example workspace, made once and copied for each test."""

from pathlib import Path

import pytest
from command import ratchet


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("state") / "acme.state"
    ratchet("simulate", "examples/acme.zip", "--org", "examples/organisation.toml", "--save", path)
    return path.read_text()


@pytest.fixture
def state(tmp_path: Path, fresh: str) -> Path:
    path = tmp_path / "acme.state"
    path.write_text(fresh)
    return path
