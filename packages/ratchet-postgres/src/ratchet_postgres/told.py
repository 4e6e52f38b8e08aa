"""What was told, as it is kept: an event without what stands beside it in its row, and without what a reader fills in.

The function `whole` of the database gives it back as the core writes it down.
"""

from typing import Final

from ratchet_core.vocabulary.events import Event, MessageEdited, MessageSeen
from ratchet_core.vocabulary.writing import lean_writer_of

_write: Final = lean_writer_of(Event, without=("id", "at"))
_write_said_in_pieces: Final = lean_writer_of(Event, without=("id", "at", "text"))


def told_of(event: Event) -> str:
    """Return what is kept of an event, as JSON; what a bot's message says is kept once, in its content."""
    match event:
        case MessageSeen(content=content) | MessageEdited(content=content):
            if content is not None and content.text == event.text:
                return _write_said_in_pieces(event)
    return _write(event)
