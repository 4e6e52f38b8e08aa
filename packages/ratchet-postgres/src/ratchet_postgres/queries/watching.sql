-- name: Lanes :many
-- How much waits in each lane at a moment, with the key of what waits first; what was done already does not count.
with waiting as (
    select lane, sequence, key, rings_at, why_aside from outbox
    where not overtaken and not_before < 253402300799000000
)
select
    w.lane,
    count(*) filter (where w.why_aside is null and (w.rings_at is null or w.rings_at <= @at::bigint))::bigint as waiting,
    count(*) filter (where w.why_aside is null and w.rings_at > @at::bigint)::bigint as later,
    count(*) filter (where w.why_aside is not null)::bigint as aside,
    coalesce(min(w.rings_at) filter (where w.why_aside is null and w.rings_at <= @at::bigint), -1)::bigint as rang_at,
    coalesce((
        select first.key from outbox as first where first.sequence = min(w.sequence) filter (
            where w.why_aside is null and w.rings_at is null
        )
    ), '')::text as first_key
from waiting as w group by w.lane;

-- name: InLane :many
-- The first actions of a lane, in the order in which they are offered, without what was set aside.
select key, action::text as told, not_before, attempt, rings_at from outbox
where lane = @lane::text and why_aside is null and not overtaken and not_before < 253402300799000000
order by rings_at nulls first, case when rings_at is not null then key end collate "C", sequence limit @most::int;

-- name: SomeAside :many
-- The first that were set aside, in the order of asking.
select action::text as told, attempt, why_aside from outbox where why_aside is not null order by sequence limit @most::int;

-- name: HeardAt :many
-- When events happened.
select event, at from inbox where event = any(@events::text[]);

-- name: ToDecide :many
-- How many events wait to be decided, what is live and what is old history, and when the earliest of them happened.
select backfill, count(*)::bigint as waiting, min(at)::bigint as oldest from inbox
where turn is null and parked is null group by backfill;

-- name: CountParked :one
-- How many events could not be decided.
select count(*)::bigint as parked from inbox where parked <> '';

-- name: WhoWrites :one
-- Who decides, since when, and its last sign of life, in microseconds.
select
    w.host, w.process, (extract(epoch from w.since) * 1000000)::bigint as since,
    (extract(epoch from w.beat_at) * 1000000)::bigint as seen
from writing as w where w.backend = writer_backend();

-- name: LatestDecisions :many
-- The latest decisions from before a turn on, of a behaviour, for a reason, in a channel.
select
    i.turn::bigint as turn, i.event, i.at, coalesce(kind_of(i.told), '')::text as kind,
    coalesce(channel_of(i.event, i.told), '')::text as channel,
    i.reasons, coalesce(i.actions, '{}')::text[] as actions, coalesce(i.withheld, '{}')::text[] as withheld
from inbox as i
where i.digest is not null and i.turn < @before::bigint
    and (
        sqlc.narg(channel)::text is null
        or channel_of(i.event, i.told) = sqlc.narg(channel)::text
    )
    and (
        (sqlc.narg(behaviour)::text is null and sqlc.narg(why)::text is null)
        or exists (
            select from jsonb_array_elements(i.reasons::jsonb) as reason
            where (sqlc.narg(behaviour)::text is null or reason ->> 0 = sqlc.narg(behaviour)::text)
                and (sqlc.narg(why)::text is null or reason ->> 1 = sqlc.narg(why)::text)
        )
    )
order by i.turn desc limit @most::int;

-- name: KnownDecisions :many
-- Those of some events of which a decision is kept.
select i.event from inbox as i where i.digest is not null and i.event = any(@events::text[]);
