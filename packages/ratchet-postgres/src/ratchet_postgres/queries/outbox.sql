-- name: Overtake :exec
-- Let new edits overtake those of the same messages that are still to be made: the ones whose key is not known yet.
update outbox as o set overtaken = true
from (select unnest(@key::text[]) as key, unnest(@channel::text[]) as channel, unnest(@edited::text[]) as edited) as new
where o.channel = new.channel and o.edited = new.edited
    and not exists (select from outbox as known where known.key = new.key);

-- name: Ask :batchexec
-- Take actions, in their order; one whose key is known is left as it is, and of edits of one message the last holds.
with given as (
    select
        unnest(@key::text[]) as key, unnest(@lane::text[]) as lane, unnest(@action::jsonb[]) as action,
        unnest(@channel::text[]) as channel, unnest(sqlc.narg(edited)::text[]) as edited,
        unnest(sqlc.narg(rings_at)::bigint[]) as rings_at, generate_subscripts(@key::text[], 1) as place
),
fresh as (
    select * from given where not exists (select from outbox as known where known.key = given.key)
)
insert into outbox (key, lane, action, edited, rings_at, overtaken)
select
    fresh.key, fresh.lane, fresh.action, fresh.edited, fresh.rings_at,
    fresh.edited is not null and exists (
        select from fresh as later
        where later.channel = fresh.channel and later.edited = fresh.edited and later.place > fresh.place
    )
from fresh
order by fresh.place;

-- name: Settle :batchexec
-- Let go of actions whose outcomes are known.
delete from outbox where key = any(@key::text[]);

-- name: GiveUp :exec
-- Give up what was still to be said in a channel, or in one of its threads, or to a person in a form that is given back
-- to them; alarms stay.
delete from outbox
where rings_at is null
    and (
        (channel = @channel::text and (sqlc.narg(thread)::text is null or thread = sqlc.narg(thread)::text))
        or (sqlc.narg(thread)::text is null and action ->> 'type' = 'RefuseForm' and action ->> 'person' = @channel::text)
    );

-- name: Citing :many
-- What is still to be done that may name a message anywhere: its words, what a model is to read, what one wrote.
select action from outbox
where rings_at is null and strpos(action::text, @channel::text) > 0 and strpos(action::text, @ts::text) > 0;

-- name: Naming :many
-- What is still to be done that has the id or the name of a channel anywhere; alarms have no words.
select action from outbox
where rings_at is null and (strpos(action::text, @channel::text) > 0 or strpos(action::text, @name::text) > 0);

-- name: CausedBy :many
-- What is still to be done because of an event.
select action from outbox where starts_with(key, @cause::text);

-- name: Rewrite :exec
-- Put other words in the place of what is still to be said.
update outbox as o set action = new.action
from (select unnest(@key::text[]) as key, unnest(@action::jsonb[]) as action) as new
where o.key = new.key;

-- name: ForgetOvertaken :exec
-- Let go of edits that were overtaken and that nobody is making.
delete from outbox where overtaken and not in_hand;

-- name: Wake :execrows
-- Offer again what was put off until now, and what is in hand no more because a lease is over: that may have been done,
-- and after too many such leases in a row it is set aside.
update outbox as o set
    not_before = 0, in_hand = false, doubtful = o.doubtful or o.in_hand,
    lost = o.lost + o.in_hand::int,
    why_aside = case when o.in_hand and o.lost + 1 >= @most::int then @why::text else o.why_aside end,
    token = case when o.in_hand and o.lost + 1 >= @most::int then nextval('outbox_token') else o.token end
from (
    select sequence from outbox where not_before > 0 and not_before <= @at::bigint
    order by sequence for update skip locked
) as due
where o.sequence = due.sequence;

-- name: Claim :many
-- Take actions of some lanes in hand: in the order of asking, and then alarms in the order of their moments.
with asked as (
    select o.sequence, 0::bigint as rings_at, ''::text as ringing from outbox as o
    where o.lane = any(@lanes::text[]) and o.not_before = 0 and o.why_aside is null and o.rings_at is null
        and not o.overtaken and (o.edited is null or not exists (
            select from outbox as other
            where other.channel = o.channel and other.edited = o.edited and other.in_hand
        ))
        and (not @in_order::boolean or o.lane <> 'speech' or o.edited is not null or takes_turn_in(o.channel))
    order by o.sequence limit @most::int for update of o skip locked
),
ringing as (
    select o.sequence, o.rings_at, o.key as ringing from outbox as o
    where o.lane = any(@lanes::text[]) and o.not_before = 0 and o.why_aside is null and o.rings_at <= @at::bigint
    order by o.rings_at, o.key limit @most::int for update of o skip locked
),
free as (select * from asked union all select * from ringing),
chosen as (
    select sequence, row_number() over (order by rings_at, ringing collate "C", sequence) as place
    from free order by rings_at, ringing collate "C", sequence limit @most::int
),
taken as (
    update outbox as o set
        token = nextval('outbox_token'), attempt = o.attempt + 1, in_hand = true, begun = false,
        worker = @worker::int, not_before = @until::bigint
    from chosen where o.sequence = chosen.sequence
    returning o.sequence, o.key, o.action, o.token, o.attempt, o.doubtful, o.lost
)
select taken.key, taken.action::text as told, taken.token, taken.attempt, taken.doubtful, taken.lost
from taken join chosen on chosen.sequence = taken.sequence order by chosen.place;

-- name: Held :many
-- What is in hand under some tokens, as it is now; note that it is about to be done.
update outbox as o set begun = true
from (select unnest(@key::text[]) as key, unnest(@token::bigint[]) as token) as q
where o.key = q.key and o.token = q.token
returning o.action, o.overtaken, o.token;

-- name: Hold :one
-- Have it known that a worker is there for as long as this connection lasts, and return its number.
select case when pg_try_advisory_lock(7228424, pg_backend_pid()) then pg_backend_pid() else 0 end::int as worker;

-- name: Disown :exec
-- Have what an earlier worker of the same number has in hand, which is gone, be known as that.
update outbox set worker = -1 where in_hand and worker = pg_backend_pid();

-- name: TakeUp :many
-- Go on with what is in hand under some tokens on this connection, and return which of it nobody else has taken.
update outbox as o set worker = pg_backend_pid()
from (select unnest(@key::text[]) as key, unnest(@token::bigint[]) as token) as q
where o.key = q.key and o.token = q.token and o.in_hand
returning o.token;

-- name: Gone :many
-- The workers that have something in hand and are gone.
select held.worker from (select distinct o.worker from outbox as o where o.in_hand and o.worker <> 0) as held
where held.worker < 0 or not is_there(held.worker);

-- name: TakeFrom :execrows
-- Offer again what workers have in hand that are gone: what only waited there at once, as if it had not been claimed,
-- and what may have been done from a moment on; after too many such ends in a row it is set aside.
update outbox as o set
    in_hand = false, doubtful = o.doubtful or o.begun, attempt = o.attempt - (not o.begun)::int,
    lost = o.lost + o.begun::int, token = nextval('outbox_token'),
    not_before = case when o.begun and o.lost + 1 < @most::int then @settled::bigint else 0 end,
    why_aside = case when o.begun and o.lost + 1 >= @most::int then @why::text else o.why_aside end
from (
    select sequence from outbox where in_hand and worker = any(@workers::int[])
    order by sequence for update skip locked
) as theirs
where o.sequence = theirs.sequence;

-- name: Postpone :one
-- Let go of a claim, and offer its action again from a moment on; say whether newer words wait instead.
update outbox set
    not_before = @until::bigint, doubtful = doubtful or @doubtful::boolean, in_hand = false, lost = 0,
    token = nextval('outbox_token')
where key = @key::text and token = @token::bigint
returning overtaken;

-- name: PutBack :execrows
-- Let go of claims of what nobody began to do, as if they had not been made.
update outbox as o set
    not_before = 0, in_hand = false, attempt = o.attempt - 1, token = nextval('outbox_token')
from (select unnest(@key::text[]) as key, unnest(@token::bigint[]) as token) as q
where o.key = q.key and o.token = q.token;

-- name: SetAside :one
-- Let go of a claim for good, and keep why; say whether newer words wait instead.
update outbox set why_aside = @why::text, not_before = 0, in_hand = false, lost = 0, token = nextval('outbox_token')
where key = @key::text and token = @token::bigint
returning overtaken;

-- name: Aside :many
-- What was set aside, in the order of asking.
select action, attempt, why_aside from outbox where why_aside is not null order by sequence;

-- name: Retry :execrows
-- Offer again what was set aside, from its first attempt on.
update outbox set why_aside = null, attempt = 0, lost = 0 where key = @key::text and why_aside is not null;

-- name: Drop :execrows
-- Give up what was set aside.
delete from outbox where key = @key::text and why_aside is not null;

-- name: NextDue :one
-- From which moment on something of some lanes may be claimed, 0 where it may be at once; null where nothing waits.
select case
    when exists (
        select from outbox as o
        where o.lane = any(@lanes::text[]) and o.not_before = 0 and o.why_aside is null and o.rings_at is null
            and not o.overtaken and (o.edited is null or not exists (
                select from outbox as other
                where other.channel = o.channel and other.edited = o.edited and other.in_hand
            ))
    ) then 0
    else (
        select min(case when o.not_before > 0 then o.not_before else o.rings_at end) from outbox as o
        where o.lane = any(@lanes::text[]) and o.why_aside is null and (o.not_before > 0 or o.rings_at is not null)
            and o.not_before < 253402300799000000
    )
end::bigint as due;

-- name: RetryAll :execrows
-- Offer again all that was set aside, from its first attempt on.
update outbox set why_aside = null, attempt = 0, lost = 0 where why_aside is not null;
