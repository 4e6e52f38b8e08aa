"""What became of an event, and whether anything is left to be decided or done."""

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection
from ratchet_core.basis.instants import Instant
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.events import OUTCOMES

from ratchet_postgres.generated import looking as queries


async def is_quiet(conn: AsyncConnection[Any], at: Instant) -> bool:
    """Say whether nothing waits to be decided, and nothing is to be done by a moment."""
    return bool(await queries.is_quiet(conn, at=at))


async def actions_of(conn: AsyncConnection[Any], event: str) -> Sequence[Action] | None:
    """Return what was asked for because of an event, also what is done by now; None where it is not decided."""
    keys = await queries.is_decided(conn, event=event)
    if keys is None:
        return None
    if not keys:
        return []
    known = {action.key: action for action in await queries.open_of(conn, key=keys)}
    outcomes = await queries.outcomes_of(conn, key=keys)
    known |= {one.action.key: one.action for one in outcomes if isinstance(one, OUTCOMES)}
    return [known[key] for key in keys if key in known]
