"""What was delivered and could not be read: kept by its shape, without anybody's words, and counted."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from psycopg import AsyncConnection
from ratchet_core.basis.instants import SECOND, Instant

from ratchet_postgres.generated import unread as queries


@frozen
class UnreadDelivery:
    """Deliveries that look alike: what the chat calls them, why they were not read, how many came, and the last."""

    kind: str
    why: str
    shape: str
    seen: int
    last_at: Instant


async def keep_unread(conn: AsyncConnection[Any], kind: str, why: str, shape: str) -> None:
    """Count a delivery that could not be read."""
    await queries.keep_unread(conn, kind=kind, why=why, shape=shape)


async def unread(conn: AsyncConnection[Any], most: int = 20) -> Sequence[UnreadDelivery]:
    """Return what could not be read, the most frequent first."""
    rows = await queries.unread(conn, most=most)
    return [UnreadDelivery(row.kind, row.why, row.shape, row.seen, row.last_second * SECOND) for row in rows]
