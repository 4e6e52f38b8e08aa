"""Reminds the owners of a channel, once and within working hours, of a question that nobody has answered."""

from ratchet_core.actions import PostMessage, WakeMe
from ratchet_core.behaviours.modes import as_allowed, place_of, why_silent
from ratchet_core.behaviours.wording import reminder_body
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
    request = snapshot.request
    if request is not None and request.continues is not None:
        return because(NAME, Why.PART_OF_ANOTHER)
    request = as_one((request, *snapshot.parts)) if request is not None else None
    if request is None or request.state is not HelpState.OPEN:
        return because(NAME, Why.NOTHING_TO_DO)
    since = request.handed[-1].at if request.handed else request.asked_at
    if event.action.about != _about(request, since):
        return because(NAME, Why.NOTHING_TO_DO, "it was passed on since")
    silent = why_silent(snapshot, place_of(snapshot).reminders)
    if silent is not None:
        return because(NAME, silent)
    body, about = reminder_body(snapshot, request, event.at), about_request("reminded", request.root)
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, request.root.channel, request.root.ts, body, about)
    reminded = Decision((), (post,), (Reason(NAME, Why.REMINDED, described(event.at - request.asked_at)),))
    return as_allowed(NAME, place_of(snapshot).reminders, reminded)
