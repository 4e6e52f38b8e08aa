-- name: Hear :execrows
-- Take events in, in their order; one whose id is known is left as it is.
insert into inbox (event, at, told, backfill)
select given.event, given.at, given.told, @backfill::boolean
from (
    select
        unnest(@event::text[]) as event, unnest(@at::bigint[]) as at, unnest(@told::jsonb[]) as told,
        generate_subscripts(@event::text[], 1) as place
) as given
order by given.place
on conflict (event) do nothing;

-- name: HearOutcomes :execrows
-- Take in what came of actions, with what was read for them, in their order; these actions are not offered any more.
with done as (
    update outbox as o set not_before = 253402300799000000, in_hand = false, lost = 0
    from (select unnest(@key::text[]) as key, unnest(@token::bigint[]) as token) as q
    where o.key = q.key and o.token = q.token
)
insert into inbox (event, at, told, backfill)
select given.event, given.at, given.told, given.backfill
from (
    select
        unnest(@event::text[]) as event, unnest(@at::bigint[]) as at, unnest(@told::jsonb[]) as told,
        unnest(@backfill::boolean[]) as backfill, generate_subscripts(@event::text[], 1) as place
) as given
order by given.place
on conflict (event) do nothing;

-- name: Waiting :many
-- The events that are to be decided next: what is live before old history, each in the order of hearing.
select event, whole(event, at, told)::text as told_as from inbox
where turn is null and parked is null and told is not null order by backfill, place limit @most::int;

-- name: WaitingBeside :batchmany
-- The live events that are to be decided next, beside some that are being marked, in the order of hearing.
select event, whole(event, at, told)::text as told_as from inbox
where turn is null and parked is null and told is not null and not backfill and event <> all(@event::text[])
order by backfill, place limit @most::int;

-- name: Park :exec
-- Leave an event aside that cannot be decided, and keep why.
update inbox set parked = @why::text where event = @event and turn is null;

-- name: Parked :many
-- The events that were left aside, in the order of hearing, and why; what was given up has no reason any more.
select event, at, parked from inbox where parked <> '' order by place;

-- name: Unpark :execrows
-- Have events decided that were left aside: all of them, or one.
update inbox set parked = null
where parked <> '' and (sqlc.narg(event)::text is null or event = sqlc.narg(event)::text);

-- name: GiveUpParked :execrows
-- Leave nothing of an event that was left aside but that it was heard: it will never be decided.
update inbox set told = null, parked = '' where parked <> '' and event = @event::text;

-- name: LatestTurn :one
-- The turn that was taken last, 0 before the first.
select coalesce(max(turn), 0)::bigint as turn from inbox;

-- name: Taken :batchmany
-- Which of some events were taken.
select q.n::int as n, null::jsonb as record
from (select unnest(@n::int[]) as n, unnest(@event::text[]) as event) as q
join inbox as r on r.event = q.event and r.turn is not null;

-- name: Mark :batchexec
-- Mark events as taken, with what was decided of them; what was not heard through the inbox is kept with its mark.
insert into inbox (event, at, told, turn, digest, reasons, actions, withheld)
select
    given.event, given.at, given.told, given.turn, decode(given.digest, 'hex'), given.reasons,
    nullif(array(select jsonb_array_elements_text(given.actions)), '{}'),
    nullif(array(select jsonb_array_elements_text(given.withheld)), '{}')
from (
    select
        unnest(@event::text[]) as event, unnest(@at::bigint[]) as at, unnest(@told::jsonb[]) as told,
        unnest(@turn::bigint[]) as turn, unnest(@digest::text[]) as digest, unnest(@reasons::json[]) as reasons,
        unnest(@actions::jsonb[]) as actions, unnest(@withheld::jsonb[]) as withheld
) as given
on conflict (event) do update set
    turn = excluded.turn, digest = excluded.digest, reasons = excluded.reasons, actions = excluded.actions,
    withheld = excluded.withheld
where inbox.turn is null;

-- name: Reach :batchexec
-- Note when the latest of what is decided happened.
update decided_until set at = @at::bigint where at < @at::bigint;

-- name: IsAnythingHeard :one
-- Whether any event was ever heard.
select exists (select from inbox)::boolean as anything;

-- name: KeepOthersFromTelling :exec
-- Let nobody else tell of events until the transaction ends.
lock table inbox in share row exclusive mode;
