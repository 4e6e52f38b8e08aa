"""What is to be looked at of a workspace in PostgreSQL: rows, the outbox, decisions and their reasons, and who decides.

Each look opens a connection of its own, so many at once at most, and closes it. A database out of reach is told as one.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

from psycopg import AsyncConnection, InterfaceError, OperationalError
from ratchet_core.basis.instants import Instant
from ratchet_core.domain.policy import Policy
from ratchet_core.ports import SetAside
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.watching import (
    Condition,
    Decided,
    Depth,
    Lead,
    OutOfReachError,
    Sought,
    Step,
    Waiting,
    causes_of,
)
from ratchet_core.vocabulary.actions import Action, Lane
from ratchet_core.vocabulary.decision import Reason, Why
from ratchet_core.vocabulary.events import Event

from ratchet_postgres import explaining, reader
from ratchet_postgres.asking import read
from ratchet_postgres.connecting import ConnectingError, connect
from ratchet_postgres.decided import Kept, reasons_of
from ratchet_postgres.explaining import latest_with, steps_of
from ratchet_postgres.generated import watching as queries

R = TypeVar("R")

_AT_ONCE: Final = 8
_LAST: Final = 2**62
"""Later than any turn."""


class Looks:
    """Opens connections to look at a workspace, so many at once at most."""

    def __init__(self, url: str, at_once: int = _AT_ONCE) -> None:
        """Look at the workspace of a URL, which must be migrated."""
        self._url = url
        self._free = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[AsyncConnection[Any]]:
        """Give a connection.

        Raises:
            OutOfReachError: If the database cannot be reached, or is lost meanwhile.
        """
        async with self._free:
            try:
                async with await connect(self._url) as conn:
                    yield conn
            except (ConnectingError, OperationalError, InterfaceError) as error:
                raise OutOfReachError(str(error)) from error


class PostgresReadings:
    """Runs pure functions over a `Reader` of one consistent state, each in a thread."""

    def __init__(self, looks: Looks, policy: Policy) -> None:
        """Read under a policy."""
        self._looks = looks
        self._policy = policy

    async def read(self, query: Callable[[Reader], R]) -> R:
        """Return what a query says."""
        async with self._looks.open() as conn:
            return await reader.read(conn, self._policy, query)


class PostgresOutgoing:
    """`Outgoing` of an outbox in PostgreSQL."""

    def __init__(self, looks: Looks) -> None:
        """Look at the outbox of a workspace."""
        self._looks = looks

    async def depths(self, at: Instant) -> list[Depth]:
        """Return how much waits in each lane."""
        async with self._looks.open() as conn:
            return await depths(conn, at)

    async def waiting(self, lane: Lane, limit: int) -> list[Waiting]:
        """Return the first actions of a lane."""
        async with self._looks.open() as conn:
            rows = await queries.in_lane(conn, lane=lane.value, most=limit)
            heard = await _heard(conn, (row.key for row in rows if row.rings_at is None))
        return [
            Waiting(
                _action(row.told),
                _since(heard, row.key) if row.rings_at is None else row.rings_at,
                row.not_before or None,
                row.attempt,
            )
            for row in rows
        ]

    async def aside(self, limit: int) -> list[SetAside]:
        """Return what was set aside."""
        async with self._looks.open() as conn:
            rows = await queries.some_aside(conn, most=limit)
        return [SetAside(_action(row.told), row.attempt, row.why_aside or "") for row in rows]


async def depths(conn: AsyncConnection[Any], at: Instant) -> list[Depth]:
    """Return how much waits in each lane of a connection's outbox."""
    rows = {row.lane: row for row in await queries.lanes(conn, at=at)}
    heard = await _heard(conn, (row.first_key for row in rows.values() if row.first_key))
    return [
        Depth(
            lane.value,
            row.waiting,
            _since(heard, row.first_key) if row.rang_at < 0 else row.rang_at,
            row.aside,
            row.later,
        )
        if (row := rows.get(lane.value)) is not None
        else Depth(lane.value, 0)
        for lane in Lane
    ]


async def _heard(conn: AsyncConnection[Any], keys: Iterable[str]) -> Mapping[str, Instant]:
    """Return when the events happened that some actions may come from."""
    causes = [cause for key in keys for cause in causes_of(key)]
    return {row.event: row.at for row in await queries.heard_at(conn, events=causes)} if causes else {}


def _since(heard: Mapping[str, Instant], key: str) -> Instant | None:
    return next((heard[one] for one in causes_of(key) if one in heard), None)


def _action(told: str) -> Action:
    action: Action = read(json.loads(told), Action)
    return action


class PostgresDecisions:
    """`Decisions` of the log in PostgreSQL. The words of an action are there while it waits, and in its outcome."""

    def __init__(self, looks: Looks) -> None:
        """Look at the decisions of a workspace."""
        self._looks = looks

    async def latest(self, sought: Sought, before: int | None, limit: int) -> list[Decided]:
        """Return the decisions that are so, the latest first."""
        async with self._looks.open() as conn:
            rows = await queries.latest_decisions(
                conn,
                before=_LAST if before is None else before,
                channel=sought.channel,
                behaviour=sought.behaviour,
                why=sought.why.value if sought.why is not None else None,
                most=limit,
            )
        return [_decided(row) for row in rows]

    async def trail(self, event: str, limit: int) -> list[Step]:
        """Return the decision of an event, and those that followed from its actions."""
        async with self._looks.open() as conn:
            steps = await steps_of(conn, event, limit)
        decided = [(step, step.kept) for step in steps if step.kept is not None][:limit]
        return [
            Step(_decided_in(step, kept), step.event, _among(step, kept.actions), _among(step, kept.withheld))
            for step, kept in decided
        ]

    async def heard(self, why: Why, limit: int) -> list[tuple[Event, tuple[Reason, ...]]]:
        """Return the latest events that were decided for a reason, the latest last."""
        async with self._looks.open() as conn:
            return await latest_with(conn, why, limit)

    async def known(self, events: Collection[str]) -> frozenset[str]:
        """Return those of some events of which a decision is kept."""
        async with self._looks.open() as conn:
            return frozenset(await queries.known_decisions(conn, events=list(events)))


def _among(step: explaining.Step, keys: Sequence[str]) -> tuple[Action, ...]:
    return tuple(step.actions[key] for key in keys if key in step.actions)


def _decided_in(step: explaining.Step, kept: Kept) -> Decided:
    return Decided(kept.turn, step.id, step.kind, step.at, step.channel, kept.reasons, kept.actions, kept.withheld)


def _decided(row: Any) -> Decided:  # noqa: ANN401 - a row of the query
    return Decided(
        row.turn,
        row.event,
        row.kind,
        row.at,
        row.channel or None,
        reasons_of(row.reasons),
        tuple(row.actions),
        tuple(row.withheld),
    )


class PostgresHealth:
    """`Health` of a workspace in PostgreSQL."""

    def __init__(self, looks: Looks) -> None:
        """Look at a workspace."""
        self._looks = looks

    async def condition(self, at: Instant) -> Condition:
        """Return how it is."""
        async with self._looks.open() as conn:
            writer = await queries.who_writes(conn)
            return Condition(
                None if writer is None else Lead(f"{writer.host}/{writer.process}", writer.since, writer.seen),
                await to_decide(conn),
                tuple(await depths(conn, at)),
                await queries.count_parked(conn) or 0,
            )


async def to_decide(conn: AsyncConnection[Any]) -> tuple[Depth, Depth]:
    """Return how much waits to be decided: what is live, and old history, whose age says nothing."""
    rows = {row.backfill: row for row in await queries.to_decide(conn)}
    live, old = rows.get(False), rows.get(True)
    return (
        Depth("live", 0) if live is None else Depth("live", live.waiting, live.oldest),
        Depth("old", 0 if old is None else old.waiting),
    )
