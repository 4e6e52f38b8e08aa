"""Tries a mutant: the tests that execute it, the cheapest first, and then the invariants in made-up histories."""

import re
from collections.abc import Sequence
from enum import StrEnum

from attrs import frozen

from benchmarks.mutation.mutants import Mutant
from benchmarks.mutation.recording import Budget, Recording, ordered
from benchmarks.mutation.workspace import Ran, Workspace

_PYTEST = ("-m", "pytest", "-x", "-q", "--tb=no", "-p", "no:cacheprovider", "-p", "no:pytest_cov")
_INVARIANTS = """
import sys
sys.path.insert(0, "tests/core")
from invariants.machine import Everything
from invariants.variants import run
run(Everything, int(sys.argv[1]))
"""
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
_UNWRITTEN = {"PYTHONDONTWRITEBYTECODE": "1"}


class Verdict(StrEnum):
    """What became of a mutant."""

    CAUGHT = "caught"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    NOT_EXECUTED = "not executed"
    KNOWN = "known"

    @property
    def is_survival(self) -> bool:
        """Tell whether no test noticed the mutant, though one might."""
        return self in {Verdict.SURVIVED, Verdict.NOT_EXECUTED}


@frozen
class Limits:
    """How much is done for a mutant; `examples` are those of the invariants, `seconds` come on top of the recorded."""

    budget: Budget
    examples: int
    seconds: float


@frozen
class Result:
    """What became of a mutant: by which test, of how many, in how many seconds."""

    mutant: Mutant
    verdict: Verdict
    by: str = ""
    tests: int = 0
    seconds: float = 0.0


def tried(mutant: Mutant, workspace: Workspace, recording: Recording, limits: Limits) -> Result:
    """Try a mutant until a test fails or none is left."""
    tests = ordered(recording.tests_of(mutant), recording.seconds, limits.budget)
    if not tests:
        return Result(mutant, Verdict.NOT_EXECUTED)
    time = limits.seconds + 4 * sum(recording.seconds[test] for test in tests)
    with workspace.with_mutant(mutant):
        ran = workspace.run([*_PYTEST, *tests], time, **_UNWRITTEN)
        if ran.code == 0 and limits.examples:
            return _judged(mutant, ran, _kept(workspace, limits), len(tests))
    return _judged(mutant, ran, ran, len(tests))


def _kept(workspace: Workspace, limits: Limits) -> Ran:
    return workspace.run(["-c", _INVARIANTS, str(limits.examples)], limits.seconds + limits.examples, **_UNWRITTEN)


def _judged(mutant: Mutant, first: Ran, last: Ran, tests: int) -> Result:
    seconds = first.seconds if first is last else first.seconds + last.seconds
    if last.code is None:
        return Result(mutant, Verdict.TIMED_OUT, "", tests, seconds)
    if last.code == 0:
        return Result(mutant, Verdict.SURVIVED, "", tests, seconds)
    failed = _FAILED.search(last.output)
    by = "the invariants" if first is not last else failed.group(1) if failed else "the end of Python"
    return Result(mutant, Verdict.CAUGHT, by, tests, seconds)


def proved(workspace: Workspace, tests: Sequence[str], limits: Limits) -> None:
    """See that what catches mutants passes without one; it compiles each file of the copy along the way."""
    collected = workspace.run(["-m", "pytest", "-q", "--co", "-p", "no:cacheprovider"], None)
    runs = [collected, workspace.run([*_PYTEST, *tests], None)]
    if limits.examples:
        runs.append(_kept(workspace, limits))
    for ran in runs:
        if ran.code != 0:
            raise SystemExit(f"Without a mutant, this fails already; repair it first.\n{ran.output[-2000:]}")
