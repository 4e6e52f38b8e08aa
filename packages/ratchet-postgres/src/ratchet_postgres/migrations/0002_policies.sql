-- Under which policy each turn was decided, so that a replay decides it under the same one.

create table policy (
    since bigint primary key,
    policy jsonb not null
);
comment on table policy is 'The policies under which turns were decided, each from one turn on; what people set in channels is a record.';
comment on column policy.since is 'The first turn that was decided under it.';
