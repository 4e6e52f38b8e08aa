"""A plugin of pytest that writes down how each test ended and how long it took: `-p benchmarks.mutation.recorder`."""

import json
import os
from pathlib import Path
from typing import Final

import pytest

TARGET: Final = "MUTANTS_RECORD"
"""The environment variable with the file to write."""

_seconds: dict[str, float] = {}
_failed: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up a test's phases."""
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration
    if not report.passed:
        _failed.add(report.nodeid)


def pytest_sessionfinish() -> None:
    """Write the tests that passed, each with its seconds."""
    passed = {test: seconds for test, seconds in _seconds.items() if test not in _failed}
    record = {"passed": passed, "failed": sorted(_failed)}
    Path(os.environ[TARGET]).write_text(json.dumps(record), encoding="utf-8")
