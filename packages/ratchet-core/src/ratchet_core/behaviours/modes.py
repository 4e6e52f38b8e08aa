"""Whether a behaviour may act and speak here: its mode, and whether ratchet is in the channel."""

from ratchet_core.decision import Why
from ratchet_core.policy import ChannelPolicy, Mode
from ratchet_core.snapshot import Snapshot


def place_of(snapshot: Snapshot) -> ChannelPolicy:
    """Return what the policy says of the snapshot's channel."""
    channel = snapshot.channel
    if channel is None:
        return snapshot.policy.default
    return snapshot.policy.for_channel(channel.id, channel.name)


def why_silent(snapshot: Snapshot, mode: Mode) -> Why | None:
    """Return why nothing may be said in the channel, or None where ratchet may speak."""
    if mode is Mode.OFF:
        return Why.OFF
    if snapshot.channel is None or not snapshot.channel.joined:
        return Why.NOT_JOINED
    return Why.SHADOW if mode is Mode.SHADOW else None
