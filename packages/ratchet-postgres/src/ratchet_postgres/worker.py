"""A worker: it does what the outbox has, as one of any number, and tells the inbox what came of it.

It decides nothing. All that it does to the database is keyed by actions and tokens, and may be done again: after a
lost connection nobody knows what of it was done.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

from attrs import define, field
from psycopg import AsyncConnection, Error, OperationalError
from ratchet_core.basis.instants import SECOND, Duration, Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.ports import LEASE, SETTLE, Claim
from ratchet_core.turn import Came, Done, GivenUp, Ports, PutOff, attempted, discreetly, let_go, looked_at
from ratchet_core.vocabulary.actions import Lane, PostMessage, WakeMe, lane_of

from ratchet_postgres.asking import fetch_all
from ratchet_postgres.calling import Bell, Call
from ratchet_postgres.connecting import Connection
from ratchet_postgres.inbox import hear_outcomes
from ratchet_postgres.outbox import PostgresOutbox
from ratchet_postgres.persevering import persevere
from ratchet_postgres.rows import answers_of, asked
from ratchet_postgres.together import rows_of

AT_ONCE: Final = 8
"""So many actions of one lane are being done at once at most."""

MOST: Final = 100
"""So many are claimed at once at most."""

_POLL: Final = 1.0
_SUSPECT: Final = 2
_GRACE: Final = 8.0
_LOOK: Final = 0.5
"""So often, in seconds, a worker looks at most whether others are gone that had something in hand."""

_ALONE: Final = 4.0
"""For so many seconds a worker goes on since the database answered: others may take over what it does, soon after.

It may have lost the way there, or have been stopped. `CERTAIN` is longer by what a call may take on its way.
"""


def now() -> Instant:
    """Return the moment that it is."""
    return time.time_ns() // 1_000


@define
class _InHand:
    """What a worker has in hand: what waits for its turn, what is being done, and what is yet to be told."""

    waiting: list[Claim] = field(factory=list)
    doing: dict[Any, Claim] = field(factory=dict)
    came: list[tuple[Claim, Came]] = field(factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits or is being done."""
        return not self.waiting and not self.doing

    @property
    def claims(self) -> list[Claim]:
        """All claims, whatever has become of them."""
        return [*self.waiting, *self.doing.values(), *(claim for claim, _ in self.came)]

    def keep(self, tokens: Collection[int]) -> None:
        """Let go of what is in other hands by now, and stop doing it."""
        self.waiting = [one for one in self.waiting if one.token in tokens]
        for task, claim in self.doing.items():
            if claim.token not in tokens:
                task.cancel()

    @property
    def speaking_in(self) -> set[str]:
        """The channels in which a post is being made."""
        return {one.action.channel for one in self.doing.values() if isinstance(one.action, PostMessage)}

    def ready(self, at_once: int) -> Iterator[Claim]:
        """Return what may begin now: so many of each lane, and of the posts of a channel one after the other."""
        lanes, channels = Counter(map(_lane, self.doing.values())), self.speaking_in
        for claim in self.waiting:
            action, lane = claim.action, _lane(claim)
            if isinstance(action, WakeMe):
                yield claim
            elif lanes[lane] < at_once and not (isinstance(action, PostMessage) and action.channel in channels):
                lanes[lane] += 1
                if isinstance(action, PostMessage):
                    channels.add(action.channel)
                yield claim


def _lane(claim: Claim) -> Lane:
    return lane_of(claim.action)


class Worker:
    """Does what is due in some lanes, several actions at once, until it is told to stop."""

    def __init__(  # noqa: PLR0913 - what it works on, with what, and how much of it
        self,
        url: str,
        ports: Ports,
        policy: Policy,
        lanes: Collection[Lane] = tuple(Lane),
        *,
        bell: Bell | None = None,
        at_once: int = AT_ONCE,
        most: int = MOST,
        lease: Duration = LEASE,
        poll: float = _POLL,
        clock: Callable[[], Instant] = now,
    ) -> None:
        """Work on the outbox in the schema of a URL, whose writer has the same policy.

        `at_once` is for each lane; `bell` is one that somebody listens to already. Where no call comes, it looks by
        itself after `poll` seconds.
        """
        self._url = url
        self._ports = ports
        self._policy = policy
        self._lanes = tuple(lanes)
        self._bell = bell
        self._at_once = at_once
        self._most = most
        self._lease = lease
        self._poll = poll
        self._clock = clock
        self._hand = _InHand()
        self._stir = asyncio.Event()
        self._claimed_at: Instant = 0
        self._looked_at = -_LOOK
        self._careful = False
        self._alone: asyncio.TimerHandle | None = None

    async def run(self, stop: asyncio.Event, grace: float = _GRACE) -> None:
        """Go on until told to stop; then finish what is being done, within some seconds, and let go of the rest."""
        bell = Bell(self._url) if self._bell is None else self._bell
        listening = [asyncio.create_task(bell.listen())] if self._bell is None else []
        listening.append(asyncio.create_task(self._stir_at(stop)))
        bell.on(Call.ASKED, self._stir.set)
        try:
            await self._go_on(stop, grace)
        finally:
            bell.off(Call.ASKED, self._stir.set)
            if self._alone is not None:
                self._alone.cancel()
            for task in (*listening, *self._hand.doing):
                task.cancel()
            await asyncio.gather(*listening, *self._hand.doing, return_exceptions=True)

    async def _stir_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stir.set()

    async def _go_on(self, stop: asyncio.Event, grace: float) -> None:
        async def work(conn: Connection) -> None:
            async with conn:
                outbox = PostgresOutbox(conn)
                held = await outbox.hold(self._hand.claims)
                self._is_answered()
                self._hand.keep(held)
                await self._work(conn, outbox, stop, grace)

        await persevere("A worker", self._url, stop, work)

    def _is_answered(self) -> None:
        """Note that the database answers: until a while after that, nobody takes over what is being done."""
        if self._alone is not None:
            self._alone.cancel()
        self._alone = asyncio.get_running_loop().call_later(_ALONE, self._is_alone)

    def _is_alone(self) -> None:
        """Stop what is being done, for others may do it: nobody knows what came of it.

        After the process was stopped this comes before anything that waited goes on.
        """
        doubtful = PutOff(self._clock() + SETTLE, doubtful=True)
        self._hand.came += [(claim, doubtful) for task, claim in self._hand.doing.items() if task.cancel()]

    async def _work(
        self, conn: AsyncConnection[Any], outbox: PostgresOutbox, stop: asyncio.Event, grace: float
    ) -> None:
        while not stop.is_set():
            self._stir.clear()
            await self._tell(conn, outbox)
            await self._take_over(outbox)
            claimed = await self._claim(outbox)
            self._is_answered()
            await self._begin(conn, outbox)
            if not claimed and not self._hand.came:
                await self._wait(outbox)
        await outbox.put_back(self._hand.waiting)
        self._hand.waiting.clear()
        await self._finish(outbox, grace)
        await self._tell(conn, outbox)

    async def _finish(self, outbox: PostgresOutbox, grace: float) -> None:
        """Wait for what is being done, within some seconds."""
        loop = asyncio.get_running_loop()
        until = loop.time() + grace
        while self._hand.doing and loop.time() < until:
            await asyncio.wait(self._hand.doing, timeout=min(self._poll, until - loop.time()))
            await outbox.next_due(self._lanes)
            self._is_answered()

    async def _tell(self, conn: AsyncConnection[Any], outbox: PostgresOutbox) -> None:
        """Tell the writer of what was done, and the outbox of what was not; what is told twice changes nothing."""
        came = self._hand.came[:]
        await self._hear(conn, outbox, [(claim, one) for claim, one in came if isinstance(one, Done)])
        for claim, one in came:
            if isinstance(one, PutOff | GivenUp):
                await let_go(outbox, claim, one)
        del self._hand.came[: len(came)]

    async def _hear(
        self, conn: AsyncConnection[Any], outbox: PostgresOutbox, done: Sequence[tuple[Claim, Done]]
    ) -> None:
        """Have outcomes heard, at once if possible; one that the database does not take keeps no other back."""
        try:
            await hear_outcomes(conn, done)
        except OperationalError:
            raise
        except Error as error:
            for part in ([one] for one in done) if len(done) > 1 else ():
                await self._hear(conn, outbox, part)
            if len(done) == 1:
                await outbox.set_aside(done[0][0], f"What came of it cannot be kept: {error}")

    async def _take_over(self, outbox: PostgresOutbox) -> None:
        """Have what others had in hand that are gone be offered again, which takes them a second or so at most."""
        at = asyncio.get_running_loop().time()
        if at >= self._looked_at + _LOOK:
            self._looked_at = at
            await outbox.offer_again(self._clock())

    async def _claim(self, outbox: PostgresOutbox) -> int:
        """Take in hand what is due in the lanes in which something could begin; what has waited too long is let go."""
        at, hand = self._clock(), self._hand
        if hand.waiting and at > self._claimed_at + self._lease // 2:
            await outbox.put_back(hand.waiting)
            hand.waiting.clear()
        lanes = self._free_lanes()
        if not lanes or (self._careful and not hand.is_empty):
            return 0
        claims = await outbox.claim(at, lanes, self._most, self._lease, in_order=True)
        claims = await self._without_suspects(outbox, claims)
        if claims and not hand.waiting:
            self._claimed_at = at
        hand.waiting += claims
        return len(claims)

    async def _without_suspects(self, outbox: PostgresOutbox, claims: list[Claim]) -> list[Claim]:
        """Do what may have ended other workers with nothing else in hand, so that nothing else ends with it."""
        suspects = [one for one in claims if one.lost >= _SUSPECT]
        self._careful = bool(suspects)
        if not suspects:
            return claims
        kept = suspects[:1] if self._hand.is_empty else [one for one in claims if one.lost < _SUSPECT]
        tokens = {one.token for one in kept}
        await outbox.put_back([one for one in claims if one.token not in tokens])
        return kept

    def _free_lanes(self) -> list[Lane]:
        doing = Counter(map(_lane, self._hand.doing.values()))
        about_to = {_lane(one) for one in self._hand.ready(self._at_once)}
        return [one for one in self._lanes if doing[one] < self._at_once and one not in about_to]

    async def _begin(self, conn: AsyncConnection[Any], outbox: PostgresOutbox) -> None:
        """Begin what may begin, as it is now: it may have been given up, or may be said in fewer places by now."""
        ready = list(self._hand.ready(self._at_once))
        if not ready:
            return
        asked_at = asyncio.get_running_loop().time()
        held = await outbox.all_held(ready)
        directory = await self._directory(conn, held)
        if asyncio.get_running_loop().time() > asked_at + _ALONE:
            return  # they may be held by others by now
        self._is_answered()
        taken = {one.token for one in ready}
        self._hand.waiting = [one for one in self._hand.waiting if one.token not in taken]
        for claim in held:
            task = asyncio.create_task(self._attempt(discreetly(directory, claim)))
            self._hand.doing[task] = claim
            task.add_done_callback(self._finished)

    async def _directory(self, conn: AsyncConnection[Any], claims: Sequence[Claim]) -> Directory:
        """Return what it takes of the directory to know what may be said; what is not found is private."""
        lookups = list(dict.fromkeys(lookup for one in claims for lookup in looked_at(one.action)))
        directory = Directory(self._policy)
        if lookups:
            rows = await fetch_all(conn, *rows_of(asked(lookups)))
            for record in answers_of(lookups, rows):
                directory = directory if record is None else directory.with_record(record)
        return directory

    async def _attempt(self, claim: Claim) -> Came:
        """Try to do an action; nobody knows what came of one that takes nearly as long as its lease."""
        try:
            async with asyncio.timeout(self._lease * 0.75 / SECOND):
                return await attempted(claim, self._ports, self._clock)
        except TimeoutError:
            return PutOff(self._clock() + SETTLE, doubtful=True)

    def _finished(self, task: "asyncio.Task[Came]") -> None:
        claim = self._hand.doing.pop(task)
        if not task.cancelled():
            self._hand.came.append((claim, task.result()))
        self._stir.set()

    async def _wait(self, outbox: PostgresOutbox) -> None:
        """Wait until something was done, somebody calls, or something is due."""
        if self._stir.is_set():
            return
        due = await outbox.next_due(self._lanes)
        until = self._poll if due is None or due == 0 else (due - self._clock()) / SECOND
        with suppress(TimeoutError):
            most = min(self._poll, _ALONE / 2) if self._hand.doing else self._poll
            await asyncio.wait_for(self._stir.wait(), min(max(until, 0.001), most))
