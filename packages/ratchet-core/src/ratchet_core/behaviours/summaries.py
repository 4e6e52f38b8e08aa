"""Tells a person what happened so far in a thread, so that nobody else sees it, where they join late and ask for that.

What is told is made of what is remembered. Where the channel wants it, a model words what people wrote; where it does
not answer, or nothing of what it says stands, that is quoted as without one. What is asked about is worked out when it
is asked; what is told is looked up when the alarm rings that it sets off at once.
"""

from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant, moment_of
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Incident
from ratchet_core.domain.course import course_of
from ratchet_core.domain.policy import Mode
from ratchet_core.rules.model_summaries import question_for, stated_in
from ratchet_core.rules.modes import place_of, why_not_here
from ratchet_core.rules.replies import reply
from ratchet_core.rules.so_far import is_worth_wording, so_far
from ratchet_core.rules.spending import promised, settled, why_too_dear
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutSummary, AskModel, Body, WakeMe
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, AnsweredPrivately, ModelAnswered, TimePassed
from ratchet_core.vocabulary.models import Ending
from ratchet_core.wants.commands import alert_asked
from ratchet_core.wants.table import GIVEN_MESSAGES, GIVEN_VERSIONS, SPENDINGS, SUMMARY

NAME = "summaries"
Heard: TypeAlias = TimePassed | ModelAnswered | AnsweredPrivately | ActionFailed
_UNKNOWN = Body("I know nothing of this thread any more.")


def wanted(cause: str, at: Instant, about: AboutSummary) -> Decision:
    """Have it told what happened so far."""
    alarm = WakeMe(f"{cause}/{NAME}/0", NAME, about.channel, at, about)
    return Decision((), (alarm,), (Reason(NAME, Why.SUMMARY_ASKED),))


def about_thread(snapshot: Snapshot, channel: str, person: str, thread: str | None) -> AboutSummary | None:
    """Return what a person asks about: the incident of the thread or of the alert that they name, or the question."""
    alert, root = alert_asked(snapshot), snapshot.focus.root
    incident = None if alert is None else _incident_of_thread(snapshot)
    if incident is not None:
        return about_incident(incident, person, thread)
    if snapshot.request is None or root is None or root.channel != channel:
        return None
    return AboutSummary(channel, person, thread, root=root)


def about_incident(incident: Incident, person: str, thread: str | None) -> AboutSummary:
    """Return that a person asks about an incident."""
    number, since = incident.number, incident.opened_at
    return AboutSummary(incident.channel, person, thread, incident.alert, number, since)


def _incident_of_thread(snapshot: Snapshot) -> Incident | None:
    """Return the incident that a thread is about: the latest that had opened when its first message was written."""
    track, root = snapshot.track, snapshot.focus.root
    folded = () if track is None else course_of(track).incidents
    known = {one.number: one for one in (*snapshot.last_incidents, *folded)}
    latest = [known[number] for number in sorted(known)]
    thread = snapshot.asked_for("thread")
    if thread is None or root is None or track is None or thread.alert != track.alert:
        return latest[-1] if latest else None
    begun = moment_of(root.ts, 0)
    return next((one for one in reversed(latest) if one.opened_at <= begun), None)


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Tell what was asked for, or take what became of a question to a model, or of what was told."""
    match event:
        case TimePassed():
            return _asked(snapshot, event)
        case ModelAnswered():
            return _worded(snapshot, event)
        case ActionFailed(action=AskModel() as ask):
            return _not_asked(snapshot, event, ask)
        case ActionFailed():
            return because(NAME, Why.FAILED, event.why)
        case AnsweredPrivately():
            return because(NAME, Why.NOTHING_TO_DO)


def _asked(snapshot: Snapshot, event: TimePassed) -> Decision:
    about, at = event.action.about, event.told_at or event.at
    if not isinstance(about, AboutSummary):
        return because(NAME, Why.NOTHING_TO_DO)
    silent = why_not_here(snapshot)
    if silent is Why.NOT_JOINED:
        return because(NAME, silent)
    asked = _model_asked(snapshot, event.id, about, at)
    if asked.actions and place_of(snapshot).model_summaries is Mode.LIVE:
        return asked
    return _with(asked, _told(snapshot, event.id, about, at))


def _with(one: Decision, other: Decision) -> Decision:
    return Decision(
        (*one.changes, *other.changes), (*one.actions, *other.actions), (*one.reasons, *other.reasons), other.withheld
    )


def _told(snapshot: Snapshot, cause: str, about: AboutSummary, at: Instant) -> Decision:
    """Tell what is remembered, in people's own words."""
    body = so_far(snapshot, at) or _UNKNOWN
    answer = reply(NAME, cause, about.channel, about.person, body, thread=about.thread)
    return Decision((), (answer,), (Reason(NAME, Why.SUMMARISED),))


def _model_asked(snapshot: Snapshot, cause: str, about: AboutSummary, at: Instant) -> Decision:
    """Ask a model, where the channel wants that, enough was written, and the budgets have room."""
    if place_of(snapshot).model_summaries is Mode.OFF or not is_worth_wording(snapshot):
        return Decision()
    ask = question_for(snapshot, f"{cause}/{NAME}/model", NAME, about, at)
    if ask is None:
        return Decision()
    dear = why_too_dear(snapshot, about.person, at)
    if dear is not None:
        return because(NAME, Why.MODEL_BUDGET, dear)
    told = Reason(NAME, Why.MODEL_ASKED, f"prompt {ask.prompt.name} v{ask.prompt.version} {ask.prompt.digest[:12]}")
    return Decision(promised(snapshot, ask), (ask,), (told,))


def _worded(snapshot: Snapshot, event: ModelAnswered) -> Decision:
    """Tell it in the words of a model, as far as they stand; in shadow, keep with the decision what would be told."""
    about, reply_of, mode = event.action.about, event.reply, place_of(snapshot).model_summaries
    booked = Decision(settled(snapshot, event.action, reply_of))
    if not isinstance(about, AboutSummary):
        return _with(booked, because(NAME, Why.NOTHING_TO_DO))
    if reply_of.ending is not Ending.ANSWERED:
        return _with(booked, _without(snapshot, event, about, f"{reply_of.ending.value}: {reply_of.why}"))
    stated = stated_in(snapshot, event.action, reply_of)
    told = f"{len(stated)} of {len(reply_of.statements)} sentences stand"
    if not stated or mode is Mode.OFF:
        return _with(booked, _without(snapshot, event, about, told))
    body = so_far(snapshot, event.at, stated) or _UNKNOWN
    answer = reply(NAME, event.id, about.channel, about.person, body, thread=about.thread)
    why = f"{told}, {reply_of.usage.model}, request {reply_of.digest[:12]}"
    reason = Reason(NAME, Why.ANSWERED_BY_MODEL, why)
    if mode is Mode.SHADOW:
        return _with(booked, Decision((), (), (reason, Reason(NAME, Why.SHADOW)), (answer,)))
    return _with(booked, Decision((), (answer,), (reason,)))


def _without(snapshot: Snapshot, event: ModelAnswered | ActionFailed, about: AboutSummary, why: str) -> Decision:
    """Quote what was to be worded, where that was not told while a model was asked."""
    reason = Reason(NAME, Why.MODEL_FAILED, why.removesuffix(": "))
    if place_of(snapshot).model_summaries is Mode.SHADOW:
        return Decision((), (), (reason,))
    told = _told(snapshot, event.id, about, event.at)
    return evolve(told, reasons=(reason, *told.reasons))


def _not_asked(snapshot: Snapshot, event: ActionFailed, ask: AskModel) -> Decision:
    """Do without a model that cannot be asked, and give back what was promised for it."""
    free = Decision(settled(snapshot, ask, None))
    if not isinstance(ask.about, AboutSummary):
        return _with(free, because(NAME, Why.FAILED, event.why))
    return _with(free, _without(snapshot, event, ask.about, event.why))


BEHAVIOUR = Behaviour(
    NAME,
    {
        TimePassed: (*SUMMARY, SPENDINGS),
        ModelAnswered: (*SUMMARY, SPENDINGS, GIVEN_MESSAGES, GIVEN_VERSIONS),
        ActionFailed: (*SUMMARY, SPENDINGS),
        AnsweredPrivately: (),
    },
    decided,
)
