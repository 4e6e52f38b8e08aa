"""Whether something is heard so late that it is remembered, and not answered: no card, no answer, no reminder."""

from ratchet_core.basis.instants import MINUTE, Instant
from ratchet_core.domain.storms import Budget
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import DirectMessageSeen, Mentioned, MessageEdited, MessageSeen, TimePassed


def why_late(snapshot: Snapshot, event: MessageSeen | MessageEdited | Mentioned | DirectMessageSeen) -> Why | None:
    """Return why a message is not answered any more, or None where it is heard in time."""
    if not isinstance(event, MessageEdited) and event.old:
        return Why.OLD_MESSAGE
    heard_at = _known_by(snapshot, event.channel) if event.heard_at is None else event.heard_at
    return Why.HEARD_LATE if heard_at - event.at > snapshot.policy.late else None


def _known_by(snapshot: Snapshot, channel: str) -> Instant:
    """Return how late it is in a channel at least, where nobody says when something was heard.

    It is as late as what was heard there before, as its history is read, and as what ratchet said there last.
    """
    caught_up = snapshot.directory.caught_up.get(channel)
    heard = 0 if caught_up is None else max(caught_up.until, caught_up.asked or 0)
    budget: Budget | None = snapshot.asked_for("budget")
    return heard if budget is None else max(heard, budget.minute * MINUTE)


def why_told_late(snapshot: Snapshot, event: TimePassed) -> Why | None:
    """Return why an alarm comes too late to say anything new, as after a downtime, or None where it comes in time."""
    late = event.told_at is not None and event.told_at - event.at > snapshot.policy.late
    return Why.HEARD_LATE if late else None
