"""The actions still to be done, in PostgreSQL: rows that workers in any process claim under a lease."""

import asyncio
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from attrs import define, evolve, field
from psycopg import AsyncConnection
from ratchet_core.basis.instants import Duration, Instant
from ratchet_core.domain import MessageRef
from ratchet_core.ports import LEASE, LOST, MOST_ATTEMPTS, SETTLE, Claim, SetAside
from ratchet_core.vocabulary.actions import (
    Action,
    Lane,
    WakeMe,
    is_said_in,
    lane_of,
    slot_of,
    without_channel,
    without_lines,
    without_words_of,
)
from ratchet_core.vocabulary.writing import writer_of

from ratchet_postgres.asking import execute, read
from ratchet_postgres.generated import outbox as queries
from ratchet_postgres.together import Filled, writes_of

_write: Final = writer_of(Action)

CERTAIN: Final = 2 * SETTLE
"""So long after a worker was gone what it was doing is looked up: it may be on its way, and Slack may be slow."""


class PostgresOutbox:
    """An `Outbox` on a connection of its own, which commits by itself."""

    def __init__(self, conn: AsyncConnection[Any]) -> None:
        """Work on a connection in autocommit mode."""
        self._conn = conn
        self._alone = asyncio.Lock()
        self._worker = 0

    async def hold(self, claims: Sequence[Claim] = ()) -> frozenset[int]:
        """Be a worker whose claims end with its connection; return the tokens of earlier claims that still hold.

        What a worker had in hand that is gone, `offer_again` offers to others. Who does not call this has claims that
        last as long as their leases.
        """
        async with self._alone:
            self._worker = await queries.hold(self._conn) or 0
            await queries.disown(self._conn)
            return frozenset(await queries.take_up(self._conn, **_named(claims)) if claims else ())

    async def offer_again(self, at: Instant) -> int:
        """Offer again what workers have in hand that are gone, and return how much that is.

        What they had not begun is offered at once. What they may have done is offered once it can be looked up, and
        set aside after `MOST_ATTEMPTS` such ends in a row.
        """
        async with self._alone:
            gone = await queries.gone(self._conn)
            if not gone:
                return 0
            freed = await queries.take_from(
                self._conn, workers=gone, most=MOST_ATTEMPTS, why=LOST, settled=max(at + CERTAIN, 1)
            )
            await queries.forget_overtaken(self._conn)
            return freed

    async def claim(
        self,
        at: Instant,
        lanes: Collection[Lane] = tuple(Lane),
        limit: int = 1,
        lease: Duration = LEASE,
        *,
        in_order: bool = False,
    ) -> list[Claim]:
        """Take actions of some lanes in hand until the end of a lease.

        With `in_order` no post is taken of a channel while another has one in hand there; of one channel several may
        be taken at once, to be made one after the other.
        """
        claims: list[Claim] = []
        async with self._alone:
            if await queries.wake(self._conn, at=at, most=MOST_ATTEMPTS, why=LOST):
                await queries.forget_overtaken(self._conn)
            rows = await queries.claim(
                self._conn,
                lanes=_values(lanes),
                most=limit,
                at=at,
                until=max(at + lease, 1),
                in_order=in_order,
                worker=self._worker,
            )
            for row in rows:
                try:
                    action = read(json.loads(row.told), Action)
                except Exception as error:  # noqa: BLE001 - whatever it is that cannot be read must not stop the others
                    why = f"It cannot be read: {type(error).__name__}: {error}"
                    await queries.set_aside(self._conn, why=why, key=row.key, token=row.token)
                else:
                    claims.append(Claim(action, row.token, row.attempt, row.doubtful, row.lost))
        return claims

    async def held(self, claim: Claim) -> Claim | None:
        """Return a claim with its action as it is now; None where it was given up, overtaken, or taken by another."""
        held = await self.all_held([claim])
        return held[0] if held else None

    async def all_held(self, claims: Sequence[Claim]) -> list[Claim]:
        """Return those of some claims that are held, in their order, with their actions as they are now.

        They count as begun from then on: whoever takes them over looks first whether they were done.
        """
        if not claims:
            return []
        async with self._alone:
            rows = await queries.held(self._conn, **_named(claims))
            if overtaken := [row.action.key for row in rows if row.overtaken]:
                await _do(self._conn, _settling(overtaken))
        now = {row.token: row.action for row in rows if not row.overtaken}
        return [evolve(one, action=now[one.token]) for one in claims if one.token in now]

    async def put_back(self, claims: Sequence[Claim]) -> None:
        """Let go of claims of what nobody began to do; they do not count as attempts."""
        if claims:
            async with self._alone:
                await queries.put_back(self._conn, **_named(claims))
                await queries.forget_overtaken(self._conn)

    async def postpone(self, claim: Claim, until: Instant, *, doubtful: bool = False) -> bool:
        """Let go of a claim, and offer its action not before a moment."""
        async with self._alone:
            overtaken = await queries.postpone(
                self._conn, until=max(until, 1), doubtful=doubtful, key=claim.action.key, token=claim.token
            )
            return await self._let_go(overtaken)

    async def set_aside(self, claim: Claim, why: str) -> bool:
        """Let go of a claim for good; its action is listed until somebody wants it tried again or given up."""
        async with self._alone:
            overtaken = await queries.set_aside(self._conn, why=why, key=claim.action.key, token=claim.token)
            return await self._let_go(overtaken)

    async def _let_go(self, overtaken: bool | None) -> bool:
        """Say whether there was a claim to let go of; an edit is not wanted any more once newer words wait."""
        if overtaken:
            await queries.forget_overtaken(self._conn)
        return overtaken is not None

    async def aside(self) -> list[SetAside]:
        """Return what was set aside, in the order of asking."""
        async with self._alone:
            rows = await queries.aside(self._conn)
        return [SetAside(row.action, row.attempt, row.why_aside or "") for row in rows]

    async def retry(self, key: str) -> bool:
        """Offer again what was set aside."""
        async with self._alone:
            return bool(await queries.retry(self._conn, key=key))

    async def retry_all(self) -> int:
        """Offer again all that was set aside, and return how much that is."""
        async with self._alone:
            return await queries.retry_all(self._conn)

    async def drop(self, key: str) -> bool:
        """Give up what was set aside."""
        async with self._alone:
            return bool(await queries.drop(self._conn, key=key))

    async def next_due(self, lanes: Collection[Lane] = tuple(Lane)) -> Instant | None:
        """Return the moment from which on something may be claimed; 0 where it may be now, None where nothing waits."""
        async with self._alone:
            return await queries.next_due(self._conn, lanes=_values(lanes))


def _named(claims: Sequence[Claim]) -> dict[str, Any]:
    return {"key": [one.action.key for one in claims], "token": [one.token for one in claims]}


def _values(lanes: Collection[Lane]) -> list[str]:
    return [lane.value for lane in lanes]


@define
class Wanted:
    """What a batch wants of the outbox, in the order in which it is done: what goes, what is rewritten, what comes.

    `asked` has all that was asked for; `lapsed` are the keys of what was settled or given up after that.
    """

    settled: list[str] = field(factory=list)
    given_up: list[tuple[str, str | None]] = field(factory=list)
    gone: list[MessageRef] = field(factory=list)
    bare: list[str] = field(factory=list)
    channels: list[tuple[str, str]] = field(factory=list)
    asked: dict[str, Action] = field(factory=dict)
    lapsed: set[str] = field(factory=set)

    def ask(self, actions: Iterable[Action]) -> None:
        """Take actions that are to be done."""
        for action in actions:
            if action.key in self.lapsed:
                self.lapsed.discard(action.key)
                del self.asked[action.key]
            self.asked.setdefault(action.key, action)

    def settle(self, key: str) -> None:
        """Let go of an action whose outcome is known."""
        self.settled.append(key)
        if key in self.asked:
            self.lapsed.add(key)

    def give_up(self, channel: str, thread: str | None) -> None:
        """Give up what was still to be said in a channel, or in one of its threads."""
        self.given_up.append((channel, thread))
        self.lapsed.update(key for key, action in self.asked.items() if is_said_in(action, channel, thread))

    def erase_quotes(self, message: MessageRef) -> None:
        """Take the lines that cite a message out of what is still to be said."""
        self.gone.append(message)
        self._rewrite(lambda action: without_words_of(action, message))

    def erase_lines(self, cause: str) -> None:
        """Leave nothing but the headline of what is still to be said because of an event."""
        self.bare.append(cause)
        self._rewrite(lambda action: without_lines(action) if action.key.startswith(f"{cause}/") else action)

    def erase_channel(self, channel: str, name: str) -> None:
        """Give up what is still to be done for or about a channel, and take lines that link there out of the rest."""
        self.channels.append((channel, name))
        self._rewrite(lambda action: without_channel(action, channel, name))

    def _rewrite(self, rewritten: Callable[[Action], Action | None]) -> None:
        for key, action in self.asked.items():
            after = rewritten(action)
            if after is None:
                self.lapsed.add(key)
            else:
                self.asked[key] = after

    @property
    def is_plain(self) -> bool:
        """Whether nothing of it hangs on what else of it was done before, so that all can be one statement."""
        depends = self.given_up or self.gone or self.bare or self.channels or self.lapsed or self._edits
        return not depends and self.asked.keys().isdisjoint(self.settled)

    def plainly(self) -> Iterator[Filled]:
        """Return all of it, where it is plain."""
        if self.settled:
            yield _settling(self.settled)
        if self.asked:
            yield asking(list(self.asked.values()))

    async def write(self, conn: AsyncConnection[Any]) -> None:
        """Do all of it, one after the other, in the transaction that the connection is in."""
        if self.settled:
            await _do(conn, _settling(self.settled))
        for channel, thread in self.given_up:
            await queries.give_up(conn, channel=channel, thread=thread)
        for message in self.gone:
            cited = await queries.citing(conn, channel=message.channel, ts=message.ts)
            after = [(one, without_words_of(one, message)) for one in cited]
            changed = [(one, action) for one, action in after if action is not one]
            await _rewrite(conn, [one for one, _ in changed], [action for _, action in changed])
        for cause in self.bare:
            caused = await queries.caused_by(conn, cause=f"{cause}/")
            await _rewrite(conn, caused, list(map(without_lines, caused)))
        for channel, name in self.channels:
            await _erase_channel(conn, channel, name)
        if self.asked:
            await self._ask(conn)

    @property
    def _edits(self) -> list[tuple[str, str, str]]:
        """The key, the channel and the message of each edit that was asked for."""
        slots = ((key, slot_of(action)) for key, action in self.asked.items())
        return [(key, *slot) for key, slot in slots if slot is not None]

    async def _ask(self, conn: AsyncConnection[Any]) -> None:
        if edits := self._edits:
            keys, channels, edited = (list(column) for column in zip(*edits, strict=True))
            await queries.overtake(conn, key=keys, channel=channels, edited=edited)
        await _do(conn, asking(list(self.asked.values())))
        if edits:
            await queries.forget_overtaken(conn)
        if self.lapsed:
            await _do(conn, _settling(list(self.lapsed)))


async def _do(conn: AsyncConnection[Any], filled: Filled) -> None:
    await execute(conn, *writes_of([filled]))


def _settling(keys: Sequence[str]) -> Filled:
    return Filled(queries.SETTLE, {"key": keys})


def asking(actions: Sequence[Action]) -> Filled:
    """Return what takes actions that are to be done, in their order."""
    slots = [slot_of(action) for action in actions]
    columns = {
        "key": [action.key for action in actions],
        "lane": [lane_of(action).value for action in actions],
        "action": [_write(action) for action in actions],
        "channel": ["" if slot is None else slot[0] for slot in slots],
        "edited": [None if slot is None else slot[1] for slot in slots],
        "rings_at": [action.at if isinstance(action, WakeMe) else None for action in actions],
    }
    return Filled(queries.ASK, columns)


async def _erase_channel(conn: AsyncConnection[Any], channel: str, name: str) -> None:
    told = await queries.naming(conn, channel=channel, name=name)
    after = [(one, without_channel(one, channel, name)) for one in told]
    if given_up := [one.key for one, action in after if action is None]:
        await _do(conn, _settling(given_up))
    changed = [(one, action) for one, action in after if action is not None and action is not one]
    await _rewrite(conn, [one for one, _ in changed], [action for _, action in changed])


async def _rewrite(conn: AsyncConnection[Any], before: Sequence[Action], after: Sequence[Action]) -> None:
    if before:
        await queries.rewrite(conn, key=[one.key for one in before], action=list(map(_write, after)))
