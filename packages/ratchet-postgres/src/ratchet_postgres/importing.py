"""Fills an empty workspace with what history came to elsewhere: rows wait in files, and are copied all at once."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, Any, Final

from psycopg import AsyncConnection, sql
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import KINDS
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event
from ratchet_core.vocabulary.writing import bare_writer_of

from ratchet_postgres.asking import execute, text_of
from ratchet_postgres.documents import make_anew
from ratchet_postgres.generated import inbox as queries
from ratchet_postgres.generated import writer as locking
from ratchet_postgres.layout import LAYOUTS, table_of
from ratchet_postgres.log import keep_policy
from ratchet_postgres.outbox import asking
from ratchet_postgres.store import digest_of, reasons_of
from ratchet_postgres.together import Filled, writes_of
from ratchet_postgres.told import told_of

_AT_ONCE: Final = 1 << 18
_COPY: Final = "copy inbox (event, at, told, turn, digest, reasons, actions, withheld) from stdin"
_ACTIONS_AT_ONCE: Final = 1_000
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class ImportingError(Exception):
    """A workspace cannot be filled; the message says why and what to do."""


class Turns:
    """Turns on their way into a database, as rows in a file: what was heard, and what was decided of it."""

    def __init__(self, rows: IO[bytes]) -> None:
        """Begin without a turn."""
        self.count = 0
        self.latest = 0
        self.rows = rows

    def add(self, event: Event, decision: Decision) -> None:
        """Take the next turn."""
        self.count += 1
        self.latest = max(self.latest, event.at)
        told, digest, reasons = told_of(event), f"\\x{digest_of(decision)}", reasons_of(decision)
        keys = [_array([one.key for one in actions]) for actions in (decision.actions, decision.withheld)]
        self.rows.write(_row((event.id, event.at, told, self.count, digest, reasons, *keys)))


@contextmanager
def turns_in_a_file() -> Iterator[Turns]:
    """Keep turns in a file that nobody else sees, for as long as this lasts."""
    with TemporaryFile() as rows:
        yield Turns(rows)


async def is_empty(conn: AsyncConnection[Any]) -> bool:
    """Say whether nothing was ever heard in a workspace."""
    return not await queries.is_anything_heard(conn)


async def fill(
    conn: AsyncConnection[Any], policy: Policy, turns: Turns, records: Iterable[object], actions: Sequence[Action]
) -> int:
    """Put turns, decided under a policy, into an empty workspace with all that they came to; return how many records.

    All of it is one transaction: somebody sees all or nothing, and after a crash it is nothing.

    Raises:
        ImportingError: If the workspace is not empty, or somebody else decides in it.
    """
    if not await locking.take_lock(conn):
        raise ImportingError("ratchet runs on this database; stop it, import the export again, and start it.")
    async with conn.transaction():
        await queries.keep_others_from_telling(conn)
        if not await is_empty(conn):
            raise ImportingError("Events came in meanwhile; import the export again, now as old history.")
        await keep_policy(conn, policy)
        await _copy(conn, _COPY, _read(turns.rows))
        await conn.execute("reindex table inbox")  # what comes in no order leaves the pages of an index half empty
        await execute(conn, *writes_of([Filled(queries.REACH, {"at": turns.latest})]))
        count = await _fill_records(conn, records)
        async for _ in make_anew(conn):
            pass
        for first in range(0, len(actions), _ACTIONS_AT_ONCE):
            await execute(conn, *writes_of([asking(actions[first : first + _ACTIONS_AT_ONCE])]))
    await conn.execute("vacuum analyze")  # which also gives back pages that COPY asked for and did not fill
    return count


async def _fill_records(conn: AsyncConnection[Any], records: Iterable[object]) -> int:
    by_kind: dict[type, list[Any]] = {kind: [] for kind in KINDS}
    for record in records:
        by_kind[type(record)].append(record)
    for kind, some in by_kind.items():
        if some:
            name = KINDS[kind].name
            columns = sql.SQL(", ").join(map(sql.Identifier, ("record", *LAYOUTS[name].written)))
            command = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table_of(name)), columns)
            await _copy(conn, command.as_string(conn), _chunks(_rows(kind, some)))
            await conn.execute(sql.SQL("reindex table {}").format(sql.Identifier(table_of(name))))
    return sum(map(len, by_kind.values()))


def _rows(kind: type, records: Iterable[Any]) -> Iterator[bytes]:
    write, beside = bare_writer_of(kind), tuple(LAYOUTS[KINDS[kind].name].written.values())
    return (_row((write(record), *(worked_out(record) for worked_out in beside))) for record in records)


async def _copy(conn: AsyncConnection[Any], command: str, chunks: Iterable[bytes]) -> None:
    async with conn.cursor() as cursor, cursor.copy(text_of(command)) as copy:
        for chunk in chunks:
            await copy.write(chunk)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(_AT_ONCE), b"")


def _chunks(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Return rows, many of them at once."""
    waiting: list[bytes] = []
    size = 0
    for row in rows:
        waiting.append(row)
        size += len(row)
        if size >= _AT_ONCE:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def _row(values: Iterable[object]) -> bytes:
    """Return a row as COPY reads it in its format of text."""
    return ("\t".join(map(_cell, values)) + "\n").encode()


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    if value.__class__ is str:
        return value.translate(_ESCAPED)
    if value.__class__ is bool:
        return "t" if value else "f"
    return str(value).translate(_ESCAPED)


def _array(texts: Sequence[str]) -> str | None:
    if not texts:
        return None
    return "{" + ",".join('"' + one.replace("\\", "\\\\").replace('"', '\\"') + '"' for one in texts) + "}"
