"""What became of an event, and whether anything is left to be decided or done."""

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import AsyncConnection
from ratchet_core.basis.instants import Instant
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.events import OUTCOMES, Event

from ratchet_postgres.generated import looking as queries


async def is_quiet(conn: AsyncConnection[Any], at: Instant) -> bool:
    """Say whether nothing waits to be decided, and nothing is to be done by a moment."""
    return bool(await queries.is_quiet(conn, at=at))


async def actions_of(conn: AsyncConnection[Any], event: str) -> Sequence[Action] | None:
    """Return what was asked for because of an event, also what is done by now; None where it is not decided."""
    keys = await queries.asked_because_of(conn, event=event)
    if keys is None:
        return None
    if not keys:
        return []
    actions = await still_to_do(conn, keys) | settled_by(await queries.outcomes_of(conn, key=keys))
    return [actions[key] for key in keys if key in actions]


async def still_to_do(conn: AsyncConnection[Any], keys: Sequence[str]) -> dict[str, Action]:
    """Return those of some actions that are still to be done, under their keys."""
    return {action.key: action for action in await queries.open_of(conn, key=keys)} if keys else {}


def settled_by(events: Iterable[Event | None]) -> dict[str, Action]:
    """Return the actions that the outcomes among some events carry, under their keys."""
    return {event.action.key: event.action for event in events if isinstance(event, OUTCOMES)}


async def reads_in(conn: AsyncConnection[Any], channel: str) -> bool:
    """Say whether ratchet is known to be in a channel."""
    return bool(await queries.reads_in(conn, channel=channel))
