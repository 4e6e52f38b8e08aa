"""Replies that were heard before the message that began their thread: held, and let go once that is known."""

from ratchet_core.domain import EarlyReply, HeldReply, Kept, MessageRef
from ratchet_core.domain.records import KINDS, key_of
from ratchet_core.rules.words import kept_words, without_words
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import Change, Drop, Put
from ratchet_core.vocabulary.events import MessageEdited, MessageSeen
from ratchet_core.wants.limits import MOST_HELD


def released(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> tuple[Change, ...]:
    """Return what lets go of the replies to a message that is known now, if it began a thread, with their words."""
    root = snapshot.focus.root
    if root is None or event.thread is not None or not snapshot.early:
        return ()
    replies = (dropped(HeldReply(root, one)) for one in snapshot.early)
    return (*replies, *(Put(without_words(one)) for one in snapshot.held))


def dropped(record: object) -> Drop:
    """Return the change that lets go of a record."""
    return Drop(KINDS[type(record)].name, key_of(record))


def held(
    snapshot: Snapshot, root: MessageRef, reply: EarlyReply, event: MessageSeen | MessageEdited | None
) -> tuple[Put, ...]:
    """Return what holds a reply, with its words; under a message that was never seen only so many are."""
    known = any((one.ts, one.person) == (reply.ts, reply.person) for one in snapshot.early)
    if not known and len(snapshot.early) >= MOST_HELD:
        return ()
    kept = Put(HeldReply(root, reply))
    return (kept,) if event is None else (kept, Put(kept_words(snapshot, event, Kept.HELD)))
