"""Proves that words are gone from a saved state: every line of its file is read, and searched for them."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from ratchet_core.basis.pieces import any_of, pieces_of, without_common
from ratchet_core.domain import (
    Alert,
    Alias,
    Channel,
    Mark,
    Message,
    Mute,
    Notification,
    Person,
    RunbookState,
    RunbookVersion,
    ServiceEntry,
    Track,
)
from ratchet_core.vocabulary.decision import Log
from ratchet_core.vocabulary.events import DirectMessageSeen, Mentioned, MessageEdited, MessageSeen

Said: TypeAlias = tuple[str | None, str | None, str | None]
"""Who wrote something, in which channel, and what."""


def words_of(records: Collection[object], log: Log, person: str) -> list[str]:
    """Return what a person wrote and nobody else did, in pieces of some length."""
    said = [*_kept(records), *_told(log)]
    others = (text for who, _, text in said if who != person)
    return without_common(pieces_of(text for who, _, text in said if who == person), others)


def words_said_in(records: Collection[object], log: Log, channel: str) -> list[str]:
    """Return what was said in a channel and nowhere else, in pieces of some length."""
    said = [*_kept(records), *_told(log)]
    elsewhere = [*(text for _, where, text in said if where != channel), *_names(records, channel)]
    return without_common(pieces_of(text for _, where, text in said if where == channel), elsewhere)


def lines_with(path: Path, words: Collection[str]) -> dict[str, int]:
    """Return in how many lines of a state any of some words stand, by what the lines hold."""
    if not words:
        return {}
    any_of_them, found = any_of(words), Counter[str]()
    with path.open(encoding="utf-8") as file:
        for line in file:
            data = json.loads(line)
            if any(any_of_them.search(text) for text in _texts(data)):
                found[next(iter(data))] += 1
    return dict(found)


def _kept(records: Iterable[object]) -> Iterator[Said]:
    """Return what records hold of what was written."""
    for record in records:
        match record:
            case Message():
                yield record.person, record.ref.channel, record.text
            case Mute() | Mark():
                yield record.person, record.channel, record.reason
            case RunbookVersion():
                is_theirs = record.state in {RunbookState.PROPOSED, RunbookState.REJECTED}  # else it is the team's
                yield record.author if is_theirs else None, record.only_in, record.text
            case Notification():
                yield None, record.message.channel, record.title
            case _:
                pass


def _told(log: Log) -> Iterator[Said]:
    """Return what the events of a log told of what was written."""
    for event, _ in log:
        if isinstance(event, MessageSeen | MessageEdited | Mentioned | DirectMessageSeen):
            yield event.person, event.channel, event.text


def _names(records: Iterable[object], channel: str) -> Iterator[str]:
    """Return the names that are known wherever they were said."""
    for record in records:
        match record:
            case Track() if record.channel != channel:
                yield record.name
            case Alert() | Alias() | Channel() | Person() | ServiceEntry():
                yield record.name
            case _:
                pass


def _texts(data: object) -> Iterable[str]:
    match data:
        case str():
            yield data
        case Mapping():
            for value in data.values():
                yield from _texts(value)
        case list():
            for value in data:
                yield from _texts(value)
        case _:
            pass
