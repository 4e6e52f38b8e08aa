"""What holds for every test, and the one PostgreSQL of a run."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

if TYPE_CHECKING:
    from server import Server

settings.register_profile(
    "exploring",
    phases=[phase for phase in Phase if phase is not Phase.explain],  # it traces every line, which crashed Python 3.11
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # both ask how fast the machine is
)
settings.register_profile("ratchet", settings.get_profile("exploring"), derandomize=True)
settings.load_profile("ratchet")  # the same examples in each run: none fails by chance, for somebody else's change


@pytest.fixture(scope="session")
def server(testrun_uid: str) -> "Server":
    """A running PostgreSQL with a migrated database to copy; the processes of a run share it."""
    from server import Server  # noqa: PLC0415 - the core's tests run where there is no PostgreSQL

    return Server(Path(tempfile.gettempdir()) / f"ratchet-tests-{testrun_uid[:12]}")
