"""Changes a saved state: an event takes its turn in it, and the file is replaced only when something was decided."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from attrs import frozen
from ratchet_core.decision import Decision, Why
from ratchet_core.events import Event
from ratchet_core.instants import Instant
from ratchet_core.memory import MemoryStore, World
from ratchet_core.replay import Replay

from ratchet_cli.errors import NotAllowedError, UnusableInputError
from ratchet_cli.records import moment_of, person_of
from ratchet_cli.state_file import load, save

Made = Callable[[World, str, Instant], Event]
"""Makes the event from what is known, the person who wants it, and the moment."""


@frozen
class Change:
    """What one command came to."""

    event: Event
    decision: Decision
    store: MemoryStore


def changed(state: Path, by: str, at: str | None, made: Made) -> Change:
    """Let an event take its turn in a saved state, after the time up to it has passed, and save what came of it.

    Raises:
        NotAllowedError: If the person has no right to it; the state is left as it was.
        UnusableInputError: If the state, the person or the moment cannot be used, or what was asked makes no sense.
    """
    store, log = load(state)
    moment = store.now if at is None else moment_of(at)
    if moment < store.now:
        raise UnusableInputError(f"--at {at}: the state has gone on since then; its time does not move back.")
    event = made(store.world, person_of(store.world, by).id, moment)
    heard: list[tuple[Event, Decision]] = []
    replay = Replay(store, lambda one, decision: heard.append((one, decision)))
    asyncio.run(replay.feed(event))
    decision = next(decision for one, decision in heard if one is event)
    _refuse(decision)
    save(state, store, [*log, *heard])
    return Change(event, decision, store)


def _refuse(decision: Decision) -> None:
    for reason in decision.reasons:
        if reason.why is Why.NOT_ALLOWED:
            raise NotAllowedError(f"This is not allowed: {reason.about}.")
        if reason.why is Why.IMPOSSIBLE:
            raise UnusableInputError(f"This cannot be done: {reason.about}.")
