"""What may answer a later question, kept up with the records: the core makes the documents, and this writes them.

They are written in the statement that writes the records that they are made of, so that no search sees one without the
other. Where the core that made them was of another version, they are all made anew (`bring_up`).
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from psycopg import AsyncConnection
from ratchet_core import searching
from ratchet_core.domain import Alert, HelpRequest, Message, MessageRef, RunbookVersion
from ratchet_core.domain.records import KINDS, Get, Key, Lookup, Range
from ratchet_core.searching import Document, Origin

from ratchet_postgres.asking import execute
from ratchet_postgres.generated import search as queries
from ratchet_postgres.rows import record_of
from ratchet_postgres.together import Filled, writes_of

Changed = Mapping[type, Mapping[Key, Any]]
"""The records of a batch under their keys, by their kinds; None where one is to be dropped."""

_KINDS: Final = (HelpRequest, Message, Alert, RunbookVersion)
_AT_ONCE: Final = 1_000


class Known:
    """The records that documents are made of, as they were looked up since the last commit."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._found: dict[Lookup, Any] = {}

    def take(self, lookups: Sequence[Lookup], answers: Sequence[Any]) -> None:
        """Remember what was found."""
        for lookup, answer in zip(lookups, answers, strict=True):
            if isinstance(lookup, Get) and lookup.kind in _KINDS:
                self._found[lookup] = answer

    def forget(self) -> None:
        """Know nothing any more: it was changed."""
        self._found.clear()

    def origins(self, changed: Changed) -> list[Origin]:
        """Return the origins of the documents that the records of a batch may have changed."""
        origins = (
            origin
            for kind in _KINDS
            for key, record in changed.get(kind, {}).items()
            if not self._is_as_before(kind, key, record) and (origin := _origin(kind, key, record)) is not None
        )
        return list(dict.fromkeys(origins))

    def _is_as_before(self, kind: type, key: Key, record: object) -> bool:
        """Say whether a record is known to give to its document what it gave before."""
        lookup = Get(kind, key)
        return lookup in self._found and searching.part_of(self._found[lookup]) == searching.part_of(record)

    async def look_up(
        self, lookups: Sequence[Lookup], find: Callable[[Sequence[Lookup]], Awaitable[list[Any]]]
    ) -> None:
        """Ask for what is not known."""
        unknown = [one for one in dict.fromkeys(lookups) if one not in self._found]
        if unknown:
            self._found.update(zip(unknown, await find(unknown), strict=True))

    def after(self, lookup: Lookup, changed: Changed) -> Any:  # noqa: ANN401 - whatever is asked for
        """Return what is under a lookup that was asked for, once a batch is written."""
        if isinstance(lookup, Get):
            return changed.get(lookup.kind, {}).get(lookup.key, self._found[lookup])
        return _range_after(lookup, self._found[lookup], changed) if isinstance(lookup, Range) else None


def _origin(kind: type, key: Key, record: object) -> Origin | None:
    return searching.origin_under(KINDS[kind].name, key) if record is None else searching.origin_of(record)


def _range_after(asked: Range, found: Iterable[Any], changed: Changed) -> tuple[Any, ...]:
    kind, news = KINDS[asked.kind], changed.get(asked.kind, {})
    index = kind.indexes[asked.index]
    kept = [one for one in found if kind.key(one) not in news]
    kept += [one for one in news.values() if one is not None and index.group(one) == asked.group]
    return tuple(sorted(kept, key=index.order))


async def documents_of(
    known: Known, changed: Changed, find: Callable[[Sequence[Lookup]], Awaitable[list[Any]]]
) -> dict[Origin, Document | None]:
    """Return the documents that a batch changes; what they are made of and is not known is asked for."""
    origins = known.origins(changed)
    if not origins:
        return {}
    lookups = {origin: searching.lookups_of(origin) for origin in origins}
    await known.look_up([one for some in lookups.values() for one in some], find)
    return {
        origin: searching.document_of(origin, [known.after(one, changed) for one in some])
        for origin, some in lookups.items()
    }


def written(documents: Mapping[Origin, Document | None]) -> Iterator[Filled]:
    """Return what writes documents, and counts their terms: none of it sees what another of it writes."""
    if not documents:
        return
    rows = [_row(origin, document) for origin, document in documents.items()]
    columns = dict(zip(_COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
    for statement in _WRITES:
        yield Filled(statement, columns)


_COLUMNS: Final = ("key", "channel", "ts", "alert", "service", "at", "long", "terms")
_WRITES: Final = (
    queries.COUNT_TERMS,
    queries.FORGET_TERMS,
    queries.COUNT_DOCUMENTS,
    queries.PUT_DOCUMENTS,
    queries.DROP_DOCUMENTS,
)


def _row(origin: Origin, document: Document | None) -> tuple[object, ...]:
    """Return a document in the order of its columns; without terms where there is none."""
    key = searching.key_of(origin)
    channel, ts, alert = (origin.channel, origin.ts, None) if isinstance(origin, MessageRef) else (None, None, origin)
    if document is None:
        return key, channel, ts, alert, None, 0, False, "[]"
    return key, channel, ts, alert, document.service, document.at, document.long, json.dumps(document.terms)


async def bring_up(conn: AsyncConnection[Any]) -> AsyncIterator[int]:
    """Make all documents anew if another version of the core made them, and tell of each step.

    Only whoever may write calls this: it holds the workspace's lock.
    """
    size = await queries.size(conn)
    if size is None or size.version != searching.VERSION:
        async for count in make_anew(conn):
            yield count


async def make_anew(conn: AsyncConnection[Any]) -> AsyncIterator[int]:
    """Make all documents of the records, some at a time, and tell how many there are so far.

    Whoever stops in between begins again. Until the end, a search finds what is there already.
    """
    async with conn.transaction():
        await queries.empty(conn)
        await queries.note_empty(conn)
    count = 0
    async for documents in _all(conn):
        if documents:
            await execute(conn, *writes_of(list(written({one.origin: one for one in documents}))))
        count += len(documents)
        yield count
    await queries.note_version(conn, version=searching.VERSION)


async def _all(conn: AsyncConnection[Any]) -> AsyncIterator[list[Document]]:
    """Return the documents of all records, some at a time."""
    after: MessageRef | None = MessageRef("", "")
    while after is not None:
        asked = await queries.questions(conn, channel=after.channel, ts=after.ts, most=_AT_ONCE)
        pairs = [(record_of(HelpRequest, row.request), record_of(Message, row.message)) for row in asked]
        yield _made((request.root, (request, message)) for request, message in pairs)
        after = pairs[-1][0].root if pairs else None
    alert: str | None = ""
    while alert is not None:
        active = await queries.runbooks(conn, alert=alert, most=_AT_ONCE)
        read = [(record_of(Alert, row.alert), record_of(RunbookVersion, row.version)) for row in active]
        yield _made((one.fingerprint, (one, (version,))) for one, version in read)
        alert = read[-1][0].fingerprint if read else None


def _made(known: Iterable[tuple[Origin, tuple[Any, ...]]]) -> list[Document]:
    documents = (searching.document_of(origin, found) for origin, found in known)
    return [one for one in documents if one is not None]
