-- name: IsQuiet :one
-- Whether nothing waits to be decided, and nothing is to be done by a moment.
select (
    not exists (select from inbox where turn is null and told is not null and parked is null)
    and not exists (
        select from outbox where why_aside is null and (rings_at is null or rings_at <= @at::bigint)
    )
)::boolean as quiet;

-- name: AskedBecauseOf :one
-- The keys of what was asked for because of an event; null where it is not decided.
select coalesce(i.actions, '{}')::text[] as actions
from inbox as i where i.digest is not null and i.event = @event::text;

-- name: OpenOf :many
-- Actions under some keys that are still to be done.
select action from outbox where key = any(@key::text[]);

-- name: OutcomesOf :many
-- What came of actions under some keys, as far as it is kept.
select whole(event, at, told) as told from inbox
where told is not null
    and event in (select unnest(@key::text[]) || ending from unnest(array['/done', '/failed']) as ending);

-- name: ReadsIn :one
-- Whether ratchet is in a channel, as far as that is remembered.
select exists (select from channel_record where id = @channel::text and joined) as reads_in;
