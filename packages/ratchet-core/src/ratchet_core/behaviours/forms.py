"""The forms that people fill in: opened, looked through when they are sent, and taken as an event would be."""

from typing import Final, TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import described, duration_of
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import mutes
from ratchet_core.rules.ownership import impossible, no_alert, refusal, why_external
from ratchet_core.rules.replies import as_sentence, reply, why_refused
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutMuting,
    Body,
    Choice,
    FieldKind,
    Form,
    FormField,
    FormProblem,
    OpenForm,
    RefuseForm,
)
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AlertMuted,
    AnsweredPrivately,
    FormRefused,
    FormShown,
    FormSubmitted,
)
from ratchet_core.wants import ALERT, HEARD_IN, MUTES

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


def opened(snapshot: Snapshot, about: AboutMuting, trigger: str | None, cause: str, person: str) -> Decision:
    """Open the form by which an alert is muted, for a person who may mute anything at all."""
    if snapshot.alert is None:
        return no_alert(NAME, about.alert)
    external = why_external(snapshot, person)
    if external is not None:
        return refusal(NAME, external)
    if trigger is None:
        return impossible(NAME, "no form can be opened from here; use `/ratchet mute`")
    form = OpenForm(f"{cause}/{NAME}/0", NAME, trigger, Form("Mute an alert", _MUTE, about))
    return Decision((), (form,), (Reason(NAME, Why.FORM_OPENED, snapshot.alert.name),))


def submitted(snapshot: Snapshot, event: FormSubmitted) -> Decision:
    """Take a form that a person sent: as it is, or back to them with what is wrong with it."""
    if not isinstance(event.about, AboutMuting):
        return impossible(NAME, "there is no such form any more; open it again")
    problems = tuple(_problems(event))
    return _refused(event, problems) if problems else _muted(snapshot, event, event.about)


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
        refused = _refused(event, (FormProblem(LASTS, as_sentence(why)),))
        return evolve(refused, reasons=decision.reasons)
    name = snapshot.alert.name if snapshot.alert is not None else about.alert
    body = Body(f"{name} is muted {'everywhere' if everywhere else 'here'} for {described(lasts)}.")
    answer = reply(NAME, event.id, about.channel, event.person, body)
    return evolve(decision, actions=(*decision.actions, answer))


def _refused(event: FormSubmitted, problems: tuple[FormProblem, ...]) -> Decision:
    action = RefuseForm(f"{event.id}/{NAME}/0", NAME, event.view, problems, event.about)
    return Decision((), (action,), (Reason(NAME, Why.FORM_REFUSED, ", ".join(one.field for one in problems)),))


def decided(snapshot: Snapshot, event: FormSubmitted | Settled) -> Decision:
    """Take a form that was sent, or what became of one that was shown."""
    if isinstance(event, FormSubmitted):
        return submitted(snapshot, event)
    return because(NAME, Why.FAILED, event.why) if isinstance(event, ActionFailed) else because(NAME, Why.NOTHING_TO_DO)


BEHAVIOUR = Behaviour(
    NAME,
    {
        FormSubmitted: (ALERT, MUTES, HEARD_IN),
        FormShown: (),
        FormRefused: (),
        AnsweredPrivately: (),
        ActionFailed: (),
    },
    decided,
)
