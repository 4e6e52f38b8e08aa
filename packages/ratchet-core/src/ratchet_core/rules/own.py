"""Which messages are ratchet's own, whoever tells of them."""

from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.events import MessageEdited, MessageSeen


def is_own(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> bool:
    """Say whether a message is ratchet's own: it is marked so, or comes from the user or the bot that ratchet is."""
    if event.ours:
        return True
    known = snapshot.directory.installation
    if known is None:
        return False
    return event.person == known.user if event.bot is None else event.bot.id == known.bot
