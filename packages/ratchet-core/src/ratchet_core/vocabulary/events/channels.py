"""What becomes of ratchet and of the channels that it is in, and what it may do there."""

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.domain.policy import ChannelPolicy


@frozen
class Installed:
    """ratchet runs in a workspace, as this user and this bot; said again at each start."""

    id: str
    at: Instant
    workspace: str
    user: str
    bot: str


@frozen
class ChannelSeen:
    """A channel exists under this name: all that is known of it, said again whenever it is looked up."""

    id: str
    at: Instant
    channel: str
    name: str
    private: bool
    archived: bool = False


@frozen
class ChannelRenamed:
    """A channel is called something else; this does not say whether it is private."""

    id: str
    at: Instant
    channel: str
    name: str


@frozen
class ChannelArchived:
    """A channel was closed: it can be read, and nothing can be said in it."""

    id: str
    at: Instant
    channel: str


@frozen
class ChannelUnarchived:
    """A channel that was archived is open again."""

    id: str
    at: Instant
    channel: str


@frozen
class ChannelReplaced:
    """A channel goes on under another id, its `successor`, as when a public one is turned into a private one."""

    id: str
    at: Instant
    channel: str
    successor: str


@frozen
class ChannelShared:
    """A channel is shared with another company: people of it read there and write."""

    id: str
    at: Instant
    channel: str


@frozen
class ChannelUnshared:
    """A channel is shared with no other company any more."""

    id: str
    at: Instant
    channel: str


@frozen
class SharingAgreed:
    """A person agreed that ratchet speaks in a channel that is shared with another company, or took that back."""

    id: str
    at: Instant
    channel: str
    by: str
    agreed: bool = True


@frozen
class ChannelJoined:
    """ratchet was added to a channel; where it is `live`, what was said there before can be read."""

    id: str
    at: Instant
    channel: str
    live: bool = False


@frozen
class ChannelLeft:
    """ratchet was removed from a channel."""

    id: str
    at: Instant
    channel: str


@frozen
class ChannelErased:
    """A person, or whoever installed ratchet, wants everything gone that was said in a channel."""

    id: str
    at: Instant
    channel: str
    by: str | None = None


@frozen
class ChannelReadmitted:
    """A person, or whoever installed ratchet, wants a channel that was erased to be heard again from now on.

    Nothing that was erased comes back.
    """

    id: str
    at: Instant
    channel: str
    by: str | None = None


@frozen
class ChannelConfigured:
    """A person said what ratchet may do in a channel, all of it, whatever the policy file says."""

    id: str
    at: Instant
    channel: str
    place: ChannelPolicy
    by: str
