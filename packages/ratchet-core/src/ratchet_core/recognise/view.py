"""A message as readers look at it: its headline, its first words and its fields by name, worked out once."""

import re
from collections.abc import Mapping
from functools import cached_property
from itertools import pairwise
from typing import Final

from attrs import frozen

from ratchet_core.content import Bot, Content

_HEAD: Final = 420
_LINE: Final = 300
_LINES: Final = 4
_WORD: Final = re.compile(r"[a-z0-9]+(?:[-'_][a-z0-9]+)*")
_EMOJI: Final = re.compile(r":[a-z][a-z0-9_+-]{0,40}:")
_ITALIC: Final = re.compile(r"(?<![\w/])_([^_\n]{1,120})_(?!\w)")


@frozen
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
    def words(self) -> tuple[str, ...]:
        """The words of the message's beginning, lower case, then every two neighbours as one."""
        words = _WORD.findall(_EMOJI.sub(" ", self.content.text[:_HEAD].lower()))
        return (*words, *map(" ".join, pairwise(words)))


def view_of(content: Content, bot: Bot) -> View:
    """Return a message as readers look at it."""
    fields: dict[str, str] = {}
    for field in content.fields:
        fields.setdefault(field.name.lower(), field.value)
    lines = _lines(content)
    return View(
        content=content,
        bot=bot,
        headline=lines[0] if lines else "",
        lines=lines,
        fields=fields,
    )


def unmarked(text: str) -> str:
    """Return a text without the marks of bold, italics and code."""
    if "*" in text or "`" in text:
        text = text.replace("*", "").replace("`", "")
    return _ITALIC.sub(r"\1", text) if "_" in text else text


def _lines(content: Content) -> tuple[str, ...]:
    said = [content.title, content.pretext, *content.text[: _LINE * _LINES].split("\n", _LINES)[:_LINES]]
    lines: dict[str, None] = {}
    for piece in said:
        line = unmarked(piece[:_LINE].partition("\n")[0])
        line = " ".join((_EMOJI.sub(" ", line) if ":" in line else line).split())
        if line and (line[0].isalnum() or any(map(str.isalnum, line))):
            lines[line] = None
    return tuple(lines)
