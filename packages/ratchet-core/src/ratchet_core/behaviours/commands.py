"""What people ask with `/ratchet` and in the menu of a message; every request gets an answer, which only they see."""

from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import help_requests, lessons
from ratchet_core.behaviours.asking import Asked, answered, ask_of
from ratchet_core.recognise import recognise
from ratchet_core.recognise.recognised import Kind
from ratchet_core.recognise.skeleton import skeleton_of
from ratchet_core.rules.ownership import impossible, refusal, why_external
from ratchet_core.rules.replies import as_sentence, reply, why_refused
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Body
from ratchet_core.vocabulary.decision import Decision, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AnsweredPrivately,
    CommandGiven,
    MessageCorrected,
    Shortcut,
    ShortcutUsed,
)
from ratchet_core.wants.table import ASKING, IN_THREAD_ASKED

NAME = "commands"
Heard: TypeAlias = CommandGiven | ShortcutUsed | AnsweredPrivately | ActionFailed
_KINDS = {Shortcut.TRACK_ALERT: Kind.ALERT_FIRING, Shortcut.NOT_AN_ALERT: Kind.OTHER}
_DONE = {
    Shortcut.TRACK_ALERT: "From now on I take messages like this one, from the same bot, as alerts.",
    Shortcut.TRACK_HELP_REQUEST: "I now follow this as a help request.",
    Shortcut.NOT_AN_ALERT: "From now on messages like this one, from the same bot, are not alerts.",
}


def given(snapshot: Snapshot, event: CommandGiven) -> Decision:
    """Answer a command, to whoever gave it alone."""
    asked = Asked(NAME, event.id, event.at, event.channel, event.person, ask_of(snapshot), event.trigger)
    told = answered(snapshot, asked)
    return told.decision if told.body is None else _replied(event, told.decision, told.body)


def _replied(event: CommandGiven | ShortcutUsed, decision: Decision, body: Body) -> Decision:
    answer = reply(NAME, event.id, event.channel, event.person, body)
    return evolve(decision, actions=(*decision.actions, answer))


def _told(event: ShortcutUsed, decision: Decision, body: Body) -> Decision:
    """Return a decision with its answer: the body, or why what was asked for is not done."""
    why = why_refused(decision)
    return _replied(event, decision, body if why is None else Body(as_sentence(why, event.person)))


def used(snapshot: Snapshot, event: ShortcutUsed) -> Decision:
    """Take a person's word on what a message is."""
    if event.kind is Shortcut.SUMMARY:
        return _summarised(snapshot, event)
    said, kind = Body(_DONE[event.kind]), _KINDS.get(event.kind)
    external = _why_external(snapshot, event)
    if external is not None:
        return _told(event, refusal(NAME, external), said)
    if kind is None:
        return _told(event, help_requests.tracked(snapshot, event), said)
    if event.bot is None or event.content is None:
        return _told(event, impossible(NAME, "a person wrote this; only what a bot says can be an alert"), said)
    skeleton = skeleton_of(event.content, recognise(event.content, event.bot).members)
    told = MessageCorrected(event.id, event.at, event.channel, event.ts, event.bot.key, skeleton, kind, event.person)
    return _told(event, lessons.corrected(snapshot, told), said)


def _summarised(snapshot: Snapshot, event: ShortcutUsed) -> Decision:
    """Have the person told what happened so far in the thread of a message."""
    root = event.thread or event.ts
    asked = Asked(NAME, event.id, event.at, event.channel, event.person, ask_of(snapshot), place=root)
    told = answered(snapshot, asked)
    return told.decision if told.body is None else _replied(event, told.decision, told.body)


def _why_external(snapshot: Snapshot, event: ShortcutUsed) -> str | None:
    """Return why somebody may not say what a message is: they are of the company, and need not be its author."""
    by = snapshot.with_known(focus=evolve(snapshot.focus, person=event.person))
    return why_external(by, event.person)


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
        CommandGiven: ASKING,
        ShortcutUsed: (*help_requests.TO_TRACK, *IN_THREAD_ASKED),
        AnsweredPrivately: (),
        ActionFailed: (),
    },
    decided,
)
