"""Datadog's monitors: the scope that a monitor fires for follows its name, its service stands among the tags."""

import re
from typing import Final

from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.recognise.generic import alert, severity_said
from ratchet_core.recognise.places import field_service
from ratchet_core.recognise.recognised import Kind, Recognised, Severity
from ratchet_core.recognise.states import mark_of
from ratchet_core.recognise.tools.reader import Example, Reader, first_link
from ratchet_core.recognise.view import view_of

_STATES: Final = {
    "triggered": Kind.ALERT_FIRING,
    "re-triggered": Kind.ALERT_FIRING,
    "warn": Kind.ALERT_FIRING,
    "re-warn": Kind.ALERT_FIRING,
    "no data": Kind.ALERT_FIRING,
    "re-no data": Kind.ALERT_FIRING,
    "recovered": Kind.ALERT_RESOLVED,
    "muted": Kind.ALERT_UPDATE,
}
_TITLE: Final = re.compile(r"^(?:\[P\d\]\s*)?\[?([A-Za-z -]{4,14}?)\]?(?:\son\s\{[^}]*\})?:?\s+(?:\[P\d\]\s*)?(.+)$")
_SCOPE: Final = re.compile(r"\s+(?:on|for)\s+((?:[\w.-]+:[^\s,]+,?\s?)+)$")


def _read(content: Content, bot: Bot) -> Recognised | None:
    if first_link(content, "/monitors/") is None or "datadog" not in (first_link(content, "/monitors/") or ""):
        return None
    view = view_of(content, bot)
    found = _TITLE.match(view.headline)
    kind = _STATES.get(found[1].lower()) if found else None
    if found is None or kind is None:
        return None
    name = _SCOPE.sub("", found[2])
    service = field_service(view) or _missing_from(name)
    return alert(view, kind, name, service, severity_said(view, mark_of(view)))


def _missing_from(name: str) -> str | None:
    """Return what a heartbeat is missing from, the one thing that a monitor without tags names."""
    _, found, source = name.rpartition(" from ")
    return source if found and " " not in source else None


READER: Final = Reader("datadog", _read)

EXAMPLES: Final = (
    Example(
        Content(
            text="Triggered: Queue is deep on host:mq-1\nTags: service:cart, env:prod",
            title="Triggered: Queue is deep on host:mq-1",
            fields=(Field("Tags", "service:cart, env:prod"),),
            links=("https://app.datadoghq.com/monitors/1",),
        ),
        Recognised(
            Kind.ALERT_FIRING,
            alert="Queue is deep",
            service="cart",
            title="Triggered: Queue is deep on host:mq-1",
            members=("mq-1",),
        ),
    ),
    Example(
        Content(
            text="Warn: Queue is deep on service:cart",
            title="Warn: Queue is deep on service:cart",
            links=("https://app.datadoghq.eu/monitors/1",),
        ),
        Recognised(
            Kind.ALERT_FIRING,
            alert="Queue is deep",
            service="cart",
            severity=Severity.WARNING,
            title="Warn: Queue is deep on service:cart",
        ),
    ),
)
