-- The channels that were erased: what is said there is not taken any more.

create table channel_erasure_record (
    channel text collate "C" generated always as (record ->> 'channel') stored,
    at bigint generated always as ((record ->> 'at')::bigint) stored,
    record jsonb not null,
    primary key (channel)
);
comment on table channel_erasure_record is 'A channel was erased: nothing that is said there is taken any more, until it is readmitted.';
