"""One message per incident, in the alert's own thread, edited in place.

A critical incident's card is posted at once; any other is held for a while and not posted when the alert resolves by
itself. A recurrence soon after the end stays in the conversation that there is. In shadow the record says what would
have been done, one post for a conversation and then its edits, and what is withheld counts as done nowhere else.
"""

import hashlib
from typing import TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Card, CardState, Incident, IncidentState
from ratchet_core.domain.course import Course, course_of, goes_on
from ratchet_core.domain.policy import Mode
from ratchet_core.recognise.recognised import Severity
from ratchet_core.rules.lateness import why_told_late
from ratchet_core.rules.modes import as_allowed, place_of, why_silent
from ratchet_core.rules.muting import muted_by
from ratchet_core.rules.own_posts import placed
from ratchet_core.rules.topics import about, thread_of, without_thread
from ratchet_core.rules.transitions import CARD_MOVES, HOLD_ENDED, MADE, NOT_MADE, moved
from ratchet_core.rules.wording import card_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Action, Body, PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, MessageDeleted, MessagePosted, MessageUpdated, TimePassed
from ratchet_core.wants import CARD, THREAD, TRACK, TRACK_OF_THREAD

NAME = "cards"
NO_CARD = Card(CardState.NONE, 0, "")
Heard: TypeAlias = TimePassed | MessagePosted | MessageUpdated | ActionFailed | MessageDeleted
_SHOWN = frozenset({CardState.POSTED, CardState.WITHHELD})
"""Where a card has words that can be edited, if only in the record."""


@frozen
class Cause:
    """Why a card is looked at: what the keys of its actions begin with, and the event's moment."""

    event: str
    at: Instant


@frozen
class CardNews:
    """What became of an incident's card: how it stands now, what to do, what is only recorded, and why."""

    card: Card | None
    actions: tuple[Action, ...] = ()
    reasons: tuple[Reason, ...] = ()
    withheld: tuple[Action, ...] = ()


def follow(snapshot: Snapshot, course: Course, cause: Cause, late: Why | None = None) -> CardNews:
    """Bring the card of a course's latest incident up to date, unless its news is heard too late."""
    silent = why_silent(snapshot, place_of(snapshot).cards)
    if late is not None and silent is None and course.latest is not None:
        return _as_mode_allows(snapshot, _kept_true(snapshot, course, course.latest, cause, late))
    silent = late or silent
    if course.latest is None or silent is not None:
        return CardNews(course.track.card, reasons=(Reason(NAME, silent or Why.NOTHING_TO_DO),))
    return _as_mode_allows(snapshot, _follow(snapshot, course, course.latest, cause))


def _kept_true(snapshot: Snapshot, course: Course, incident: Incident, cause: Cause, late: Why) -> CardNews:
    """Let a card that is there say what is heard late, for an edit calls nobody; there is no new one."""
    card = _as_it_stands(snapshot, course.track.card or NO_CARD)
    if card.state not in _SHOWN or not _same_conversation(snapshot, course, incident, card):
        return CardNews(course.track.card, reasons=(Reason(NAME, late),))
    news = _edited(snapshot, course, _taking_up(card, incident), cause)
    return evolve(news, reasons=(*news.reasons, Reason(NAME, late)))


def _as_mode_allows(snapshot: Snapshot, news: CardNews) -> CardNews:
    allowed = as_allowed(NAME, place_of(snapshot).cards, Decision((), news.actions, news.reasons))
    return CardNews(news.card, allowed.actions, allowed.reasons, allowed.withheld)


def _follow(snapshot: Snapshot, course: Course, incident: Incident, cause: Cause) -> CardNews:
    card = _as_it_stands(snapshot, course.track.card or NO_CARD)
    if card.state is CardState.ASKED and _same_conversation(snapshot, course, incident, card):
        return CardNews(_taking_up(card, incident), reasons=(Reason(NAME, Why.CARD_ON_ITS_WAY),))
    if card.state in _SHOWN and _same_conversation(snapshot, course, incident, card):
        return _edited(snapshot, course, _taking_up(card, incident), cause)
    if incident.state is not IncidentState.OPEN:
        return _let_go(card, incident)
    return _begun(snapshot, course, card, cause)


def _begun(snapshot: Snapshot, course: Course, card: Card, cause: Cause) -> CardNews:
    """Begin the conversation about an open incident: at once, after a while, or not while its alert is muted."""
    incident = course.incidents[-1]
    mute = muted_by(snapshot, course.track.channel, cause.at)
    if mute is not None:
        return CardNews(None, reasons=(Reason(NAME, Why.MUTED, mute.reason),))
    if thread_of(course, incident) is None:
        return CardNews(
            card if card is not NO_CARD else None, reasons=(Reason(NAME, Why.DELETED, f"#{incident.number}"),)
        )
    if incident.severity is Severity.CRITICAL or course.is_flapping(snapshot.policy, cause.at):
        return _posted(snapshot, course, incident, cause)
    if card.state is CardState.HELD and card.incident == incident.number:
        return CardNews(card, reasons=(Reason(NAME, Why.HELD),))
    return _held(snapshot, course, incident, cause)


def _as_it_stands(snapshot: Snapshot, card: Card) -> Card:
    """Return a card without what never came about: what was withheld before cards went live, or given up on leaving."""
    if card.state is CardState.WITHHELD and _is_live(snapshot):
        return NO_CARD
    if snapshot.channel is None or card.stay == snapshot.channel.stay:
        return card
    if card.state is CardState.ASKED:
        return NO_CARD
    return evolve(card, digest="", stay=snapshot.channel.stay) if card.state is CardState.POSTED else card


def _is_live(snapshot: Snapshot) -> bool:
    return place_of(snapshot).cards is Mode.LIVE


def _taking_up(card: Card, incident: Incident) -> Card:
    return card if card.latest == incident.number else evolve(card, latest=incident.number)


def _same_conversation(snapshot: Snapshot, course: Course, latest: Incident, card: Card) -> bool:
    """Say whether the latest incident belongs to the card's conversation: it does while no pause was too long."""
    if card.latest >= latest.number:
        return True
    before = next((one for one in reversed(course.incidents) if one.number < latest.number), None)
    return before is not None and before.number >= card.latest and goes_on(before, latest, snapshot.policy)


def _let_go(card: Card, incident: Incident) -> CardNews:
    if card.state is CardState.HELD:
        reason = Reason(NAME, Why.RESOLVED_WHILE_HELD, f"#{incident.number}")
        return CardNews(evolve(card, state=CardState.NONE), reasons=(reason,))
    return CardNews(card if card is not NO_CARD else None, reasons=(Reason(NAME, Why.NOTHING_TO_DO),))


def _held(snapshot: Snapshot, course: Course, incident: Incident, cause: Cause) -> CardNews:
    track = course.track
    until = max(incident.opened_at + snapshot.policy.hold, cause.at)
    alarm = WakeMe(f"{cause.event}/{NAME}/0", NAME, track.channel, until, about(incident))
    thread = thread_of(course, incident) or incident.root_ts
    card = Card(CardState.HELD, incident.number, thread, latest=incident.number)
    return CardNews(card, (alarm,), (Reason(NAME, Why.HELD, f"#{incident.number}"),))


def hold_ended(snapshot: Snapshot, course: Course, number: int, cause: Cause, late: Why | None = None) -> CardNews:
    """Post the card that was held, unless its incident is over, it is posted already, or that is told too late."""
    card, incident = course.track.card, course.latest
    after = moved(CARD_MOVES, card.state, HOLD_ENDED) if card is not None else None
    if card is None or after is None or card.incident != number or incident is None:
        return CardNews(card, reasons=(Reason(NAME, Why.NOTHING_TO_DO),))
    silent = Why.RESOLVED_WHILE_HELD if not course.is_open else why_silent(snapshot, place_of(snapshot).cards)
    if silent is None and muted_by(snapshot, course.track.channel, cause.at) is not None:
        silent = Why.MUTED
    if silent is None and thread_of(course, incident) is None:
        silent = Why.DELETED
    silent = silent or late
    if silent is not None:
        return CardNews(evolve(card, state=CardState.NONE), reasons=(Reason(NAME, silent),))
    return _as_mode_allows(snapshot, _posted(snapshot, course, incident, cause))


def refreshed(snapshot: Snapshot, course: Course, cause: Cause) -> CardNews:
    """Edit the card where it is posted and would say something else now."""
    card = course.track.card
    silent = why_silent(snapshot, place_of(snapshot).cards)
    if card is None or silent is not None or _as_it_stands(snapshot, card).state not in _SHOWN:
        return CardNews(card)
    return _as_mode_allows(snapshot, _edited(snapshot, course, _as_it_stands(snapshot, card), cause))


def posted(snapshot: Snapshot, course: Course, action: PostMessage, ts: str, cause: Cause) -> CardNews:
    """Remember where the card stands, and edit it if there was news while it was on its way."""
    card = course.track.card
    after = moved(CARD_MOVES, card.state, MADE) if card is not None else None
    if card is None or after is None or card.thread != action.thread:
        return CardNews(card, reasons=(Reason(NAME, Why.NOTHING_TO_DO),))
    known = evolve(card, state=after, ts=ts)
    silent = why_silent(snapshot, place_of(snapshot).cards)
    if silent is not None:
        return CardNews(known, reasons=(Reason(NAME, silent),))
    return _as_mode_allows(snapshot, _edited(snapshot, course, known, cause))


def not_done(course: Course, action: PostMessage | UpdateMessage, why: str) -> CardNews:
    """Forget what could not be posted or edited, so that the next news of the incident may try again."""
    card = course.track.card
    reasons = (Reason(NAME, Why.FAILED, why),)
    if card is None:
        return CardNews(card, reasons=reasons)
    if isinstance(action, UpdateMessage):
        return CardNews(evolve(card, digest="") if card.ts == action.ts else card, reasons=reasons)
    after = moved(CARD_MOVES, card.state, NOT_MADE)
    if after is not None and card.thread == action.thread:
        return CardNews(evolve(card, state=after), reasons=reasons)
    return CardNews(card, reasons=reasons)


def _posted(snapshot: Snapshot, course: Course, incident: Incident, cause: Cause) -> CardNews:
    body = card_body(snapshot, course, incident, cause.at)
    thread = thread_of(course, incident) or incident.root_ts
    action = PostMessage(f"{cause.event}/{NAME}/0", NAME, course.track.channel, thread, body, about(incident))
    number, stay, digest = incident.number, snapshot.channel.stay if snapshot.channel else 0, body_digest(body)
    if _is_live(snapshot):
        card = Card(CardState.ASKED, number, thread, digest=digest, latest=number, stay=stay)
    else:
        card = Card(CardState.WITHHELD, number, thread, latest=number, stay=stay, withheld=digest)
    return CardNews(card, (action,), (Reason(NAME, Why.CARD_ASKED, f"#{number}"),))


def _edited(snapshot: Snapshot, course: Course, card: Card, cause: Cause) -> CardNews:
    incident = course.incidents[-1]
    body = card_body(snapshot, course, incident, cause.at)
    digest = body_digest(body)
    known = _with_words(snapshot, card, digest)
    if digest == (card.digest if _is_live(snapshot) else card.withheld or card.digest):
        return CardNews(known, reasons=(Reason(NAME, Why.CARD_UNCHANGED),))
    action = UpdateMessage(f"{cause.event}/{NAME}/0", NAME, course.track.channel, card.ts or "", body, about(incident))
    why = Why.CARD_EDITED if card.incident == incident.number else Why.RECURRENCE
    return CardNews(known, (action,), (Reason(NAME, why, f"#{incident.number}"),))


def _with_words(snapshot: Snapshot, card: Card, digest: str) -> Card:
    """Return a card that says something else: what people see where cards are live, or else what is recorded."""
    if _is_live(snapshot):
        return evolve(card, digest=digest, withheld="")
    return evolve(card, withheld=digest)


def body_digest(body: Body) -> str:
    """Return a short name for exactly this text."""
    return hashlib.blake2s(repr(body).encode(), digest_size=8).hexdigest()


def deleted(snapshot: Snapshot, event: MessageDeleted) -> Decision | None:
    """Remember that a message of an alert is gone: its card goes elsewhere, or nowhere."""
    track = snapshot.track
    if track is None or track.channel != event.channel:
        return None
    known = without_thread(track, event.ts)
    return None if known is track else Decision((Put(known),), (), (Reason(NAME, Why.DELETED),))


def decided(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Take the end of a card's holding time, what became of a card that was sent, or that a message is gone."""
    if isinstance(event, MessageDeleted):
        return deleted(snapshot, event)
    if isinstance(event, MessageUpdated) or snapshot.track is None:
        return _NOTHING
    course, cause = course_of(snapshot.track), Cause(event.id, event.at)
    if isinstance(event, TimePassed):
        late = why_told_late(snapshot, event)
        return with_card(course, hold_ended(snapshot, course, snapshot.focus.number or 0, cause, late))
    if isinstance(event, MessagePosted):
        drawn = with_card(course, posted(snapshot, course, event.action, event.ts, cause))
        return evolve(drawn, changes=(*drawn.changes, *placed(event)))
    if isinstance(event.action, PostMessage | UpdateMessage):
        return with_card(course, not_done(course, event.action, event.why))
    return _NOTHING


def with_card(course: Course, news: CardNews) -> Decision:
    """Return the decision that a card's news come to."""
    track = course.track
    changes = (Put(evolve(track, card=news.card)),) if news.card != track.card else ()
    return Decision(changes, news.actions, news.reasons, news.withheld)


_NOTHING = because(NAME, Why.NOTHING_TO_DO)
BEHAVIOUR = Behaviour(
    NAME,
    {
        TimePassed: CARD,
        MessagePosted: CARD,
        MessageUpdated: (),
        ActionFailed: (TRACK,),
        MessageDeleted: (THREAD, TRACK_OF_THREAD),
    },
    decided,
    "cards",
)
