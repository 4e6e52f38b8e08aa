-- The log takes less room: what stands beside it is not told again, decisions are found by their turns alone, their
-- digests are bytes, and what is empty is null. Columns are in an order that leaves no gaps between them.

drop view event_waiting;
drop view event_parked;
alter table inbox rename to inbox_before;
alter table decision rename to decision_before;

create table inbox (
    place bigint generated always as identity,
    at bigint not null,
    turn bigint,
    backfill boolean not null default false,
    event text collate "C" not null,
    told jsonb,
    parked text
);
comment on table inbox is 'Every event that was heard, in the order of hearing.';
comment on column inbox.at is 'When it happened.';
comment on column inbox.turn is 'Its place in the order of deciding; null while it waits.';
comment on column inbox.backfill is 'Whether it is old history, which waits for all that is live.';
comment on column inbox.event is 'The id of the event: hearing of it twice changes nothing.';
comment on column inbox.told is 'The event as it was told, without its id, its moment, and what is at its default: see whole(); null once nothing but its mark is kept.';
comment on column inbox.parked is 'Why it could not be decided; it waits until somebody wants it tried again.';

insert into inbox (place, at, turn, backfill, event, told, parked) overriding system value
select place, at, turn, backfill, event, told - 'id' - 'at', parked from inbox_before order by place;
select setval(pg_get_serial_sequence('inbox', 'place'), coalesce((select max(place) from inbox), 0) + 1, false);
drop table inbox_before;
alter table inbox add primary key (event);
alter table inbox add unique (turn);
create index on inbox (backfill, place) where turn is null and parked is null;
create index on inbox (place) where parked is not null;
create index on inbox (at) where turn is not null;

create function whole(event text, at bigint, told jsonb) returns jsonb
    language sql immutable parallel safe
    return jsonb_build_object('id', event, 'at', at) || case
        when told ? 'text' or told -> 'content' -> 'text' is null then told
        else told || jsonb_build_object('text', told -> 'content' -> 'text')
    end;
comment on function whole(text, bigint, jsonb) is 'An event as it was told, with what stands beside it in its row.';

create table decision (
    turn bigint primary key,
    digest bytea not null,
    reasons jsonb not null,
    actions text[],
    withheld text[]
);
comment on table decision is 'What was decided of each event, in the order of deciding: the reasons, also of silence, and no words.';
comment on column decision.digest is 'The SHA-256 of the whole decision as JSON, by which a replay is compared.';
comment on column decision.reasons is 'The behaviour, the rule, and what about, where that is something.';
comment on column decision.actions is 'The keys of the actions that it asked for; null for none.';
comment on column decision.withheld is 'The keys of the actions that it would have asked for, had the behaviour been live; null for none.';

insert into decision (turn, digest, reasons, actions, withheld)
select turn, decode(digest, 'hex'), reasons, nullif(actions, '{}'), nullif(withheld, '{}')
from decision_before order by turn;
drop table decision_before;

create view event_waiting as
    select place, event, moment(at) as at, backfill from inbox where turn is null and parked is null;
comment on view event_waiting is 'What was heard and is not decided yet.';

create view event_parked as
    select place, event, told ->> 'type' as what, moment(at) as at, parked as why from inbox where parked is not null;
comment on view event_parked is 'The events that could not be decided: they are tried again by command.';
