-- name: TakeCommandTurn :one
-- Take the turn of a command in the workspace that this schema is, for as long as the connection lasts; say whether it was free.
select pg_try_advisory_lock(7228424, hashtext(current_schema()))::boolean as taken;

-- name: LatestOfKind :many
-- The events whose ids begin and end so, from the one that waits or was decided last on, with their decisions.
with told as materialized (
    select event, at, turn, place from inbox
    where event >= @first::text and event < @beyond::text and event ~ @ends::text
)
select told.event, told.at, told.turn, d.reasons, coalesce(encode(d.digest, 'hex'), '')::text as digest
from told left join decision as d on d.turn = told.turn
order by told.turn desc nulls first, told.place desc limit @most::int;

-- name: Decided :one
-- What is kept of the decision about an event.
select d.turn, i.event, d.reasons, coalesce(d.actions, '{}')::text[] as actions, coalesce(d.withheld, '{}')::text[] as withheld,
    encode(d.digest, 'hex')::text as digest
from inbox as i join decision as d on d.turn = i.turn where i.event = @event::text;
