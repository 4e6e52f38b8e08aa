-- The weekly digests of channels.

create table digest_record (
    channel text collate "C" generated always as (record ->> 'channel') stored,
    due bigint generated always as ((record ->> 'due')::bigint) stored,
    record jsonb not null,
    primary key (channel)
);
comment on table digest_record is 'The weekly digest of a channel: when the next one is due, and what the last one said.';
