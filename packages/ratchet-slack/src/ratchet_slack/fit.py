"""Makes text fit: how long Slack takes it to be, and where it is cut. What is cut says so."""

import json
from collections.abc import Callable, Iterator
from typing import Final

from ratchet_slack.escaping import escaped

CUT: Final = "…"
_TAIL: Final = 80
"""So far back from the end of its room a text is cut between words rather than within one."""


def length(text: str) -> int:
    """Return how long Slack takes a text to be, at the most: in units of UTF-16, escaped."""
    return len(escaped(text).encode("utf-16-le", "surrogatepass")) // 2


def size(value: object) -> int:
    """Return how many bytes a value takes as JSON."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return len(written.encode("utf-8", "surrogatepass"))


def shortened(text: str, most: int) -> str:
    """Return a text that is no longer than `most`, with a sign at its end where something was cut."""
    if length(text) <= most:
        return text
    return text[: _end(text, most - length(CUT), length)].rstrip() + CUT


def pieces(text: str, most: int) -> Iterator[str]:
    """Return a text in pieces of at most `most` bytes of JSON, cut between words where that is possible."""
    while size(text) > most:
        end = max(_end(text, most, size), 1)
        yield text[:end]
        text = text[end:]
    if text:
        yield text


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def _end(text: str, most: int, measure: Callable[[str], int]) -> int:
    """Return where to cut a text, so that what is before has a measure of at most `most`."""
    low, high = 0, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= most else (low, middle - 1)
    space = max(text.rfind(" ", max(low - _TAIL, 0), low), text.rfind("\n", max(low - _TAIL, 0), low)) + 1
    return low if low >= len(text) or space <= 0 else space
