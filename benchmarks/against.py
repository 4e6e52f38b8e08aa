"""Times `ratchet simulate --against` beside one simulation of the same export, each in a process of its own.

    uv run python benchmarks/against.py [EXPORT] [--policy A.toml] [--against B.toml] [--rounds N]

Without an export it takes the ten weeks of the example, and without policies two in which everything speaks, one of
them with longer holds and later answers.
Both take turns, so that a busy machine slows both. Prints the median of the processor's seconds of each, how many times
one simulation the difference takes, and the most memory of each, in MB.
"""

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from ratchet_cli.simulate.simulation import SimulationRequest, simulate

KIB_IN_A_MEGABYTE = 1024
EXAMPLE = Path(__file__).parent.parent / "examples" / "acme-quarter.zip"
SPEAKING = ("incidents", "cards", "notifications", "help_requests", "reminders", "answers", "drafts")
EVERYTHING = "[default]\n" + "".join(f'{one} = "live"\n' for one in SPEAKING)
LATER = "hold_seconds = 600\nanswer_seconds = 600\n"


def alone(export: Path, policy: Path, against: Path | None) -> tuple[float, float]:
    """Return the processor's seconds that a simulation takes in this process, and the most memory, in MB."""
    simulate(SimulationRequest(export, policy, against=against), lambda _what, _done, _total: None)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / KIB_IN_A_MEGABYTE


def in_a_process(options: argparse.Namespace, against: Path | None) -> tuple[float, float]:
    """Return the same of a process of its own."""
    more = [] if against is None else ["--against", str(against)]
    command = [sys.executable, __file__, str(options.export), "--policy", str(options.policy), *more, "--alone"]
    seconds, peak = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    return seconds, peak


def main() -> None:
    """Print both, and how many times the one the other is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path, nargs="?", default=EXAMPLE)
    parser.add_argument("--policy", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        print(json.dumps(alone(options.export, options.policy, options.against)))
        return
    with TemporaryDirectory() as folder:
        given = options.policy is not None
        options.policy = options.policy or written(Path(folder) / "one.toml", EVERYTHING)
        beside = options.policy if given else written(Path(folder) / "other.toml", LATER + EVERYTHING)
        compare(options, options.against or beside)


def written(path: Path, policy: str) -> Path:
    """Return where a policy was written."""
    path.write_text(policy, encoding="utf-8")
    return path


def compare(options: argparse.Namespace, against: Path) -> None:
    """Print both, taking turns."""
    rounds = [(in_a_process(options, None), in_a_process(options, against)) for _ in range(options.rounds)]
    one, both = (median(each[at][0] for each in rounds) for at in (0, 1))
    peaks = [max(each[at][1] for each in rounds) for at in (0, 1)]
    print(f"one simulation {one:.2f} s, {peaks[0]:.0f} MB; against another {both:.2f} s, {peaks[1]:.0f} MB")
    print(f"{median(each[1][0] / each[0][0] for each in rounds):.2f} times (at most 1.6)")


if __name__ == "__main__":
    main()
