"""Bounds what is repeated of what somebody wrote: a message names a thing, and is no copy of it."""

import re
from typing import Final

LONGEST_WORD: Final = 1_000
"""So many characters a word may have that is repeated whole: the path of a real file is shorter."""
_BEGINS: Final = 100
_LONGEST_LINE: Final = 2_000
_ENDS: Final = 500
_LONG_WORD: Final = re.compile(rf"\S{{{LONGEST_WORD},}}")


def bounded(message: str) -> str:
    """Return a message in which no word and no line is too long to be read."""
    return "\n".join(map(_line, message.split("\n")))


def _line(line: str) -> str:
    short = _LONG_WORD.sub(lambda found: _word(found[0]), line)
    if len(short) <= _LONGEST_LINE:
        return short
    return f"{short[: _LONGEST_LINE - _ENDS]} … {short[-_ENDS:]}"


def _word(word: str) -> str:
    """Return a word as far as it tells anything, with how long it is, and what ends it in its sentence."""
    ends = word[len(word.rstrip(".,:;'")) :][:2]
    return f"{word[:_BEGINS]}… ({len(word):,} characters){ends}"
