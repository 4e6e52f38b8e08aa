"""Keeps what people write in the threads of alerts, and some time after an incident has ended drafts a runbook from it.

A draft is a proposal like any other: it becomes active when a member of the owning team approves its exact text.
"""

import attrs

from ratchet_core.actions import WakeMe
from ratchet_core.behaviours import runbooks
from ratchet_core.changes import KeepNote
from ratchet_core.course import course_of
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import Incident, RunbookVersion, ThreadNote, Track
from ratchet_core.drafting import draft_of
from ratchet_core.events import MessageEdited, MessageSeen, TimePassed
from ratchet_core.instants import DAY, Instant
from ratchet_core.snapshot import Snapshot, about_incident, number_of

NAME = "triage"
AUTHOR = "ratchet"
"""Who a draft is by: nobody wrote it, it is quoted from people."""

_KEPT_TEXT = 1_000


def heard(snapshot: Snapshot, track: Track, event: MessageSeen | MessageEdited) -> Decision:
    """Keep what a person wrote in an alert's thread."""
    note = ThreadNote(event.at, event.ts, event.person or "", event.text[:_KEPT_TEXT])
    if isinstance(event, MessageEdited):
        note = attrs.evolve(note, at=_first_said(snapshot, event))
    latest = course_of(track).latest
    ended = latest is not None and latest.ended_at is not None and event.at <= latest.ended_at + DAY
    alarms = (draft_alarm(snapshot, latest, event.id, event.at),) if latest is not None and ended else ()
    return Decision((KeepNote(track.channel, track.alert, note),), alarms, (Reason(NAME, Why.NOTED),))


def _first_said(snapshot: Snapshot, event: MessageEdited) -> Instant:
    return next((one.at for one in snapshot.notes if one.ts == event.ts), event.at)


def draft_alarm(snapshot: Snapshot, incident: Incident, cause: str, since: Instant) -> WakeMe:
    """Return the alarm at which an incident's thread is read."""
    about = about_incident("draft", incident.alert, incident.number)
    return WakeMe(f"{cause}/{NAME}/0", NAME, incident.channel, since + snapshot.policy.draft_after, about)


def was_triaged(snapshot: Snapshot, incident: Incident) -> bool:
    """Say whether people wrote anything about an incident."""
    return any(one.at >= incident.opened_at for one in snapshot.notes)


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Propose what an incident's thread adds to the runbook, once nobody has written in it for a while."""
    incidents = course_of(snapshot.track).incidents if snapshot.track is not None else ()
    incident = next((one for one in incidents if one.number == number_of(event.action)), None)
    notes = [one for one in snapshot.notes if incident is not None and one.at >= incident.opened_at]
    if incident is None or not notes or notes[-1].at > event.at - snapshot.policy.draft_after:
        return because(NAME, Why.NOTHING_TO_DO)
    active = snapshot.runbook
    text = draft_of(incident.channel, incident.opened_at, notes, active.text if active else None)
    if text is None:
        return because(NAME, Why.NOTHING_TO_DRAFT)
    only_in = _only_in(snapshot, active)
    return runbooks.proposed(snapshot, incident.alert, text, AUTHOR, event.at, only_in)


def _only_in(snapshot: Snapshot, active: RunbookVersion | None) -> str | None:
    """Return the private channel that the draft quotes, or that the version before it does; None where none is."""
    before = active.only_in if active else None
    channel = snapshot.channel
    return before or (channel.id if channel is not None and channel.private else None)
