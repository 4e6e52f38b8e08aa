"""What finds the versions of a runbook, what they quote, and what a reviewer sees beside one."""

from ratchet_core.domain import Incident, Message, RunbookVersion, Track, Vote
from ratchet_core.domain.course import course_of
from ratchet_core.domain.records import Get, Lookup, Range
from ratchet_core.reading.quotation import linked_in, sources_of, with_markers
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutReview, AboutRunbook, AboutWriting, Press
from ratchet_core.vocabulary.events import ButtonPressed, Event, FormSubmitted, RunbookWritten
from ratchet_core.wants.alerts import on_posted
from ratchet_core.wants.limits import (
    LATEST,
    MOST_CHANNELS,
    MOST_NOTES,
    MOST_REVIEWED,
    MOST_REWRITTEN,
    MOST_SOURCES,
    MOST_VERSIONS,
)
from ratchet_core.wants.piece import Answers, Keys, all_of


def versions(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert, number = snapshot.focus.fingerprint, snapshot.focus.number
    if alert is None:
        return ()
    latest = Range(RunbookVersion, "of_alert", (alert,), MOST_VERSIONS, newest=True)
    active = Range(RunbookVersion, "active", (alert,), 1)
    named = () if number is None else (Range(RunbookVersion, "of_alert", (alert,), 1, (number,), (number,)),)
    return (latest, active, *named)


def citing(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    private = sorted(one.id for one in snapshot.directory.channels.values() if one.private)[:MOST_CHANNELS]
    return tuple(Range(RunbookVersion, "citing", (one,), MOST_VERSIONS, newest=True) for one in private)


def sources(snapshot: Snapshot, event: RunbookWritten | FormSubmitted) -> tuple[Lookup, ...]:
    told = event.text if isinstance(event, RunbookWritten) else event.value("text")
    text = with_markers(told, snapshot.directory.channel_called)
    return tuple(Get(Message, (one.channel, one.ts)) for one in sources_of(text)[:MOST_SOURCES])


def where_written(keys: Keys) -> Keys:
    """Return what finds something where a form is sent in which a runbook is written."""

    def wanted(snapshot: Snapshot, event: FormSubmitted) -> tuple[Lookup, ...]:
        return keys(snapshot, event) if isinstance(event.about, AboutWriting | AboutReview) else ()

    return wanted


def last_incidents(snapshot: Snapshot, event: ButtonPressed) -> tuple[Lookup, ...]:
    if event.does is not Press.REVIEW:
        return ()
    track = _track_at_home(snapshot) if event.at_home else snapshot.track
    latest = None if track is None else course_of(track).latest
    if track is None or latest is None:
        return ()
    numbers = range(latest.number, max(latest.number - MOST_REVIEWED, 0), -1)
    return tuple(Get(Incident, (track.channel, track.alert, number)) for number in numbers)


def last_notes(snapshot: Snapshot, event: ButtonPressed) -> tuple[Lookup, ...]:
    if event.does is not Press.REVIEW:
        return ()
    track = _track_at_home(snapshot) if event.at_home else snapshot.track
    return () if track is None else (Range(Message, "notes", (track.channel, track.alert), MOST_NOTES, newest=True),)


def notes_before(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, alert = snapshot.focus.channel, snapshot.focus.fingerprint
    if channel is None or alert is None:
        return ()
    return (Range(Message, "notes", (channel, alert), MOST_NOTES, newest=True),)


def incidents_before(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, alert, last = snapshot.focus.channel, snapshot.focus.fingerprint, snapshot.focus.number
    if channel is None or alert is None or last is None:
        return ()
    numbers = range(last - 1, max(last - MOST_REVIEWED, 0), -1)
    return tuple(Get(Incident, (channel, alert, number)) for number in numbers)


def linked(snapshot: Snapshot, event: ButtonPressed) -> tuple[Lookup, ...]:
    if event.does is not Press.REVIEW or not isinstance(event.about, AboutRunbook):
        return ()
    number = event.about.number
    text = next((one.text for one in snapshot.versions if one.number == number), "")
    return tuple(Get(Message, (one.channel, one.ts)) for one in linked_in(text)[:MOST_SOURCES])


def _track_at_home(snapshot: Snapshot) -> Track | None:
    """Return an alert as it was heard last in a public channel, for who asks on their home page."""
    public = (one for one in snapshot.courses if not snapshot.directory.is_private(one.channel))
    return max(public, key=lambda one: latest.opened_at if (latest := course_of(one).latest) else 0, default=None)


def votes(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
    runbook = snapshot.runbook
    group = None if runbook is None else (runbook.alert, runbook.number)
    return on_posted(lambda *_: None if group is None else Range(Vote, "of_version", group, LATEST, newest=True))(
        snapshot, event
    )


def by_number(answers: Answers) -> tuple[RunbookVersion, ...]:
    found = {one.number: one for one in all_of(answers)}
    return tuple(found[number] for number in sorted(found))


def versions_with_note(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    message = snapshot.message
    if message is None or message.alert is None:
        return ()
    return (Range(RunbookVersion, "of_alert", (message.alert,), MOST_REWRITTEN, newest=True),)


def votes_of_summary(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    runbook = snapshot.runbook
    if runbook is None:
        return ()
    return (Range(Vote, "of_version", (runbook.alert, runbook.number), LATEST, newest=True),)
