"""Times `ratchet simulate` beside only reading the JSON of the same exports, each time in a process of its own.

    uv run python benchmarks/simulate.py EXPORT ... [--rounds N]

Reading and simulating take turns, so that a busy machine slows both. Prints for each export the messages, then medians
of the rounds: the seconds of both, how many times the reading a simulation takes, messages a second, and the most
memory that a simulation of this export took, in MB.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Final

from ratchet_cli.simulate.simulation import SimulationRequest, simulate
from ratchet_slack.archive import ExportError, open_archive
from ratchet_slack.export import DAY_FILE, open_export

FEWEST_ROUNDS: Final = 3
HEADS: Final = ("messages", "reading s", "simulate s", "times", "messages/s", "peak MB")
UNITS_IN_A_MEGABYTE: Final = 2**20 if sys.platform == "darwin" else 2**10  # what the system counts memory in


def reading(path: Path) -> tuple[int, float]:
    """Return how many messages an export has, and the seconds that only reading its JSON takes."""
    begun = time.perf_counter()
    archive = open_archive(path)
    days = [name for name in archive.sizes if DAY_FILE.fullmatch(name.rsplit("/", 1)[-1])]
    messages = sum(len(json.loads(archive.read(name))) for name in days)
    archive.close()
    return messages, time.perf_counter() - begun


def simulating(path: Path) -> tuple[float, float]:
    """Return the seconds that a simulation takes, and the most memory that this process took, in MB."""
    seconds = simulate(SimulationRequest(path), lambda _what, _done, _total: None).seconds
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNITS_IN_A_MEGABYTE


ALONE: Final = {"reading": reading, "simulating": simulating}


def alone(what: str, path: Path) -> tuple[float, float]:
    """Return what reading or simulating says in a process of its own."""
    command = [sys.executable, __file__, str(path), "--alone", what]
    one, other = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    return one, other


def row(path: Path, rounds: int) -> str:
    """Return the row of one export."""
    measured = [(*alone("reading", path), *alone("simulating", path)) for _ in range(rounds)]
    messages, read, simulated, peak = map(median, zip(*measured, strict=True))
    times = median(one[2] / one[1] for one in measured)
    rest = (f"{times:.1f}", f"{messages / simulated:,.0f}", f"{peak:.0f}")
    figures = (f"{messages:,.0f}", f"{read:.2f}", f"{simulated:.2f}", *rest)
    return f"{path.name:28} " + " ".join(f"{figure:>11}" for figure in figures)


def main() -> None:
    """Print a row for each export, or one line that says why there is none."""
    parser = argparse.ArgumentParser(description="Time simulations beside only reading the JSON of the same exports.")
    parser.add_argument("exports", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=FEWEST_ROUNDS, help=f"at least {FEWEST_ROUNDS}")
    parser.add_argument("--alone", choices=ALONE, help="measure one thing once, here, and print it as JSON")
    arguments = parser.parse_args()
    if arguments.alone:
        print(json.dumps(ALONE[arguments.alone](arguments.exports[0])))
        return
    try:
        for path in arguments.exports:
            with open_export(path):
                pass
    except ExportError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None
    print(f"{'export':28} " + " ".join(f"{head:>11}" for head in HEADS))
    for path in arguments.exports:
        print(row(path, max(arguments.rounds, FEWEST_ROUNDS)), flush=True)


if __name__ == "__main__":
    main()
