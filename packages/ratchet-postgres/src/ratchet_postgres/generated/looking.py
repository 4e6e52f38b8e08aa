"""The queries of `queries/looking.sql`. Do not edit: `make generate` writes it."""

from collections.abc import Sequence
from typing import Any, Final

from psycopg import AsyncConnection
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.events import Event

from ratchet_postgres.asking import fetch_all, fetch_one, read

_IS_QUIET: Final = """
select (
    not exists (select from inbox where turn is null and told is not null and parked is null)
    and not exists (
        select from outbox where why_aside is null and (rings_at is null or rings_at <= $1::bigint)
    )
)::boolean as quiet
"""


async def is_quiet(conn: AsyncConnection[Any], *, at: int) -> bool | None:
    """Whether nothing waits to be decided, and nothing is to be done by a moment."""
    row = await fetch_one(conn, _IS_QUIET, (at,))
    return None if row is None else row[0]


_ASKED_BECAUSE_OF: Final = """
select coalesce(i.actions, '{}')::text[] as actions
from inbox as i where i.digest is not null and i.event = $1::text
"""


async def asked_because_of(conn: AsyncConnection[Any], *, event: str) -> list[str] | None:
    """The keys of what was asked for because of an event; null where it is not decided."""
    row = await fetch_one(conn, _ASKED_BECAUSE_OF, (event,))
    return None if row is None else row[0]


_OPEN_OF: Final = """
select action from outbox where key = any($1::text[])
"""


async def open_of(conn: AsyncConnection[Any], *, key: Sequence[str]) -> list[Action]:
    """Actions under some keys that are still to be done."""
    return [read(row[0], Action) for row in await fetch_all(conn, _OPEN_OF, (key,))]


_OUTCOMES_OF: Final = """
select whole(event, at, told) as told from inbox
where told is not null
    and event in (select unnest($1::text[]) || ending from unnest(array['/done', '/failed']) as ending)
"""


async def outcomes_of(conn: AsyncConnection[Any], *, key: Sequence[str]) -> list[Event]:
    """What came of actions under some keys, as far as it is kept."""
    return [read(row[0], Event) for row in await fetch_all(conn, _OUTCOMES_OF, (key,))]


_READS_IN: Final = """
select exists (select from channel_record where id = $1::text and joined) as reads_in
"""


async def reads_in(conn: AsyncConnection[Any], *, channel: str) -> bool | None:
    """Whether ratchet is in a channel, as far as that is remembered."""
    row = await fetch_one(conn, _READS_IN, (channel,))
    return None if row is None else row[0]
