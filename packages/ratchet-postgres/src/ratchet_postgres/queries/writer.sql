-- name: TakeLock :one
-- Take the lock of the workspace that this schema is, for as long as the connection lasts; say whether it was free.
select pg_try_advisory_lock(7228422, hashtext(current_schema()))::boolean as held;

-- name: SitDown :one
-- Note who writes from now on, and say whether whoever did before left without a word.
with before as (select backend from writing)
insert into writing (backend, process, host) values (pg_backend_pid(), @process, @host)
on conflict (one) do update set
    backend = excluded.backend, process = excluded.process, host = excluded.host, since = now(), beat = 0,
    beat_at = clock_timestamp()
returning coalesce((select backend <> 0 from before), false)::boolean as left_silently;

-- name: Begin :one
-- Note the event that is about to be decided, and return how many writers in a row began to decide it.
update writing set tries = case when deciding = @event::text then tries + 1 else 1 end, deciding = @event::text
where backend = pg_backend_pid() returning tries;

-- name: Acquit :exec
-- Count one writer less that ended while it decided an event, if none has decided it meanwhile: it only lost its
-- connection.
update writing set tries = greatest(tries - 1, 0) where deciding = @event::text;

-- name: Finish :exec
-- Note that whatever was being decided was decided.
update writing set deciding = null, tries = 0 where backend = pg_backend_pid();

-- name: StandUp :exec
-- Note that the writer leaves with a word.
update writing set deciding = null, tries = 0, backend = 0 where backend = pg_backend_pid();

-- name: Beat :one
-- Give a sign of life for a writer, and return for how many seconds PostgreSQL has waited for it to say something; null
-- where another took its place.
update writing set beat = beat + 1, beat_at = clock_timestamp()
where backend = @backend::int
returning silent_for(backend)::float8 as silent;

-- name: Holder :one
-- Who has the lock of the workspace, 0 for nobody, and how often it gave a sign of life.
select h.backend::int as backend, coalesce(w.beat, 0)::bigint as beat
from (select coalesce(writer_backend(), 0) as backend) as h left join writing as w on w.backend = h.backend;

-- name: EndBackend :exec
-- End the connection of a process that gives no sign of life, and its lock with it.
select pg_terminate_backend(@backend::int);
