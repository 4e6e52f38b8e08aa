-- Where a replay begins once words are gone from the log: all records, and what was still to be done, as of a turn.

create table baseline (
    turn bigint primary key,
    after bigint not null,
    cleared boolean not null default false
);
comment on table baseline is 'From where a replay can begin: what was remembered after a turn. Only the newest one is kept.';
comment on column baseline.after is 'The turn of the one before: what was erased since then is cleared from the log up to this one.';
comment on column baseline.cleared is 'Whether that is done.';

create table baseline_part (
    turn bigint not null references baseline (turn) on delete cascade,
    kind text collate "C" not null,
    part bigint not null,
    lines text not null,
    primary key (turn, kind, part)
);
comment on table baseline_part is 'Records of one kind, or actions, as lines of JSON.';
