"""The log of a workspace: what was heard and decided, turn by turn, with the policies that held and what it came to.

Whoever compares it with the records reads both in one `unchanging` view of the database.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection, sql
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import Kind
from ratchet_core.vocabulary.codec import converter
from ratchet_core.vocabulary.events import Event

from ratchet_postgres.generated import log as queries
from ratchet_postgres.layout import table_of
from ratchet_postgres.rows import record_of

_PAGE: Final = 2_000


@frozen
class Logged:
    """A turn as it was kept: its event as plain data, None where only its mark is left, and what was decided of it.

    `reasons` are the behaviour, the rule and what about; None where nothing of the decision is left.
    """

    turn: int
    event: str
    told: Mapping[str, Any] | None
    reasons: tuple[tuple[str, str, str], ...] | None
    actions: tuple[str, ...]
    withheld: tuple[str, ...]
    digest: str | None

    def heard(self) -> Event:
        """Return the event; what it raises says that this code cannot read it."""
        event: Event = converter().structure(self.told, Event)
        return event


async def keep_policy(conn: AsyncConnection[Any], policy: Policy) -> None:
    """Note that the turns from now on are decided under a policy."""
    await queries.keep_policy(conn, policy=json.dumps(converter().unstructure(policy, Policy)))


@asynccontextmanager
async def unchanging(conn: AsyncConnection[Any]) -> AsyncIterator[None]:
    """See the database as it is now for as long as this lasts, whatever is written meanwhile."""
    async with conn.transaction():
        await conn.execute("set transaction isolation level repeatable read, read only")
        yield


async def policies(conn: AsyncConnection[Any]) -> dict[int, Policy]:
    """Return the policies that held, in their order, each under the first turn that was decided under it."""
    return {row.since: row.policy for row in await queries.policies(conn)}


async def latest_policy(conn: AsyncConnection[Any]) -> Policy | None:
    """Return the policy that held last; None where nothing was decided yet."""
    held = await policies(conn)
    return held[max(held)] if held else None


async def logged(conn: AsyncConnection[Any], after: int = 0) -> AsyncIterator[Logged]:
    """Return the turns after one, in their order."""
    while page := await queries.logged(conn, after=after, most=_PAGE):
        for row in page:
            yield _logged(row)
        after = page[-1].turn


def _logged(row: queries.LoggedRow) -> Logged:
    reasons = None if row.reasons is None else tuple((one, why, *(about or ("",))) for one, why, *about in row.reasons)
    actions, withheld = (tuple(one or "" for one in keys or ()) for keys in (row.actions, row.withheld))
    return Logged(row.turn, row.event, row.event_told, reasons, actions, withheld, row.digest or None)


async def records(conn: AsyncConnection[Any], kind: Kind) -> AsyncIterator[Any]:
    """Return all records of a kind, in no promised order; to be called in a transaction."""
    async with conn.cursor(name="records") as cursor:
        cursor.itersize = _PAGE
        await cursor.execute(sql.SQL("select record from {}").format(sql.Identifier(table_of(kind.name))))
        async for (data,) in cursor:
            yield record_of(kind.record, data)


async def open_actions(conn: AsyncConnection[Any]) -> set[str]:
    """Return the keys of the actions still to be done."""
    return set(await queries.open_actions(conn))
