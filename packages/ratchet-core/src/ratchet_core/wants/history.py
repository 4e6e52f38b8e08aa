"""What finds what is known of the time that a page of history covers."""

from ratchet_core.domain import Message, Track
from ratchet_core.domain.records import Lookup, Range
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.events import HistoryRead
from ratchet_core.wants.limits import MOST_CHANNELS, MOST_LOOKED_AT_AGAIN


def known_in_page(_snapshot: Snapshot, event: HistoryRead) -> tuple[Lookup, ...]:
    """Return what finds the messages whose words are kept, of the time that a page of history covers."""
    if event.covered is None:
        return ()
    low, high = event.covered
    within = Range(Message, "in_channel", (event.action.channel,), MOST_LOOKED_AT_AGAIN, (low,), (high,), newest=True)
    return (within,)


def alerts_in_page(_snapshot: Snapshot, event: HistoryRead) -> tuple[Lookup, ...]:
    return () if event.covered is None else (Range(Track, "in_channel", (event.action.channel,), MOST_CHANNELS),)
