"""What people ask with `/ratchet` and in the menu of a message; every request gets an answer, which only they see."""

from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import forms, help_requests, lessons, settings
from ratchet_core.domain import Alert
from ratchet_core.recognise import recognise
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.skeleton import skeleton_of
from ratchet_core.rules.ownership import impossible, refusal, why_external
from ratchet_core.rules.replies import as_sentence, reply, why_refused
from ratchet_core.rules.summaries import help_body, status_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutMuting, Body, OpenForm
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AnsweredPrivately,
    CommandGiven,
    MessageCorrected,
    SharingAgreed,
    Shortcut,
    ShortcutUsed,
)
from ratchet_core.wants import TRACKS_HERE, WAITING_HERE

NAME = "commands"
Heard: TypeAlias = CommandGiven | ShortcutUsed | AnsweredPrivately | ActionFailed
_ANSWERED = Decision(reasons=(Reason(NAME, Why.ANSWERED),))
_AGREED = {
    True: "Noted: I speak in this channel, though it is shared with another company.",
    False: "Noted: I am silent in this channel while it is shared with another company.",
}
_NOT_HERE = Body("I am not in this channel. Invite me, and I will read along.")
_KINDS = {Shortcut.TRACK_ALERT: Kind.ALERT_FIRING, Shortcut.NOT_AN_ALERT: Kind.OTHER}
_DONE = {
    Shortcut.TRACK_ALERT: "Noted: messages like this one of the same bot are alerts from now on.",
    Shortcut.TRACK_HELP_REQUEST: "Noted: I follow this as a help request from now on.",
    Shortcut.NOT_AN_ALERT: "Noted: messages like this one of the same bot are no alerts.",
}


def given(snapshot: Snapshot, event: CommandGiven) -> Decision:
    """Answer a command; a word that means nothing gets the list of those that do."""
    word, _, rest = event.text.strip().partition(" ")
    match word.casefold():
        case "" | "help":
            return _told(event, _ANSWERED, help_body())
        case "status":
            return _status(snapshot, event)
        case "agree" | "disagree":
            told = SharingAgreed(event.id, event.at, event.channel, event.person, word.casefold() == "agree")
            return _told(event, settings.agreed(snapshot, told), Body(_AGREED[told.agreed]))
        case "mute":
            return _mute(snapshot, event, rest.strip())
        case "settings":
            return _settings(snapshot, event)
        case _:
            return _told(event, _ANSWERED, help_body(word))


def _told(event: CommandGiven | ShortcutUsed, decision: Decision, body: Body) -> Decision:
    """Return a decision with its answer: the body, or why what was asked for is not done."""
    why = why_refused(decision)
    said = body if why is None else Body(as_sentence(why))
    answer = reply(NAME, event.id, event.channel, event.person, said)
    return evolve(decision, actions=(*decision.actions, answer))


def _status(snapshot: Snapshot, event: CommandGiven) -> Decision:
    external = why_external(snapshot, event.person)
    if external is not None:
        return _told(event, refusal(NAME, external), Body(""))
    channel = snapshot.channel
    if channel is None or not channel.joined:
        return _told(event, _ANSWERED, _NOT_HERE)
    return _told(event, _ANSWERED, status_body(snapshot, channel, event.at))


def _settings(snapshot: Snapshot, event: CommandGiven) -> Decision:
    """Open the form by which the channel is configured."""
    channel = snapshot.channel
    if channel is None or not channel.joined:
        return _told(event, _ANSWERED, _NOT_HERE)
    decision = forms.settings_opened(snapshot, event.channel, event.trigger, event.id, event.person, event.at)
    return decision if why_refused(decision) is None else _told(event, decision, Body(""))


def _mute(snapshot: Snapshot, event: CommandGiven, name: str) -> Decision:
    found = [one for one in snapshot.tracks_here if name and one.name.casefold() == name.casefold()]
    if not found:
        why = f"there is no alert “{name[:80]}” in this channel; write its name as its card does"
        return _told(event, impossible(NAME, why), Body(""))
    known = snapshot.with_known(alert=Alert(found[0].alert, found[0].name))
    about = AboutMuting(found[0].alert, event.channel)
    decision = forms.opened(known, about, event.trigger, event.id, event.person)
    return decision if any(isinstance(one, OpenForm) for one in decision.actions) else _told(event, decision, Body(""))


def used(snapshot: Snapshot, event: ShortcutUsed) -> Decision:
    """Take a person's word on what a message is."""
    said, kind = Body(_DONE[event.kind]), _KINDS.get(event.kind)
    if kind is None:
        return _told(event, _tracked(snapshot, event), said)
    if event.bot is None or event.content is None:
        return _told(event, impossible(NAME, "a person wrote this; only what a bot says can be an alert"), said)
    skeleton = skeleton_of(event.content, recognise(event.content, event.bot).members)
    told = MessageCorrected(event.id, event.at, event.channel, event.ts, event.bot.key, skeleton, kind, event.person)
    return _told(event, lessons.corrected(snapshot, told), said)


def _tracked(snapshot: Snapshot, event: ShortcutUsed) -> Decision:
    """Take a message for a help request; whoever says so is of the company, and need not be its author."""
    by = snapshot.with_known(focus=evolve(snapshot.focus, person=event.person))
    external = why_external(by, event.person)
    return help_requests.tracked(snapshot, event) if external is None else refusal(NAME, external)


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Take what a person asked for, or what became of the answer."""
    match event:
        case CommandGiven():
            return given(snapshot, event)
        case ShortcutUsed():
            return used(snapshot, event)
        case AnsweredPrivately():
            return because(NAME, Why.NOTHING_TO_DO)
        case ActionFailed():
            return because(NAME, Why.FAILED, event.why)


BEHAVIOUR = Behaviour(
    NAME,
    {
        CommandGiven: (TRACKS_HERE, WAITING_HERE),
        ShortcutUsed: help_requests.TO_TRACK,
        AnsweredPrivately: (),
        ActionFailed: (),
    },
    decided,
)
