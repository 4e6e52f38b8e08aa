"""How a drafted text cites people and messages, so that both can be found in it again.

A person is written `<@U123>` and a message `<C123/1709543171.993908>`: its channel, a slash and its timestamp. What is
quoted from a message stands right before its marker, in “typographic quotes”, in `backticks` (a command) or as a bare
address. The quoted words can hold none of these marks themselves, so a person cannot write one into a text by chance.

What a model worded from messages ends with them: `Restart it. [from “restarted it” <C123/1709543171.993908>]`. Its words
are theirs as much as what it quotes, so such a line goes whole when one of them does.
"""

import re
from collections.abc import Callable, Iterable
from typing import Final

from ratchet_core.basis.ids import MessageRef

DELETED: Final = "(message deleted)"
"""What stands in the place of a quotation whose message is gone."""

EDITED: Final = "(message edited)"
"""What stands in the place of words that their message does not say any more."""

ERASED: Final = "(erased)"
"""What stands in the place of a proposal whose author was erased."""

_MARKER: Final = re.compile(r"<([A-Z][A-Z0-9]{0,20})/([0-9]{1,12}\.[0-9]{1,6})>")
_PERSON: Final = re.compile(r"<@([A-Z][A-Z0-9]{0,20})>")
_SHOWN_MARKER: Final = re.compile(r"\[#?([^\[\]/\n]{1,80})/([0-9]{1,12}\.[0-9]{1,6})\]")
_NAMED: Final = re.compile(r"(?:, )?<@[A-Z][A-Z0-9]{0,20}>")
_PERMALINK: Final = re.compile(r"/archives/([A-Z0-9]{2,20})/p([0-9]{10})([0-9]{6})(?![0-9])")
_FROM: Final = " [from "
_DERIVED: Final = re.compile(r" \[from “[^“”\n]*” <[A-Z][A-Z0-9]{0,20}/[0-9]{1,12}\.[0-9]{1,6}>[^\n]{0,2000}\]\s*\Z")
_ITEM: Final = re.compile(r"\s*(?:(?:[-*+•]|\d{1,2}[.)])\s+)?")
_FLAT: Final = str.maketrans({"“": '"', "”": '"', "`": " "})
_STRAIGHT: Final = str.maketrans({"“": '"', "”": '"'})


def marker_of(ref: MessageRef) -> str:
    """Return how a text points to a message."""
    return f"<{ref.channel}/{ref.ts}>"


def mention_of(person: str) -> str:
    """Return how a text names a person, by id."""
    return f"<@{person}>"


def is_citable(ref: MessageRef, person: str) -> bool:
    """Say whether ids have Slack's form, so that they can be found again once they are written into a text."""
    return bool(_MARKER.fullmatch(marker_of(ref)) and _PERSON.fullmatch(mention_of(person)))


def unmarked(words: str) -> str:
    """Return somebody's words on one line, with nothing left in them that reads as a marker or a mention."""
    line = " ".join(words.split())
    return _PERSON.sub(r"‹@\1›", _MARKER.sub(r"‹\1/\2›", line)) if "<" in line else line


def quoted(words: str, ref: MessageRef) -> str:
    """Return somebody's words as a quotation from a message."""
    return f"“{unmarked(words).translate(_STRAIGHT)}” {marker_of(ref)}"


def quoted_command(command: str, ref: MessageRef) -> str:
    """Return a command as a quotation from a message; one with backticks in it stands in typographic quotes."""
    return quoted(command, ref) if "`" in command else f"`{unmarked(command)}` {marker_of(ref)}"


def quoted_address(address: str, ref: MessageRef) -> str:
    """Return an address as a quotation from a message."""
    return f"{unmarked(address)} {marker_of(ref)}"


def derived(words: str, quotes: Iterable[tuple[str, MessageRef]]) -> str:
    """Return a sentence that a model worded, with the quotations on which it rests."""
    told = unmarked(words).translate(_STRAIGHT).replace(_FROM, " (from ")
    return f"{told}{_FROM}{', '.join(quoted(one, ref) for one, ref in quotes)}]"


def without_origin(line: str) -> str:
    """Return a line without the quotations on which its words rest, where a model worded it."""
    return line.partition(_FROM)[0] if is_derived(line) else line


def is_derived(line: str) -> bool:
    """Say whether a model worded a line from messages that it names."""
    return _DERIVED.search(line) is not None


def sources_of(text: str) -> tuple[MessageRef, ...]:
    """Return the messages that a text points to, in the order in which it does so first."""
    return tuple(dict.fromkeys(MessageRef(channel, ts) for channel, ts in _MARKER.findall(text)))


def linked_in(text: str) -> tuple[MessageRef, ...]:
    """Return the messages that a text points to, or links to by their address in Slack."""
    linked = (MessageRef(one[1], f"{one[2]}.{one[3]}") for one in _PERMALINK.finditer(text))
    return tuple(dict.fromkeys((*sources_of(text), *linked)))


def cited_pieces(line: str) -> list[tuple[str, MessageRef | None]]:
    """Return a line in pieces: words without mentions, each with the message that is cited right after them."""
    parts = _MARKER.split(_NAMED.sub("", line))
    words, rest = parts[::3], zip(parts[1::3], parts[2::3], strict=True)
    refs: list[MessageRef | None] = [MessageRef(channel, ts) for channel, ts in rest]
    return list(zip(words, [*refs, None], strict=True))


def rewritten(text: str, person: Callable[[str], str], message: Callable[[MessageRef], str]) -> str:
    """Return a text with other words in the place of its mentions, by the person's id, and of its markers."""
    named = _PERSON.sub(lambda found: person(found[1]), text)
    return _MARKER.sub(lambda found: message(MessageRef(found[1], found[2])), named)


def quotations_in(text: str) -> list[tuple[str, MessageRef]]:
    """Return what is quoted in a text, without its marks, each with its message."""
    pieces = (piece for line in text.splitlines() for piece in cited_pieces(line))
    return [(_last_quote(words), ref) for words, ref in pieces if ref is not None]


def _last_quote(words: str) -> str:
    left = _without_last_quote(words)
    return words[len(left) :].strip(" “”`")


def with_markers(text: str, channel_called: Callable[[str], str | None]) -> str:
    """Return a text with the markers that it was shown without: people copy what a list shows them as `[CHANNEL/TS]`.

    `channel_called` returns the id of the channel of a name, or None where there is none.
    """

    def marker(found: re.Match[str]) -> str:
        channel = channel_called(found[1])
        return found[0] if channel is None else marker_of(MessageRef(channel, found[2]))

    return _SHOWN_MARKER.sub(marker, text)


def words_of(text: str) -> str:
    """Return a text without the markers of messages and without the names of people."""
    return _MARKER.sub("", _NAMED.sub("", text))


def without_quotes_of(text: str, ref: MessageRef) -> str:
    """Return a text in which everything quoted from a message, and each marker of it, is erased.

    What people wrote around a quotation stays, and what a model worded from it goes.
    """
    text = _without_derived(text, ref, DELETED, lambda _: False)
    *before, rest = text.split(marker_of(ref))
    return "".join(_without_last_quote(piece) + DELETED for piece in before) + rest


def without_old_quotes_of(text: str, ref: MessageRef, words: str) -> str:
    """Return a text without what is quoted from a message that says something else now; what it still says stays."""
    said = f"{_flat(words)}\n{_flat(words.replace('`', ''))}"
    text = _without_derived(text, ref, EDITED, lambda quote: _is_said(_flat(quote), said))
    *before, rest = text.split(marker_of(ref))
    pieces = (
        piece + marker_of(ref) if _is_said(_flat(_last_quote(piece)), said) else _without_last_quote(piece) + EDITED
        for piece in before
    )
    return "".join(pieces) + rest


def _without_derived(text: str, ref: MessageRef, mark: str, holds: Callable[[str], bool]) -> str:
    """Return a text with a mark in the place of what was worded from a message that does not say it any more."""
    if marker_of(ref) not in text or _FROM not in text:
        return text
    return "".join(_left(line, ref, mark, holds) for line in text.splitlines(keepends=True))


def _left(line: str, ref: MessageRef, mark: str, holds: Callable[[str], bool]) -> str:
    rests_on = [words for words, source in quotations_in(line) if source == ref]
    if not is_derived(line) or all(map(holds, rests_on)):
        return line
    item, end = _ITEM.match(line), line[len(line.rstrip("\n")) :]
    return f"{item[0] if item is not None else ''}{mark}{end}"


def _is_said(quote: str, said: str) -> bool:
    """Say whether a quotation stands in what is said; its named placeholders stand for anything without a space."""
    if quote in said or "{" not in quote:
        return quote in said
    pattern = _PLACEHOLDER.sub(r"[^\\s]{1,100}", re.escape(quote))
    return re.search(pattern, said) is not None


_PLACEHOLDER: Final = re.compile(r"\\\{[a-z0-9_]{1,40}\\\}")


def _flat(words: str) -> str:
    """Return words without the marks that a quotation leaves out."""
    return " ".join(unmarked(words).translate(_FLAT).split())


def _without_last_quote(piece: str) -> str:
    """Return what stands before a marker without the quotation that ends there, if one does."""
    start = piece.rfind("\n") + 1
    line = piece[start:]
    if line.endswith("” "):
        at = line.rfind("“")
    elif line.endswith("` "):
        at = line.rfind("`", 0, -2)
    else:
        at = line.rstrip().rfind(" ") + 1
        at = at if line.startswith(("http://", "https://"), at) else -1
    return piece if at < 0 else piece[: start + at]
