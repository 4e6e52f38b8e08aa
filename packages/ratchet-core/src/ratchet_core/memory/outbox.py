"""The actions still to be done, in memory: claimed under a lease, one edit of a message in hand, the newest last."""

import heapq
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from attrs import define, evolve, field, frozen

from ratchet_core.basis.instants import Duration, Instant
from ratchet_core.ports import LEASE, LOST, MOST_ATTEMPTS, Claim, SetAside
from ratchet_core.vocabulary.actions import Action, Lane, WakeMe, is_said_in, lane_of, slot_of

_NEVER: Final[Instant] = 0


@frozen
class Rest:
    """What an outbox holds: the actions in the order of asking, then the alarms in that of time, and what waits.

    `claims` has the token and the attempt of what was ever claimed; `in_hand` is what somebody may be doing, and `lost`
    counts the leases in a row that ended without a word.
    """

    actions: tuple[Action, ...]
    postponed: Mapping[str, Instant]
    doubtful: tuple[str, ...] = ()
    set_aside: Mapping[str, str] = field(factory=dict)
    claims: Mapping[str, tuple[int, int]] = field(factory=dict)
    in_hand: tuple[str, ...] = ()
    lost: Mapping[str, int] = field(factory=dict)


@define
class _Row:
    """One action; `not_before` is when it may be claimed next, by the end of a lease or because it was put off."""

    action: Action
    sequence: int
    not_before: Instant = _NEVER
    token: int = 0
    attempt: int = 0
    doubtful: bool = False
    why_aside: str | None = None
    in_hand: bool = False
    lost: int = 0

    @property
    def is_free(self) -> bool:
        """Whether it may be claimed."""
        return self.not_before == _NEVER and self.why_aside is None


class MemoryOutbox:
    """An `Outbox` in memory. In a lane what was asked for first is offered first, and alarms in the order of time."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._rows: dict[str, _Row] = {}
        self._ready: dict[Lane, list[tuple[int, str]]] = {lane: [] for lane in Lane}
        self._later: list[tuple[Instant, int, str]] = []
        self._alarms: list[tuple[Instant, str]] = []
        self._edits: dict[tuple[str, str], str] = {}
        self._in_hand: dict[tuple[str, str], str] = {}
        self._behind: dict[tuple[str, str], str] = {}
        self._sequence = 0
        self._token = 0

    @property
    def actions(self) -> dict[str, Action]:
        """What is still to be done, alarms too, by key."""
        return {key: row.action for key, row in self._rows.items()}

    def ask(self, actions: Iterable[Action]) -> None:
        """Take actions; a key that is there already is left as it is."""
        for action in actions:
            if action.key not in self._rows:
                self._ask(action)

    def _ask(self, action: Action) -> None:
        slot = slot_of(action)
        if slot is not None:
            self._supersede(slot)
        self._take_in(action)

    def _take_in(self, action: Action) -> None:
        self._sequence += 1
        row, slot = _Row(action, self._sequence), slot_of(action)
        if slot is not None:
            self._edits[slot] = action.key
        self._rows[action.key] = row
        self._make_ready(row)

    def _make_ready(self, row: _Row) -> None:
        if isinstance(row.action, WakeMe):
            heapq.heappush(self._alarms, (row.action.at, row.action.key))
        else:
            heapq.heappush(self._ready[lane_of(row.action)], (row.sequence, row.action.key))

    def _supersede(self, slot: tuple[str, str]) -> None:
        """Give up the edit of a message that is still to be made, unless it is in hand."""
        before = self._edits.get(slot)
        if before is not None and self._in_hand.get(slot) != before:
            self._remove(before)

    def settle(self, key: str) -> None:
        """Let go of an action whose outcome is known."""
        self._remove(key)

    def _remove(self, key: str) -> None:
        row = self._rows.pop(key, None)
        slot = None if row is None else slot_of(row.action)
        if slot is not None:
            if self._edits.get(slot) == key:
                del self._edits[slot]
            self._let_go(slot, key)

    def _let_go(self, slot: tuple[str, str], key: str) -> None:
        """Have an edit no longer in hand, and make the one ready that waited for it."""
        if self._in_hand.get(slot) != key:
            return
        del self._in_hand[slot]
        waiting = self._rows.get(self._behind.pop(slot, key))
        if waiting is not None and waiting.action.key != key:
            self._make_ready(waiting)

    def give_up(self, channel: str, thread: str | None) -> None:
        """Give up what was still to be said in a channel, or in one of its threads; alarms stay."""
        said = [key for key, row in self._rows.items() if is_said_in(row.action, channel, thread)]
        for key in said:
            self._remove(key)

    def rewrite(self, rewritten: Callable[[Action], Action | None]) -> None:
        """Put other words in the place of what is still to be said, and give up what there are none for."""
        for key, row in list(self._rows.items()):
            action = rewritten(row.action)
            if action is None:
                self._remove(key)
            else:
                row.action = action

    async def claim(
        self, at: Instant, lanes: Collection[Lane] = tuple(Lane), limit: int = 1, lease: Duration = LEASE
    ) -> list[Claim]:
        """Take actions of some lanes in hand until the end of a lease."""
        self._wake(at)
        found: list[Claim] = []
        while len(found) < limit and (row := self._next(lanes, at)) is not None:
            found.append(self._taken(row, at + lease))
        return found

    def _wake(self, at: Instant) -> None:
        """Make ready what was put off until now, whose lease is over, and the alarms that ring."""
        while self._later and self._later[0][0] <= at:
            stale, key = self._is_stale(*self._later[0]), heapq.heappop(self._later)[2]
            if not stale:
                self._returned(self._rows[key])

    def _returned(self, row: _Row) -> None:
        """Offer again what was put off, or whose lease is over: then nobody knows whether it was done."""
        if row.in_hand:
            row.in_hand, row.doubtful, row.lost = False, True, row.lost + 1
            if row.lost >= MOST_ATTEMPTS:
                self._put_aside(row, LOST)
                return
        self._again(row)

    def _put_aside(self, row: _Row, why: str) -> None:
        if self._is_kept(row):
            row.why_aside, row.not_before = why, _NEVER

    def _again(self, row: _Row) -> None:
        slot = slot_of(row.action)
        if slot is not None:
            self._let_go(slot, row.action.key)
            if self._edits.get(slot) != row.action.key:
                self._remove(row.action.key)  # newer words wait
                return
        row.not_before = _NEVER
        self._make_ready(row)

    def _next(self, lanes: Collection[Lane], at: Instant) -> _Row | None:
        heads = [head for lane in lanes if self._ready[lane] and (head := self._head(lane)) is not None]
        if heads:
            _, key, lane = min(heads)
            heapq.heappop(self._ready[lane])
            return self._rows[key]
        alarm = self.next_alarm() if Lane.TIME in lanes else None
        return None if alarm is None or alarm > at else self._rows[heapq.heappop(self._alarms)[1]]

    def _head(self, lane: Lane) -> tuple[int, str, Lane] | None:
        """Return the first action of a lane that may be done now, and let go of those before it that may not."""
        ready = self._ready[lane]
        while ready:
            sequence, key = ready[0]
            row = self._rows.get(key)
            if row is not None and row.sequence == sequence and row.is_free and not self._waits_for_another(row):
                return sequence, key, lane
            heapq.heappop(ready)
        return None

    def _waits_for_another(self, row: _Row) -> bool:
        """Say whether another edit of the same message is in hand; it is made ready again once that is let go."""
        slot = slot_of(row.action)
        other = None if slot is None else self._in_hand.get(slot)
        if slot is None or other is None or other == row.action.key:
            return False
        self._behind[slot] = row.action.key
        return True

    def _put_off(self, row: _Row, until: Instant) -> None:
        row.not_before = until
        heapq.heappush(self._later, (until, row.token, row.action.key))

    def _taken(self, row: _Row, until: Instant) -> Claim:
        self._token += 1
        row.token, row.attempt, row.in_hand = self._token, row.attempt + 1, True
        slot = slot_of(row.action)
        if slot is not None:
            self._in_hand[slot] = row.action.key
        self._put_off(row, max(until, 1))
        return Claim(row.action, row.token, row.attempt, row.doubtful, row.lost)

    async def held(self, claim: Claim) -> Claim | None:
        """Return a claim with its action as it is now; None where it was given up, overtaken, or taken by another."""
        row = self._rows.get(claim.action.key)
        if row is None or row.token != claim.token:
            return None
        slot = slot_of(row.action)
        if slot is not None and self._edits.get(slot) != row.action.key:
            self._remove(row.action.key)
            return None
        return claim if row.action is claim.action else evolve(claim, action=row.action)

    async def postpone(self, claim: Claim, until: Instant, *, doubtful: bool = False) -> bool:
        """Let go of a claim, and offer its action not before a moment."""
        row = self._rows.get(claim.action.key)
        if row is None or row.token != claim.token:
            return False
        row.doubtful, row.lost = row.doubtful or doubtful, 0
        if self._is_kept(row):
            self._put_off(row, max(until, 1))
        return True

    def _is_kept(self, row: _Row) -> bool:
        """End the claim of an action, and say whether it is still wanted: an edit is not once newer words wait."""
        self._token += 1
        row.token, row.in_hand = self._token, False
        slot = slot_of(row.action)
        if slot is not None:
            self._let_go(slot, row.action.key)
            if self._edits.get(slot) != row.action.key:
                self._remove(row.action.key)
                return False
        return True

    async def set_aside(self, claim: Claim, why: str) -> bool:
        """Let go of a claim for good; its action is listed until somebody wants it tried again or given up."""
        row = self._rows.get(claim.action.key)
        if row is None or row.token != claim.token:
            return False
        row.lost = 0
        self._put_aside(row, why)
        return True

    async def aside(self) -> list[SetAside]:
        """Return what was set aside, in the order of asking."""
        rows = (row for row in self._rows.values() if row.why_aside is not None)
        return [SetAside(row.action, row.attempt, row.why_aside or "") for row in rows]

    async def retry(self, key: str) -> bool:
        """Offer again what was set aside."""
        row = self._rows.get(key)
        if row is None or row.why_aside is None:
            return False
        row.why_aside, row.attempt, row.lost = None, 0, 0
        self._again(row)
        return True

    async def drop(self, key: str) -> bool:
        """Give up what was set aside."""
        row = self._rows.get(key)
        if row is None or row.why_aside is None:
            return False
        self._remove(key)
        return True

    async def next_due(self, lanes: Collection[Lane] = tuple(Lane)) -> Instant | None:
        """Return the moment from which on something may be claimed; 0 where it may be now, None where nothing waits."""
        if any(self._ready.values()) and any(self._head(lane) is not None for lane in lanes):
            return _NEVER
        returning = self._returning(lanes) if self._later else None
        alarm = self.next_alarm() if Lane.TIME in lanes else None
        if returning is None or alarm is None:
            return alarm if returning is None else returning
        return min(returning, alarm)

    def _returning(self, lanes: Collection[Lane]) -> Instant | None:
        """Return when the first action of some lanes is offered again, if any is: most often it is the first of all."""
        while self._later and self._is_stale(*self._later[0]):
            heapq.heappop(self._later)
        if not self._later:
            return None
        if lane_of(self._rows[self._later[0][2]].action) in lanes:
            return self._later[0][0]
        waiting = (one for one in self._later if not self._is_stale(*one))
        return min((until for until, _, key in waiting if lane_of(self._rows[key].action) in lanes), default=None)

    def _is_stale(self, until: Instant, token: int, key: str) -> bool:
        row = self._rows.get(key)
        return row is None or row.token != token or row.not_before != until

    def next_alarm(self) -> Instant | None:
        """Return when the next alarm rings that is not in hand, put off or set aside; None where there is none."""
        while self._alarms and not self._rings(*self._alarms[0]):
            heapq.heappop(self._alarms)
        return self._alarms[0][0] if self._alarms else None

    def _rings(self, at: Instant, key: str) -> bool:
        row = self._rows.get(key)
        return row is not None and row.is_free and isinstance(row.action, WakeMe) and row.action.at == at

    def is_idle(self, at: Instant) -> bool:
        """Say whether nothing can be claimed at a moment."""
        alarm = self.next_alarm()
        ready = any(self._ready.values()) or (alarm is not None and alarm <= at)
        return not ready and not (self._later and self._later[0][0] <= at)

    def rest(self) -> Rest:
        """Return what is to be kept of the outbox beside the records; what is in hand is offered again."""
        rows = sorted(self._rows.values(), key=lambda row: row.sequence)
        alarms = sorted(
            (one.action for one in rows if isinstance(one.action, WakeMe)), key=lambda one: (one.at, one.key)
        )
        others = (row.action for row in rows if not isinstance(row.action, WakeMe))
        return Rest(
            (*others, *alarms),
            {row.action.key: row.not_before for row in rows if row.not_before},
            tuple(row.action.key for row in rows if row.doubtful),
            {row.action.key: row.why_aside for row in rows if row.why_aside is not None},
            {row.action.key: (row.token, row.attempt) for row in rows if row.token},
            tuple(sorted(row.action.key for row in rows if row.in_hand)),
            {row.action.key: row.lost for row in rows if row.lost},
        )

    def restore(self, rest: Rest) -> None:
        """Take back what `rest` returned."""
        for action in rest.actions:
            self._take_in(action)
        rows = self._rows
        for key, (token, attempt) in rest.claims.items():
            rows[key].token, rows[key].attempt = token, attempt
            self._token = max(self._token, token)
        for key in rest.doubtful:
            rows[key].doubtful = True
        for key, why in rest.set_aside.items():
            rows[key].why_aside = why
        for key, until in rest.postponed.items():
            self._put_off(rows[key], until)
        for key, lost in rest.lost.items():
            rows[key].lost = lost
        for key in rest.in_hand:
            rows[key].in_hand = True
            slot = slot_of(rows[key].action)
            if slot is not None:
                self._in_hand[slot] = key
