"""All that a store in memory remembers, in dictionaries under speaking keys, so that tests can look at whole values."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from attrs import frozen
from ratchet_core.domain import (
    Alert,
    Channel,
    HeldReply,
    HelpRequest,
    Incident,
    Kept,
    Mark,
    Membership,
    Message,
    MessageRef,
    Mute,
    Notification,
    OwnedKind,
    Ownership,
    Person,
    RunbookVersion,
    Service,
    Team,
    Thread,
    Track,
    Vote,
    note_of,
)
from ratchet_core.memory import MemoryStore


@frozen
class World:
    """What is remembered; histories of one thing are in the order of time, or of their numbers."""

    channels: dict[str, Channel]
    people: dict[str, Person]
    teams: dict[str, Team]
    services: dict[str, Service]
    alerts: dict[str, Alert]
    tracks: dict[tuple[str, str], Track]
    incidents: dict[tuple[str, str, int], Incident]
    requests: dict[MessageRef, HelpRequest]
    early: dict[MessageRef, tuple[Any, ...]]
    notifications: dict[MessageRef, Notification]
    owners: dict[tuple[OwnedKind, str], tuple[Ownership, ...]]
    memberships: dict[str, tuple[Membership, ...]]
    runbooks: dict[str, tuple[RunbookVersion, ...]]
    votes: dict[tuple[str, int, str], Vote]
    mutes: dict[str, tuple[Mute, ...]]
    marks: dict[tuple[str, str, int], Mark]
    threads: dict[MessageRef, str]
    notes: dict[tuple[str, str], tuple[Any, ...]]
    replies: dict[MessageRef, tuple[Any, ...]]
    words: dict[MessageRef, str]


def world_of(store: MemoryStore) -> World:
    """Return all that a store remembers."""
    directory = store.directory
    return World(
        dict(directory.channels),
        dict(directory.people),
        dict(directory.teams),
        dict(directory.services),
        {one.fingerprint: one for one in store.of_kind(Alert)},
        {(one.channel, one.alert): one for one in store.of_kind(Track)},
        {(one.channel, one.alert, one.number): one for one in store.of_kind(Incident)},
        {one.root: one for one in store.of_kind(HelpRequest)},
        _grouped((one.root, one.reply) for one in store.of_kind(HeldReply)),
        {one.message: one for one in store.of_kind(Notification)},
        {of: told for of in directory.owners if (told := directory.ownerships(*of))},
        {person: directory.memberships(person) for person in directory.teams_of},
        _grouped((one.alert, one) for one in sorted(store.of_kind(RunbookVersion), key=lambda one: one.number)),
        {(one.alert, one.version, one.person): one for one in store.of_kind(Vote)},
        _grouped((one.alert, one) for one in sorted(store.of_kind(Mute), key=lambda one: one.during.since)),
        {(one.channel, one.alert, one.number): one for one in store.of_kind(Mark)},
        {one.root: one.alert for one in store.of_kind(Thread)},
        _grouped(((one.ref.channel, one.alert), note_of(one)) for one in _kept(store, Kept.NOTE)),
        _grouped((MessageRef(one.ref.channel, one.thread or ""), note_of(one)) for one in _kept(store, Kept.ANSWER)),
        {one.ref: one.text for one in store.of_kind(Message) if one.text},
    )


def _kept(store: MemoryStore, kept: Kept) -> list[Message]:
    known: list[Message] = [one for one in store.of_kind(Message) if one.kept is kept]
    return sorted(known, key=lambda one: (one.at, one.ref))


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, tuple[Any, ...]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for group, one in pairs:
        found[group].append(one)
    return {group: tuple(ones) for group, ones in found.items()}
