"""PagerDuty's incidents: the state is the first word, the title is quoted whole, the urgency is the severity."""

import re
from typing import Final

from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.recognise.generic import alert, severity_said
from ratchet_core.recognise.recognised import Kind, Recognised, Severity
from ratchet_core.recognise.states import state_of
from ratchet_core.recognise.tools.reader import Example, Reader, first_link
from ratchet_core.recognise.view import view_of

_INCIDENT: Final = re.compile(r"^\W*(\w[\w-]*)\W+#(\d{1,12})\]?:?\s+(.+)$")


def _read(content: Content, bot: Bot) -> Recognised | None:
    if first_link(content, ".pagerduty.com/incidents/") is None:
        return None
    view = view_of(content, bot)
    for line in view.lines:
        found = _INCIDENT.match(line)
        said = state_of(found[1]) if found else None
        if found and said:
            name = found[3].removesuffix(">").strip()
            return alert(view, said[0], name, view.fields.get("service"), severity_said(view, None))
    return None


READER: Final = Reader("pagerduty", _read)

EXAMPLES: Final = (
    Example(
        Content(
            text="Triggered #12: Queue is deep\nService:\nCart\nUrgency:\nHigh",
            fields=(Field("Service", "Cart"), Field("Urgency", "High")),
            links=("https://acme.pagerduty.com/incidents/Q1",),
        ),
        Recognised(
            Kind.ALERT_FIRING,
            alert="Queue is deep",
            service="Cart",
            severity=Severity.HIGH,
            title="Triggered #12: Queue is deep",
        ),
    ),
    Example(
        Content(
            text="Acknowledged #12: Queue is deep",
            fields=(Field("Service", "Cart"), Field("Urgency", "Low")),
            links=("https://acme.pagerduty.com/incidents/Q1",),
        ),
        Recognised(
            Kind.ALERT_UPDATE,
            alert="Queue is deep",
            service="Cart",
            severity=Severity.LOW,
            title="Acknowledged #12: Queue is deep",
        ),
    ),
)
