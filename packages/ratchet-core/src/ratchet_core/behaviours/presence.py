"""Remembers the channels and whether ratchet is in them; leaving one gives up all that was still to be said there."""

from typing import assert_never

import attrs

from ratchet_core.behaviour import Behaviour
from ratchet_core.changes import Change, DropActions, Put
from ratchet_core.decision import Decision, Reason, Why
from ratchet_core.domain import Channel, Reading
from ratchet_core.events import ChannelJoined, ChannelLeft, ChannelSeen, MessageSeen
from ratchet_core.snapshot import Snapshot

NAME = "presence"


def changed(snapshot: Snapshot, event: ChannelSeen | ChannelJoined | ChannelLeft | MessageSeen) -> Decision | None:
    """Take news of a channel; of a message only that ratchet reads there."""
    return _read(snapshot, event) if isinstance(event, MessageSeen) else _news(snapshot, event)


def _read(snapshot: Snapshot, event: MessageSeen) -> Decision | None:
    since = snapshot.directory.readings.get(event.channel)
    if since is not None and since <= event.at:
        return None
    return Decision((Put(Reading(event.channel, event.at)),))


def _news(snapshot: Snapshot, event: ChannelSeen | ChannelJoined | ChannelLeft) -> Decision:
    channel = snapshot.channel or Channel(event.channel, event.channel, private=True)  # until somebody says otherwise
    changes: tuple[Change, ...]
    match event:
        case ChannelSeen():
            seen = attrs.evolve(channel, name=event.name, private=event.private, archived=event.archived)
            changes = (Put(seen),)
        case ChannelJoined():
            stay = channel.stay if channel.joined else channel.stay + 1
            changes = (Put(attrs.evolve(channel, joined=True, stay=stay)),)
        case ChannelLeft():
            changes = (Put(attrs.evolve(channel, joined=False)), DropActions(event.channel))
        case _:
            assert_never(event)
    return Decision(changes, (), (Reason(NAME, Why.REMEMBERED),))


BEHAVIOUR = Behaviour(NAME, {ChannelSeen: (), ChannelJoined: (), ChannelLeft: (), MessageSeen: ()}, changed)
