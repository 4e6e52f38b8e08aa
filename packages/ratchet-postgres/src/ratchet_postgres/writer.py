"""The writer of a workspace: one process at a time decides what came in, in one order, and the others stand by.

Its lock is held by the connection that it writes on, so whoever loses the one has lost the other: two never write.
"""

import asyncio
import os
import socket
import time
from collections.abc import Callable, Sequence
from math import inf
from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection, Error, OperationalError
from ratchet_core.domain.policy import Policy
from ratchet_core.overlay import Overlay
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event

from ratchet_postgres.ahead import Ahead
from ratchet_postgres.calling import Bell, Call, call_up
from ratchet_postgres.connecting import patience
from ratchet_postgres.documents import bring_up
from ratchet_postgres.generated import inbox
from ratchet_postgres.generated import writer as queries
from ratchet_postgres.inbox import event_from, park
from ratchet_postgres.log import keep_policy
from ratchet_postgres.pulse import BEAT, PATIENCE
from ratchet_postgres.store import PostgresStore

MOST: Final = 100
"""So many events are decided and committed together at most."""

LONGEST: Final = 0.04
"""For so many seconds a batch takes at most, as far as can be foreseen: what is heard meanwhile waits for it."""

MOST_TRIES: Final = 2
"""An event at which so many writers in a row ended without a word is left aside by the next."""

_ENDED: Final = "ended, or lost the database again and again,"

_PAUSE: Final = 0.05
_NET: Final = 1.0
_ANSWER: Final = 5.0
_STAND_BY: Final = 0.2
_LONGEST_LOOK: Final = 0.5
"""For so many seconds one look of who stands by counts at most: if it comes late, that one was slow, or all are."""

_YIELD: Final = 0.05
_PASSING: Final = frozenset({"08", "25", "28", "3F", "40", "42", "53", "55", "57", "58"})
"""Errors of these classes have nothing to do with an event: the database is busy, full, of another version, or gone."""

Taken = list[tuple[Event, Decision]]


@frozen
class Deciding:
    """What a writer decides alone, and since when by a clock that never goes back."""

    event: str
    since: float


class Writer:
    """Decides what waits in the inbox, in batches; `open` and `stand_by` make one."""

    def __init__(
        self,
        conn: AsyncConnection[Any],
        store: PostgresStore,
        most: int = MOST,
        longest: float = LONGEST,
        careful: int = 0,
    ) -> None:
        """Write on a connection that holds the workspace's lock; so many events at first are decided carefully."""
        self._conn = conn
        self._store = store
        self._most = most
        self._longest = longest
        self._careful = careful
        self._pace = 0.002
        self._beaten = self._committed = time.monotonic()
        self.on_asked: Callable[[], None] | None = None
        self.deciding: Deciding | None = None

    @classmethod
    async def open(
        cls, conn: AsyncConnection[Any], policy: Policy, most: int = MOST, longest: float = LONGEST
    ) -> "Writer | None":
        """Return the writer of the connection's workspace, or None where another process is that."""
        return await cls.seated(conn, policy, await sit_down(conn), most, longest) if await take_seat(conn) else None

    @classmethod
    async def seated(
        cls, conn: AsyncConnection[Any], policy: Policy, carefully: bool, most: int = MOST, longest: float = LONGEST
    ) -> "Writer":
        """Return the writer of a workspace whose lock the connection has, once that is noted (`sit_down`)."""
        await conn.execute("set plan_cache_mode = force_generic_plan")  # keys are looked up in lists of any length
        conn.prepare_threshold = 1
        await keep_policy(conn, policy)
        async for _ in bring_up(conn):
            await queries.beat(conn, backend=conn.info.backend_pid)
        return cls(conn, await PostgresStore.open(conn, policy), most, longest, MOST if carefully else 0)

    @classmethod
    async def stand_by(
        cls, conn: AsyncConnection[Any], policy: Policy, pause: float = _STAND_BY, longest: float = LONGEST
    ) -> "Writer":
        """Wait until no other process is the writer of the workspace, and return it; end one that hangs."""
        await wait_for_seat(conn, pause)
        return await cls.seated(conn, policy, await sit_down(conn), longest=longest)

    async def take(self) -> Taken:
        """Decide what waits, as much as goes into a batch, and return it with what was decided.

        What is live goes before old history, and each in the order in which it was heard. What cannot be decided is
        left aside, with why.
        """
        await self._live()
        while True:
            begun = time.monotonic()
            most = max(1, min(self._most, int(self._longest / self._pace) if self._longest < inf else self._most))
            rows = self._known_to_wait(most) or await inbox.waiting(self._conn, most=most)
            self._store.ahead = 0 if self._careful else most
            events = [event for row in rows if (event := await self._read(row)) is not None]
            if not rows:
                if self._careful:
                    await self._go_faster()
                return []
            if taken := await self._decide(events, begun + 0.7 * self._longest):
                self._committed = time.monotonic()
                self._pace += 0.3 * ((self._committed - begun) / len(taken) - self._pace)
                await self._call(taken)
                return taken

    def _known_to_wait(self, most: int) -> list[inbox.WaitingRow]:
        """Return the live events that waited at the latest commit, if they fill a batch and it was a moment ago."""
        rows = self._store.waiting
        return rows[:most] if len(rows) >= most and time.monotonic() - self._committed < _PAUSE else []

    async def _live(self) -> None:
        """Give a sign of life, where no pulse does."""
        if self.on_asked is None and time.monotonic() - self._beaten > BEAT:
            await queries.beat(self._conn, backend=self._conn.info.backend_pid)
            self._beaten = time.monotonic()

    async def _read(self, row: inbox.WaitingRow) -> Event | None:
        try:
            return event_from(row.told_as)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not stop the others
            await park(self._conn, row.event, f"It cannot be read: {_why(error)}")
            return None

    async def _decide(self, events: Sequence[Event], until: float) -> Taken:
        if self._careful:
            return await self._carefully(events)
        try:
            return await self._together(events, until)
        except Exception as error:
            if not events or self._is_passing(error):
                raise
        return [taken for event in events for taken in await self._alone(event)]

    async def _together(self, events: Sequence[Event], until: float = inf) -> Taken:
        """Decide events one after the other, as many as there is time for, and commit what was decided at once."""
        ahead = Ahead(self._store)
        await ahead.look(events)
        batch, taken, yielded = Overlay(ahead), Taken(), time.monotonic()
        for event in events:
            taken.append((event, await take_turn(batch, event)))
            now = time.monotonic()
            if now > until:
                break
            if now - yielded > _YIELD:  # so that others may give signs of life
                await asyncio.sleep(0)
                yielded = now
        await ahead.commit(batch.turns)
        return taken

    async def _alone(self, event: Event) -> Taken:
        """Decide one event, or leave it aside."""
        try:
            return await self._together([event])
        except Exception as error:
            if self._is_passing(error):
                raise
            await park(self._conn, event.id, _why(error))
            return []

    async def _carefully(self, events: Sequence[Event]) -> Taken:
        """Decide events one by one, each named before: whoever was the writer before may have ended at one of them."""
        taken = Taken()
        for event in events:
            tries = await queries.begin(self._conn, event=event.id)
            if tries is not None and tries > MOST_TRIES:
                await park(self._conn, event.id, f"{tries - 1} writers in a row {_ENDED} while they decided it.")
            else:
                self.deciding = Deciding(event.id, time.monotonic())
                taken += await self._alone(event)
                self.deciding = None
            self._careful -= 1
        if self._careful <= 0:
            await self._go_faster()
        return taken

    async def _go_faster(self) -> None:
        self._careful = 0
        await queries.finish(self._conn)

    async def leave(self) -> None:
        """Say that the writer is to be no more; its lock lasts as long as its connection."""
        await queries.stand_up(self._conn)

    def _is_passing(self, error: Exception) -> bool:
        """Say whether an error has nothing to do with an event, but with the database and the way to it."""
        if self._conn.closed or not isinstance(error, Error):
            return self._conn.closed
        if error.sqlstate is None:
            return isinstance(error, OperationalError)
        return error.sqlstate[:2] in _PASSING

    async def _call(self, taken: Taken) -> None:
        """Have the workers called where something was asked for."""
        if not any(decision.actions for _, decision in taken):
            return
        if self.on_asked is None:
            await call_up(self._conn, Call.ASKED)
        else:
            self.on_asked()

    async def run(self, stop: asyncio.Event, pause: float | None = None, bell: Bell | None = None) -> None:
        """Go on deciding until told to stop; where nothing waits, look again at a call or after a pause."""
        pause = (_PAUSE if bell is None else _NET) if pause is None else pause
        stir = asyncio.Event()
        if bell is not None:
            bell.on(Call.HEARD, stir.set)
        try:
            while not stop.is_set():
                stir.clear()
                if not await self.take():
                    await either(stop, stir, pause)
        finally:
            if bell is not None:
                bell.off(Call.HEARD, stir.set)


async def take_seat(conn: AsyncConnection[Any]) -> bool:
    """Take the lock of a workspace for a connection, if it is free."""
    return bool(await queries.take_lock(conn))


async def sit_down(conn: AsyncConnection[Any]) -> bool:
    """Note that a connection, which has the lock, writes now; say whether the one before left without a word."""
    return bool(await queries.sit_down(conn, process=os.getpid(), host=socket.gethostname()))


async def wait_for_seat(conn: AsyncConnection[Any], pause: float = _STAND_BY, patient: float = PATIENCE) -> None:
    """Wait for the lock of a workspace, and end the connection of whoever has it and gives no sign of life.

    It is the clock of whoever stands by that counts: no two clocks are compared.
    """
    seen, silent, looked = None, 0.0, time.monotonic()
    while True:
        with patience(conn, _ANSWER):
            if await take_seat(conn):
                return
            holder = await queries.holder(conn)
            silent += min(time.monotonic() - looked, _LONGEST_LOOK)
            looked = time.monotonic()
            if holder != seen:
                seen, silent = holder, 0.0
            is_hung = holder is not None and holder.backend != 0 and silent > patient
            if holder is not None and is_hung:
                await queries.end_backend(conn, backend=holder.backend)
        await asyncio.sleep(min(pause, _PAUSE) if is_hung else pause)


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


async def either(one: asyncio.Event, other: asyncio.Event, pause: float) -> None:
    """Wait for one of two, but no longer than a while."""
    waits = [asyncio.create_task(event.wait()) for event in (one, other)]
    try:
        await asyncio.wait(waits, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
