"""One message per incident, in the alert's own thread, edited in place.

A critical incident's card is posted at once; any other is held for a while and not posted when the alert resolves by
itself. A recurrence soon after the end stays in the conversation that there is.
"""

import hashlib

import attrs
from attrs import frozen

from ratchet_core.actions import Action, Body, PostMessage, UpdateMessage, WakeMe
from ratchet_core.behaviours.modes import place_of, why_silent
from ratchet_core.behaviours.wording import card_body
from ratchet_core.course import incidents_of
from ratchet_core.decision import Reason, Why
from ratchet_core.domain import Card, CardState, Incident, IncidentState, Track
from ratchet_core.instants import Instant
from ratchet_core.recognise.recognised import Severity
from ratchet_core.snapshot import Snapshot, about_incident

NAME = "cards"
NO_CARD = Card(CardState.NONE, 0, "")


@frozen
class Cause:
    """Why a card is looked at: the id of the event, from which keys are made, and the event's moment."""

    key: str
    at: Instant


@frozen
class CardNews:
    """What became of an incident's card: how it stands now, what to do, and why."""

    card: Card | None
    actions: tuple[Action, ...] = ()
    reasons: tuple[Reason, ...] = ()


def follow(snapshot: Snapshot, track: Track, cause: Cause, *, old: bool = False) -> CardNews:
    """Bring the card of a track's latest incident up to date."""
    incidents = incidents_of(track)
    silent = Why.OLD_MESSAGE if old else why_silent(snapshot, place_of(snapshot).cards)
    if not incidents or silent is not None:
        return CardNews(track.card, reasons=(Reason(NAME, silent or Why.NOTHING_TO_DO),))
    return _follow(snapshot, track, incidents, cause)


def _follow(snapshot: Snapshot, track: Track, incidents: tuple[Incident, ...], cause: Cause) -> CardNews:
    card, incident = track.card or NO_CARD, incidents[-1]
    if card.state is CardState.ASKED and _same_conversation(snapshot, incidents, card):
        return CardNews(_taking_up(card, incident), reasons=(Reason(NAME, Why.CARD_ON_ITS_WAY),))
    if card.state is CardState.POSTED and _same_conversation(snapshot, incidents, card):
        return _edited(snapshot, track, _taking_up(card, incident), cause)
    if incident.state is not IncidentState.OPEN:
        return _let_go(card, incident)
    if incident.severity is Severity.CRITICAL or is_flapping(snapshot, track, cause.at):
        return _posted(snapshot, attrs.evolve(track, card=None), incident, cause)
    if card.state is CardState.HELD and card.incident == incident.number:
        return CardNews(card, reasons=(Reason(NAME, Why.HELD),))
    return _held(snapshot, track, incident, cause)


def _taking_up(card: Card, incident: Incident) -> Card:
    return card if card.latest == incident.number else attrs.evolve(card, latest=incident.number)


def _same_conversation(snapshot: Snapshot, incidents: tuple[Incident, ...], card: Card) -> bool:
    """Say whether the latest incident belongs to the card's conversation: it does while no pause was too long."""
    latest = incidents[-1]
    if card.latest >= latest.number:
        return True
    before = next((one for one in reversed(incidents) if one.number < latest.number), None)
    if before is None or before.ended_at is None or before.number < card.latest:
        return False
    return latest.opened_at - before.ended_at <= snapshot.policy.same_conversation


def is_flapping(snapshot: Snapshot, track: Track, at: Instant) -> bool:
    """Say whether the alert's incidents follow each other so fast that the policy calls it flapping."""
    incidents = incidents_of(track)
    ends = {one.ended_at for one in incidents if one.ended_at is not None}.union(track.ends)
    still_open = bool(incidents) and incidents[-1].state is IncidentState.OPEN
    times = sum(end > at - snapshot.policy.flapping for end in ends) + still_open
    return times >= snapshot.policy.flapping_times


def _let_go(card: Card, incident: Incident) -> CardNews:
    if card.state is CardState.HELD:
        reason = Reason(NAME, Why.RESOLVED_WHILE_HELD, f"#{incident.number}")
        return CardNews(attrs.evolve(card, state=CardState.NONE), reasons=(reason,))
    return CardNews(card if card is not NO_CARD else None, reasons=(Reason(NAME, Why.NOTHING_TO_DO),))


def _held(snapshot: Snapshot, track: Track, incident: Incident, cause: Cause) -> CardNews:
    about = about_incident("hold", track.alert, incident.number)
    alarm = WakeMe(f"{cause.key}/{NAME}/0", NAME, track.channel, incident.opened_at + snapshot.policy.hold, about)
    card = Card(CardState.HELD, incident.number, incident.root_ts, latest=incident.number)
    return CardNews(card, (alarm,), (Reason(NAME, Why.HELD, f"#{incident.number}"),))


def hold_ended(snapshot: Snapshot, track: Track, number: int, cause: Cause) -> CardNews:
    """Post the card that was held, unless its incident is over or it is posted already."""
    card, incidents = track.card, incidents_of(track)
    if card is None or card.state is not CardState.HELD or card.incident != number or not incidents:
        return CardNews(card, reasons=(Reason(NAME, Why.NOTHING_TO_DO),))
    silent = why_silent(snapshot, place_of(snapshot).cards)
    if incidents[-1].state is not IncidentState.OPEN:
        silent = Why.RESOLVED_WHILE_HELD
    if silent is not None:
        return CardNews(attrs.evolve(card, state=CardState.NONE), reasons=(Reason(NAME, silent),))
    return _posted(snapshot, track, incidents[-1], cause)


def posted(snapshot: Snapshot, track: Track, action: PostMessage, ts: str, cause: Cause) -> CardNews:
    """Remember where the card stands, and edit it if there was news while it was on its way."""
    card = track.card
    if card is None or card.state is not CardState.ASKED or card.thread != action.thread:
        return CardNews(card, reasons=(Reason(NAME, Why.NOTHING_TO_DO),))
    return _edited(snapshot, track, attrs.evolve(card, state=CardState.POSTED, ts=ts), cause)


def not_done(track: Track, action: PostMessage | UpdateMessage, why: str) -> CardNews:
    """Forget what could not be posted or edited, so that the next news of the incident may try again."""
    card = track.card
    reasons = (Reason(NAME, Why.FAILED, why),)
    if card is None:
        return CardNews(card, reasons=reasons)
    if isinstance(action, UpdateMessage):
        return CardNews(attrs.evolve(card, digest="") if card.ts == action.ts else card, reasons=reasons)
    if card.state is CardState.ASKED and card.thread == action.thread:
        return CardNews(attrs.evolve(card, state=CardState.NONE), reasons=reasons)
    return CardNews(card, reasons=reasons)


def _posted(snapshot: Snapshot, track: Track, incident: Incident, cause: Cause) -> CardNews:
    body = card_body(snapshot, track, incident, flapping=is_flapping(snapshot, track, cause.at))
    about = about_incident("card", track.alert, incident.number)
    action = PostMessage(f"{cause.key}/{NAME}/0", NAME, track.channel, incident.root_ts, body, about)
    card = Card(CardState.ASKED, incident.number, incident.root_ts, digest=digest_of(body), latest=incident.number)
    return CardNews(card, (action,), (Reason(NAME, Why.CARD_ASKED, f"#{incident.number}"),))


def _edited(snapshot: Snapshot, track: Track, card: Card, cause: Cause) -> CardNews:
    incident = incidents_of(track)[-1]
    body = card_body(snapshot, track, incident, flapping=is_flapping(snapshot, track, cause.at))
    digest = digest_of(body)
    if digest == card.digest or card.ts is None:
        return CardNews(card, reasons=(Reason(NAME, Why.CARD_UNCHANGED),))
    about = about_incident("card", track.alert, incident.number)
    action = UpdateMessage(f"{cause.key}/{NAME}/0", NAME, track.channel, card.ts, body, about)
    why = Why.CARD_EDITED if card.incident == incident.number else Why.RECURRENCE
    return CardNews(attrs.evolve(card, digest=digest), (action,), (Reason(NAME, why, f"#{incident.number}"),))


def digest_of(body: Body) -> str:
    """Return a short name for exactly this text."""
    return hashlib.blake2s(repr(body).encode(), digest_size=8).hexdigest()
