"""Which earlier answer or runbook is quoted below a question, and whether one is looked for at all."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY
from ratchet_core.domain import (
    FIRES,
    Citation,
    GivenAnswer,
    HelpRequest,
    HelpState,
    MessageRef,
    Track,
)
from ratchet_core.reading.retrieval import DEMAND, Shortfall
from ratchet_core.rules.discretion import hidden_from, is_told_of_others, may_be_said, may_be_shown
from ratchet_core.rules.earlier_replies import TO_A_PERSON, best_reply, is_proven
from ratchet_core.rules.modes import place_of, why_silent
from ratchet_core.rules.wording import answer_body, runbook_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutRequest,
    Body,
    FindSimilar,
    Wanted,
    linked_in,
)
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    Found,
    FoundQuestion,
    FoundRunbook,
)

NAME = "answers"

_REPOST = 30 * DAY
"""How long a person is expected to remember their own question."""


@frozen
class PostedAnswer:
    """The words of an answer, and which document they come from."""

    body: Body
    why: str
    given: GivenAnswer


def looked_for(
    snapshot: Snapshot, cause: str, parts: Sequence[HelpRequest], channel: str, wanted: Wanted | None = None
) -> Decision:
    """Look for what is like a question and may be quoted in a channel."""
    directory, questions, about = snapshot.directory, tuple(one.question for one in parts), AboutRequest(parts[0].root)
    told = is_told_of_others(directory, channel)
    hidden = hidden_from(directory, channel) if told else ()
    search = FindSimilar(f"{cause}/{NAME}/0", NAME, channel, questions, about, hidden, not told, wanted)
    return Decision((), (search,), (Reason(NAME, Why.LOOKED_FOR),))


def citations(head: HelpRequest, body: Body) -> list[Put]:
    """Return what finds an answer when a message that it quotes is edited or gone."""
    told = (MessageRef.anywhere_in(one) for one in body.of if one != head.root.channel)
    messages = dict.fromkeys((*linked_in(*body.lines), *told))
    return [Put(Citation(one, request=head.root)) for one in messages]


def is_answered(snapshot: Snapshot, head: HelpRequest) -> bool:
    """Say whether an earlier answer was pointed out, or is about to be."""
    return head.answered_at is not None or head.answering == snapshot.stay


def chosen(snapshot: Snapshot, request: HelpRequest, found: Sequence[Found], *, unasked: bool) -> PostedAnswer | Reason:
    """Return the answer that the first fitting document gives, or why none does; `unasked`, it must be proven."""
    why, perhaps = Shortfall.NOTHING_SIMILAR.value, ""
    for one in found:
        if not is_quotable(snapshot, request, one):
            continue
        named = f"{_name(one)}, {one.score / 100}"
        if one.score / 100 < DEMAND.score:
            why = f"{Shortfall.BELOW_THRESHOLD.value}, nearest {named}"
            break
        answer = answer_in(snapshot, request, one)
        if answer is not None and (not unasked or _is_proven(snapshot, request, answer.given)):
            return evolve(answer, why=named)
        perhaps = perhaps or (named if answer is not None else "")
    return Reason(NAME, Why.PERHAPS_ASKED_BEFORE if perhaps else Why.NOT_ASKED_BEFORE, perhaps or why)


def _is_proven(snapshot: Snapshot, request: HelpRequest, given: GivenAnswer) -> bool:
    """Say whether an answer may be given unasked; how often a runbook answers what it is found for was not read."""
    if given.earlier is None:
        return False
    question = snapshot.asked_in((request, *snapshot.parts))
    thread = snapshot.found_questions[given.earlier]
    return is_proven(request, question, thread, next(one for one in thread[2] if one.ts == given.reply))


def _name(found: Found) -> str:
    return f"{found.root.channel}/{found.root.ts}" if isinstance(found, FoundQuestion) else f"runbook:{found.alert}"


def is_quotable(snapshot: Snapshot, request: HelpRequest, found: Found) -> bool:
    """Say whether a document is still there and may be quoted here; whether it has an answer costs more to say."""
    if isinstance(found, FoundQuestion):
        question = snapshot.found_questions.get(found.root)
        return question is not None and may_be_quoted(snapshot, question[0], request)
    runbook = snapshot.found_runbooks.get(found.alert)
    if runbook is None or not may_be_shown(snapshot.directory, runbook[1], request.root.channel):
        return False
    return bool(tracks_to_tell(snapshot, runbook[2], request))


def answer_in(snapshot: Snapshot, request: HelpRequest, found: Found) -> PostedAnswer | None:
    """Return what a document that may be quoted says, or None where it has no answer."""
    if isinstance(found, FoundRunbook):
        _, version, tracks = snapshot.found_runbooks[found.alert]
        told = tracks_to_tell(snapshot, tracks, request)
        body = runbook_body(told[0], version, _latest_root(told))
        return PostedAnswer(body, "", GivenAnswer(request.root, alert=found.alert))
    earlier, question, replies = snapshot.found_questions[found.root]
    reply = best_reply(earlier, question, replies)
    if reply is None or not question:
        return None
    body = answer_body(request, earlier, question, reply)
    return PostedAnswer(body, "", GivenAnswer(request.root, earlier=earlier.root, reply=reply.ts))


def quoted_now(snapshot: Snapshot, head: HelpRequest, given: GivenAnswer) -> Body | None:
    """Return what an answer quotes as that stands now; None where nothing is left of it, or it may not be shown."""
    if given.alert is not None:
        found = FoundRunbook(given.alert, 0)
        told = answer_in(snapshot, head, found) if is_quotable(snapshot, head, found) else None
        return None if told is None else told.body
    known = None if given.earlier is None else snapshot.found_questions.get(given.earlier)
    if known is None or not may_be_said(snapshot.directory, known[0].root.channel, head.root.channel):
        return None
    earlier, question, replies = known
    reply = next((one for one in replies if one.ts == given.reply and one.text), None)
    return answer_body(head, earlier, question, reply) if reply is not None and question else None


def tracks_to_tell(snapshot: Snapshot, tracks: Iterable[Track], request: HelpRequest) -> list[Track]:
    """Return the courses of an alert that may be told of where a question was asked: names differ in hosts and ids."""
    return [one for one in tracks if may_be_said(snapshot.directory, one.channel, request.root.channel)]


def _latest_root(tracks: Iterable[Track]) -> MessageRef | None:
    """Return the latest message in which an alert fired."""
    roots = (_root_of(track) for track in tracks)
    return max((root for root in roots if root is not None), key=lambda one: one.ts, default=None)


def _root_of(track: Track) -> MessageRef | None:
    fired = [one.ts for one in track.recent if one.kind in FIRES]
    ts = fired[-1] if fired else (track.settled.root_ts if track.settled is not None else None)
    return MessageRef(track.channel, ts) if ts is not None else None


def why_unanswered(snapshot: Snapshot, head: HelpRequest, request: HelpRequest) -> Why | None:
    """Return why no earlier answer is looked for, or None where one is."""
    if head.continues is not None:
        return Why.PART_OF_ANOTHER
    if request.state is not HelpState.OPEN or request.first_response_at is not None:
        return Why.NOTHING_TO_DO
    if not (snapshot.policy.answer_externals or snapshot.directory.is_of_the_company(request.asker)):
        return Why.EXTERNAL
    if (silent := why_silent(snapshot, place_of(snapshot).answers)) is not None:
        return silent
    return Why.LEFT_TO_SOMEBODY if is_to_somebody(snapshot.asked_in((head, *snapshot.parts))) else None


def is_to_somebody(question: str) -> bool:
    """Say whether a question is a turn of a conversation, which is left to the person that it is put to.

    It is if a line of it begins with a mention of a person, not of a group; or if it asks what "you" did or have, or
    what "that" is, as somebody does who helps.
    """
    return any(TO_A_PERSON.match(line) for line in question.splitlines()) or _IN_TALK.match(question) is not None


_IN_TALK: Final = re.compile(
    r"""
    (?:(?:and|but|hm+|huh|no|now|oh|ok|okay|so|then|well|yes|yeah)\b[\s,.!]*){0,4}
    (?:(?:are|were|have|had|did)\ you\b(?!\ (?:all|folks|guys|people))
    | (?:do\ )?you\ have\b | what\ do\ you\ mean\b | you\b
    | (?:is|was|does|did|should|would|could|can|has)\ (?:that|he|she|they)\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""How a question begins that only somebody can answer to whom one has been talking."""


def may_be_quoted(snapshot: Snapshot, earlier: HelpRequest, request: HelpRequest) -> bool:
    """Say whether an earlier question may be shown here: from a private channel only in itself, and no repost."""
    told = may_be_said(snapshot.directory, earlier.root.channel, request.root.channel)
    return told and is_earlier(earlier, request)


def is_earlier(earlier: HelpRequest, request: HelpRequest) -> bool:
    """Say whether a question was asked before another, and not by the same person a short time ago."""
    if earlier.root == request.root or earlier.asked_at >= request.asked_at:
        return False
    return earlier.asker != request.asker or request.asked_at - earlier.asked_at > _REPOST
