"""A message as readers look at it: its headline, its first words and its fields by name, worked out once."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from attrs import frozen

from ratchet_core.content import Bot, Content

_HEAD: Final = 420
_LINE: Final = 300
_LINES: Final = 4
_WORD: Final = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")
_EMOJI: Final = re.compile(r":[a-z][a-z0-9_+-]{1,40}:")
_ITALIC: Final = re.compile(r"(?<![\w/])_([^_\n]{1,120})_(?!\w)")


@frozen
class View:
    """What readers look at.

    Attributes:
        content: The message.
        bot: Who posted it.
        headline: The line that a person reads first: the title, or the first line of the text.
        lines: The headline and the few lines around it, best first, without markup.
        words: The words of the message's beginning, lower case, then every two neighbours as one.
        fields: The first value of every field by its name in lower case.
    """

    content: Content
    bot: Bot
    headline: str
    lines: tuple[str, ...]
    words: tuple[str, ...]
    fields: Mapping[str, str]


def view_of(content: Content, bot: Bot) -> View:
    """Return a message as readers look at it."""
    fields: dict[str, str] = {}
    for field in content.fields:
        fields.setdefault(field.name.lower(), field.value)
    lines = _lines(content)
    words = _WORD.findall(_EMOJI.sub(" ", unmarked(content.text[:_HEAD])).lower())
    return View(
        content=content,
        bot=bot,
        headline=lines[0] if lines else "",
        lines=lines,
        words=(*words, *map(" ".join, pairwise(words))),
        fields=fields,
    )


def unmarked(text: str) -> str:
    """Return a text without the marks of bold, italics and code."""
    if "*" in text or "`" in text:
        text = text.replace("*", "").replace("`", "")
    return _ITALIC.sub(r"\1", text) if "_" in text else text


def _lines(content: Content) -> tuple[str, ...]:
    said = [content.title, content.pretext, *content.text[: _LINE * _LINES].split("\n", _LINES)[:_LINES]]
    cleaned = (" ".join(_EMOJI.sub(" ", unmarked(line[:_LINE])).split()) for piece in said for line in piece.split("\n")[:2])
    return tuple(dict.fromkeys(line for line in cleaned if any(map(str.isalnum, line))))
