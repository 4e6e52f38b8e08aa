"""Scores recognition on a labelled file, with every exact reader and with each tool's own left out, and times it.

    uv run python benchmarks/recognise.py LABELLED.jsonl --score SCORE.py

The labels and the tool's name are taken off every message before it is recognised.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from ratchet_cli.recognise import recognise_lines
from ratchet_core.recognise import recognise
from ratchet_core.recognise.tools import READERS
from ratchet_slack.content import bot_of, content_of

LABELS = ("id", "tool", "label", "provenance")
ROUNDS = 20


def main() -> None:
    """Print the scores and the timings."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("labelled", type=Path)
    parser.add_argument("--score", type=Path, required=True, help="a script: score LABELLED PREDICTED --json")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.labelled.read_text(encoding="utf-8").splitlines()]
    every = frozenset(reader.name for reader in READERS)
    runs = {
        "every reader": [frozenset[str]()] * len(rows),
        "leave one tool out": [frozenset({str(row.get("tool"))}) for row in rows],
        "generic reader only": [every] * len(rows),
    }
    for name, without in runs.items():
        answers = [answer for row, left in zip(rows, without, strict=True) for answer in answered(row, left)]
        print(name, scored(arguments.labelled, arguments.score, answers))
    for name, figures in timed(rows).items():
        print(f"{name:10} median {statistics.median(figures):6.1f} us  worst {max(figures):6.1f} us")


def answered(row: Mapping[str, object], without: frozenset[str]) -> Iterator[dict[str, object]]:
    """Yield what one labelled row is taken for, without its labels."""
    event = {key: value for key, value in row.items() if key not in LABELS}
    return recognise_lines([json.dumps(event)], without=without)


def scored(labelled: Path, script: Path, answers: list[dict[str, object]]) -> str:
    """Return the figures that the score script prints."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as predicted:
        predicted.write("\n".join(map(json.dumps, answers)))
        predicted.flush()
        command = [sys.executable, str(script), str(labelled), predicted.name, "--json"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def timed(rows: list[dict[str, object]]) -> dict[str, list[float]]:
    """Return how many microseconds each message takes to read and to recognise."""
    figures: dict[str, list[float]] = {"content_of": [], "recognise": []}
    for row in rows:
        nested = row.get("message")
        message = nested if isinstance(nested, dict) else row
        content, bot = content_of(message), bot_of(message)
        figures["content_of"].append(micros(partial(content_of, message)))
        if bot:
            figures["recognise"].append(micros(partial(recognise, content, bot)))
    return figures


def micros(call: Callable[[], object]) -> float:
    """Return how many microseconds a call takes at its fastest."""
    return min(timeit.repeat(call, number=ROUNDS, repeat=3)) / ROUNDS * 1e6


if __name__ == "__main__":
    main()
