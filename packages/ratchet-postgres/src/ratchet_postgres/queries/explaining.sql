-- name: ToldUnder :many
-- The events with some ids, as they were told, with their places in the order of deciding.
select event, at, whole(event, at, told) as event_told, coalesce(kind_of(told), '')::text as kind,
    coalesce(channel_of(event, told), '')::text as channel, turn, parked
from inbox where event = any(@events::text[]) order by turn, place;

-- name: ToldAbout :many
-- The events whose ids begin so, as they were told, with their places in the order of deciding.
select event, at, whole(event, at, told) as event_told, coalesce(kind_of(told), '')::text as kind,
    coalesce(channel_of(event, told), '')::text as channel, turn, parked
from inbox
where event = @message::text or (event >= @message::text || '/' and event < @message::text || '0')
order by turn, place;

-- name: DecidedOf :many
-- What is kept of the decisions about some events.
select i.turn::bigint as turn, i.event, i.reasons, coalesce(i.actions, '{}')::text[] as actions,
    coalesce(i.withheld, '{}')::text[] as withheld, encode(i.digest, 'hex')::text as digest
from inbox as i where i.digest is not null and i.event = any(@events::text[]);
