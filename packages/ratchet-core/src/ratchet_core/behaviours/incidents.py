"""Follows every alert through its incidents: opened, re-fired, worse, resolved, stale. It speaks only through cards."""

import attrs

from ratchet_core.actions import PostMessage, UpdateMessage, WakeMe
from ratchet_core.behaviours import cards, triage
from ratchet_core.behaviours.modes import place_of
from ratchet_core.behaviours.services import new_service, record_of
from ratchet_core.behaviours.ties import tied
from ratchet_core.changes import (
    Change,
    CloseIncident,
    FollowAlert,
    OpenIncident,
    RememberAlert,
    RememberService,
    UpdateIncident,
    WithdrawIncident,
)
from ratchet_core.course import Course, course_of, with_signal
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import FIRES, Alert, Incident, IncidentState, Signal, SignalKind, Tie, Track
from ratchet_core.events import ActionFailed, MessageEdited, MessagePosted, MessageSeen, MessageUpdated, TimePassed
from ratchet_core.instants import Instant
from ratchet_core.policy import Mode
from ratchet_core.recognise.recognised import Kind, Recognised
from ratchet_core.snapshot import Snapshot, about_incident, number_of

NAME = "incidents"
_UNTIL = "/stale/"
_SIGNALS = {
    Kind.ALERT_FIRING: SignalKind.FIRING,
    Kind.ALERT_UPDATE: SignalKind.UPDATE,
    Kind.ALERT_RESOLVED: SignalKind.RESOLVED,
}


def heard(snapshot: Snapshot, event: MessageSeen | MessageEdited, message: Recognised) -> Decision:
    """Take a tool's message about an alert."""
    if place_of(snapshot).incidents is Mode.OFF:
        return because(NAME, Why.OFF)
    kind = _SIGNALS[message.kind]
    if kind is SignalKind.FIRING and isinstance(event, MessageEdited):
        kind = SignalKind.EDITED
    before = course_of(snapshot.track or _new_track(snapshot, event.channel, message))
    if kind in FIRES and event.thread is not None and not before.is_open:
        return because(NAME, Why.BOT_REPLY)
    signal = Signal(event.at, event.ts, kind, message.severity, message.members)
    old = isinstance(event, MessageSeen) and event.old
    return _turned(snapshot, before, signal, f"{event.id}/{NAME}", old=old)


def _new_track(snapshot: Snapshot, channel: str, message: Recognised) -> Track:
    service = message.service or tied(snapshot, None)[0]
    return Track(message.fingerprint, channel, message.alert or message.title, service)


def _turned(snapshot: Snapshot, before: Course, signal: Signal, cause: str, *, old: bool = False) -> Decision:
    track = with_signal(before.track, signal, snapshot.policy)
    if track is before.track:
        return because(NAME, Why.TOO_LATE)
    after = course_of(track)
    changes = _differences(before.incidents, after.incidents)
    news = cards.follow(snapshot, after, cards.Cause(cause, signal.at), old=old)
    return Decision(
        (*_introductions(snapshot, before.track), *changes, FollowAlert(attrs.evolve(track, card=news.card))),
        (*news.actions, *_stale_alarms(snapshot, before, changes, cause), *_draft_alarms(snapshot, changes, cause)),
        (_reason(changes, signal), *news.reasons),
        news.withheld,
    )


def _differences(was: tuple[Incident, ...], now: tuple[Incident, ...]) -> tuple[Change, ...]:
    """Return what turns the incidents as they were into the incidents as they are."""
    known = {incident.number: incident for incident in was}
    latest = now[-1].number if now else 0
    changes: list[Change] = [WithdrawIncident(incident) for incident in was if incident.number > latest]
    for incident in now:
        before = known.get(incident.number)
        if before == incident:
            continue
        if before is None:
            changes.append(OpenIncident(incident))
        if incident.ended_at is not None:
            changes.append(CloseIncident(incident))
        elif before is not None:
            changes.append(UpdateIncident(incident))
    return tuple(changes)


def _introductions(snapshot: Snapshot, track: Track) -> list[Change]:
    changes: list[Change] = []
    message = snapshot.needs.message
    if snapshot.alert is None:
        key, tie = tied(snapshot, message.service if message is not None else track.service)
        changes.append(RememberAlert(Alert(track.alert, track.name, key, tie)))
    if track.service and record_of(snapshot, track.service) is None and not _is_tied_by_person(snapshot):
        changes.append(RememberService(new_service(track.service)))
    return changes


def _is_tied_by_person(snapshot: Snapshot) -> bool:
    return snapshot.alert is not None and snapshot.alert.tie is Tie.PERSON


def _stale_alarms(snapshot: Snapshot, before: Course, changes: tuple[Change, ...], cause: str) -> list[WakeMe]:
    """Return an alarm for each incident that begins, or goes on after all: its own may have rung meanwhile."""
    ended = {one.number for one in before.incidents if one.ended_at is not None}
    opened = [
        change.incident
        for change in changes
        if isinstance(change, OpenIncident) or (isinstance(change, UpdateIncident) and change.incident.number in ended)
    ]
    return [
        _stale_alarm(incident, f"{cause}/{ordinal}", incident.last_at + snapshot.policy.stale)
        for ordinal, incident in enumerate(opened)
    ]


def _draft_alarms(snapshot: Snapshot, changes: tuple[Change, ...], cause: str) -> list[WakeMe]:
    closed = [change.incident for change in changes if isinstance(change, CloseIncident)][-1:]
    return [
        triage.draft_alarm(snapshot, incident, cause, incident.ended_at)
        for incident in closed
        if incident.ended_at is not None and triage.is_to_be_drafted(snapshot, incident)
    ]


def _stale_alarm(incident: Incident, cause: str, due: Instant) -> WakeMe:
    about = about_incident("stale", incident.alert, incident.number)
    return WakeMe(f"{cause}{_UNTIL}{due}", NAME, incident.channel, due, about)


def _reason(changes: tuple[Change, ...], signal: Signal) -> Reason:
    for change in reversed(changes):
        match change:
            case CloseIncident(incident):
                stale = incident.state is IncidentState.STALE
                return Reason(NAME, Why.INCIDENT_STALE if stale else Why.INCIDENT_RESOLVED, f"#{incident.number}")
            case OpenIncident(incident):
                return Reason(NAME, Why.INCIDENT_OPENED, f"#{incident.number}")
            case UpdateIncident(incident):
                return Reason(NAME, Why.INCIDENT_FOLLOWED, f"#{incident.number}")
            case _:
                continue
    return Reason(NAME, Why.NOTHING_TO_RESOLVE if signal.kind is SignalKind.RESOLVED else Why.NOTHING_TO_UPDATE)


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Give up an incident that was silent for too long."""
    if snapshot.track is None:
        return because(NAME, Why.NOTHING_TO_DO)
    return _grown_stale(snapshot, course_of(snapshot.track), number_of(event.action), event)


def card_due(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Post a card whose holding time is over."""
    if snapshot.track is None:
        return because(NAME, Why.NOTHING_TO_DO)
    course = course_of(snapshot.track)
    news = cards.hold_ended(snapshot, course, number_of(event.action), cards.Cause(event.id, event.at))
    return _with_card(course, news)


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


def card_settled(snapshot: Snapshot, event: MessagePosted | MessageUpdated | ActionFailed) -> Decision:
    """Take what became of a card that was sent."""
    action = event.action
    if snapshot.track is None or not isinstance(action, PostMessage | UpdateMessage):
        return because(NAME, Why.NOTHING_TO_DO)
    course = course_of(snapshot.track)
    if isinstance(event, MessagePosted):
        cause = cards.Cause(event.id, event.at)
        return _with_card(course, cards.posted(snapshot, course, event.action, event.ts, cause))
    if isinstance(event, ActionFailed):
        return _with_card(course, cards.not_done(course, action, event.why))
    return because(NAME, Why.NOTHING_TO_DO)


def _with_card(course: Course, news: cards.CardNews) -> Decision:
    track = course.track
    changes = (FollowAlert(attrs.evolve(track, card=news.card)),) if news.card != track.card else ()
    return Decision(changes, news.actions, news.reasons, news.withheld)
