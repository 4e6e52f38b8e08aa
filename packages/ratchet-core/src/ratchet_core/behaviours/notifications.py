"""Keeps what bots post about a service, under its kind; deploys are kept with the service too, for incident cards."""

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import moment_of
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours.services import entry_of, new_service, record_of
from ratchet_core.behaviours.ties import tied
from ratchet_core.domain import MessageRef, Notification, Tie
from ratchet_core.domain.policy import Mode
from ratchet_core.recognise.recognised import Recognised
from ratchet_core.rules.early import released
from ratchet_core.rules.modes import place_of
from ratchet_core.snapshot import Snapshot, Topic
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import MessageEdited, MessageSeen
from ratchet_core.wants.table import HELD, HELD_WORDS, MESSAGE, NOTICE

NAME = "notifications"
OFF = because(NAME, Why.OFF)


def heard(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision | None:
    """Keep a tool's notice."""
    message = snapshot.focus.message
    if message is None:
        return None
    kept = _kept(snapshot, event, message)
    return evolve(kept, changes=(*kept.changes, *released(snapshot, event))) if snapshot.early else kept


def _kept(snapshot: Snapshot, event: MessageSeen | MessageEdited, message: Recognised) -> Decision:
    if place_of(snapshot).notifications is Mode.OFF:
        return OFF
    ref, before = MessageRef(event.channel, event.ts), snapshot.notice
    key, tie = tied(snapshot, message.service)
    if before is not None and before.tie is Tie.PERSON:
        key, tie = before.service, before.tie
    at = moment_of(event.ts, event.at)
    notice = Notification(at, ref, message.kind, key, message.title, message.fingerprint, tie)
    return Decision(
        (Put(notice), *_introduction(snapshot, notice, message)),
        (),
        (Reason(NAME, Why.NOTICE_KEPT, message.kind.value),),
    )


def _introduction(snapshot: Snapshot, notice: Notification, message: Recognised) -> tuple[Put, ...]:
    """Return what remembers the notice's service, where it is not known yet."""
    if notice.service is None or record_of(snapshot, notice.service) is not None:
        return ()
    return (entry_of(new_service(message.service or place_of(snapshot).service or notice.service)),)


_WANTS = (NOTICE, HELD, HELD_WORDS, MESSAGE)
BEHAVIOUR = Behaviour(
    NAME,
    {(MessageSeen, Topic.NOTICE): _WANTS, (MessageEdited, Topic.NOTICE): _WANTS},
    heard,
    "notifications",
)
