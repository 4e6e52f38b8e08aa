"""What Slack says when it is asked who and what there is, as events; and which of them would be news to the core."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen
from ratchet_core.basis.instants import Instant
from ratchet_core.domain import Channel, Group, Person
from ratchet_core.domain.directory import Directory
from ratchet_core.vocabulary.events import (
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    ChannelShared,
    ChannelUnshared,
    Event,
    GroupSeen,
    PersonSeen,
)

from ratchet_slack.cleaning import clean_name
from ratchet_slack.receiving.heard import Identity, NotThere, Payload
from ratchet_slack.receiving.people import group_seen, person_seen


@frozen
class Described:
    """A channel as Slack describes it; `member` says whether ratchet is in it."""

    id: str
    name: str
    private: bool
    archived: bool
    shared: bool
    member: bool


def described(told: Payload, *, member: bool | None = None) -> Described | None:
    """Return a channel as Slack describes it, or None where this is no channel that ratchet works in."""
    channel = clean_name(told.get("id"))
    if not channel or told.get("is_im") is True or told.get("is_mpim") is True:
        return None
    return Described(
        channel,
        clean_name(told.get("name")) or channel,
        private=told.get("is_private") is not False,
        archived=told.get("is_archived") is True,
        shared=told.get("is_ext_shared") is True,
        member=told.get("is_member") is True if member is None else member,
    )


def told_of(channel: Described, at: Instant) -> tuple[Event, ...]:
    """Return all that can be told of a channel, whatever is known; it does not tell that ratchet is there."""
    events: list[Event] = [_seen(channel, at), _sharing(channel, at)]
    if not channel.member:
        events.append(ChannelLeft(f"{channel.id}/left/{at}", at, channel.id))
    return tuple(events)


def arrival(channel: Described, at: Instant) -> Iterator[Event]:
    """Yield all of a channel that ratchet is in and nobody told it of."""
    yield from _news(channel, None, at)


def news_of_channels(found: Sequence[Described], known: Directory, at: Instant) -> Iterator[Event]:
    """Yield what is new about channels that ratchet is in: all of them, so that it has left those that are missing."""
    for channel in found:
        yield from _news(channel, known.channels.get(channel.id), at)
    here = {channel.id for channel in found}
    gone = (one.id for one in known.channels.values() if one.joined and one.id not in here)
    yield from (ChannelLeft(f"{channel}/left/{at}", at, channel) for channel in sorted(gone))


def _news(channel: Described, known: Channel | None, at: Instant) -> Iterator[Event]:
    told = (channel.name, channel.private, channel.archived)
    if known is None or known.told.described < 0 or (known.name, known.private, known.archived) != told:
        yield _seen(channel, at)
    if channel.shared is not (known is not None and known.shared):
        yield _sharing(channel, at)
    if known is None or not known.joined:
        yield ChannelJoined(f"{channel.id}/joined/{at}", at, channel.id, live=True)


def _seen(channel: Described, at: Instant) -> ChannelSeen:
    return ChannelSeen(f"{channel.id}/seen/{at}", at, channel.id, channel.name, channel.private, channel.archived)


def _sharing(channel: Described, at: Instant) -> ChannelShared | ChannelUnshared:
    if channel.shared:
        return ChannelShared(f"{channel.id}/shared/{at}", at, channel.id)
    return ChannelUnshared(f"{channel.id}/unshared/{at}", at, channel.id)


def news_of_people(found: Sequence[object], known: Directory, us: Identity, at: Instant) -> Iterator[PersonSeen]:
    """Yield who is new, or something else now; nothing is told of who was erased."""
    for told in found:
        seen = _person(told, us, at)
        if seen is not None and not known.is_erased(seen.person) and not _is_known(seen, known.people.get(seen.person)):
            yield seen


def _person(told: object, us: Identity, at: Instant) -> PersonSeen | None:
    if not isinstance(told, dict):
        return None
    try:
        return person_seen(told, us.workspace, f"{clean_name(told.get('id'))}/seen/{at}", at)
    except NotThere:
        return None


def _is_known(seen: PersonSeen, known: Person | None) -> bool:
    if known is None:
        return False
    as_known = (known.name, known.external, known.active, known.bot, known.guest, known.admin)
    return as_known == (seen.name, seen.external, seen.active, seen.bot, seen.guest, seen.admin)


def groups_of(found: Sequence[object], at: Instant) -> Iterator[GroupSeen]:
    """Yield the user groups that Slack describes with their members."""
    for told in found:
        if isinstance(told, dict) and (seen := _group(told, at)) is not None:
            yield seen


def _group(told: Mapping[str, Any], at: Instant) -> GroupSeen | None:
    try:
        return group_seen(told, told.get("users"), f"{clean_name(told.get('id'))}/seen/{at}", at)
    except NotThere:
        return None


def news_of_groups(found: Sequence[object], known: Directory, at: Instant) -> Iterator[GroupSeen]:
    """Yield the groups that are new, or have other members now; a known one that is missing has none left."""
    seen = list(groups_of(found, at))
    for one in seen:
        group = known.groups.get(one.group)
        if (None if group is None else (group.handle, group.members)) != (one.handle, one.members):
            yield one
    here = {one.group for one in seen}
    yield from (_emptied(one, at) for one in known.groups.values() if one.id not in here and one.members)


def _emptied(group: Group, at: Instant) -> GroupSeen:
    return GroupSeen(f"{group.id}/seen/{at}", at, group.id, group.handle, ())
