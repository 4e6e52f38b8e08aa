"""Whether news of a channel is older than what is known of it, so that nothing follows from it now."""

from ratchet_core.domain import Channel
from ratchet_core.vocabulary.events import (
    ChannelArchived,
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    ChannelUnarchived,
    Event,
)


def is_overtaken(channel: Channel, event: Event) -> bool:
    """Say whether it is known already what became of a channel after what an event tells of it."""
    match event:
        case ChannelJoined() | ChannelLeft():
            return channel.told.joined > event.at
        case ChannelArchived() | ChannelUnarchived() | ChannelSeen():
            return channel.told.archived > event.at
        case _:
            return False
