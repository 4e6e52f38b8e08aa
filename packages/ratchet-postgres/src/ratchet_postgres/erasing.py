"""Erasures that are too much for one turn go on by alarms; whoever asked for one can have those ring at once."""

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection
from ratchet_core.vocabulary.actions import WakeMe
from ratchet_core.vocabulary.events import TimePassed

from ratchet_postgres.generated import outbox as queries


async def due_because_of(conn: AsyncConnection[Any], cause: str) -> Sequence[TimePassed]:
    """Return that the alarms ring which an event set, and those that these set.

    They are the events that a worker tells when it finds them due, so it does no harm if one does too.
    """
    actions = await queries.caused_by(conn, cause=f"{cause}/")
    return [TimePassed(f"{one.key}/done", one.at, one) for one in actions if isinstance(one, WakeMe)]
