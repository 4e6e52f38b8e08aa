"""Answers a question that was asked before, or that a runbook answers, with a quotation and a link; with nothing else.

It waits a little, in case somebody answers at once, and stays silent where nothing earlier is similar enough.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import FIRES, Citation, GivenAnswer, HelpRequest, HelpState, MessageRef, ThreadNote, Track
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.requests import as_one
from ratchet_core.reading.retrieval import DEMAND, Shortfall
from ratchet_core.reading.speech import Speech, speech_of
from ratchet_core.reading.terms import is_faint, terms_of
from ratchet_core.rules.discretion import hidden_from, is_told_of_others, may_be_said, may_be_shown
from ratchet_core.rules.lateness import why_told_late
from ratchet_core.rules.modes import as_allowed, place_of, why_not_here, why_silent
from ratchet_core.rules.outcome import posted_or_failed
from ratchet_core.rules.ticks import with_ticks
from ratchet_core.rules.wording import answer_body, runbook_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutRequest,
    Body,
    FindSimilar,
    MessageLink,
    PostMessage,
    UpdateMessage,
    WakeMe,
)
from ratchet_core.vocabulary.changes import Drop, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    Found,
    FoundQuestion,
    FoundRunbook,
    MessagePosted,
    MessageUpdated,
    SimilarFound,
    TimePassed,
)
from ratchet_core.wants import (
    BUDGET,
    FOUND_QUESTIONS,
    FOUND_RUNBOOKS,
    GIVEN,
    GIVEN_QUESTION,
    GIVEN_RUNBOOK,
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
    if head is None:
        return because(NAME, Why.NOTHING_TO_DO)
    if _is_answered(snapshot, head):
        return _said_anew(snapshot, head, event.id, event.told_at or event.at)
    parts = (head, *snapshot.parts)
    request = as_one(parts)
    silent = _why_silent(snapshot, head, request) or why_told_late(snapshot, event)
    if silent is not None:
        return because(NAME, silent)
    if len(terms_of(snapshot.asked_in(parts))) < DEMAND.shared:
        return because(NAME, Why.NOT_ASKED_BEFORE, Shortfall.TOO_FEW_TERMS.value)
    roots = tuple(one.root for one in parts)
    search = _search(snapshot, f"{event.id}/{NAME}/0", roots)
    return Decision((), (search,), (Reason(NAME, Why.LOOKED_FOR),))


def _search(snapshot: Snapshot, key: str, parts: tuple[MessageRef, ...]) -> FindSimilar:
    """Return the search for what is like a question and may be quoted where that was asked."""
    directory, channel = snapshot.directory, parts[0].channel
    told = is_told_of_others(directory, channel)
    hidden = hidden_from(directory, channel) if told else ()
    return FindSimilar(key, NAME, channel, parts, AboutRequest(parts[0]), hidden, not told)


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
    marked, mode = Put(evolve(head, answering=snapshot.stay)), place_of(snapshot).answers
    kept = (Put(chosen.given), *_citations(head, chosen.body)) if mode is Mode.LIVE else ()
    answered = Decision((marked, *kept), (post,), (Reason(NAME, Why.ASKED_BEFORE, chosen.why),))
    return as_allowed(NAME, mode, answered)


def _citations(head: HelpRequest, body: Body) -> list[Put]:
    """Return what finds an answer when a message that it quotes is edited or gone."""
    links = (piece for line in body.lines for piece in line.pieces if isinstance(piece, MessageLink))
    messages = dict.fromkeys(MessageRef(one.channel, one.ts) for one in links)
    return [Put(Citation(one, request=head.root)) for one in messages]


def _said_anew(
    snapshot: Snapshot, head: HelpRequest, cause: str, now: Instant, posted: PostMessage | None = None
) -> Decision:
    """Have an answer say what its sources say now, or that they are gone: later, where nothing can be said now."""
    given = snapshot.given
    if given is None or given.ts is None:
        return because(NAME, Why.NOTHING_TO_DO)
    silent = why_not_here(snapshot)
    if silent is not None:
        later = () if posted is not None else (_again(head, cause, now + HOUR),)
        return Decision((), later, (Reason(NAME, silent),))
    body = _body_of(snapshot, head, given) or Body(_GONE)
    if posted is not None and posted.body == body:
        return because(NAME, Why.NOTHING_TO_DO)
    edit = UpdateMessage(f"{cause}/{NAME}/0", NAME, head.root.channel, given.ts, body, AboutRequest(head.root))
    return Decision(tuple(_citations(head, body)), (edit,), (Reason(NAME, Why.ANSWER_EDITED),))


def _again(head: HelpRequest, cause: str, at: Instant) -> WakeMe:
    return WakeMe(f"{cause}/{NAME}/0", NAME, head.root.channel, at, AboutRequest(head.root))


_FIRST_TRY: Final = 2 * MINUTE
_MOST_TRIES: Final = 12
"""What could not be edited is tried again after 2 minutes, then 4, and so on up to days."""

_GONE: Final = "What was quoted here as an answer was deleted, or may not be shown here any more"


def _body_of(snapshot: Snapshot, head: HelpRequest, given: GivenAnswer) -> Body | None:
    """Return what an answer says now; None where nothing is left of what it quotes."""
    if given.alert is not None:
        found = FoundRunbook(given.alert, 0)
        told = _answer(snapshot, head, found) if _is_quotable(snapshot, head, found) else None
        return None if told is None else told.body
    known = None if given.earlier is None else snapshot.found_questions.get(given.earlier)
    if known is None or not may_be_said(snapshot.directory, known[0].root.channel, head.root.channel):
        return None
    earlier, question, replies = known
    reply = next((one for one in replies if one.ts == given.reply and one.text), None)
    return answer_body(head, earlier, question, reply) if reply is not None and question else None


def _is_answered(snapshot: Snapshot, head: HelpRequest) -> bool:
    """Say whether an earlier answer was pointed out, or is about to be."""
    return head.answered_at is not None or head.answering == snapshot.stay


@frozen
class PostedAnswer:
    """The words of an answer, and which document they come from."""

    body: Body
    why: str
    given: GivenAnswer


def _chosen(snapshot: Snapshot, request: HelpRequest, found: Sequence[Found]) -> PostedAnswer | str:
    """Return the answer that the first fitting document gives, or why none does."""
    for one in found:
        if not _is_quotable(snapshot, request, one):
            continue
        score = one.score / 100
        if score < DEMAND.score:
            return f"{Shortfall.BELOW_THRESHOLD.value}, nearest {_name(one)} with {score}"
        answer = _answer(snapshot, request, one)
        if answer is not None:
            return evolve(answer, why=f"{_name(one)}, {score}")
    return Shortfall.NOTHING_SIMILAR.value


def _name(found: Found) -> str:
    return f"{found.root.channel}/{found.root.ts}" if isinstance(found, FoundQuestion) else f"runbook:{found.alert}"


def _is_quotable(snapshot: Snapshot, request: HelpRequest, found: Found) -> bool:
    """Say whether a document is still there and may be quoted here; whether it has an answer costs more to say."""
    if isinstance(found, FoundQuestion):
        question = snapshot.found_questions.get(found.root)
        return question is not None and may_be_quoted(snapshot, question[0], request)
    runbook = snapshot.found_runbooks.get(found.alert)
    if runbook is None or not may_be_shown(snapshot.directory, runbook[1], request.root.channel):
        return False
    return bool(_tracks_to_tell(snapshot, runbook[2], request))


def _answer(snapshot: Snapshot, request: HelpRequest, found: Found) -> PostedAnswer | None:
    """Return what a document that may be quoted says, or None where it has no answer."""
    if isinstance(found, FoundRunbook):
        _, version, tracks = snapshot.found_runbooks[found.alert]
        told = _tracks_to_tell(snapshot, tracks, request)
        body = runbook_body(told[0].name, version, _latest_root(told))
        return PostedAnswer(body, "", GivenAnswer(request.root, alert=found.alert))
    earlier, question, replies = snapshot.found_questions[found.root]
    reply = best_reply(earlier, question, replies)
    if reply is None or not question:
        return None
    body = answer_body(request, earlier, question, reply)
    return PostedAnswer(body, "", GivenAnswer(request.root, earlier=earlier.root, reply=reply.ts))


def _tracks_to_tell(snapshot: Snapshot, tracks: Iterable[Track], request: HelpRequest) -> list[Track]:
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


def _why_silent(snapshot: Snapshot, head: HelpRequest, request: HelpRequest) -> Why | None:
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
    told = may_be_said(snapshot.directory, earlier.root.channel, request.root.channel)
    return told and is_earlier(earlier, request)


def is_earlier(earlier: HelpRequest, request: HelpRequest) -> bool:
    """Say whether a question was asked before another, and not by the same person a short time ago."""
    if earlier.root == request.root or earlier.asked_at >= request.asked_at:
        return False
    return earlier.asker != request.asker or request.asked_at - earlier.asked_at > _REPOST


Heard: TypeAlias = TimePassed | SimilarFound | MessagePosted | MessageUpdated | ActionFailed


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Look for an earlier answer, point it out, and take what became of that."""
    match event:
        case TimePassed():
            return time_passed(snapshot, event)
        case SimilarFound():
            return similar_found(snapshot, event)
        case MessagePosted():
            return _posted(snapshot, event)
        case ActionFailed():
            return _failed(snapshot, event)
        case MessageUpdated():
            given = snapshot.given
            done = () if given is None or not given.tries else (Put(evolve(given, tries=0)),)
            return Decision(done, (), (Reason(NAME, Why.NOTHING_TO_DO),))


def _posted(snapshot: Snapshot, event: MessagePosted) -> Decision:
    """Remember where an answer stands, and edit it if what it quotes changed while it was on its way."""
    head, given, ticked = snapshot.request, snapshot.given, _ticked_early(snapshot, event)
    if head is None or given is None:
        return ticked
    known = evolve(given, ts=event.ts)
    anew = _said_anew(snapshot.with_known(given=known), head, event.id, event.at, event.action)
    reasons = anew.reasons if anew.actions else ticked.reasons
    return evolve(anew, changes=(Put(known), *ticked.changes, *anew.changes), reasons=reasons)


def _ticked_early(snapshot: Snapshot, event: MessagePosted) -> Decision:
    """Count a question as answered once its answer is posted, with the ticks on it that were heard before that."""
    head, made = snapshot.request, posted_or_failed(NAME, event)
    if head is None:
        return made
    head = evolve(head, answered_at=event.at, answering=None)
    if not snapshot.ticks_on_post:
        return evolve(made, changes=(*made.changes, Put(head)))
    moved = tuple(Put(evolve(one, root=head.root)) for one in snapshot.ticks_on_post)
    ticked = with_ticks(snapshot, head, snapshot.ticks, moved)
    ended = head.resolution is None and ticked.resolution is not None
    reason = Reason(NAME, Why.REQUEST_RESOLVED if ended else Why.REQUEST_FOLLOWED)
    return Decision((*made.changes, *moved, Put(ticked)), (), (reason,))


def _failed(snapshot: Snapshot, event: ActionFailed) -> Decision:
    """Count a question as not answered whose answer could not be posted."""
    head, reason = snapshot.request, (Reason(NAME, Why.FAILED, event.why),)
    if isinstance(event.action, UpdateMessage):
        return _not_edited(snapshot, event, reason)
    if head is None or head.answering is None or not isinstance(event.action, PostMessage):
        return Decision((), (), reason)
    given = (Drop("given_answer", (head.root.channel, head.root.ts)),) if snapshot.given is not None else ()
    return Decision((Put(evolve(head, answering=None)), *given), (), reason)


def _not_edited(snapshot: Snapshot, event: ActionFailed, reason: tuple[Reason, ...]) -> Decision:
    """Try again after a while, longer each time: until then an answer quotes what is not said any more."""
    head, given = snapshot.request, snapshot.given
    if head is None or given is None or given.tries >= _MOST_TRIES:
        return Decision((), (), reason)
    again = _again(head, event.id, event.at + _FIRST_TRY * 2**given.tries)
    return Decision((Put(evolve(given, tries=given.tries + 1)),), (again,), reason)


_GIVEN = (GIVEN, GIVEN_QUESTION, GIVEN_RUNBOOK)
BEHAVIOUR = Behaviour(
    NAME,
    {
        TimePassed: (REQUEST, SIBLINGS, QUESTIONS, *_GIVEN),
        SimilarFound: (REQUEST, SIBLINGS, QUESTIONS, FOUND_QUESTIONS, FOUND_RUNBOOKS, BUDGET),
        MessagePosted: (REQUEST, TICKS, TICKS_ON_POST, *_GIVEN),
        MessageUpdated: (GIVEN,),
        ActionFailed: (REQUEST, GIVEN),
    },
    decided,
    "answers",
)
