"""Remembers the channels, what becomes of them, and whether ratchet is in them.

Where ratchet leaves, and where a channel is archived or replaced, all that was still to be said there is given up.
"""

from collections.abc import Iterator
from typing import TypeAlias, assert_never

from ratchet_core.basis.evolving import evolve
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Channel, OwnedKind, OwnershipStart, Reading
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import Change, DropActions, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
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
    MessageSeen,
)

NAME = "presence"
News: TypeAlias = (
    ChannelSeen
    | ChannelJoined
    | ChannelLeft
    | ChannelRenamed
    | ChannelArchived
    | ChannelUnarchived
    | ChannelReplaced
    | ChannelShared
    | ChannelUnshared
)


def changed(snapshot: Snapshot, event: News | MessageSeen) -> Decision | None:
    """Take news of a channel; of a message only that ratchet reads there."""
    return _read(snapshot, event) if isinstance(event, MessageSeen) else _news(snapshot, event)


def _read(snapshot: Snapshot, event: MessageSeen) -> Decision | None:
    since = snapshot.directory.readings.get(event.channel)
    if since is not None and since <= event.at:
        return None
    return Decision((Put(Reading(event.channel, event.at)),))


def _news(snapshot: Snapshot, event: News) -> Decision:
    known = snapshot.channel or Channel(event.channel, event.channel, private=True)  # until somebody says otherwise
    return Decision(_changes(snapshot, known, event), (), (Reason(NAME, Why.REMEMBERED),))


def _changes(  # noqa: PLR0911 - one case for each
    snapshot: Snapshot, channel: Channel, event: News
) -> tuple[Change, ...]:
    match event:
        case ChannelSeen():
            seen = evolve(channel, name=event.name, private=event.private)
            return _closed(seen) if event.archived else (Put(_opened(seen)),)
        case ChannelJoined():
            stay = channel.stay if channel.joined else channel.stay + 1
            return (Put(evolve(channel, joined=True, stay=stay)),)
        case ChannelLeft():
            return (Put(evolve(channel, joined=False)), DropActions(event.channel))
        case ChannelRenamed():
            return (Put(evolve(channel, name=event.name)),)
        case ChannelArchived():
            return _closed(channel)
        case ChannelUnarchived():
            return (Put(_opened(channel)),)
        case ChannelReplaced():
            return _replaced(snapshot, channel, event)
        case ChannelShared() | ChannelUnshared():
            return (Put(evolve(channel, shared=isinstance(event, ChannelShared))),)
        case _:
            assert_never(event)


def _closed(channel: Channel) -> tuple[Change, ...]:
    return (Put(evolve(channel, archived=True)), DropActions(channel.id))


def _opened(channel: Channel) -> Channel:
    """Return a channel that is not archived: what was given up there may be said anew, so another stay begins."""
    return evolve(channel, archived=False, stay=channel.stay + 1) if channel.archived else channel


def _replaced(snapshot: Snapshot, channel: Channel, event: ChannelReplaced) -> tuple[Change, ...]:
    """Let a channel go on under another id, with its owners, its settings, and since when it is read.

    Incidents, questions and mutes stay where they were: they stand under the messages of the old id.
    """
    known = snapshot.directory.channels.get(event.successor)
    name, private = (channel.name, True) if known is None else (known.name, known.private)
    joined, stay = channel.joined or (known is not None and known.joined), channel.stay + 1
    successor = evolve(channel, id=event.successor, name=name, private=private, joined=joined, stay=stay)
    left = evolve(channel, joined=False, archived=True)
    return (Put(left), DropActions(channel.id), Put(successor), *_inherited(snapshot, channel.id, event.successor))


def _inherited(snapshot: Snapshot, channel: str, successor: str) -> Iterator[Put]:
    directory = snapshot.directory
    for one in directory.ownerships(OwnedKind.CHANNEL, channel):
        yield Put(OwnershipStart(OwnedKind.CHANNEL, successor, one.during.since, one.team))
    told = directory.settings.get(channel)
    if told is not None:
        yield Put(evolve(told, channel=successor))
    since = directory.readings.get(channel)
    if since is not None:
        yield Put(Reading(successor, min(since, directory.readings.get(successor, since) or since)))


_NEWS = (
    ChannelSeen,
    ChannelJoined,
    ChannelLeft,
    ChannelRenamed,
    ChannelArchived,
    ChannelUnarchived,
    ChannelReplaced,
    ChannelShared,
    ChannelUnshared,
)
BEHAVIOUR = Behaviour(NAME, dict.fromkeys((*_NEWS, MessageSeen), ()), changed)
