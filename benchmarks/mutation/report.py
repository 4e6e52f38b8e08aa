"""Tells what became of the mutants: a table, those that survived, and everything as JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.mutation.known import Known, reason_of
from benchmarks.mutation.trial import Result, Verdict

_NAME = ("file", "function", "kind", "before", "after")


def told(results: Sequence[Result], known: Sequence[Known]) -> Iterator[str]:
    """Return the lines of the report."""
    yield from table(results)
    yield ""
    survivors = [result for result in results if result.verdict.is_survival]
    yield f"{len(survivors)} survived"
    yield from (survival(result) for result in survivors)
    subtracted = [result.mutant for result in results if result.verdict is Verdict.KNOWN]
    if subtracted:
        yield f"\n{len(subtracted)} not tried, since they change nothing"
        yield from (f"{mutant}  ({reason_of(mutant, known)})" for mutant in subtracted)


def survival(result: Result) -> str:
    """Return the line of a survivor: which function, what was done to it, and by how many tests it is executed."""
    fate = "not executed" if result.verdict is Verdict.NOT_EXECUTED else f"{result.tests} tests"
    return f"{result.mutant}  [{result.mutant.function or 'module'}, {fate}]"


def table(results: Sequence[Result]) -> Iterator[str]:
    """Return a line for each file and one for all."""
    yield f"{'mutants':>8}{'caught':>8}{'timed out':>10}{'survived':>10}{'known':>7}{'%':>7}"
    for file in sorted({result.mutant.file for result in results}):
        yield _row(file, [result for result in results if result.mutant.file == file])
    yield _row("in all", results)
    mean = sum(result.seconds for result in results) / max(1, len(results))
    yield f"\n{mean:.1f} s a mutant in the mean, {max((result.seconds for result in results), default=0):.1f} s at most"


def _row(name: str, results: Sequence[Result]) -> str:
    of = Counter(result.verdict for result in results)
    survived = of[Verdict.SURVIVED] + of[Verdict.NOT_EXECUTED]
    figures = f"{len(results):8}{of[Verdict.CAUGHT]:8}{of[Verdict.TIMED_OUT]:10}{survived:10}{of[Verdict.KNOWN]:7}"
    return f"{figures}{share(results):7.1f}  {name}"


def share(results: Iterable[Result]) -> float:
    """Return how many of a hundred mutants were caught or timed out, without those that change nothing."""
    noticed = [not result.verdict.is_survival for result in results if result.verdict is not Verdict.KNOWN]
    return 100 * sum(noticed) / len(noticed) if noticed else 100.0


def kept(results: Iterable[Result], path: Path) -> None:
    """Write every result as JSON."""
    path.write_text(json.dumps([_record(result) for result in results], indent=1) + "\n", encoding="utf-8")


def survivors_in(path: Path) -> set[tuple[str, ...]]:
    """Return the names of the mutants that survived, of results that were kept."""
    records = json.loads(path.read_text(encoding="utf-8"))
    return {tuple(one[part] for part in _NAME) for one in records if Verdict(one["verdict"]).is_survival}


def _record(result: Result) -> dict[str, object]:
    mutant = result.mutant
    return {
        "file": mutant.file,
        "line": mutant.line,
        "function": mutant.function,
        "kind": mutant.kind,
        "before": mutant.before,
        "after": mutant.after,
        "verdict": result.verdict,
        "by": result.by,
        "tests": result.tests,
        "seconds": round(result.seconds, 2),
    }
