-- name: TakeCommandTurn :one
-- Take the turn of a command in the workspace that this schema is, for as long as the connection lasts; say whether it was free.
select pg_try_advisory_lock(7228424, hashtext(current_schema()))::boolean as taken;

-- name: LatestOfKind :many
-- The events whose ids begin and end so, from the one that waits or was decided last on, with their decisions.
with told as materialized (
    select event, at, turn, place, reasons, digest from inbox
    where event >= @first::text and event < @beyond::text and event ~ @ends::text
)
select told.event, told.at, told.turn, told.reasons, coalesce(encode(told.digest, 'hex'), '')::text as digest
from told
order by told.turn desc nulls first, told.place desc limit @most::int;

-- name: Decided :one
-- What is kept of the decision about an event.
select i.turn::bigint as turn, i.event, i.reasons, coalesce(i.actions, '{}')::text[] as actions,
    coalesce(i.withheld, '{}')::text[] as withheld, encode(i.digest, 'hex')::text as digest
from inbox as i where i.digest is not null and i.event = @event::text;
