"""Which of two facts stands that are told of the same thing: the later one, whatever the order in which they arrive.

Of two facts of one moment, a beginning stands before an end (whoever leaves and joins at midnight is a member), what is
careful before what is not (private, shared, external, left, archived), and else what comes last in the order of its
text.
"""

from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.domain.channels import Channel, ChannelSettings, Told
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.merges import MergeStart
from ratchet_core.domain.organisation import Group, MembershipStart, OwnershipStart, Person, TeamNameStart
from ratchet_core.domain.records import key_of

Start: TypeAlias = TeamNameStart | MergeStart | OwnershipStart | MembershipStart


def stands(directory: Directory, start: Start) -> bool:
    """Say whether what is told of a moment is news, and stands in the place of what is known of the same moment."""
    known = directory.get(type(start), key_of(start))
    return known is None or (known != start and _rank(start) > _rank(known))


def _rank(start: Start) -> tuple[bool, str]:
    match start:
        case TeamNameStart(name=value) | MergeStart(into=value) | OwnershipStart(team=value):
            return value is not None, value or ""
        case MembershipStart():
            return start.member, ""


def newer_person(known: Person | None, told: Person) -> Person:
    """Return what holds of a person of whom two things are known."""
    if known is None or known.at != told.at:
        return told if known is None or told.at > known.at else known
    name = max(known.name, told.name, key=lambda one: (one != told.id, len(one), one))
    return Person(
        told.id,
        name,
        external=known.external or told.external,
        active=known.active and told.active,
        bot=known.bot or told.bot,
        guest=known.guest or told.guest,
        admin=known.admin or told.admin,
        time_zone=max(known.time_zone, told.time_zone),
        at=told.at,
    )


def newer_group(known: Group | None, told: Group) -> Group:
    """Return who is in a group of which two things are known."""
    if known is None:
        return told
    return max(known, told, key=lambda one: (one.at, one.members, one.handle))


def newer_settings(known: ChannelSettings | None, told: ChannelSettings) -> ChannelSettings:
    """Return what people said last that ratchet may do in a channel."""
    if known is None:
        return told
    return max(known, told, key=lambda one: (one.at, str(one.place), one.person))


def with_name(channel: Channel, name: str, at: Instant) -> Channel:
    """Return a channel that is called so from a moment on, unless it was called something else later."""
    if (at, name) < (channel.told.named, channel.name):
        return channel
    return evolve(channel, name=name, told=evolve(channel.told, named=at))


def with_privacy(channel: Channel, at: Instant, *, private: bool) -> Channel:
    """Return a channel of which it is said at a moment whether few may read it."""
    if (at, private) < (channel.told.described, channel.private):
        return channel
    return evolve(channel, private=private, told=evolve(channel.told, described=at))


def with_sharing(channel: Channel, at: Instant, *, shared: bool) -> Channel:
    """Return a channel of which it is said at a moment whether another company is in it; consent is asked for anew."""
    if (at, shared) < (channel.told.shared, channel.shared):
        return channel
    told = evolve(channel.told, shared=at)
    if shared == channel.shared:
        return evolve(channel, told=told)
    stay = channel.stay + (channel.is_hushed and not shared)
    return evolve(channel, shared=shared, agreed_by=None, stay=stay, told=told)


def with_presence(channel: Channel, at: Instant, *, joined: bool) -> Channel:
    """Return a channel that ratchet joined or left at a moment; a stay begins where it was not there."""
    if (at, not joined) < (channel.told.joined, not channel.joined):
        return channel
    stay = channel.stay + (joined and not channel.joined)
    return evolve(channel, joined=joined, stay=stay, told=evolve(channel.told, joined=at))


def with_archiving(channel: Channel, at: Instant, *, archived: bool) -> Channel:
    """Return a channel that was archived or opened at a moment; what was given up may be said once it is open again."""
    if (at, archived) < (channel.told.archived, channel.archived):
        return channel
    stay = channel.stay + (channel.archived and not archived)
    return evolve(channel, archived=archived, stay=stay, told=evolve(channel.told, archived=at))


def inherited(successor: Channel, channel: Channel, until: Instant) -> Channel:
    """Return a channel with all that held until a moment in the one that it replaced, but for who may read it."""
    told: Told = channel.told
    heir = with_name(successor, channel.name, told.named) if 0 <= told.named <= until else successor
    heir = with_presence(heir, told.joined, joined=channel.joined) if 0 <= told.joined <= until else heir
    heir = with_archiving(heir, told.archived, archived=channel.archived) if 0 <= told.archived <= until else heir
    return with_sharing(heir, told.shared, shared=channel.shared) if 0 <= told.shared <= until else heir


def with_successor(channel: Channel, successor: str, at: Instant) -> Channel:
    """Return a channel that goes on under another id from a moment on."""
    if (at, successor) < (channel.told.replaced, channel.told.successor):
        return channel
    return evolve(channel, told=evolve(channel.told, replaced=at, successor=successor))
