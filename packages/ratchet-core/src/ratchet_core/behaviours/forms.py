"""The forms that people fill in: opened, looked through when they are sent, and taken as an event would be."""

from typing import Any, Final, TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant, described, duration_of
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import mutes, refreshing, settings
from ratchet_core.domain.policy import MODES, ChannelPolicy, Mode
from ratchet_core.rules.modes import place_of
from ratchet_core.rules.muting import was_critical
from ratchet_core.rules.outcome import done_or_failed
from ratchet_core.rules.ownership import impossible, no_alert, refusal, why_external
from ratchet_core.rules.replies import as_sentence, reply, why_refused
from ratchet_core.rules.wording import mute_holds
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    About,
    AboutChannel,
    AboutMuting,
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
)
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AlertMuted,
    AnsweredPrivately,
    ChannelConfigured,
    FormRefused,
    FormShown,
    FormSubmitted,
)
from ratchet_core.wants import ALERT, COURSES, MUTES, TRACK

NAME = "forms"
Settled: TypeAlias = FormShown | FormRefused | AnsweredPrivately | ActionFailed
LASTS: Final = "lasts"
REASON: Final = "reason"
WHERE: Final = "where"
HERE: Final = "here"
EVERYWHERE: Final = "everywhere"
_MUTE: Final = (
    FormField(LASTS, "For how long", FieldKind.DURATION, value="4h"),
    FormField(
        WHERE, "Where", FieldKind.CHOICE, (Choice(HERE, "In this channel"), Choice(EVERYWHERE, "Everywhere")), HERE
    ),
    FormField(REASON, "Why, for whoever misses the alert", FieldKind.TEXT),
)
_LABELS: Final = {
    "incidents": "Follow alerts through their incidents",
    "cards": "Post a card about each incident",
    "notifications": "Keep what was deployed",
    "help_requests": "Follow questions to their answers",
    "answers": "Answer what was asked before",
    "reminders": "Remind the owners of open questions",
    "drafts": "Draft runbooks from threads",
}
_CHOICES: Final = (
    Choice(Mode.OFF, "Off"),
    Choice(Mode.SHADOW, "Shadow: work it out and record it, but say nothing"),
    Choice(Mode.LIVE, "Live"),
)


_SETTINGS: Final = tuple(FormField(name, _LABELS[name], FieldKind.CHOICE, _CHOICES) for name in MODES)


def filled(event: FormSubmitted) -> Form:
    """Return a form as a person filled it in."""
    fields = _SETTINGS if isinstance(event.about, AboutChannel) else _MUTE
    return _form(event.about, tuple(evolve(one, value=event.value(one.name)) for one in fields))


def _form(about: About, fields: tuple[FormField, ...]) -> Form:
    return Form("What ratchet does here" if isinstance(about, AboutChannel) else "Mute an alert", fields, about)


def opened(snapshot: Snapshot, about: AboutMuting, trigger: str | None, cause: str, person: str) -> Decision:
    """Open the form by which an alert is muted, for a person who may mute anything at all."""
    if snapshot.alert is None:
        return no_alert(NAME, about.alert)
    external = why_external(snapshot, person)
    if external is not None:
        return refusal(NAME, external)
    if trigger is None:
        return impossible(NAME, "no form can be opened from here; use `/ratchet mute`")
    form = OpenForm(f"{cause}/{NAME}/0", NAME, trigger, _form(about, _MUTE))
    return Decision((), (form,), (Reason(NAME, Why.FORM_OPENED, snapshot.alert.name),))


def submitted(snapshot: Snapshot, event: FormSubmitted) -> Decision:
    """Take a form that a person sent: as it is, or back to them with what is wrong with it."""
    match event.about:
        case AboutMuting():
            problems = tuple(_problems(event))
            return _refused(event, problems) if problems else _muted(snapshot, event, event.about)
        case AboutChannel():
            problems = tuple(_wrong_modes(event))
            return _refused(event, problems) if problems else _configured(snapshot, event, event.about)
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
    return found


def _muted(snapshot: Snapshot, event: FormSubmitted, about: AboutMuting) -> Decision:
    lasts, everywhere = duration_of(event.value(LASTS)) or 0, event.value(WHERE) == EVERYWHERE
    channel = None if everywhere else about.channel
    told = AlertMuted(event.id, event.at, about.alert, channel, event.at + lasts, event.value(REASON), event.person)
    within = snapshot.with_known(focus=evolve(snapshot.focus, channel=channel))
    decision = mutes.muted(within, told)
    why = why_refused(decision)
    if why is not None:
        return _refused_for(event, LASTS, why, decision)
    name = snapshot.alert.name if snapshot.alert is not None else about.alert
    headline = f"{name} is muted {'everywhere' if everywhere else 'here'} for {described(lasts)}."
    body = Body(headline, (Line((Plain(mute_holds(critical=was_critical(snapshot.courses, channel))),)),))
    answer = reply(NAME, event.id, about.channel, event.person, body)
    again = refreshing.alarm(snapshot.track, event.id, event.at)
    return evolve(decision, actions=(*decision.actions, *again, answer))


def settings_opened(  # noqa: PLR0913, PLR0917 - a form is opened by somebody, in a channel, at a moment, for a cause
    snapshot: Snapshot, channel: str, trigger: str, cause: str, person: str, at: Instant
) -> Decision:
    """Open the form by which a channel is configured, for a person who may do so."""
    not_allowed = settings.why_not_by(snapshot, person, at)
    if not_allowed is not None:
        return refusal(NAME, not_allowed)
    present = place_of(snapshot)
    fields = tuple(evolve(one, value=getattr(present, one.name).value) for one in _SETTINGS)
    action = OpenForm(f"{cause}/{NAME}/0", NAME, trigger, _form(AboutChannel(channel), fields))
    return Decision((), (action,), (Reason(NAME, Why.FORM_OPENED, channel),))


def _wrong_modes(event: FormSubmitted) -> list[FormProblem]:
    known = {mode.value for mode in Mode}
    return [FormProblem(name, "Choose one of these.") for name in MODES if event.value(name) not in known]


def _configured(snapshot: Snapshot, event: FormSubmitted, about: AboutChannel) -> Decision:
    """Take a person's word on what ratchet may do in a channel; a form that changes nothing leaves it to the policy."""
    present = place_of(snapshot)
    modes: dict[str, Any] = {name: Mode(event.value(name)) for name in MODES}
    place = evolve(present, **modes)
    changed = [name for name in MODES if modes[name] is not getattr(present, name)]
    if not changed and snapshot.channel is not None:
        unchanged = because(NAME, Why.NOTHING_TO_DO, "that is what holds there already")
        return _told(unchanged, event, about, Body("Nothing changed: this is what I do here already."))
    told = ChannelConfigured(event.id, event.at, about.channel, place, event.person)
    decision = settings.configured(snapshot, told)
    why = why_refused(decision)
    if why is not None:
        return _refused_for(event, (*changed, MODES[0])[0], why, decision)
    if not decision.changes:
        return _told(decision, event, about, Body("Somebody else changed this meanwhile; open the form again."))
    return _told(decision, event, about, Body(f"Noted. This is what I do here from now on: {_modes_in(place)}."))


def _modes_in(place: ChannelPolicy) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {getattr(place, name).value}" for name in MODES)


def _told(decision: Decision, event: FormSubmitted, about: AboutChannel, body: Body) -> Decision:
    answer = reply(NAME, event.id, about.channel, event.person, body)
    return evolve(decision, actions=(*decision.actions, answer))


def _refused_for(event: FormSubmitted, field: str, why: str, decision: Decision) -> Decision:
    """Give a form back with the reason why what it asks for may not be."""
    refused = _refused(event, (FormProblem(field, as_sentence(why)),))
    return evolve(refused, reasons=decision.reasons)


def _refused(event: FormSubmitted, problems: tuple[FormProblem, ...]) -> Decision:
    action = RefuseForm(f"{event.id}/{NAME}/0", NAME, event.person, event.view, problems, filled(event))
    return Decision((), (action,), (Reason(NAME, Why.FORM_REFUSED, ", ".join(one.field for one in problems)),))


def decided(snapshot: Snapshot, event: FormSubmitted | Settled) -> Decision:
    """Take a form that was sent, or what became of one that was shown."""
    if isinstance(event, FormSubmitted):
        return submitted(snapshot, event)
    return done_or_failed(NAME, event)


BEHAVIOUR = Behaviour(
    NAME,
    {
        FormSubmitted: (ALERT, MUTES, COURSES, TRACK),
        FormShown: (),
        FormRefused: (),
        AnsweredPrivately: (),
        ActionFailed: (),
    },
    decided,
)
