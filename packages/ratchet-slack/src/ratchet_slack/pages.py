"""A body as what Slack takes at once: one message, several that follow each other, or one home page.

What is too long is said on further pages, or, where there can be only one, cut with a line that says how much is
missing. Nothing ends without a word.
"""

from collections.abc import Sequence
from typing import Final

from attrs import frozen
from ratchet_core.vocabulary.actions import Body

from ratchet_slack.buttons import button_blocks, labels_of, left_out, plain
from ratchet_slack.escaping import escaped
from ratchet_slack.fit import one_line, shortened, size
from ratchet_slack.limits import BLOCKS, BLOCKS_BYTES, TEXT_OBJECT, VIEW_BLOCKS, VIEW_BYTES
from ratchet_slack.lines import Block, blocks_of, characters, fallback_of

MOST_PAGES: Final = 20
"""So many messages an answer may take; that is more than the longest text that the core has room for."""

_BUTTONS: Final = 6_000
_LABEL: Final = 40
_HEADLINE: Final = 200
_NOTE: Final = 1_000
"""What is kept free for a line that says where the rest is."""


@frozen
class Page:
    """What is sent at once: the text for notifications and screen readers, and the blocks that are shown."""

    text: str
    blocks: tuple[Block, ...]


@frozen
class Room:
    """How much may be sent at once, how often."""

    blocks: int
    bytes: int
    pages: int


ONE_MESSAGE: Final = Room(BLOCKS, BLOCKS_BYTES, 1)
MESSAGES: Final = Room(BLOCKS, BLOCKS_BYTES, MOST_PAGES)
HOME: Final = Room(VIEW_BLOCKS, VIEW_BYTES - 1_000, 1)


def pages_of(body: Body, site: str, room: Room) -> tuple[Page, ...]:
    """Return a body in pages, with the buttons on the first one."""
    buttons, others = _kept(body, room)
    texts = _packed([*blocks_of(body, site), *others], room, buttons)
    kept, rest = texts[: room.pages], [block for page in texts[room.pages :] for block in page]
    said, about = fallback_of(body, site), escaped(shortened(one_line(body.headline), _HEADLINE))
    return tuple(
        Page(
            said if not place else f"Continued ({place + 1} of {len(kept)}): {about}",
            (*blocks, *_note(place, len(kept), rest, body), *keys),
        )
        for place, (blocks, keys) in enumerate(zip(kept, [buttons, *[[]] * len(kept)], strict=False))
    )


def _kept(body: Body, room: Room) -> tuple[list[Block], list[Block]]:
    """Return the rows of buttons that stand on the first page, and those that come behind the text."""
    rows, first, others = list(button_blocks(body.buttons)), list[Block](), list[Block]()
    for row in rows:
        fits = size([*first, row]) <= min(_BUTTONS, room.bytes // 2) and len(first) < room.blocks // 2
        (first if fits and not others else others).append(row)
    return first, others


def _packed(blocks: Sequence[Block], room: Room, buttons: Sequence[Block]) -> list[list[Block]]:
    """Return blocks in pages that have room for a note, and the first one for buttons besides."""
    pages: list[list[Block]] = [[]]
    held = size(list(buttons))
    number = len(buttons)
    for block in blocks:
        if pages[-1] and (held + size(block) + 1 > room.bytes - _NOTE or number + 2 > room.blocks):
            pages.append([])
            held, number = size([]), 0
        pages[-1].append(block)
        held, number = held + size(block) + 1, number + 1
    return pages


def _note(place: int, pages: int, rest: Sequence[Block], body: Body) -> list[Block]:
    """Return the line that says where the rest is, or what there was no room for."""
    missing = [] if place else left_out(body.buttons)
    notes: list[str] = []
    if place + 1 < pages:
        notes.append(f"Continued below ({place + 1} of {pages}).")
    elif rest:
        missing += labels_of(rest)
        left = characters(block for block in rest if block["type"] == "rich_text")
        notes += [f"… {left:,} more characters are too many for Slack, and are left out here."] if left else []
    notes += [f"Too much to offer here: {', '.join(shortened(one, _LABEL) for one in missing[:3])}."] if missing else []
    return [{"type": "context", "elements": [plain(" ".join(notes), TEXT_OBJECT)]}] if notes else []
