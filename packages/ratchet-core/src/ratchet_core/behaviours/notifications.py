"""Keeps what bots post about a service, under its kind; deploys are kept with the service too, for incident cards."""

from ratchet_core.behaviours.modes import place_of
from ratchet_core.behaviours.services import new_service, record_of
from ratchet_core.behaviours.ties import kept, tied
from ratchet_core.changes import Change, KeepNotification, RememberService
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import MessageRef, Notification, Tie
from ratchet_core.events import MessageEdited, MessageSeen
from ratchet_core.instants import moment_of
from ratchet_core.policy import Mode
from ratchet_core.recognise.recognised import Recognised
from ratchet_core.snapshot import Snapshot

NAME = "notifications"


def heard(snapshot: Snapshot, event: MessageSeen | MessageEdited, message: Recognised) -> Decision:
    """Keep a tool's notice."""
    if place_of(snapshot).notifications is Mode.OFF:
        return because(NAME, Why.OFF)
    ref, before = MessageRef(event.channel, event.ts), snapshot.notice
    key, tie = tied(snapshot, message.service)
    if before is not None and before.tie is Tie.PERSON:
        key, tie = before.service, before.tie
    at = moment_of(event.ts, event.at)
    notice = Notification(at, ref, message.kind, key, message.title, message.fingerprint, tie)
    return Decision(_changes(snapshot, notice, message), (), (Reason(NAME, Why.NOTICE_KEPT, message.kind.value),))


def _changes(snapshot: Snapshot, notice: Notification, message: Recognised) -> tuple[Change, ...]:
    """Return what keeps a notice; a service that is not known yet is remembered with it."""
    if notice.service is None:
        return (KeepNotification(notice),)
    known = record_of(snapshot, notice.service)
    service = known or new_service(message.service or place_of(snapshot).service or notice.service)
    changes = kept(snapshot, notice, service)
    return changes if known or len(changes) > 1 else (*changes, RememberService(service))
