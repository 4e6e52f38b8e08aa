"""The queries of `queries/explaining.sql`. Do not edit: `make generate` writes it."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.asking import fetch_all

_TOLD_UNDER: Final = """
select event, at, whole(event, at, told) as event_told, coalesce(kind_of(told), '')::text as kind,
    coalesce(channel_of(event, told), '')::text as channel, turn, parked
from inbox where event = any($1::text[]) order by turn, place
"""


@frozen
class ToldUnderRow:
    """A row of `told_under`."""

    event: str
    at: int
    event_told: Any
    kind: str
    channel: str
    turn: int | None
    parked: str | None


async def told_under(conn: AsyncConnection[Any], *, events: Sequence[str]) -> list[ToldUnderRow]:
    """The events with some ids, as they were told, with their places in the order of deciding."""
    return [ToldUnderRow(*row) for row in await fetch_all(conn, _TOLD_UNDER, (events,))]


_TOLD_ABOUT: Final = """
select event, at, whole(event, at, told) as event_told, coalesce(kind_of(told), '')::text as kind,
    coalesce(channel_of(event, told), '')::text as channel, turn, parked
from inbox
where event = $1::text or (event >= $1::text || '/' and event < $1::text || '0')
order by turn, place
"""


@frozen
class ToldAboutRow:
    """A row of `told_about`."""

    event: str
    at: int
    event_told: Any
    kind: str
    channel: str
    turn: int | None
    parked: str | None


async def told_about(conn: AsyncConnection[Any], *, message: str) -> list[ToldAboutRow]:
    """The events whose ids begin so, as they were told, with their places in the order of deciding."""
    return [ToldAboutRow(*row) for row in await fetch_all(conn, _TOLD_ABOUT, (message,))]


_DECIDED_OF: Final = """
select i.turn::bigint as turn, i.event, i.reasons, coalesce(i.actions, '{}')::text[] as actions,
    coalesce(i.withheld, '{}')::text[] as withheld, encode(i.digest, 'hex')::text as digest
from inbox as i where i.digest is not null and i.event = any($1::text[])
"""


@frozen
class DecidedOfRow:
    """A row of `decided_of`."""

    turn: int
    event: str
    reasons: Any
    actions: list[str]
    withheld: list[str]
    digest: str


async def decided_of(conn: AsyncConnection[Any], *, events: Sequence[str]) -> list[DecidedOfRow]:
    """What is kept of the decisions about some events."""
    return [DecidedOfRow(*row) for row in await fetch_all(conn, _DECIDED_OF, (events,))]
