"""The words of people's messages: kept once, beside their message, for as long as something refers to them."""

from collections.abc import Iterable
from typing import Final

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import moment_of
from ratchet_core.domain import Kept, Message, MessageRef
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import Change, Put
from ratchet_core.vocabulary.events import MessageEdited, MessageSeen

LONGEST: Final = {
    Kept.QUESTION: 300,
    Kept.TRACKED: 300,
    Kept.ANSWER: 300,
    Kept.NOTE: 1_000,
    Kept.HELD: 1_000,
    Kept.GREETING: 0,
    Kept.ACCOUNT: 0,
}
"""How much is kept of a message: notes and replies that may turn out to be notes are read for drafts."""


def kept_words(
    snapshot: Snapshot, event: MessageSeen | MessageEdited, kept: Kept | None, alert: str | None = None
) -> Message:
    """Return a message with its words kept for something, or for nothing; of one that is gone none are."""
    before = snapshot.message
    wanted = None if before is not None and before.gone else kept
    text = event.text[: LONGEST[wanted]] if wanted is not None else ""
    message = Message(
        MessageRef(event.channel, event.ts),
        event.person or "",
        moment_of(event.ts, event.at),
        event.thread,
        text,
        wanted,
        alert,
    )
    return message if before is None else evolve(message, edited_at=before.edited_at, gone=before.gone)


def without_words(message: Message) -> Message:
    """Return a message whose words are kept for nothing any more."""
    return evolve(message, text="", kept=None)


def kept_for(message: Message, kept: Kept, alert: str | None = None) -> Message:
    """Return a message whose words are kept for something else from now on."""
    return evolve(message, text=message.text[: LONGEST[kept]], kept=kept, alert=alert)


def edited(changes: Iterable[Change], message: Message) -> tuple[Change, ...]:
    """Return changes with the moment of an edit in the record of its message."""
    known = list(changes)
    for number, change in enumerate(known):
        if isinstance(change, Put) and isinstance(change.record, Message) and change.record.ref == message.ref:
            known[number] = Put(evolve(change.record, edited_at=message.edited_at))
            return tuple(known)
    return (*known, Put(message))
