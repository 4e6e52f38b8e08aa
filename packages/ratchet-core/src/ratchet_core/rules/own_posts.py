"""Where ratchet's own posts stand, so that a reaction to one of them finds its thread, and what it is about."""

from ratchet_core.domain import Message, MessageRef
from ratchet_core.vocabulary.actions import AboutIncident
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.events import MessagePosted


def placed(event: MessagePosted) -> tuple[Put, ...]:
    """Return what remembers where a post stands; one that stands in no thread is found without."""
    action = event.action
    if action.thread is None:
        return ()
    alert = action.about.alert if isinstance(action.about, AboutIncident) else None
    return (Put(Message(MessageRef(action.channel, event.ts), at=event.at, thread=action.thread, alert=alert)),)
