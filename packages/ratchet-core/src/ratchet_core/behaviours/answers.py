"""Answers a question that was asked before, or that a runbook answers, with a quotation and a link; with nothing else.

It waits a little, in case somebody answers at once, and stays silent where nothing earlier is similar enough.
"""

from ratchet_core.actions import PostMessage, WakeMe
from ratchet_core.behaviours.modes import as_allowed, place_of, why_silent
from ratchet_core.behaviours.wording import answer_body, runbook_body
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import HelpRequest, HelpState, ThreadNote
from ratchet_core.events import TimePassed
from ratchet_core.instants import HOUR
from ratchet_core.policy import Mode
from ratchet_core.requests import as_one
from ratchet_core.retrieval import Candidate, Hit, best
from ratchet_core.snapshot import Earlier, Snapshot, Written, about_request
from ratchet_core.terms import terms_of

NAME = "answers"
_REPOST = HOUR


def alarm(snapshot: Snapshot, request: HelpRequest, cause: str) -> tuple[WakeMe, ...]:
    """Return the alarm at which an earlier answer is looked for, where the policy wants one."""
    if place_of(snapshot).answers is Mode.OFF:
        return ()
    due = request.asked_at + snapshot.policy.answer_after
    return (WakeMe(f"{cause}/{NAME}/0", NAME, request.root.channel, due, about_request("answer", request.root)),)


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Look for the same question among those that were answered."""
    request = snapshot.request
    if request is not None and request.continues is not None:
        return because(NAME, Why.PART_OF_ANOTHER)
    request = as_one((request, *snapshot.parts)) if request is not None else None
    if request is None or request.state is not HelpState.OPEN:
        return because(NAME, Why.NOTHING_TO_DO)
    silent = why_silent(snapshot, place_of(snapshot).answers)
    if silent is not None:
        return because(NAME, silent)
    allowed: dict[str, Earlier | Written] = {
        **{one.candidate.key: one for one in snapshot.earlier if _may_be_quoted(one, request)},
        **{one.candidate.key: one for one in snapshot.written if one.version.only_in in (None, request.root.channel)},
    }
    candidates: list[Candidate] = [one.candidate for one in allowed.values()]
    found = best(terms_of(request.question), candidates, snapshot.statistics)
    if not isinstance(found, Hit):
        nearest = f", nearest {found.nearest.key} with {found.nearest.score}" if found.nearest else ""
        return because(NAME, Why.NOT_ASKED_BEFORE, f"{found.why.value}{nearest}")
    answered = _answered(request, allowed[found.key], found, event)
    return as_allowed(NAME, place_of(snapshot).answers, answered)


def best_reply(request: HelpRequest, replies: tuple[ThreadNote, ...]) -> ThreadNote | None:
    """Return the reply to quote: the longest that came before the asker closed the question, the earliest of equals."""
    closed = request.closed_at
    told = [one for one in replies if one.text.strip() and (closed is None or one.at <= closed)]
    return max(told, key=lambda one: (len(one.text), -one.at, one.ts), default=None)


def _may_be_quoted(earlier: Earlier, request: HelpRequest) -> bool:
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
    why = f"{hit.key}, {hit.score} of it: {', '.join(hit.shared)}"
    return Decision((), (post,), (Reason(NAME, Why.ASKED_BEFORE, why),))
