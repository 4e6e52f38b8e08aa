"""What actions are about, made from the records that they concern, and in which thread an incident is told of."""

from typing import Final

from ratchet_core.basis.evolving import evolve
from ratchet_core.domain import FIRES, Incident, Track
from ratchet_core.domain.course import Course
from ratchet_core.vocabulary.actions import AboutIncident

_MOST_GONE: Final = 20
"""How many deleted messages of an alert are remembered in a channel; its latest ones matter alone."""


def about(incident: Incident) -> AboutIncident:
    """Return that an action is about an incident."""
    return AboutIncident(incident.channel, incident.alert, incident.number, incident.opened_at)


def thread_of(course: Course, incident: Incident) -> str | None:
    """Return the message under which an incident is told of: its first, or the latest of those that are not deleted."""
    gone = course.track.gone
    if incident.root_ts not in gone:
        return incident.root_ts
    fired = (one for one in reversed(course.track.recent) if one.kind in FIRES and one.at >= incident.opened_at)
    return next((one.ts for one in fired if one.ts not in gone), None)


def without_thread(track: Track, ts: str) -> Track:
    """Return a track that knows that one of its messages was deleted."""
    return track if ts in track.gone else evolve(track, gone=(*track.gone, ts)[-_MOST_GONE:])
