"""Whether a behaviour may act and speak here: its mode, and whether ratchet is in the channel."""

from ratchet_core.basis.evolving import evolve
from ratchet_core.domain.policy import ChannelPolicy, Mode
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import SPEAKING
from ratchet_core.vocabulary.decision import Decision, Reason, Why


def place_of(snapshot: Snapshot) -> ChannelPolicy:
    """Return what ratchet may do in the snapshot's channel: what a person said, or else the policy."""
    return snapshot.directory.place(snapshot.focus.channel)


def why_silent(snapshot: Snapshot, mode: Mode) -> Why | None:
    """Return why nothing is to be decided here, or None where something is, if only to be recorded."""
    if mode is Mode.OFF:
        return Why.OFF
    return why_not_here(snapshot)


def why_not_here(snapshot: Snapshot) -> Why | None:
    """Return why nothing can be said in the snapshot's channel, whatever its modes are, or None where it can."""
    channel = snapshot.channel
    if channel is None or not channel.joined:
        return Why.NOT_JOINED
    if channel.archived:
        return Why.ARCHIVED
    return Why.SHARED if channel.is_hushed else None


def as_allowed(behaviour: str, mode: Mode, decision: Decision) -> Decision:
    """Return a decision with what it would say withheld, and recorded, where the behaviour is not live."""
    said = tuple(action for action in decision.actions if isinstance(action, SPEAKING))
    if not said or mode is Mode.LIVE:
        return decision
    rest = tuple(action for action in decision.actions if not isinstance(action, SPEAKING))
    reasons = (*decision.reasons, Reason(behaviour, Why.SHADOW))
    return evolve(decision, actions=rest, reasons=reasons, withheld=(*decision.withheld, *said))
