"""Follows each thread that a person starts with a question to its first response and to its end.

What is kept of a thread are minima, maxima and sets, so that replies may arrive in any order, even before the question.
"""

import attrs

from ratchet_core.behaviours import answers, reminders
from ratchet_core.behaviours.modes import place_of
from ratchet_core.behaviours.ownership import standing
from ratchet_core.changes import (
    Change,
    EraseWords,
    ForgetHelpRequest,
    HoldReply,
    OpenHelpRequest,
    ReleaseReplies,
    UpdateHelpRequest,
)
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import EarlyReply, HelpRequest, HelpState, MessageRef, Standing
from ratchet_core.events import MessageDeleted, MessageEdited, MessageSeen, ReactionAdded
from ratchet_core.instants import Instant
from ratchet_core.policy import Mode
from ratchet_core.snapshot import Snapshot
from ratchet_core.speech import Speech, resolves, speech_of

NAME = "help_requests"
_KEPT_TEXT = 300

OFF = because(NAME, Why.OFF)
CHATTER = because(NAME, Why.CHATTER)
NOT_A_REQUEST_THREAD = because(NAME, Why.NOT_A_REQUEST_THREAD)
EDIT_WITHOUT_NEWS = because(NAME, Why.EDIT_WITHOUT_NEWS)
_SILENCES = {
    Speech.PLEASANTRY: because(NAME, Why.PLEASANTRY),
    Speech.ANNOUNCEMENT: because(NAME, Why.ANNOUNCEMENT),
}


def heard(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision:
    """Take a person's message: a question opens a request, a reply belongs to the request that it stands under."""
    if place_of(snapshot).help_requests is Mode.OFF:
        return OFF
    if event.thread is not None:
        return EDIT_WITHOUT_NEWS if snapshot.known else _reply(snapshot, event)
    return _root(snapshot, event)


def _root(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision:
    speech = speech_of(event.text)
    if speech is not Speech.QUESTION:
        silence = _SILENCES.get(speech, CHATTER)
        return _released(snapshot, silence) if snapshot.early or snapshot.request else silence
    root = MessageRef(event.channel, event.ts)
    if snapshot.request is not None:
        request = attrs.evolve(snapshot.request, question=event.text[:_KEPT_TEXT])
        return _followed(snapshot.request, request)
    asked_as = standing(snapshot, event.at)
    request = HelpRequest(root, event.person or "", event.at, event.text[:_KEPT_TEXT], asked_as=asked_as)
    for early in snapshot.early:
        request = _with_early(request, early)
    changes: tuple[Change, ...] = (OpenHelpRequest(request),)
    if snapshot.early:
        changes = (*changes, ReleaseReplies(root))
    alarms = (*answers.alarm(snapshot, request, event.id), *reminders.alarm(snapshot, request, event.id))
    return Decision(changes, alarms, (Reason(NAME, Why.REQUEST_OPENED),))


def without_early_replies(snapshot: Snapshot, decision: Decision) -> Decision:
    """Let go, beside a decision, of the replies to a message that turned out to be a bot's: it is no question."""
    root = snapshot.needs.root
    if root is None or root.ts not in snapshot.needs.ids[-1]:
        return decision
    return attrs.evolve(decision, changes=(*decision.changes, ReleaseReplies(root)))


def _released(snapshot: Snapshot, silence: Decision) -> Decision:
    root = snapshot.needs.root
    if root is None:
        return silence
    changes: list[Change] = [ForgetHelpRequest(root)] if snapshot.request else []
    if snapshot.early:
        changes.append(ReleaseReplies(root))
    return Decision(tuple(changes), (), silence.reasons)


def _reply(snapshot: Snapshot, event: MessageSeen | MessageEdited) -> Decision:
    request, root = snapshot.request, snapshot.needs.root
    responds = standing(snapshot, event.at) is not Standing.CUSTOMER
    if request is not None:
        return _followed(request, with_reply(request, event.at, event.person or "", event.text, responds=responds))
    if snapshot.root_seen or root is None:
        return NOT_A_REQUEST_THREAD
    early = EarlyReply(event.at, event.ts, event.person or "", event.text[:_KEPT_TEXT], responds)
    return Decision((HoldReply(root, early),), (), (Reason(NAME, Why.ROOT_UNKNOWN),))


def _followed(before: HelpRequest, after: HelpRequest) -> Decision:
    if after == before:
        return because(NAME, Why.NOTHING_TO_DO)
    ended = after.state is HelpState.RESOLVED and before.state is not HelpState.RESOLVED
    why = Why.REQUEST_RESOLVED if ended else Why.REQUEST_FOLLOWED
    return Decision((UpdateHelpRequest(after),), (), (Reason(NAME, why),))


def with_reply(request: HelpRequest, at: Instant, person: str, text: str, *, responds: bool = True) -> HelpRequest:
    """Return the request with one more reply taken into account; a customer's to another is not a response."""
    if person != request.asker:
        return _with_response(request, at, person) if responds else attrs.evolve(request, replies=request.replies + 1)
    speech = speech_of(text)
    return attrs.evolve(
        request,
        replies=request.replies + 1,
        closed_at=_latest(request.closed_at, at) if speech is Speech.CLOSING else request.closed_at,
        asked_again_at=_latest(request.asked_again_at, at) if speech is Speech.QUESTION else request.asked_again_at,
    )


def _with_response(request: HelpRequest, at: Instant, person: str) -> HelpRequest:
    first = request.first_response_at
    responders = request.responders
    return attrs.evolve(
        request,
        replies=request.replies + 1,
        responders=responders if person in responders else tuple(sorted((*responders, person))),
        first_response_at=at if first is None else min(first, at),
        last_response_at=_latest(request.last_response_at, at),
    )


def _with_early(request: HelpRequest, early: EarlyReply) -> HelpRequest:
    if early.tick:
        return attrs.evolve(request, ticked_at=_latest(request.ticked_at, early.at))
    return with_reply(request, early.at, early.person, early.text, responds=early.responds)


def _latest(one: Instant | None, other: Instant) -> Instant:
    return other if one is None else max(one, other)


def reacted(snapshot: Snapshot, event: ReactionAdded) -> Decision:
    """Take a tick on the question or on one of its answers as the end of a request."""
    if place_of(snapshot).help_requests is Mode.OFF:
        return OFF
    request, root = snapshot.request, snapshot.needs.root
    if not resolves(event.name):
        return because(NAME, Why.REACTION_WITHOUT_MEANING)
    if request is not None:
        return _followed(request, attrs.evolve(request, ticked_at=_latest(request.ticked_at, event.at)))
    if snapshot.root_seen or root is None:
        return NOT_A_REQUEST_THREAD
    tick = EarlyReply(event.at, event.ts, event.person, "", tick=True)
    return Decision((HoldReply(root, tick),), (), (Reason(NAME, Why.ROOT_UNKNOWN),))


def deleted(snapshot: Snapshot, event: MessageDeleted) -> Decision:
    """Forget a request whose question was deleted, with its text."""
    erased = EraseWords(MessageRef(event.channel, event.ts))
    if snapshot.request is None:
        return Decision((erased,), (), (Reason(NAME, Why.REMEMBERED, event.ts),))
    return Decision((ForgetHelpRequest(snapshot.request.root), erased), (), (Reason(NAME, Why.REMEMBERED),))
