-- Which worker has an action in hand: what one had that is gone is offered again long before its lease is over.

alter table outbox
    add column worker integer not null default 0,
    add column begun boolean not null default false;
comment on column outbox.worker is 'The worker that has or had it in hand: the process of PostgreSQL that serves it, which has a lock for as long as it is connected; 0 where only the lease counts.';
comment on column outbox.begun is 'Whether that worker was about to do it; else it only waited there.';

create function is_there(worker integer) returns boolean
    language sql volatile
    return exists (
        select from pg_locks as l
        where l.locktype = 'advisory' and l.classid = 7228424::oid and l.objid = worker::bigint::oid
            and l.granted and l.database = (select d.oid from pg_database as d where d.datname = current_database())
    );
comment on function is_there(integer) is 'Whether a worker is still connected.';
