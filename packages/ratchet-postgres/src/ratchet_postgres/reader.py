"""Reads what is remembered in PostgreSQL, as of one moment: whatever is written meanwhile is not seen.

A `Reader` is asked by plain functions, and a connection answers coroutines; so a reader is given what runs one to its
end. A command has an `asyncio.Runner` for it. A server lets the plain function run in a thread, and its own loop answer
(`read`).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol, TypeVar

from psycopg import AsyncConnection, IsolationLevel
from ratchet_core.basis.instants import Instant
from ratchet_core.domain import (
    Alert,
    Assistance,
    HelpRequest,
    Incident,
    IncidentKey,
    Inquiry,
    Mark,
    Message,
    MessageRef,
    ModelSpending,
    Mute,
    Notification,
    RunbookVersion,
    ThreadNote,
    Track,
    Vote,
    note_of,
)
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import Get
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Kind

from ratchet_postgres.asking import fetch_all
from ratchet_postgres.directories import directory_in
from ratchet_postgres.generated import reading as queries
from ratchet_postgres.rows import answers_of, asked, record_of
from ratchet_postgres.together import rows_of

T = TypeVar("T")
R = TypeVar("R")

_ALL: Final = 2**62
"""More rows than there are, and later than any moment."""


class Run(Protocol):
    """Runs a coroutine to its end, and returns what it came to; it is called where waiting is allowed."""

    def __call__(self, work: Coroutine[Any, Any, T], /) -> T:
        """Run it."""
        ...


class PostgresReader(Reader):
    """A `Reader` in one transaction that only reads; `reading` makes one."""

    def __init__(self, conn: AsyncConnection[Any], policy: Policy, run: Run) -> None:
        """Read on a connection that is in such a transaction."""
        self._conn = conn
        self._policy = policy
        self._run = run
        self._now: Instant | None = None
        self._directory: Directory | None = None

    def now(self) -> Instant:
        if self._now is None:
            self._now = self._run(queries.latest_moment(self._conn)) or 0
        return self._now

    def directory(self) -> Directory:
        if self._directory is None:
            self._directory = self._run(directory_in(self._conn, self._policy))
        return self._directory

    def _rows(self, kind: type[R], rows: Coroutine[Any, Any, list[Any]]) -> list[R]:
        return [record_of(kind, one) for one in self._run(rows)]

    def _get(self, kind: type, *key: str | int) -> Any:  # noqa: ANN401 - a record of the kind, or None
        lookups = [Get(kind, key)]
        return answers_of(lookups, self._run(fetch_all(self._conn, *rows_of(asked(lookups)))))[0]

    def alerts(
        self, services: Collection[str] | None = None, fingerprints: Collection[str] | None = None
    ) -> Sequence[Alert]:
        rows = queries.alerts(
            self._conn,
            of_any_service=services is None,
            services=list(services or ()),
            under_any_fingerprint=fingerprints is None,
            fingerprints=list(fingerprints or ()),
        )
        return self._rows(Alert, rows)

    def alert(self, fingerprint: str) -> Alert | None:
        found: Alert | None = self._get(Alert, fingerprint)
        return found

    def tracks(self, alert: str | None = None) -> Sequence[Track]:
        return self._rows(Track, queries.tracks(self._conn, alert=alert))

    def incidents(
        self,
        channel: str | None = None,
        alert: str | None = None,
        *,
        before: Instant | None = None,
        most: int | None = None,
    ) -> Sequence[Incident]:
        rows = queries.incidents(self._conn, channel=channel, alert=alert, **_latest(before, most))
        return self._rows(Incident, rows)

    def incidents_had(self) -> Mapping[str, int]:
        return {one.alert: one.incidents for one in self._run(queries.incidents_had(self._conn))}

    def incident(self, key: IncidentKey) -> Incident | None:
        found: Incident | None = self._get(Incident, key.channel, key.alert, key.number)
        return found

    def marks(self, alert: str | None = None) -> Sequence[Mark]:
        return self._rows(Mark, queries.marks(self._conn, alert=alert))

    def notes(self, channel: str, alert: str) -> Sequence[ThreadNote]:
        return list(map(note_of, self._rows(Message, queries.notes(self._conn, channel=channel, alert=alert))))

    def versions(self, alert: str | None = None) -> Sequence[RunbookVersion]:
        return self._rows(RunbookVersion, queries.versions(self._conn, alert=alert))

    def votes(self, alert: str) -> Sequence[Vote]:
        return self._rows(Vote, queries.votes(self._conn, alert=alert))

    def mutes(self, alert: str | None = None) -> Sequence[Mute]:
        return self._rows(Mute, queries.mutes(self._conn, alert=alert))

    def spendings(self, whom: str, since: Instant = 0) -> Sequence[ModelSpending]:
        return self._rows(ModelSpending, queries.spendings(self._conn, whom=whom, since=since))

    def requests(
        self,
        channel: str | None = None,
        asker: str | None = None,
        *,
        before: Instant | None = None,
        most: int | None = None,
    ) -> Sequence[HelpRequest]:
        rows = queries.requests(self._conn, channel=channel, asker=asker, **_latest(before, most))
        return self._rows(HelpRequest, rows)

    def request(self, root: MessageRef) -> HelpRequest | None:
        found: HelpRequest | None = self._get(HelpRequest, root.channel, root.ts)
        return found

    def inquiry(self, asked: MessageRef) -> Inquiry | None:
        found: Assistance | None = self._get(Assistance, asked.channel, asked.ts)
        return None if found is None else found.inquiry

    def words(self, message: MessageRef) -> str:
        return self.words_of([message]).get(message, "")

    def words_of(self, messages: Collection[MessageRef]) -> Mapping[MessageRef, str]:
        channels, places = [one.channel for one in messages], [one.ts for one in messages]
        rows = self._run(queries.words(self._conn, channel=channels, ts=places))
        return {MessageRef(one.channel, one.ts): one.text for one in rows}

    def gone(self, messages: Collection[MessageRef]) -> Collection[MessageRef]:
        channels, places = [one.channel for one in messages], [one.ts for one in messages]
        rows = self._run(queries.gone_messages(self._conn, channel=channels, ts=places))
        return {MessageRef(one.channel, one.ts) for one in rows}

    def replies(self, root: MessageRef) -> Sequence[ThreadNote]:
        rows = queries.replies(self._conn, channel=root.channel, thread=root.ts)
        return list(map(note_of, self._rows(Message, rows)))

    def notifications(
        self,
        channel: str | None = None,
        kind: Kind | None = None,
        services: Collection[str] | None = None,
        *,
        before: Instant | None = None,
        most: int | None = None,
    ) -> Sequence[Notification]:
        rows = queries.notifications(
            self._conn,
            channel=channel,
            kind=None if kind is None else kind.value,
            of_any_service=services is None,
            services=list(services or ()),
            **_latest(before, most),
        )
        return self._rows(Notification, rows)

    def notification(self, message: MessageRef) -> Notification | None:
        found: Notification | None = self._get(Notification, message.channel, message.ts)
        return found

    def said(self, since: Instant, until: Instant) -> Sequence[Message]:
        return self._rows(Message, queries.said(self._conn, since=since, until=until))

    def messages_of(self, person: str) -> Sequence[MessageRef]:
        rows = self._run(queries.messages_of(self._conn, person=person))
        return [MessageRef(one.channel, one.ts) for one in rows]


def _latest(before: Instant | None, most: int | None) -> dict[str, int]:
    return {"before": _ALL if before is None else before, "most": _ALL if most is None else most}


@asynccontextmanager
async def reading(conn: AsyncConnection[Any], policy: Policy, run: Run) -> AsyncIterator[PostgresReader]:
    """Give a reader of the connection's schema, which must be migrated, as it is now; the connection is its own."""
    await conn.set_isolation_level(IsolationLevel.REPEATABLE_READ)
    await conn.set_read_only(True)
    try:
        async with conn.transaction():
            yield PostgresReader(conn, policy, run)
    finally:
        if not conn.closed:
            await conn.set_isolation_level(None)
            await conn.set_read_only(None)


async def read(conn: AsyncConnection[Any], policy: Policy, query: Callable[[Reader], R]) -> R:
    """Return what a query finds in the connection's schema as it is now; it runs in a thread, and may take its time."""
    loop = asyncio.get_running_loop()

    def run(work: Coroutine[Any, Any, T], /) -> T:
        return asyncio.run_coroutine_threadsafe(work, loop).result()

    async with reading(conn, policy, run) as reader:
        return await asyncio.to_thread(query, reader)
