"""Draws an incident's card again right after somebody used one of its buttons, so that it shows what they did at once.

It is an alarm that rings at once: by then all is remembered that the card shows, and what it says is worked out anew.
"""

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
from ratchet_core.vocabulary.events import TimePassed
from ratchet_core.wants import CARD

NAME = "refreshing"


def alarm(track: Track | None, cause: str, at: Instant) -> tuple[WakeMe, ...]:
    """Return what draws the card of an alert's latest incident again, where there is one that people see."""
    latest = course_of(track).latest if track is not None else None
    if track is None or latest is None or track.card is None or track.card.state is not CardState.POSTED:
        return ()
    return (WakeMe(f"{cause}/{NAME}/0", NAME, track.channel, at, about(latest)),)


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Edit the card if it would say something else now."""
    silent = why_silent(snapshot, place_of(snapshot).cards)
    if snapshot.track is None or silent is not None:
        return because(NAME, silent or Why.NOTHING_TO_DO)
    course = course_of(snapshot.track)
    cause = cards.Cause(event.id, event.at, moment_told(event), asked=True)
    drawn = cards.with_card(course, cards.refreshed(snapshot, course, cause))
    return drawn if drawn.reasons else because(NAME, Why.NOTHING_TO_DO)


BEHAVIOUR = Behaviour(NAME, {TimePassed: CARD}, time_passed)
