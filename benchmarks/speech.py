"""Scores `speech_of` on labelled chat messages and times it.

    uv run python benchmarks/speech.py messages.jsonl

Each line is a JSON object with `text` (as Slack sends it) and `label`: `help_request`, `answer`, `closing` or
`chatter`.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeAlias

from ratchet_core.reading.speech import Speech, speech_of

Labelled: TypeAlias = tuple[str, str]
"""A message's label and its normalised text."""

ROUNDS: Final = 5
SHAPES: Final = ((0, 60), (60, 120), (120, 500), (500, 100_000))

_MENTION: Final = re.compile(r"<@(\w+)[^>]*>")
_LINK: Final = re.compile(r"<([^|>\s]+)(?:\|([^>]*))?>")


def normalised(text: str) -> str:
    """Return a message's text as an adapter would: mentions and links as their labels, entities unescaped."""
    text = _LINK.sub(lambda link: link[2] or link[1], _MENTION.sub(r"@\1", text))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def read(path: Path) -> list[Labelled]:
    """Return the messages of a file."""
    rows = map(json.loads, path.read_text(encoding="utf-8").strip().split("\n"))
    return [(row["label"], normalised(row["text"])) for row in rows]


def scored(found: Sequence[tuple[str, Speech]], speech: Speech, label: str, others: Sequence[str]) -> str:
    """Return precision and recall of one kind of speech against one label, among messages of that and other labels."""
    within = Counter((own == label, said is speech) for own, said in found if own == label or own in others)
    right, missed, wrong = within[True, True], within[True, False], within[False, True]
    return f"precision {right / max(1, right + wrong):.3f}  recall {right / max(1, right + missed):.3f}"


def microseconds(texts: Sequence[str]) -> float:
    """Return how long one call takes on these texts, in the fastest of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for text in texts:
            speech_of(text)
        best = min(best, time.perf_counter() - start)
    return best / max(1, len(texts)) * 1e6


def print_scores(found: Sequence[tuple[str, Speech]]) -> None:
    """Print what was found per label, and the two scores."""
    for label, total in sorted(Counter(label for label, _ in found).items()):
        shares = Counter(said for own, said in found if own == label)
        print(f"{label:13}{total:6}  " + "  ".join(f"{said} {shares[said] / total:.1%}" for said in Speech))
    print("question, against help_request among chatter:", scored(found, Speech.QUESTION, "help_request", ["chatter"]))
    among = ["chatter", "answer"]
    print("question, against help_request among both:   ", scored(found, Speech.QUESTION, "help_request", among))
    print("closing, against closing among help_request: ", scored(found, Speech.CLOSING, "closing", ["help_request"]))
    among = ["help_request", *among]
    print("closing, against closing among all:          ", scored(found, Speech.CLOSING, "closing", among))


def print_times(messages: Sequence[Labelled]) -> None:
    """Print the time of a call by the length of the message and by what it is."""
    print(f"every message: {microseconds([text for _, text in messages]):.2f} µs")
    for low, high in SHAPES:
        for said in Speech:
            texts = [text for _, text in messages if low <= len(text) < high and speech_of(text) is said]
            if texts:
                print(f"{low:4} to {high:6} characters, {said:12} {len(texts):5}: {microseconds(texts):6.2f} µs")


def main() -> None:
    """Score and time the messages of the file that the command line names."""
    parser = argparse.ArgumentParser(description="Score and time what says what a person's message is.")
    parser.add_argument("file", type=Path, help="one JSON object a line, with `text` and `label`")
    messages = read(parser.parse_args().file)
    ends = {Speech.THANKS: Speech.CLOSING}
    print_scores([(label, ends.get(speech := speech_of(text), speech)) for label, text in messages])
    print_times(messages)


if __name__ == "__main__":
    main()
