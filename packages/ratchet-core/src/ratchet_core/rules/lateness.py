"""Whether something is heard so late that it is remembered, and not answered: no card, no answer, no reminder."""

from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import DirectMessageSeen, Mentioned, MessageEdited, MessageSeen, TimePassed


def why_late(snapshot: Snapshot, event: MessageSeen | MessageEdited | Mentioned | DirectMessageSeen) -> Why | None:
    """Return why a message is not answered any more, or None where it is heard in time."""
    if not isinstance(event, MessageEdited) and event.old:
        return Why.OLD_MESSAGE
    if event.heard_at is not None and event.heard_at - event.at > snapshot.policy.late:
        return Why.HEARD_LATE
    return None


def why_told_late(snapshot: Snapshot, event: TimePassed) -> Why | None:
    """Return why an alarm comes too late to say anything new, as after a downtime, or None where it comes in time."""
    late = event.told_at is not None and event.told_at - event.at > snapshot.policy.late
    return Why.HEARD_LATE if late else None
