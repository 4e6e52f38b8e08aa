"""The form by which a channel is set up: whose it is, what it is for, its services, and what ratchet may do there.

It begins with what holds, or what the channel's history suggests, and with what would have been said in the last
weeks. What a person sends is taken as the events that it stands for, each with the right that it takes.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.behaviours import organisation, services, settings
from ratchet_core.domain import OwnedKind
from ratchet_core.domain.policy import CHOSEN, MODES, ChannelPolicy, Mode, Purpose
from ratchet_core.domain.records import KINDS
from ratchet_core.rules.explaining import line, modes_line, named, owner_of_channel
from ratchet_core.rules.modes import place_of, why_not_here
from ratchet_core.rules.ownership import owner_at
from ratchet_core.rules.owning import admins_of, owned_by, owner_of, team_called
from ratchet_core.rules.previewing import preview_body, suggested
from ratchet_core.rules.replies import as_sentence, why_refused
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutChannel,
    AboutSetup,
    Body,
    Button,
    Choice,
    FieldKind,
    Form,
    FormField,
    FormProblem,
    Line,
    Press,
    UpdateMessage,
)
from ratchet_core.vocabulary.changes import Change, Put
from ratchet_core.vocabulary.decision import Decision, Reason
from ratchet_core.vocabulary.events import ChannelConfigured, FormSubmitted, OwnerChanged, ServiceNamed

Asked: TypeAlias = AboutChannel | AboutSetup
PURPOSE: Final = "purpose"
TEAM: Final = "team"
SERVICES: Final = "services"
NOBODY: Final = "-"
"""Stands for no team, where one is chosen."""

_OPTIONAL: Final = (PURPOSE, TEAM, *CHOSEN)
"""The choices that a form need not have: it may have been opened before there were any."""

_MOST_SERVICES: Final = 20
_LABELS: Final = {
    "incidents": "Alerts: follow them from firing to resolved",
    "cards": "Cards: post one message for each incident, and keep it up to date",
    "notifications": "Deploys: remember them, to show beside alerts",
    "help_requests": "Help requests: follow questions to their answers",
    "answers": "Answers: point out where a question was answered before",
    "reminders": "Reminders: remind the owners of questions that wait",
    "drafts": "Runbooks: draft them from what people write in alert threads",
    "digest": "Digest: tell once a week what cost the most time",
    "model_answers": "Model: have a language model word the answers (what was found leaves Slack for its provider)",
    "model_teaching": "Model: ask it what a bot's message is that I cannot read (one of each kind leaves Slack, once)",
    "model_summaries": "Model: have it word what happened in a thread (what people wrote there leaves Slack too)",
    "model_agent": "Questions to me: let a language model look into them (what it reads leaves Slack for its provider)",
    "model_drafts": "Model: have it word the runbook drafts too (what people wrote in alert threads leaves Slack)",
}
_MODES: Final = (
    Choice(Mode.OFF, "Off"),
    Choice(Mode.SHADOW, "Shadow: record what I would do, and say nothing"),
    Choice(Mode.LIVE, "Live"),
)
_PURPOSES: Final = (
    Choice(Purpose.ALERTS, "Alerts"),
    Choice(Purpose.HELP, "Questions and help"),
    Choice(Purpose.NOTIFICATIONS, "Deploys and other notices"),
    Choice(Purpose.TALK, "Talk"),
)
_CHOOSE: Final = "Choose one of these."


def form_of(snapshot: Snapshot, about: Asked, person: str, at: Instant) -> Form:
    """Return the form with which a channel is set up, as a person finds it."""
    present = place_of(snapshot)
    place = suggested(snapshot, present, at)
    values = {
        PURPOSE: place.purpose.value,
        TEAM: owner_at(snapshot, at, OwnedKind.CHANNEL) or NOBODY,
        SERVICES: ", ".join(_services_of(snapshot, person, at)),
        **{name: getattr(place, name).value for name in MODES},
    }
    fields = tuple(evolve(one, value=values[one.name]) for one in _fields(snapshot, at))
    return Form("Set up this channel", fields, about, preview_body(snapshot, at))


def filled(snapshot: Snapshot, event: FormSubmitted) -> Form:
    """Return the form as a person filled it in."""
    assert isinstance(event.about, AboutChannel | AboutSetup)  # noqa: S101 - only such a form is filled in here
    fields = (evolve(one, value=event.value(one.name)) for one in _fields(snapshot, event.at))
    return Form("Set up this channel", tuple(fields), event.about)


def _fields(snapshot: Snapshot, at: Instant) -> Iterator[FormField]:
    yield FormField(PURPOSE, "What is this channel for?", FieldKind.CHOICE, _PURPOSES)
    directory = snapshot.directory
    teams = [one for one in directory.teams if directory.team_at(one, at) == one]
    if teams:
        names = sorted(((team_called(directory, one, at), one) for one in teams), key=lambda one: one[0].casefold())
        choices = (Choice(NOBODY, "Nobody yet"), *(Choice(team, name) for name, team in names))
        yield FormField(TEAM, "Which team owns it?", FieldKind.CHOICE, choices)
    yield FormField(SERVICES, "Services it is about, separated by commas", FieldKind.TEXT, optional=True)
    yield from (FormField(name, _LABELS[name], FieldKind.CHOICE, _MODES) for name in MODES)


def _services_of(snapshot: Snapshot, person: str, at: Instant) -> list[str]:
    """Return the services that stand in the form at first: those of the channel, or of its owner that fire in it.

    Of what nobody owns only an admin finds what was seen, for nobody else can say whose it is.
    """
    directory, channel = snapshot.directory, snapshot.focus.channel
    default = directory.place(channel).service
    if default is not None:
        known = directory.service_named(default)
        return [default if known is None else known.name]
    keys = {directory.service_at(directory.key_named(one.service), at) for one in snapshot.tracks_here if one.service}
    owner = owner_at(snapshot, at, OwnedKind.CHANNEL)
    owned = set() if owner is None else set(owned_by(directory, OwnedKind.SERVICE, owner, at))
    chosen = keys if person in admins_of(directory) else keys & owned
    found = (directory.services.get(key) for key in chosen)
    return sorted(one.name for one in found if one is not None)[:_MOST_SERVICES]


@frozen
class Outcome:
    """What a form comes to: what is decided, or what is wrong with which field; `changed` names the fields that are."""

    decision: Decision
    problems: tuple[FormProblem, ...] = ()
    changed: tuple[str, ...] = ()


Step: TypeAlias = Callable[[Snapshot], Decision]


def submitted(snapshot: Snapshot, event: FormSubmitted, channel: str) -> Outcome:
    """Take what a person sent: all of it, or nothing."""
    wrong = tuple(_wrong(event, _fields(snapshot, event.at)))
    if wrong:
        return Outcome(Decision(), wrong)
    known, changes, reasons, changed = snapshot, list[Change](), list[Reason](), list[str]()
    for field, step in _steps(snapshot, event, channel):
        decision = step(known)
        why = why_refused(decision)
        if why is not None:
            return Outcome(decision, (FormProblem(field, as_sentence(why, event.person)),))
        known = _with(known, decision.changes)
        changes += decision.changes
        reasons += decision.reasons
        changed.append(field)
    return Outcome(Decision(tuple(changes), (), tuple(reasons)), (), tuple(dict.fromkeys(changed)))


def _said(event: FormSubmitted, name: str) -> str | None:
    """Return what was filled in a field, or None where the form had no such field."""
    return next((one.value.strip() for one in event.values if one.field == name), None)


def _wrong(event: FormSubmitted, fields: Iterable[FormField]) -> Iterator[FormProblem]:
    for field in fields:
        told = _said(event, field.name)
        optional = field.name in _OPTIONAL and told is None
        if field.kind is FieldKind.CHOICE and not optional and told not in {one.value for one in field.choices}:
            yield FormProblem(field.name, _CHOOSE)
    if len(_listed(event)) > _MOST_SERVICES:
        yield FormProblem(SERVICES, f"Name at most {_MOST_SERVICES} services.")


def _listed(event: FormSubmitted) -> list[str]:
    names = (one.strip() for one in (_said(event, SERVICES) or "").split(","))
    return list(dict.fromkeys(one for one in names if one))


def _steps(snapshot: Snapshot, event: FormSubmitted, channel: str) -> Iterator[tuple[str, Step]]:
    """Return what is to be done, with the field that says so: settings by the rights that hold before all the rest."""
    present = place_of(snapshot)
    place = _place(snapshot, event, present)
    changed = [one for one in (*MODES, PURPOSE, "service") if getattr(place, one) is not getattr(present, one)]
    if changed and place != present:
        field = SERVICES if changed[0] == "service" else changed[0]
        told = ChannelConfigured(event.id, event.at, channel, place, event.person)
        yield field, lambda known: settings.configured(known, told)
    team, owner = _said(event, TEAM), owner_at(snapshot, event.at, OwnedKind.CHANNEL) or NOBODY
    if team is not None and team != owner:
        given = OwnerChanged(event.id, event.at, OwnedKind.CHANNEL, channel, _team(team), event.person)
        yield TEAM, lambda known: organisation.changed(known, given)
    if not _services_changed(snapshot, event):
        return
    for name in _listed(event):
        yield from _service_steps(snapshot, event, name, team or owner)


def _team(chosen: str) -> str | None:
    return None if chosen == NOBODY else chosen


def _place(snapshot: Snapshot, event: FormSubmitted, present: ChannelPolicy) -> ChannelPolicy:
    found: dict[str, Any] = {name: Mode(told) for name in MODES if (told := _said(event, name)) is not None}
    purpose = _said(event, PURPOSE)
    if purpose is not None:
        found[PURPOSE] = Purpose(purpose)
    if _services_changed(snapshot, event):
        listed = _listed(event)
        found["service"] = listed[0] if len(listed) == 1 else None
    return evolve(present, **found)


def _services_changed(snapshot: Snapshot, event: FormSubmitted) -> bool:
    """Say whether other services are named than the channel has; what was suggested and is not its own counts too."""
    told, default = _said(event, SERVICES), place_of(snapshot).service
    if told is None:
        return False
    known = None if default is None else snapshot.directory.service_named(default)
    return _listed(event) != ([] if default is None else [default if known is None else known.name])


def _service_steps(snapshot: Snapshot, event: FormSubmitted, name: str, team: str) -> Iterator[tuple[str, Step]]:
    """Return what introduces a service that is not known, and gives one that nobody owns to the channel's team."""
    within = evolve(snapshot.focus, channel=None, service=name)
    if snapshot.directory.service_named(name) is None:
        named_so = ServiceNamed(event.id, event.at, name, name, event.person)
        yield SERVICES, lambda known: services.changed(known.with_known(focus=within), named_so)
    key = snapshot.directory.key_named(name)
    if team == NOBODY or owner_of(snapshot.directory, OwnedKind.SERVICE, key, event.at) is not None:
        return
    given = OwnerChanged(event.id, event.at, OwnedKind.SERVICE, name, team, event.person)
    yield SERVICES, lambda known: organisation.changed(known.with_known(focus=within), given)


def _with(snapshot: Snapshot, changes: Iterable[Change]) -> Snapshot:
    """Return what is known once some records of the directory are put."""
    directory = snapshot.directory
    for one in changes:
        if isinstance(one, Put) and KINDS[type(one.record)].directory:
            directory = directory.with_record(one.record)
    return Snapshot(directory, snapshot.focus, snapshot.__dict__ | {"directory": directory})


def answer_body(snapshot: Snapshot, event: FormSubmitted, outcome: Outcome) -> Body:
    """Return what a person is told of a form that they sent."""
    channel = snapshot.channel
    name = "This channel" if channel is None else f"#{channel.name}"
    if not outcome.changed:
        return Body("Nothing changed: this is what I do here already.")
    if not outcome.decision.changes:
        return Body("Somebody else changed this meanwhile; open the form again.")
    return Body(f"{name} is set up.", tuple(_state_lines(_with(snapshot, outcome.decision.changes), event.at)))


def _state_lines(snapshot: Snapshot, at: Instant) -> Iterator[Line]:
    channel = snapshot.focus.channel or ""
    yield line(modes_line(snapshot.directory.place(channel)))
    yield line(owner_of_channel(snapshot, channel, at))


def set_up_body(snapshot: Snapshot, event: FormSubmitted, outcome: Outcome, channel: str) -> Body:
    """Return what the message says from then on whose button opened the form: who decided, when, and what holds."""
    known = _with(snapshot, outcome.decision.changes)
    when = snapshot.policy.dated(event.at)
    who = line("Set up by ", named(known, event.person), f" on {when}.")
    name = channel if snapshot.channel is None else snapshot.channel.name
    change = Button("Change", Press.SET_UP, AboutChannel(channel))
    return Body(f"I work in #{name}", (who, *_state_lines(known, event.at)), (change,))


def asked_in(about: Asked, person: str) -> str:
    """Return where a person asked for the form: in the channel, or on their home page."""
    return person if isinstance(about, AboutSetup) and not about.ts else about.channel


def shown(snapshot: Snapshot, event: FormSubmitted, outcome: Outcome, about: Asked) -> tuple[UpdateMessage, ...]:
    """Return the edit of the message whose button opened the form, where something changed and it can be edited."""
    if (
        not isinstance(about, AboutSetup)
        or not about.ts
        or not outcome.decision.changes
        or why_not_here(snapshot) is not None
    ):
        return ()
    body = set_up_body(snapshot, event, outcome, about.channel)
    return (
        UpdateMessage(f"{event.id}/forms/shown", "forms", about.channel, about.ts, body, AboutChannel(about.channel)),
    )
