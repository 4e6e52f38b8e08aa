"""The example workspace, in a saved state and in a database: each is made once, and copied for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from acme_database import ACME, a_copy, keep_acme
from command import ratchet
from server import Server


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


@pytest.fixture(scope="session")
def acme_policy(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("policy") / "policy.toml"
    keep_acme(server, path)
    return path


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings with which the tests' server is used: it is not safe."""
    monkeypatch.setenv("RATCHET_ALLOW_UNSAFE_DATABASE", "1")


@pytest.fixture
def acme_url(server: Server, acme_policy: Path) -> Iterator[str]:  # noqa: ARG001 - what it needs
    with a_copy(server, ACME) as url:
        yield url


@pytest.fixture(scope="session")
def acme_copy(server: Server, acme_policy: Path) -> Iterator[str]:  # noqa: ARG001 - it is made with it
    """A database with the example for all tests that change nothing."""
    with a_copy(server, ACME) as url:
        yield url
