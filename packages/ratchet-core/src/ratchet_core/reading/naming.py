"""Which services a person's words may name: the candidates are looked up among those that are known, and no others.

A name of one plain word is only taken where it can hardly be anything else than a name, so that `search` in a question
about searching names no service.
"""

import re
from itertools import pairwise
from typing import Final

from ratchet_core.basis.ids import service_key

_READ: Final = 400
_MOST_WORDS: Final = 40
_PLAIN_WORD: Final = re.compile(r"\w+(?:[./-]+\w+)*")
_WORD: Final = re.compile(rf"`([^`\n]{{2,80}})`|({_PLAIN_WORD.pattern})")
_TOLD: Final = re.compile(r"[-_/.\d]")
"""What a name of one word has that hardly any other word has: a hyphen, a dot, a digit."""

_NOUNS: Final = frozenset(
    {"service", "app", "api", "backend", "frontend", "worker", "job", "deployment", "pod", "pods"}
)


def names_in(text: str) -> tuple[str, ...]:
    """Return the keys that services named in a text would have, the longest names first; each at most once."""
    said = text[:_READ].casefold()
    code, plain = _words_of(said)
    words = list(map(_bare, plain)) if "/" in said or "_" in said else plain
    pairs = list(map("-".join, pairwise(words)))
    triples = list(map("-".join, zip(pairs, words[2:], strict=False)))
    marked = [service_key(one) for one in code if one]
    single = [
        word
        for word, written, quoted, behind in zip(words, plain, code, [*words[1:], ""], strict=False)
        if not quoted and (behind in _NOUNS or (not written.isalpha() and _TOLD.search(written)))
    ]
    return tuple(dict.fromkeys((*triples, *pairs, *marked, *single)))


def _words_of(said: str) -> tuple[list[str], list[str]]:
    """Return the first words of a text twice: those that stand as code, "" for the others; and all of them."""
    if "`" not in said:
        plain = _PLAIN_WORD.findall(said)[:_MOST_WORDS]
        return [""] * len(plain), plain
    found = _WORD.findall(said)[:_MOST_WORDS]
    return [code for code, _ in found], [code or word for code, word in found]


def _bare(word: str) -> str:
    return word.rsplit("/", 1)[-1].replace("_", "-") if "/" in word or "_" in word else word
