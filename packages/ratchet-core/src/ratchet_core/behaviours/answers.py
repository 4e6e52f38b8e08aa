"""Answers a question that was asked before, or that a runbook answers, with a quotation and a link; with nothing else.

It waits a little, in case somebody answers at once, and stays silent where nothing earlier is similar enough.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import attrs

from ratchet_core.actions import PostMessage, WakeMe
from ratchet_core.behaviours.modes import as_allowed, place_of, why_silent
from ratchet_core.behaviours.wording import answer_body, runbook_body
from ratchet_core.changes import UpdateHelpRequest
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import HelpRequest, HelpState, ThreadNote
from ratchet_core.events import TimePassed
from ratchet_core.instants import DAY
from ratchet_core.policy import Mode
from ratchet_core.requests import as_one
from ratchet_core.retrieval import DEMAND, Demand, Hit, Silence, Statistics, best
from ratchet_core.snapshot import Earlier, Snapshot, Written, about_request
from ratchet_core.speech import Speech, speech_of
from ratchet_core.terms import is_faint, terms_of

NAME = "answers"
SHARING: Final = " of it: "
"""What stands in a reason before the terms that a question shares with what answers it: words of two people."""

_REPOST = 30 * DAY
"""How long a person is expected to remember their own question."""


def alarm(snapshot: Snapshot, request: HelpRequest, cause: str) -> tuple[WakeMe, ...]:
    """Return the alarm at which an earlier answer is looked for, where the policy wants one and anybody is asked."""
    if place_of(snapshot).answers is Mode.OFF or is_to_somebody(request.question):
        return ()
    due = request.asked_at + snapshot.policy.answer_after
    return (WakeMe(f"{cause}/{NAME}/0", NAME, request.root.channel, due, about_request("answer", request.root)),)


def why_not_looked_for(snapshot: Snapshot, request: HelpRequest) -> tuple[Reason, ...]:
    """Return the reason why no earlier answer will be looked for, if it is the question itself."""
    wanted = place_of(snapshot).answers is not Mode.OFF
    return (Reason(NAME, Why.LEFT_TO_SOMEBODY),) if wanted and is_to_somebody(request.question) else ()


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Look for the same question among those that were answered."""
    head = snapshot.request
    if head is None or head.answered_at is not None:
        return because(NAME, Why.NOTHING_TO_DO)
    request = as_one((head, *snapshot.parts))
    silent = _why_silent(snapshot, head, request)
    if silent is not None:
        return because(NAME, silent)
    allowed: dict[str, Earlier | Written] = {
        **{one.candidate.key: one for one in snapshot.earlier if may_be_quoted(one, request)},
        **{one.candidate.key: one for one in snapshot.written if one.version.only_in in (None, request.root.channel)},
    }
    found = found_for(request, allowed, snapshot.statistics)
    if not isinstance(found, Hit):
        nearest = f", nearest {found.nearest.key} with {found.nearest.score}" if found.nearest else ""
        return because(NAME, Why.NOT_ASKED_BEFORE, f"{found.why.value}{nearest}")
    marked = UpdateHelpRequest(attrs.evolve(head, answered_at=event.at))
    answered = attrs.evolve(_answered(request, allowed[found.key], found, event), changes=(marked,))
    return as_allowed(NAME, place_of(snapshot).answers, answered)


def _why_silent(snapshot: Snapshot, head: HelpRequest, request: HelpRequest) -> Why | None:
    """Return why no earlier answer is looked for, or None where one is."""
    if head.continues is not None:
        return Why.PART_OF_ANOTHER
    if request.state is not HelpState.OPEN:
        return Why.NOTHING_TO_DO
    if (silent := why_silent(snapshot, place_of(snapshot).answers)) is not None:
        return silent
    return Why.LEFT_TO_SOMEBODY if is_to_somebody(request.question) else None


def found_for(
    request: HelpRequest, allowed: Mapping[str, Earlier | Written], statistics: Statistics, demand: Demand = DEMAND
) -> Hit | Silence:
    """Return the document that is the same as a question and has an answer, of those that may be quoted, or why not."""
    terms = terms_of(request.question)
    left = {key: one.candidate for key, one in allowed.items()}
    found = best(terms, left.values(), statistics, demand)
    while isinstance(found, Hit) and not _has_answer(allowed[found.key]):
        del left[found.key]
        found = best(terms, left.values(), statistics, demand)
    return found


def _has_answer(one: Earlier | Written) -> bool:
    return isinstance(one, Written) or best_reply(one.request, one.replies) is not None


def is_to_somebody(question: str) -> bool:
    """Say whether a question is a turn of a conversation, which is left to the person that it is put to.

    It is if a line of it begins with a mention of a person, not of a group; or if it asks what "you" did or have, or
    what "that" is, as somebody does who helps.
    """
    return any(_TO_A_PERSON.match(line) for line in question.splitlines()) or _IN_TALK.match(question) is not None


def best_reply(request: HelpRequest, replies: Sequence[ThreadNote]) -> ThreadNote | None:
    """Return the reply to quote, or None where no reply states anything that answers the question.

    Of those before the asker closed the question it is the one that tells most: telling words up to a point, above all
    the question's own, and an address, a command or a path; it turns to the asker; a later one must tell more.
    """
    closed = request.closed_at
    told = [one for one in replies if closed is None or one.at <= closed]
    asked = frozenset(terms_of(request.question))
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


def may_be_quoted(earlier: Earlier, request: HelpRequest) -> bool:
    """Say whether an earlier question may be shown here: from a private channel only in itself, and no repost."""
    other = earlier.request
    if other.root == request.root or other.asked_at >= request.asked_at:
        return False
    if earlier.private and other.root.channel != request.root.channel:
        return False
    return other.asker != request.asker or request.asked_at - other.asked_at > _REPOST


def _answered(request: HelpRequest, found: Earlier | Written, hit: Hit, event: TimePassed) -> Decision:
    about = about_request("answered", request.root)
    if isinstance(found, Written):
        body = runbook_body(found.alert, found.version, found.latest)
    else:
        body = answer_body(request, found.request, best_reply(found.request, found.replies))
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, request.root.channel, request.root.ts, body, about)
    why = f"{hit.key}, {hit.score}{SHARING}{', '.join(hit.shared)}"
    return Decision((), (post,), (Reason(NAME, Why.ASKED_BEFORE, why),))
