"""Takes the log of a database again, turn by turn, in memory, and finds where it comes out differently.

Nothing is done but deciding: alarms and what came of actions are events of the log. What is compared is each decision,
and at the end the records and what is still to be done.
"""

import json
import time
from collections.abc import Sequence
from typing import Any, Final, cast

from attrs import define, field, frozen
from psycopg import AsyncConnection
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import KINDS, Kind, key_of
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.comparing import Counterpart, taken_in
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.writing import writer_of
from ratchet_postgres.baselines import newest_baseline, remembered_at, taken_up_to
from ratchet_postgres.log import Logged, logged, open_actions, policies, records, unchanging
from ratchet_postgres.store import digest_of

from ratchet_cli.terminal.names import counted
from ratchet_cli.terminal.progress import Progress

_REPORT_EVERY: Final = 2_000
_LONGEST: Final = 300
_Reasons = Sequence[tuple[str, str, str]]


@frozen
class Replayed:
    """What a replay came to from a turn on; `difference` says in lines what was not the same first, if anything."""

    first: int
    turns: int
    records: int
    actions: int
    seconds: float
    difference: tuple[str, ...] = ()


async def replay(conn: AsyncConnection[Any], progress: Progress) -> Replayed:
    """Replay the log of the connection's schema up to the first difference."""
    begun = time.perf_counter()
    async with unchanging(conn):
        held = await policies(conn)
        first = await newest_baseline(conn)
        policy = next((held[since] for since in reversed(held) if since <= first + 1), Policy())
        run = _Run(MemoryStore(policy), held, await _last(conn), progress, first, first)
        await run.begin(conn)
        difference = await run.turns(conn) or await run.remembered(conn) or await run.still_to_be_done(conn)
    return Replayed(first, run.count, run.records, run.actions, time.perf_counter() - begun, difference)


async def _last(conn: AsyncConnection[Any]) -> int:
    row = await (await conn.execute("select coalesce(max(turn), 0) from inbox")).fetchone()
    return 0 if row is None else int(row[0])


@define
class _Run:
    """A replay that goes on: each step returns the first difference that it finds."""

    store: MemoryStore
    policies: dict[int, Policy]
    last: int
    progress: Progress
    first: int
    turn: int
    count: int = 0
    records: int = 0
    actions: int = 0
    _kinds: tuple[Kind, ...] = field(factory=lambda: tuple(KINDS.values()))

    async def begin(self, conn: AsyncConnection[Any]) -> None:
        """Take what was remembered where the log begins."""
        if not self.first:
            return
        self.progress("Reading the baseline", 0, 1)
        async for one in remembered_at(conn, self.first):
            if type(one) in KINDS:
                self.store.put(one)
            else:
                self.store.ask([cast("Action", one)])
        async for event in taken_up_to(conn, self.first):
            taken_in(self.store, event)

    async def turns(self, conn: AsyncConnection[Any]) -> tuple[str, ...]:
        """Decide the turns of the log again."""
        async for kept in logged(conn, self.turn):
            if self.count % _REPORT_EVERY == 0:
                self.progress("Deciding again", self.count, self.last - self.first)
            difference = _gap(kept, self.turn) or await self._again(kept)
            if difference:
                return difference
            self.turn, self.count = kept.turn, self.count + 1
        return ()

    async def _again(self, kept: Logged) -> tuple[str, ...]:
        if kept.turn in self.policies:
            self.store.policy = self.policies[kept.turn]
        try:
            event = kept.heard()
        except Exception as error:  # noqa: BLE001 - whatever it is, this code cannot read what another one wrote
            return (f"Turn {kept.turn:,} ({kept.event}): this ratchet cannot read the event ({error}).",)
        decision = await take_turn(self.store, event)
        return () if digest_of(decision) == kept.digest else _decided_otherwise(kept, decision)

    async def remembered(self, conn: AsyncConnection[Any]) -> tuple[str, ...]:
        """Compare the records of the database with those that the replay came to."""
        for number, kind in enumerate(self._kinds):
            self.progress("Comparing records", number, len(self._kinds))
            here = Counterpart(self.store, kind)
            async for record in records(conn, kind):
                replayed = here.of(record)
                if replayed != record:
                    return _remembered_otherwise(kind, record, replayed)
            if here.total != here.count:
                (key, *_) = here.beyond([one async for one in records(conn, kind)])
                return (f"The {_noun(kind)} {_named(key)} came of the replay, and the database does not have it.",)
            self.records += here.count
        return ()

    async def still_to_be_done(self, conn: AsyncConnection[Any]) -> tuple[str, ...]:
        """Compare the actions that wait."""
        kept, here = await open_actions(conn), set(self.store.outbox.actions)
        self.actions = len(kept)
        if lost := sorted(here - kept):
            return (f"{lost[0]} is still to be done after the replay, and is not in the outbox.", _dropped(len(lost)))
        if extra := sorted(kept - here):
            return (f"{extra[0]} is in the outbox, and nothing of the kind is to be done after the replay.",)
        return ()


def _gap(kept: Logged, before: int) -> tuple[str, ...]:
    """Say why a turn cannot be decided again, if it cannot."""
    if kept.turn != before + 1:
        return (f"Turn {before + 1:,} is missing in the log; the next one is {kept.turn:,} ({kept.event}).",)
    if kept.told is None:
        return (f"Turn {kept.turn:,} ({kept.event}): the event is not kept any more, so it cannot be decided again.",)
    if kept.digest is None:
        return (f"Turn {kept.turn:,} ({kept.event}): no decision is kept.",)
    return ()


def _decided_otherwise(kept: Logged, decision: Decision) -> tuple[str, ...]:
    now = [(one.behaviour, one.why.value, one.about) for one in decision.reasons]
    keys = [one.key for one in decision.actions], [one.key for one in decision.withheld]
    lines = [
        *_differing("reasons", [_reason(*one) for one in kept.reasons or ()], [_reason(*one) for one in now]),
        *_differing("actions", kept.actions, keys[0]),
        *_differing("withheld", kept.withheld, keys[1]),
    ]
    same = "  The reasons and the actions are the same; what it remembers, or would say, is not."
    what = (kept.told or {}).get("type", "event")
    return (f"Turn {kept.turn:,} ({kept.event}, {what}) is decided differently.", *(lines or [same]))


def _reason(behaviour: str, why: str, about: str) -> str:
    return f"{behaviour}: {why}" + (f" ({about})" if about else "")


def _differing(what: str, kept: Sequence[str], now: Sequence[str]) -> list[str]:
    if list(kept) == list(now):
        return []
    return [f"  {what} then: {'; '.join(kept) or 'none'}", f"  {what} now:  {'; '.join(now) or 'none'}"]


def _remembered_otherwise(kind: Kind, kept: object, replayed: object | None) -> tuple[str, ...]:
    name = f"{_noun(kind)} {_named(key_of(kept))}"
    if replayed is None:
        return (f"The {name} is in the database, and did not come of the replay.",)
    then, now = (json.loads(writer_of(kind.record)(one)) for one in (kept, replayed))
    fields = [one for one in then if then[one] != now[one]]
    lines = (f"  {one}: {_short(then[one])} in the database, {_short(now[one])} after the replay" for one in fields)
    return (f"The {name} is not the same.", *lines)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _noun(kind: Kind) -> str:
    return kind.name.replace("_", " ")


def _named(key: Sequence[object]) -> str:
    return "/".join(map(str, key))


def _dropped(count: int) -> str:
    more = f" {count - 1} more are not, either." if count > 1 else ""
    return f"  What `ratchet outbox drop` gave up is no turn of the log, and shows here.{more}"


def told(replayed: Replayed) -> list[str]:
    """Return what a replay came to, in sentences."""
    turns = counted(replayed.turns, "turn") + (f" after turn {replayed.first:,}" if replayed.first else "")
    if replayed.difference:
        return [*replayed.difference, f"{turns} before that came out the same."]
    rest = f"{counted(replayed.records, 'record')} and {counted(replayed.actions, 'open action')}"
    return [f"{turns}, {rest} came out the same, in {replayed.seconds:.1f} s."]
