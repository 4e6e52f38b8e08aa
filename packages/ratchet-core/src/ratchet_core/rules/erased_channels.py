"""What arrives from a channel that was erased: whatever may hold words of somebody there is not taken.

What becomes of the channel itself is taken, and so is what people say of records that are left, as far as it has no
words; and the time passes, so that an incident that was open there ends.
"""

from collections.abc import Iterator
from typing import Any, Final

from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.events import (
    OUTCOMES,
    AlertMuted,
    ButtonPressed,
    CommandGiven,
    DirectMessageSeen,
    Event,
    FormSubmitted,
    IncidentMarked,
    IncidentResolved,
    Mentioned,
    MessageCorrected,
    MessageEdited,
    MessageSeen,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
    TimePassed,
)

_WITH_WORDS: Final = frozenset(
    {
        MessageSeen,
        MessageEdited,
        Mentioned,
        DirectMessageSeen,
        ReactionAdded,
        ReactionRemoved,
        ButtonPressed,
        FormSubmitted,
        CommandGiven,
        ShortcutUsed,
        MessageCorrected,
        AlertMuted,
        IncidentMarked,
        IncidentResolved,
    }
)
_OUTCOMES: Final = frozenset(OUTCOMES)
_PASSING: Final = frozenset({"agent", "answers", "channel_erasure", "erasure", "incidents", "privacy"})
"""The behaviours whose alarms go on to ring: an erasure goes on, also in what quotes, and incidents grow stale."""


def is_of_the_erased(snapshot: Snapshot, event: Event) -> bool:
    """Say whether an event is about a channel that was erased, or what came of something that was."""
    return any(map(snapshot.directory.is_channel_erased, _channels_of(snapshot, event)))


def has_words(event: Event) -> bool:
    """Say whether an event may hold what somebody said, or stands for something that does."""
    if type(event) in _OUTCOMES:
        return not (isinstance(event, TimePassed) and event.action.behaviour in _PASSING)
    return type(event) in _WITH_WORDS


def _channels_of(snapshot: Snapshot, event: Any) -> Iterator[str | None]:  # noqa: ANN401 - any event
    yield snapshot.focus.channel
    yield getattr(event, "channel", None)
    about = event.action.about if type(event) in _OUTCOMES else None
    if about is not None:
        yield getattr(about, "channel", None)
        yield getattr(getattr(about, "root", None), "channel", None)
        yield from (one.channel for one in getattr(about, "roots", ()))
