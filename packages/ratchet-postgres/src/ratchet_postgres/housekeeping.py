"""Keeps house: words that are to go leave the log, and what is old enough goes, off the path of every event.

Words leave the log only up to a baseline, so that what came since can always be decided again. All of it is done in
small steps, by one process at a time, and goes on where it was broken off.

It costs next to nothing where nothing is to go, and little where a few messages of late are: a message is told of only
by what happened after it, so the log is read from there on. An erased person is looked for in all of it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias

from attrs import field, frozen
from psycopg import AsyncConnection
from ratchet_core.basis.instants import DAY, Duration, Instant, moment_of
from ratchet_core.vocabulary.decision import Reason
from ratchet_core.vocabulary.events import Event, MessageDeleted, MessageEdited
from ratchet_core.vocabulary.gone import BEHAVIOURS, ERASING, FOR_EVER, REFUSED, Gone, takes_words

from ratchet_postgres.baselines import take_baseline
from ratchet_postgres.decided import reasons_of
from ratchet_postgres.generated import baselines, inbox
from ratchet_postgres.generated import clearing as queries

_STEP: Final = 5_000
"""So many turns are looked at, and written, at once."""

_SKEW: Final = DAY
"""By no more do the clocks of a chat and of those who tell of its messages differ."""


@frozen
class Retention:
    """For how long what is in the log is kept: what was told, and what was decided of it; None is for ever."""

    words: Duration | None = 90 * DAY
    decisions: Duration | None = 365 * DAY


@frozen
class Kept:
    """What keeping house came to: events that were cleared of words, and that were too old; decisions that were.

    `baseline` is the turn after which a replay begins now; up to `looked` nothing is left that is to go.
    """

    cleared: int = 0
    trimmed: int = 0
    decisions: int = 0
    baseline: int = 0
    looked: int = field(default=0, eq=False)


async def keep_house(
    conn: AsyncConnection[Any],
    now: Instant,
    retention: Retention | None = None,
    *,
    looked: int = 0,
    rest: float = 0.0,
) -> Kept | None:
    """Let go of what is to go by a moment; None where another process is doing so already.

    A baseline is taken only where something is to go that the newest one does not reach. What came up to the turn
    `looked`, as the time before said, is not looked at again. After each step of what is old it rests `rest` times as
    long as that took.
    """
    kept = Retention() if retention is None else retention
    async with _alone(conn) as alone:
        if not alone:
            return None
        cleared, latest = await _cleared(conn), await inbox.latest_turn(conn) or 0
        if await _is_short(conn, now, kept, looked, latest):
            await take_baseline(conn)
            cleared += await _cleared(conn)
        until = await _reach(conn)
        trimmed = decisions = 0
        async for after, end in _gently(_steps(0, 0 if kept == Retention(None, None) else until), rest):
            if kept.words is not None:
                trimmed += await queries.trim_told(conn, after=after, until=end, before=now - kept.words)
            if kept.decisions is not None:
                decisions += await queries.trim_decisions(conn, after=after, until=end, before=now - kept.decisions)
        return Kept(cleared, trimmed, decisions, until, latest)


async def clear_words(conn: AsyncConnection[Any], *, looked: int = 0) -> Kept | None:
    """Let the words of what was erased, deleted and edited leave the log at once; None where another keeps house.

    `looked` is as in `keep_house`.
    """
    return await keep_house(conn, 0, Retention(None, None), looked=looked)


async def _gently(steps: Iterator[tuple[int, int]], rest: float) -> AsyncIterator[tuple[int, int]]:
    """Return steps one after the other, with a rest after each."""
    for step in steps:
        begun = time.monotonic()
        yield step
        await asyncio.sleep(rest * (time.monotonic() - begun))


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


async def _is_short(conn: AsyncConnection[Any], now: Instant, retention: Retention, looked: int, latest: int) -> bool:
    """Say whether something is to go from the log that lies behind the newest baseline."""
    reach = await _reach(conn)
    first = await queries.first_moment_after(conn, after=reach)
    keeps = [one for one in (retention.words, retention.decisions) if one is not None]
    if first is not None and keeps and first < now - min(keeps):
        return True
    erasing = await _erasing(conn, max(reach, looked), latest)
    return any(takes_words(event) or _is_refused(reasons) for _, event, reasons in erasing)


_Erasing: TypeAlias = tuple[int, Event, tuple[Reason, ...]]


async def _erasing(conn: AsyncConnection[Any], after: int, until: int) -> list[_Erasing]:
    rows = await queries.erasing(
        conn, after=after, until=until, types=list(ERASING), behaviours=list(BEHAVIOURS), refused=list(REFUSED)
    )
    return [(row.turn, row.told, reasons_of(row.reasons or ())) for row in rows]


def _is_refused(reasons: tuple[Reason, ...]) -> bool:
    """Say whether an event was not taken because of who or what was erased before."""
    return any(one.why in REFUSED for one in reasons)


async def _cleared(conn: AsyncConnection[Any]) -> int:
    """Clear the log up to the newest baseline, if that is not done yet, and return how many events were cleared."""
    newest = await baselines.newest_baseline(conn)
    if newest is None or newest.cleared:
        return 0
    erasing = await _erasing(conn, newest.after, newest.turn)
    gone = await _gone(conn, erasing)
    count = 0
    if not gone.is_nothing:
        for after, end in _steps(await _first(conn, erasing, newest.after), newest.turn):
            lines = await queries.told_within(conn, after=after, until=end)
            count += await _without(conn, [row.turn for row in lines if gone.is_told_in(row.line, row.turn)])
        parked = await queries.parked_lines(conn)
        await queries.clear_parked(conn, event=[row.event for row in parked if gone.is_told_in(row.line, FOR_EVER - 1)])
    await baselines.note_cleared(conn, turn=newest.turn)
    return count


async def _without(conn: AsyncConnection[Any], turns: list[int]) -> int:
    return await queries.clear_told(conn, turn=turns) if turns else 0


async def _first(conn: AsyncConnection[Any], erasing: list[_Erasing], after: int) -> int:
    """Return behind which turn something may be told of what was erased, where it is cleared up to another turn.

    What was erased before may be told of again behind that one.
    """
    begins = [
        event.at - _SKEW if _is_refused(reasons) else _begins(event)
        for _, event, reasons in erasing
        if takes_words(event) or _is_refused(reasons)
    ]
    if not begins or not after:
        return after
    return max(0, await queries.first_turn_since(conn, since=min(begins), until=after) or after + 1) - 1


def _begins(event: Event) -> Instant:
    """Return the moment before which nothing can have told of what an event erases."""
    match event:
        case MessageDeleted() | MessageEdited():
            return moment_of(event.ts, 0) - _SKEW
        case _:
            return 0


async def _gone(conn: AsyncConnection[Any], erasing: list[_Erasing]) -> Gone:
    """Return what some events did away with, and what was done away with before: late news may tell of it again."""
    gone = Gone()
    for turn, event, reasons in erasing:
        gone.hear(event, turn, ((one.behaviour, one.why, one.about) for one in reasons))
    for person in await queries.erased_people(conn):
        gone.erase(person, FOR_EVER)
    people = list(gone.names)
    for mute in await queries.mutes_of(conn, people=people):
        gone.erase(mute)
    for alert in await queries.alerts_written_of(conn, people=people):
        gone.erase_proposals(alert)
    for channel in await queries.erased_channels(conn):
        gone.erase_channel(channel, FOR_EVER)
    for alert in await queries.alerts_of_channels(conn, channels=list(gone.channels)):
        gone.erase_runbook(alert)
    for row in await queries.messages_gone(conn):
        gone.erase_message(row.channel, row.ts)
    for said in await queries.messages_written_by(conn, people=people):
        gone.erase_quotations(said.channel, said.ts, gone.names[said.person])
    for answered in await queries.answers_quoting_gone(conn, people=people):
        gone.erase_quotations(answered.channel, answered.ts)
    return gone


def _steps(after: int, until: int) -> Iterator[tuple[int, int]]:
    """Return the bounds of steps within turns: each begins behind its first, and ends with its last."""
    for start in range(after, until, _STEP):
        yield start, min(start + _STEP, until)
