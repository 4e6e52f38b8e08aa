"""`ratchet import`: puts what a Slack export tells into a database, without saying anything.

Into an empty one the export is replayed in memory first, and what that came to is copied, all at once. Into one that
lives already it is told as old history, which is decided behind all that is live.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from attrs import define, frozen
from psycopg import AsyncConnection
from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY, Duration, Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.memory.state import everything_in
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    Event,
    MessageSeen,
    PersonSeen,
)
from ratchet_postgres import Writer, check_version, connect, hear
from ratchet_postgres.documents import bring_up
from ratchet_postgres.importing import ImportingError, Turns, fill, is_empty, turns_in_a_file
from ratchet_postgres.log import latest_policy
from ratchet_postgres.store import PostgresStore
from ratchet_slack.export import open_export

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.settings import KEEP_WORDS
from ratchet_cli.simulate.simulation import (
    Simulated,
    SimulationRequest,
    Source,
    chosen,
    introductions,
    simulate,
    spoken,
)
from ratchet_cli.simulate.tally import Tally
from ratchet_cli.terminal.names import counted
from ratchet_cli.terminal.progress import Progress

_AT_ONCE: Final = 1_000
_GOING: Final = 1.0
"""Seconds in which the server has heard that a process is gone."""

_LOOK: Final = 0.05


@frozen
class Imported:
    """What an import came to: `events` were in the export and `new` of them were not known, `decided` by this process.

    `oldest` is when the first of its messages was written. `left_to_writer` says that another process
    decides them. `strangers` are channels that ratchet is not in.
    """

    events: int
    new: int
    decided: int
    records: int
    seconds: float
    oldest: Instant | None = None
    copied: bool = False
    left_to_writer: bool = False
    strangers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@define
class _Seen:
    """When the oldest of the messages that were seen was written; None before the first."""

    oldest: Instant | None = None

    def note(self, event: Event) -> None:
        """Take an event into account."""
        if isinstance(event, MessageSeen):
            self.oldest = event.at if self.oldest is None else min(self.oldest, event.at)


async def import_into(url: str, request: SimulationRequest, progress: Progress) -> Imported:
    """Put an export into a database.

    Raises:
        UnusableInputError: If something that was asked for cannot be used.
    """
    request = evolve(request, imported=True)
    begun = time.perf_counter()
    async with await connect(url) as conn:
        await check_version(conn)
        put = _filled if await is_empty(conn) else _told
        done = await put(conn, request, progress)
    return evolve(done, seconds=time.perf_counter() - begun)


async def _filled(conn: AsyncConnection[Any], request: SimulationRequest, progress: Progress) -> Imported:
    """Replay an export in memory, and copy what it came to."""
    with turns_in_a_file() as turns:
        seen = _Seen()
        outcome = await _replayed(request, progress, turns, seen)
        progress("Copying", 0, 1)
        records, actions = everything_in(outcome.store)
        try:
            count = await fill(conn, outcome.policy, turns, records, actions)
        except ImportingError as error:
            raise UnusableInputError(str(error)) from error
        async for count_of_documents in bring_up(conn):
            progress("Making what can be searched", count_of_documents, max(count, 1))
        return Imported(
            turns.count,
            turns.count,
            turns.count,
            count,
            0,
            seen.oldest,
            copied=True,
            warnings=(*outcome.warnings, *_empty(outcome)),
        )


def _empty(outcome: Simulated) -> tuple[str, ...]:
    return (outcome.empty,) if outcome.empty else ()


async def _replayed(request: SimulationRequest, progress: Progress, turns: Turns, seen: _Seen) -> Simulated:
    def keep(event: Event, decision: Decision) -> None:
        if all(one.why is not Why.DUPLICATE for one in decision.reasons):
            turns.add(event, decision)
        seen.note(event)

    return await asyncio.to_thread(simulate, request, progress, [keep])


async def _told(conn: AsyncConnection[Any], request: SimulationRequest, progress: Progress) -> Imported:
    """Tell an export to a database that lives, as old history, and decide it where nobody else does."""
    if request.organisation is not None:
        raise UnusableInputError("--org is for an empty database; say what changed with `ratchet team` and the like.")
    if request.policy is not None:
        raise UnusableInputError("--policy is for an empty database; this one has its own.")
    policy = await latest_policy(conn) or Policy()
    directory = (await PostgresStore.open(conn, policy)).directory
    events = new = 0
    strangers: set[str] = set()
    seen = _Seen()
    with open_export(request.export) as export:
        source = Source(export, chosen(export, request.channels), request, progress)
        for some in _chunks(_history(source, directory)):
            events += len(some)
            new += await hear(conn, some, backfill=True)
            strangers |= {one.channel for one in some if isinstance(one, MessageSeen)}
            for event in some:
                seen.note(event)
    channels = directory.channels
    apart = tuple(sorted(channels[one].name for one in strangers if one in channels and not channels[one].joined))
    decided = await _decided(conn, policy, new, progress) if new else 0
    return Imported(events, new, decided or 0, 0, 0, seen.oldest, left_to_writer=decided is None, strangers=apart)


def _history(source: Source, directory: Directory) -> Iterator[Event]:
    """Return what an export tells as old history; of people and channels only what the directory does not know.

    A channel that nobody has told of is one that ratchet was in while the export lasts.
    """
    last: Instant = 0
    apart: set[str] = set()
    for one in introductions(source):
        if isinstance(one, PersonSeen):
            if one.person not in directory.people and not directory.is_erased(one.person):
                yield one
        elif isinstance(one, ChannelSeen | ChannelJoined) and one.channel not in directory.channels:
            apart.add(one.channel)
            yield one
    for event in spoken(source, Tally()):
        last = max(last, event.at)
        yield evolve(event, old=True) if isinstance(event, MessageSeen) else event
    for channel in sorted(apart):
        yield ChannelLeft(f"{channel}/imported", last, channel)


def _chunks(events: Iterator[Event]) -> Iterator[Sequence[Event]]:
    for first in events:
        some = [first]
        for event in events:
            some.append(event)
            if len(some) == _AT_ONCE:
                break
        yield some


async def _decided(conn: AsyncConnection[Any], policy: Policy, new: int, progress: Progress) -> int | None:
    """Decide all that waits, and return how much that was; None where another process does so."""
    writer, count = await _writer(conn, policy), 0
    if writer is None:
        return None
    while taken := await writer.take():
        count += len(taken)
        progress("Deciding", min(count, new), new)
    return count


async def _writer(conn: AsyncConnection[Any], policy: Policy) -> Writer | None:
    """Return the writer, or None where another process is that; one that has just ended may seem to be for a moment."""
    waited_until = time.monotonic() + _GOING
    while (  # noqa: ASYNC110 - nothing tells of it
        writer := await Writer.open(conn, policy)
    ) is None and time.monotonic() < waited_until:
        await asyncio.sleep(_LOOK)
    return writer


def outlived(imported: Imported, now: Instant, kept: Duration | None) -> list[str]:
    """Return a warning that the service would not keep the oldest words of an export; none where it keeps them all."""
    if kept is None or imported.oldest is None or imported.oldest >= now - kept:
        return []
    days = counted(kept // DAY, "day")
    gone = f"Some of it is older than {days}, and `ratchet serve` takes words that old out of the log"
    return [f"{gone}. To keep them, set {KEEP_WORDS} before it starts; {KEEP_WORDS}=0d keeps them for ever."]


def told(imported: Imported) -> list[str]:
    """Return what an import came to, in sentences."""
    took = f", in {imported.seconds:.1f} s"
    lines = list(imported.warnings)
    if imported.copied:
        records = counted(imported.records, "record")
        return [*lines, f"{counted(imported.events, 'turn')} became {records}{took}. Nothing was said anywhere."]
    if not imported.new:
        return [*lines, f"Nothing is new: all {counted(imported.events, 'event')} of the export were known."]
    lines.append(
        f"{imported.new:,} of {counted(imported.events, 'event')} were new, and were told as old history{took}."
    )
    if imported.left_to_writer:
        lines.append("The ratchet that runs on this database decides them, behind what is live.")
    else:
        lines.append(f"{counted(imported.decided, 'event')} that waited were decided. Nothing was said anywhere.")
    if imported.strangers:
        lines.append(f"ratchet is not in {', '.join(imported.strangers)}: what is new there is not remembered.")
    return lines
