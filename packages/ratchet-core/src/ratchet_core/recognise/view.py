"""A message as readers look at it: its headline, its first words and its fields by name, worked out once."""

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from attrs import frozen

from ratchet_core.basis.content import Bot, Content
from ratchet_core.recognise.languages import field_name
from ratchet_core.recognise.severity import SEVERITIES
from ratchet_core.recognise.subjects import subject_of
from ratchet_core.recognise.words import FAILURES, NOTICES, STATES, TOLD, words_of

_HEAD: Final = 420
_LINE: Final = 300
_LINES: Final = 4
_LONGEST_NAME: Final = 80
_EMOJI: Final = re.compile(r":(?<!\w:)[a-z][a-z0-9_+-]{0,40}:")
_ITALIC: Final = re.compile(r"(?<![\w/])_([^_\n]{1,120})_(?!\w)")
_SPACED: Final = bytes(byte if chr(byte).isalnum() or chr(byte) in "-'_" else 32 for byte in range(128)).ljust(256)
_STRAY: Final = re.compile(rb"[-'_](?:(?![a-z0-9])|(?<![a-z0-9][-'_]))")
_NONE: Final = frozenset({"0", "no", "zero", "without"})
_NAMING: Final = words_of("service application app component host hostname instance monitor endpoint website site") | {
    "service name", "application name", "app name", "host name", "monitor name", "affected service", "impacted service",
}  # fmt: skip
"""Fields whose value is a name, whatever it says."""

_CHIP: Final = re.compile(r"`([A-Za-z]{2,16})`")
_OPENING: Final = re.compile(r"[^\w\[(]*(?:\[\w+\][^\w\[(]*)*")

_COUNTED: Final = re.compile(r"(?<!\[)\b(FIRING|RESOLVED)\s?[\[(](\d{1,6})[\])]")
"""A verdict and how many alerts it is said of, where no bracket holds both."""

_SIGNS: Final = re.compile(r"^[^\w\[(\"'“‘«/.#@<$【（［「{+-]+")
"""What opens a line and says nothing in words: symbols, bullets, the sign of a quote."""

_CALLED: Final = re.compile(r"^(?:@(?:channel|here|everyone)\b[\s:,]*)+")
_QUOTES: Final = "\"'“‘«"
_QUOTED: Final = re.compile(r"(?<!\w)[\"'“‘«]([^\"'”’»]{2,80})[\"'”’»](?!\w)")
_TROUBLE: Final = re.compile(r"\b(?:there (?:is|was) |has |having |experiencing |detected )an? issues?\b")
"""How prose says that something is wrong, with a word that tickets have too."""

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
    def names(self) -> tuple[str, ...]:
        """What the message can only mean as names: subjects of its first lines, and values of fields for a name."""
        subjects = (subject_of(line) for line in self.lines[:2])
        values = (self.fields[name] for name in _NAMING & self.fields.keys())
        return tuple(dict.fromkeys(name for name in (*subjects, *values) if name and len(name) <= _LONGEST_NAME))

    @cached_property
    def leading(self) -> frozenset[str]:
        """The words, and the pairs of neighbours, of the first two lines, where a notice says what it is."""
        words = words_in(_TROUBLE.sub(" ", " . ".join(self.lines[:2]).lower()))
        for name in (*self.names, *_quoted(self.lines)):
            words = _without(words, words_in(name.lower()))
        return frozenset(words).union(f"{first} {second}" for first, second in pairwise(words))

    @cached_property
    def words(self) -> Words:
        """The telling words of the message's beginning."""
        head = self.content.text[:_HEAD].lower()
        words = words_in(_EMOJI.sub(" ", head) if head.count(":") > 1 else head)
        for name in self.names:
            words = _without(words, words_in(name.lower()))
        telling = words
        for name in _quoted(self.lines):
            telling = _without(telling, words_in(name.lower()))
        pairs = [f"{first} {second}" for first, second in pairwise(telling) if first in _OPENERS]
        notices = dict.fromkeys([word for word in telling + pairs if word in NOTICES])
        return Words(TOLD.intersection(words) - _denied(words), tuple(notices))


def view_of(content: Content, bot: Bot) -> View:
    """Return a message as readers look at it."""
    fields: dict[str, str] = {}
    for field in content.fields:
        name = field.name.lower()
        fields.setdefault(name, field.value)
        if (english := field_name(name)) is not name:
            fields.setdefault(english, field.value)
    lines = _lines(content)
    return View(content, bot, lines[0] if lines else "", lines, fields)


def _quoted(lines: tuple[str, ...]) -> list[str]:
    """Return what is quoted in the first two lines: a name, that says nothing of what kind of notice this is."""
    return [name for line in lines[:2] if any(sign in line for sign in _QUOTES) for name in _QUOTED.findall(line)]


def _denied(words: list[str]) -> frozenset[str]:
    """Return the failures that a message says there were none of: `0 errors`, `without failures`."""
    if _NONE.isdisjoint(words):
        return frozenset()
    return FAILURES.intersection(word for before, word in pairwise(words) if before in _NONE)


def _without(words: list[str], name: list[str]) -> list[str]:
    """Return words without those of a name, wherever they stand together."""
    size = len(name)
    if not size or name[0] not in words:
        return words
    kept: list[str] = []
    at = 0
    while at < len(words):
        if words[at : at + size] == name:
            at += size
        else:
            kept.append(words[at])
            at += 1
    return kept


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


def _with_chips(line: str) -> str:
    """Return a line whose chips (a verdict alone between backticks, or a severity at its head) stand in brackets."""
    shown, at = "", 0
    for chip in _CHIP.finditer(line):
        shown, word = shown + line[at : chip.start()], chip[1].lower()
        head = _OPENING.fullmatch(shown) is not None
        led = head or shown.strip(" *_").lower() == "new"
        told = led and (
            word == "incident" or (word in STATES and (head or word not in SEVERITIES)) or word in SEVERITIES
        )
        shown, at = f"{shown}[{chip[1]}]" if told else shown + chip[0], chip.end()
    return shown + line[at:]


@lru_cache(maxsize=8192)
def _line(piece: str) -> str:
    """Return the first line of a piece of text without markup and emoji; empty if it shows no letter or digit."""
    line = piece[:_LINE].partition("\n")[0]
    if line.count(":") > 1:
        line = _EMOJI.sub(" ", line)
    if "`" in line:
        line = _with_chips(line)
    if "FIRING" in line or "RESOLVED" in line:
        line = _COUNTED.sub(r"[\1:\2]", line)
    if line[:1] == "@":
        line = _CALLED.sub("", line)
    line = " ".join(unmarked(line).split())
    if line and not line[0].isalnum():
        line = _SIGNS.sub("", line)
    return line if line and (line[0].isalnum() or any(map(str.isalnum, line))) else ""
