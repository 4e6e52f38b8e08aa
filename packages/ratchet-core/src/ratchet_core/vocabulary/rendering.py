"""What a message of ratchet's says, as plain text: for a terminal, a log, or a chat that knows no links."""

from collections.abc import Callable

from ratchet_core.vocabulary.actions import Body, Line, MessageLink, PersonMention, Piece


def plain_text(body: Body, names: Callable[[str], str] = str) -> str:
    """Return what a message says, a line for each of its own.

    `names` says what people and channels are called, by id; `Directory.name_of` does. Without it, ids stand for
    themselves. A person is written `@NAME`, and a link as its label and `[CHANNEL/TS]`. Words are as people wrote
    them: who prints them on a terminal takes out what would steer it.
    """
    return "\n".join((body.headline, *(plain_line(line, names) for line in body.lines)))


def plain_line(line: Line, names: Callable[[str], str] = str) -> str:
    """Return what one line of a message says."""
    return "".join(_plain(piece, names) for piece in line.pieces)


def _plain(piece: Piece, names: Callable[[str], str]) -> str:
    match piece:
        case MessageLink():
            return f"{piece.label} [{names(piece.channel)}/{piece.ts}]"
        case PersonMention():
            return f"@{names(piece.person)}"
        case _:
            return piece.text
