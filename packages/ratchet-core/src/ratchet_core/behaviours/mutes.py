"""Mutes: a person silences an alert's cards for a scope and a time, with a reason; it ends by itself and says so."""

import attrs

from ratchet_core.actions import Body, Line, Plain, PostMessage, WakeMe
from ratchet_core.behaviours.modes import place_of, why_silent
from ratchet_core.behaviours.ownership import impossible, owner_at, refusal, why_not
from ratchet_core.changes import MarkIncident, RememberMute
from ratchet_core.decision import Decision, Reason, Why
from ratchet_core.domain import Interval, Mark, Mute
from ratchet_core.events import AlertMuted, IncidentMarked, MuteEnded, TimePassed
from ratchet_core.instants import DAY, Instant, described
from ratchet_core.snapshot import Snapshot, about_incident

NAME = "mutes"
LONGEST = 90 * DAY
"""No mute lasts longer: what is silenced for good is fixed or removed in its tool."""


def muted_by(snapshot: Snapshot, channel: str, at: Instant) -> Mute | None:
    """Return the mute that silences the snapshot's alert in a channel at a moment, or None."""
    return next((one for one in snapshot.mutes if one.channel in (None, channel) and one.during.covers(at)), None)


def muted(snapshot: Snapshot, event: AlertMuted) -> Decision:
    """Take a person's wish to silence an alert."""
    why = _why_not(snapshot, event)
    if why is not None:
        return impossible(NAME, why)
    not_allowed = why_not(snapshot, event.by, owner_at(snapshot, event.at), event.at)
    if not_allowed is not None:
        return refusal(NAME, not_allowed)
    mute = Mute(event.id, event.alert, event.channel, Interval(event.at, event.until), event.reason, event.by)
    about = about_incident("unmute", event.alert, 0)
    alarm = WakeMe(f"{event.id}/{NAME}/0", NAME, event.channel or "", event.until, about)
    return Decision((RememberMute(mute),), (alarm,), (Reason(NAME, Why.REMEMBERED, event.reason),))


def _why_not(snapshot: Snapshot, event: AlertMuted) -> str | None:
    if snapshot.alert is None:
        return f"there is no alert {event.alert}; `ratchet alert list` shows those that there are"
    if not event.reason.strip():
        return "a mute has a reason; say why, for whoever misses the alert"
    if not event.at < event.until <= event.at + LONGEST:
        return f"a mute ends after it began and within {LONGEST // DAY} days"
    return None


def ended(snapshot: Snapshot, event: MuteEnded) -> Decision:
    """Take a person's wish to hear of an alert again."""
    lasting = [one for one in snapshot.mutes if one.during.covers(event.at)]
    if not lasting:
        return impossible(NAME, f"{event.alert} is not muted at that moment")
    not_allowed = why_not(snapshot, event.by, owner_at(snapshot, event.at), event.at)
    if not_allowed is not None:
        return refusal(NAME, not_allowed)
    changes = tuple(
        RememberMute(attrs.evolve(one, during=Interval(one.during.since, event.at), ended_by=event.by))
        for one in lasting
    )
    return Decision(changes, (), (Reason(NAME, Why.MUTE_ENDED),))


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Say in the mute's channel that it has ended by itself."""
    mute = next((one for one in snapshot.mutes if f"{one.id}/{NAME}/0" == event.action.key), None)
    if mute is None or mute.ended_by is not None or snapshot.alert is None:
        return Decision(reasons=(Reason(NAME, Why.NOTHING_TO_DO),))
    silent = why_silent(snapshot, place_of(snapshot).cards)
    if mute.channel is None or silent is not None:
        return Decision(reasons=(Reason(NAME, Why.MUTE_ENDED), *((Reason(NAME, silent),) if silent else ())))
    lasted = described((mute.during.until or event.at) - mute.during.since)
    body = Body(f"{snapshot.alert.name} is no longer muted", (Line((Plain(f"It was for {lasted}: {mute.reason}"),)),))
    about = about_incident("unmuted", mute.alert, 0)
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, mute.channel, None, body, about)
    return Decision((), (post,), (Reason(NAME, Why.MUTE_ENDED),))


def marked(snapshot: Snapshot, event: IncidentMarked) -> Decision:
    """Take a person's verdict on an incident."""
    if snapshot.incident is None:
        return impossible(NAME, f"there is no incident {event.number} of {event.alert} in {event.channel}")
    if snapshot.person is not None and snapshot.person.external:
        return refusal(NAME, f"{event.by} is external; only people of the company may do this")
    mark = Mark(event.channel, event.alert, event.number, event.verdict, event.by, event.at)
    return Decision((MarkIncident(mark),), (), (Reason(NAME, Why.REMEMBERED, event.verdict.value),))
