"""Whether an alert is silenced."""

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import Mute
from ratchet_core.snapshot import Snapshot


def muted_by(snapshot: Snapshot, channel: str, at: Instant) -> Mute | None:
    """Return the mute that silences the snapshot's alert in a channel at a moment, or None."""
    return next((one for one in snapshot.mutes if one.channel in (None, channel) and one.during.covers(at)), None)
