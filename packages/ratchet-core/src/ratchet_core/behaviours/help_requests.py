"""Follows each thread that a person starts with a question to its first response and to its end.

What is kept of a thread are minima, maxima and sets, so that replies may arrive in any order, even before the question.
"""

from collections.abc import Sequence
from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant, moment_of
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import answers, reminders
from ratchet_core.behaviours.ties import tied, tied_by
from ratchet_core.domain import (
    OPENINGS,
    AskerWords,
    EarlyReply,
    HelpRequest,
    HelpState,
    Kept,
    Message,
    MessageRef,
    Resolution,
    Settlement,
    Standing,
    Tie,
)
from ratchet_core.domain.policy import Mode
from ratchet_core.reading.opening import opening_of
from ratchet_core.reading.replies import Use, is_to_others, use_of
from ratchet_core.reading.speech import Speech, resolves, speech_of
from ratchet_core.recognise.filled_forms import form_in
from ratchet_core.rules.early import dropped, held, released
from ratchet_core.rules.lateness import why_late
from ratchet_core.rules.modes import place_of, why_not_here
from ratchet_core.rules.ownership import impossible, standing
from ratchet_core.rules.ticks import counts, ticked, with_ticks
from ratchet_core.rules.words import kept_for, kept_words, without_words
from ratchet_core.snapshot import Snapshot, Topic
from ratchet_core.vocabulary.actions import Action, WakeMe
from ratchet_core.vocabulary.changes import Change, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
)
from ratchet_core.wants.help_requests import is_asked_below
from ratchet_core.wants.limits import KEPT_ANSWERS, STILL_TALKING
from ratchet_core.wants.table import (
    ABOVE,
    ANSWERS,
    GIVEN,
    HEAD,
    HELD,
    HELD_WORDS,
    KNOWN,
    MESSAGE,
    OPENING,
    OWN_TICK,
    QUESTIONS,
    REQUEST,
    REQUEST_ABOVE,
    ROOT_ABOVE_SEEN,
    ROOT_SEEN,
    SIBLINGS,
    THEIRS,
    THREAD,
    TICKS,
    TICKS_ABOVE,
    TRACK_OF_THREAD,
)

Heard: TypeAlias = MessageSeen | MessageEdited | ReactionAdded | ReactionRemoved | MessageDeleted
NAME = "help_requests"
_MOST_SAID = 20
"""How many of the asker's words in a thread count: the latest, for the last of each kind tells where it stands."""

_MOST_RESPONDERS = 50
"""How many people are kept by name who answered in one thread; which of them does not depend on the order."""

_TELLING = frozenset({Speech.CLOSING, Speech.THANKS, Speech.QUESTION})

OFF = because(NAME, Why.OFF)
CHATTER = because(NAME, Why.CHATTER)
ASKED_OF_RATCHET = because(NAME, Why.ASKED_OF_RATCHET)
NOT_A_REQUEST_THREAD = because(NAME, Why.NOT_A_REQUEST_THREAD)
EDIT_WITHOUT_NEWS = because(NAME, Why.EDIT_WITHOUT_NEWS)
GOES_ON = because(NAME, Why.GOES_ON)
_SILENCES = {
    Speech.PLEASANTRY: because(NAME, Why.PLEASANTRY),
    Speech.ANNOUNCEMENT: because(NAME, Why.ANNOUNCEMENT),
}


def heard(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision | None:
    """Take a person's message: a question opens a request, a reply belongs to the request that it stands under."""
    if event.thread is not None and snapshot.track is not None:
        return None
    if place_of(snapshot).help_requests is Mode.OFF:
        return _off(snapshot, event)
    if event.thread is not None and snapshot.focus.ask is not None:
        return ASKED_OF_RATCHET
    if event.thread is not None:
        is_edit = isinstance(event, MessageEdited) and (snapshot.known or snapshot.edited_at is not None)
        return _reply_edited(snapshot, event) if is_edit else _reply(snapshot, event)
    return _root(snapshot, event)


def _off(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision:
    """Follow nothing; a reply is held all the same while its thread may turn out to be an alert's."""
    root = snapshot.focus.root
    if root is None or place_of(snapshot).incidents is Mode.OFF:
        return OFF
    if event.thread is None:
        return evolve(OFF, changes=released(snapshot, event)) if snapshot.early else OFF
    return OFF if snapshot.root_seen else _hold(snapshot, root, _reply_of(snapshot, event), event)


def _hold(
    snapshot: Snapshot, root: MessageRef, reply: EarlyReply, event: MessageSeen | MessageEdited | None = None
) -> Decision:
    """Hold a reply until the message that began its thread is known."""
    return Decision(held(snapshot, root, reply, event), (), (Reason(NAME, Why.ROOT_UNKNOWN),))


def _root(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision:
    if snapshot.request is not None and snapshot.request.below is not None:
        return EDIT_WITHOUT_NEWS
    if snapshot.focus.speech is not Speech.QUESTION:
        return _not_asking(snapshot, event)
    if snapshot.request is not None:
        followed = _followed(snapshot.request, _said_anew(snapshot, snapshot.request))
        return evolve(followed, changes=(Put(_question(snapshot, event)), *followed.changes))
    if _goes_on(snapshot, moment_of(event.ts, event.at)):
        return _released(snapshot, GOES_ON, event) if snapshot.early else GOES_ON
    return _opened(snapshot, event)


def _not_asking(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision:
    speech = snapshot.focus.speech
    if _is_tracked(snapshot) and snapshot.request is not None:
        return Decision((Put(_question(snapshot, event)),), (), (Reason(NAME, Why.REQUEST_FOLLOWED),))
    silence = CHATTER if speech is None else _SILENCES.get(speech, CHATTER)
    if snapshot.early or snapshot.request:
        return _released(snapshot, silence, event)
    return _led(snapshot, event, silence)


def _led(snapshot: Snapshot, event: MessageSeen | MessageEdited, silence: Decision) -> Decision:
    """Remember that a message leads to a question which its writer may ask below it; an edit may take that back."""
    opening = opening_of(event.text, snapshot.focus.speech)
    before = snapshot.message
    if isinstance(event, MessageEdited) or before is not None:
        led = before is not None and before.kept in OPENINGS
        return evolve(silence, changes=(Put(without_words(before)),)) if before and led and opening is None else silence
    if opening is None or not event.person or snapshot.focus.ask is not None:
        return silence
    leading = kept_words(snapshot, event, Kept(opening.value))
    return evolve(silence, changes=(Put(leading),))


def _goes_on(snapshot: Snapshot, at: Instant) -> bool:
    """Say whether a question goes on with what somebody asked shortly before whom it is put to.

    Not where its writer has asked something themselves by then, for it may be that they go on with.
    """
    theirs = next((one for one in snapshot.theirs if one.state is not HelpState.RESOLVED), None)
    if theirs is None or theirs.asker == snapshot.focus.person:
        return False
    return not any(at - STILL_TALKING <= one.asked_at <= at for one in snapshot.siblings)


def tracked(snapshot: Snapshot, event: ShortcutUsed) -> Decision:
    """Take a message for a question of its author because a person says so, and follow it as if it had been recognised.

    What was said in its thread before that was not counted, and is not now.
    """
    why = _why_not_tracked(snapshot, event)
    if why is not None:
        return impossible(NAME, why)
    asked = MessageSeen(event.id, event.at, event.channel, event.ts, None, event.author, event.text)
    return _opened(snapshot, asked, event.at)


def _why_not_tracked(snapshot: Snapshot, event: ShortcutUsed) -> str | None:
    """Return why a message cannot be followed as a question, or None where it can."""
    return _why_not_here(snapshot) or _why_no_author(snapshot, event) or _why_no_question(snapshot, event)


def _why_not_here(snapshot: Snapshot) -> str | None:
    if place_of(snapshot).help_requests is Mode.OFF:
        return "help requests are off in this channel; `/ratchet setup` turns them on"
    away = why_not_here(snapshot)
    if away is Why.ARCHIVED:
        return "this channel is archived"
    return None if away is None else "I am not in this channel; invite me first"


def _why_no_author(snapshot: Snapshot, event: ShortcutUsed) -> str | None:
    known, ours = snapshot.person, snapshot.directory.installation
    if event.bot is not None or (known is not None and known.bot):
        return "a bot wrote this; only what a person asks can be a help request"
    if ours is not None and event.author == ours.user:
        return "I wrote this myself; only what a person asks can be a help request"
    return None if event.author else "I do not know who wrote this"


def _why_no_question(snapshot: Snapshot, event: ShortcutUsed) -> str | None:
    if snapshot.gone:
        return "this message was deleted"
    if event.thread not in {None, event.ts}:
        return "this is a reply; choose the message that its thread begins with"
    if not snapshot.root_seen:
        return "I have not heard this message; I can follow only what was written since I have been reading here"
    if snapshot.request is not None:
        return "I follow this as a help request already"
    return None if event.text.strip() else "there are no words in this message"


def _question(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Message:
    return kept_words(snapshot, event, Kept.TRACKED if _is_tracked(snapshot) else Kept.QUESTION)


def _is_tracked(snapshot: Snapshot) -> bool:
    """Say whether a person said that the message is a question: that holds whatever it says after an edit."""
    return snapshot.message is not None and snapshot.message.kept is Kept.TRACKED


def _said_anew(snapshot: Snapshot, request: HelpRequest) -> HelpRequest:
    """Return a request whose question was edited; what a person said it is about stays."""
    by_person = request.tie is Tie.PERSON
    service, tie = (request.service, request.tie) if by_person else tied(snapshot, None)
    return evolve(request, service=service, tie=tie)


def _opened(snapshot: Snapshot, event: MessageSeen | MessageEdited, told: Instant | None = None) -> Decision:
    """Open a request, also where a person said only later, at `told`, that a message is a question."""
    root, at = MessageRef(event.channel, event.ts), moment_of(event.ts, event.at)
    before = _before(snapshot, at, root)
    service, tie = tied(snapshot, None)
    request = HelpRequest(
        root,
        event.person or "",
        at,
        asked_as=standing(snapshot, at),
        service=service,
        tie=tie,
        continues=before.root.ts if before else None,
    )
    words = {one.ref.ts: one.text for one in snapshot.held}
    for early in snapshot.early:
        request = _with_early(request, _now_that(request, early, words.get(early.ts)))
    request = with_ticks(snapshot, request, snapshot.ticks)
    kept = _kept_early(snapshot, request)
    later = _after(snapshot, at, root)
    moved = (Put(evolve(later, continues=root.ts)),) if later is not None else ()
    late, question = why_late(snapshot, event), _question(snapshot, event)
    if told is not None:
        question = evolve(question, kept=Kept.TRACKED)
    alarms = () if before is not None or late else _alarms(snapshot, request, question.text, event.id, event.at, told)
    why = Why.REQUEST_OPENED if before is None else Why.PART_OF_ANOTHER
    left = answers.why_not_looked_for(snapshot, question.text) if before is None else ()
    changes = (Put(question), Put(request), *released(snapshot, event), *kept, *moved)
    unanswered = () if late is None else (Reason(NAME, late),)
    return Decision(changes, alarms, (Reason(NAME, why), *left, *unanswered))


def _now_that(request: HelpRequest, early: EarlyReply, words: str | None) -> EarlyReply:
    """Return a held reply as it counts now that it is known who asked; without its words, as it was taken then."""
    return evolve(early, use=Use.RESPONDS) if words and is_to_others(words, request.asker) else early


def _alarms(  # noqa: PLR0913, PLR0917 - a question, and the moments that its alarms depend on
    snapshot: Snapshot, request: HelpRequest, question: str, cause: str, at: Instant, told: Instant | None = None
) -> tuple[WakeMe, ...]:
    """Return the alarms of a question; those whose moment has passed are not set again."""
    alarms = (
        *answers.alarm(snapshot, request, question, cause),
        *reminders.alarm(snapshot, request, cause, request.asked_at, told),
    )
    return tuple(one for one in alarms if one.at >= at)


def _before(snapshot: Snapshot, at: Instant, root: MessageRef) -> HelpRequest | None:
    """Return the asker's question right before a moment, if it is so near that both are one request."""
    near = (one for one in snapshot.near_to(at) if (one.asked_at, one.root) < (at, root))
    return max(near, key=_moment, default=None)


def _after(snapshot: Snapshot, at: Instant, root: MessageRef) -> HelpRequest | None:
    """Return the asker's question right after a moment, if it is so near that both are one request."""
    near = (one for one in snapshot.near_to(at) if (one.asked_at, one.root) > (at, root))
    return min(near, key=_moment, default=None)


def _moment(request: HelpRequest) -> tuple[Instant, MessageRef]:
    return request.asked_at, request.root


def _released(snapshot: Snapshot, silence: Decision, event: MessageSeen | MessageEdited) -> Decision:
    changes = released(snapshot, event)
    if snapshot.request is None:
        return Decision(changes, (), silence.reasons)
    forgotten, alarms = _forgotten(snapshot, snapshot.request, event.id, event.at)
    return Decision((*forgotten, *changes), alarms, silence.reasons)


def _forgotten(
    snapshot: Snapshot, request: HelpRequest, cause: str, at: Instant
) -> tuple[tuple[Change, ...], tuple[Action, ...]]:
    """Forget a request with its answer; a question that continued it continues the one before it, or stands alone."""
    later = next((one for one in snapshot.parts if one.continues == request.root.ts), None)
    question = (one for one in snapshot.questions if one.ref == request.question)
    answer, edits = answers.taken_back(snapshot, cause)
    bare = (Put(without_words(one)) for one in (*question, *snapshot.answers))
    gone: tuple[Change, ...] = (dropped(request), *answer, *bare)
    if later is None:
        return gone, edits
    before = _before(snapshot, request.asked_at, request.root)
    near = before is not None and later.asked_at - before.asked_at <= snapshot.policy.same_request
    alone = evolve(later, continues=before.root.ts if before is not None and near else None)
    alarms = () if near else _alarms(snapshot, alone, snapshot.asked_in((alone,)), cause, at)
    return (*gone, Put(alone)), (*edits, *alarms)


def _reply(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision:
    request, root = snapshot.request, snapshot.focus.root
    if root is None:
        return NOT_A_REQUEST_THREAD
    if request is None and snapshot.root_seen:
        return _below(snapshot, root, event)
    reply = _reply_of(snapshot, event)
    if request is None:
        return _hold(snapshot, root, reply, event)
    kept = _kept(snapshot, request, reply, event)
    return _with_kept(_followed(request, _with_early(request, reply)), kept)


def _below(snapshot: Snapshot, root: MessageRef, event: MessageSeen | MessageEdited) -> Decision:
    """Take a reply below what is no question: whoever began the thread may ask there, until somebody else replies."""
    opening = snapshot.opening
    if opening is None or opening.kept not in OPENINGS or not isinstance(event, MessageSeen):
        return NOT_A_REQUEST_THREAD
    if event.person != opening.person:
        return evolve(NOT_A_REQUEST_THREAD, changes=(Put(without_words(opening)),))
    if not is_asked_below(opening, event):
        return NOT_A_REQUEST_THREAD
    return _opened_below(snapshot, root, opening, event)


def _opened_below(snapshot: Snapshot, root: MessageRef, opening: Message, event: MessageSeen) -> Decision:
    """Open a request of a thread in whose first replies its author asks."""
    at = moment_of(event.ts, event.at)
    before = _before(snapshot, at, root)
    service, tie = tied_by(snapshot, event.text)
    request = HelpRequest(
        root,
        opening.person,
        at,
        asked_as=standing(snapshot, at),
        service=service,
        tie=tie,
        continues=before.root.ts if before else None,
        below=event.ts,
    )
    late, question = why_late(snapshot, event), kept_words(snapshot, event, Kept.QUESTION)
    alarms = () if before is not None or late else _alarms(snapshot, request, question.text, event.id, event.at)
    left = answers.why_not_looked_for(snapshot, question.text) if before is None else ()
    opened = (Reason(NAME, Why.ASKED_BELOW), *((Reason(NAME, Why.PART_OF_ANOTHER),) if before is not None else ()))
    unanswered = () if late is None else (Reason(NAME, late),)
    changes = (Put(question), Put(request), Put(without_words(opening)))
    return Decision(changes, alarms, (*opened, *left, *unanswered))


def _reply_of(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> EarlyReply:
    """Return a reply as it counts: when it was posted, by whom, what it is. Of one that is gone no words are kept."""
    at, person = moment_of(event.ts, event.at), event.person or ""
    responds = standing(snapshot, at) is not Standing.CUSTOMER
    request = snapshot.request
    asker = None if request is None else request.asker
    speech = speech_of(event.text) if asker in {None, person} else None
    use = Use.HELPS if asker == person else use_of(event.text, asker)
    return EarlyReply(at, event.ts, person, responds, speech, use)


def _reply_edited(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision:
    """Take what a reply says now; that it came, when and from whom, stays."""
    request, root = snapshot.request, snapshot.focus.root
    if root is None or (request is None and snapshot.root_seen):
        return EDIT_WITHOUT_NEWS
    if request is not None and request.below == event.ts:
        return _with_kept(EDIT_WITHOUT_NEWS, (Put(kept_words(snapshot, event, Kept.QUESTION)),))
    reply = _reply_of(snapshot, event)
    if request is None:
        return _hold(snapshot, root, reply, event)
    said = _with_words(request, reply) if reply.person == request.asker else _with_use(request, reply)
    followed = EDIT_WITHOUT_NEWS if said == request else _followed(request, said)
    return _with_kept(followed, _kept(snapshot, request, reply, event))


def _kept(
    snapshot: Snapshot, request: HelpRequest, reply: EarlyReply, event: MessageSeen | MessageEdited
) -> tuple[Change, ...]:
    """Keep where a reply stands, and its words where it is one of the first answers and may be quoted later."""
    if not _is_answer(snapshot, request, reply):
        return (Put(kept_words(snapshot, event, None)),)
    return _first_answers(snapshot.answers, [kept_words(snapshot, event, Kept.ANSWER)])


def _kept_early(snapshot: Snapshot, request: HelpRequest) -> tuple[Change, ...]:
    """Keep the words of the first answers among the replies that were held."""
    answering = {one.ts for one in snapshot.early if _is_answer(snapshot, request, one)}
    return _first_answers((), [kept_for(one, Kept.ANSWER) for one in snapshot.held if one.ref.ts in answering])


def _is_answer(snapshot: Snapshot, request: HelpRequest, reply: EarlyReply) -> bool:
    """Say whether a reply may be quoted later: neither the asker wrote it nor a customer, and answers are wanted."""
    wanted = place_of(snapshot).answers is not Mode.OFF
    return wanted and reply.responds and reply.person != request.asker


def _first_answers(known: Sequence[Message], news: Sequence[Message]) -> tuple[Change, ...]:
    """Return what keeps the words of the first answers of a thread, however late they come, and of no others."""
    before = {one.ref: one for one in known}
    if len(known) + len(news) <= KEPT_ANSWERS:
        return tuple([Put(one) for one in news if before.get(one.ref) is not one])
    ordered = sorted((before | {one.ref: one for one in news}).values(), key=_time_of)
    kept = (Put(one) for one in ordered[:KEPT_ANSWERS] if before.get(one.ref) is not one)
    return (*kept, *(Put(without_words(one)) for one in ordered[KEPT_ANSWERS:]))


def _time_of(message: Message) -> tuple[Instant, str]:
    return message.at, message.ref.ts


def _with_kept(decision: Decision, kept: tuple[Change, ...]) -> Decision:
    if not kept:
        return decision
    reasons = (Reason(NAME, Why.REPLY_KEPT),) if decision is EDIT_WITHOUT_NEWS else decision.reasons
    return Decision((*decision.changes, *kept), decision.actions, reasons, decision.withheld)


def _followed(before: HelpRequest, after: HelpRequest) -> Decision:
    if after == before:
        return because(NAME, Why.NOTHING_TO_DO)
    ended = after.state is HelpState.RESOLVED and before.state is not HelpState.RESOLVED
    why = Why.REQUEST_RESOLVED if ended else Why.REQUEST_FOLLOWED
    return Decision((Put(after),), (), (Reason(NAME, why),))


def _with_words(request: HelpRequest, reply: EarlyReply, *, counted: int = 0) -> HelpRequest:
    """Return the request with what its asker wrote in the thread, in the place of what the message said before."""
    others = tuple(one for one in request.said if one.ts != reply.ts)
    if request.asker_said_at is None or request.asker_said_at < reply.at:
        request = evolve(request, asker_said_at=reply.at)
    telling = (AskerWords(reply.at, reply.ts, reply.speech),) if reply.speech in _TELLING else ()
    if not telling and not counted and len(others) == len(request.said):
        return request
    said = tuple(sorted((*others, *telling), key=_moment_said)[-_MOST_SAID:])
    return evolve(request, replies=request.replies + counted, said=said)


def _moment_said(words: AskerWords) -> tuple[Instant, str]:
    return words.at, words.ts


def _with_use(request: HelpRequest, reply: EarlyReply) -> HelpRequest:
    """Return the request with what a reply of somebody else is good for; what it once was stays counted."""
    if not reply.responds or reply.use is Use.RESPONDS:
        return request
    if reply.use is Use.ASKS_BACK:
        asked = _latest(request.asked_back_at, reply.at)
        return request if asked == request.asked_back_at else evolve(request, asked_back_at=asked)
    first = request.first_answer_at
    return evolve(request, first_answer_at=reply.at) if first is None or reply.at < first else request


def _with_response(request: HelpRequest, reply: EarlyReply) -> HelpRequest:
    at, person, first = reply.at, reply.person, request.first_response_at
    responders = request.responders
    return evolve(
        _with_use(request, reply),
        replies=request.replies + 1,
        responders=responders if person in responders else tuple(sorted((*responders, person))[:_MOST_RESPONDERS]),
        first_response_at=at if first is None else min(first, at),
        last_response_at=_latest(request.last_response_at, at),
    )


def _with_early(request: HelpRequest, early: EarlyReply) -> HelpRequest:
    """Return the request with one more reply taken into account; a customer's to another is not a response."""
    if early.person == request.asker:
        return _with_words(request, early, counted=1)
    if not early.responds:
        return evolve(request, replies=request.replies + 1)
    return _with_response(request, early)


def _latest(one: Instant | None, other: Instant) -> Instant:
    return other if one is None else max(one, other)


def reacted(snapshot: Snapshot, event: ReactionAdded | ReactionRemoved) -> Decision:
    """Take a tick on the question or on one of its answers as the end of a request, until it is taken back."""
    if place_of(snapshot).help_requests is Mode.OFF:
        return OFF
    request, root = snapshot.request, snapshot.root
    if not resolves(event.name):
        return because(NAME, Why.REACTION_WITHOUT_MEANING)
    if request is None and (snapshot.root_seen or root is None):
        return NOT_A_REQUEST_THREAD
    kept = ticked(snapshot, event)
    if request is None:
        return Decision(kept, (), (Reason(NAME, Why.ROOT_UNKNOWN),))
    followed = _followed(request, with_ticks(snapshot, request, snapshot.ticks, kept))
    if not followed.changes and not counts(snapshot, request, event.person):
        followed = because(NAME, Why.EXTERNAL)
    return evolve(followed, changes=(*kept, *followed.changes))


def deleted(snapshot: Snapshot, event: MessageDeleted) -> Decision:
    """Forget a request whose question was deleted; where that stands in a reply, its asker withdraws the request."""
    above = snapshot.above
    if above is not None and above.below == event.ts and above.state is not HelpState.RESOLVED:
        withdrawn = evolve(above, settlement=Settlement(Resolution.WITHDRAWN, above.asker, event.at))
        return Decision((Put(withdrawn),), (), (Reason(NAME, Why.QUESTION_WITHDRAWN),))
    if snapshot.request is None:
        return because(NAME, Why.REMEMBERED, event.ts)
    forgotten, alarms = _forgotten(snapshot, snapshot.request, event.id, event.at)
    return Decision((*forgotten, *map(dropped, snapshot.ticks)), alarms, (Reason(NAME, Why.REMEMBERED),))


def _as_said(event: MessageSeen | MessageEdited) -> MessageSeen | MessageEdited:
    """Return what a person wrote: of a form that a workflow posted, what whoever filled it in answered."""
    form = form_in(event.content, event.bot) if event.content is not None and event.bot is not None else None
    return event if form is None else evolve(event, person=form.person, text=form.text, bot=None, content=None)


def decided(snapshot: Snapshot, event: Heard) -> Decision | None:
    """Take what a person wrote, a reaction, or the news that a message is gone."""
    match event:
        case MessageSeen() | MessageEdited():
            return heard(snapshot, _as_said(event))
        case ReactionAdded() | ReactionRemoved():
            return reacted(snapshot, event)
        case MessageDeleted():
            return deleted(snapshot, event)


TO_TRACK = (MESSAGE, REQUEST, SIBLINGS, QUESTIONS, HELD, HELD_WORDS, TICKS, ROOT_SEEN)
"""What must be known to follow a message as a question because a person says so."""

_OF_ROOT = (MESSAGE, REQUEST, SIBLINGS, THEIRS, QUESTIONS, HELD, HELD_WORDS, ANSWERS, TICKS)
_OF_REPLY = (MESSAGE, THREAD, TRACK_OF_THREAD, REQUEST, OPENING, HEAD, HELD, ROOT_SEEN, ANSWERS)
_OF_EDITED_REPLY = (*_OF_REPLY, KNOWN)
BEHAVIOUR = Behaviour(
    NAME,
    {
        (MessageSeen, Topic.WORDS): _OF_ROOT,
        (MessageEdited, Topic.WORDS): (*_OF_ROOT, GIVEN),
        (MessageSeen, Topic.REPLY): _OF_REPLY,
        (MessageEdited, Topic.REPLY): _OF_EDITED_REPLY,
        ReactionAdded: (MESSAGE, REQUEST_ABOVE, TICKS_ABOVE, OWN_TICK, ROOT_ABOVE_SEEN),
        ReactionRemoved: (MESSAGE, REQUEST_ABOVE, TICKS_ABOVE, OWN_TICK, ROOT_ABOVE_SEEN),
        MessageDeleted: (MESSAGE, REQUEST, ABOVE, SIBLINGS, QUESTIONS, ANSWERS, TICKS, GIVEN),
    },
    decided,
    "help_requests",
)
