"""Times `ratchet simulate` beside only reading the JSON of the same exports, each in a process of its own.

    uv run python benchmarks/simulate.py EXPORT.zip ...

Prints for each export the messages, the seconds of both, how many times the reading a simulation takes, messages a
second, and the peak memory of the simulation in MB.
"""

import json
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path


def read(path: Path) -> tuple[int, float]:
    """Return how many messages an export has, and the seconds that only reading its JSON takes."""
    begun = time.perf_counter()
    with zipfile.ZipFile(path) as export:
        days = [name for name in export.namelist() if "/" in name and name.endswith(".json")]
        messages = sum(len(json.loads(export.read(name))) for name in days)
    return messages, time.perf_counter() - begun


def simulate(path: Path) -> tuple[float, float]:
    """Return the seconds that a simulation says it took, and the most memory that any simulation took so far, in MB."""
    command = [sys.executable, "-m", "ratchet_cli", "simulate", str(path), "--json"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return float(json.loads(printed)["seconds"]), peak


def main() -> None:
    """Print a row for each export; give the smallest first, because the peak is that of the largest so far."""
    heads = ("messages", "reading s", "simulate s", "times", "messages/s", "peak MB")
    print(f"{'export':28} " + " ".join(f"{head:>11}" for head in heads))
    for path in map(Path, sys.argv[1:]):
        messages, reading = min(read(path) for _ in range(3))
        seconds, peak = simulate(path)
        rest = (f"{seconds / reading:.1f}", f"{messages / seconds:,.0f}", f"{peak:.0f}")
        figures = (f"{messages:,}", f"{reading:.2f}", f"{seconds:.2f}", *rest)
        print(f"{path.name:28} " + " ".join(f"{figure:>11}" for figure in figures))


if __name__ == "__main__":
    main()
