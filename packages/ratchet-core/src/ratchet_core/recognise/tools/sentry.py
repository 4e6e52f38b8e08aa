"""Sentry's issue alerts: an issue keeps its number when it comes back, so the number is its identity.

Metric alerts (`Critical: error count`) and release notes are left to the generic reader, which reads them well.
"""

import re
from typing import Final

from ratchet_core.basis.content import Bot, Content, Field
from ratchet_core.recognise.fingerprint import exact_fingerprint
from ratchet_core.recognise.generic import severity_said
from ratchet_core.recognise.recognised import Kind, Recognised
from ratchet_core.recognise.tools.reader import Example, Reader, first_link
from ratchet_core.recognise.view import view_of

_ISSUE: Final = re.compile(r"/issues/(\d{1,20})/?\?[^#\s]*referrer=slack")
_STATES: Final = {"resolved": Kind.ALERT_RESOLVED, "archived": Kind.ALERT_UPDATE, "ignored": Kind.ALERT_UPDATE}


def _read(content: Content, bot: Bot) -> Recognised | None:
    link = first_link(content, "referrer=slack")
    issue = _ISSUE.search(link) if link else None
    if issue is None:
        return None
    view = view_of(content, bot)
    project = view.fields.get("project")
    return Recognised(
        kind=_STATES.get(view.fields.get("state", "").lower(), Kind.ALERT_FIRING),
        alert=view.headline,
        service=project,
        severity=severity_said(view, None),
        fingerprint=exact_fingerprint(view.headline, "sentry", issue[1]),
        title=view.headline,
    )


READER: Final = Reader("sentry", _read)

EXAMPLES: Final = (
    Example(
        Content(
            text=":red_circle: KeyError\n'sku'\nState: New\nProject: cart    Short ID: CART-7",
            fields=(Field("State", "New"), Field("Project", "cart"), Field("Short ID", "CART-7")),
            links=("https://acme.sentry.io/organizations/acme/issues/77/?referrer=slack&alert_rule_id=1",),
            emoji=("red_circle",),
        ),
        Recognised(Kind.ALERT_FIRING, alert="KeyError", service="cart", title="KeyError"),
    ),
)
