"""Reminds the owners of a channel, once and within working hours, of a question that nobody has answered."""

from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant, described
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import HelpRequest, HelpState
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.requests import as_one
from ratchet_core.rules.modes import as_allowed, place_of, why_silent
from ratchet_core.rules.outcome import settled
from ratchet_core.rules.ownership import people_to_ask
from ratchet_core.rules.wording import reminder_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutRequest, PostMessage, WakeMe
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, MessagePosted, TimePassed
from ratchet_core.wants import BUDGET, REQUEST, SIBLINGS

NAME = "reminders"


def alarm(
    snapshot: Snapshot, request: HelpRequest, cause: str, since: Instant, told: Instant | None = None
) -> tuple[WakeMe, ...]:
    """Return the alarm at which a question that waits since a moment is looked at again, where reminders are wanted.

    Where a person said only later that it is one, at `told`, its owners have as long from then on.
    """
    if place_of(snapshot).reminders is Mode.OFF:
        return ()
    begins = since if told is None else max(since, told)
    due = snapshot.policy.working_moment(begins + snapshot.policy.remind_after)
    return (WakeMe(f"{cause}/{NAME}/0", NAME, request.root.channel, due, AboutRequest(request.root, since)),)


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
    if event.action.about != AboutRequest(request.root, since):
        return "it was passed on since"
    return "its owners were reminded already" if request.reminded_of == since else None


def _reminded(snapshot: Snapshot, request: HelpRequest, event: TimePassed, since: Instant) -> Decision:
    now, head = event.told_at or event.at, snapshot.request or request
    people = people_to_ask(snapshot, request, now)
    if people is None:
        return because(NAME, Why.NOBODY_TO_REMIND)
    body, about = reminder_body(request, people, now), AboutRequest(request.root, since)
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, request.root.channel, request.root.ts, body, about)
    marked = Put(evolve(head, reminded_of=since))
    reminded = Decision((marked,), (post,), (Reason(NAME, Why.REMINDED, described(now - request.asked_at)),))
    return as_allowed(NAME, place_of(snapshot).reminders, reminded)


def _later(request: HelpRequest, event: TimePassed, due: Instant) -> Decision:
    """Wait for working hours: what was due within them was told after them."""
    again = WakeMe(f"{event.id}/{NAME}/0", NAME, request.root.channel, due, event.action.about)
    return Decision((), (again,), (Reason(NAME, Why.STILL_WAITING),))


Heard: TypeAlias = TimePassed | MessagePosted | ActionFailed


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Look at a question that waits, or take what became of its reminder."""
    if isinstance(event, TimePassed):
        return time_passed(snapshot, event)
    return _failed(snapshot, event) if isinstance(event, ActionFailed) else settled(NAME, event)


def _failed(snapshot: Snapshot, event: ActionFailed) -> Decision:
    """Count a reminder as not given that could not be posted."""
    head, reason = snapshot.request, (Reason(NAME, Why.FAILED, event.why),)
    if head is None or head.reminded_of is None or event.action.about != AboutRequest(head.root, head.reminded_of):
        return Decision((), (), reason)
    return Decision((Put(evolve(head, reminded_of=None)),), (), reason)


BEHAVIOUR = Behaviour(
    NAME,
    {TimePassed: (REQUEST, SIBLINGS, BUDGET), MessagePosted: (REQUEST,), ActionFailed: (REQUEST,)},
    decided,
    "reminders",
)
