"""Takes the words and the structure out of a raw Slack message, whatever shape its sender gave it, and never raises.

Rule: nothing here knows a tool. What Slack says about mrkdwn, Block Kit and attachments is translated; what the words
mean is for the core to recognise.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from attrs import Factory, define
from ratchet_core.basis.content import Bot, Content, Field, Part

from ratchet_slack.cleaning import CONTROL, DEBRIS, MAX_TEXT, clean, clean_name

_MAX_DEPTH: Final = 12
_MOST_PARTS: Final = 20
_MAX_PIECES: Final = 300
_MAX_LABELS: Final = 60
_MAX_NAME: Final = 32
_MAX_VALUE: Final = 1_000
_PLACEHOLDER: Final = "[no preview available]"
_PREVIEW_MARKS: Final = frozenset({"is_msg_unfurl", "is_app_unfurl", "from_url"})
_SLACKBOT: Final = "USLACKBOT"

_ODD: Final = re.compile(f"[<&{CONTROL}]")
_MARKUP: Final = re.compile(f"<([^<>]{{1,4000}})>|&(amp|lt|gt);|[{CONTROL}]")
_ENTITY: Final = re.compile("&(amp|lt|gt);")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">"}
_LINK: Final = re.compile(r"<((?:https?://|mailto:)[^|<>\s]{1,3000})")
_EMOJI: Final = re.compile(r":([a-z][a-z0-9_+-]{0,40}):")
_SYMBOLS: Final = {
    "🚨": "rotating_light",
    "🔥": "fire",
    "🔴": "red_circle",
    "❌": "x",
    "⛔": "no_entry",
    "🛑": "octagonal_sign",
    "❗": "exclamation",
    "‼": "bangbang",
    "💥": "boom",
    "⚠": "warning",
    "🟠": "large_orange_circle",
    "🟡": "large_yellow_circle",
    "✅": "white_check_mark",
    "✔": "heavy_check_mark",
    "🟢": "large_green_circle",
    "💚": "green_heart",
    "🎉": "tada",
    "🚀": "rocket",
    "👀": "eyes",
    "🔔": "bell",
    "🔕": "no_bell",
    "ℹ": "information_source",
}
_EMOJI_OR_SYMBOL: Final = re.compile(f"{_EMOJI.pattern}|([{''.join(_SYMBOLS)}])")
_WIDE_COLON: Final = "\uff1a"
_SEGMENT: Final = re.compile(r"\s\|\s|(?<![:=\s])\s{2,}")
"""What stands between two labels of a line; the spaces that line values up behind their labels do not."""

_SIGNS: Final = re.compile(r"^(?:\W*:[a-z][a-z0-9_+-]{0,40}:)?\W*")
"""What stands before a label that emoji open."""
_LABEL_ABOVE: Final = re.compile(r"^\*([A-Za-z][A-Za-z ]{1,30}):?\*\n([^\n]{1,200})$")
_NEXT_LABEL: Final = re.compile(r"(?:(?<=[\w)%/])|,)\s(?=(?:[A-Z][a-z]{2,15}|[A-Z]{4,15}):\s)")
_DECORATION: Final = " \t*_`~•◦▪>-–\u00a0"
_AROUND_NAME: Final = _DECORATION + ":\n"
_AROUND_VALUE: Final = _DECORATION + "\n"

_RICH_MENTIONS: Final = (
    ("user", "user_id", "@"),
    ("usergroup", "usergroup_id", "@"),
    ("channel", "channel_id", "#"),
    ("broadcast", "range", "@"),
)
_FIRST_SYMBOL: Final = "\u2000"

_AFTER_COLON: Final = frozenset(" *_`\t")


def plain_text(text: str) -> str:
    """Return a bare `text` as a person reads it: mentions and links as their labels, entities unescaped, no debris."""
    if "<" not in text and "&" not in text and (text.isprintable() or not _ODD.search(text)):
        return text
    return _MARKUP.sub(_read_markup, text)


def content_of(message: Mapping[str, object]) -> Content:
    """Return what a message says; a missing or malformed part reads as absent, so any object of JSON will do.

    Slack shows a `text` that stands beside blocks only in notifications, so it is read last, and rich text that
    merely repeats the `text` is not read again.
    """
    reading = _Reading()
    text = message.get("text")
    blocks = _dicts(message.get("blocks"))
    hidden = bool(blocks) and any(block.get("type") != "rich_text" for block in blocks)
    lead = "" if hidden else reading.said(text)
    if not lead:
        _read_blocks(blocks, reading, _MAX_DEPTH)
    if lead and not reading.bodies:
        reading.label_lines(lead)
    attachments = _dicts(message.get("attachments"))
    for attachment in attachments:
        _read_attachment(attachment, reading)
    if len(attachments) > 1:
        reading.parts = _parts(attachments)
    if hidden:
        reading.said(text)
    if not reading.pieces:
        for file in _dicts(message.get("files")):
            _read_mail(file, reading)
    if not reading.pieces:
        reading.pieces.extend(reading.fallbacks)
    if lead and reading.title and not reading.pretext:
        reading.pretext = lead
    return reading.content()


def bot_of(message: Mapping[str, object]) -> Bot | None:
    """Return who posted a message that no person wrote, or None for a person's message."""
    if message.get("user") == _SLACKBOT:
        return Bot(id=_SLACKBOT, name="Slackbot")
    bot_id = clean_name(message.get("bot_id"))
    if not bot_id and message.get("subtype") != "bot_message":
        return None
    raw = message.get("bot_profile")
    profile: Mapping[str, object] = raw if isinstance(raw, dict) else {}
    app = clean_name(message.get("app_id")) or clean_name(profile.get("app_id"))
    name = clean_name(message.get("username")) or clean_name(profile.get("name"))
    return _bot(bot_id or app or "unknown", app, name)


@lru_cache(maxsize=1024)  # few bots post nearly all that bots post
def _bot(bot_id: str, app: str, name: str) -> Bot:
    return Bot(id=bot_id, app=app, name=plain_text(name))


@define
class _Reading:
    """What has been read of one message so far."""

    pieces: list[str] = Factory(list)
    title: str = ""
    title_link: str = ""
    pretext: str = ""
    bodies: list[str] = Factory(list)
    fields: list[Field] = Factory(list)
    colour: str = ""
    author: str = ""
    footer: str = ""
    links: dict[str, None] = Factory(dict)
    fallbacks: list[str] = Factory(list)
    parts: tuple[Part, ...] = ()

    def said(self, value: object) -> str:
        """Note one piece of text and its links, and return it as a person reads it."""
        if not isinstance(value, str) or not value or len(self.pieces) >= _MAX_PIECES:
            return ""
        raw = value[:MAX_TEXT]
        if "<" in raw:
            for link in _LINK.findall(raw):
                self.link(link)
        piece = plain_text(raw).strip()
        if piece and piece not in self.pieces:
            self.pieces.append(piece)
        return piece

    def body(self, value: object) -> str:
        """Note one piece of text that stands below the title."""
        piece = self.said(value)
        if piece:
            self.bodies.append(piece)
            self.label_lines(piece)
        return piece

    def link(self, value: object) -> None:
        """Note an address that the message leads to."""
        if address := clean(value):
            self.links[_unescaped(address)] = None

    def field(self, name: str, value: str) -> None:
        """Note a labelled value."""
        cleaned = name.strip(_AROUND_NAME)
        if cleaned and len(self.fields) < _MAX_LABELS:
            self.fields.append(Field(cleaned, value.strip(_AROUND_VALUE)[:_MAX_VALUE]))

    def label_lines(self, piece: str) -> None:
        """Note the labelled values of a piece: lines such as `*Service:* checkout-api`, or one object of JSON."""
        if "{" in piece:
            for name, value in _object(piece):
                self.field(name, value)
        for line in piece.split("\n", _MAX_LABELS)[:_MAX_LABELS]:
            if ":" in line or " = " in line or _WIDE_COLON in line:
                for name, value in _labels(line):
                    self.field(name, value)

    def content(self) -> Content:
        """Return what was read, as a value."""
        text = "\n".join(self.pieces)[:MAX_TEXT]
        if self.fallbacks and self.fallbacks[0] not in text:
            self.fields.append(Field("fallback", self.fallbacks[0]))
        return Content(
            text=text,
            title=self.title,
            title_link=self.title_link,
            pretext=self.pretext,
            body="\n".join(self.bodies)[:MAX_TEXT],
            fields=tuple(self.fields),
            colour=self.colour,
            author=self.author,
            footer=self.footer,
            links=tuple(self.links),
            emoji=_emoji(text),
            parts=self.parts,
        )

    def part(self) -> Part:
        """Return what was read of one attachment, as a value."""
        said = self.content()
        return Part(
            said.text, said.title, said.title_link, said.fields, said.colour, said.footer, said.links, said.emoji
        )


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], text) if "&" in text else text


def _read_markup(found: re.Match[str]) -> str:
    inside, entity = found[1], found[2]
    if entity:
        return _ENTITIES[entity]
    return _shown(inside) if inside else ""


@lru_cache(maxsize=4096)
def _shown(inside: str) -> str:
    """Return how a person reads what stands between angle brackets."""
    target, bar, label = inside.partition("|")
    shown = _unescaped(label if bar and label else target)
    return DEBRIS.sub("", _mention(target, shown, bool(bar and label)))


def _mention(target: str, shown: str, labelled: bool) -> str:
    """Return how a person reads `<target|label>`; `shown` is the label, or the target where there is none."""
    sign = target[:1]
    if sign == "@":
        return "@" + shown.lstrip("@")
    if sign == "#":
        return "#" + shown.lstrip("#")
    if sign != "!":
        return shown.removeprefix("mailto:")
    if labelled:
        return "@" + shown.lstrip("@") if target.startswith("!subteam") else shown.strip()
    return "@" + target[1:].partition("^")[0]


def _object(piece: str) -> list[tuple[str, str]]:
    """Return the names and the plain values of a piece that is one object of JSON, as some senders pass it on."""
    bare = piece.strip("` \n")
    if bare[:1] != "{" or bare[-1:] != "}":
        return []
    try:
        told = json.loads(bare)
    except (ValueError, RecursionError):
        return []
    plain = [(name, str(value)) for name, value in told.items() if isinstance(value, str | int | float)]
    return [(DEBRIS.sub("", name), DEBRIS.sub("", value)) for name, value in plain[:_MAX_LABELS]]


@lru_cache(maxsize=4096)
def _labels(line: str) -> tuple[tuple[str, str], ...]:
    """Return the names and values written in a line."""
    labels: list[tuple[str, str]] = []
    # most lines are one segment, which is told faster than an expression splits them
    plain = line.isascii() and "|" not in line and "  " not in line and "\t" not in line
    for segment in (line,) if plain else _SEGMENT.split(line):
        parts = _NEXT_LABEL.split(segment) if segment.count(": ") > 1 else (segment,)
        labels.extend(label for label in map(_labelled, parts) if label[0])
    return tuple(labels)


def _labelled(segment: str) -> tuple[str, str]:
    """Return the name and value of `Name: value` or `name = value`; two empty strings for anything else."""
    first = segment[:1]
    if first == ":" or (first > _FIRST_SYMBOL and not first.isalpha()):
        segment = _SIGNS.sub("", segment)
    name, sign, value = segment.partition(":")
    if not sign and _WIDE_COLON in segment:
        name, sign, value = segment.partition(_WIDE_COLON)
        value = f" {value}"
    if not sign or " = " in name:
        name, sign, value = segment.partition(" = ")
    elif value[:1] not in _AFTER_COLON:
        return "", ""
    name = name.strip(_DECORATION)
    value = value.strip(_DECORATION)
    return (name, value) if value and len(name) <= _MAX_NAME and name[:1].isalpha() else ("", "")


def _read_attachment(attachment: Mapping[str, object], reading: _Reading) -> None:
    if any(attachment[mark] for mark in _PREVIEW_MARKS.intersection(attachment)):
        return
    pretext = reading.said(attachment.get("pretext"))
    author = reading.said(attachment.get("author_name"))
    title = reading.said(attachment.get("title"))
    reading.pretext = reading.pretext or pretext
    reading.author = reading.author or author
    if title and not reading.title:
        reading.title = title
        reading.title_link = _unescaped(clean(attachment.get("title_link")))
    reading.link(attachment.get("title_link"))
    reading.body(attachment.get("text"))
    for field in _dicts(attachment.get("fields")):
        _read_attachment_field(field, reading)
    _read_blocks(attachment.get("blocks"), reading, _MAX_DEPTH)
    footer = reading.said(attachment.get("footer"))
    reading.footer = reading.footer or footer
    reading.colour = reading.colour or clean(attachment.get("color")).removeprefix("#").lower()
    _read_fallback(attachment.get("fallback"), reading)


def _parts(attachments: list[dict[str, object]]) -> tuple[Part, ...]:
    """Return the attachments that have titles of their own, where there are several."""
    parts: list[Part] = []
    for attachment in attachments[:_MOST_PARTS]:
        reading = _Reading()
        _read_attachment(attachment, reading)
        if reading.title:
            parts.append(reading.part())
    return tuple(parts) if len(parts) > 1 else ()


def _read_mail(file: Mapping[str, object], reading: _Reading) -> None:
    """Read an e-mail that Slack shows as a file: its subject is the title, its text the body."""
    if file.get("filetype") != "email" and file.get("mode") != "email":
        return
    subject = reading.said(file.get("subject")) or reading.said(file.get("title"))
    reading.title = reading.title or subject
    reading.body(file.get("plain_text") or file.get("preview_plain_text") or file.get("preview"))


def _read_fallback(value: object, reading: _Reading) -> None:
    if isinstance(value, str) and value and value != _PLACEHOLDER:
        reading.fallbacks.append(plain_text(value[:_MAX_VALUE]).strip())


def _read_attachment_field(field: Mapping[str, object], reading: _Reading) -> None:
    name = plain_text(clean(field.get("title")))
    raw = field.get("value")
    value = plain_text(clean(raw)) if isinstance(raw, str) else str(raw if isinstance(raw, int | float) else "")
    if name or value:
        reading.said(f"{name}: {value}" if name and value else name or value)
    if name:
        reading.field(name, value)
    if isinstance(raw, str) and "<" in raw:
        for link in _LINK.findall(clean(raw)):
            reading.link(link)


def _read_blocks(blocks: object, reading: _Reading, depth: int) -> None:
    if depth:
        for block in _dicts(blocks):
            _read_block(block, reading, depth)


def _read_block(block: Mapping[str, object], reading: _Reading, depth: int) -> None:
    kind = block.get("type")
    if kind == "header":
        title = reading.said(_text_of(block.get("text")))
        reading.title = reading.title or title
    elif kind == "section":
        _read_section(_text_of(block.get("text")), reading)
        for field in _dicts(block.get("fields")):
            _read_section_field(clean(field.get("text")), reading)
        _read_links((block.get("accessory"),), reading)
    elif kind == "actions":
        _read_links(block.get("elements"), reading)
    elif kind == "rich_text":
        reading.body(_rich_text(block.get("elements"), reading, depth - 1))
    elif kind == "table":
        for row in _lists(block.get("rows")):
            reading.body(" | ".join(filter(None, (_cell(cell, reading, depth - 1) for cell in row))))
    else:
        _read_other_block(block, reading, depth)


def _read_other_block(block: Mapping[str, object], reading: _Reading, depth: int) -> None:
    """Read a context, a markdown or an unknown block: whatever text it holds, however deep."""
    reading.body(_text_of(block.get("text")))
    for key in ("elements", "blocks"):
        for element in _dicts(block.get(key)):
            if isinstance(element.get("text"), str):
                reading.body(element.get("text"))
            else:
                _read_blocks((element,), reading, depth - 1)


def _read_section(text: str, reading: _Reading) -> None:
    """Read the text of a section; one bold line above one other is a label above its value."""
    piece = reading.body(text)
    found = _LABEL_ABOVE.match(piece) if piece[:1] == "*" else None
    if found:
        reading.field(found[1], found[2])


def _read_section_field(text: str, reading: _Reading) -> None:
    piece = reading.said(text)
    name, newline, value = piece.partition("\n")
    if newline and value and len(name) <= _MAX_NAME:
        reading.field(name, value)
    else:
        reading.label_lines(piece)


def _read_links(elements: object, reading: _Reading) -> None:
    for element in _dicts(elements):
        reading.link(element.get("url"))


def _rich_text(elements: object, reading: _Reading, depth: int) -> str:
    """Return the words of rich text elements: one line a section, a list item or a quote."""
    if depth <= 0:
        return ""
    parts = []
    for element in _dicts(elements):
        kind = element.get("type")
        if kind in ("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"):
            parts.append(_rich_text(element.get("elements"), reading, depth - 1) + "\n")
        else:
            parts.append(_rich_word(element, reading))
    return "".join(parts).rstrip("\n")


def _rich_word(element: Mapping[str, object], reading: _Reading) -> str:
    kind = element.get("type")
    words = clean(element.get("text"))
    if kind == "link":
        reading.link(element.get("url"))
        return words or clean(element.get("url"))
    if kind == "emoji":
        return f":{clean(element.get('name'))}:"
    for named, key, sign in _RICH_MENTIONS:
        if kind == named:
            return sign + clean(element.get(key))
    return words.replace("&", "&amp;").replace("<", "&lt;")


def _cell(cell: object, reading: _Reading, depth: int) -> str:
    if not isinstance(cell, dict):
        return ""
    return _rich_text(cell.get("elements"), reading, depth) or clean(cell.get("text"))


def _text_of(value: object) -> str:
    """Return the words of a text object, or of a bare string in its place."""
    return clean(value.get("text")) if isinstance(value, dict) else clean(value)


def _emoji(text: str) -> tuple[str, ...]:
    if text.isascii():
        return tuple(_EMOJI.findall(text)) if text.count(":") > 1 else ()
    return tuple(name or _SYMBOLS[symbol] for name, symbol in _EMOJI_OR_SYMBOL.findall(text))


def _dicts(values: object) -> list[dict[str, object]]:
    if not values or not isinstance(values, list | tuple):
        return []
    return [value for value in values[:_MAX_PIECES] if isinstance(value, dict)]


def _lists(values: object) -> list[list[object]]:
    return [value for value in values[:_MAX_PIECES] if isinstance(value, list)] if isinstance(values, list) else []
