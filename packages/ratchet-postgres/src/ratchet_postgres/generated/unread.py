"""The queries of `queries/unread.sql`. Do not edit: `make generate` writes it."""

from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.asking import execute, fetch_all

_KEEP_UNREAD: Final = """
with told as (
    select
        $1::text as kind, $2::text as why,
        case when (select count(*) from unread_delivery) < 1000 then $3::text else '' end as shape
)
insert into unread_delivery (kind, digest, why, shape)
select told.kind, md5(told.why || ' ' || told.shape), told.why, told.shape from told
on conflict (kind, digest) do update set seen = unread_delivery.seen + 1, last_at = now()
"""


async def keep_unread(conn: AsyncConnection[Any], *, kind: str, why: str, shape: str) -> None:
    """Count a delivery that could not be read; of more than a thousand that differ the shapes are not kept."""
    await execute(conn, _KEEP_UNREAD, (kind, why, shape))


_UNREAD: Final = """
select kind, why, shape, seen, extract(epoch from last_at)::bigint as last_second
from unread_delivery order by seen desc, kind, digest limit $1::int
"""


@frozen
class UnreadRow:
    """A row of `unread`."""

    kind: str
    why: str
    shape: str
    seen: int
    last_second: int


async def unread(conn: AsyncConnection[Any], *, most: int) -> list[UnreadRow]:
    """What could not be read, the most frequent first."""
    return [UnreadRow(*row) for row in await fetch_all(conn, _UNREAD, (most,))]
