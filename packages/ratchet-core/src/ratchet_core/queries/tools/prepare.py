"""Prepares a button below the answer, by which somebody may mute an alert or write its runbook; nothing is changed.

Whoever presses it needs the right to do that then, as with the button of a card.
"""

from ratchet_core.domain import Offer, OfferKind
from ratchet_core.domain.course import course_of
from ratchet_core.queries.tools.desk import Desk, alerts_called, fact, nothing
from ratchet_core.vocabulary.models import ToolCall, ToolResult


def run(desk: Desk, call: ToolCall) -> ToolResult:
    """Return the button for the alert of a name, in the channel where it fired last."""
    alerts = alerts_called(desk, str(call.argument("alert")))
    if isinstance(alerts, ToolResult):
        return alerts
    fired = [(latest, one) for one in alerts if (latest := course_of(one).latest) is not None]
    if not fired or not desk.directory.policy.card_buttons:
        return nothing(desk, "No button can be shown for this alert here.")
    latest, track = max(fired, key=lambda one: (one[0].opened_at, one[1].channel))
    kind = OfferKind(str(call.argument("what")))
    does = {OfferKind.MUTE: "mutes", OfferKind.RUNBOOK: "opens the runbook of"}[kind]
    text = f"Below the answer stands a button that {does} {track.name}; whoever may do that can press it."
    told = fact(desk, "button", text, channel=track.channel, ts=latest.root_ts)
    return ToolResult("", (told,), (Offer(kind, track.alert, track.channel, latest.number),))
