"""Events come in: whoever hears of one tells the inbox, in any process, and the writer decides."""

from collections.abc import Sequence
from typing import Any, Final

from psycopg import AsyncConnection
from ratchet_core.vocabulary.events import Event
from ratchet_core.vocabulary.writing import writer_of

from ratchet_postgres.generated import inbox as queries

_write: Final = writer_of(Event)


async def hear(conn: AsyncConnection[Any], events: Sequence[Event], *, backfill: bool = False) -> int:
    """Keep events for the writer, in their order, and return how many are new: one whose id is known is not.

    What is old history is told with `backfill`, and waits for all that is live. Once this returns, they are safe.
    """
    return await queries.hear(
        conn,
        event=[event.id for event in events],
        at=[event.at for event in events],
        told=[_write(event) for event in events],
        backfill=backfill,
    )
