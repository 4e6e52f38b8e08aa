"""The lines of a message, as elements of rich text: they are shown as they are, and Slack reads nothing into them.

Rich text has no markup, so `*`, `_`, `:` and `<!channel>` in it are only characters. Mentions and links are elements of
their own, made only of what the core put there as data. What stands in `backticks` is shown as code, to be copied.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

from ratchet_core.vocabulary.actions import Body, Line, MessageLink, PersonMention, Piece, Plain

from ratchet_slack.escaping import escaped, is_person, permalink
from ratchet_slack.fit import CUT, one_line, pieces, shortened, size
from ratchet_slack.limits import TEXT_BYTES

Element: TypeAlias = dict[str, Any]
Block: TypeAlias = dict[str, Any]

BLOCK_BYTES: Final = 2_800
"""How large one block of rich text is made at most, so that several make up a message."""

_PIECE: Final = 2_000
_LABEL: Final = 300
_CODE: Final = re.compile(r"`([^`\n]+)`")
_NOTHING: Final = "(no text)"
_MORE: Final = " (more in the message)"


def blocks_of(body: Body, site: str) -> Iterator[Block]:
    """Return the headline and the lines of a message as blocks of rich text, none larger than `BLOCK_BYTES`."""
    held: list[Element] = []
    for line in ([_bold(body.headline)], *(list(_elements(line, site)) for line in body.lines)):
        for part in _parts(line):
            after = [*held, _text("\n"), *part] if held else part
            if held and size(_block(after)) > BLOCK_BYTES:
                yield _block(held)
                after = part
            held = after
    yield _block(held or [_text(_NOTHING)])


def fallback_of(body: Body, site: str) -> str:
    """Return what notifications and screen readers say of a message; it says so where it is not all of it."""
    said = "\n".join(
        (escaped(body.headline), *("".join(_said(one, site) for one in line.pieces) for line in body.lines))
    )
    text = said if said.strip() else _NOTHING
    return text if _bytes(text) <= TEXT_BYTES else _cut(text)


def characters(blocks: Iterable[Block]) -> int:
    """Return how many characters blocks of rich text show."""
    sections = (section for block in blocks for section in block["elements"])
    return sum(len(one.get("text", "")) for section in sections for one in section["elements"])


def _elements(line: Line, site: str) -> Iterator[Element]:
    for piece in line.pieces:
        match piece:
            case Plain():
                yield from _plain(piece.text)
            case MessageLink():
                yield _link(piece, site)
            case PersonMention():
                yield _mention(piece.person)


def _plain(text: str) -> Iterator[Element]:
    end = 0
    for code in _CODE.finditer(text):
        yield from (_text(text[end : code.start()]), {**_text(code[1]), "style": {"code": True}})
        end = code.end()
    yield _text(text[end:])


def _link(link: MessageLink, site: str) -> Element:
    url, label = permalink(site, link.channel, link.ts), shortened(one_line(link.label), _LABEL)
    if url is None:
        return _text(label)
    return {"type": "link", "url": url, "text": label or "message"}


def _mention(person: str) -> Element:
    return {"type": "user", "user_id": person} if is_person(person) else _text(f"@{shortened(person, _LABEL)}")


def _text(text: str) -> Element:
    return {"type": "text", "text": text}


def _bold(text: str) -> Element:
    return {**_text(text), "style": {"bold": True}}


def _parts(line: list[Element]) -> Iterator[list[Element]]:
    """Return a line in parts that fit into a block each, in small pieces where it is long; an empty one is one."""
    part: list[Element] = []
    for element in (small for large in line for small in _small(large)):
        if part and size(_block([*part, element])) > BLOCK_BYTES:
            yield part
            part = []
        part.append(element)
    yield part


def _small(element: Element) -> Iterator[Element]:
    if element["type"] != "text":
        yield element
    else:
        yield from ({**element, "text": piece} for piece in pieces(element["text"], _PIECE))


def _block(elements: list[Element]) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _said(piece: Piece, site: str) -> str:
    match piece:
        case Plain():
            return escaped(piece.text)
        case MessageLink():
            return _said_link(piece, site)
        case PersonMention():
            return f"<@{piece.person}>" if is_person(piece.person) else escaped(f"@{piece.person}")


def _said_link(link: MessageLink, site: str) -> str:
    url, label = permalink(site, link.channel, link.ts), escaped(shortened(one_line(link.label), _LABEL))
    return label if url is None else f"<{url}|{label or 'message'}>"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _cut(text: str) -> str:
    """Return the beginning of a text that is escaped already, cut within no character, reference, mention or link."""
    room = TEXT_BYTES - _bytes(CUT + _MORE)
    kept = text.encode("utf-8", "surrogatepass")[:room].decode("utf-8", "ignore")
    opened, began = kept.rfind("<"), kept.rfind("&", -6)
    if opened > kept.rfind(">"):
        kept = kept[:opened]
    elif began > kept.rfind(";"):
        kept = kept[:began]
    return kept.rstrip() + CUT + _MORE
