"""What another policy would have changed in the last weeks of a database: its log, heard again under two policies.

What happened outside is taken from the log: what people and bots did. What followed from ratchet's own doing is worked
out for each policy, so alarms and acknowledgements of the log are passed over.
"""

from collections.abc import Sequence
from typing import Any, Final, cast

from attrs import frozen
from psycopg import AsyncConnection
from ratchet_core.basis.instants import DAY, Duration, Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import KINDS
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.comparing import taken_in
from ratchet_core.replay import Replay
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.events import OUTCOMES
from ratchet_core.zone_table import zone_named
from ratchet_postgres.baselines import newest_baseline, remembered_at, taken_up_to
from ratchet_postgres.log import latest_policy, logged, unchanging

from ratchet_cli.against.differences import Differences, Side, within
from ratchet_cli.terminal.progress import Progress

WEEKS: Final[Duration] = 28 * DAY
"""So far back is compared, where nobody says how far."""

_REPORT_EVERY: Final = 2_000
_OUTCOMES: Final = frozenset(one.__name__ for one in OUTCOMES)


@frozen
class Tried:
    """What another policy would have changed since a moment.

    Attributes:
        heard: How many events were heard again since then.
        trimmed: Whether what is old has left the log.
        missing: How many are not kept any more, so that nobody knows what would have followed from them.
        set_up: The channels that people set up in Slack, whose tables in the file do not hold.
        strangers: The channels that the file names and nobody has heard of.
    """

    differences: Differences
    directory: Directory
    since: Instant
    until: Instant
    heard: int
    missing: int
    set_up: tuple[str, ...]
    strangers: tuple[str, ...] = ()
    trimmed: bool = False


async def tried(conn: AsyncConnection[Any], other: Policy, since: Instant | None, progress: Progress) -> Tried:
    """Hear the log of the connection's schema under the policy that holds and under another one.

    It is heard from its beginning, so that both remember what came before `since`; what is said from then on is
    compared. Without `since` it is the last four weeks of the log.
    """
    async with unchanging(conn):
        held, (last, until) = await latest_policy(conn) or Policy(), await _latest(conn)
        begin = max(until - WEEKS, 0) if since is None else since
        store = MemoryStore(held)
        stores = {Side.POLICY: store, Side.AGAINST: MemoryStore(other, beside=store)}
        differences = Differences()
        replays = [Replay(one, within(differences.listener(side), begin), zone_named) for side, one in stores.items()]
        first = await newest_baseline(conn)
        if first:
            await _begin(conn, first, list(stores.values()))
        heard, missing = await _heard(conn, (first, last), begin, replays, progress)
    directory = stores[Side.POLICY].directory
    set_up = {directory.name_of(one) for one in directory.settings}
    known = {name for one in directory.channels.values() for name in (one.name, one.id)}
    both = tuple(sorted(set_up & other.channels.keys()))
    strangers = tuple(sorted(other.channels.keys() - known))
    return Tried(differences.finish(), directory, begin, until, heard, missing, both, strangers, first > 0)


async def _latest(conn: AsyncConnection[Any]) -> tuple[int, Instant]:
    """Return the last turn, and the latest moment of which anything was decided."""
    asked = "select coalesce(max(turn), 0), coalesce(max(at), 0) from inbox where turn is not null"
    row = await (await conn.execute(asked)).fetchone()
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


async def _begin(conn: AsyncConnection[Any], first: int, stores: Sequence[MemoryStore]) -> None:
    """Take what was remembered where the log begins."""
    async for one in remembered_at(conn, first):
        for store in stores:
            if type(one) in KINDS:
                store.put(one)
            else:
                store.ask([cast("Action", one)])
    async for event in taken_up_to(conn, first):
        for store in stores:
            taken_in(store, event)


async def _heard(
    conn: AsyncConnection[Any], turns: tuple[int, int], since: Instant, replays: Sequence[Replay], progress: Progress
) -> tuple[int, int]:
    """Feed what happened outside to each replay; return how many events were since a moment, and how many are gone."""
    heard = missing = 0
    first, last = turns
    async for kept in logged(conn, first):
        if kept.turn % _REPORT_EVERY == 0:
            progress("Hearing the log again", kept.turn - first, max(last - first, 1))
        if kept.told is None:
            missing += 1
        elif kept.told.get("type") not in _OUTCOMES:
            event = kept.heard()
            heard += event.at >= since
            for replay in replays:
                await replay.feed(event)
    return heard, missing
