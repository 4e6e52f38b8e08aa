"""What finds a message, what is under the root of its thread, and the ticks there."""

from collections.abc import Callable
from typing import Any

from ratchet_core.domain import Message, Tick
from ratchet_core.domain.records import Get, Lookup, Range, Taken
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.events import Event, MessagePosted
from ratchet_core.wants.limits import MOST_TICKS
from ratchet_core.wants.piece import Answers


def root_of(snapshot: Snapshot) -> tuple[str, str] | None:
    root = snapshot.focus.root
    return None if root is None else (root.channel, root.ts)


def under_root(kind: type) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        root = root_of(snapshot)
        return () if root is None else (Get(kind, root),)

    return keys


def ticks(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = root_of(snapshot)
    return () if root is None else (Range(Tick, "in_thread", root, MOST_TICKS, newest=True),)


def own_tick(_snapshot: Snapshot, event: Any) -> tuple[Lookup, ...]:  # noqa: ANN401 - a reaction, added or removed
    return (Get(Tick, (event.channel, event.ts, event.person, event.name)),)


def ticks_on_post(_snapshot: Snapshot, event: MessagePosted) -> tuple[Lookup, ...]:
    return (Range(Tick, "in_thread", (event.action.channel, event.ts), MOST_TICKS, newest=True),)


def root_seen(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = root_of(snapshot)
    return () if root is None else (Taken(f"{root[0]}/{root[1]}"), Get(Message, root))


def heard_or_edited(answers: Answers) -> bool:
    if not answers:
        return False
    taken, message = answers
    return taken or (message is not None and message.edited_at is not None)


def above(kind: type) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    """Return what finds a record under the root of a thread, where a message's record may have to tell that root."""

    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        root = snapshot.root
        return () if root is None else (Get(kind, (root.channel, root.ts)),)

    return keys


def ticks_above(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = snapshot.root
    return () if root is None else (Range(Tick, "in_thread", (root.channel, root.ts), MOST_TICKS, newest=True),)


def root_above_seen(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    root = snapshot.root
    return () if root is None else (Taken(f"{root.channel}/{root.ts}"), Get(Message, (root.channel, root.ts)))


def known(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    known = snapshot.focus.message_id
    return () if known is None else (Taken(known),)


def message(_snapshot: Snapshot, event: Any) -> tuple[Lookup, ...]:  # noqa: ANN401 - an event about a message
    return (Get(Message, (event.channel, event.ts)),)


def at_message(kind: type) -> Callable[[Snapshot, Any], tuple[Lookup, ...]]:
    return lambda _snapshot, event: (Get(kind, (event.channel, event.ts)),)
