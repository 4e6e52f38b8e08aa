"""What people do with the buttons below ratchet's messages: each press is checked as the event that it stands for."""

from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import (
    answers,
    forms,
    handing_off,
    home,
    incidents,
    lessons,
    mutes,
    refreshing,
    revising,
    runbooks,
    summaries,
    teaching,
)
from ratchet_core.domain import Thread, Verdict
from ratchet_core.recognise.recognised import Kind
from ratchet_core.rules.discretion import may_be_said
from ratchet_core.rules.explaining import why_incident
from ratchet_core.rules.outcome import done_or_failed
from ratchet_core.rules.ownership import impossible, refusal, why_external
from ratchet_core.rules.replies import as_sentence, reply, why_refused
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutChannel,
    AboutIncident,
    AboutMuting,
    AboutRequest,
    AboutRunbook,
    AboutSetup,
    AboutSummary,
    AboutTemplate,
    Body,
    Line,
    OpenForm,
    Press,
    WakeMe,
)
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AnsweredPrivately,
    ButtonPressed,
    IncidentMarked,
    IncidentResolved,
    MessageCorrected,
    MuteEnded,
    RunbookVoted,
)
from ratchet_core.wants.table import (
    ALERT,
    COURSES,
    GIVEN,
    INCIDENT,
    MUTES,
    REQUEST,
    REVIEWED,
    SETTING_UP,
    SIBLINGS,
    THREAD_OF_INCIDENT,
    TRACK,
    VERSIONS,
)

NAME = "buttons"
Heard: TypeAlias = ButtonPressed | AnsweredPrivately | ActionFailed
_DONE = {
    Press.HELPED: "Thanks: the runbook helped.",
    Press.DID_NOT_HELP: "Thanks: the runbook did not help. “Edit runbook” lets you say what does.",
    Press.NOISE: "This incident is marked as noise.",
    Press.NOT_AN_ALERT: "Messages like this one no longer open incidents.",
    Press.TEACH: "Thanks. From now on I take messages like these for an alert and its end.",
    Press.NOT_SO: "Thanks. I go on taking messages like these for notices.",
    Press.UNMUTE: "The alert is no longer muted.",
    Press.RESOLVE: "The incident is resolved. If its alert fires again, a new one opens.",
}
_OF_ANSWERS = {
    Press.HELPED: "Thanks: the answer helped. If the question is yours, it counts as resolved.",
    Press.DID_NOT_HELP: "Thanks: that is not what was asked. The question stays open.",
}


_OUTDATED = (
    "I cannot read this button any more: its message is from before an update; use a newer one, or `/ratchet help`"
)


def pressed(snapshot: Snapshot, event: ButtonPressed) -> Decision:
    """Do what a button stands for, tell whoever pressed it what came of it, and let the card show it."""
    external = None if _is_anybodys(event) else why_external(snapshot, event.person)
    if external is not None:
        return _told_why_not(event, refusal(NAME, external))
    if _is_of_elsewhere(snapshot, event):
        return _told_why_not(event, impossible(NAME, _ELSEWHERE))
    if event.does is Press.WHY:
        return _why(snapshot, event)
    if event.does is Press.SUMMARY:
        return _summary(snapshot, event)
    decision = _done(snapshot, event)
    if any(isinstance(one, OpenForm) for one in decision.actions):
        return decision
    why = why_refused(decision)
    said = _done_of(event) if why is None else as_sentence(why, event.person)
    by = _who_resolved(snapshot) if event.does is Press.RESOLVE and _is_impossible(decision) else ()
    answer = reply(NAME, event.id, event.channel, event.person, Body(said, by))
    again = () if why is not None else _shown_again(snapshot, event)
    asked_for = {one.key for one in decision.actions}
    more = (one for one in again if one.key not in asked_for)
    return evolve(decision, actions=(*decision.actions, *more, answer))


def _is_anybodys(event: ButtonPressed) -> bool:
    """Say whether a button is for whoever reads its message, also of another company: whether an answer helped."""
    return event.does in _OF_ANSWERS and isinstance(event.about, AboutRequest)


def _is_impossible(decision: Decision) -> bool:
    return any(one.why is Why.IMPOSSIBLE for one in decision.reasons)


def _who_resolved(snapshot: Snapshot) -> tuple[Line, ...]:
    """Return who resolved the incident before, and when."""
    incident = snapshot.incident
    return () if incident is None else incidents.lines_on_card(snapshot, None, incident)


def _is_of_elsewhere(snapshot: Snapshot, event: ButtonPressed) -> bool:
    """Say whether a button is about what is in a channel of which nothing may be said where it stands."""
    about = event.about
    if event.does is Press.UNMUTE or not isinstance(about, AboutIncident | AboutMuting | AboutRequest):
        return False
    channel = about.root.channel if isinstance(about, AboutRequest) else about.channel
    return not may_be_said(snapshot.directory, channel, None if event.at_home else event.channel)


_ELSEWHERE = "that channel has become private, or this one is shared; use the card there"


def _told_why_not(event: ButtonPressed, refused: Decision) -> Decision:
    body = Body(as_sentence(why_refused(refused) or "", event.person))
    return evolve(refused, actions=(reply(NAME, event.id, event.channel, event.person, body),))


def _shown_again(snapshot: Snapshot, event: ButtonPressed) -> tuple[WakeMe, ...]:
    """Return what draws the card again whose button was pressed, and the home page."""
    page = home.alarm(event.person, event.id, event.at) if event.at_home else ()
    return (*refreshing.alarm(snapshot.track, event.id, event.at), *page)


def _done_of(event: ButtonPressed) -> str:
    table = _OF_ANSWERS if isinstance(event.about, AboutRequest) else _DONE
    return table.get(event.does, "Done.")


def _done(snapshot: Snapshot, event: ButtonPressed) -> Decision:  # noqa: PLR0911 - one case for each
    match event.does, event.about:
        case (Press.HELPED | Press.DID_NOT_HELP) as does, AboutRunbook(alert, number):
            vote = RunbookVoted(event.id, event.at, alert, number, does is Press.HELPED, event.person)
            return runbooks.voted(snapshot, vote)
        case ((Press.HELPED | Press.DID_NOT_HELP), AboutRequest()):
            return answers.judged(snapshot, event)
        case Press.NOISE, AboutIncident(where, alert, number) if event.trigger is None:
            mark = IncidentMarked(event.id, event.at, where, alert, number, Verdict.NOISE, event.person)
            return mutes.marked(snapshot, mark)
        case Press.UNMUTE, AboutIncident(alert=alert) | AboutMuting(alert=alert):
            return mutes.ended(snapshot, MuteEnded(event.id, event.at, alert, event.person))
        case Press.RESOLVE, AboutIncident(where, alert, number):
            over = IncidentResolved(event.id, event.at, where, alert, number, event.person)
            return incidents.resolved(snapshot, over)
        case Press.TEACH | Press.NOT_SO, AboutTemplate() as template:
            return teaching.decided_by(snapshot, event, template)
        case Press.NOT_AN_ALERT, AboutIncident(where, _, _):
            return _not_an_alert(snapshot, event, where)
        case _:
            return _opened(snapshot, event)


def _opened(snapshot: Snapshot, event: ButtonPressed) -> Decision:  # noqa: PLR0911 - one case for each
    """Open the form that a button stands for."""
    match event.does, event.about:
        case Press.NOISE, AboutIncident() as about:
            return forms.noise_opened(event, about)
        case Press.MUTE, AboutMuting() as muting:
            return forms.opened(snapshot, muting, event.trigger, event.id, event.person, event.channel)
        case Press.MUTE, AboutIncident(where, alert, _):
            return forms.opened(
                snapshot, AboutMuting(alert, where), event.trigger, event.id, event.person, event.channel
            )
        case Press.EDIT, AboutIncident(where, alert, _):
            return forms.runbook_opened(snapshot, event, revising.writing(snapshot, alert, where))
        case Press.REVIEW, AboutRunbook() as version:
            return forms.runbook_opened(snapshot, event, revising.review(snapshot, version, event.channel))
        case Press.SET_UP, AboutChannel(where):
            return _set_up(snapshot, event, where)
        case Press.HAND_OFF, AboutRequest() as request:
            return forms.handing_off_opened(event, handing_off.form_for(snapshot, event, request))
        case _:
            return impossible(NAME, _OUTDATED)


def _set_up(snapshot: Snapshot, event: ButtonPressed, channel: str) -> Decision:
    if event.trigger is None:
        return impossible(NAME, "no form can be opened from here; use `/ratchet setup`")
    about = AboutSetup(channel, "" if event.at_home else event.ts)
    return forms.settings_opened(snapshot, about, event.trigger, event.id, event.person, event.at, event.channel)


def _why(snapshot: Snapshot, event: ButtonPressed) -> Decision:
    """Tell whoever asks why an incident is one, and what became of its card."""
    about = event.about
    if snapshot.track is None or not isinstance(about, AboutIncident):
        body = Body("I know nothing of this incident any more.")
    else:
        body = why_incident(snapshot, snapshot.track, event.at, about.number)
    answer = reply(NAME, event.id, event.channel, event.person, body)
    return Decision((), (answer,), (Reason(NAME, Why.ANSWERED),))


def _summary(snapshot: Snapshot, event: ButtonPressed) -> Decision:
    """Have whoever asks told what happened so far, in the thread of the card."""
    about, track = event.about, snapshot.track
    if not isinstance(about, AboutIncident) or event.at_home:
        return impossible(NAME, _OUTDATED)
    card = None if track is None else track.card
    thread = card.thread if card is not None and card.ts == event.ts else None
    told = AboutSummary(about.channel, event.person, thread, about.alert, about.number, about.since)
    return summaries.wanted(event.id, event.at, told)


def _not_an_alert(snapshot: Snapshot, event: ButtonPressed, channel: str) -> Decision:
    source: Thread | None = snapshot.asked_for("thread")
    if source is None:
        return impossible(NAME, "the message that this is about is not known any more; use a newer one")
    ts, bot, skeleton = source.root.ts, source.bot, source.skeleton
    told = MessageCorrected(event.id, event.at, channel, ts, bot, skeleton, Kind.OTHER, event.person)
    return lessons.corrected(snapshot, told)


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Take a press of a button, or what became of the answer to one."""
    if isinstance(event, ButtonPressed):
        return pressed(snapshot, event)
    return done_or_failed(NAME, event)


_WANTS = (ALERT, VERSIONS, MUTES, INCIDENT, COURSES, *REVIEWED, THREAD_OF_INCIDENT, TRACK, *SETTING_UP)
BEHAVIOUR = Behaviour(
    NAME,
    {
        ButtonPressed: (
            ALERT,
            VERSIONS,
            MUTES,
            INCIDENT,
            COURSES,
            *REVIEWED,
            THREAD_OF_INCIDENT,
            TRACK,
            REQUEST,
            SIBLINGS,
            GIVEN,
            *SETTING_UP,
        ),
        AnsweredPrivately: (),
        ActionFailed: (),
    },
    decided,
)
