"""Remembers the channels, what becomes of them, and whether ratchet is in them.

Where ratchet leaves, and where a channel is archived or replaced, all that was still to be said there is given up.
"""

from collections.abc import Iterator
from typing import TypeAlias, assert_never

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Channel, OwnedKind, Reading
from ratchet_core.domain.placing import (
    inherited,
    newer_settings,
    stands,
    with_archiving,
    with_name,
    with_presence,
    with_privacy,
    with_sharing,
    with_successor,
)
from ratchet_core.rules.overtaken import is_overtaken
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import Change, DropActions, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
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
    places = (event.channel, *snapshot.directory.heirs(event.channel, event.at))
    news = [one for one in places if _reads_since(snapshot, one, event.at)]
    return Decision(tuple(Put(Reading(one, event.at)) for one in news)) if news else None


def _reads_since(snapshot: Snapshot, channel: str, at: Instant) -> bool:
    """Say whether ratchet is not known to have read a channel so early."""
    since = snapshot.directory.readings.get(channel)
    return since is None or since > at


def _news(snapshot: Snapshot, event: News) -> Decision:
    known = snapshot.channel or _undescribed(event.channel)
    after = _as_private_as_its_heir(snapshot, _after(known, event))
    directory = snapshot.directory
    before = (directory.channels[one] for one in directory.went_on_as(event.channel))
    followed = (Put(_readable_as(after, one)) for one in before if one.private != after.private)
    changes = (*_changes(known, after), *_handed_on(snapshot, known, event), *followed)
    if not changes:
        late = is_overtaken(known, event)
        return because(NAME, Why.NOTHING_TO_DO, "something later is known of this channel" if late else "")
    return Decision(changes, (), (Reason(NAME, Why.REMEMBERED),))


def _after(channel: Channel, event: News) -> Channel:
    """Return a channel with what is said of it at a moment; whatever is known of a later moment stays."""
    match event:
        case ChannelSeen():
            named = with_name(channel, event.name, event.at)
            return with_archiving(
                with_privacy(named, event.at, private=event.private), event.at, archived=event.archived
            )
        case ChannelJoined() | ChannelLeft():
            return with_presence(channel, event.at, joined=isinstance(event, ChannelJoined))
        case ChannelRenamed():
            return with_name(channel, event.name, event.at)
        case ChannelArchived() | ChannelUnarchived():
            return with_archiving(channel, event.at, archived=isinstance(event, ChannelArchived))
        case ChannelReplaced():
            left = with_presence(channel, event.at, joined=False)
            return with_successor(with_archiving(left, event.at, archived=True), event.successor, event.at)
        case ChannelShared() | ChannelUnshared():
            return with_sharing(channel, event.at, shared=isinstance(event, ChannelShared))
        case _:
            assert_never(event)


def _changes(before: Channel, after: Channel) -> tuple[Change, ...]:
    """Return what becomes of a channel; what was still to be said is given up where that can be said no more."""
    hushed = after.is_hushed and not before.is_hushed
    closed = hushed or (before.joined and not after.joined) or (after.archived and not before.archived)
    if after == before:
        return ()
    return (Put(after), DropActions(after.id)) if closed else (Put(after),)


def _handed_on(snapshot: Snapshot, before: Channel, event: News) -> Iterator[Change]:
    """Let what holds of a channel hold of the one that it goes on as, also where it is told afterwards.

    That are its name, who is there, its owners, its settings, and since when it is read. Incidents, questions and mutes
    stay where they were: they stand under the messages of the old id.
    """
    directory = snapshot.directory
    if isinstance(event, ChannelReplaced):
        if (before.told.replaced, before.told.successor) == (event.at, event.successor):
            return  # what held until then was handed on already, and what is told since is handed on as it comes
        for heir in (event.successor, *directory.heirs(event.successor, event.at)):
            known = directory.channels.get(heir) or _undescribed(heir)
            yield from _changes(known, inherited(known, before, event.at))
            yield from _handed_down(snapshot, event.channel, heir, event.at)
        return
    for heir in directory.heirs(event.channel, event.at):
        known = directory.channels.get(heir) or _undescribed(heir)
        after = _after(known, event)
        if isinstance(event, ChannelSeen):  # another id is described anew: only few may read it until somebody says so
            after = evolve(after, private=known.private, told=evolve(after.told, described=known.told.described))
        yield from _changes(known, after)


def _as_private_as_its_heir(snapshot: Snapshot, channel: Channel) -> Channel:
    """Return a channel that goes on elsewhere: who may not read there may not read what was said before."""
    successor = channel.told.successor
    heir = snapshot.directory.goes_on_as(successor) if successor else channel.id
    return channel if heir == channel.id else _readable_as(snapshot.directory.channels.get(heir), channel)


def _readable_as(heir: Channel | None, channel: Channel) -> Channel:
    return evolve(channel, private=heir is None or heir.private)


def _undescribed(channel: str) -> Channel:
    """Return a channel of which nobody has said anything: it is private until somebody says otherwise."""
    return Channel(channel, channel, private=True)


def _handed_down(snapshot: Snapshot, channel: str, heir: str, until: Instant) -> Iterator[Change]:
    directory = snapshot.directory
    for start in directory.told_of_owner(OwnedKind.CHANNEL, channel):
        if start.since <= until and stands(directory, one := evolve(start, owned=heir)):
            yield Put(one)
    told = directory.settings.get(channel)
    if told is not None and told.at <= until:
        yield Put(newer_settings(directory.settings.get(heir), evolve(told, channel=heir)))
    since = directory.readings.get(channel)
    if since is not None and since <= until and _reads_since(snapshot, heir, since):
        yield Put(Reading(heir, since))


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
