"""A message as readers look at it: its headline, its first words and its fields by name, worked out once."""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from attrs import frozen

from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise.words import FAILURES, NOTICES, TOLD

_HEAD: Final = 420
_LINE: Final = 300
_LINES: Final = 4
_EMOJI: Final = re.compile(r":[a-z][a-z0-9_+-]{0,40}:")
_ITALIC: Final = re.compile(r"(?<![\w/])_([^_\n]{1,120})_(?!\w)")
_SPACED: Final = bytes(byte if chr(byte).isalnum() or chr(byte) in "-'_" else 32 for byte in range(128)).ljust(256)
_STRAY: Final = re.compile(rb"[-'_](?:(?![a-z0-9])|(?<![a-z0-9][-'_]))")
_NONE: Final = frozenset({"0", "no", "zero", "without"})
_OPENERS: Final = frozenset(phrase.partition(" ")[0] for phrase in NOTICES if " " in phrase)


class Words(NamedTuple):
    """The telling words of a message's beginning.

    Attributes:
        told: Those that any table but that of the notices knows.
        notices: The words, then the pairs of neighbours, that notices are made of; each once.
    """

    told: frozenset[str]
    notices: tuple[str, ...]


@frozen(slots=False)  # a cached property of a class with slots costs more than what it saves
class View:
    """What readers look at.

    Attributes:
        content: The message.
        bot: Who posted it.
        headline: The line that a person reads first: the title, or the first line of the text.
        lines: The headline and the few lines around it, best first, without markup.
        fields: The first value of every field by its name in lower case.
    """

    content: Content
    bot: Bot
    headline: str
    lines: tuple[str, ...]
    fields: Mapping[str, str]

    @cached_property
    def words(self) -> Words:
        """The telling words of the message's beginning."""
        head = self.content.text[:_HEAD].lower()
        words = words_in(_EMOJI.sub(" ", head) if head.count(":") > 1 else head)
        pairs = [f"{first} {second}" for first, second in pairwise(words) if first in _OPENERS]
        notices = dict.fromkeys([word for word in words + pairs if word in NOTICES])
        return Words(TOLD.intersection(words) - _denied(words), tuple(notices))


def view_of(content: Content, bot: Bot) -> View:
    """Return a message as readers look at it."""
    fields: dict[str, str] = {}
    for field in content.fields:
        fields.setdefault(field.name.lower(), field.value)
    lines = _lines(content)
    return View(content, bot, lines[0] if lines else "", lines, fields)


def _denied(words: list[str]) -> frozenset[str]:
    """Return the failures that a message says there were none of: `0 errors`, `without failures`."""
    if _NONE.isdisjoint(words):
        return frozenset()
    return FAILURES.intersection(word for before, word in pairwise(words) if before in _NONE)


def words_in(text: str) -> list[str]:
    """Return the words of a text in lower case; `db-1` and `don't` are one word each."""
    spaced = text.encode("utf-8", "surrogatepass").translate(_SPACED)
    return _STRAY.sub(b" ", spaced).decode("ascii").split()


def unmarked(text: str) -> str:
    """Return a text without the marks of bold, italics and code."""
    if "*" in text or "`" in text:
        text = text.replace("*", "").replace("`", "")
    return _ITALIC.sub(r"\1", text) if "_" in text else text


def _lines(content: Content) -> tuple[str, ...]:
    said = dict.fromkeys((content.title, content.pretext, *content.text[: _LINE * _LINES].split("\n", _LINES)[:_LINES]))
    lines = dict.fromkeys([_line(piece) for piece in said if piece])
    lines.pop("", None)
    return tuple(lines)


@lru_cache(maxsize=8192)
def _line(piece: str) -> str:
    """Return the first line of a piece of text without markup and emoji; empty if it shows no letter or digit."""
    line = unmarked(piece[:_LINE].partition("\n")[0])
    line = " ".join((_EMOJI.sub(" ", line) if line.count(":") > 1 else line).split())
    return line if line and (line[0].isalnum() or any(map(str.isalnum, line))) else ""
