"""Keeps what people write in the threads of alerts, and some time after an incident has ended drafts a runbook from it.

A draft is a proposal like any other: it becomes active when a member of the owning team approves its exact text.
"""

import attrs

from ratchet_core.actions import WakeMe
from ratchet_core.behaviours import cards, runbooks
from ratchet_core.behaviours.modes import place_of
from ratchet_core.changes import AddRunbookVersion, FollowAlert, KeepNote
from ratchet_core.course import course_of, notes_of
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import FIRES, Incident, RunbookVersion, ThreadNote, Track, is_private
from ratchet_core.drafting import draft_of
from ratchet_core.events import MessageEdited, MessageSeen, TimePassed
from ratchet_core.instants import DAY, Instant, moment_of
from ratchet_core.policy import Mode
from ratchet_core.snapshot import Snapshot, about_incident

NAME = "triage"
OFF = because(NAME, Why.OFF)
AUTHOR = "ratchet"
"""Who a draft is by: nobody wrote it, it is quoted from people."""

KEPT_TEXT = 1_000
"""How much is kept of what a person wrote in an alert's thread, or in one that may turn out to be an alert's."""


def heard(snapshot: Snapshot, track: Track, event: MessageSeen | MessageEdited) -> Decision:
    """Keep what a person wrote in an alert's thread."""
    said_at = moment_of(event.ts, event.at)
    note = ThreadNote(said_at, event.ts, event.person or "", event.text[:KEPT_TEXT])
    about = course_of(track).at(said_at)
    ended = about is not None and about.ended_at is not None and event.at <= about.ended_at + DAY
    wanted = ended and place_of(snapshot).drafts is not Mode.OFF
    alarms = (draft_alarm(snapshot, about, event.id, event.at),) if about is not None and wanted else ()
    return Decision((KeepNote(track.channel, track.alert, note),), alarms, (Reason(NAME, Why.NOTED),))


def with_early_notes(snapshot: Snapshot, decision: Decision) -> Decision:
    """Keep, beside a decision about an alert, what people wrote in its thread before its message was heard."""
    track = next((change.track for change in decision.changes if isinstance(change, FollowAlert)), None)
    root = snapshot.needs.root
    if track is None or root is None or all(one.ts != root.ts for one in track.recent if one.kind in FIRES):
        return decision
    notes = tuple(
        KeepNote(track.channel, track.alert, ThreadNote(one.at, one.ts, one.person, one.text))
        for one in snapshot.early
        if not one.tick and one.text is not None
    )
    return attrs.evolve(decision, changes=(*decision.changes, *notes))


def draft_alarm(snapshot: Snapshot, incident: Incident, cause: str, since: Instant) -> WakeMe:
    """Return the alarm at which an incident's thread is read."""
    about = about_incident("draft", incident.alert, incident.number)
    return WakeMe(f"{cause}/{NAME}/0", NAME, incident.channel, since + snapshot.policy.draft_after, about)


def is_to_be_drafted(snapshot: Snapshot, incident: Incident) -> bool:
    """Say whether people wrote anything about an incident, and drafts are wanted here."""
    written = (*(one.at for one in snapshot.notes), *(one.at for one in snapshot.early))
    return place_of(snapshot).drafts is not Mode.OFF and any(at >= incident.opened_at for at in written)


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Propose what an incident's thread adds to the runbook, once nobody has written in it for a while."""
    if place_of(snapshot).drafts is Mode.OFF:
        return OFF
    incident = snapshot.incident
    notes = notes_of(snapshot.notes, incident, snapshot.following) if incident is not None else ()
    if incident is None or not notes or notes[-1].at > event.at - snapshot.policy.draft_after:
        return because(NAME, Why.NOTHING_TO_DO)
    active = snapshot.runbook
    if _quotes_another(snapshot, active):
        return because(NAME, Why.NOTHING_TO_DRAFT, "the active version quotes another private channel")
    text = draft_of(incident.channel, incident.opened_at, notes, active.text if active else None)
    if text is None:
        return because(NAME, Why.NOTHING_TO_DRAFT)
    only_in = _only_in(snapshot, active)
    proposed = runbooks.proposed(snapshot, incident.alert, text, AUTHOR, event.at, only_in)
    return _shown(snapshot, proposed, event) if place_of(snapshot).drafts is Mode.LIVE else proposed


def _shown(snapshot: Snapshot, proposed: Decision, event: TimePassed) -> Decision:
    """Let the incident's card say that a version waits for approval."""
    versions = tuple(change.version for change in proposed.changes if isinstance(change, AddRunbookVersion))
    if snapshot.track is None or not versions:
        return proposed
    known = attrs.evolve(snapshot, versions=(*snapshot.versions, *versions))
    news = cards.refreshed(known, course_of(snapshot.track), cards.Cause(f"{event.id}/{NAME}", event.at))
    changed = news.card != snapshot.track.card
    followed = (FollowAlert(attrs.evolve(snapshot.track, card=news.card)),) if changed else ()
    changes, reasons = (*proposed.changes, *followed), (*proposed.reasons, *news.reasons)
    return Decision(changes, news.actions, reasons, news.withheld)


def _quotes_another(snapshot: Snapshot, active: RunbookVersion | None) -> bool:
    """Say whether a draft would quote two private channels: then there would be no place to show it in."""
    quoted = _private_channel(snapshot)
    return quoted is not None and active is not None and active.only_in not in (None, quoted)


def _only_in(snapshot: Snapshot, active: RunbookVersion | None) -> str | None:
    """Return the private channel that the draft quotes, or that the version before it does; None where none is."""
    before = active.only_in if active else None
    return before or _private_channel(snapshot)


def _private_channel(snapshot: Snapshot) -> str | None:
    return snapshot.needs.channel if is_private(snapshot.channel) else None
