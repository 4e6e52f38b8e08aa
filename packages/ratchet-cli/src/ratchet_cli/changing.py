"""Changes a saved state: an event takes its turn in it, and the file is replaced only when that changed something."""

import asyncio
import re
import time
from collections.abc import Callable
from pathlib import Path

import attrs
from attrs import frozen
from ratchet_core.basis.instants import DAY, Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.finding import person_named
from ratchet_core.queries.reader import Reader
from ratchet_core.replay import Replay
from ratchet_core.vocabulary.decision import Decision, Log, Why
from ratchet_core.vocabulary.events import Event

from ratchet_cli.errors import NotAllowedError, UnusableInputError
from ratchet_cli.names import person_name
from ratchet_cli.records import moment_written
from ratchet_cli.state_file import check_there, is_state, load, locked, save
from ratchet_cli.transcript import exactly
from ratchet_cli.typed import cleaned

Made = Callable[[Reader, str, Instant], Event]
"""Makes the event from what is known, the person who wants it (`OPERATOR` for none), and the moment."""

Forget = Callable[[Reader, Event], Callable[[Log], Log]]
"""Returns, from what is remembered before an event, what is to become of the log after it."""

OPERATOR = ""
"""Stands for whoever keeps the state, where no person is named."""

_AGAIN = "#"
COMMAND = "command"
"""How the id of an event begins that a command made."""


@frozen
class Changed:
    """What one command came to; `saved` says whether the state was changed by it."""

    event: Event
    decision: Decision
    reader: Reader
    saved: bool


def keep_all(reader: Reader, event: Event) -> Callable[[Log], Log]:  # noqa: ARG001 - a `Forget`
    """Forget nothing of the log."""
    return lambda log: log


def changed(state: Path, by: str | None, at: str | None, made: Made, forget: Forget = keep_all) -> Changed:
    """Let an event take its turn in a saved state, after the time up to it has passed, and save what came of it.

    Raises:
        NotAllowedError: If the person has no right to it; the state is left as it was.
        UnusableInputError: If the state or the moment cannot be used, or what was asked makes no sense.
        UnclearNameError: If the person, or something that the event names, does not stand for one record.
    """
    check_there(state)
    if not is_state(state):
        load(state)  # says what is wrong with it, before a lock is made beside it
    with locked(state):
        store, log = load(state)
        reader = MemoryReader(store)
        moment = reader.now() if at is None else moment_written(at)
        _check_moment(at, moment, reader.now())
        person = OPERATOR if by is None else person_named(reader, by).id
        event = _told_apart(cleaned(made(reader, person, moment)), log)
        if at is None and _comes_after(event, log):
            event = cleaned(made(reader, person, moment + 1))
        forgotten = forget(reader, event)
        heard: list[tuple[Event, Decision]] = []
        replay = Replay(store, lambda one, decision: heard.append((one, decision)))
        asyncio.run(replay.feed(event))
        decision = next(decision for one, decision in heard if one is event)
        _refuse(decision, reader.directory())
        saved = any(each.changes or each.actions for _, each in heard)
        if saved:
            save(state, store, forgotten([*log, *heard]))
    return Changed(event, decision, reader, saved)


def _check_moment(at: str | None, moment: Instant, now: Instant) -> None:
    if moment < now:
        known = f"the state is at {exactly(now)}, and its time does not move back"
        raise UnusableInputError(f"--at {at}: {known}; give that moment or a later one.")
    if moment > max(now, time.time_ns() // 1_000 + DAY):
        raise UnusableInputError(f"--at {at}: this is in the future; a state's time does not move back again.")


def _told_apart(event: Event, log: Log) -> Event:
    """Return the event under an id of its own, unless it only repeats the command before it."""
    commands = [one.id for one, _ in log if one.id.startswith(f"{COMMAND}/")]
    same = [one for one in commands if one.partition(_AGAIN)[0] == event.id]
    if not same:
        return event
    again = same[-1] if same[-1] == commands[-1] else f"{event.id}{_AGAIN}{len(same) + 1}"
    return attrs.evolve(event, id=again)


def _comes_after(event: Event, log: Log) -> bool:
    """Say whether another command of the same moment came before: of two, the one that was given later holds."""
    commands = [one for one, _ in log if one.id.startswith(f"{COMMAND}/")]
    return bool(commands) and commands[-1].at == event.at and commands[-1].id != event.id


def _refuse(decision: Decision, directory: Directory) -> None:
    for reason in decision.reasons:
        if reason.why is Why.NOT_ALLOWED:
            raise NotAllowedError(f"This is not allowed: {_with_names(reason.about, directory)}.")
        if reason.why in {Why.IMPOSSIBLE, Why.WITHOUT_EFFECT}:
            raise UnusableInputError(f"This cannot be done: {_with_names(reason.about, directory)}.")


def _with_names(about: str, directory: Directory) -> str:
    """Return a reason with people under their names: reasons are kept, so the core writes them with ids."""
    return _WORD.sub(lambda word: person_name(directory, word[0]) if word[0] in directory.people else word[0], about)


_WORD = re.compile(r"\w+")
