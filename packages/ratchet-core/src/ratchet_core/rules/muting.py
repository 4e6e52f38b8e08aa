"""Whether an alert is silenced, and for how long that can be."""

from collections.abc import Iterable
from typing import Final

from ratchet_core.basis.instants import DAY, Duration, Instant
from ratchet_core.domain import Mute, Track
from ratchet_core.domain.course import course_of
from ratchet_core.recognise.recognised import Severity
from ratchet_core.snapshot import Snapshot

LONGEST: Final[Duration] = 90 * DAY
"""No mute lasts longer: what is silenced for good is fixed or removed in its tool."""


LONGEST_REASON: Final = 1_000
"""So many characters a reason may have, of a mute or of a mark: it is read on the way to something else."""


def why_too_long(reason: str) -> str | None:
    """Return what is wrong with the length of a reason, None where that is fine."""
    if len(reason) <= LONGEST_REASON:
        return None
    return f"a reason has {LONGEST_REASON:,} characters at most; this one has {len(reason):,}"


def was_critical(tracks: Iterable[Track], channel: str | None) -> bool:
    """Say whether an alert was critical the last time that it fired, in a channel or, where that is None, in any."""
    latest = (course_of(one).latest for one in tracks if channel in (None, one.channel))
    return any(one is not None and one.severity is Severity.CRITICAL for one in latest)


def muted_by(snapshot: Snapshot, channel: str, at: Instant, severity: Severity | None = None) -> Mute | None:
    """Return the mute that silences the snapshot's alert in a channel at a moment, or None.

    What is critical is silenced only by a mute of an alert that was critical already.
    """
    lasting = (one for one in snapshot.mutes if one.channel in (None, channel) and one.during.covers(at))
    return next((one for one in lasting if one.critical or severity is not Severity.CRITICAL), None)
