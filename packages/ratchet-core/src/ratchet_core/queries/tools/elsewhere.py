"""What a tool of others answered, as pieces for a model to read: their words, cleaned, bounded, and marked as theirs.

No address and no mention of theirs is left: what is not in a piece can be in no sentence that rests on it.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from ratchet_core.domain import Source
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.reading.secrets_in_data import json_without_secrets
from ratchet_core.reading.visible import visible_lines
from ratchet_core.vocabulary.actions import RunTools
from ratchet_core.vocabulary.foreign import LONGEST_RESULT, ForeignReply, ForeignTool
from ratchet_core.vocabulary.models import Material, ToolResult

_LONGEST_PIECE: Final = 1_500
_MOST_PIECES: Final = 8
_SLACK: Final = 4_000
"""So many characters more are read than are told, so that no half of a secret is left at the end."""

_ADDRESS: Final = re.compile(r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.|mailto:|tel:)[^\s<>\"'`|)\]}]+", re.IGNORECASE)
_MENTION: Final = re.compile(r"<[@!#][^<>\n]{0,100}>|(?<![\w.+-])@(?:here|channel|everyone)\b", re.IGNORECASE)
_NO_ADDRESS: Final = "(address left out)"
_NO_MENTION: Final = "(mention left out)"
_CUT: Final = "(It was longer, and is cut here.)"


def first_number(action: RunTools) -> int:
    """Return the number by which the pieces begin that the first call of an action finds."""
    return 1 + sum(len(one.calls) for one in action.question.steps)


def told(action: RunTools, place: int, tool: ForeignTool, reply: ForeignReply) -> ToolResult:
    """Return what the call at a place of an action was answered with: it may repeat what it was given."""
    number, text = first_number(action) + place, _text_of(reply)
    what = f"what {tool.server} {'answered, for it failed' if reply.failed else 'said'}"
    source, behind = Source(server=tool.server), action.behind
    audience = (action.channel, *(one for one in behind.channels if one != action.channel))
    parts = islice(_parts(text), _MOST_PIECES)
    pieces = (
        Material(f"{number}.{at}", what, part, source, audience, behind.people, behind.messages)
        for at, part in enumerate(parts, 1)
    )
    return ToolResult(f"{tool.tool} of {tool.server}", tuple(pieces))


def not_called(action: RunTools, place: int, why: str) -> ToolResult:
    """Return that a call was not made, and why."""
    name = f"{first_number(action) + place}.1"
    return ToolResult("", (Material(name, "nothing found", why, Source(), (action.channel,)),))


def _text_of(reply: ForeignReply) -> str:
    longest = min(reply.longest, LONGEST_RESULT)
    known = _cleaned(json_without_secrets(visible_lines(reply.text))[: longest + _SLACK])
    lines = [known[:longest].rstrip()] if known.strip() else []
    lines += [_CUT] if len(reply.text) > longest + _SLACK or len(known) > longest else []
    lines += [f"(Left out, for it is no text: {', '.join(reply.left_out)}.)"] if reply.left_out else []
    return "\n".join(lines) or ("It failed, and did not say why." if reply.failed else "It answered with nothing.")


def _cleaned(text: str) -> str:
    """Return a text as it may be read: no address, no mention, no secret, nothing that nobody sees."""
    return _MENTION.sub(_NO_MENTION, _ADDRESS.sub(_NO_ADDRESS, without_secrets(visible_lines(text))))


def _parts(text: str) -> Iterator[str]:
    """Return a text in parts of whole lines, where they are not too long for that."""
    while len(text) > _LONGEST_PIECE:
        at = text.rfind("\n", 0, _LONGEST_PIECE) + 1 or _LONGEST_PIECE
        yield text[:at].rstrip("\n")
        text = text[at:]
    yield text
