-- A turn is one row: what was heard, and what was decided of it. What the id of an event says is not told again, a digest
-- has as many bytes as it takes to tell decisions apart, and reasons are kept as they are written.

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
    digest bytea,
    reasons json,
    actions text[],
    withheld text[],
    parked text,
    constraint what_was_decided_has_a_turn check (digest is null or turn is not null),
    constraint what_was_decided_has_reasons check ((digest is null) = (reasons is null))
);
comment on table inbox is 'Every event that was heard, in the order of hearing, and what was decided of it: the reasons, also of silence, and no words.';
comment on column inbox.at is 'When it happened.';
comment on column inbox.turn is 'Its place in the order of deciding; null while it waits.';
comment on column inbox.backfill is 'Whether it is old history, which waits for all that is live.';
comment on column inbox.event is 'The id of the event: hearing of it twice changes nothing.';
comment on column inbox.told is 'The event as it was told, without what its id and its moment say, and what is at its default: see whole(), kind_of() and channel_of(); null once nothing but its mark is kept.';
comment on column inbox.digest is 'The first 16 bytes of the SHA-256 of the whole decision as JSON, by which a replay is compared; null once nothing of the decision is kept.';
comment on column inbox.reasons is 'The behaviour, the rule, and what about, where that is something.';
comment on column inbox.actions is 'The keys of the actions that the decision asked for; null for none.';
comment on column inbox.withheld is 'The keys of the actions that it would have asked for, had the behaviour been live; null for none.';
comment on column inbox.parked is 'Why it could not be decided; it waits until somebody wants it tried again.';

insert into inbox (place, at, turn, backfill, event, told, digest, reasons, actions, withheld, parked)
overriding system value
select
    i.place, i.at, i.turn, i.backfill, i.event,
    case
        when i.told ->> 'type' = 'MessageSeen' and i.event = (i.told ->> 'channel') || '/' || (i.told ->> 'ts')
            and array_length(string_to_array(i.event, '/'), 1) = 2
        then i.told - 'type' - 'channel' - 'ts'
            - case when i.told ->> 'person' is null then 'person' else '' end
            - case when i.told ->> 'thread' is null then 'thread' else '' end
        when regexp_replace(i.event, '/[^/]*$', '') = i.told -> 'action' ->> 'key' then i.told #- '{action,key}'
        else i.told
    end,
    substring(d.digest for 16), d.reasons::json, d.actions, d.withheld, i.parked
from inbox_before as i left join decision_before as d on d.turn = i.turn order by i.place;
select setval(pg_get_serial_sequence('inbox', 'place'), coalesce((select max(place) from inbox), 0) + 1, false);
drop table inbox_before;
drop table decision_before;
alter table inbox add primary key (event);
alter table inbox add unique (turn);
create index on inbox (backfill, place) where turn is null and parked is null;
create index on inbox (place) where parked is not null;
-- Events are decided nearly in the order in which they happened.
create index on inbox using brin (at) with (pages_per_range = 16, autosummarize = on);

create or replace function whole(event text, at bigint, told jsonb) returns jsonb
    language sql immutable parallel safe
    return case
        when told ? 'type' then jsonb '{}'
        else jsonb_build_object(
            'type', 'MessageSeen', 'channel', split_part(event, '/', 1), 'ts', split_part(event, '/', 2),
            'person', null, 'thread', null
        )
    end || told || jsonb_build_object('id', event, 'at', at) || case
        when told ? 'text' or told -> 'content' -> 'text' is null then jsonb '{}'
        else jsonb_build_object('text', told -> 'content' -> 'text')
    end || case
        when told -> 'action' is null or told -> 'action' ? 'key' then jsonb '{}'
        else jsonb_build_object(
            'action', (told -> 'action') || jsonb_build_object('key', regexp_replace(event, '/[^/]*$', ''))
        )
    end;
comment on function whole(text, bigint, jsonb) is 'An event as it was told, with what its id and its moment say; null where nothing of it is kept.';

create function channel_of(event text, told jsonb) returns text
    language sql immutable parallel safe
    return coalesce(
        told ->> 'channel', told -> 'action' ->> 'channel',
        case when not told ? 'type' then split_part(event, '/', 1) end
    );
comment on function channel_of(text, jsonb) is 'The channel in which an event happened, or whose action it tells of.';

create function kind_of(told jsonb) returns text
    language sql immutable parallel safe
    return case when told ? 'type' then told ->> 'type' when told is not null then 'MessageSeen' end;
comment on function kind_of(jsonb) is 'What kind of event was told.';

create table decided_until (
    one boolean primary key default true check (one),
    at bigint not null
) with (fillfactor = 10);
comment on table decided_until is 'When the latest of what is decided happened.';
insert into decided_until (at) select coalesce(max(at), 0) from inbox where turn is not null;

create view event_waiting as
    select place, event, moment(at) as at, backfill from inbox where turn is null and parked is null;
comment on view event_waiting is 'What was heard and is not decided yet.';

create view event_parked as
    select place, event, kind_of(told) as what, moment(at) as at, parked as why from inbox where parked is not null;
comment on view event_parked is 'The events that could not be decided: they are tried again by command.';

-- Joined with nothing, so that nobody deletes events through it.
create view decision as
    select i.turn, i.event, moment(i.at) as at, i.reasons, i.actions, i.withheld, i.digest
    from inbox as i cross join (select true as only_to_be_read) as nothing where i.digest is not null;
comment on view decision is 'What was decided of each event, as far as it is kept.';
