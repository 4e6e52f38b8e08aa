"""Keeps what bots post about a service, under its kind; deploys are kept with the service too, for incident cards."""

import attrs

from ratchet_core.behaviours.modes import place_of
from ratchet_core.behaviours.services import key_of
from ratchet_core.changes import Change, KeepNotification, RememberService
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import Deploy, MessageRef, Notification, Service
from ratchet_core.events import MessageEdited, MessageSeen
from ratchet_core.policy import Mode
from ratchet_core.recognise.recognised import Kind, Recognised
from ratchet_core.snapshot import Snapshot

NAME = "notifications"
_KEPT_DEPLOYS = 20


def heard(snapshot: Snapshot, event: MessageSeen | MessageEdited, message: Recognised) -> Decision:
    """Keep a tool's notice."""
    place = place_of(snapshot)
    if place.notifications is Mode.OFF:
        return because(NAME, Why.OFF)
    name = message.service or place.service
    ref = MessageRef(event.channel, event.ts)
    key = key_of(snapshot, name) if name else None
    kept = Notification(event.at, ref, message.kind, key, message.title, message.fingerprint)
    changes: list[Change] = [KeepNotification(kept)]
    if name and (snapshot.service is None or message.kind is Kind.DEPLOY):
        service = snapshot.service or Service(key_of(snapshot, name), name)
        changes.append(RememberService(_with_deploy(service, kept) if message.kind is Kind.DEPLOY else service))
    return Decision(tuple(changes), (), (Reason(NAME, Why.NOTICE_KEPT, message.kind.value),))


def _with_deploy(service: Service, notice: Notification) -> Service:
    others = [deploy for deploy in service.deploys if deploy.notice != notice.message]
    deploys = sorted([*others, Deploy(notice.at, notice.title, notice.message)], key=lambda one: (one.at, one.notice))
    return attrs.evolve(service, deploys=tuple(deploys[-_KEPT_DEPLOYS:]))
