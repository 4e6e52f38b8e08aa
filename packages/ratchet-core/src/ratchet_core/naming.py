"""Which services a person's words may name: the candidates are looked up among those that are known, and no others.

A name of one plain word is only taken where it can hardly be anything else than a name, so that `search` in a question
about searching names no service.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from ratchet_core.domain import Service, service_key

_READ: Final = 400
_MOST_WORDS: Final = 40
_WORD: Final = re.compile(r"`([^`\n]{2,80})`|(\w[\w./-]*\w|\w)")
_TOLD: Final = re.compile(r"[-_/.\d]")
"""What a name of one word has that hardly any other word has: a hyphen, a dot, a digit."""

_NOUNS: Final = frozenset(
    {"service", "app", "api", "backend", "frontend", "worker", "job", "deployment", "pod", "pods"}
)


def names_in(text: str) -> tuple[str, ...]:
    """Return the keys that services named in a text would have, the longest names first; each at most once."""
    found = _WORD.findall(text[:_READ].casefold())[:_MOST_WORDS]
    marked = [service_key(code) for code, _ in found if code]
    words = [_bare(code or word) for code, word in found]
    pairs = [f"{one}-{two}" for one, two in pairwise(words)]
    triples = [f"{pair}-{three}" for pair, three in zip(pairs, words[2:], strict=False)]
    followed = zip(found, [*words[1:], ""], strict=False)  # nothing stands behind the last
    single = [_bare(word) for (_, word), behind in followed if word and (behind in _NOUNS or _TOLD.search(word))]
    return tuple(dict.fromkeys((*triples, *pairs, *marked, *single)))


def _bare(word: str) -> str:
    return word.rsplit("/", 1)[-1].replace("_", "-") if "/" in word or "_" in word else word


def named_among(services: Iterable[Service], names: Iterable[str]) -> str | None:
    """Return the key of the one service that a text names, None where it names none or more than one.

    `names` are what `names_in` found in it, the longest first: of names inside each other the longest counts.
    """
    keys = {key: one.key for one in services for key in (one.key, *map(service_key, one.aliases))}
    taken: list[str] = []
    for name in names:
        if name in keys and not any(f"-{name}-" in f"-{longer}-" for longer in taken):
            taken.append(name)
    found = {keys[name] for name in taken}
    return found.pop() if len(found) == 1 else None
