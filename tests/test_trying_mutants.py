"""Mutants meet the tests that execute them, and what became of them is told."""

import json
import os
import subprocess
import sys
from pathlib import Path

import attrs
from ratchet_core.behaviours import table as behaviours

from benchmarks.mutation.known import Known, known_of, reason_of
from benchmarks.mutation.mutants import Mutant, mutants_of
from benchmarks.mutation.recorder import TARGET, caches
from benchmarks.mutation.recording import Budget, executed, ordered
from benchmarks.mutation.report import kept, share, survivors_in, table
from benchmarks.mutation.source import Source
from benchmarks.mutation.trial import Result, Verdict
from benchmarks.mutation.vocabulary import Vocabulary


def mutant(text: str = "x = a < b\n", file: str = "module.py") -> Mutant:
    return next(mutants_of(Source(file, text.encode()), Vocabulary()))


def test_a_line_is_executed_by_its_own_tests_rather_than_by_those_of_its_statement() -> None:
    lines = {1: frozenset({"test_a", "test_b"}), 2: frozenset({"test_b"})}
    assert executed(lines, attrs.evolve(mutant(), line=2, statement=(1, 3))) == {"test_b"}


def test_a_line_that_is_not_told_of_is_executed_with_its_statement() -> None:
    lines = {1: frozenset({"test_a", ""})}
    assert executed(lines, attrs.evolve(mutant(), line=2, statement=(1, 3))) == {"test_a"}


def test_a_line_that_only_an_import_executes_has_no_test_of_its_own() -> None:
    assert executed({1: frozenset({""})}, mutant()) == {""}


def test_the_cheapest_tests_are_run_within_the_budget_those_of_the_core_first() -> None:
    seconds = {"tests/cli/a": 0.1, "tests/core/b": 0.2, "tests/core/c": 9.0, "tests/core/d": 0.3}
    assert ordered(seconds, seconds, Budget(3, 0.5)) == ["tests/core/b", "tests/cli/a"]


def test_one_test_is_run_even_when_it_is_dear() -> None:
    assert ordered(["a"], {"a": 9.0}, Budget(3, 0.5)) == ["a"]


SHARING = """
import time
import pytest

@pytest.fixture(scope="module")
def slow():
    time.sleep(0.5)

def test_a(slow): pass
def test_b(slow): pass
def test_c(): pass
"""


def test_every_test_that_shares_a_slow_fixture_is_taken_to_wait_for_it(tmp_path: Path) -> None:
    (tmp_path / "test_sharing.py").write_text(SHARING)
    target = tmp_path / "record.json"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "benchmarks.mutation.recorder", "-p", "no:cacheprovider"]
    environment = {**os.environ, TARGET: str(target), "PYTHONPATH": str(Path(__file__).parents[1])}
    subprocess.run([*command, "test_sharing.py"], cwd=tmp_path, env=environment, check=True, stdout=subprocess.DEVNULL)
    seconds = json.loads(target.read_text())["passed"]
    assert [test.rpartition("::")[2] for test in seconds if seconds[test] >= 0.5] == ["test_a", "test_b"]


def test_what_behaviours_keep_in_caches_can_be_emptied_before_each_test() -> None:
    assert behaviours._hearing.cache_clear in caches()


def test_a_known_mutant_is_found_by_its_words_and_not_by_its_line() -> None:
    known = Known("module.py", "", "comparison", "a < b", "both are never equal")
    assert reason_of(mutant("\n\nx = a < b\n"), [known]) == "both are never equal"


def test_a_known_mutant_may_name_which_of_two_changes_it_means() -> None:
    known = Known("module.py", "", "comparison", "a < b", "both are never equal", after="a > b")
    assert reason_of(mutant(), [known]) is None


def test_known_mutants_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    path.write_text('[[mutant]]\nfile = "a.py"\nfunction = "f"\nkind = "order"\nbefore = "x"\nreason = "why"\n')
    assert known_of(path) == (Known("a.py", "f", "order", "x", "why"),)


def test_known_mutants_do_not_count_and_those_that_run_out_of_time_are_caught() -> None:
    verdicts = [Verdict.CAUGHT, Verdict.TIMED_OUT, Verdict.SURVIVED, Verdict.NOT_EXECUTED, Verdict.KNOWN]
    assert share(Result(mutant(), verdict) for verdict in verdicts) == 50


def test_the_table_has_a_line_for_each_file_and_one_for_all() -> None:
    results = [Result(mutant(file=file), Verdict.CAUGHT) for file in ("b.py", "a.py")]
    assert [line.split()[-1] for line in table(results)][1:4] == ["a.py", "b.py", "all"]


def test_survivors_are_found_again_in_results_that_were_kept(tmp_path: Path) -> None:
    verdicts = {"a.py": Verdict.CAUGHT, "b.py": Verdict.SURVIVED, "c.py": Verdict.NOT_EXECUTED}
    kept((Result(mutant(file=file), verdict) for file, verdict in verdicts.items()), tmp_path / "results.json")
    assert survivors_in(tmp_path / "results.json") == {mutant(file=file).name for file in ("b.py", "c.py")}
