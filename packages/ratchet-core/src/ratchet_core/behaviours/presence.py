"""Remembers the channels and whether ratchet is in them; leaving one gives up all that was still to be said there."""

from typing import assert_never

import attrs

from ratchet_core.changes import Change, DropActions, RememberChannel
from ratchet_core.decision import Decision, Reason, Why
from ratchet_core.domain import Channel
from ratchet_core.events import ChannelJoined, ChannelLeft, ChannelSeen
from ratchet_core.snapshot import Snapshot

NAME = "presence"


def changed(snapshot: Snapshot, event: ChannelSeen | ChannelJoined | ChannelLeft) -> Decision:
    """Take news of a channel."""
    channel = snapshot.channel or Channel(event.channel, event.channel, private=True)  # until somebody says otherwise
    changes: tuple[Change, ...]
    match event:
        case ChannelSeen():
            seen = attrs.evolve(channel, name=event.name, private=event.private, archived=event.archived)
            changes = (RememberChannel(seen),)
        case ChannelJoined():
            stay = channel.stay if channel.joined else channel.stay + 1
            changes = (RememberChannel(attrs.evolve(channel, joined=True, stay=stay)),)
        case ChannelLeft():
            changes = (RememberChannel(attrs.evolve(channel, joined=False)), DropActions(event.channel))
        case _:
            assert_never(event)
    return Decision(changes, (), (Reason(NAME, Why.REMEMBERED),))
