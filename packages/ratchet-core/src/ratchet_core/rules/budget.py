"""How much may be posted in a channel in a minute: every post counts, and only what nobody waits for is held back.

Critical alerts and what a person asked for come first: the budget does not hold them back, but they count in it.
"""

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.domain.storms import CRITICAL_A_MINUTE, Budget
from ratchet_core.rules.modes import place_of
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import PostMessage
from ratchet_core.vocabulary.changes import Put, puts
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event, TimePassed


def moment_told(event: Event) -> Instant:
    """Return when an event is heard: what is told late is said now, not then."""
    told = event.told_at if isinstance(event, TimePassed) else getattr(event, "heard_at", None)
    return event.at if told is None else told


def budget_of(snapshot: Snapshot) -> Budget:
    """Return what is known of the budget of the snapshot's channel."""
    return snapshot.budget or Budget(snapshot.focus.channel or "")


def has_room(snapshot: Snapshot, now: Instant, *, critical: bool = False) -> bool:
    """Say whether one more message may be posted in the snapshot's channel at a moment."""
    most = CRITICAL_A_MINUTE if critical else max(place_of(snapshot).posts_per_minute, 1)
    return budget_of(snapshot).posts_at(now) < most


def counted(snapshot: Snapshot, event: Event, decision: Decision) -> Decision:
    """Return a decision that counts what it posts, also what it would post in shadow."""
    posts = sum(isinstance(one, PostMessage) for one in (*decision.actions, *decision.withheld))
    if not posts:
        return decision
    put = next(iter(puts(decision.changes, Budget)), None)
    after = (put or budget_of(snapshot)).with_posts(moment_told(event), posts)
    rest = (one for one in decision.changes if not isinstance(one, Put) or one.record is not put)
    return evolve(decision, changes=(*rest, Put(after)))
