"""A plugin of pytest that writes down how each test ended and how long it took: `-p benchmarks.mutation.recorder`."""

import json
import os
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Final

import pytest

TARGET: Final = "MUTANTS_RECORD"
"""The environment variable with the file to write."""

_seconds: dict[str, float] = {}
_failed: set[str] = set()
_shared: dict[str, float] = {}
_uses: dict[str, list[str]] = {}


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
    """Take the time of what several tests share: whichever of them is run first has to wait for it."""
    begun = time.perf_counter()
    value = yield
    if fixturedef.scope != "function":
        _shared[fixturedef.argname] = time.perf_counter() - begun
    return value


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note what a test makes use of, and begin it with empty caches: every test that needs a line executes it then."""
    _uses[item.nodeid] = getattr(item, "fixturenames", [])
    for clear in caches():
        clear()


def caches() -> list[Callable[[], None]]:
    """Return what empties the caches of behaviours, as far as they are imported; those of codecs are dear to fill."""
    modules = [module for name, module in sys.modules.items() if name.startswith("ratchet_core.behaviours.")]
    named = (value for module in modules for value in vars(module).values())
    return [value.cache_clear for value in named if callable(getattr(value, "cache_clear", None))]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up a test's phases."""
    _seconds[report.nodeid] = _seconds.get(report.nodeid, 0.0) + report.duration
    if not report.passed:
        _failed.add(report.nodeid)


def alone(test: str) -> float:
    """Return how long a test takes when it is run without the others."""
    return max(_seconds[test], sum(_shared.get(name, 0.0) for name in _uses.get(test, ())))


def pytest_sessionfinish() -> None:
    """Write the tests that passed, each with its seconds."""
    passed = {test: alone(test) for test in _seconds if test not in _failed}
    record = {"passed": passed, "failed": sorted(_failed)}
    Path(os.environ[TARGET]).write_text(json.dumps(record), encoding="utf-8")
