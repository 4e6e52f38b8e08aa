"""Which tests execute which line, and how long each takes: recorded once for the same code and tests, then kept."""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from attrs import frozen
from coverage import CoverageData

from benchmarks.mutation.mutants import Mutant
from benchmarks.mutation.recorder import TARGET
from benchmarks.mutation.workspace import Workspace

_KEPT = 5
_FIRST = "tests/core/"


@frozen
class Budget:
    """How many tests are run for a mutant, and for how many seconds as they were recorded; the cheapest of them."""

    tests: int
    seconds: float


@frozen(slots=False)
class Recording:
    """The seconds of each test that passes, the tests that fail by themselves, and the tests of each line."""

    seconds: Mapping[str, float]
    failed: tuple[str, ...]
    coverage: Path

    @cached_property
    def _data(self) -> CoverageData:
        data = CoverageData(str(self.coverage))
        data.read()
        return data

    @cached_property
    def _files(self) -> dict[str, dict[int, frozenset[str]]]:
        return {}

    def lines(self, file: str) -> dict[int, frozenset[str]]:
        """Return the tests of each line that was executed; that of an import is none, so it has the name ''."""
        if file not in self._files:
            measured = next((name for name in self._data.measured_files() if name.endswith(f"/{file}")), None)
            contexts = self._data.contexts_by_lineno(measured) if measured is not None else {}
            self._files[file] = {line: frozenset(map(_test_of, tests)) for line, tests in contexts.items()}
        return self._files[file]

    def tests_of(self, mutant: Mutant) -> frozenset[str]:
        """Return the tests that execute a mutant.

        Where only the import of its module does, they are those that read the constant, or else that use the module.
        """
        lines = self.lines(mutant.file)
        found = executed(lines, mutant)
        if found == {""}:
            found = _union(lines, mutant.readers) - {""} or _union(lines, lines)
        return found & self.seconds.keys()


def _test_of(context: str) -> str:
    return context.rpartition("|")[0]


def _union(lines: Mapping[int, frozenset[str]], some: Iterable[int]) -> frozenset[str]:
    return frozenset[str]().union(*(lines.get(line, frozenset()) for line in some))


def executed(lines: Mapping[int, frozenset[str]], mutant: Mutant) -> frozenset[str]:
    """Return what executes the mutated line, or else any line of its statement; without '' where a test does."""
    first, last = mutant.statement
    around = _union(lines, range(first, last + 1))
    found = lines.get(mutant.line, around)
    return found - {""} or around - {""} or around


def ordered(tests: Iterable[str], seconds: Mapping[str, float], budget: Budget) -> list[str]:
    """Return the cheapest tests within a budget, those of the core first."""
    kept: list[str] = []
    spent = 0.0
    for test in sorted(tests, key=lambda test: (seconds[test], test))[: budget.tests]:
        spent += seconds[test]
        if kept and spent > budget.seconds:
            break
        kept.append(test)
    return sorted(kept, key=lambda test: not test.startswith(_FIRST))


def recorded(workspace: Workspace) -> Recording:
    """Return the recording of a workspace, and make it where there is none yet."""
    folder = Path(tempfile.gettempdir()) / "ratchet-mutants" / workspace.digest()
    if not (folder / "tests.json").exists():
        print("recording which tests execute which line; this takes some minutes, once", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _forget_old(folder.parent)
        _record(workspace, folder)
    found = json.loads((folder / "tests.json").read_text(encoding="utf-8"))
    return Recording(found["passed"], tuple(found["failed"]), folder / "coverage")


def _forget_old(folder: Path) -> None:
    """Delete all recordings but the newest."""
    for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
        shutil.rmtree(old)


def _record(workspace: Workspace, folder: Path) -> None:
    options = ["-q", "-p", "no:cacheprovider", "-p", "benchmarks.mutation.recorder"]
    measured = ["--cov", "--cov-context=test", "--cov-report="]
    written = {"COVERAGE_FILE": str(folder / "coverage"), TARGET: str(folder / "tests.part")}
    ran = workspace.run(["-m", "pytest", *options, *measured], None, **written)
    if not (folder / "tests.part").exists():
        raise SystemExit(f"The tests cannot be run at all; repair them first.\n{ran.output[-2000:]}")
    (folder / "tests.part").rename(folder / "tests.json")
