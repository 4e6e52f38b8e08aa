"""Whether something is heard so late that it is remembered, and not answered: no card, no answer, no reminder."""

from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import DirectMessageSeen, Mentioned, MessageEdited, MessageSeen


def why_late(snapshot: Snapshot, event: MessageSeen | MessageEdited | Mentioned | DirectMessageSeen) -> Why | None:
    """Return why a message is not answered any more, or None where it is heard in time."""
    if not isinstance(event, MessageEdited) and event.old:
        return Why.OLD_MESSAGE
    if event.heard_at is not None and event.heard_at - event.at > snapshot.policy.late:
        return Why.HEARD_LATE
    return None
