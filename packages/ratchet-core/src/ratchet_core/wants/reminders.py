"""What finds the questions that are reminded of in one message."""

from itertools import islice
from typing import Final

from ratchet_core.basis.instants import DAY, MINUTE, Duration, Instant, moment_of
from ratchet_core.domain import HelpRequest
from ratchet_core.domain.records import Get, Lookup, Range
from ratchet_core.domain.requests import is_reminded, waits_since
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutRequest, AboutRequests
from ratchet_core.vocabulary.events import ActionFailed, MessagePosted, TimePassed
from ratchet_core.wants.limits import MOST_PARTS, MOST_TOGETHER

_TOGETHER: Final[Duration] = 4 * DAY
"""How much earlier what waits for the same working hours was asked: over a long weekend."""

_NEAR: Final[Duration] = 30 * MINUTE
"""Reminders that are due so near to each other go out together, or within an eighth of the wait where that is less."""


def waiting_together(_snapshot: Snapshot, event: TimePassed) -> tuple[Lookup, ...]:
    """Return what finds the questions of a channel that were asked before and after one that is reminded of."""
    about = event.action.about
    if not isinstance(about, AboutRequest):
        return ()
    asked, group = moment_of(about.root.ts, event.at), (about.root.channel,)
    return (
        Range(HelpRequest, "waiting", group, MOST_TOGETHER, (asked - _TOGETHER,), (asked - 1,), newest=True),
        Range(HelpRequest, "waiting", group, MOST_TOGETHER, (asked,)),
    )


def parts_of_waiting(snapshot: Snapshot, event: TimePassed) -> tuple[Lookup, ...]:
    """Return what finds the questions that continue those that wait, where their owners are to be reminded of them."""
    request, about = snapshot.request, event.action.about
    if request is None or not isinstance(about, AboutRequest) or is_reminded(request, about.since, snapshot.stay):
        return ()
    within = MOST_PARTS * snapshot.policy.same_request
    return tuple(
        Range(
            HelpRequest,
            "asked_by",
            (one.root.channel, one.asker),
            MOST_PARTS + 1,
            (one.asked_at + 1,),
            (one.asked_at + within,),
        )
        for one in waiting_with(snapshot, request, event.told_at or event.at)
    )


def waiting_with(snapshot: Snapshot, request: HelpRequest, now: Instant) -> tuple[HelpRequest, ...]:
    """Return the other questions of a channel that may be due for a reminder at about the same time as one.

    Whether they are hangs on the working hours of those for whom they wait.
    """
    by, after = remind_by(snapshot, now), snapshot.policy.remind_after
    near = (
        one
        for one in snapshot.waiting
        if one.root != request.root
        and one.continues is None
        and not is_reminded(one, waits_since(one), snapshot.stay)
        and waits_since(one) + after <= by
    )
    return tuple(islice(near, MOST_TOGETHER))


def remind_by(snapshot: Snapshot, now: Instant) -> Instant:
    """Return until when a question must be due, to be reminded of together with one that is due now."""
    return now + min(snapshot.policy.remind_after // 8, _NEAR)


def reminded(_snapshot: Snapshot, event: MessagePosted | ActionFailed) -> tuple[Lookup, ...]:
    about = event.action.about
    roots = about.roots if isinstance(about, AboutRequests) else ()
    roots = (about.root,) if isinstance(about, AboutRequest) else roots
    return tuple(Get(HelpRequest, (root.channel, root.ts)) for root in roots)
