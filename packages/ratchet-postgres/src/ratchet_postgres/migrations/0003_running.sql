-- What a service needs to run for long: outcomes that wait for the writer, actions that end their workers, posts of a
-- channel one after the other, the sign of life of whoever writes, and events that cannot be decided.

alter table outbox add column lost integer not null default 0;
comment on column outbox.lost is 'How many leases in a row were over without a word of whoever had it in hand.';
comment on column outbox.in_hand is 'Whether somebody may be doing it.';
comment on column outbox.not_before is 'When a claim is over, or what was put off may be claimed again; 0 where it may be now, and the year 9999 once its outcome waits in the inbox.';
create index on outbox (channel) where in_hand;

-- Its own look at the outbox, and not that of the statement that calls it, is what makes two claims at once differ: who
-- has the lock of a channel sees what all those before had committed.
create function takes_turn_in(said_in text) returns boolean
    language plpgsql volatile cost 10000
as $$
begin
    if not pg_try_advisory_xact_lock(7228423, hashtext(current_schema() || '/' || said_in)) then
        return false;
    end if;
    return not exists (
        select from outbox where channel = said_in and in_hand and lane = 'speech' and edited is null
    );
end
$$;
comment on function takes_turn_in(text) is 'Whether nobody has a post of a channel in hand; until the transaction ends nobody else can take one.';

create table writing (
    one boolean primary key default true check (one),
    backend integer not null,
    process integer not null,
    host text not null,
    since timestamptz not null default now(),
    beat bigint not null default 0,
    beat_at timestamptz not null default now()
);
comment on table writing is 'Who writes this workspace: who has its lock, since when, and the last sign of life.';
comment on column writing.backend is 'The process of PostgreSQL that serves it, which has the lock.';
comment on column writing.process is 'Its process, on its host.';
comment on column writing.beat is 'How often it gave a sign of life.';

alter table inbox add column parked text;
comment on column inbox.parked is 'Why it could not be decided; it waits until somebody wants it tried again.';
drop index inbox_backfill_place_idx;
create index on inbox (backfill, place) where turn is null and parked is null;
create index on inbox (place) where parked is not null;

create or replace view event_waiting as
    select place, event, moment(at) as at, backfill from inbox where turn is null and parked is null;

create view event_parked as
    select place, event, told ->> 'type' as what, moment(at) as at, parked as why from inbox where parked is not null;
comment on view event_parked is 'The events that could not be decided: they are tried again by command.';

create or replace view action_waiting as
    select
        sequence, key, lane, channel, action ->> 'type' as what, attempt, doubtful,
        moment(nullif(greatest(not_before, rings_at), 0)) as not_before
    from outbox where why_aside is null and not_before < 253402300799000000;

create view action_done as
    select sequence, key, lane, channel, action ->> 'type' as what, attempt
    from outbox where not_before >= 253402300799000000;
comment on view action_done is 'What was done, and whose outcome waits in the inbox for the writer.';
