"""Ticks: kept one by one, so that a request that one of them resolved is open again when it is taken back."""

from collections.abc import Iterable

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.domain import HelpRequest, MessageRef, Tick
from ratchet_core.domain.records import key_of
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.events import ReactionAdded, ReactionRemoved
from ratchet_core.wants.limits import MOST_TICKS


def ticked(snapshot: Snapshot, event: ReactionAdded | ReactionRemoved) -> tuple[Put, ...]:
    """Return what keeps a tick, or that it was taken back; the later word holds, in whatever order both are heard."""
    root, known = snapshot.root, snapshot.own_tick
    if root is None or (known is not None and known.at > event.at):
        return ()
    tick = Tick(
        root,
        MessageRef(event.channel, event.ts),
        event.person,
        event.name,
        event.at,
        isinstance(event, ReactionRemoved),
    )
    is_bounded = known is not None or snapshot.request is not None or len(snapshot.ticks) < MOST_TICKS
    return (Put(tick),) if is_bounded else ()


def with_ticks(
    snapshot: Snapshot, request: HelpRequest, ticks: tuple[Tick, ...], news: tuple[Put, ...] = ()
) -> HelpRequest:
    """Return a request with the latest of its thread's ticks that count, of which some are news."""
    known = {key_of(one): one for one in (*ticks, *(put.record for put in news)) if isinstance(one, Tick)}
    counted = (one for one in known.values() if not one.taken_back and counts(snapshot, request, one.person))
    return evolve(request, ticked_at=_latest(one.at for one in counted))


def counts(snapshot: Snapshot, request: HelpRequest, person: str) -> bool:
    """Say whether a person's tick resolves a request: one of the company, and of others who asked it."""
    return person == request.asker or snapshot.directory.is_of_the_company(person)


def _latest(moments: Iterable[Instant]) -> Instant | None:
    return max(moments, default=None)
