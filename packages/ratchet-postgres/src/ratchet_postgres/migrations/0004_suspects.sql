-- How a writer that hangs is told from one that works, and which event ends whoever decides it: after a take-over events
-- are decided one by one, each named before it is decided.

alter table writing
    add column deciding text collate "C",
    add column tries integer not null default 0;
comment on column writing.deciding is 'The event that is being decided, where the writer before ended without a word.';
comment on column writing.tries is 'How many writers in a row began to decide it.';

create function writer_backend() returns integer
    language sql stable
    return (
        select l.pid from pg_locks as l
        where l.locktype = 'advisory' and l.classid = 7228422::oid and l.objid = hashtext(current_schema())::oid
            and l.granted and l.database = (select d.oid from pg_database as d where d.datname = current_database())
    );
comment on function writer_backend() is 'The process of PostgreSQL that has the lock of this workspace.';

create function silent_for(backend integer) returns double precision
    language sql volatile
    return coalesce((
        select case when a.state like 'idle%' then extract(epoch from clock_timestamp() - a.state_change) else 0 end
        from pg_stat_activity as a where a.pid = backend
    ), 0)::double precision;
comment on function silent_for(integer) is 'For how many seconds a process of PostgreSQL has waited to be told something; 0 while it works.';
