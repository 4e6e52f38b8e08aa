-- name: ToldUnder :many
-- The events with some ids, as they were told, with their places in the order of deciding.
select event, at, told as event_told, turn, parked from inbox where event = any(@events::text[]) order by turn, place;

-- name: ToldAbout :many
-- The events whose ids begin so, as they were told, with their places in the order of deciding.
select event, at, told as event_told, turn, parked from inbox
where event = @message::text or (event >= @message::text || '/' and event < @message::text || '0')
order by turn, place;

-- name: DecidedOf :many
-- What is kept of the decisions about some events.
select turn, event, reasons, actions, withheld, digest from decision where event = any(@events::text[]);

-- name: InOutbox :many
-- The actions under some keys that are still to be done.
select action from outbox where key = any(@keys::text[]);
