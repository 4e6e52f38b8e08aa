"""Keeps house: words that are to go leave the log, and what is old enough goes, off the path of every event.

Words leave the log only up to a baseline, so that what came since can always be decided again. All of it is done in
small steps, by one process at a time, and goes on where it was broken off.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection
from ratchet_core.basis.instants import DAY, Duration, Instant
from ratchet_core.vocabulary.events import Event
from ratchet_core.vocabulary.gone import ERASING, FOR_EVER, Gone, takes_words

from ratchet_postgres.baselines import take_baseline
from ratchet_postgres.generated import baselines, inbox
from ratchet_postgres.generated import clearing as queries

_STEP: Final = 5_000
"""So many turns are looked at, and written, at once."""


@frozen
class Retention:
    """For how long what is in the log is kept: what was told, and what was decided of it; None is for ever."""

    words: Duration | None = 90 * DAY
    decisions: Duration | None = 365 * DAY


@frozen
class Kept:
    """What keeping house came to: events that were cleared of words, and that were too old; decisions that were.

    `baseline` is the turn after which a replay begins now.
    """

    cleared: int = 0
    trimmed: int = 0
    decisions: int = 0
    baseline: int = 0


async def keep_house(conn: AsyncConnection[Any], now: Instant, retention: Retention | None = None) -> Kept | None:
    """Let go of what is to go by a moment; None where another process is doing so already.

    A baseline is taken only where something is to go that the newest one does not reach.
    """
    kept = Retention() if retention is None else retention
    async with _alone(conn) as alone:
        if not alone:
            return None
        cleared = await _cleared(conn)
        if await _is_short(conn, now, kept):
            await take_baseline(conn)
            cleared += await _cleared(conn)
        until = await _reach(conn)
        trimmed = decisions = 0
        for after, end in _steps(0, until):
            if kept.words is not None:
                trimmed += await queries.trim_told(conn, after=after, until=end, before=now - kept.words)
            if kept.decisions is not None:
                decisions += await queries.trim_decisions(conn, after=after, until=end, before=now - kept.decisions)
        return Kept(cleared, trimmed, decisions, until)


async def clear_words(conn: AsyncConnection[Any]) -> Kept | None:
    """Let the words of what was erased leave the log at once; None where another process keeps house."""
    return await keep_house(conn, 0, Retention(None, None))


@asynccontextmanager
async def _alone(conn: AsyncConnection[Any]) -> AsyncIterator[bool]:
    held = bool(await queries.take_housekeeping_lock(conn))
    try:
        yield held
    finally:
        if held:
            await queries.let_go_of_housekeeping_lock(conn)


async def _reach(conn: AsyncConnection[Any]) -> int:
    newest = await baselines.newest_baseline(conn)
    return 0 if newest is None else newest.turn


async def _is_short(conn: AsyncConnection[Any], now: Instant, retention: Retention) -> bool:
    """Say whether something is to go from the log that lies behind the newest baseline."""
    reach, latest = await _reach(conn), await inbox.latest_turn(conn) or 0
    first = await queries.first_moment_after(conn, after=reach)
    keeps = [one for one in (retention.words, retention.decisions) if one is not None]
    if first is not None and keeps and first < now - min(keeps):
        return True
    return any(takes_words(event) for _, event, _ in await _erasing(conn, reach, latest))


async def _erasing(
    conn: AsyncConnection[Any], after: int, until: int
) -> list[tuple[int, Event, list[tuple[str, str, str]]]]:
    rows = await queries.erasing(conn, after=after, until=until, types=list(ERASING), behaviour="erasure")
    return [(row.turn, row.told, row.reasons or []) for row in rows]


async def _cleared(conn: AsyncConnection[Any]) -> int:
    """Clear the log up to the newest baseline, if that is not done yet, and return how many events were cleared."""
    newest = await baselines.newest_baseline(conn)
    if newest is None or newest.cleared:
        return 0
    gone = await _gone(conn, newest.after, newest.turn)
    count = 0
    if not gone.is_nothing:
        for after, end in _steps(0, newest.turn):
            lines = await queries.told_within(conn, after=after, until=end)
            count += await _without(conn, [row.turn for row in lines if gone.is_told_in(row.line, row.turn)])
        parked = await queries.parked_lines(conn)
        await queries.clear_parked(conn, event=[row.event for row in parked if gone.is_told_in(row.line, FOR_EVER - 1)])
    await baselines.note_cleared(conn, turn=newest.turn)
    return count


async def _without(conn: AsyncConnection[Any], turns: list[int]) -> int:
    return await queries.clear_told(conn, turn=turns) if turns else 0


async def _gone(conn: AsyncConnection[Any], after: int, until: int) -> Gone:
    """Return what was done away with within some turns, with what was before: late news may tell of it again."""
    gone = Gone()
    for turn, event, reasons in await _erasing(conn, after, until):
        gone.hear(event, turn, ((behaviour, why, about) for behaviour, why, about in reasons))
    for person in await queries.erased_people(conn):
        gone.erase(person, FOR_EVER)
    people = list(gone.names)
    for mute in await queries.mutes_of(conn, people=people):
        gone.erase(mute)
    for alert in await queries.alerts_written_of(conn, people=people):
        gone.erase_proposals(alert)
    for row in await queries.messages_gone(conn):
        gone.erase_message(row.channel, row.ts)
    return gone


def _steps(after: int, until: int) -> Iterator[tuple[int, int]]:
    """Return the bounds of steps within turns: each begins behind its first, and ends with its last."""
    for start in range(after, until, _STEP):
        yield start, min(start + _STEP, until)
