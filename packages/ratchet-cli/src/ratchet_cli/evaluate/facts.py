"""What in an answer can be compared without a judge, letter by letter: links, commands, paths, names and numbers."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ratchet_core.reading.exact import code_in, literals_in

_EMOJI: Final = re.compile(r":[a-z0-9_+-]+:")
_PERSON: Final = re.compile(r"[uw][a-z0-9]{7,}")
_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+(?=/)")
_SHORTEST: Final = 4
_MARKS: Final = " .,;:!?()[]{}\"'"


def facts_in(text: str) -> frozenset[str]:
    """Return what is literal in a text, in small letters."""
    found = (_as_fact(one) for one in _literals(text))
    return frozenset(one for one in found if len(one) >= _SHORTEST and not _PERSON.fullmatch(one))


def _literals(text: str) -> Iterator[str]:
    text = _EMOJI.sub(" ", text)
    yield from code_in(text)
    for one in literals_in(text):
        yield one
        yield from _HOST.findall(_as_fact(one))[:1]


def _as_fact(words: str) -> str:
    bare = words.strip(_MARKS).casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return " ".join(bare.rstrip("/").split())


def facts_of(said: Iterable[str], asked: str) -> frozenset[str]:
    """Return what is literal in replies, but not in what was asked."""
    known = flat(asked)
    return frozenset(one for text in said for one in facts_in(text) if one not in known)


def flat(text: str) -> str:
    """Return a text as facts are looked for in it."""
    return " ".join(text.casefold().split())


def weight_of(facts: Iterable[str]) -> int:
    """Return how much it tells that answers share facts: a link, a path or a command tells twice what a name does."""
    return sum(2 if "/" in one or " " in one else 1 for one in facts)
