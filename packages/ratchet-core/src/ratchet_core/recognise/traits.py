"""What a bot's message can be known again by, whatever language it speaks: its shape, its colours, its links and numbers.

Nothing here holds a word: what is said is told apart by digests, so that it can be remembered and gives nothing away.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import blake2s
from typing import Final

from attrs import frozen

from ratchet_core.basis.content import Content
from ratchet_core.recognise.fingerprint import stable
from ratchet_core.recognise.generic import shade_of
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.words import EMOJI_STATES, FAILURES, STATES, SUCCESSES, WEAK_STATES

_EMOJI: Final = re.compile(r":[a-z0-9_+-]{1,40}:|[^\w\s\x00-\x7f]+")
_NUMBER: Final = re.compile(
    r"(?<![\w#])#(\d{1,9})\b|\b([A-Z][A-Z0-9]{1,9}-\d{1,7})\b|(?<![\w.,:/-])(\d{5,12})(?![\w:]|[.,]\d)"
    r"|\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b"
)
_SEGMENT: Final = re.compile(r"(?<=[/=])((?=[^/=&?#\s]*\d)[\w-]{5,64})(?=[/?#&]|$)")
_OUTCOMES: Final = frozenset((*STATES, *WEAK_STATES, *FAILURES, *SUCCESSES))
"""What a headline says of how it went, or does: its shape is the rest."""

_LINES: Final = 3
_LINKS: Final = 6
_MOST_MARKS: Final = 8
_MOST_EMOJI: Final = 6
_HEAD: Final = 300
_LONGEST_COLOUR: Final = 12


@frozen
class Traits:
    """What a message can be known again by.

    Attributes:
        template: The shape of its headline: its names, without what varies and without how it does.
        colour: The colour beside it, or the empty string.
        emoji: The emoji that it shows and that say how an alert does, sorted.
        marks: The links, the numbers and the ids that it names, sorted.
    """

    template: str
    colour: str
    emoji: tuple[str, ...]
    marks: tuple[str, ...]

    def is_better_than(self, colour: str, emoji: Iterable[str]) -> bool:
        """Say whether what differs from how another message looked says that it is over: what never varies says nothing."""
        known, shade = set(emoji), shade_of(self.colour)
        news: set[Kind | None] = {EMOJI_STATES[one] for one in self.emoji if one not in known}
        if shade is not shade_of(colour):
            news.add(shade)
        return Kind.ALERT_RESOLVED in news and Kind.ALERT_FIRING not in news


def is_good(content: Content) -> bool:
    """Say whether anything about a message looks as if something were over: the cheap look that settles most."""
    return shade_of(content.colour) is Kind.ALERT_RESOLVED or any(
        EMOJI_STATES.get(one) is Kind.ALERT_RESOLVED for one in content.emoji
    )


def traits_of(content: Content) -> Traits:
    """Return what a message can be known again by."""
    headline = content.title or next((one for one in content.text.splitlines() if one.strip()), "")
    emoji = sorted({one for one in content.emoji if one in EMOJI_STATES})
    marks = sorted(set(map(_digest, _marks(content))))
    words = stable(_EMOJI.sub(" ", headline[:_HEAD])).split()
    template = " ".join(word for word in words if word not in _OUTCOMES)
    return Traits(
        _digest(template) if template else "",
        content.colour[:_LONGEST_COLOUR],
        tuple(emoji[:_MOST_EMOJI]),
        tuple(marks),
    )


def _marks(content: Content) -> Iterator[str]:
    lines = [content.title, *content.text.split("\n", _LINES)[:_LINES]]
    said = [one for line in lines for found in _NUMBER.finditer(line[:_HEAD]) for one in found.groups() if one]
    links = [link.rstrip("/") for link in content.links[:_LINKS]]
    ids = [one for link in links for one in _SEGMENT.findall(link)]
    yield from list(dict.fromkeys((*said, *ids, *links)))[:_MOST_MARKS]


@lru_cache(maxsize=4096)
def _digest(said: str) -> str:
    return blake2s(said.encode("utf-8", "replace"), digest_size=6).hexdigest()
