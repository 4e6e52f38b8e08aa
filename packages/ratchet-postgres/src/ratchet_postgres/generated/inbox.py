"""The queries of `queries/inbox.sql`. Do not edit: `make generate` writes it."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.asking import Statement, execute, fetch_all, fetch_one

_HEAR: Final = """
insert into inbox (event, at, told, backfill)
select given.event, given.at, given.told, $1::boolean
from (
    select
        unnest($2::text[]) as event, unnest($3::bigint[]) as at, unnest($4::jsonb[]) as told,
        generate_subscripts($2::text[], 1) as place
) as given
order by given.place
on conflict (event) do nothing
"""


async def hear(
    conn: AsyncConnection[Any], *, backfill: bool, event: Sequence[str], at: Sequence[int], told: Sequence[str]
) -> int:
    """Take events in, in their order; one whose id is known is left as it is."""
    return await execute(conn, _HEAR, (backfill, event, at, told))


_HEAR_OUTCOMES: Final = """
with done as (
    update outbox as o set not_before = 253402300799000000, in_hand = false, lost = 0
    from (select unnest($5::text[]) as key, unnest($6::bigint[]) as token) as q
    where o.key = q.key and o.token = q.token
)
insert into inbox (event, at, told, backfill)
select given.event, given.at, given.told, given.backfill
from (
    select
        unnest($1::text[]) as event, unnest($2::bigint[]) as at, unnest($3::jsonb[]) as told,
        unnest($4::boolean[]) as backfill, generate_subscripts($1::text[], 1) as place
) as given
order by given.place
on conflict (event) do nothing
"""


async def hear_outcomes(
    conn: AsyncConnection[Any],
    *,
    event: Sequence[str],
    at: Sequence[int],
    told: Sequence[str],
    backfill: Sequence[bool],
    key: Sequence[str],
    token: Sequence[int],
) -> int:
    """Take in what came of actions, with what was read for them, in their order; these actions are not offered any more."""
    return await execute(conn, _HEAR_OUTCOMES, (event, at, told, backfill, key, token))


_WAITING: Final = """
select event, whole(event, at, told)::text as told_as from inbox
where turn is null and parked is null and told is not null order by backfill, place limit $1::int
"""


@frozen
class WaitingRow:
    """A row of `waiting`."""

    event: str
    told_as: str


async def waiting(conn: AsyncConnection[Any], *, most: int) -> list[WaitingRow]:
    """The events that are to be decided next: what is live before old history, each in the order of hearing."""
    return [WaitingRow(*row) for row in await fetch_all(conn, _WAITING, (most,))]


WAITING_BESIDE: Final = Statement(
    """
select event, whole(event, at, told)::text as told_as from inbox
where turn is null and parked is null and told is not null and not backfill and event <> all($1::text[])
order by backfill, place limit $2::int
""",
    ("event", "most"),
)
"""The live events that are to be decided next, beside some that are being marked, in the order of hearing."""

_PARK: Final = """
update inbox set parked = $1::text where event = $2 and turn is null
"""


async def park(conn: AsyncConnection[Any], *, why: str, event: str) -> None:
    """Leave an event aside that cannot be decided, and keep why."""
    await execute(conn, _PARK, (why, event))


_PARKED: Final = """
select event, at, parked from inbox where parked <> '' order by place
"""


@frozen
class ParkedRow:
    """A row of `parked`."""

    event: str
    at: int
    parked: str | None


async def parked(conn: AsyncConnection[Any]) -> list[ParkedRow]:
    """The events that were left aside, in the order of hearing, and why; what was given up has no reason any more."""
    return [ParkedRow(*row) for row in await fetch_all(conn, _PARKED, ())]


_UNPARK: Final = """
update inbox set parked = null
where parked <> '' and ($1::text is null or event = $1::text)
"""


async def unpark(conn: AsyncConnection[Any], *, event: str | None) -> int:
    """Have events decided that were left aside: all of them, or one."""
    return await execute(conn, _UNPARK, (event,))


_GIVE_UP_PARKED: Final = """
update inbox set told = null, parked = '' where parked <> '' and event = $1::text
"""


async def give_up_parked(conn: AsyncConnection[Any], *, event: str) -> int:
    """Leave nothing of an event that was left aside but that it was heard: it will never be decided."""
    return await execute(conn, _GIVE_UP_PARKED, (event,))


_LATEST_TURN: Final = """
select coalesce(max(turn), 0)::bigint as turn from inbox
"""


async def latest_turn(conn: AsyncConnection[Any]) -> int | None:
    """The turn that was taken last, 0 before the first."""
    row = await fetch_one(conn, _LATEST_TURN, ())
    return None if row is None else row[0]


TAKEN: Final = Statement(
    """
select q.n::int as n, null::jsonb as record
from (select unnest($1::int[]) as n, unnest($2::text[]) as event) as q
join inbox as r on r.event = q.event and r.turn is not null
""",
    ("n", "event"),
)
"""Which of some events were taken."""

MARK: Final = Statement(
    """
insert into inbox (event, at, told, turn, digest, reasons, actions, withheld)
select
    given.event, given.at, given.told, given.turn, decode(given.digest, 'hex'), given.reasons,
    nullif(array(select jsonb_array_elements_text(given.actions)), '{}'),
    nullif(array(select jsonb_array_elements_text(given.withheld)), '{}')
from (
    select
        unnest($1::text[]) as event, unnest($2::bigint[]) as at, unnest($3::jsonb[]) as told,
        unnest($4::bigint[]) as turn, unnest($5::text[]) as digest, unnest($6::json[]) as reasons,
        unnest($7::jsonb[]) as actions, unnest($8::jsonb[]) as withheld
) as given
on conflict (event) do update set
    turn = excluded.turn, digest = excluded.digest, reasons = excluded.reasons, actions = excluded.actions,
    withheld = excluded.withheld
where inbox.turn is null
""",
    ("event", "at", "told", "turn", "digest", "reasons", "actions", "withheld"),
)
"""Mark events as taken, with what was decided of them; what was not heard through the inbox is kept with its mark."""

REACH: Final = Statement(
    """
update decided_until set at = $1::bigint where at < $1::bigint
""",
    ("at",),
)
"""Note when the latest of what is decided happened."""

_IS_ANYTHING_HEARD: Final = """
select exists (select from inbox)::boolean as anything
"""


async def is_anything_heard(conn: AsyncConnection[Any]) -> bool | None:
    """Whether any event was ever heard."""
    row = await fetch_one(conn, _IS_ANYTHING_HEARD, ())
    return None if row is None else row[0]


_KEEP_OTHERS_FROM_TELLING: Final = """
lock table inbox in share row exclusive mode
"""


async def keep_others_from_telling(conn: AsyncConnection[Any]) -> None:
    """Let nobody else tell of events until the transaction ends."""
    await execute(conn, _KEEP_OTHERS_FROM_TELLING, ())
