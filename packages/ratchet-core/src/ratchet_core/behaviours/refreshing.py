"""Draws an incident's card again right after somebody used one of its buttons, so that it shows what they did at once.

So it does with a channel's cards where ratchet may speak again: they say what became of their incidents meanwhile. It
is an alarm that rings at once: by then all is remembered that the card shows, and what it says is worked out anew.
"""

from collections.abc import Iterable
from typing import TypeAlias

from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import cards
from ratchet_core.domain import CardState, Track
from ratchet_core.domain.course import course_of
from ratchet_core.rules.budget import moment_told
from ratchet_core.rules.modes import place_of, why_silent
from ratchet_core.rules.topics import about
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import WakeMe
from ratchet_core.vocabulary.decision import Decision, Why, because
from ratchet_core.vocabulary.events import ChannelJoined, ChannelUnarchived, ChannelUnshared, SharingAgreed, TimePassed
from ratchet_core.wants.table import CARD, TRACKS_HERE

NAME = "refreshing"


def alarm(track: Track | None, cause: str, at: Instant) -> tuple[WakeMe, ...]:
    """Return what draws the card of an alert's latest incident again, where there is one that people see."""
    return () if track is None else alarms((track,), cause, at)


def alarms(tracks: Iterable[Track], cause: str, at: Instant) -> tuple[WakeMe, ...]:
    """Return what draws the cards of the latest incidents of an alert again, in some channels."""
    shown = (one for one in tracks if one.card is not None and one.card.state is CardState.POSTED)
    return tuple(
        WakeMe(f"{cause}/{NAME}/{number}", NAME, track.channel, at, about(latest))
        for number, track in enumerate(shown)
        if (latest := course_of(track).latest) is not None
    )


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Edit the card if it would say something else now."""
    silent = why_silent(snapshot, place_of(snapshot).cards)
    if snapshot.track is None or silent is not None:
        return because(NAME, silent or Why.NOTHING_TO_DO)
    course = course_of(snapshot.track)
    cause = cards.Cause(event.id, event.at, moment_told(event), asked=True)
    drawn = cards.with_card(course, cards.refreshed(snapshot, course, cause))
    return drawn if drawn.reasons else because(NAME, Why.NOTHING_TO_DO)


OpenedAgain: TypeAlias = ChannelJoined | ChannelUnarchived | ChannelUnshared | SharingAgreed


def opened_again(snapshot: Snapshot, event: OpenedAgain) -> Decision | None:
    """Draw the cards again whose incidents went on or ended while nothing could be said in their channel."""
    if snapshot.channel is None:
        return None
    told = snapshot.channel.told
    since = max(told.joined, told.archived, told.shared, 0)
    tracks = (one for one in snapshot.tracks_here if one.card is not None and one.card.state is CardState.POSTED)
    alarms = tuple(
        WakeMe(f"{event.id}/{NAME}/{number}", NAME, track.channel, event.at, about(latest))
        for number, track in enumerate(tracks)
        if (latest := course_of(track).latest) is not None and (latest.ended_at is None or latest.ended_at >= since)
    )
    return Decision((), alarms) if alarms else None


def decided(snapshot: Snapshot, event: TimePassed | OpenedAgain) -> Decision | None:
    """Draw a card again, or set the alarms that do."""
    return time_passed(snapshot, event) if isinstance(event, TimePassed) else opened_again(snapshot, event)


BEHAVIOUR = Behaviour(
    NAME,
    {
        TimePassed: CARD,
        **dict.fromkeys((ChannelJoined, ChannelUnarchived, ChannelUnshared, SharingAgreed), (TRACKS_HERE,)),
    },
    decided,
)
