"""A store in memory: rows in dictionaries, an outbox, an index. It compares keys, and it knows no rule."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ratchet_core.applying import apply
from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.domain import MessageRef
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import KINDS, NAMES, Get, Key, Lookup, Range
from ratchet_core.memory.outbox import MemoryOutbox
from ratchet_core.memory.rows import Rows
from ratchet_core.memory.search import SearchIndex
from ratchet_core.memory.taken import TakenIds
from ratchet_core.ports import Turn
from ratchet_core.vocabulary.actions import Action, without_channel, without_lines, without_words_of

_HELD: Final = frozenset(kind.record for kind in KINDS.values() if kind.directory)


class MemoryStore:
    """A `Store` in memory, with its `outbox` and its `search`."""

    def __init__(self, policy: Policy, beside: "MemoryStore | None" = None) -> None:
        """Begin with nothing under a policy; a row that equals the one of a store `beside` it is kept as that one."""
        self.directory = Directory(policy)
        self.now: Instant = 0
        self.outbox = MemoryOutbox()
        self.rows: Rows = Rows(None if beside is None else beside.rows)
        self.search = SearchIndex(self.rows)
        self.taken = TakenIds()

    @property
    def policy(self) -> Policy:
        """What is allowed where."""
        return self.directory.policy

    @policy.setter
    def policy(self, policy: Policy) -> None:
        self.directory = evolve(self.directory, policy=policy, version=self.directory.version + 1)

    async def find(self, lookups: Sequence[Lookup]) -> list[Any]:
        """Return what is known under some keys, in their order."""
        return self.found(lookups)

    def found(self, lookups: Sequence[Lookup]) -> list[Any]:
        """Return the same without being awaited."""
        rows, answers = self.rows, []
        for lookup in lookups:
            kind = lookup.__class__
            if kind is Get:
                answers.append(rows.get(lookup))  # type: ignore[arg-type]  # faster than `isinstance`, which mypy wants
            elif kind is Range:
                answers.append(rows.range(lookup))  # type: ignore[arg-type]  # the same
            else:
                answers.append(lookup.id in self.taken)  # type: ignore[union-attr]  # the same
        return answers

    async def commit(self, turns: Sequence[Turn]) -> None:
        """Remember events with what was decided of them."""
        for turn in turns:
            event = turn.event
            self.taken.add(event.id)
            self.now = max(self.now, event.at)
            apply(turn, self)

    def put(self, record: object) -> None:
        """Keep a record."""
        if record.__class__ in _HELD:
            self.directory = self.directory.with_record(record)
            return
        self.rows.put(record)
        self.search.put(record)

    def drop(self, kind: str, key: Key) -> None:
        """Let go of a record."""
        if NAMES[kind].directory:
            self.directory = self.directory.without_key(NAMES[kind].record, key)
        else:
            self.rows.drop(kind, key)
            self.search.drop(kind, key)

    def ask(self, actions: Iterable[Action]) -> None:
        """Take actions that are to be done."""
        self.outbox.ask(actions)

    def settle(self, key: str) -> None:
        """Let go of an action whose outcome is known."""
        self.outbox.settle(key)

    def give_up(self, channel: str, thread: str | None) -> None:
        """Give up what was still to be said in a channel, or in one of its threads."""
        self.outbox.give_up(channel, thread)

    def erase_quotes(self, message: MessageRef) -> None:
        """Take the lines that cite a message out of what is still to be said."""
        self.outbox.rewrite(lambda action: without_words_of(action, message))

    def erase_lines(self, cause: str) -> None:
        """Leave nothing but the headline of what is still to be said because of an event."""
        self.outbox.rewrite(lambda one: without_lines(one) if one.key.startswith(f"{cause}/") else one)

    def erase_channel(self, channel: str, name: str) -> None:
        """Give up what is still to be done for or about a channel, and take lines that link there out of the rest."""
        self.outbox.rewrite(lambda action: without_channel(action, channel, name))

    def records(self) -> Iterator[object]:
        """Return every record, those of the directory first."""
        yield from self.directory.records()
        yield from self.rows

    def of_kind(self, kind: type) -> list[Any]:
        """Return every record of one kind."""
        if KINDS[kind].directory:
            return [one for one in self.directory.records() if type(one) is kind]
        return list(self.rows.of_kind(kind))
