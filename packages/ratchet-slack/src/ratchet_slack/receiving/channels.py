"""What becomes of channels, and of ratchet in them.

The ids of these events are functions of the channel, of what happened and of when, so that a second delivery is known.
"""

from ratchet_core.basis.instants import Instant
from ratchet_core.vocabulary.events import (
    ChannelArchived,
    ChannelJoined,
    ChannelLeft,
    ChannelRenamed,
    ChannelReplaced,
    ChannelSeen,
    ChannelShared,
    ChannelUnarchived,
    ChannelUnshared,
)

from ratchet_slack.receiving.heard import Heard, Identity, NoNews, Payload, Reading, moment_in, name_in, object_in


def member_joined_channel(event: Payload, us: Identity, now: Instant) -> Reading:
    """Return that ratchet was added to a channel, which is to be looked up; who else comes is no news."""
    channel, kind = name_in(event, "channel"), name_in(event, "type")
    if name_in(event, "user") != us.user:
        return NoNews(kind, "somebody else")
    return _joined(channel, event, now)


def joined(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - all readers are called alike
    """Return that ratchet was added to a channel, of which Slack sends the whole."""
    return _joined(name_in(object_in(event, "channel"), "id"), event, now)


def _joined(channel: str, event: Payload, now: Instant) -> Reading:
    at = moment_in(event, now, "event_ts")
    return Heard((ChannelJoined(f"{channel}/joined/{at}", at, channel, live=True),), channels=(channel,))


def member_left_channel(event: Payload, us: Identity, now: Instant) -> Reading:
    """Return that ratchet left a channel; who else goes is no news."""
    kind = name_in(event, "type")
    return NoNews(kind, "somebody else") if name_in(event, "user") != us.user else left(event, us, now)


def left(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that ratchet was removed from a channel."""
    channel, at = name_in(event, "channel"), moment_in(event, now, "event_ts")
    return Heard((ChannelLeft(f"{channel}/left/{at}", at, channel),))


def created(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that there is a new channel, which everybody may read."""
    described = object_in(event, "channel")
    channel, name = name_in(described, "id"), name_in(described, "name")
    at = moment_in(event, moment_in(described, now, "created"), "event_ts")
    private = described.get("is_private") is True
    return Heard((ChannelSeen(f"{channel}/created/{at}", at, channel, name, private),))


def renamed(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that a channel is called something else; Slack does not say who may read it."""
    described = object_in(event, "channel")
    channel, name, at = name_in(described, "id"), name_in(described, "name"), moment_in(event, now, "event_ts")
    return Heard((ChannelRenamed(f"{channel}/renamed/{at}", at, channel, name),))


def archived(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that a channel was closed."""
    channel, at = name_in(event, "channel"), moment_in(event, now, "event_ts")
    return Heard((ChannelArchived(f"{channel}/archived/{at}", at, channel),))


def unarchived(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that a channel is open again; Slack puts a bot out of what it archives, so that is looked up as well."""
    channel, at = name_in(event, "channel"), moment_in(event, now, "event_ts")
    return Heard((ChannelUnarchived(f"{channel}/unarchived/{at}", at, channel),), channels=(channel,))


def deleted(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that a channel is gone for good: nothing can be said or read in it."""
    channel, at = name_in(event, "channel"), moment_in(event, now, "event_ts")
    left_then = ChannelLeft(f"{channel}/left/{at}", at, channel)
    return Heard((left_then, ChannelArchived(f"{channel}/archived/{at}", at, channel)))


def replaced(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that a channel goes on under another id, of which it is to be looked up who may read it."""
    before, after = name_in(event, "old_channel_id"), name_in(event, "new_channel_id")
    at = moment_in(event, now, "event_ts")
    return Heard((ChannelReplaced(f"{before}/replaced/{at}", at, before, after),), channels=(after,))


def shared(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that people of another company are in a channel from now on."""
    channel, at = name_in(event, "channel"), moment_in(event, now, "event_ts")
    return Heard((ChannelShared(f"{channel}/shared/{at}", at, channel),))


def unshared(event: Payload, us: Identity, now: Instant) -> Reading:  # noqa: ARG001 - see above
    """Return that no other company is left in a channel; where Slack does not say so, one may be."""
    channel, at = name_in(event, "channel"), moment_in(event, now, "event_ts")
    if event.get("is_ext_shared") is not False:
        return NoNews("channel_unshared", "another company is still there")
    return Heard((ChannelUnshared(f"{channel}/unshared/{at}", at, channel),))
