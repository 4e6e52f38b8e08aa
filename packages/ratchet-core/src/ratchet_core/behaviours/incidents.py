"""Follows every alert through its incidents: opened, re-fired, worse, resolved, stale. It speaks only through cards.

A person can say that an incident is over, for tools that do not, or do so late.
"""

from collections.abc import Iterable
from typing import TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant, moment_of
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import cards, mutes, refreshing, triage
from ratchet_core.behaviours.services import entry_of, new_service, record_of
from ratchet_core.behaviours.ties import tied
from ratchet_core.domain import (
    FIRES,
    OF_NO_MESSAGE,
    Alert,
    Incident,
    IncidentState,
    MessageRef,
    Signal,
    SignalKind,
    Thread,
    Tie,
    Track,
)
from ratchet_core.domain.affected import affected
from ratchet_core.domain.course import Course, course_of, followed, told_by, with_wording
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.traces import oldest_beyond, traced
from ratchet_core.recognise.recognised import Kind, Recognised
from ratchet_core.recognise.skeleton import skeleton_of
from ratchet_core.recognise.traits import traits_of
from ratchet_core.rules.budget import moment_told
from ratchet_core.rules.early import dropped, released
from ratchet_core.rules.explaining import line, named
from ratchet_core.rules.lateness import why_late
from ratchet_core.rules.modes import place_of
from ratchet_core.rules.ownership import impossible
from ratchet_core.rules.rights import not_there, refused
from ratchet_core.rules.topics import about, without_thread
from ratchet_core.snapshot import Snapshot, Topic
from ratchet_core.vocabulary.actions import Line, WakeMe
from ratchet_core.vocabulary.changes import Change, Put, puts
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import IncidentResolved, MessageEdited, MessageSeen, TimePassed
from ratchet_core.wants.table import ALERT, CARD, COURSES_IF_MUTED, HELD, HELD_WORDS, KNOWN, MESSAGE, OWN_THREAD, TRACK

NAME = "incidents"
OFF = because(NAME, Why.OFF)
NO_NEWS = because(NAME, Why.EDIT_WITHOUT_NEWS)
TOO_LATE = because(NAME, Why.TOO_LATE)
Heard: TypeAlias = MessageSeen | MessageEdited | TimePassed
_UNTIL = "/stale/"
_SIGNALS = {
    Kind.ALERT_FIRING: SignalKind.FIRING,
    Kind.ALERT_UPDATE: SignalKind.UPDATE,
    Kind.ALERT_RESOLVED: SignalKind.RESOLVED,
}


def heard(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision | None:
    """Take a tool's message about an alert, with what people wrote in its thread before it was heard."""
    message = snapshot.focus.message
    if message is None:
        return None
    decision = _heard(snapshot, event, message)
    if snapshot.focus.part:  # the thread is that of the first alert
        return decision
    began_thread = isinstance(event, MessageSeen) or any(one.fired for one in puts(decision.changes, Thread))
    if not snapshot.early or not began_thread:  # an edit does not tell whether the message fired before
        return decision
    decision = evolve(decision, changes=(*decision.changes, *released(snapshot, event)))
    return triage.with_early_notes(snapshot, decision)


def _heard(snapshot: Snapshot, event: MessageSeen | MessageEdited, message: Recognised) -> Decision:
    if place_of(snapshot).incidents is Mode.OFF:
        return OFF
    before = course_of(snapshot.track or _new_track(snapshot, event.channel, message))
    known = _said_before(snapshot, event, before)
    told = _told(event, message)
    if told.kind in FIRES and event.thread is not None and not before.is_open:
        return because(NAME, Why.BOT_REPLY)
    if _is_forgotten(snapshot, event, told, known):
        return NO_NEWS
    begun = None if known else _begun(event, told)
    said = with_wording(known, told, snapshot.policy) if known else (told,) if begun is None else (begun, told)
    if known:
        after = told_by(before, told, said, snapshot.policy)
    else:
        after = followed(before, said[0], snapshot.policy)
        after = after if begun is None else followed(after, told, snapshot.policy)
    if snapshot.gone and after is not before:
        after = evolve(after, track=without_thread(after.track, event.ts))
    turned = _turned(snapshot, before, after, told, event, why_late(snapshot, event))
    if turned is NO_NEWS and len(said) == 1:
        return TOO_LATE
    if snapshot.focus.part or _is_end_alone(snapshot, event, told):
        return turned
    return evolve(turned, changes=(*turned.changes, Put(_thread(snapshot, event, message, said))))


def _said_before(snapshot: Snapshot, event: MessageSeen | MessageEdited, course: Course) -> tuple[Signal, ...]:
    """Return what the message is known to have said of the alert; of an end nothing is kept but its signal."""
    if snapshot.thread is not None and snapshot.thread.alert == course.track.alert:
        return snapshot.thread.said
    if snapshot.thread is not None and course.track.alert in snapshot.thread.others:
        return (Signal(moment_of(event.ts, event.at), event.ts, SignalKind.FIRING),)
    return tuple(one for one in course.track.recent if one.ts == event.ts and one.kind not in OF_NO_MESSAGE)


def _begun(event: MessageSeen | MessageEdited, told: Signal) -> Signal | None:
    """Return what a message must have said when it was posted, if it was edited into the end that it tells now."""
    return evolve(told, at=event.at, kind=SignalKind.FIRING) if told.at > event.at else None


def _told(event: MessageSeen | MessageEdited, message: Recognised) -> Signal:
    """Return all that a message says now."""
    kind = _SIGNALS[message.kind]
    if kind is SignalKind.FIRING and isinstance(event, MessageEdited):
        kind = SignalKind.EDITED
    at = event.at
    if kind is SignalKind.RESOLVED and isinstance(event, MessageSeen) and event.edited_at is not None:
        at = event.edited_at
    return Signal(at, event.ts, kind, message.severity, affected(message.members, message.location.parts))


def _is_forgotten(
    snapshot: Snapshot, event: MessageSeen | MessageEdited, told: Signal, known: tuple[Signal, ...]
) -> bool:
    """Say whether an edit is of a message of which nothing is kept any more: one that never fired, long ago."""
    if not isinstance(event, MessageEdited) or told.kind in FIRES or known or not snapshot.known:
        return False
    return event.at - moment_of(event.ts, event.at) > snapshot.policy.reorder


def _is_end_alone(snapshot: Snapshot, event: MessageSeen | MessageEdited, told: Signal) -> bool:
    """Say whether a message says of an end and no more, so that nothing is to be known of it later."""
    is_end = told.kind is SignalKind.RESOLVED and snapshot.thread is None and not _is_first_heard(snapshot, event)
    return is_end and not _others_firing(snapshot)


def _is_first_heard(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> bool:
    """Say whether a message is first heard of by its edit."""
    return isinstance(event, MessageEdited) and not snapshot.known


def _thread(
    snapshot: Snapshot, event: MessageSeen | MessageEdited, message: Recognised, said: tuple[Signal, ...]
) -> Thread:
    """Return a message with what it says now, and said before."""
    root, known = MessageRef(event.channel, event.ts), snapshot.thread
    fired = any(one.kind in FIRES for one in said) or (known is not None and known.fired)
    skeleton = "" if event.content is None else skeleton_of(event.content, message.members)
    bot = "" if event.bot is None else event.bot.key
    posted, edits = said[0], said if isinstance(event, MessageEdited) or len(said) > 1 else ()
    others = dict.fromkeys((*(() if known is None else known.others), *_others_firing(snapshot)))
    return Thread(root, message.key, bot, skeleton, posted.severity, posted.members, fired, edits, tuple(others))


def _others_firing(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the other alerts of a message that it says fire."""
    read = (one.focus.message for one in snapshot.focus.parts)
    return tuple(one.key for one in read if one is not None and _SIGNALS.get(one.kind) in FIRES)


def _new_track(snapshot: Snapshot, channel: str, message: Recognised) -> Track:
    service = message.service or tied(snapshot, None)[0]
    return Track(message.key, channel, message.called, service)


def _turned(  # noqa: PLR0913, PLR0917 - what was, what is, and why
    snapshot: Snapshot, before: Course, after: Course, signal: Signal, event: Heard, late: Why | None = None
) -> Decision:
    cause = f"{event.id}/{NAME}"
    if after is before:
        return NO_NEWS
    differences = _differences(before.incidents, after.incidents)
    news = cards.follow(snapshot, after, cards.Cause(cause, signal.at, moment_told(event)), late)
    unmuted = mutes.turned_critical(snapshot, after, cause, signal.at, late)
    return Decision(
        (
            *_introductions(snapshot, before.track),
            *_changes(differences),
            Put(evolve(after.track, card=news.card)),
            *_traces(snapshot, after, signal, event),
            *news.changes,
            *unmuted.changes,
        ),
        (
            *news.actions,
            *unmuted.actions,
            *_stale_alarms(snapshot, differences, cause),
            *_draft_alarms(snapshot, after, differences, cause),
        ),
        (_reason(differences, signal), *_how_known(snapshot), *news.reasons, *unmuted.reasons),
        (*news.withheld, *unmuted.withheld),
    )


def _how_known(snapshot: Snapshot) -> tuple[Reason, ...]:
    by = snapshot.focus.known_by
    return () if by is None else (Reason(NAME, Why.END_KNOWN, by.value),)


def _traces(snapshot: Snapshot, course: Course, signal: Signal, event: Heard) -> tuple[Change, ...]:
    """Return what is remembered of an alert as long as it fires, by which its end can be known."""
    channel, alert = course.track.channel, course.track.alert
    traces = snapshot.directory.traces_in(channel)
    known = traces.get(alert)
    if not course.is_open:
        return () if known is None or not known.fires else (Put(evolve(known, fires=False)),)
    if isinstance(event, TimePassed) or event.content is None or event.bot is None or signal.kind not in FIRES:
        return ()
    if known is not None and known.fires:
        more = known if known.is_full else known.with_firing(event.ts, traits_of(event.content))
        return () if more is known else (Put(more),)
    begun = traced(channel, alert, event.bot.key, event.at, event.ts, traits_of(event.content))
    oldest = None if known is not None else oldest_beyond(traces)
    return (Put(begun),) if oldest is None else (dropped(oldest), Put(begun))


@frozen
class _Difference:
    """What became of one incident: it was not there `before`, or is not there any more `now`, or is another."""

    before: Incident | None
    now: Incident | None


def _differences(was: tuple[Incident, ...], now: tuple[Incident, ...]) -> list[_Difference]:
    """Return what turns the incidents as they were into the incidents as they are."""
    known = {incident.number: incident for incident in was}
    latest = now[-1].number if now else 0
    gone = [_Difference(incident, None) for incident in was if incident.number > latest]
    news = (_Difference(known.get(incident.number), incident) for incident in now)
    return [*gone, *(one for one in news if one.before != one.now)]


def _changes(differences: Iterable[_Difference]) -> list[Change]:
    return [dropped(one.before) if one.now is None else Put(one.now) for one in differences]


def _introductions(snapshot: Snapshot, track: Track) -> list[Change]:
    changes: list[Change] = []
    message = snapshot.focus.message
    if snapshot.alert is None:
        key, tie = tied(snapshot, message.service if message is not None else track.service)
        changes.append(Put(Alert(track.alert, track.name, key, tie)))
    if track.service and record_of(snapshot, track.service) is None and not _is_tied_by_person(snapshot):
        changes.append(entry_of(new_service(track.service)))
    return changes


def _is_tied_by_person(snapshot: Snapshot) -> bool:
    return snapshot.alert is not None and snapshot.alert.tie is Tie.PERSON


def _stale_alarms(snapshot: Snapshot, differences: list[_Difference], cause: str) -> list[WakeMe]:
    """Return an alarm for each incident that begins, or goes on after all: its own may have rung meanwhile."""
    opened = [
        one.now
        for one in differences
        if one.now is not None
        and (one.before is None or (one.now.ended_at is None and one.before.ended_at is not None))
    ]
    return [
        _stale_alarm(incident, f"{cause}/{ordinal}", incident.last_at + snapshot.policy.stale)
        for ordinal, incident in enumerate(opened)
    ]


def _draft_alarms(snapshot: Snapshot, course: Course, differences: list[_Difference], cause: str) -> list[WakeMe]:
    closed = [one.now for one in differences if one.now is not None and one.now.ended_at is not None][-1:]
    return [
        triage.draft_alarm(snapshot, incident, cause, incident.ended_at)
        for incident in closed
        if incident.ended_at is not None and triage.is_to_be_drafted(snapshot, course.track, incident)
    ]


def _stale_alarm(incident: Incident, cause: str, due: Instant) -> WakeMe:
    return WakeMe(f"{cause}{_UNTIL}{due}", NAME, incident.channel, due, about(incident))


def _reason(differences: list[_Difference], signal: Signal) -> Reason:
    incident = next((one.now for one in reversed(differences) if one.now is not None), None)
    if incident is None:
        return Reason(NAME, Why.NOTHING_TO_RESOLVE if signal.kind is SignalKind.RESOLVED else Why.NOTHING_TO_UPDATE)
    return Reason(NAME, _what_became(differences, incident), f"#{incident.number}")


def _what_became(differences: list[_Difference], incident: Incident) -> Why:
    if incident.ended_at is not None:
        return Why.INCIDENT_STALE if incident.state is IncidentState.STALE else Why.INCIDENT_RESOLVED
    begun = any(one.now is incident and one.before is None for one in differences)
    return Why.INCIDENT_OPENED if begun else Why.INCIDENT_FOLLOWED


def resolved(snapshot: Snapshot, event: IncidentResolved) -> Decision:
    """Take a person's word that an incident is over."""
    course = None if snapshot.track is None else course_of(snapshot.track)
    latest = None if course is None else course.latest
    if course is None or latest is None or event.number > latest.number:
        known = "`ratchet incident list` shows those that there are"
        missing = impossible(NAME, f"there is no incident {event.number} of {event.alert} in {event.channel}; {known}")
        return not_there(snapshot, event, NAME, missing)
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    if not course.is_open or event.number != latest.number:
        return impossible(NAME, _why_over(snapshot, course, event.number))
    said = Signal(event.at, latest.root_ts, SignalKind.ENDED, by=event.by)
    after = followed(course, said, snapshot.policy)
    if not _is_ended(after, event.number):
        return impossible(NAME, f"incident #{event.number} went on after that; look at it once more")
    differences, cause = _differences(course.incidents, after.incidents), f"{event.id}/{NAME}"
    trace = snapshot.directory.traces_in(event.channel).get(event.alert)
    traces = () if trace is None or not trace.fires else (Put(evolve(trace, fires=False)),)
    return Decision(
        (*_changes(differences), Put(after.track), *traces),
        (*_draft_alarms(snapshot, after, differences, cause), *refreshing.alarm(after.track, event.id, event.at)),
        (_reason(differences, said),),
    )


def _is_ended(course: Course, number: int) -> bool:
    """Say whether an incident is over; the next one of its alert may be open."""
    return any(one.number == number and one.ended_at is not None for one in course.incidents)


def _why_over(snapshot: Snapshot, course: Course, number: int) -> str:
    """Return since when an incident is over, and whether another one goes on."""
    ended = next((one for one in (*course.incidents, course.track.previous) if one and one.number == number), None)
    on = "" if ended is None or ended.ended_at is None else f" since {snapshot.policy.dated(ended.ended_at)}"
    latest = course.latest
    another = f"; #{latest.number} is open now" if latest is not None and course.is_open else ""
    return f"incident #{number} is over{on}{another}"


def lines_on_card(snapshot: Snapshot, _course: Course | None, incident: Incident) -> tuple[Line, ...]:
    """Return who said that an incident is over, and when, where a person did."""
    if incident.ended_by is None or incident.ended_at is None:
        return ()
    when = snapshot.policy.dated(incident.ended_at)
    return (line("Resolved by ", named(snapshot, incident.ended_by), f" on {when}."),)


def decided(snapshot: Snapshot, event: Heard | IncidentResolved) -> Decision | None:
    """Take a tool's message, the passing of time, or a person's word that it is over."""
    if isinstance(event, IncidentResolved):
        return resolved(snapshot, event)
    return time_passed(snapshot, event) if isinstance(event, TimePassed) else heard(snapshot, event)


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Give up an incident that was silent for too long."""
    if snapshot.track is None:
        return because(NAME, Why.NOTHING_TO_DO)
    return _grown_stale(snapshot, course_of(snapshot.track), snapshot.focus.number or 0, event)


def _grown_stale(snapshot: Snapshot, course: Course, number: int, event: TimePassed) -> Decision:
    latest = course.latest
    if latest is None or latest.number != number or not course.is_open:
        return because(NAME, Why.NOTHING_TO_DO)
    due = latest.last_at + snapshot.policy.stale
    if due > event.at:
        again = _stale_alarm(latest, event.action.key.rpartition(_UNTIL)[0], due)
        return Decision((), (again,), (Reason(NAME, Why.STILL_WAITING, f"#{number}"),))
    stale = Signal(event.at, latest.root_ts, SignalKind.STALE, silent_since=latest.last_at)
    after = followed(course, stale, snapshot.policy)
    return TOO_LATE if after is course else _turned(snapshot, course, after, stale, event)


_WANTS = (MESSAGE, KNOWN, OWN_THREAD, COURSES_IF_MUTED, HELD, HELD_WORDS, *CARD)
BEHAVIOUR = Behaviour(
    NAME,
    {
        (MessageSeen, Topic.ALERT): _WANTS,
        (MessageEdited, Topic.ALERT): _WANTS,
        TimePassed: CARD,
        IncidentResolved: (ALERT, TRACK),
    },
    decided,
    "incidents",
    on_card=lines_on_card,
)
