"""Keeps what bots post about a service, under its kind; deploys are kept with the service too, for incident cards."""

import attrs

from ratchet_core.behaviours.modes import place_of
from ratchet_core.behaviours.services import new_service, record_of
from ratchet_core.behaviours.ties import tied
from ratchet_core.changes import Change, KeepNotification, RememberService
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import Deploy, MessageRef, Notification, Service, Tie, is_private
from ratchet_core.events import MessageEdited, MessageSeen
from ratchet_core.instants import moment_of
from ratchet_core.policy import Mode
from ratchet_core.recognise.recognised import Kind, Recognised
from ratchet_core.snapshot import Snapshot

NAME = "notifications"
_KEPT_DEPLOYS = 20


def heard(snapshot: Snapshot, event: MessageSeen | MessageEdited, message: Recognised) -> Decision:
    """Keep a tool's notice."""
    if place_of(snapshot).notifications is Mode.OFF:
        return because(NAME, Why.OFF)
    ref, before = MessageRef(event.channel, event.ts), snapshot.notice
    key, tie = tied(snapshot, message.service)
    if before is not None and before.tie is Tie.PERSON:
        key, tie = before.service, before.tie
    at = moment_of(event.ts, event.at)
    kept = Notification(at, ref, message.kind, key, message.title, message.fingerprint, tie)
    changes: list[Change] = [KeepNotification(kept)]
    known = record_of(snapshot, key) if key else None
    if key and (known is None or message.kind is Kind.DEPLOY):
        service = known or new_service(message.service or place_of(snapshot).service or key)
        deploy = Deploy(kept.at, kept.title, ref, is_private(snapshot.channel))
        changes.append(RememberService(_with_deploy(service, deploy) if message.kind is Kind.DEPLOY else service))
    return Decision(tuple(changes), (), (Reason(NAME, Why.NOTICE_KEPT, message.kind.value),))


def _with_deploy(service: Service, deploy: Deploy) -> Service:
    others = [one for one in service.deploys if one.notice != deploy.notice]
    deploys = sorted([*others, deploy], key=lambda one: (one.at, one.notice))
    return attrs.evolve(service, deploys=tuple(deploys[-_KEPT_DEPLOYS:]))
