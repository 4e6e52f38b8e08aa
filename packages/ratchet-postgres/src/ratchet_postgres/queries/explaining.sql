-- name: ToldUnder :many
-- The events with some ids, as they were told, with their places in the order of deciding.
select event, at, whole(event, at, told) as event_told, turn, parked from inbox where event = any(@events::text[]) order by turn, place;

-- name: ToldAbout :many
-- The events whose ids begin so, as they were told, with their places in the order of deciding.
select event, at, whole(event, at, told) as event_told, turn, parked from inbox
where event = @message::text or (event >= @message::text || '/' and event < @message::text || '0')
order by turn, place;

-- name: DecidedOf :many
-- What is kept of the decisions about some events.
select d.turn, i.event, d.reasons, coalesce(d.actions, '{}')::text[] as actions, coalesce(d.withheld, '{}')::text[] as withheld,
    encode(d.digest, 'hex')::text as digest
from inbox as i join decision as d on d.turn = i.turn where i.event = any(@events::text[]);
