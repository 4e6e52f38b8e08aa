"""Events come in: whoever hears of one tells the inbox, in any process, and the writer decides."""

import json
from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection
from ratchet_core.basis.instants import Instant
from ratchet_core.ports import Claim
from ratchet_core.turn import Done
from ratchet_core.vocabulary.events import Event, HistoryRead, MessageSeen

from ratchet_postgres.asking import read
from ratchet_postgres.calling import Call, call_up
from ratchet_postgres.generated import inbox as queries
from ratchet_postgres.told import told_of

_LONGEST_WHY: Final = 2_000


@frozen
class Parked:
    """An event that could not be decided: its id, when it happened, and why."""

    event: str
    at: Instant
    why: str


async def hear(conn: AsyncConnection[Any], events: Sequence[Event], *, backfill: bool = False) -> int:
    """Keep events for the writer, in their order, and return how many are new: one whose id is known is not.

    What is old history is told with `backfill`, and waits for all that is live. Once this returns, they are safe; the
    writer is called, but where it has enough to do with old history.
    """
    new = await queries.hear(
        conn,
        event=[event.id for event in events],
        at=[event.at for event in events],
        told=[told_of(event) for event in events],
        backfill=backfill,
    )
    if new and not backfill:
        await call_up(conn, Call.HEARD)
    return new


def event_from(told: str) -> Event:
    """Return the event that the inbox keeps as some JSON."""
    event: Event = read(json.loads(told), Event)
    return event


async def park(conn: AsyncConnection[Any], event: str, why: str) -> None:
    """Leave an event aside that cannot be decided, so that the others go on."""
    clean = why.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
    await queries.park(conn, event=event, why=clean[:_LONGEST_WHY])


async def parked(conn: AsyncConnection[Any]) -> list[Parked]:
    """Return the events that were left aside, in the order of hearing."""
    return [Parked(row.event, row.at, row.parked or "") for row in await queries.parked(conn)]


async def offer_again(conn: AsyncConnection[Any], event: str | None = None) -> int:
    """Have events decided that were left aside, all of them or one, and return how many there are."""
    count = await queries.unpark(conn, event=event)
    if count:
        await call_up(conn, Call.HEARD)
    return count


async def give_up(conn: AsyncConnection[Any], event: str) -> bool:
    """Give up an event that was left aside, and say whether there was one: it is never decided, also if told again."""
    return bool(await queries.give_up_parked(conn, event=event))


def _is_old(done: Done) -> bool:
    """Say whether a page of history was read on which nothing is to be answered."""
    fresh = any(isinstance(one, MessageSeen) and not one.old for one in done.read)
    return isinstance(done.outcome, HistoryRead) and not fresh


async def hear_outcomes(conn: AsyncConnection[Any], done: Sequence[tuple[Claim, Done]]) -> None:
    """Keep what came of actions for the writer, in one statement; they are not offered any more while it waits.

    What was read for an action comes before its outcome. Both come as old history, but for a page on which something
    stands that is not old: that waits for no other page.
    """
    if not done:
        return
    events = [event for _, one in done for event in (*one.read, one.outcome)]
    old = [is_old for _, one in done for is_old in [_is_old(one)] * (len(one.read) + 1)]
    await queries.hear_outcomes(
        conn,
        key=[claim.action.key for claim, _ in done],
        token=[claim.token for claim, _ in done],
        event=[event.id for event in events],
        at=[event.at for event in events],
        told=[told_of(event) for event in events],
        backfill=old,
    )
    await call_up(conn, Call.HEARD)
