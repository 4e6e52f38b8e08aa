"""The queries of `queries/watching.sql`. Do not edit: `make generate` writes it."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.asking import fetch_all, fetch_one

_LANES: Final = """
with waiting as (
    select lane, sequence, key, rings_at, why_aside from outbox
    where not overtaken and not_before < 253402300799000000
)
select
    w.lane,
    count(*) filter (where w.why_aside is null and (w.rings_at is null or w.rings_at <= $1::bigint))::bigint as waiting,
    count(*) filter (where w.why_aside is null and w.rings_at > $1::bigint)::bigint as later,
    count(*) filter (where w.why_aside is not null)::bigint as aside,
    coalesce(min(w.rings_at) filter (where w.why_aside is null and w.rings_at <= $1::bigint), -1)::bigint as rang_at,
    coalesce((
        select first.key from outbox as first where first.sequence = min(w.sequence) filter (
            where w.why_aside is null and w.rings_at is null
        )
    ), '')::text as first_key
from waiting as w group by w.lane
"""


@frozen
class LanesRow:
    """A row of `lanes`."""

    lane: str
    waiting: int
    later: int
    aside: int
    rang_at: int
    first_key: str


async def lanes(conn: AsyncConnection[Any], *, at: int) -> list[LanesRow]:
    """How much waits in each lane at a moment, with the key of what waits first; what was done already does not count."""
    return [LanesRow(*row) for row in await fetch_all(conn, _LANES, (at,))]


_IN_LANE: Final = """
select key, action::text as told, not_before, attempt, rings_at from outbox
where lane = $1::text and why_aside is null and not overtaken and not_before < 253402300799000000
order by rings_at nulls first, case when rings_at is not null then key end collate "C", sequence limit $2::int
"""


@frozen
class InLaneRow:
    """A row of `in_lane`."""

    key: str
    told: str
    not_before: int
    attempt: int
    rings_at: int | None


async def in_lane(conn: AsyncConnection[Any], *, lane: str, most: int) -> list[InLaneRow]:
    """The first actions of a lane, in the order in which they are offered, without what was set aside."""
    return [InLaneRow(*row) for row in await fetch_all(conn, _IN_LANE, (lane, most))]


_SOME_ASIDE: Final = """
select action::text as told, attempt, why_aside from outbox where why_aside is not null order by sequence limit $1::int
"""


@frozen
class SomeAsideRow:
    """A row of `some_aside`."""

    told: str
    attempt: int
    why_aside: str | None


async def some_aside(conn: AsyncConnection[Any], *, most: int) -> list[SomeAsideRow]:
    """The first that were set aside, in the order of asking."""
    return [SomeAsideRow(*row) for row in await fetch_all(conn, _SOME_ASIDE, (most,))]


_HEARD_AT: Final = """
select event, at from inbox where event = any($1::text[])
"""


@frozen
class HeardAtRow:
    """A row of `heard_at`."""

    event: str
    at: int


async def heard_at(conn: AsyncConnection[Any], *, events: Sequence[str]) -> list[HeardAtRow]:
    """When events happened."""
    return [HeardAtRow(*row) for row in await fetch_all(conn, _HEARD_AT, (events,))]


_TO_DECIDE: Final = """
select backfill, count(*)::bigint as waiting, min(at)::bigint as oldest from inbox
where turn is null and parked is null group by backfill
"""


@frozen
class ToDecideRow:
    """A row of `to_decide`."""

    backfill: bool
    waiting: int
    oldest: int


async def to_decide(conn: AsyncConnection[Any]) -> list[ToDecideRow]:
    """How many events wait to be decided, what is live and what is old history, and when the earliest of them happened."""
    return [ToDecideRow(*row) for row in await fetch_all(conn, _TO_DECIDE, ())]


_COUNT_PARKED: Final = """
select count(*)::bigint as parked from inbox where parked <> ''
"""


async def count_parked(conn: AsyncConnection[Any]) -> int | None:
    """How many events could not be decided."""
    row = await fetch_one(conn, _COUNT_PARKED, ())
    return None if row is None else row[0]


_WHO_WRITES: Final = """
select
    w.host, w.process, (extract(epoch from w.since) * 1000000)::bigint as since,
    (extract(epoch from w.beat_at) * 1000000)::bigint as seen
from writing as w where w.backend = writer_backend()
"""


@frozen
class WhoWritesRow:
    """A row of `who_writes`."""

    host: str
    process: int
    since: int
    seen: int


async def who_writes(conn: AsyncConnection[Any]) -> WhoWritesRow | None:
    """Who decides, since when, and its last sign of life, in microseconds."""
    row = await fetch_one(conn, _WHO_WRITES, ())
    return None if row is None else WhoWritesRow(*row)


_LATEST_DECISIONS: Final = """
select
    i.turn::bigint as turn, i.event, i.at, coalesce(kind_of(i.told), '')::text as kind,
    coalesce(channel_of(i.event, i.told), '')::text as channel,
    i.reasons, coalesce(i.actions, '{}')::text[] as actions, coalesce(i.withheld, '{}')::text[] as withheld
from inbox as i
where i.digest is not null and i.turn < $1::bigint
    and (
        $2::text is null
        or channel_of(i.event, i.told) = $2::text
    )
    and (
        ($3::text is null and $4::text is null)
        or exists (
            select from jsonb_array_elements(i.reasons::jsonb) as reason
            where ($3::text is null or reason ->> 0 = $3::text)
                and ($4::text is null or reason ->> 1 = $4::text)
        )
    )
order by i.turn desc limit $5::int
"""


@frozen
class LatestDecisionsRow:
    """A row of `latest_decisions`."""

    turn: int
    event: str
    at: int
    kind: str
    channel: str
    reasons: Any
    actions: list[str]
    withheld: list[str]


async def latest_decisions(
    conn: AsyncConnection[Any], *, before: int, channel: str | None, behaviour: str | None, why: str | None, most: int
) -> list[LatestDecisionsRow]:
    """The latest decisions from before a turn on, of a behaviour, for a reason, in a channel."""
    return [
        LatestDecisionsRow(*row)
        for row in await fetch_all(conn, _LATEST_DECISIONS, (before, channel, behaviour, why, most))
    ]


_KNOWN_DECISIONS: Final = """
select i.event from inbox as i where i.digest is not null and i.event = any($1::text[])
"""


async def known_decisions(conn: AsyncConnection[Any], *, events: Sequence[str]) -> list[str]:
    """Those of some events of which a decision is kept."""
    return [row[0] for row in await fetch_all(conn, _KNOWN_DECISIONS, (events,))]
