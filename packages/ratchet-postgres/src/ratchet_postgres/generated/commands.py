"""The queries of `queries/commands.sql`. Do not edit: `make generate` writes it."""

from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.asking import fetch_all, fetch_one

_TAKE_COMMAND_TURN: Final = """
select pg_try_advisory_lock(7228424, hashtext(current_schema()))::boolean as taken
"""


async def take_command_turn(conn: AsyncConnection[Any]) -> bool | None:
    """Take the turn of a command in the workspace that this schema is, for as long as the connection lasts; say whether it was free."""
    row = await fetch_one(conn, _TAKE_COMMAND_TURN, ())
    return None if row is None else row[0]


_LATEST_OF_KIND: Final = """
with told as materialized (
    select event, at, turn, place, reasons, digest from inbox
    where event >= $2::text and event < $3::text and event ~ $4::text
)
select told.event, told.at, told.turn, told.reasons, coalesce(encode(told.digest, 'hex'), '')::text as digest
from told
order by told.turn desc nulls first, told.place desc limit $1::int
"""


@frozen
class LatestOfKindRow:
    """A row of `latest_of_kind`."""

    event: str
    at: int
    turn: int | None
    reasons: Any
    digest: str


async def latest_of_kind(
    conn: AsyncConnection[Any], *, most: int, first: str, beyond: str, ends: str
) -> list[LatestOfKindRow]:
    """The events whose ids begin and end so, from the one that waits or was decided last on, with their decisions."""
    return [LatestOfKindRow(*row) for row in await fetch_all(conn, _LATEST_OF_KIND, (most, first, beyond, ends))]


_DECIDED: Final = """
select i.turn::bigint as turn, i.event, i.reasons, coalesce(i.actions, '{}')::text[] as actions,
    coalesce(i.withheld, '{}')::text[] as withheld, encode(i.digest, 'hex')::text as digest
from inbox as i where i.digest is not null and i.event = $1::text
"""


@frozen
class DecidedRow:
    """A row of `decided`."""

    turn: int
    event: str
    reasons: Any
    actions: list[str]
    withheld: list[str]
    digest: str


async def decided(conn: AsyncConnection[Any], *, event: str) -> DecidedRow | None:
    """What is kept of the decision about an event."""
    row = await fetch_one(conn, _DECIDED, (event,))
    return None if row is None else DecidedRow(*row)
