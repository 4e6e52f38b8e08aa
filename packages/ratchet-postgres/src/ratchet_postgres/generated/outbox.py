"""The queries of `queries/outbox.sql`. Do not edit: `make generate` writes it."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection
from ratchet_core.vocabulary.actions import Action

from ratchet_postgres.asking import Statement, execute, fetch_all, fetch_one, read

_OVERTAKE: Final = """
update outbox as o set overtaken = true
from (select unnest($1::text[]) as key, unnest($2::text[]) as channel, unnest($3::text[]) as edited) as new
where o.channel = new.channel and o.edited = new.edited
    and not exists (select from outbox as known where known.key = new.key)
"""


async def overtake(
    conn: AsyncConnection[Any], *, key: Sequence[str], channel: Sequence[str], edited: Sequence[str]
) -> None:
    """Let new edits overtake those of the same messages that are still to be made: the ones whose key is not known yet."""
    await execute(conn, _OVERTAKE, (key, channel, edited))


ASK: Final = Statement(
    """
with given as (
    select
        unnest($1::text[]) as key, unnest($2::text[]) as lane, unnest($3::jsonb[]) as action,
        unnest($4::text[]) as channel, unnest($5::text[]) as edited,
        unnest($6::bigint[]) as rings_at, generate_subscripts($1::text[], 1) as place
),
fresh as (
    select key, lane, action, channel, edited, rings_at, place from given where not exists (select from outbox as known where known.key = given.key)
)
insert into outbox (key, lane, action, edited, rings_at, overtaken)
select
    fresh.key, fresh.lane, fresh.action, fresh.edited, fresh.rings_at,
    fresh.edited is not null and exists (
        select from fresh as later
        where later.channel = fresh.channel and later.edited = fresh.edited and later.place > fresh.place
    )
from fresh
order by fresh.place
""",
    ("key", "lane", "action", "channel", "edited", "rings_at"),
)
"""Take actions, in their order; one whose key is known is left as it is, and of edits of one message the last holds."""

SETTLE: Final = Statement(
    """
delete from outbox where key = any($1::text[])
""",
    ("key",),
)
"""Let go of actions whose outcomes are known."""

_GIVE_UP: Final = """
delete from outbox
where rings_at is null
    and (
        (channel = $1::text and ($2::text is null or thread = $2::text))
        or ($2::text is null and action ->> 'type' = 'RefuseForm' and action ->> 'person' = $1::text)
    )
"""


async def give_up(conn: AsyncConnection[Any], *, channel: str, thread: str | None) -> None:
    """Give up what was still to be said in a channel, or in one of its threads, or to a person in a form that is given back to them; alarms stay."""
    await execute(conn, _GIVE_UP, (channel, thread))


_CITING: Final = """
select action from outbox
where rings_at is null and strpos(action::text, $1::text) > 0 and strpos(action::text, $2::text) > 0
"""


async def citing(conn: AsyncConnection[Any], *, channel: str, ts: str) -> list[Action]:
    """What is still to be done that may name a message anywhere: its words, what a model is to read, what one wrote."""
    return [read(row[0], Action) for row in await fetch_all(conn, _CITING, (channel, ts))]


_NAMING: Final = """
select action from outbox
where rings_at is null and (strpos(action::text, $1::text) > 0 or strpos(action::text, $2::text) > 0)
"""


async def naming(conn: AsyncConnection[Any], *, channel: str, name: str) -> list[Action]:
    """What is still to be done that has the id or the name of a channel anywhere; alarms have no words."""
    return [read(row[0], Action) for row in await fetch_all(conn, _NAMING, (channel, name))]


_CAUSED_BY: Final = """
select action from outbox where starts_with(key, $1::text)
"""


async def caused_by(conn: AsyncConnection[Any], *, cause: str) -> list[Action]:
    """What is still to be done because of an event."""
    return [read(row[0], Action) for row in await fetch_all(conn, _CAUSED_BY, (cause,))]


_REWRITE: Final = """
update outbox as o set action = new.action
from (select unnest($1::text[]) as key, unnest($2::jsonb[]) as action) as new
where o.key = new.key
"""


async def rewrite(conn: AsyncConnection[Any], *, key: Sequence[str], action: Sequence[str]) -> None:
    """Put other words in the place of what is still to be said."""
    await execute(conn, _REWRITE, (key, action))


_FORGET_OVERTAKEN: Final = """
delete from outbox where overtaken and not in_hand
"""


async def forget_overtaken(conn: AsyncConnection[Any]) -> None:
    """Let go of edits that were overtaken and that nobody is making."""
    await execute(conn, _FORGET_OVERTAKEN, ())


_WAKE: Final = """
update outbox as o set
    not_before = 0, in_hand = false, doubtful = o.doubtful or o.in_hand,
    lost = o.lost + o.in_hand::int,
    why_aside = case when o.in_hand and o.lost + 1 >= $1::int then $2::text else o.why_aside end,
    token = case when o.in_hand and o.lost + 1 >= $1::int then nextval('outbox_token') else o.token end
from (
    select sequence from outbox where not_before > 0 and not_before <= $3::bigint
    order by sequence for update skip locked
) as due
where o.sequence = due.sequence
"""


async def wake(conn: AsyncConnection[Any], *, most: int, why: str, at: int) -> int:
    """Offer again what was put off until now, and what is in hand no more because a lease is over: that may have been done, and after too many such leases in a row it is set aside."""
    return await execute(conn, _WAKE, (most, why, at))


_CLAIM: Final = """
with asked as (
    select o.sequence, 0::bigint as rings_at, ''::text as ringing from outbox as o
    where o.lane = any($1::text[]) and o.not_before = 0 and o.why_aside is null and o.rings_at is null
        and not o.overtaken and (o.edited is null or not exists (
            select from outbox as other
            where other.channel = o.channel and other.edited = o.edited and other.in_hand
        ))
        and (not $2::boolean or o.lane <> 'speech' or o.edited is not null or takes_turn_in(o.channel))
    order by o.sequence limit $3::int for update of o skip locked
),
ringing as (
    select o.sequence, o.rings_at, o.key as ringing from outbox as o
    where o.lane = any($1::text[]) and o.not_before = 0 and o.why_aside is null and o.rings_at <= $4::bigint
    order by o.rings_at, o.key limit $3::int for update of o skip locked
),
free as (select sequence, rings_at, ringing from asked union all select sequence, rings_at, ringing from ringing),
chosen as (
    select sequence, row_number() over (order by rings_at, ringing collate "C", sequence) as place
    from free order by rings_at, ringing collate "C", sequence limit $3::int
),
taken as (
    update outbox as o set
        token = nextval('outbox_token'), attempt = o.attempt + 1, in_hand = true, begun = false,
        worker = $5::int, not_before = $6::bigint
    from chosen where o.sequence = chosen.sequence
    returning o.sequence, o.key, o.action, o.token, o.attempt, o.doubtful, o.lost
)
select taken.key, taken.action::text as told, taken.token, taken.attempt, taken.doubtful, taken.lost
from taken join chosen on chosen.sequence = taken.sequence order by chosen.place
"""


@frozen
class ClaimRow:
    """A row of `claim`."""

    key: str
    told: str
    token: int
    attempt: int
    doubtful: bool
    lost: int


async def claim(
    conn: AsyncConnection[Any], *, lanes: Sequence[str], in_order: bool, most: int, at: int, worker: int, until: int
) -> list[ClaimRow]:
    """Take actions of some lanes in hand: in the order of asking, and then alarms in the order of their moments."""
    return [ClaimRow(*row) for row in await fetch_all(conn, _CLAIM, (lanes, in_order, most, at, worker, until))]


_HELD: Final = """
update outbox as o set begun = true
from (select unnest($1::text[]) as key, unnest($2::bigint[]) as token) as q
where o.key = q.key and o.token = q.token
returning o.action, o.overtaken, o.token
"""


@frozen
class HeldRow:
    """A row of `held`."""

    action: Action
    overtaken: bool
    token: int


async def held(conn: AsyncConnection[Any], *, key: Sequence[str], token: Sequence[int]) -> list[HeldRow]:
    """What is in hand under some tokens, as it is now; note that it is about to be done."""
    return [HeldRow(read(row[0], Action), row[1], row[2]) for row in await fetch_all(conn, _HELD, (key, token))]


_HOLD: Final = """
select case when pg_try_advisory_lock(7228424, pg_backend_pid()) then pg_backend_pid() else 0 end::int as worker
"""


async def hold(conn: AsyncConnection[Any]) -> int | None:
    """Have it known that a worker is there for as long as this connection lasts, and return its number."""
    row = await fetch_one(conn, _HOLD, ())
    return None if row is None else row[0]


_DISOWN: Final = """
update outbox set worker = -1 where in_hand and worker = pg_backend_pid()
"""


async def disown(conn: AsyncConnection[Any]) -> None:
    """Have what an earlier worker of the same number has in hand, which is gone, be known as that."""
    await execute(conn, _DISOWN, ())


_TAKE_UP: Final = """
update outbox as o set worker = pg_backend_pid()
from (select unnest($1::text[]) as key, unnest($2::bigint[]) as token) as q
where o.key = q.key and o.token = q.token and o.in_hand
returning o.token
"""


async def take_up(conn: AsyncConnection[Any], *, key: Sequence[str], token: Sequence[int]) -> list[int]:
    """Go on with what is in hand under some tokens on this connection, and return which of it nobody else has taken."""
    return [row[0] for row in await fetch_all(conn, _TAKE_UP, (key, token))]


_GONE: Final = """
select held.worker from (select distinct o.worker from outbox as o where o.in_hand and o.worker <> 0) as held
where held.worker < 0 or not is_there(held.worker)
"""


async def gone(conn: AsyncConnection[Any]) -> list[int]:
    """The workers that have something in hand and are gone."""
    return [row[0] for row in await fetch_all(conn, _GONE, ())]


_TAKE_FROM: Final = """
update outbox as o set
    in_hand = false, doubtful = o.doubtful or o.begun, attempt = o.attempt - (not o.begun)::int,
    lost = o.lost + o.begun::int, token = nextval('outbox_token'),
    not_before = case when o.begun and o.lost + 1 < $1::int then $2::bigint else 0 end,
    why_aside = case when o.begun and o.lost + 1 >= $1::int then $3::text else o.why_aside end
from (
    select sequence from outbox where in_hand and worker = any($4::int[])
    order by sequence for update skip locked
) as theirs
where o.sequence = theirs.sequence
"""


async def take_from(conn: AsyncConnection[Any], *, most: int, settled: int, why: str, workers: Sequence[int]) -> int:
    """Offer again what workers have in hand that are gone: what only waited there at once, as if it had not been claimed, and what may have been done from a moment on; after too many such ends in a row it is set aside."""
    return await execute(conn, _TAKE_FROM, (most, settled, why, workers))


_POSTPONE: Final = """
update outbox set
    not_before = $1::bigint, doubtful = doubtful or $2::boolean, in_hand = false, lost = 0,
    token = nextval('outbox_token')
where key = $3::text and token = $4::bigint
returning overtaken
"""


async def postpone(conn: AsyncConnection[Any], *, until: int, doubtful: bool, key: str, token: int) -> bool | None:
    """Let go of a claim, and offer its action again from a moment on; say whether newer words wait instead."""
    row = await fetch_one(conn, _POSTPONE, (until, doubtful, key, token))
    return None if row is None else row[0]


_PUT_BACK: Final = """
update outbox as o set
    not_before = 0, in_hand = false, attempt = o.attempt - 1, token = nextval('outbox_token')
from (select unnest($1::text[]) as key, unnest($2::bigint[]) as token) as q
where o.key = q.key and o.token = q.token
"""


async def put_back(conn: AsyncConnection[Any], *, key: Sequence[str], token: Sequence[int]) -> int:
    """Let go of claims of what nobody began to do, as if they had not been made."""
    return await execute(conn, _PUT_BACK, (key, token))


_SET_ASIDE: Final = """
update outbox set why_aside = $1::text, not_before = 0, in_hand = false, lost = 0, token = nextval('outbox_token')
where key = $2::text and token = $3::bigint
returning overtaken
"""


async def set_aside(conn: AsyncConnection[Any], *, why: str, key: str, token: int) -> bool | None:
    """Let go of a claim for good, and keep why; say whether newer words wait instead."""
    row = await fetch_one(conn, _SET_ASIDE, (why, key, token))
    return None if row is None else row[0]


_ASIDE: Final = """
select action, attempt, why_aside from outbox where why_aside is not null order by sequence
"""


@frozen
class AsideRow:
    """A row of `aside`."""

    action: Action
    attempt: int
    why_aside: str | None


async def aside(conn: AsyncConnection[Any]) -> list[AsideRow]:
    """What was set aside, in the order of asking."""
    return [AsideRow(read(row[0], Action), row[1], row[2]) for row in await fetch_all(conn, _ASIDE, ())]


_RETRY: Final = """
update outbox set why_aside = null, attempt = 0, lost = 0 where key = $1::text and why_aside is not null
"""


async def retry(conn: AsyncConnection[Any], *, key: str) -> int:
    """Offer again what was set aside, from its first attempt on."""
    return await execute(conn, _RETRY, (key,))


_DROP: Final = """
delete from outbox where key = $1::text and why_aside is not null
"""


async def drop(conn: AsyncConnection[Any], *, key: str) -> int:
    """Give up what was set aside."""
    return await execute(conn, _DROP, (key,))


_NEXT_DUE: Final = """
select case
    when exists (
        select from outbox as o
        where o.lane = any($1::text[]) and o.not_before = 0 and o.why_aside is null and o.rings_at is null
            and not o.overtaken and (o.edited is null or not exists (
                select from outbox as other
                where other.channel = o.channel and other.edited = o.edited and other.in_hand
            ))
    ) then 0
    else (
        select min(case when o.not_before > 0 then o.not_before else o.rings_at end) from outbox as o
        where o.lane = any($1::text[]) and o.why_aside is null and (o.not_before > 0 or o.rings_at is not null)
            and o.not_before < 253402300799000000
    )
end::bigint as due
"""


async def next_due(conn: AsyncConnection[Any], *, lanes: Sequence[str]) -> int | None:
    """From which moment on something of some lanes may be claimed, 0 where it may be at once; null where nothing waits."""
    row = await fetch_one(conn, _NEXT_DUE, (lanes,))
    return None if row is None else row[0]


_RETRY_ALL: Final = """
update outbox set why_aside = null, attempt = 0, lost = 0 where why_aside is not null
"""


async def retry_all(conn: AsyncConnection[Any]) -> int:
    """Offer again all that was set aside, from its first attempt on."""
    return await execute(conn, _RETRY_ALL, ())
