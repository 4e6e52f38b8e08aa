"""Times two checkouts of ratchet side by side: simulations of exports, and the cases that grow.

    uv run python benchmarks/side_by_side.py EXPORT ... [--before CHECKOUT] [--rounds N]

`CHECKOUT` is the folder of another checkout in which `uv sync` was run; without it only this one is timed. All figures
are medians of CPU time, in which both take turns, so that a busy machine slows both; `examples/make_acme.py` makes
exports of any size. Of each export: microseconds a message and messages a second of the whole process, how many times
only reading its JSON that is, the peak of memory, and microseconds a message in the first and the last tenth. Of each
case: microseconds of the mean and of the dearest message.
"""

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import median
from typing import Any, Final

MEASURED: Final = Path(__file__).with_name("measured.py")
FEWEST_ROUNDS: Final = 3
EXPORT_HEADS: Final = ("messages", "us/message", "messages/s", "x reading", "peak MB", "first tenth", "last tenth")
CASE_HEADS: Final = ("messages", "mean us", "dearest us")
CASES: Final = {
    "notes": "notes in the thread of one alert",
    "draft": "the end of an alert with 3,000 notes",
    "pods": "an incident of 600 pods",
    "backlog": "edits while 3,000 actions wait",
    "replies": "replies in one help thread",
}

Figures = dict[str, Any]


def measured(python: Path, *arguments: str) -> Figures:
    """Return what a process of its own measures, with the microseconds of CPU that it took as a whole."""
    before = os.times()
    run = subprocess.run([python, MEASURED, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    figures: Figures = json.loads(run.stdout)
    return {**figures, "cpu": spent * 1e6}


def of_export(python: Path, export: str) -> Figures:
    """Return the figures of one export, by their heads."""
    read, run = measured(python, "reading", export), measured(python, "simulating", export)
    messages = max(run["messages"], 1)
    return {
        "messages": run["messages"],
        "us/message": run["cpu"] / messages,
        "messages/s": messages / run["cpu"] * 1e6,
        "x reading": run["cpu"] / read["reading"],
        "peak MB": run["megabytes"],
        "first tenth": run["first"],
        "last tenth": run["last"],
        "digest": run["digest"],
    }


def of_case(python: Path, case: str) -> Figures:
    """Return the figures of one case, by their heads."""
    run = measured(python, case)
    return {"messages": run["messages"], "mean us": run["mean"], "dearest us": run["dearest"]}


def row(label: str, figures: Iterable[str]) -> str:
    """Return a line of a table."""
    return f"{label:46}" + "".join(f"{figure:>13}" for figure in figures)


def show(label: str, runs: Mapping[str, list[Figures]], heads: tuple[str, ...]) -> None:
    """Print a line for each checkout, with the medians of its runs."""
    for name, figures in runs.items():
        cells = (median(run[head] for run in figures) for head in heads)
        print(row(f"{label}, {name}", (f"{cell:,.1f}" if cell % 1 else f"{cell:,.0f}" for cell in cells)), flush=True)
    digests = {run["digest"] for figures in runs.values() for run in figures if "digest" in run}
    if len(digests) > 1:
        print("    the digests differ: " + ", ".join(sorted(digests)))


def pythons(before: Path | None) -> dict[str, Path]:
    """Return the Python of each checkout; this one's is the one that runs.

    Raises:
        SystemExit: If the other checkout has none.
    """
    if before is None:
        return {"now": Path(sys.executable)}
    other = before / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not other.exists():
        raise SystemExit(f"{before} has no .venv; run `uv sync` there first.")
    return {"before": other, "now": Path(sys.executable)}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description="Time two checkouts side by side.")
    parser.add_argument("exports", type=Path, nargs="*")
    parser.add_argument("--before", type=Path, help="the folder of another checkout")
    parser.add_argument("--rounds", type=int, default=FEWEST_ROUNDS)
    arguments = parser.parse_args()
    checkouts = pythons(arguments.before)
    print(row("export", EXPORT_HEADS))
    for export in arguments.exports:
        runs = defaultdict(list)
        for _ in range(arguments.rounds):
            for name, python in checkouts.items():
                runs[name].append(of_export(python, str(export)))
        show(export.name, runs, EXPORT_HEADS)
    print("\n" + row("case", CASE_HEADS))
    for case, label in CASES.items():
        runs = defaultdict(list)
        for _ in range(arguments.rounds):
            for name, python in checkouts.items():
                runs[name].append(of_case(python, case))
        show(label, runs, CASE_HEADS)


if __name__ == "__main__":
    main()
