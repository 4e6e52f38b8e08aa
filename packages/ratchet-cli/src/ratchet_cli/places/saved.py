"""A saved state as a place: a command holds its lock, and the file is replaced only when something changed."""

import asyncio
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from ratchet_core.basis.instants import Instant
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.reader import Reader
from ratchet_core.replay import Replay
from ratchet_core.vocabulary.decision import Decision, Log
from ratchet_core.vocabulary.events import Event
from ratchet_core.zone_table import zone_named

from ratchet_cli.places.forgetting import Forget, keep_all
from ratchet_cli.places.place import AGAIN, COMMAND, ENDS, Decided, Forgotten, Given
from ratchet_cli.places.proving import lines_with, words_of, words_said_in
from ratchet_cli.places.state_file import check_there, is_state, load, locked, save, saved_in


class SavedState:
    """A `Place` in a file that `simulate --save` wrote."""

    what = "state"

    def __init__(self, path: Path) -> None:
        """Work on a file; it is read when something is asked for."""
        self._path = path

    @property
    def option(self) -> str:
        """The path of the file."""
        return str(self._path)

    def reader(self) -> Reader:
        """Return what the state remembers."""
        return MemoryReader(load(self._path)[0])

    @contextmanager
    def turn(self) -> Iterator["StateTurn"]:
        """Take a turn under the lock of the file."""
        check_there(self._path)
        if not is_state(self._path):
            load(self._path)  # says what is wrong with it, before a lock is made beside it
        with locked(self._path):
            yield StateTurn(self._path, *load(self._path))

    def words_of(self, person: str) -> Collection[str]:
        """Return what a person wrote and nobody else did, in pieces."""
        return words_of(*saved_in(self._path), person)

    def said_in(self, channel: str) -> Collection[str]:
        """Return what was said in a channel and nowhere else, in pieces."""
        return words_said_in(*saved_in(self._path), channel)

    def forget(self, cause: str, words: Collection[str]) -> Forgotten:  # noqa: ARG002 - a `Place`
        """Look for words in every line of the file: the turn of an erasure took them out of its log already."""
        return Forgotten(found=lines_with(self._path, words))


class StateTurn:
    """A `Turn` in a saved state."""

    def __init__(self, path: Path, store: MemoryStore, log: Log) -> None:
        """Begin with what is in the file."""
        self._path = path
        self._store = store
        self._log = log
        self._changed: Log | None = None
        self.reader: Reader = MemoryReader(store)

    @property
    def moment(self) -> Instant:
        """The state's latest moment."""
        return self.reader.now()

    def given(self, event: str) -> Given:
        """Return which commands are in the log: those that changed something."""
        commands = [one for one, _ in self._log if one.id.startswith(f"{COMMAND}/") and re.search(ENDS, one.id)]
        same = [one.id for one in commands if one.id.partition(AGAIN)[0] == event]
        return Given((commands[-1].id, commands[-1].at) if commands else None, same)

    def decide(self, event: Event, forget: Forget) -> Decided:
        """Let the time up to an event pass, and let it take its turn."""
        forgotten = forget(self.reader, event)
        heard: list[tuple[Event, Decision]] = []
        replay = Replay(self._store, lambda one, decision: heard.append((one, decision)), zone_named)
        asyncio.run(replay.feed(event))
        decision = next(decision for one, decision in heard if one is event)
        changed = any(each.changes or each.actions for _, each in heard)
        if changed:
            self._changed = forgotten([*self._log, *heard])
        return Decided(decision, self.reader, changed)

    def expected(self, event: Event) -> Decision:
        """Let the event take its turn in what was read of the file, which is not saved."""
        return self.decide(event, keep_all).decision

    def keep(self) -> None:
        """Save the state, if anything changed."""
        if self._changed is not None:
            save(self._path, self._store, self._changed)
