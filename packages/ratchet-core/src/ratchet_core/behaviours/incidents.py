"""Follows every alert through its incidents: opened, re-fired, worse, resolved, stale. It speaks only through cards."""

from collections.abc import Iterable
from typing import TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import cards, triage
from ratchet_core.behaviours.services import entry_of, new_service, record_of
from ratchet_core.behaviours.ties import tied
from ratchet_core.domain import (
    FIRES,
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
from ratchet_core.domain.course import Course, course_of, followed
from ratchet_core.domain.policy import Mode
from ratchet_core.recognise.recognised import Kind, Recognised
from ratchet_core.recognise.skeleton import skeleton_of
from ratchet_core.rules.early import dropped, released
from ratchet_core.rules.lateness import why_late
from ratchet_core.rules.modes import place_of
from ratchet_core.rules.topics import about
from ratchet_core.snapshot import Snapshot, Topic
from ratchet_core.vocabulary.actions import WakeMe
from ratchet_core.vocabulary.changes import Change, Put, puts
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import MessageEdited, MessageSeen, TimePassed
from ratchet_core.wants import CARD, HELD, HELD_WORDS, MESSAGE

NAME = "incidents"
OFF = because(NAME, Why.OFF)
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
    began_thread = isinstance(event, MessageSeen) or puts(decision.changes, Thread)
    if not snapshot.early or not began_thread:  # an edit does not tell whether the message fired before
        return decision
    decision = evolve(decision, changes=(*decision.changes, *released(snapshot, event)))
    return triage.with_early_notes(snapshot, decision)


def _heard(snapshot: Snapshot, event: MessageSeen | MessageEdited, message: Recognised) -> Decision:
    if place_of(snapshot).incidents is Mode.OFF:
        return OFF
    kind = _SIGNALS[message.kind]
    if kind is SignalKind.FIRING and isinstance(event, MessageEdited):
        kind = SignalKind.EDITED
    before = course_of(snapshot.track or _new_track(snapshot, event.channel, message))
    if kind in FIRES and event.thread is not None and not before.is_open:
        return because(NAME, Why.BOT_REPLY)
    signal = Signal(event.at, event.ts, kind, message.severity, message.members)
    turned = _turned(snapshot, before, signal, f"{event.id}/{NAME}", why_late(snapshot, event))
    if kind not in FIRES or not turned.changes:
        return turned
    thread = Put(_thread(event, message))
    return evolve(turned, changes=(*turned.changes, thread))


def _thread(event: MessageSeen | MessageEdited, message: Recognised) -> Thread:
    root = MessageRef(event.channel, event.ts)
    if event.bot is None or event.content is None:
        return Thread(root, message.fingerprint)
    return Thread(root, message.fingerprint, event.bot.key, skeleton_of(event.content, message.members))


def _new_track(snapshot: Snapshot, channel: str, message: Recognised) -> Track:
    service = message.service or tied(snapshot, None)[0]
    return Track(message.fingerprint, channel, message.alert or message.title, service)


def _turned(snapshot: Snapshot, before: Course, signal: Signal, cause: str, late: Why | None = None) -> Decision:
    after = followed(before, signal, snapshot.policy)
    if after is before:
        return because(NAME, Why.TOO_LATE)
    differences = _differences(before.incidents, after.incidents)
    news = cards.follow(snapshot, after, cards.Cause(cause, signal.at), late)
    return Decision(
        (
            *_introductions(snapshot, before.track),
            *_changes(differences),
            Put(evolve(after.track, card=news.card)),
        ),
        (
            *news.actions,
            *_stale_alarms(snapshot, differences, cause),
            *_draft_alarms(snapshot, after, differences, cause),
        ),
        (_reason(differences, signal), *news.reasons),
        news.withheld,
    )


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


def decided(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Take a tool's message, or the passing of time."""
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
        again = _stale_alarm(latest, event.action.key.rsplit(_UNTIL, 1)[0], due)
        return Decision((), (again,), (Reason(NAME, Why.STILL_WAITING, f"#{number}"),))
    stale = Signal(event.at, latest.root_ts, SignalKind.STALE, silent_since=latest.last_at)
    return _turned(snapshot, course, stale, f"{event.id}/{NAME}")


_WANTS = (MESSAGE, HELD, HELD_WORDS, *CARD)
BEHAVIOUR = Behaviour(
    NAME,
    {(MessageSeen, Topic.ALERT): _WANTS, (MessageEdited, Topic.ALERT): _WANTS, TimePassed: CARD},
    decided,
    "incidents",
)
