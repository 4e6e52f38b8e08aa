"""Runbooks in forms: written or edited, then read beside the active version and approved or rejected.

An approval names the digest of the text that the form showed. Who edits that text approves nothing: what they wrote
is another version, and waits.
"""

from typing import Final

from attrs import frozen

from ratchet_core.behaviours import runbooks
from ratchet_core.domain import RunbookState, RunbookVersion
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.rules.discretion import may_be_shown
from ratchet_core.rules.explaining import line
from ratchet_core.rules.ownership import impossible
from ratchet_core.rules.replies import as_sentence, why_refused
from ratchet_core.rules.reviewing import MOST_IN_A_FIELD, doubt_lines, fits_in_a_field, is_editable, review_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutReview,
    AboutRunbook,
    AboutWriting,
    Body,
    Button,
    Choice,
    FieldKind,
    Form,
    FormField,
    FormProblem,
    Press,
)
from ratchet_core.vocabulary.changes import versions_in
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import FormSubmitted, RunbookApproved, RunbookRejected, RunbookWritten

NAME = "runbooks"
TEXT: Final = "text"
DECISION: Final = "decision"
APPROVE: Final = "approve"
REJECT: Final = "reject"
PROPOSE: Final = "propose"
_DECISIONS: Final = (
    Choice(APPROVE, "Approve: cards show it from now on"),
    Choice(REJECT, "Reject"),
    Choice(PROPOSE, "Propose: save my changes as a new draft"),
)
_TEXT: Final = FormField(TEXT, "Steps, one on a line", FieldKind.LONG_TEXT)
_DECISION: Final = FormField(DECISION, "Your decision", FieldKind.CHOICE, _DECISIONS, PROPOSE)
_ELSEWHERE: Final = "it quotes a private channel; open it there"


def writing(snapshot: Snapshot, alert: str, channel: str) -> Form | Decision:
    """Return the form in which the active runbook of an alert is edited, or why it cannot be."""
    active = snapshot.runbook
    if active is not None and not may_be_shown(snapshot.directory, active, channel):
        return impossible(NAME, _ELSEWHERE)
    text = "" if active is None else without_secrets(active.text)
    if not fits_in_a_field(text):
        long = f"this runbook is longer than the {MOST_IN_A_FIELD} characters that a form takes"
        return impossible(NAME, f"{long}; edit it with `ratchet runbook write`")
    name = alert if snapshot.alert is None else snapshot.alert.name
    said = "What you save is a draft: cards show it once a member of the owning team has approved it."
    return _written(AboutWriting(alert, channel), text, Body(f"Runbook of {name}", (line(said),)))


def _written(about: AboutWriting, text: str, intro: Body | None = None) -> Form:
    return Form("Edit the runbook", (_with(_TEXT, text),), about, intro)


def _with(field: FormField, value: str) -> FormField:
    return FormField(field.name, field.label, field.kind, field.choices, value, field.optional)


def review(snapshot: Snapshot, about: AboutRunbook, channel: str) -> Form | Decision:
    """Return the form in which a version that waits is read and decided on, or why it cannot be."""
    version = _version(snapshot, about.number)
    if version is None or version.state is not RunbookState.PROPOSED:
        state = "gone" if version is None else version.state.value
        return impossible(NAME, f"draft v{about.number} no longer awaits approval: it is {state}")
    if not may_be_shown(snapshot.directory, version, channel):
        return impossible(NAME, _ELSEWHERE)
    intro = review_body(snapshot, version, snapshot.last_incidents, snapshot.last_notes)
    reviewed = AboutReview(about.alert, about.number, version.digest, channel)
    text = version.text if is_editable(version.text) else None
    return _reviewed(reviewed, text, PROPOSE, intro)


def _reviewed(about: AboutReview, text: str | None, decision: str, intro: Body | None = None) -> Form:
    fields = (*(() if text is None else (_with(_TEXT, text),)), _with(_DECISION, decision))
    return Form(f"Runbook draft v{about.number}", fields, about, intro)


def _version(snapshot: Snapshot, number: int) -> RunbookVersion | None:
    return next((one for one in snapshot.versions if one.number == number), None)


def filled(event: FormSubmitted) -> Form:
    """Return one of these forms as a person filled it in."""
    values = {one.field: one.value for one in event.values}
    if isinstance(event.about, AboutReview):
        return _reviewed(event.about, values.get(TEXT), values.get(DECISION, ""))
    assert isinstance(event.about, AboutWriting)  # noqa: S101 - there is no third
    return _written(event.about, values.get(TEXT, ""))


@frozen
class Outcome:
    """What a form comes to: what is decided, and what the person is told, or what is wrong with a field."""

    decision: Decision
    body: Body | None = None
    problem: FormProblem | None = None


def submitted(snapshot: Snapshot, event: FormSubmitted, about: AboutWriting | AboutReview) -> Outcome:
    """Take what a person wrote, or decided."""
    if isinstance(about, AboutWriting):
        return _proposed(snapshot, event, about.alert)
    decision = event.value(DECISION)
    if decision not in {one.value for one in _DECISIONS}:
        return Outcome(Decision(), problem=FormProblem(DECISION, "Choose one of these."))
    if decision == REJECT:
        return _rejected(snapshot, event, about)
    if _is_edited(snapshot, event, about) or decision == PROPOSE:
        return _proposed(snapshot, event, about.alert, unapproved=decision == APPROVE)
    return _approved(snapshot, event, about)


def _is_edited(snapshot: Snapshot, event: FormSubmitted, about: AboutReview) -> bool:
    """Say whether the text that was sent is another than the version's; line breaks differ from chat to chat."""
    told, version = event.value(TEXT), _version(snapshot, about.number)
    return bool(told) and version is not None and _plain(told) != _plain(version.text)


def _plain(text: str) -> str:
    return "\n".join(text.strip().splitlines())


def _proposed(snapshot: Snapshot, event: FormSubmitted, alert: str, *, unapproved: bool = False) -> Outcome:
    text = _plain(event.value(TEXT))
    written = RunbookWritten(event.id, event.at, alert, text, event.person)
    decision = runbooks.changed(snapshot, written)
    why = why_refused(decision)
    if why is not None:
        return Outcome(decision, problem=FormProblem(TEXT, as_sentence(why, event.person)))
    versions = versions_in(decision.changes)
    if not versions:
        return Outcome(decision, Body("Nothing changed: this text is there already."))
    number = versions[-1].number
    why_not = "You changed the text, so nothing was approved. " if unapproved else ""
    waits = line("Cards show it once a member of the owning team has approved it.")
    button = Button(f"Review v{number}", Press.REVIEW, AboutRunbook(alert, number))
    gone = {one.ref for one in snapshot.sources if one.gone}
    doubts = doubt_lines(snapshot, versions[-1].text, gone, "before others decide; none of it blocks an approval:")
    return Outcome(decision, Body(f"{why_not}Your text is draft v{number}.", (waits, *doubts), (button,)))


def _approved(snapshot: Snapshot, event: FormSubmitted, about: AboutReview) -> Outcome:
    told = RunbookApproved(event.id, event.at, about.alert, about.number, about.digest, event.person)
    version = _version(snapshot, about.number)
    if version is not None and version.digest != about.digest:
        why = "The text changed since you opened this form; close it and read it again."
        return Outcome(impossible(NAME, f"v{about.number} says something else now"), problem=FormProblem(DECISION, why))
    said = f"Runbook v{about.number} is active: cards show it from now on."
    return _decided(event, runbooks.changed(snapshot, told), said)


def _rejected(snapshot: Snapshot, event: FormSubmitted, about: AboutReview) -> Outcome:
    told = RunbookRejected(event.id, event.at, about.alert, about.number, event.person)
    return _decided(event, runbooks.changed(snapshot, told), f"Runbook draft v{about.number} is rejected.")


def _decided(event: FormSubmitted, decision: Decision, said: str) -> Outcome:
    why = why_refused(decision)
    if why is not None:
        return Outcome(decision, problem=FormProblem(DECISION, as_sentence(why, event.person)))
    if decision.changes:
        return Outcome(decision, Body(said))
    about = next((one.about for one in decision.reasons), "")
    return Outcome(decision, Body(f"Nothing changed: {about}."))
