"""All that a store in memory remembers, as lines of JSON that say what they are and whether they are whole.

The first line names the format, every other one record, and the last the number of lines before it and their SHA-256,
so that a torn or altered file is told. Equal stores give equal lines.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ratchet_core.basis.instants import Instant
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import KINDS, NAMES
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.outbox import Rest
from ratchet_core.memory.taken import TakenIds
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.codec import converter
from ratchet_core.vocabulary.decision import Decision, Log
from ratchet_core.vocabulary.events import Event

VERSION = 2
WHAT = "ratchet state"

_KINDS: Final[dict[str, Any]] = {
    "policy": Policy,
    "now": Instant,
    "action": Action,
    "postponed": tuple[str, Instant],
    "doubtful": str,
    "aside": tuple[str, str],
    "claim": tuple[str, tuple[int, int]],
    "in_hand": str,
    "lost": tuple[str, int],
    "taken": str,
    "logged": tuple[Event, Decision],
    **{name: kind.record for name, kind in NAMES.items()},
}


class StateError(Exception):
    """Something is not a state that can be read; the message says what is wrong with it and what to do."""


def state_to_json(store: MemoryStore, log: Log = ()) -> Iterator[str]:
    """Return a store, and events with their decisions to keep beside it, as lines that `state_from_json` reads."""
    seal, count = hashlib.sha256(), 0
    for line in _lines(store, log):
        seal.update(line.encode())
        count += 1
        yield line
    yield _dumped({"lines": count, "sha256": seal.hexdigest()})


def _lines(store: MemoryStore, log: Log) -> Iterator[str]:
    rest, records = store.outbox.rest(), {name: list[str]() for name in NAMES}
    for record in store.records():
        name = KINDS[type(record)].name
        records[name].append(_record(name, record))
    yield _dumped({"v": VERSION, "what": WHAT})
    yield _record("policy", store.policy)
    yield _record("now", store.now)
    for lines in records.values():
        yield from sorted(lines)
    yield from (_record("action", action) for action in rest.actions)
    yield from (_record("postponed", pair) for pair in sorted(rest.postponed.items()))
    yield from (_record("doubtful", one) for one in rest.doubtful)
    yield from (_record("aside", pair) for pair in sorted(rest.set_aside.items()))
    yield from (_record("claim", pair) for pair in sorted(rest.claims.items()))
    yield from (_record("in_hand", one) for one in rest.in_hand)
    yield from (_record("lost", pair) for pair in sorted(rest.lost.items()))
    yield from (_record("taken", one) for one in sorted(store.taken))
    yield from (_record("logged", pair) for pair in log)


def _record(name: str, value: object) -> str:
    return _dumped({name: converter().unstructure(value, _KINDS[name])})


def _dumped(data: object) -> str:
    return json.dumps(data, separators=(",", ":")) + "\n"


def everything_in(store: MemoryStore) -> tuple[Iterator[object], tuple[Action, ...]]:
    """Return every record of a store, and the actions that are still to be done in it, in the order of asking."""
    return store.records(), store.outbox.rest().actions


def state_from_json(lines: Iterable[str]) -> tuple[MemoryStore, list[tuple[Event, Decision]]]:
    """Read what `state_to_json` wrote: the store, and the events with their decisions.

    Raises:
        StateError: If it is no state, one of another version, or not whole.
    """
    kept = list(lines)
    _check_head(kept[0] if kept else "")
    _check_whole(kept)
    found: dict[str, list[Any]] = {name: [] for name in _KINDS}
    for number, line in enumerate(kept[1:-1], start=2):
        name, value = _read(line, number)
        found[name].append(value)
    if len(found["policy"]) != 1 or len(found["now"]) != 1:
        raise StateError("The state has no policy or no moment; make it again from the export.")
    store = MemoryStore(found["policy"][0])
    store.now, store.taken = found["now"][0], TakenIds(found["taken"])
    for name in NAMES:
        for record in found[name]:
            store.put(record)
    store.outbox.restore(_rest(found))
    return store, found["logged"]


def _rest(found: Mapping[str, list[Any]]) -> Rest:
    return Rest(
        tuple(found["action"]),
        dict(found["postponed"]),
        tuple(found["doubtful"]),
        dict(found["aside"]),
        dict(found["claim"]),
        tuple(found["in_hand"]),
        dict(found["lost"]),
    )


def _check_head(line: str) -> None:
    head = _parsed(line)
    if not isinstance(head, dict) or head.get("what") != WHAT:
        raise StateError("This is not a ratchet state file; `ratchet simulate EXPORT --save FILE` makes one.")
    version = head.get("v")
    if version != VERSION:
        newer = isinstance(version, int) and version > VERSION
        remedy = "update ratchet" if newer else "make it again from the export"
        raise StateError(f"The state has version {version!r}, and this ratchet reads version {VERSION}; {remedy}.")


def _check_whole(lines: list[str]) -> None:
    seal = _parsed(lines[-1])
    digest = hashlib.sha256("".join(lines[:-1]).encode()).hexdigest()
    if not isinstance(seal, dict) or seal != {"lines": len(lines) - 1, "sha256": digest}:
        raise StateError("The state is torn or was altered; use a copy of it, or make it again from the export.")


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _read(line: str, number: int) -> tuple[str, Any]:
    data = _parsed(line)
    if not isinstance(data, dict) or len(data) != 1:
        raise StateError(f"Line {number} of the state is no record; make it again from the export.")
    ((name, value),) = data.items()
    try:
        return name, converter().structure(value, _KINDS[name])
    except (ExceptionGroup, KeyError, TypeError, ValueError) as error:
        raise StateError(
            f"Line {number} of the state cannot be read ({name}); make it again from the export."
        ) from error
