"""Makes mutants of modules, small changes that a test should notice, and counts how many the tests catch.

    uv run python benchmarks/mutants.py packages/ratchet-core/src/ratchet_core/domain/policy.py --list
    uv run python benchmarks/mutants.py --count 250 --json results.json
    uv run python benchmarks/mutants.py --again results.json
    uv run python benchmarks/mutants.py --only packages/ratchet-core/src/ratchet_core/turn.py:40

Mutants are made in copies of the project, never in the working tree. Which tests execute which line is recorded once
and kept in the folder for temporary files until the code or a test changes. A mutant meets the tests that execute its
line, the cheapest first, and then the invariants in a few made-up histories; running out of time counts as caught. The
mutants that change nothing that anybody sees are listed in `benchmarks/mutants_known.toml`, each with its reason.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)  # in the place of this folder

from benchmarks.mutation.known import Known, known_of, reason_of
from benchmarks.mutation.mutants import Mutant, all_of, chosen
from benchmarks.mutation.recording import Budget, Recording, ordered, recorded
from benchmarks.mutation.report import kept, survival, survivors_in, told
from benchmarks.mutation.source import Source
from benchmarks.mutation.trial import Limits, Result, Verdict, proved, tried
from benchmarks.mutation.vocabulary import Vocabulary, vocabulary_of
from benchmarks.mutation.workspace import Workspace, copied, twin_of

CORE = "packages/ratchet-core/src/ratchet_core"
PARTS = (
    "applying",
    "assembling",
    "deciding",
    "domain/course",
    "domain/directory",
    "focus",
    "overlay",
    "snapshot",
    "turn",
)
FOLDERS = ("behaviours", "memory", "rules", "wants")
DEFAULT = [f"{CORE}/{part}.py" for part in PARTS] + [f"{CORE}/{folder}" for folder in FOLDERS]


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", help="files, folders or patterns; the store and every behaviour if none")
    parser.add_argument("--count", type=int, default=250, help="how many mutants are made")
    parser.add_argument("--seed", type=int, default=1, help="which of the possible ones are made")
    parser.add_argument("--only", action="append", default=[], metavar="FILE:LINE", help="try all mutants of a line")
    parser.add_argument("--again", type=Path, metavar="FILE", help="try those that survived, of results that were kept")
    parser.add_argument("--list", action="store_true", help="show the mutants and try none")
    parser.add_argument("--jobs", type=int, default=2, help="how many are tried at the same time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the results in a file")
    parser.add_argument("--tests", type=int, default=400, help="how many tests a mutant meets at most")
    parser.add_argument(
        "--budget", type=float, default=6.0, help="for how many seconds of tests, as they were recorded"
    )
    parser.add_argument(
        "--examples", type=int, default=10, help="how many histories the invariants make up; 0 for none"
    )
    parser.add_argument("--timeout", type=float, default=10.0, help="seconds beyond what the tests should take")
    return parser.parse_args()


def sources_of(root: Path, patterns: Sequence[str]) -> list[Source]:
    """Return the modules that some patterns name, each once; a folder stands for all that is in it."""
    given = [str(Path(name).absolute().relative_to(ROOT)) if Path(name).is_absolute() else name for name in patterns]
    found = {path for pattern in given for name in root.glob(pattern) for path in _modules(name)}
    files = sorted(path.relative_to(root).as_posix() for path in found)
    return [Source(file, (root / file).read_bytes()) for file in files]


def _modules(path: Path) -> list[Path]:
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def words_of(root: Path) -> Vocabulary:
    """Read the enums and classes of all packages."""
    return vocabulary_of(Source("", path.read_bytes()).tree for path in sorted(root.glob("packages/*/src/**/*.py")))


def mutants_for(options: argparse.Namespace, root: Path) -> list[Mutant]:
    """Return the mutants that are asked for: so many of some modules, all of some lines, or the survivors of before."""
    words = words_of(root)
    if options.only:
        places = {(file, int(line)) for file, _, line in (place.rpartition(":") for place in options.only)}
        sources = sources_of(root, sorted({file for file, _ in places}))
        return all_of(sources, words, lambda mutant: (mutant.file, mutant.line) in places)
    if options.again is not None:
        names = survivors_in(options.again)
        return all_of(sources_of(root, sorted({name[0] for name in names})), words, lambda mutant: mutant.name in names)
    return chosen(sources_of(root, options.modules or DEFAULT), words, options.count, options.seed)


def results_of(
    mutants: Sequence[Mutant], workspaces: Sequence[Workspace], recording: Recording, limits: Limits
) -> Iterator[Result]:
    """Try mutants in several workspaces at the same time, and return what became of each, in their order."""
    free: SimpleQueue[Workspace] = SimpleQueue()
    for workspace in workspaces:
        free.put(workspace)

    def try_one(mutant: Mutant) -> Result:
        workspace = free.get()
        try:
            return tried(mutant, workspace, recording, limits)
        finally:
            free.put(workspace)

    with ThreadPoolExecutor(len(workspaces)) as pool:
        yield from pool.map(try_one, mutants)


def hunted(options: argparse.Namespace, first: Workspace, known: Sequence[Known]) -> list[Result]:
    """Try all mutants, tell of each survivor when it is found, and return what became of each."""
    limits = Limits(Budget(options.tests, options.budget), options.examples, options.timeout)
    mutants = mutants_for(options, first.root)
    recording = recorded(first)
    if recording.failed:
        print(f"left out, since they fail without a mutant: {', '.join(recording.failed)}", file=sys.stderr)
    proved(first, ordered(recording.seconds, recording.seconds, limits.budget), limits)
    twins = [twin_of(first, first.root.with_name(f"{number}")) for number in range(1, options.jobs)]
    results = [Result(mutant, Verdict.KNOWN) for mutant in mutants if reason_of(mutant, known) is not None]
    unknown = [mutant for mutant in mutants if reason_of(mutant, known) is None]
    for number, result in enumerate(results_of(unknown, [first, *twins], recording, limits), 1):
        results.append(result)
        if result.verdict.is_survival:
            print(f"{number}/{len(unknown)} {survival(result)}", file=sys.stderr)
    return sorted(results, key=lambda result: (result.mutant.file, result.mutant.line))


def main() -> None:
    """Make the mutants, try them, and tell what became of them."""
    options = arguments()
    if options.list:
        print(*mutants_for(options, ROOT), sep="\n")
        return
    known = known_of(ROOT / "benchmarks" / "mutants_known.toml")
    with tempfile.TemporaryDirectory(prefix="ratchet-mutants-") as folder:
        results = hunted(options, copied(ROOT, Path(folder) / "0"), known)
    if options.json is not None:
        kept(results, options.json)
    print(*told(results, known), sep="\n")


if __name__ == "__main__":
    main()
