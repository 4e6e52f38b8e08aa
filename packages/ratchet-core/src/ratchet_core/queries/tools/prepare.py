"""Prepares a button below the answer, by which somebody may change something about an alert or a question.

Nothing is changed by that: whoever presses it needs the right to do that then, as with the button of a card.
"""

from ratchet_core.domain import HelpRequest, HelpState, Offer, OfferKind
from ratchet_core.domain.course import course_of
from ratchet_core.domain.requests import as_one
from ratchet_core.queries.help_requests import parts_of
from ratchet_core.queries.tools.desk import Desk, alerts_called, fact, nothing
from ratchet_core.vocabulary.actions import AboutInquiry
from ratchet_core.vocabulary.models import ToolCall, ToolResult

_DOES = {
    OfferKind.MUTE: "mutes",
    OfferKind.RUNBOOK: "opens the runbook of",
    OfferKind.RESOLVE: "resolves the open incident of",
}


def run(desk: Desk, call: ToolCall) -> ToolResult:
    """Return the button for the alert of a name, in the channel where it fired last, or for a question."""
    kind = OfferKind(str(call.argument("what")))
    return _of_question(desk, call) if kind is OfferKind.HAND_OFF else _of_alert(desk, call, kind)


def _of_alert(desk: Desk, call: ToolCall, kind: OfferKind) -> ToolResult:
    name = call.argument("alert")
    if name is None:
        return nothing(desk, "prepare: `alert` is missing.")
    alerts = alerts_called(desk, str(name))
    if isinstance(alerts, ToolResult):
        return alerts
    fired = [(latest, one) for one in alerts if (latest := course_of(one).latest) is not None]
    if kind is OfferKind.RESOLVE:
        fired = [(latest, one) for latest, one in fired if latest.ended_at is None]
        if not fired:
            return nothing(desk, "No incident of this alert is open.", of=(one.channel for one in alerts))
    if not fired or not desk.directory.policy.card_buttons:
        return nothing(desk, "No button can be shown for this alert here.")
    latest, track = max(fired, key=lambda one: (one[0].opened_at, one[1].channel))
    offer = Offer(kind, track.alert, track.channel, latest.number)
    return _offered(desk, offer, f"{_DOES[kind]} {track.name}", latest.root_ts)


def _of_question(desk: Desk, call: ToolCall) -> ToolResult:
    request = _question(desk, call.argument("piece"))
    if request is None:
        return nothing(desk, "There is no question to hand off; name the piece that is one.")
    if as_one(parts_of(desk.reader, request)).state is HelpState.RESOLVED:
        return nothing(desk, "That question is resolved.", of=(request.root.channel,))
    if not desk.directory.policy.card_buttons:
        return nothing(desk, "No button can be shown for this question here.")
    offer = Offer(OfferKind.HAND_OFF, "", request.root.channel, 0, request.root.ts)
    return _offered(desk, offer, "hands the question off to a team", request.root.ts)


def _question(desk: Desk, piece: str | int | None) -> HelpRequest | None:
    """Return the question that a piece tells of, or else that of the thread."""
    about = desk.action.about
    if piece is not None:
        told = (one.source for one in desk.action.question.material if one.name == str(piece))
        where = next((one.message for one in told if one is not None), None)
    else:
        where = about.root if isinstance(about, AboutInquiry) else None
    if where is None or not desk.may_tell_of(where.channel):
        return None
    return desk.reader.request(where)


def _offered(desk: Desk, offer: Offer, does: str, ts: str) -> ToolResult:
    text = f"Below the answer stands a button that {does}; whoever may do that can press it."
    told = fact(desk, "button", text, channel=offer.channel, ts=ts)
    return ToolResult("", (told,), (offer,))
