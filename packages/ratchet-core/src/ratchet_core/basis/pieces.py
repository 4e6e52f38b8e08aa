"""Pieces of what was written that stand nowhere else: where none of them is found, the words are gone."""

import re
from collections.abc import Collection, Iterable
from typing import Final

SHORTEST: Final = 12
"""What is shorter than so many characters proves nothing: others write it too."""

_MOST: Final = 500
_BETWEEN: Final = re.compile(r'[\x00-\x1f"\\]+')
"""What is written differently in JSON and in rows, so that words are searched for in the pieces between."""


def pieces_of(told: Iterable[str | None]) -> list[str]:
    """Return the pieces of some texts that are long enough to be looked for: the longest, so many at most."""
    pieces = {piece.strip() for words in told for piece in _BETWEEN.split(words or "")}
    return sorted((one for one in pieces if len(one) >= SHORTEST), key=lambda one: (-len(one), one))[:_MOST]


def without_common(pieces: Collection[str], texts: Iterable[str | None]) -> list[str]:
    """Return those pieces that stand in none of some texts."""
    if not pieces:
        return []
    any_of_them, common = any_of(pieces), set[str]()
    for text in texts:
        if text and any_of_them.search(text):
            common.update(one for one in pieces if one in text)
    return [one for one in pieces if one not in common]


def any_of(words: Collection[str]) -> re.Pattern[str]:
    """Return what finds any of some words."""
    return re.compile("|".join(map(re.escape, words)))
