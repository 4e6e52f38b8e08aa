"""Keeps what people write in the threads of alerts, and some time after an incident has ended drafts a runbook from it.

Where a channel wants that, a model words the draft, and code checks each step; what it cannot do is drafted without it.

A draft is a proposal like any other: it becomes active when a member of the owning team approves its exact text.
"""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY, Instant, moment_of
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import cards, runbooks
from ratchet_core.domain import (
    AUTHOR,
    DRAFTERS,
    FIRES,
    MODEL_AUTHOR,
    WORKSPACE,
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
from ratchet_core.domain.records import Key, key_of
from ratchet_core.reading.quotation import sources_of
from ratchet_core.rules import model_drafts
from ratchet_core.rules.backtesting import backtest_of
from ratchet_core.rules.budget import moment_told
from ratchet_core.rules.discretion import confined_to
from ratchet_core.rules.drafting import draft_of, recounted
from ratchet_core.rules.modes import place_of
from ratchet_core.rules.spending import promised, settled, why_too_dear
from ratchet_core.rules.topics import about
from ratchet_core.rules.words import kept_for, kept_words
from ratchet_core.snapshot import Snapshot, Topic
from ratchet_core.vocabulary.actions import AskModel, WakeMe
from ratchet_core.vocabulary.changes import Change, Put, puts, versions_in
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, MessageEdited, MessageSeen, ModelAnswered, TimePassed
from ratchet_core.vocabulary.models import Ending
from ratchet_core.wants.table import (
    BEFORE,
    CARD,
    FOLLOWING,
    GIVEN_MESSAGES,
    INCIDENT,
    MESSAGE,
    NOTES,
    SPENDINGS,
    SPENDINGS_FOR_DRAFT,
    THREAD,
    TRACK_OF_THREAD,
)

NAME = "triage"
OFF = because(NAME, Why.OFF)


Heard: TypeAlias = MessageSeen | MessageEdited | TimePassed | ModelAnswered | ActionFailed


def decided(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Take what a person wrote in an alert's thread, the moment at which it is read, or what a model made of it."""
    match event:
        case TimePassed():
            return time_passed(snapshot, event)
        case ModelAnswered():
            return model_answered(snapshot, event)
        case ActionFailed():
            return not_asked(snapshot, event)
        case _:
            return _noted_in_thread(snapshot, event)


def _noted_in_thread(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision | None:
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
    """Propose what an incident's thread adds to the runbook, once nobody has written in it for a while.

    Where a model is to word it, it is asked first; where it is in shadow, both is done.
    """
    if place_of(snapshot).drafts is Mode.OFF:
        return OFF
    thread = _thread(snapshot, event.at - snapshot.policy.draft_after)
    if isinstance(thread, Decision):
        return thread
    if place_of(snapshot).model_drafts is Mode.LIVE and _is_worded(snapshot, thread):
        return because(NAME, Why.NOTHING_TO_DRAFT, "a model was given all that was written")
    asked = _model_asked(snapshot, thread, event)
    if asked.actions and place_of(snapshot).model_drafts is Mode.LIVE:
        return asked
    known = snapshot if not asked.actions else snapshot.with_known(track=puts(asked.changes, Track)[0])
    return _both(asked, _plainly(known, thread, event))


def _thread(snapshot: Snapshot, until: Instant) -> model_drafts.Thread | Decision:
    """Return the thread of an incident in which nobody has written since a moment, or why nothing is drafted."""
    incident = snapshot.incident
    notes = notes_of(snapshot.notes, incident, snapshot.following) if incident is not None else ()
    if incident is None or not notes or notes[-1].at > until:
        return because(NAME, Why.NOTHING_TO_DO)
    before = _version_before(snapshot)
    if len(_private(snapshot, before)) > 1:
        return because(NAME, Why.NOTHING_TO_DRAFT, "the version before it quotes another private channel")
    inside = _inside(snapshot, notes)
    if not inside:
        return because(NAME, Why.NOTHING_TO_DRAFT, "only people from outside the company wrote")
    return model_drafts.Thread(incident, inside, _earlier(snapshot, incident), before, snapshot.following)


def _inside(snapshot: Snapshot, notes: Iterable[ThreadNote]) -> list[ThreadNote]:
    return [one for one in notes if snapshot.directory.is_of_the_company(one.person)]


def _earlier(snapshot: Snapshot, incident: Incident) -> Sequence[tuple[Incident, Sequence[ThreadNote]]]:
    return model_drafts.earlier_of(incident, snapshot.last_incidents, _inside(snapshot, snapshot.last_notes))


def _private(snapshot: Snapshot, before: RunbookVersion | None) -> frozenset[str]:
    """Return the private channels from which a draft has words."""
    return confined_to(snapshot.directory, before) | _private_here(snapshot)


def _plainly(
    snapshot: Snapshot, thread: model_drafts.Thread, event: TimePassed | ModelAnswered | ActionFailed
) -> Decision:
    """Propose what a thread adds without a model."""
    incident, before = thread.incident, thread.before
    text = draft_of(incident.channel, incident.opened_at, thread.notes, before.text if before else None)
    if text is None:
        only_in = next(iter(_private(snapshot, before)), None)
        return _fitted(snapshot, thread, _counted(before, incident, thread.notes, only_in))
    return _proposed(snapshot, thread, text, AUTHOR, event)


def _proposed(
    snapshot: Snapshot,
    thread: model_drafts.Thread,
    text: str,
    author: str,
    event: TimePassed | ModelAnswered | ActionFailed,
) -> Decision:
    only_in = next(iter(_private(snapshot, thread.before)), None)
    proposed = runbooks.proposed(snapshot, thread.incident.alert, text, author, event.at, only_in)
    proposed = _fitted(snapshot, thread, proposed)
    return _shown(snapshot, proposed, event) if place_of(snapshot).drafts is Mode.LIVE else proposed


def _fitted(snapshot: Snapshot, thread: model_drafts.Thread, decision: Decision) -> Decision:
    """Return a decision in which a draft that is put says how it fits what was done in the last incidents."""
    return evolve(decision, changes=tuple(_with_fit(snapshot, thread, one) for one in decision.changes))


def _with_fit(snapshot: Snapshot, thread: model_drafts.Thread, change: Change) -> Change:
    if not isinstance(change, Put) or not isinstance(change.record, RunbookVersion):
        return change
    incidents, channel = (*snapshot.last_incidents, thread.incident), thread.incident.channel
    notes = [one for one in snapshot.last_notes if thread.following is None or one.at < thread.following.opened_at]
    tested = backtest_of(change.record.text, snapshot.directory, incidents, {channel: notes})
    return Put(evolve(change.record, fit=tested.fit))


def _both(one: Decision, other: Decision) -> Decision:
    """Return two decisions as one; where both put one record, it is as the second puts it."""
    put = {_record_of(change) for change in other.changes if isinstance(change, Put)}
    first = (change for change in one.changes if not (isinstance(change, Put) and _record_of(change) in put))
    return Decision(
        (*first, *other.changes),
        (*one.actions, *other.actions),
        (*one.reasons, *other.reasons),
        (*one.withheld, *other.withheld),
    )


def _record_of(change: Put) -> tuple[type, Key]:
    return type(change.record), key_of(change.record)


def _is_worded(snapshot: Snapshot, thread: model_drafts.Thread) -> bool:
    """Say whether a model was given the latest words of a thread before; what came of that is decided where it ends."""
    worded_at = None if snapshot.track is None else snapshot.track.worded_at
    return worded_at is not None and worded_at >= thread.notes[-1].at


def _model_asked(snapshot: Snapshot, thread: model_drafts.Thread, event: TimePassed) -> Decision:
    """Ask a model once for the latest words of a thread, where the channel wants that and the budgets have room."""
    track, latest = snapshot.track, thread.notes[-1].at
    if place_of(snapshot).model_drafts is Mode.OFF or track is None:
        return Decision()
    if _is_worded(snapshot, thread):
        return Decision()
    name = f"{track.name} of {track.service}" if track.service else track.name
    wanted = model_drafts.Wanted(f"{event.id}/{NAME}/model", NAME, name, moment_told(event))
    ask = model_drafts.question_for(snapshot, wanted, thread)
    if ask is None:
        return Decision()
    dear = why_too_dear(snapshot, WORKSPACE, ask.asked_at)
    if dear is not None:
        return because(NAME, Why.MODEL_BUDGET, dear)
    told = Reason(NAME, Why.MODEL_ASKED, f"prompt {ask.prompt.name} v{ask.prompt.version} {ask.prompt.digest[:12]}")
    return Decision((Put(evolve(track, worded_at=latest)), *promised(snapshot, ask)), (ask,), (told,))


def model_answered(snapshot: Snapshot, event: ModelAnswered) -> Decision:
    """Propose what a model made of a thread, as far as it stands, or else what the thread says; and book the cost."""
    decision = _in_its_words(snapshot, event)
    return evolve(decision, changes=(*settled(snapshot, event.action, event.reply), *decision.changes))


def _in_its_words(snapshot: Snapshot, event: ModelAnswered) -> Decision:
    thread, reply, place = _thread(snapshot, event.at), event.reply, place_of(snapshot)
    if place.drafts is Mode.OFF:
        return OFF
    if isinstance(thread, Decision):
        return thread
    if reply.ending is not Ending.ANSWERED:
        why = f"{reply.ending.value}: {reply.why}".removesuffix(": ")
        return _without_model(snapshot, thread, event, Reason(NAME, Why.MODEL_FAILED, why))
    steps = model_drafts.steps_in(snapshot, event.action, reply, thread.before)
    told = f"{len(steps)} of {len(reply.statements)} steps stand"
    before = "" if thread.before is None else thread.before.text
    text = model_drafts.text_of(before, steps)
    if not steps or text == before:
        return _without_model(snapshot, thread, event, Reason(NAME, Why.MODEL_WITHOUT_ANSWER, told))
    reason = Reason(NAME, Why.MODEL_DRAFTED, f"{told}, {reply.usage.model}, request {reply.digest[:12]}")
    if place.model_drafts is not Mode.LIVE:
        return Decision((), (), (reason,))
    return _both(Decision((), (), (reason,)), _proposed(snapshot, thread, text, MODEL_AUTHOR, event))


def _without_model(
    snapshot: Snapshot, thread: model_drafts.Thread, event: ModelAnswered | ActionFailed, why: Reason
) -> Decision:
    """Propose what a thread says by itself, where that waited for a model."""
    if place_of(snapshot).model_drafts is Mode.SHADOW:
        return Decision((), (), (why,))
    return _both(Decision((), (), (why,)), _plainly(snapshot, thread, event))


def not_asked(snapshot: Snapshot, event: ActionFailed) -> Decision:
    """Do without a model that cannot be asked, and give back what was promised for it."""
    ask, why = event.action, Reason(NAME, Why.MODEL_FAILED, event.why)
    if not isinstance(ask, AskModel):
        return Decision((), (), (Reason(NAME, Why.FAILED, event.why),))
    thread, free = _thread(snapshot, event.at), settled(snapshot, ask, None)
    if place_of(snapshot).drafts is Mode.OFF or isinstance(thread, Decision):
        return Decision(free, (), (why,))
    decision = _without_model(snapshot, thread, event, why)
    return evolve(decision, changes=(*free, *decision.changes))


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
    drafts = (one for one in snapshot.versions if one.author in DRAFTERS and one.state is RunbookState.PROPOSED)
    latest = max(drafts, key=lambda one: one.number, default=active)
    return active if latest is None or (active is not None and latest.number < active.number) else latest


def _shown(snapshot: Snapshot, proposed: Decision, event: TimePassed | ModelAnswered | ActionFailed) -> Decision:
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
_READ = (*CARD, INCIDENT, FOLLOWING, NOTES, *BEFORE)
BEHAVIOUR = Behaviour(
    NAME,
    {
        (MessageSeen, Topic.REPLY): _WANTS,
        (MessageEdited, Topic.REPLY): _WANTS,
        TimePassed: (*_READ, SPENDINGS_FOR_DRAFT),
        ModelAnswered: (*_READ, GIVEN_MESSAGES, SPENDINGS),
        ActionFailed: (*_READ, SPENDINGS),
    },
    decided,
    "drafts",
)
