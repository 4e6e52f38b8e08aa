"""One message per incident, in the alert's own thread, edited in place.

A critical incident's card is posted at once; any other is held for a while and not posted when the alert resolves by
itself. A recurrence soon after the end stays in the conversation that there is. In shadow the record says what would
have been done, one post for a conversation and then its edits, and what is withheld counts as done nowhere else.
"""

from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import HOUR, MINUTE, Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import storms
from ratchet_core.domain import Card, CardState, Citation, Incident, IncidentState, Mute
from ratchet_core.domain.course import Course, course_of, goes_on
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.recognise.recognised import Severity
from ratchet_core.rules.budget import has_room, moment_told
from ratchet_core.rules.lateness import why_told_late
from ratchet_core.rules.modes import as_allowed, place_of, why_not_here, why_silent
from ratchet_core.rules.muting import muted_by
from ratchet_core.rules.own_posts import placed
from ratchet_core.rules.topics import about, thread_of, without_thread
from ratchet_core.rules.transitions import CARD_MOVES, HOLD_ENDED, MADE, NOT_MADE, TRIED_AGAIN, moved
from ratchet_core.rules.wording import body_digest, card_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutCard, Action, PostMessage, UpdateMessage, WakeMe, linked_in
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, MessageDeleted, MessagePosted, MessageUpdated, TimePassed
from ratchet_core.wants.table import CARD, THREAD, TRACK, TRACK_OF_THREAD

NAME = "cards"
NO_CARD = Card(CardState.NONE, 0, "")
EDITS_AT_ONCE: Final = 5
"""So many edits of one card may come at once; more wait until they are no more than the policy allows on average."""

_FIRST_TRY: Final = 2 * MINUTE
_MOST_TRIES: Final = 6
"""What could not be posted or edited is tried again after 2 minutes, then 4, and so on up to an hour."""

Heard: TypeAlias = TimePassed | MessagePosted | MessageUpdated | ActionFailed | MessageDeleted
_SHOWN = frozenset({CardState.POSTED, CardState.WITHHELD})
"""Where a card has words that can be edited, if only in the record."""


@frozen
class Cause:
    """Why a card is looked at: what the keys of its actions begin with, the event's moment, and when it is heard.

    `asked` says that a person did something that they look for on the card.
    """

    event: str
    at: Instant
    heard_at: Instant | None = None
    asked: bool = False

    @property
    def now(self) -> Instant:
        """When what is decided is said: what is heard late is not said earlier."""
        return self.at if self.heard_at is None else self.heard_at


@frozen
class CardNews:
    """What became of an incident's card: how it stands now, what to do, what is only recorded, and why."""

    card: Card | None
    actions: tuple[Action, ...] = ()
    reasons: tuple[Reason, ...] = ()
    withheld: tuple[Action, ...] = ()
    changes: tuple[Put, ...] = ()


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
    card = _as_it_stands(snapshot, course, course.track.card or NO_CARD)
    if card.state not in _SHOWN or not _same_conversation(snapshot, course, incident, card):
        return CardNews(course.track.card, reasons=(Reason(NAME, late),))
    news = _edited(snapshot, course, _taking_up(card, incident), cause)
    return evolve(news, reasons=(*news.reasons, Reason(NAME, late)))


def _as_mode_allows(snapshot: Snapshot, news: CardNews) -> CardNews:
    allowed = as_allowed(NAME, place_of(snapshot).cards, Decision((), news.actions, news.reasons))
    return CardNews(news.card, allowed.actions, allowed.reasons, allowed.withheld, news.changes)


def _follow(snapshot: Snapshot, course: Course, incident: Incident, cause: Cause) -> CardNews:
    card = _as_it_stands(snapshot, course, course.track.card or NO_CARD)
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
    mute = muted_by(snapshot, course.track.channel, cause.at, incident.severity)
    if mute is not None:
        return _muted(course, incident, card, mute, cause)
    if thread_of(course, incident) is None:
        return CardNews(
            card if card is not NO_CARD else None, reasons=(Reason(NAME, Why.DELETED, f"#{incident.number}"),)
        )
    held = card if card.state is CardState.HELD and card.incident == incident.number else None
    in_queue = held is not None and held.due is not None
    if incident.severity is Severity.CRITICAL or (not in_queue and course.is_flapping(snapshot.policy, cause.at)):
        return _posted(snapshot, course, incident, cause, held)
    if held is not None:
        return CardNews(held, reasons=(Reason(NAME, Why.STORM if in_queue else Why.HELD),))
    if card.state is CardState.NONE and card.tries and card.incident == incident.number:
        return _posted(snapshot, course, incident, cause, card)
    return _held(snapshot, course, incident, cause)


def _muted(course: Course, incident: Incident, card: Card, mute: Mute, cause: Cause) -> CardNews:
    """Let a card wait for the end of a mute: an incident that is open then begins its conversation."""
    reasons = (Reason(NAME, Why.MUTED, mute.id),)
    due = mute.during.until
    if card.state is CardState.MUTED and (card.incident, card.due) == (incident.number, due):
        return CardNews(card, reasons=reasons)
    thread = thread_of(course, incident) or incident.root_ts
    waiting = Card(CardState.MUTED, incident.number, thread, latest=incident.number, due=due)
    if due is None:
        return CardNews(waiting, reasons=reasons)
    after_its_end = due + 1  # which the mute tells of first
    alarm = WakeMe(f"{cause.event}/{NAME}/0", NAME, course.track.channel, after_its_end, about(incident))
    return CardNews(waiting, (alarm,), reasons)


def _as_it_stands(snapshot: Snapshot, course: Course, card: Card) -> Card:
    """Return a card without what never came about: what was withheld before cards went live, or given up."""
    if card.state is CardState.WITHHELD and _is_live(snapshot):
        return NO_CARD
    if card.state is CardState.ASKED and card.thread in course.track.gone:
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
    before = course.before(latest.number)
    return before is not None and before.number >= card.latest and goes_on(before, latest, snapshot.policy)


def _let_go(card: Card, incident: Incident) -> CardNews:
    if card.state is CardState.HELD:
        reason = Reason(NAME, Why.RESOLVED_WHILE_HELD, f"#{incident.number}")
        return CardNews(evolve(card, state=CardState.NONE), reasons=(reason,))
    if card.state is CardState.MUTED:
        return CardNews(evolve(card, state=CardState.NONE, due=None), reasons=(Reason(NAME, Why.MUTED),))
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
    if card is None or not _is_due(card, cause) or card.incident != number or incident is None:
        return CardNews(card, reasons=(Reason(NAME, Why.NOTHING_TO_DO),))
    silent = Why.RESOLVED_WHILE_HELD if not course.is_open else why_silent(snapshot, place_of(snapshot).cards)
    mute = muted_by(snapshot, course.track.channel, cause.at, incident.severity)
    if silent is None and mute is not None:
        return _muted(course, incident, card, mute, cause)
    if silent is None and thread_of(course, incident) is None:
        silent = Why.DELETED
    silent = silent or late
    if silent is not None:
        return CardNews(evolve(card, state=CardState.NONE, due=None), reasons=(Reason(NAME, silent),))
    return _as_mode_allows(snapshot, _posted(snapshot, course, incident, cause, card))


def _is_due(card: Card, cause: Cause) -> bool:
    """Say whether the moment has come at which a card is posted that was held, or could not be posted."""
    held = moved(CARD_MOVES, card.state, HOLD_ENDED) is not None
    again = moved(CARD_MOVES, card.state, TRIED_AGAIN) is not None and card.tries > 0
    return (held or again) and (card.due is None or cause.at >= card.due)


def _last_words(snapshot: Snapshot, course: Course, card: Card, cause: Cause) -> CardNews:
    """Say what waited for its moment."""
    if card.due is None or cause.at < card.due:
        return CardNews(card, reasons=(Reason(NAME, Why.NOTHING_TO_DO),))
    waited = evolve(course, track=evolve(course.track, card=evolve(card, due=None)))
    news = refreshed(snapshot, waited, cause)
    return news if news.reasons else evolve(news, reasons=(Reason(NAME, Why.NOTHING_TO_DO),))


def refreshed(snapshot: Snapshot, course: Course, cause: Cause) -> CardNews:
    """Edit the card where it is posted and would say something else now."""
    card = course.track.card
    silent = why_silent(snapshot, place_of(snapshot).cards)
    if card is None or silent is not None or _as_it_stands(snapshot, course, card).state not in _SHOWN:
        return CardNews(card)
    return _as_mode_allows(snapshot, _edited(snapshot, course, _as_it_stands(snapshot, course, card), cause))


def posted(snapshot: Snapshot, course: Course, action: PostMessage, ts: str, cause: Cause) -> CardNews:
    """Remember where the card stands, and edit it if there was news while it was on its way."""
    card = course.track.card
    after = moved(CARD_MOVES, card.state, MADE) if card is not None else None
    if card is None or after is None or card.thread != action.thread:
        return CardNews(card, reasons=(Reason(NAME, Why.NOTHING_TO_DO),))
    known = evolve(card, state=after, ts=ts, tries=0)
    silent = why_silent(snapshot, place_of(snapshot).cards)
    if silent is not None:
        return CardNews(known, reasons=(Reason(NAME, silent),))
    return _as_mode_allows(snapshot, _edited(snapshot, course, known, cause))


def not_done(course: Course, action: PostMessage | UpdateMessage, cause: Cause, why: str) -> CardNews:
    """Forget what could not be posted or edited: the next news of the incident tries again, and so does an alarm."""
    card = course.track.card
    reasons = (Reason(NAME, Why.FAILED, why),)
    if card is None:
        return CardNews(card, reasons=reasons)
    if isinstance(action, UpdateMessage):
        failed = _failed(course, evolve(card, digest=""), cause) if card.ts == action.ts else CardNews(card)
        return evolve(failed, reasons=reasons)
    after = moved(CARD_MOVES, card.state, NOT_MADE)
    if after is not None and card.thread == action.thread:
        gone = evolve(card, state=after, digest="")
        return evolve(_failed(course, gone, cause) if course.is_open else CardNews(gone), reasons=reasons)
    return CardNews(card, reasons=reasons)


def _failed(course: Course, card: Card, cause: Cause) -> CardNews:
    """Try again after a while, longer each time; what fails again and again is left to the next news."""
    incident = next((one for one in course.incidents if one.number == card.latest), course.latest)
    if card.tries >= _MOST_TRIES or incident is None:
        return CardNews(evolve(card, due=None))
    due = cause.now + _FIRST_TRY * 2**card.tries
    alarm = WakeMe(f"{cause.event}/{NAME}/0", NAME, course.track.channel, due, about(incident))
    return CardNews(evolve(card, tries=card.tries + 1, due=due), (alarm,))


def _posted(snapshot: Snapshot, course: Course, incident: Incident, cause: Cause, held: Card | None = None) -> CardNews:
    """Ask for a card, if there is room for it in the channel."""
    thread = thread_of(course, incident) or incident.root_ts
    if not has_room(snapshot, cause.now, critical=incident.severity is Severity.CRITICAL):
        return _held_back(snapshot, course, incident, cause, held)
    body = card_body(snapshot, course, incident, cause.at)
    action = PostMessage(f"{cause.event}/{NAME}/0", NAME, course.track.channel, thread, body, about(incident))
    number, stay, digest = incident.number, snapshot.stay, body_digest(body)
    flapping, tries = course.is_flapping(snapshot.policy, cause.at), held.tries if held is not None else 0
    if _is_live(snapshot):
        card = Card(CardState.ASKED, number, thread, digest=digest, latest=number, stay=stay)
    else:
        card = Card(CardState.WITHHELD, number, thread, latest=number, stay=stay, withheld=digest)
    asked = evolve(card, flapping=flapping, tries=tries)
    cited = _citations(action, course.track.alert)
    return CardNews(asked, (action,), (Reason(NAME, Why.CARD_ASKED, f"#{number}"),), changes=cited)


def _citations(said: PostMessage | UpdateMessage, alert: str) -> tuple[Put, ...]:
    """Return what finds a card when a channel of which it tells becomes private, such as that of a deploy."""
    told = (one for one in linked_in(*said.body.lines) if one.channel != said.channel)
    return tuple(Put(Citation(one, alert)) for one in told)


def _held_back(snapshot: Snapshot, course: Course, incident: Incident, cause: Cause, held: Card | None) -> CardNews:
    """Hold a card until there is room for it: it is counted in the storm's message meanwhile."""
    again = held is not None and held.due is not None
    queued = storms.held_back(snapshot, course.track, incident, cause.event, cause.now, again=again)
    if held is not None and held.due is not None and cause.at < held.due <= queued.due:
        return CardNews(held, reasons=(Reason(NAME, Why.STORM, f"#{incident.number}"),))
    alarm = WakeMe(f"{cause.event}/{NAME}/0", NAME, course.track.channel, queued.due, about(incident))
    thread = thread_of(course, incident) or incident.root_ts
    card = Card(CardState.HELD, incident.number, thread, latest=incident.number, due=queued.due)
    reasons = (Reason(NAME, Why.STORM, f"#{incident.number}"),)
    return CardNews(card, (*queued.actions, alarm), reasons, changes=queued.changes)


def _edited(snapshot: Snapshot, course: Course, card: Card, cause: Cause) -> CardNews:
    """Edit a card that would say something else, at once or so long after its last edits that it is not too often."""
    incident = course.incidents[-1]
    body = card_body(snapshot, course, incident, cause.at)
    digest = body_digest(body)
    if digest == (card.digest if _is_live(snapshot) else card.withheld or card.digest):
        return CardNews(_with_words(snapshot, card, digest), reasons=(Reason(NAME, Why.CARD_UNCHANGED),))
    flapping = course.is_flapping(snapshot.policy, cause.at)
    due = _next_edit(snapshot.policy, card, cause.now, flapping=flapping)
    if due > cause.now and not cause.asked:
        return _edited_later(course, card, cause, due)
    known = _with_words(snapshot, card, digest)
    edits = card.edits if cause.asked else (*card.edits, cause.now)[-EDITS_AT_ONCE:]
    action = UpdateMessage(f"{cause.event}/{NAME}/0", NAME, course.track.channel, card.ts or "", body, about(incident))
    why = Why.CARD_EDITED if card.incident == incident.number else Why.RECURRENCE
    edited = evolve(known, edits=edits, due=None, flapping=flapping)
    cited = _citations(action, course.track.alert)
    return CardNews(edited, (action,), (Reason(NAME, why, f"#{incident.number}"),), changes=cited)


def _next_edit(policy: Policy, card: Card, now: Instant, *, flapping: bool) -> Instant:
    """Return from when on a card may be edited; that its alert is flapping is said at once."""
    if not card.edits:
        return now
    if flapping and card.flapping:
        return card.edits[-1] + policy.flapping_edits
    if len(card.edits) < EDITS_AT_ONCE or flapping:
        return now
    return card.edits[0] + EDITS_AT_ONCE * policy.edits


def _edited_later(course: Course, card: Card, cause: Cause, due: Instant) -> CardNews:
    """Let the last words wait for their moment; an alarm makes them, whatever is said until then."""
    reasons = (Reason(NAME, Why.EDITED_LATER),)
    if card.due is not None and cause.now < card.due <= due:
        return CardNews(card, reasons=reasons)
    alarm = WakeMe(f"{cause.event}/{NAME}/0", NAME, course.track.channel, due, about(course.incidents[-1]))
    return CardNews(evolve(card, due=due), (alarm,), reasons)


def _with_words(snapshot: Snapshot, card: Card, digest: str) -> Card:
    """Return a card that says something else: what people see where cards are live, or else what is recorded."""
    if _is_live(snapshot):
        return evolve(card, digest=digest, withheld="")
    return evolve(card, withheld=digest)


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
    if snapshot.track is None:
        return _NOTHING
    course, cause = course_of(snapshot.track), Cause(event.id, event.at, moment_told(event))
    drawn = with_card(course, _news_of(snapshot, course, event, cause))
    return evolve(drawn, changes=(*drawn.changes, *placed(event))) if isinstance(event, MessagePosted) else drawn


def _news_of(
    snapshot: Snapshot, course: Course, event: TimePassed | MessagePosted | MessageUpdated | ActionFailed, cause: Cause
) -> CardNews:
    match event:
        case TimePassed():
            return _time_passed(snapshot, course, event, cause)
        case MessagePosted():
            return posted(snapshot, course, event.action, event.ts, cause)
        case MessageUpdated():
            return _done(course)
        case ActionFailed() if isinstance(event.action, PostMessage | UpdateMessage):
            return not_done(course, event.action, cause, event.why)
        case _:
            return CardNews(course.track.card, reasons=_NOTHING.reasons)


def _time_passed(snapshot: Snapshot, course: Course, event: TimePassed, cause: Cause) -> CardNews:
    card = course.track.card
    if isinstance(event.action.about, AboutCard):
        return _said_anew(snapshot, course, event, cause)
    if card is not None and card.state in _SHOWN:
        return _last_words(snapshot, course, card, cause)
    if card is not None and card.state is CardState.MUTED and card.incident == snapshot.focus.number:
        return follow(snapshot, course, cause, why_told_late(snapshot, event))
    return hold_ended(snapshot, course, snapshot.focus.number or 0, cause, why_told_late(snapshot, event))


def _said_anew(snapshot: Snapshot, course: Course, event: TimePassed, cause: Cause) -> CardNews:
    """Have a card say what its sources say now: later, where nothing can be said now."""
    card, silent = course.track.card, why_not_here(snapshot)
    if card is None or card.state not in {CardState.ASKED, CardState.POSTED}:
        return refreshed(snapshot, course, cause)
    if silent is None:
        at_once = evolve(cause, asked=True)  # what was said too much does not wait for its turn
        if _is_live(snapshot):
            return refreshed(snapshot, course, at_once)
        return _taken_back(snapshot, course, card, cause)
    again = WakeMe(f"{cause.event}/{NAME}/0", NAME, course.track.channel, cause.now + HOUR, event.action.about)
    return CardNews(card, (again,), (Reason(NAME, silent),))


def _taken_back(snapshot: Snapshot, course: Course, card: Card, cause: Cause) -> CardNews:
    """Let a card that stands say what may be said, also where there are no cards any more."""
    incident = course.incidents[-1]
    body = card_body(snapshot, course, incident, cause.at)
    digest = body_digest(body)
    if card.state is not CardState.POSTED or digest == card.digest:
        return CardNews(card, reasons=(Reason(NAME, Why.CARD_UNCHANGED),))
    action = UpdateMessage(f"{cause.event}/{NAME}/0", NAME, course.track.channel, card.ts or "", body, about(incident))
    reason = Reason(NAME, Why.CARD_EDITED, f"#{incident.number}")
    return CardNews(evolve(card, digest=digest), (action,), (reason,), changes=_citations(action, course.track.alert))


def _done(course: Course) -> CardNews:
    card, reasons = course.track.card, (Reason(NAME, Why.NOTHING_TO_DO),)
    return CardNews(evolve(card, tries=0) if card is not None and card.tries else card, reasons=reasons)


def with_card(course: Course, news: CardNews) -> Decision:
    """Return the decision that a card's news come to."""
    track = course.track
    changes = (Put(evolve(track, card=news.card)),) if news.card != track.card else ()
    return Decision((*changes, *news.changes), news.actions, news.reasons, news.withheld)


_NOTHING = because(NAME, Why.NOTHING_TO_DO)
BEHAVIOUR = Behaviour(
    NAME,
    {
        TimePassed: CARD,
        MessagePosted: CARD,
        MessageUpdated: (TRACK,),
        ActionFailed: (TRACK,),
        MessageDeleted: (THREAD, TRACK_OF_THREAD),
    },
    decided,
    "cards",
)
