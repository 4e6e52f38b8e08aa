"""Keeps what people write in the threads of alerts, and some time after an incident has ended drafts a runbook from it.

A draft is a proposal like any other: it becomes active when a member of the owning team approves its exact text.
"""

from collections.abc import Sequence

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY, Instant, moment_of
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import cards, runbooks
from ratchet_core.domain import (
    FIRES,
    Citation,
    Incident,
    Kept,
    Message,
    RunbookState,
    RunbookVersion,
    ThreadNote,
    Track,
    digest_of,
)
from ratchet_core.domain.course import course_of, notes_of
from ratchet_core.domain.policy import Mode
from ratchet_core.reading.quotation import sources_of
from ratchet_core.rules.budget import moment_told
from ratchet_core.rules.discretion import confined_to
from ratchet_core.rules.drafting import draft_of, recounted
from ratchet_core.rules.modes import place_of
from ratchet_core.rules.topics import about
from ratchet_core.rules.words import kept_for, kept_words
from ratchet_core.snapshot import Snapshot, Topic
from ratchet_core.vocabulary.actions import WakeMe
from ratchet_core.vocabulary.changes import Put, puts, versions_in
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import MessageEdited, MessageSeen, TimePassed
from ratchet_core.wants import CARD, FOLLOWING, INCIDENT, MESSAGE, NOTES, THREAD, TRACK_OF_THREAD

NAME = "triage"
OFF = because(NAME, Why.OFF)
AUTHOR = "ratchet"
"""Who a draft is by: nobody wrote it, it is quoted from people."""


def decided(snapshot: Snapshot, event: MessageSeen | MessageEdited | TimePassed) -> Decision | None:
    """Take what a person wrote in an alert's thread, or the moment at which a thread is read."""
    if isinstance(event, TimePassed):
        return time_passed(snapshot, event)
    if snapshot.track is None:
        return None
    asked = snapshot.focus.ask is not None
    return because(NAME, Why.ASKED_OF_RATCHET) if asked else heard(snapshot, snapshot.track, event)


def heard(snapshot: Snapshot, track: Track, event: MessageSeen | MessageEdited) -> Decision:
    """Keep what a person wrote in an alert's thread."""
    said_at = moment_of(event.ts, event.at)
    note = kept_words(snapshot, event, Kept.NOTE, track.alert)
    about_then = course_of(track).at(said_at)
    ended = about_then is not None and about_then.ended_at is not None and event.at <= about_then.ended_at + DAY
    wanted = ended and place_of(snapshot).drafts is not Mode.OFF
    alarms = (draft_alarm(snapshot, about_then, event.id, event.at),) if about_then is not None and wanted else ()
    noted = _noted(track, [note])
    changes = (Put(note), *(() if noted is track else (Put(noted),)))
    return Decision(changes, alarms, (Reason(NAME, Why.NOTED),))


def _noted(track: Track, notes: Sequence[Message]) -> Track:
    """Return a track that remembers when a person last wrote in its threads."""
    latest = max((one.at for one in notes), default=None)
    if latest is None or (track.noted_at is not None and track.noted_at >= latest):
        return track
    return evolve(track, noted_at=latest)


def with_early_notes(snapshot: Snapshot, decision: Decision) -> Decision:
    """Keep, beside a decision about an alert, what people wrote in its thread before its message was heard."""
    track = next(iter(puts(decision.changes, Track)), None)
    root = snapshot.focus.root
    if track is None or root is None or all(one.ts != root.ts for one in track.recent if one.kind in FIRES):
        return decision
    notes = [kept_for(one, Kept.NOTE, track.alert) for one in snapshot.held]
    return evolve(decision, changes=(*decision.changes, *map(Put, notes), Put(_noted(track, notes))))


def draft_alarm(snapshot: Snapshot, incident: Incident, cause: str, since: Instant) -> WakeMe:
    """Return the alarm at which an incident's thread is read."""
    due = since + snapshot.policy.draft_after
    return WakeMe(f"{cause}/{NAME}/0", NAME, incident.channel, due, about(incident))


def is_to_be_drafted(snapshot: Snapshot, track: Track, incident: Incident) -> bool:
    """Say whether people wrote anything about an incident, and drafts are wanted here."""
    if place_of(snapshot).drafts is Mode.OFF:
        return False
    early = (one.at for one in snapshot.asked_for("early") or ())
    latest: Instant = max((track.noted_at or 0, *early))
    return latest >= incident.opened_at


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Propose what an incident's thread adds to the runbook, once nobody has written in it for a while."""
    if place_of(snapshot).drafts is Mode.OFF:
        return OFF
    incident = snapshot.incident
    notes = notes_of(snapshot.notes, incident, snapshot.following) if incident is not None else ()
    if incident is None or not notes or notes[-1].at > event.at - snapshot.policy.draft_after:
        return because(NAME, Why.NOTHING_TO_DO)
    before = _version_before(snapshot)
    private = confined_to(snapshot.directory, before) | _private_here(snapshot)
    if len(private) > 1:
        return because(NAME, Why.NOTHING_TO_DRAFT, "the version before it quotes another private channel")
    inside = [one for one in notes if snapshot.directory.is_of_the_company(one.person)]
    if not inside:
        return because(NAME, Why.NOTHING_TO_DRAFT, "only people from outside the company wrote")
    text = draft_of(incident.channel, incident.opened_at, inside, before.text if before else None)
    if text is None:
        return _counted(before, incident, inside, next(iter(private), None))
    only_in = next(iter(private), None)
    proposed = runbooks.proposed(snapshot, incident.alert, text, AUTHOR, event.at, only_in)
    return _shown(snapshot, proposed, event) if place_of(snapshot).drafts is Mode.LIVE else proposed


def _counted(
    before: RunbookVersion | None, incident: Incident, notes: Sequence[ThreadNote], only_in: str | None
) -> Decision:
    """Count the steps that were taken again in a draft that waits; what was approved stays as it is."""
    if before is None or before.state is not RunbookState.PROPOSED or before.only_in != only_in:
        return because(NAME, Why.NOTHING_TO_DRAFT)
    text = recounted(incident.channel, incident.opened_at, notes, before.text)
    if text == before.text:
        return because(NAME, Why.NOTHING_TO_DRAFT)
    counted = evolve(before, text=text, digest=digest_of(text))
    cited = (Put(Citation(one, incident.alert)) for one in sources_of(text) if one not in sources_of(before.text))
    return Decision((Put(counted), *cited), (), (Reason(NAME, Why.COUNTED_AGAIN, f"version {before.number}"),))


def _version_before(snapshot: Snapshot) -> RunbookVersion | None:
    """Return what a draft adds to: the active version, or a later draft that still waits, so that nothing is lost."""
    active = snapshot.runbook
    drafts = (one for one in snapshot.versions if one.author == AUTHOR and one.state is RunbookState.PROPOSED)
    latest = max(drafts, key=lambda one: one.number, default=active)
    return active if latest is None or (active is not None and latest.number < active.number) else latest


def _shown(snapshot: Snapshot, proposed: Decision, event: TimePassed) -> Decision:
    """Let the incident's card say that a version waits for approval."""
    versions = versions_in(proposed.changes)
    if snapshot.track is None or not versions:
        return proposed
    known = snapshot.with_known(versions=(*snapshot.versions, *versions))
    news = cards.refreshed(
        known, course_of(snapshot.track), cards.Cause(f"{event.id}/{NAME}", event.at, moment_told(event))
    )
    changed = news.card != snapshot.track.card
    followed = (Put(evolve(snapshot.track, card=news.card)),) if changed else ()
    changes, reasons = (*proposed.changes, *followed), (*proposed.reasons, *news.reasons)
    return Decision(changes, news.actions, reasons, news.withheld)


def _private_here(snapshot: Snapshot) -> frozenset[str]:
    """Return the channel in which the incident was worked on, where few may read it."""
    channel = snapshot.focus.channel
    return frozenset({channel}) if channel is not None and snapshot.directory.is_private(channel) else frozenset()


_WANTS = (MESSAGE, THREAD, TRACK_OF_THREAD)
BEHAVIOUR = Behaviour(
    NAME,
    {
        (MessageSeen, Topic.REPLY): _WANTS,
        (MessageEdited, Topic.REPLY): _WANTS,
        TimePassed: (*CARD, INCIDENT, FOLLOWING, NOTES),
    },
    decided,
    "drafts",
)
