"""Answers a question that was asked before, or that a runbook answers, with a quotation and a link; with nothing else.

It waits a little, in case somebody answers at once, and stays silent where nothing earlier is similar enough.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import FIRES, HelpRequest, HelpState, MessageRef, ThreadNote, Track
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.requests import as_one
from ratchet_core.reading.retrieval import DEMAND, Shortfall
from ratchet_core.reading.speech import Speech, speech_of
from ratchet_core.reading.terms import is_faint, terms_of
from ratchet_core.rules.lateness import why_told_late
from ratchet_core.rules.modes import as_allowed, place_of, why_silent
from ratchet_core.rules.outcome import settled
from ratchet_core.rules.ticks import with_ticks
from ratchet_core.rules.wording import answer_body, runbook_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutRequest, Body, FindSimilar, PostMessage, WakeMe
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    Found,
    FoundQuestion,
    FoundRunbook,
    MessagePosted,
    SimilarFound,
    TimePassed,
)
from ratchet_core.wants import (
    BUDGET,
    FOUND_QUESTIONS,
    FOUND_RUNBOOKS,
    QUESTIONS,
    REQUEST,
    SIBLINGS,
    TICKS,
    TICKS_ON_POST,
)

NAME = "answers"


_REPOST = 30 * DAY
"""How long a person is expected to remember their own question."""


def alarm(snapshot: Snapshot, request: HelpRequest, question: str, cause: str) -> tuple[WakeMe, ...]:
    """Return the alarm at which an earlier answer is looked for, where the policy wants one and anybody is asked."""
    if place_of(snapshot).answers is Mode.OFF or is_to_somebody(question):
        return ()
    due = request.asked_at + snapshot.policy.answer_after
    return (WakeMe(f"{cause}/{NAME}/0", NAME, request.root.channel, due, AboutRequest(request.root)),)


def why_not_looked_for(snapshot: Snapshot, question: str) -> tuple[Reason, ...]:
    """Return the reason why no earlier answer will be looked for, if it is the question itself."""
    wanted = place_of(snapshot).answers is not Mode.OFF
    return (Reason(NAME, Why.LEFT_TO_SOMEBODY),) if wanted and is_to_somebody(question) else ()


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Let the same question be looked for among those that were answered."""
    head = snapshot.request
    if head is None or _is_answered(snapshot, head):
        return because(NAME, Why.NOTHING_TO_DO)
    parts = (head, *snapshot.parts)
    request = as_one(parts)
    silent = _why_silent(snapshot, head, request) or why_told_late(snapshot, event)
    if silent is not None:
        return because(NAME, silent)
    if len(terms_of(snapshot.asked_in(parts))) < DEMAND.shared:
        return because(NAME, Why.NOT_ASKED_BEFORE, Shortfall.TOO_FEW_TERMS.value)
    roots = tuple(one.root for one in parts)
    search = FindSimilar(f"{event.id}/{NAME}/0", NAME, head.root.channel, roots, AboutRequest(head.root))
    return Decision((), (search,), (Reason(NAME, Why.LOOKED_FOR),))


def similar_found(snapshot: Snapshot, event: SimilarFound) -> Decision:
    """Quote the best of what was found that may be quoted here and answers anything."""
    head = snapshot.request
    if head is None or _is_answered(snapshot, head):
        return because(NAME, Why.NOTHING_TO_DO)
    request = as_one((head, *snapshot.parts))
    silent = _why_silent(snapshot, head, request)
    if silent is not None:
        return because(NAME, silent)
    chosen = _chosen(snapshot, request, event.found)
    if not isinstance(chosen, PostedAnswer):
        return because(NAME, Why.NOT_ASKED_BEFORE, chosen)
    post = PostMessage(
        f"{event.id}/{NAME}/0", NAME, request.root.channel, request.root.ts, chosen.body, AboutRequest(head.root)
    )
    marked = Put(evolve(head, answering=snapshot.stay))
    return as_allowed(
        NAME, place_of(snapshot).answers, Decision((marked,), (post,), (Reason(NAME, Why.ASKED_BEFORE, chosen.why),))
    )


def _is_answered(snapshot: Snapshot, head: HelpRequest) -> bool:
    """Say whether an earlier answer was pointed out, or is about to be."""
    return head.answered_at is not None or head.answering == snapshot.stay


@frozen
class PostedAnswer:
    """The words of an answer, and which document they come from."""

    body: Body
    why: str


def _chosen(snapshot: Snapshot, request: HelpRequest, found: Sequence[Found]) -> PostedAnswer | str:
    """Return the answer that the first fitting document gives, or why none does."""
    for one in found:
        if not _is_quotable(snapshot, request, one):
            continue
        score = one.score / 100
        if score < DEMAND.score:
            return f"{Shortfall.BELOW_THRESHOLD.value}, nearest {_name(one)} with {score}"
        body = _body(snapshot, request, one)
        if body is not None:
            return PostedAnswer(body, f"{_name(one)}, {score}")
    return Shortfall.NOTHING_SIMILAR.value


def _name(found: Found) -> str:
    return f"{found.root.channel}/{found.root.ts}" if isinstance(found, FoundQuestion) else f"runbook:{found.alert}"


def _is_quotable(snapshot: Snapshot, request: HelpRequest, found: Found) -> bool:
    """Say whether a document is still there and may be quoted here; whether it has an answer costs more to say."""
    if isinstance(found, FoundQuestion):
        question = snapshot.found_questions.get(found.root)
        return question is not None and may_be_quoted(snapshot, question[0], request)
    runbook = snapshot.found_runbooks.get(found.alert)
    return runbook is not None and runbook[1].only_in in {None, request.root.channel}


def _body(snapshot: Snapshot, request: HelpRequest, found: Found) -> Body | None:
    """Return what a document that may be quoted says, or None where it has no answer."""
    if isinstance(found, FoundRunbook):
        alert, version, tracks = snapshot.found_runbooks[found.alert]
        return runbook_body(alert, version, _latest_root(snapshot, tracks))
    earlier, question, replies = snapshot.found_questions[found.root]
    reply = best_reply(earlier, question, replies)
    return answer_body(request, earlier, question, reply) if reply is not None and question else None


def _latest_root(snapshot: Snapshot, tracks: Iterable[Track]) -> MessageRef | None:
    """Return the latest message of an alert that may be shown anywhere."""
    roots = (_root_of(track) for track in tracks if not snapshot.directory.is_private(track.channel))
    return max((root for root in roots if root is not None), key=lambda one: one.ts, default=None)


def _root_of(track: Track) -> MessageRef | None:
    fired = [one.ts for one in track.recent if one.kind in FIRES]
    ts = fired[-1] if fired else (track.settled.root_ts if track.settled is not None else None)
    return MessageRef(track.channel, ts) if ts is not None else None


def _why_silent(snapshot: Snapshot, head: HelpRequest, request: HelpRequest) -> Why | None:
    """Return why no earlier answer is looked for, or None where one is."""
    if head.continues is not None:
        return Why.PART_OF_ANOTHER
    if request.state is not HelpState.OPEN:
        return Why.NOTHING_TO_DO
    if (silent := why_silent(snapshot, place_of(snapshot).answers)) is not None:
        return silent
    return Why.LEFT_TO_SOMEBODY if is_to_somebody(snapshot.asked_in((head, *snapshot.parts))) else None


def is_to_somebody(question: str) -> bool:
    """Say whether a question is a turn of a conversation, which is left to the person that it is put to.

    It is if a line of it begins with a mention of a person, not of a group; or if it asks what "you" did or have, or
    what "that" is, as somebody does who helps.
    """
    return any(_TO_A_PERSON.match(line) for line in question.splitlines()) or _IN_TALK.match(question) is not None


def best_reply(request: HelpRequest, question: str, replies: Sequence[ThreadNote]) -> ThreadNote | None:
    """Return the reply to quote, or None where no reply states anything that answers the question.

    Of those before the asker closed the question it is the one that tells most: telling words up to a point, above all
    the question's own, and an address, a command or a path; it turns to the asker; a later one must tell more.
    """
    closed = request.closed_at
    told = [one for one in replies if closed is None or one.at <= closed]
    asked = frozenset(terms_of(question))
    points = [_points(one, request.asker, asked) - number for number, one in enumerate(told)]
    most = max(points, default=0) + (_SETTLED if request.state is HelpState.RESOLVED else 0)
    return told[points.index(max(points))] if points and max(points) > 0 and most >= _ENOUGH else None


def _points(reply: ThreadNote, asker: str, asked: frozenset[str]) -> int:
    """Return how much a reply tells somebody with the same question; nothing if it is none, or asks back."""
    exact = _EXACT.search(reply.text) is not None
    if _OTHER.search(reply.text) or (not exact and speech_of(reply.text) is not Speech.STATEMENT):
        return 0
    addressed = f"@{asker}" in reply.text
    if not addressed and _TO_A_PERSON.match(reply.text):
        return 0
    telling = [term for term in terms_of(reply.text) if not is_faint(term)]
    if len(telling) < _FEWEST_TELLING and not exact:
        return 0
    shared = min(len(asked.intersection(telling)), _MOST_SHARED)
    return _TELLING * min(len(telling), _MOST_TELLING) + _SHARED * shared + _EXACTLY * exact + _ADDRESSED * addressed


_FEWEST_TELLING: Final = 2
_MOST_TELLING: Final = 6
_MOST_SHARED: Final = 2
_TELLING, _SHARED, _EXACTLY, _ADDRESSED, _SETTLED = 2, 8, 8, 6, 4
_ENOUGH: Final = 12
"""Six telling words at once, or fewer that are tied to the question: by its own words, its asker, or its end."""

_OTHER: Final = re.compile(
    r"\?|\A\s*>|\bplease (?:don't|do not|post|paste|share|send|provide|show|read)\b|\bpastebin\b"
    r"|\b(?:read|see) above\b|\byour question\b",
    re.IGNORECASE,
)
"""A question, a quotation of somebody, or a wish of the one who helps."""

_EXACT: Final = re.compile(r"https?://|`|(?<!\S)[/~]\w{1,40}/|\bsudo\b|\w->|(?<!\S)--?[a-z]|\w\(\)|\w\.[a-z]{2,4}\b")
"""An address, code, a path, a command, a flag, a menu, a file."""

_TO_A_PERSON: Final = re.compile(r"\s*@[UW][A-Z0-9]+\b")
"""A person is mentioned by an identifier, a group by its name."""

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
    elsewhere = earlier.root.channel != request.root.channel
    return is_earlier(earlier, request) and not (elsewhere and snapshot.directory.is_private(earlier.root.channel))


def is_earlier(earlier: HelpRequest, request: HelpRequest) -> bool:
    """Say whether a question was asked before another, and not by the same person a short time ago."""
    if earlier.root == request.root or earlier.asked_at >= request.asked_at:
        return False
    return earlier.asker != request.asker or request.asked_at - earlier.asked_at > _REPOST


Heard: TypeAlias = TimePassed | SimilarFound | MessagePosted | ActionFailed


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Look for an earlier answer, point it out, and take what became of that."""
    if isinstance(event, TimePassed):
        return time_passed(snapshot, event)
    if isinstance(event, SimilarFound):
        return similar_found(snapshot, event)
    return _failed(snapshot, event) if isinstance(event, ActionFailed) else _given(snapshot, event)


def _given(snapshot: Snapshot, event: MessagePosted) -> Decision:
    """Count a question as answered once its answer is posted, with the ticks on it that were heard before that."""
    head, made = snapshot.request, settled(NAME, event)
    if head is None:
        return made
    head = evolve(head, answered_at=event.at, answering=None)
    if not snapshot.ticks_on_post:
        return evolve(made, changes=(*made.changes, Put(head)))
    moved = tuple(Put(evolve(one, root=head.root)) for one in snapshot.ticks_on_post)
    ticked = with_ticks(head, snapshot.ticks, moved)
    ended = head.resolution is None and ticked.resolution is not None
    reason = Reason(NAME, Why.REQUEST_RESOLVED if ended else Why.REQUEST_FOLLOWED)
    return Decision((*made.changes, *moved, Put(ticked)), (), (reason,))


def _failed(snapshot: Snapshot, event: ActionFailed) -> Decision:
    """Count a question as not answered whose answer could not be posted."""
    head, reason = snapshot.request, (Reason(NAME, Why.FAILED, event.why),)
    if head is None or head.answering is None or not isinstance(event.action, PostMessage):
        return Decision((), (), reason)
    return Decision((Put(evolve(head, answering=None)),), (), reason)


BEHAVIOUR = Behaviour(
    NAME,
    {
        TimePassed: (REQUEST, SIBLINGS, QUESTIONS),
        SimilarFound: (REQUEST, SIBLINGS, QUESTIONS, FOUND_QUESTIONS, FOUND_RUNBOOKS, BUDGET),
        MessagePosted: (REQUEST, TICKS, TICKS_ON_POST),
        ActionFailed: (REQUEST,),
    },
    decided,
    "answers",
)
