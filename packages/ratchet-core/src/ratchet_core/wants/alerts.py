"""What finds an alert in a channel, its incidents with their notes, its mutes and who looks at it."""

from collections.abc import Callable

from ratchet_core.domain import (
    Alert,
    CardState,
    Incident,
    Look,
    Mark,
    Message,
    Mute,
    Thread,
    ThreadNote,
    Track,
    note_of,
)
from ratchet_core.domain.course import course_of
from ratchet_core.domain.records import Get, Lookup, Range
from ratchet_core.domain.storms import Budget
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.events import Event, ReactionAdded, ReactionRemoved, ToilCounted
from ratchet_core.wants.limits import LATEST, MOST_CHANNELS, MOST_MUTES, MOST_NOTES
from ratchet_core.wants.piece import Answers, Keys, all_of


def track(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, alert = snapshot.focus.channel, snapshot.focus.fingerprint
    return (Get(Track, (channel, alert)),) if channel is not None and alert is not None else ()


def alert(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert = snapshot.focus.fingerprint
    return (Get(Alert, (alert,)),) if alert is not None else ()


def on_posted(keys: Callable[[Track, Incident], Lookup | None]) -> Keys:
    """Return what finds something about an incident whose card people see, and which they can have used."""

    def wanted(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        track: Track | None = snapshot.asked_for("track")
        if track is None or track.card is None or track.card.state is not CardState.POSTED:
            return ()
        latest = course_of(track).latest
        found = None if latest is None else keys(track, latest)
        return () if found is None else (found,)

    return wanted


def mutes(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert, mute = snapshot.focus.fingerprint, snapshot.focus.mute
    if alert is None:
        return ()
    lasting = Range(Mute, "ending", (alert,), MOST_MUTES, low=(snapshot.focus.at,))
    return (lasting,) if mute is None else (lasting, Get(Mute, (alert, mute)))


def by_beginning(answers: Answers) -> tuple[Mute, ...]:
    lasting, *named = answers or ((),)
    found = {one.id: one for one in (*lasting, *named) if one is not None}
    return tuple(sorted(found.values(), key=lambda one: (one.during.since, one.id)))


def incident_key(snapshot: Snapshot, after: int) -> tuple[Lookup, ...]:
    focus = snapshot.focus
    channel = focus.incident_in or focus.channel
    if channel is None or focus.fingerprint is None or focus.number is None:
        return ()
    return (Get(Incident, (channel, focus.fingerprint, focus.number + after)),)


def notes(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, alert = snapshot.focus.channel, snapshot.focus.fingerprint
    if channel is None or alert is None:
        return ()
    return (Range(Message, "notes", (channel, alert), MOST_NOTES, low=(snapshot.focus.since,)),)


def notes_of(answers: Answers) -> tuple[ThreadNote, ...]:
    return tuple(map(note_of, all_of(answers)))


def courses(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert = snapshot.focus.fingerprint
    return () if alert is None else (Range(Track, "of_alert", (alert,), MOST_CHANNELS),)


def courses_if_muted(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
    return courses(snapshot, event) if snapshot.mutes else ()


def track_of_thread(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    thread: Thread | None = snapshot.asked_for("thread")
    return () if thread is None or not thread.fired else (Get(Track, (thread.root.channel, thread.alert)),)


def track_of_message(snapshot: Snapshot, event: ReactionAdded | ReactionRemoved) -> tuple[Lookup, ...]:
    """Return what finds the alert that a message is about: it began the thread, or its record names the alert."""
    thread: Thread | None = snapshot.asked_for("thread")
    message = snapshot.message
    alert = thread.alert if thread is not None else message.alert if message is not None else None
    return () if alert is None else (Get(Track, (event.channel, alert)),)


def own_look(_snapshot: Snapshot, event: ReactionAdded | ReactionRemoved) -> tuple[Lookup, ...]:
    return (Get(Look, (event.channel, event.ts, event.person)),)


def looks(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, alert = snapshot.focus.channel, snapshot.focus.fingerprint
    return () if channel is None or alert is None else (Range(Look, "of_alert", (channel, alert), LATEST, newest=True),)


def thread_of_incident(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    incident: Incident | None = snapshot.asked_for("incident")
    return () if incident is None else (Get(Thread, (incident.channel, incident.root_ts)),)


def in_channel(kind: type, index: str, limit: int) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        channel = snapshot.focus.channel
        return () if channel is None else (Range(kind, index, (channel,), limit),)

    return keys


def budget(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel = snapshot.focus.channel
    return () if channel is None else (Get(Budget, (channel,)),)


def of_service(kind: type, index: str) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        key = snapshot.service_key
        parts = () if key is None else snapshot.directory.services_within(key, snapshot.focus.at)
        return tuple(Range(kind, index, (one,), LATEST, newest=True) for one in parts)

    return keys


def tracks_counted(_snapshot: Snapshot, event: ToilCounted) -> tuple[Lookup, ...]:
    figures = event.figures
    named = [(one.channel, one.alert) for one in figures.costs]
    named += [(one.channel, one.alert) for one in figures.advice if one.alert]
    return tuple(Get(Track, one) for one in dict.fromkeys(named))


def mark_of_summary(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, alert, number = snapshot.focus.channel, snapshot.focus.fingerprint, snapshot.focus.number
    if channel is None or alert is None or number is None:
        return ()
    return (Get(Mark, (channel, alert, number)),)
