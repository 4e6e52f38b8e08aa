"""Reminds the owners of a channel, once and within working hours, of a question that nobody has answered."""

import attrs

from ratchet_core.actions import PostMessage, WakeMe
from ratchet_core.behaviours.modes import as_allowed, place_of, why_silent
from ratchet_core.behaviours.ownership import people_to_ask
from ratchet_core.behaviours.wording import reminder_body
from ratchet_core.changes import UpdateHelpRequest
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import HelpRequest, HelpState
from ratchet_core.events import TimePassed
from ratchet_core.instants import Instant, described
from ratchet_core.policy import Mode
from ratchet_core.requests import as_one
from ratchet_core.snapshot import Snapshot, about_request

NAME = "reminders"


def alarm(snapshot: Snapshot, request: HelpRequest, cause: str, since: Instant) -> tuple[WakeMe, ...]:
    """Return the alarm at which a question that waits since a moment is looked at again, where reminders are wanted."""
    if place_of(snapshot).reminders is Mode.OFF:
        return ()
    due = snapshot.policy.working_moment(since + snapshot.policy.remind_after)
    return (WakeMe(f"{cause}/{NAME}/0", NAME, request.root.channel, due, _about(request, since)),)


def _about(request: HelpRequest, since: Instant) -> str:
    return about_request(f"remind since {since}", request.root)


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Say in the question's thread that it waits, and for whom."""
    head = snapshot.request
    if head is None or head.continues is not None:
        return because(NAME, Why.NOTHING_TO_DO if head is None else Why.PART_OF_ANOTHER)
    request = as_one((head, *snapshot.parts))
    since = request.handed[-1].at if request.handed else request.asked_at
    over = _why_over(request, since, event)
    if over is not None:
        return because(NAME, Why.NOTHING_TO_DO, over)
    silent = why_silent(snapshot, place_of(snapshot).reminders)
    if silent is not None:
        return because(NAME, silent)
    now = event.told_at or event.at
    due = snapshot.policy.working_moment(now)
    return _later(request, event, due) if due > now else _reminded(snapshot, request, event, since)


def _why_over(request: HelpRequest, since: Instant, event: TimePassed) -> str | None:
    """Return why a question needs no reminder any more, or None where it does."""
    if request.state is not HelpState.OPEN:
        return f"it is {request.state.value}"
    if event.action.about != _about(request, since):
        return "it was passed on since"
    return "its owners were reminded already" if request.reminded_of == since else None


def _reminded(snapshot: Snapshot, request: HelpRequest, event: TimePassed, since: Instant) -> Decision:
    now, head = event.told_at or event.at, snapshot.request or request
    people = people_to_ask(snapshot, request, now)
    if people is None:
        return because(NAME, Why.NOBODY_TO_REMIND)
    body, about = reminder_body(request, people, now), about_request("reminded", request.root)
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, request.root.channel, request.root.ts, body, about)
    marked = UpdateHelpRequest(attrs.evolve(head, reminded_of=since))
    reminded = Decision((marked,), (post,), (Reason(NAME, Why.REMINDED, described(now - request.asked_at)),))
    return as_allowed(NAME, place_of(snapshot).reminders, reminded)


def _later(request: HelpRequest, event: TimePassed, due: Instant) -> Decision:
    """Wait for working hours: what was due within them was told after them."""
    again = WakeMe(f"{event.id}/{NAME}/0", NAME, request.root.channel, due, event.action.about)
    return Decision((), (again,), (Reason(NAME, Why.STILL_WAITING),))
