"""The queries of `queries/writer.sql`. Do not edit: `make generate` writes it."""

from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.asking import execute, fetch_one

_TAKE_LOCK: Final = """
select pg_try_advisory_lock(7228422, hashtext(current_schema()))::boolean as held
"""


async def take_lock(conn: AsyncConnection[Any]) -> bool | None:
    """Take the lock of the workspace that this schema is, for as long as the connection lasts; say whether it was free."""
    row = await fetch_one(conn, _TAKE_LOCK, ())
    return None if row is None else row[0]


_SIT_DOWN: Final = """
with before as (select backend from writing)
insert into writing (backend, process, host) values (pg_backend_pid(), $1, $2)
on conflict (one) do update set
    backend = excluded.backend, process = excluded.process, host = excluded.host, since = now(), beat = 0,
    beat_at = clock_timestamp()
returning coalesce((select backend <> 0 from before), false)::boolean as left_silently
"""


async def sit_down(conn: AsyncConnection[Any], *, process: int, host: str) -> bool | None:
    """Note who writes from now on, and say whether whoever did before left without a word."""
    row = await fetch_one(conn, _SIT_DOWN, (process, host))
    return None if row is None else row[0]


_BEGIN: Final = """
update writing set tries = case when deciding = $1::text then tries + 1 else 1 end, deciding = $1::text
where backend = pg_backend_pid() returning tries
"""


async def begin(conn: AsyncConnection[Any], *, event: str) -> int | None:
    """Note the event that is about to be decided, and return how many writers in a row began to decide it."""
    row = await fetch_one(conn, _BEGIN, (event,))
    return None if row is None else row[0]


_ACQUIT: Final = """
update writing set tries = greatest(tries - 1, 0) where deciding = $1::text
"""


async def acquit(conn: AsyncConnection[Any], *, event: str) -> None:
    """Count one writer less that ended while it decided an event, if none has decided it meanwhile: it only lost its connection."""
    await execute(conn, _ACQUIT, (event,))


_FINISH: Final = """
update writing set deciding = null, tries = 0 where backend = pg_backend_pid()
"""


async def finish(conn: AsyncConnection[Any]) -> None:
    """Note that whatever was being decided was decided."""
    await execute(conn, _FINISH, ())


_STAND_UP: Final = """
update writing set deciding = null, tries = 0, backend = 0 where backend = pg_backend_pid()
"""


async def stand_up(conn: AsyncConnection[Any]) -> None:
    """Note that the writer leaves with a word."""
    await execute(conn, _STAND_UP, ())


_BEAT: Final = """
update writing set beat = beat + 1, beat_at = clock_timestamp()
where backend = $1::int
returning silent_for(backend)::float8 as silent
"""


async def beat(conn: AsyncConnection[Any], *, backend: int) -> float | None:
    """Give a sign of life for a writer, and return for how many seconds PostgreSQL has waited for it to say something; null where another took its place."""
    row = await fetch_one(conn, _BEAT, (backend,))
    return None if row is None else row[0]


_HOLDER: Final = """
select h.backend::int as backend, coalesce(w.beat, 0)::bigint as beat
from (select coalesce(writer_backend(), 0) as backend) as h left join writing as w on w.backend = h.backend
"""


@frozen
class HolderRow:
    """A row of `holder`."""

    backend: int
    beat: int


async def holder(conn: AsyncConnection[Any]) -> HolderRow | None:
    """Who has the lock of the workspace, 0 for nobody, and how often it gave a sign of life."""
    row = await fetch_one(conn, _HOLDER, ())
    return None if row is None else HolderRow(*row)


_END_BACKEND: Final = """
select pg_terminate_backend($1::int)
"""


async def end_backend(conn: AsyncConnection[Any], *, backend: int) -> None:
    """End the connection of a process that gives no sign of life, and its lock with it."""
    await execute(conn, _END_BACKEND, (backend,))
