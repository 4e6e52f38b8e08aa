"""A store in PostgreSQL: rows under keys, compared by the database, with the directory held in memory.

It knows no rule: what a turn comes to is worked out by the core's `apply`, and collected here to be written at once.
"""

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from psycopg import AsyncConnection
from ratchet_core.applying import apply
from ratchet_core.domain import MessageRef
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import KINDS, NAMES, Key, Lookup
from ratchet_core.ports import Turn
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.writing import writer_of

from ratchet_postgres import documents
from ratchet_postgres.asking import execute, fetch_all
from ratchet_postgres.directories import directory_in
from ratchet_postgres.generated import inbox
from ratchet_postgres.outbox import Wanted
from ratchet_postgres.rows import answers_of, asked, written
from ratchet_postgres.together import Filled, rows_of, writes_of
from ratchet_postgres.told import told_of

_write_decision: Final = writer_of(Decision)
_DIGITS: Final = 32


class PostgresStore:
    """A `Store` on the connection of whoever decides; `open` makes one."""

    def __init__(self, conn: AsyncConnection[Any], directory: Directory, turn: int) -> None:
        """Go on from a directory and the number of the turn that was taken last."""
        self.directory = directory
        self._conn = conn
        self._turn = turn
        self._alone = asyncio.Lock()
        self._known = documents.Known()
        self.ahead = 0
        self.waiting: list[inbox.WaitingRow] = []

    @classmethod
    async def open(cls, conn: AsyncConnection[Any], policy: Policy) -> "PostgresStore":
        """Return the store in the connection's schema, which must be migrated, with its directory read into memory."""
        return cls(conn, await directory_in(conn, policy), await inbox.latest_turn(conn) or 0)

    async def find(self, lookups: Sequence[Lookup]) -> list[Any]:
        """Return what is known under some keys, in their order, in one round trip."""
        if not lookups:
            return []
        async with self._alone:
            answers = await self._find(lookups)
            self._known.take(lookups, answers)
        return answers

    async def _find(self, lookups: Sequence[Lookup]) -> list[Any]:
        text, values = rows_of(asked(lookups))
        return answers_of(lookups, await fetch_all(self._conn, text, values))

    async def commit(self, turns: Sequence[Turn]) -> None:
        """Remember events with what was decided of them, in one transaction: mostly in one statement.

        That one tells also which live events wait then, `ahead` of them: they are in `waiting` until the next commit.
        """
        self.waiting = []
        if not turns:
            return
        collected = Collected(self.directory)
        for turn in turns:
            apply(turn, collected)
        async with self._alone:
            found = await documents.documents_of(self._known, collected.rows, self._find)
            rows = [*collected.written(), *documents.written(found), *_noted(turns, self._turn + 1)]
            if collected.wanted.is_plain:
                await self._write([*rows, *collected.wanted.plainly()], [turn.event.id for turn in turns])
            else:
                async with self._conn.transaction():
                    await execute(self._conn, *writes_of(rows))
                    await collected.wanted.write(self._conn)
            self._known.forget()
            self.directory, self._turn = collected.directory, self._turn + len(turns)

    async def _write(self, rows: Sequence[Filled], events: list[str]) -> None:
        if not self.ahead:
            await execute(self._conn, *writes_of(rows))
            return
        answer = Filled(inbox.WAITING_BESIDE, {"event": events, "most": self.ahead})
        found = await fetch_all(self._conn, *writes_of(rows, answer))
        self.waiting = [inbox.WaitingRow(*row) for row in found]


class Collected:
    """What the turns of a batch came to, as rows (`ratchet_core.applying.Written`); of one key the last holds."""

    def __init__(self, directory: Directory) -> None:
        """Begin with a directory, and nothing to write."""
        self.directory = directory
        self.wanted = Wanted()
        self.rows: dict[type, dict[Key, Any]] = {}

    def put(self, record: object) -> None:
        """Keep a record under its key."""
        kind = KINDS[type(record)]
        self.rows.setdefault(kind.record, {})[kind.key(record)] = record
        if kind.directory:
            self.directory = self.directory.with_record(record)

    def drop(self, kind: str, key: Key) -> None:
        """Let go of the record of a kind under a key."""
        known = NAMES[kind]
        self.rows.setdefault(known.record, {})[key] = None
        if known.directory:
            self.directory = self.directory.without_key(known.record, key)

    def ask(self, actions: Iterable[Action]) -> None:
        """Take actions that are to be done."""
        self.wanted.ask(actions)

    def settle(self, key: str) -> None:
        """Let go of an action whose outcome is known."""
        self.wanted.settle(key)

    def give_up(self, channel: str, thread: str | None) -> None:
        """Give up what was still to be said in a channel, or in one of its threads."""
        self.wanted.give_up(channel, thread)

    def erase_quotes(self, message: MessageRef) -> None:
        """Take the lines that cite a message out of what is still to be said."""
        self.wanted.erase_quotes(message)

    def erase_lines(self, cause: str) -> None:
        """Leave nothing but the headline of what is still to be said because of an event."""
        self.wanted.erase_lines(cause)

    def erase_channel(self, channel: str, name: str) -> None:
        """Give up what is still to be done for or about a channel, and take lines that link there out of the rest."""
        self.wanted.erase_channel(channel, name)

    def written(self) -> Iterator[Filled]:
        """Return what writes the rows."""
        for kind, rows in self.rows.items():
            yield from written(kind, rows)


def _noted(turns: Sequence[Turn], first: int) -> tuple[Filled, Filled]:
    """Return what marks events as taken, with what was decided of them, and how far that is."""
    decisions = [turn.decision for turn in turns]
    marks = {
        "event": [turn.event.id for turn in turns],
        "at": [turn.event.at for turn in turns],
        "told": [told_of(turn.event) for turn in turns],
        "turn": list(range(first, first + len(turns))),
        "reasons": [reasons_of(one) for one in decisions],
        "actions": [_keys(one.actions) for one in decisions],
        "withheld": [_keys(one.withheld) for one in decisions],
        "digest": [digest_of(one) for one in decisions],
    }
    return Filled(inbox.MARK, marks), Filled(inbox.REACH, {"at": max(turn.event.at for turn in turns)})


def reasons_of(decision: Decision) -> str:
    """Return the reasons of a decision as JSON; what one is about is left out where it is nothing."""
    reasons = [[one.behaviour, one.why, *([one.about] if one.about else [])] for one in decision.reasons]
    return json.dumps(reasons, separators=(",", ":"))


def _keys(actions: Iterable[Action]) -> str:
    return json.dumps([action.key for action in actions])


def digest_of(decision: Decision) -> str:
    """Return the name of exactly this decision: the first 16 bytes of the SHA-256 of it as JSON."""
    return hashlib.sha256(_write_decision(decision).encode()).hexdigest()[:_DIGITS]
