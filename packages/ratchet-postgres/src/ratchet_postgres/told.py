"""What was told, as it is kept: an event without what its row says beside it, and without what a reader fills in.

The function `whole` of the database gives it back as the core writes it down.
"""

from typing import Final

from ratchet_core.vocabulary.events import OUTCOMES, Event, MessageEdited, MessageSeen
from ratchet_core.vocabulary.writing import Writer, lean_writer_of

_BESIDE: Final = ("id", "at")
_NAMED: Final = ("channel", "ts")
_OUTCOMES: Final = frozenset(OUTCOMES)


def _writer(*without: str) -> Writer:
    return lean_writer_of(Event, without=(*_BESIDE, *without))


def _writer_of_seen(*without: str) -> Writer:
    """Return what writes messages whose ids say where and when they were posted; what has no type is one."""
    return lean_writer_of(MessageSeen, (*_BESIDE, *_NAMED, *without), unless_something=("person", "thread"))


_write: Final = _writer()
_write_outcome: Final = _writer("action.key")
_write_in_pieces: Final = _writer("text")
_write_seen: Final = _writer_of_seen()
_write_seen_in_pieces: Final = _writer_of_seen("text")


def told_of(event: Event) -> str:
    """Return what is kept of an event, as JSON; what a bot's message says is kept once, in its content."""
    kind = event.__class__
    if kind in _OUTCOMES:
        named = event.id.rpartition("/")[0] == event.action.key  # type: ignore[union-attr]
        return _write_outcome(event) if named else _write(event)
    if isinstance(event, MessageSeen):
        return _writer_of_message(event)(event)
    if isinstance(event, MessageEdited) and event.content is not None and event.content.text == event.text:
        return _write_in_pieces(event)
    return _write(event)


def _writer_of_message(event: MessageSeen) -> Writer:
    in_pieces = event.content is not None and event.content.text == event.text
    if event.id == f"{event.channel}/{event.ts}" and event.id.count("/") == 1:
        return _write_seen_in_pieces if in_pieces else _write_seen
    return _write_in_pieces if in_pieces else _write
