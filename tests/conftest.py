"""What holds for every test, and the one PostgreSQL of a run."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings

if TYPE_CHECKING:
    from server import Server

settings.register_profile("ratchet", phases=[phase for phase in Phase if phase is not Phase.explain])
settings.load_profile("ratchet")  # explaining traces every line, and Python 3.11 has crashed under that


@pytest.fixture(scope="session")
def server(testrun_uid: str) -> "Server":
    """A running PostgreSQL with a migrated database to copy; the processes of a run share it."""
    from server import Server  # noqa: PLC0415 - the core's tests run where there is no PostgreSQL

    return Server(Path(tempfile.gettempdir()) / f"ratchet-tests-{testrun_uid[:12]}")
