"""The forms that people fill in: opened, looked through when they are sent, and taken as an event would be."""

from typing import Final, TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant, described, duration_of
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import handing_off, home, mutes, refreshing, revising, setting_up, settings
from ratchet_core.domain import Verdict
from ratchet_core.domain.policy import MODES
from ratchet_core.rules.explaining import line
from ratchet_core.rules.muting import was_critical, why_too_long
from ratchet_core.rules.outcome import done_or_failed
from ratchet_core.rules.ownership import impossible, no_alert, refusal, why_external
from ratchet_core.rules.owning import team_called
from ratchet_core.rules.replies import as_sentence, reply, why_refused
from ratchet_core.rules.wording import mute_holds
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    About,
    AboutChannel,
    AboutIncident,
    AboutMuting,
    AboutRequest,
    AboutReview,
    AboutSetup,
    AboutWriting,
    Body,
    Choice,
    FieldKind,
    Form,
    FormField,
    FormProblem,
    Line,
    OpenForm,
    Plain,
    RefuseForm,
    WakeMe,
)
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AlertMuted,
    AnsweredPrivately,
    ButtonPressed,
    FormRefused,
    FormShown,
    FormSubmitted,
    IncidentMarked,
)
from ratchet_core.vocabulary.toil import Tag
from ratchet_core.wants.table import (
    ALERT,
    BUDGET,
    COURSES,
    INCIDENT,
    MUTES,
    REQUEST,
    SIBLINGS,
    TRACK,
    VERSIONS,
    WRITTEN_IN_FORM,
)

NAME = "forms"
Settled: TypeAlias = FormShown | FormRefused | AnsweredPrivately | ActionFailed
LASTS: Final = "lasts"
REASON: Final = "reason"
WHERE: Final = "where"
TAG: Final = "tag"
_TAGS: Final = tuple(Choice(one.value, one.value.capitalize()) for one in Tag)
HERE: Final = "here"
EVERYWHERE: Final = "everywhere"
_MUTE: Final = (
    FormField(LASTS, "For how long", FieldKind.DURATION, value="4h"),
    FormField(
        WHERE, "Where", FieldKind.CHOICE, (Choice(HERE, "In this channel"), Choice(EVERYWHERE, "Everywhere")), HERE
    ),
    FormField(REASON, "Why, for whoever misses the alert", FieldKind.TEXT),
)


def filled(snapshot: Snapshot, event: FormSubmitted) -> Form:
    """Return a form as a person filled it in."""
    match event.about:
        case AboutChannel() | AboutSetup():
            return setting_up.filled(snapshot, event)
        case AboutWriting() | AboutReview():
            return revising.filled(event)
        case AboutIncident() as about:
            return _noise(about, event.value(REASON), event.value(TAG))
        case AboutRequest() as about:
            return handing_off.filled(snapshot, event, about)
        case _:
            pass
    return _form(event.about, tuple(evolve(one, value=event.value(one.name)) for one in _MUTE))


def _form(about: About, fields: tuple[FormField, ...]) -> Form:
    return Form("Mute an alert", fields, about)


def opened(  # noqa: PLR0913, PLR0917 - a form is opened by somebody, somewhere, for a cause
    snapshot: Snapshot, about: AboutMuting, trigger: str | None, cause: str, person: str, asked_in: str
) -> Decision:
    """Open the form by which an alert is muted, for a person of the company."""
    if snapshot.alert is None:
        return no_alert(NAME, about.alert)
    if trigger is None:
        return impossible(NAME, "no form can be opened from here; use `/ratchet mute`")
    form = OpenForm(f"{cause}/{NAME}/0", NAME, trigger, _form(about, _MUTE), person, asked_in)
    return Decision((), (form,), (Reason(NAME, Why.FORM_OPENED, snapshot.alert.name),))


def _noise(about: AboutIncident, reason: str = "", tag: str = "") -> Form:
    asked = FormField(
        REASON, "Why was it noise? Whoever can fix the alert will read this", FieldKind.TEXT, value=reason
    )
    tagged = FormField(TAG, "What was wrong", FieldKind.CHOICE, _TAGS, tag, optional=True)
    return Form("Mark as noise", (asked, tagged), about)


def noise_opened(event: ButtonPressed, about: AboutIncident) -> Decision:
    """Open the form by which an incident is marked as noise, with a reason, for a person of the company."""
    key, trigger = f"{event.id}/{NAME}/0", event.trigger or ""
    form = OpenForm(key, NAME, trigger, _noise(about), event.person, event.channel)
    return Decision((), (form,), (Reason(NAME, Why.FORM_OPENED, about.alert),))


def runbook_opened(snapshot: Snapshot, event: ButtonPressed, form: Form | Decision) -> Decision:
    """Open a form about a runbook, unless it is refused."""
    if isinstance(form, Decision):
        return form
    if event.trigger is None or snapshot.alert is None:
        return impossible(NAME, "no form can be opened from here; use the buttons of a card")
    action = OpenForm(f"{event.id}/{NAME}/0", NAME, event.trigger, form, event.person, event.channel)
    return Decision((), (action,), (Reason(NAME, Why.FORM_OPENED, snapshot.alert.name),))


def handing_off_opened(event: ButtonPressed, form: Form | Decision) -> Decision:
    """Open the form by which a question is passed on, unless that is refused."""
    if isinstance(form, Decision):
        return form
    action = OpenForm(f"{event.id}/{NAME}/0", NAME, event.trigger or "", form, event.person, event.channel)
    return Decision((), (action,), (Reason(NAME, Why.FORM_OPENED, form.title),))


def _handed_off(snapshot: Snapshot, event: FormSubmitted, about: AboutRequest) -> Decision:
    """Take the team to which a person passes a question on."""
    team = event.value(handing_off.TEAM)
    if not team:
        return _refused(snapshot, event, (FormProblem(handing_off.TEAM, "Choose a team."),))
    decision = handing_off.submitted(snapshot, event, about)
    why = why_refused(decision)
    if why is not None:
        return _refused_for(snapshot, event, handing_off.TEAM, as_sentence(why, event.person), decision)
    name = team_called(snapshot.directory, team, event.at)
    answer = reply(NAME, event.id, about.root.channel, event.person, Body(f"The question now waits for {name}."))
    return evolve(decision, actions=(*decision.actions, answer))


def _revised(snapshot: Snapshot, event: FormSubmitted, about: AboutWriting | AboutReview) -> Decision:
    """Take what a person wrote of a runbook, or decided about it, and let the card show it."""
    outcome = revising.submitted(snapshot, event, about)
    if outcome.problem is not None or outcome.body is None:
        refused = _refused(snapshot, event, tuple(filter(None, (outcome.problem,))))
        return evolve(refused, **_reasons_of(outcome.decision))
    answer = reply(NAME, event.id, about.channel, event.person, outcome.body)
    again = _shown_again(snapshot, event, about.channel) if outcome.decision.changes else ()
    return evolve(outcome.decision, actions=(*outcome.decision.actions, *again, answer))


def _shown_again(snapshot: Snapshot, event: FormSubmitted, asked_in: str) -> tuple[WakeMe, ...]:
    """Return what draws the alert's card again; where the form was asked for at home, all its cards and that page."""
    if asked_in != event.person:
        return refreshing.alarm(snapshot.track, event.id, event.at)
    cards = refreshing.alarms(snapshot.courses, event.id, event.at)
    return (*cards, *home.alarm(event.person, event.id, event.at))


def _marked(snapshot: Snapshot, event: FormSubmitted, about: AboutIncident) -> Decision:
    """Take a person's word that an incident was noise, and why."""
    reason, tag = event.value(REASON), event.value(TAG)
    if reason and tag in set(Tag):
        reason = f"{tag}: {reason}"
    if not reason:
        return _refused(snapshot, event, (FormProblem(REASON, "Say why, for whoever can fix the alert."),))
    incident = about.channel, about.alert, about.number
    told = IncidentMarked(event.id, event.at, *incident, Verdict.NOISE, event.person, reason)
    decision = mutes.marked(snapshot, told)
    why = why_refused(decision)
    if why is not None:
        return _refused_for(snapshot, event, REASON, as_sentence(why, event.person), decision)
    answer = reply(NAME, event.id, about.channel, event.person, Body("This incident is marked as noise."))
    again = refreshing.alarm(snapshot.track, event.id, event.at)
    return evolve(decision, actions=(*decision.actions, *again, answer))


def submitted(snapshot: Snapshot, event: FormSubmitted) -> Decision:
    """Take a form that a person sent: as it is, or back to them with what is wrong with it."""
    external = why_external(snapshot, event.person)
    if external is None:
        return _taken(snapshot, event)
    first = filled(snapshot, event).fields[0].name
    return _refused_for(snapshot, event, first, as_sentence(external, event.person), refusal(NAME, external))


def _taken(snapshot: Snapshot, event: FormSubmitted) -> Decision:
    match event.about:
        case AboutMuting():
            problems = tuple(_problems(event))
            return _refused(snapshot, event, problems) if problems else _muted(snapshot, event, event.about)
        case AboutChannel() | AboutSetup():
            return _set_up(snapshot, event, event.about)
        case AboutWriting() | AboutReview():
            return _revised(snapshot, event, event.about)
        case AboutIncident():
            return _marked(snapshot, event, event.about)
        case AboutRequest():
            return _handed_off(snapshot, event, event.about)
        case _:
            return impossible(NAME, "there is no such form any more; open it again")


def _problems(event: FormSubmitted) -> list[FormProblem]:
    found: list[FormProblem] = []
    if duration_of(event.value(LASTS)) is None:
        found.append(FormProblem(LASTS, "Write a time as 30m, 4h or 2d."))
    if event.value(WHERE) not in {HERE, EVERYWHERE}:
        found.append(FormProblem(WHERE, "Choose one of these."))
    if not event.value(REASON):
        found.append(FormProblem(REASON, "Say why, for whoever misses the alert."))
    if (too_long := why_too_long(event.value(REASON))) is not None:
        found.append(FormProblem(REASON, as_sentence(too_long, event.person)))
    return found


def _muted(snapshot: Snapshot, event: FormSubmitted, about: AboutMuting) -> Decision:
    lasts, everywhere = duration_of(event.value(LASTS)) or 0, event.value(WHERE) == EVERYWHERE
    channel = None if everywhere else about.channel
    told = AlertMuted(event.id, event.at, about.alert, channel, event.at + lasts, event.value(REASON), event.person)
    within = snapshot.with_known(focus=evolve(snapshot.focus, channel=channel))
    decision = mutes.muted(within, told)
    why = why_refused(decision)
    if why is not None:
        return _refused_for(snapshot, event, LASTS, as_sentence(why, event.person), decision)
    name = snapshot.alert.name if snapshot.alert is not None else about.alert
    headline = f"{name} is muted {'everywhere' if everywhere else 'here'} for {described(lasts)}."
    body = Body(headline, (Line((Plain(mute_holds(critical=was_critical(snapshot.courses, channel))),)),))
    answer = reply(NAME, event.id, about.channel, event.person, body)
    again = refreshing.alarm(snapshot.track, event.id, event.at)
    return evolve(decision, actions=(*decision.actions, *again, answer))


def settings_opened(  # noqa: PLR0913, PLR0917 - a form is opened by somebody, in a channel, at a moment, for a cause
    snapshot: Snapshot,
    about: AboutChannel | AboutSetup,
    trigger: str,
    cause: str,
    person: str,
    at: Instant,
    asked_in: str,
) -> Decision:
    """Open the form by which a channel is set up, for a person who may do so."""
    not_allowed = settings.why_not_by(snapshot, person, at)
    if not_allowed is not None:
        return refusal(NAME, not_allowed)
    form = setting_up.form_of(snapshot, about, person, at)
    action = OpenForm(f"{cause}/{NAME}/0", NAME, trigger, form, person, asked_in)
    return Decision((), (action,), (Reason(NAME, Why.FORM_OPENED, about.channel),))


def _set_up(snapshot: Snapshot, event: FormSubmitted, about: AboutChannel | AboutSetup) -> Decision:
    """Take a person's word on a channel; a form that changes nothing leaves it to the policy."""
    if snapshot.channel is None:
        why = f"there is no channel {about.channel}; `ratchet channel list` shows those that there are"
        return _refused_for(snapshot, event, MODES[0], as_sentence(why, event.person), impossible(NAME, why))
    outcome = setting_up.submitted(snapshot, event, about.channel)
    if outcome.problems:
        return evolve(_refused(snapshot, event, outcome.problems), **_reasons_of(outcome.decision))
    known = outcome.decision
    unchanged = () if outcome.changed else (Reason(NAME, Why.NOTHING_TO_DO, "that is what holds there already"),)
    body = setting_up.answer_body(snapshot, event, outcome)
    asked_in = setting_up.asked_in(about, event.person)
    answer = reply(NAME, event.id, asked_in, event.person, body)
    shown = setting_up.shown(snapshot, event, outcome, about)
    page = home.alarm(event.person, event.id, event.at) if asked_in == event.person else ()
    return Decision(known.changes, (*shown, *page, answer), (*known.reasons, *unchanged))


def _reasons_of(decision: Decision) -> dict[str, tuple[Reason, ...]]:
    return {"reasons": decision.reasons} if decision.reasons else {}


def _refused_for(snapshot: Snapshot, event: FormSubmitted, field: str, what: str, decision: Decision) -> Decision:
    """Give a form back with the reason why what it asks for may not be."""
    refused = _refused(snapshot, event, (FormProblem(field, what),))
    return evolve(refused, reasons=decision.reasons)


def _refused(snapshot: Snapshot, event: FormSubmitted, problems: tuple[FormProblem, ...]) -> Decision:
    form = filled(snapshot, event)
    action = RefuseForm(f"{event.id}/{NAME}/0", NAME, event.person, event.view, problems, form)
    return Decision((), (action,), (Reason(NAME, Why.FORM_REFUSED, ", ".join(one.field for one in problems)),))


def failed(event: ActionFailed) -> Decision:
    """Tell the person whose form could not be shown what they can do instead."""
    known = done_or_failed(NAME, event)
    match event.action:
        case OpenForm(person=str() as person, asked_in=where, form=form) if person:
            body = Body(f"I could not open the form “{form.title}”.", (line(_sentence(event.why)),))
        case RefuseForm(person=person, form=form, problems=problems):
            where = person
            headline = f"I did not save the form “{form.title}”, and you had closed it. Open it again."
            body = Body(headline, tuple(line(one.what) for one in problems))
        case _:
            return known
    return evolve(known, actions=(reply(NAME, event.id, where, person, body),))


def _sentence(why: str) -> str:
    return f"{why[:1].upper()}{why[1:].rstrip('.')}."


def decided(snapshot: Snapshot, event: FormSubmitted | Settled) -> Decision:
    """Take a form that was sent, or what became of one that was shown."""
    match event:
        case FormSubmitted():
            return submitted(snapshot, event)
        case ActionFailed():
            return failed(event)
        case _:
            return done_or_failed(NAME, event)


BEHAVIOUR = Behaviour(
    NAME,
    {
        FormSubmitted: (
            ALERT,
            MUTES,
            COURSES,
            TRACK,
            VERSIONS,
            INCIDENT,
            REQUEST,
            SIBLINGS,
            BUDGET,
            *WRITTEN_IN_FORM,
        ),
        FormShown: (),
        FormRefused: (),
        AnsweredPrivately: (),
        ActionFailed: (),
    },
    decided,
)
