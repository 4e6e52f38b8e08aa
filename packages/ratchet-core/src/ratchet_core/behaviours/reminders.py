"""Reminds the owners of a channel, once and within working hours, of a question that nobody has answered."""

from ratchet_core.actions import Body, Line, Plain, PostMessage, WakeMe
from ratchet_core.behaviours.modes import place_of, why_silent
from ratchet_core.behaviours.ownership import owner_name
from ratchet_core.decision import Decision, Reason, Why
from ratchet_core.domain import HelpRequest, HelpState
from ratchet_core.events import TimePassed
from ratchet_core.instants import described
from ratchet_core.policy import Mode
from ratchet_core.snapshot import Snapshot, about_request

NAME = "reminders"


def alarm(snapshot: Snapshot, request: HelpRequest, cause: str) -> tuple[WakeMe, ...]:
    """Return the alarm at which a question is looked at again, where the policy wants reminders."""
    if place_of(snapshot).reminders is Mode.OFF:
        return ()
    due = snapshot.policy.working_moment(request.asked_at + snapshot.policy.remind_after)
    return (WakeMe(f"{cause}/{NAME}/0", NAME, request.root.channel, due, about_request("remind", request.root)),)


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Say in the question's thread that it waits, and for whom."""
    request = snapshot.request
    if request is None or request.state is not HelpState.OPEN:
        return Decision(reasons=(Reason(NAME, Why.NOTHING_TO_DO),))
    silent = why_silent(snapshot, place_of(snapshot).reminders)
    if silent is not None and silent is not Why.SHADOW:
        return Decision(reasons=(Reason(NAME, silent),))
    owner = owner_name(snapshot, event.at)
    line = f"It is for {owner}." if owner else "Nobody is recorded as the owner of this channel."
    waited = described(event.at - request.asked_at)
    body = Body(f"This question has waited for {waited}", (Line((Plain(line),)),))
    about = about_request("reminded", request.root)
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, request.root.channel, request.root.ts, body, about)
    if silent is Why.SHADOW:
        return Decision((), (), (Reason(NAME, Why.REMINDED, waited), Reason(NAME, silent)), (post,))
    return Decision((), (post,), (Reason(NAME, Why.REMINDED, waited),))
