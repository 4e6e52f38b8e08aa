"""Reminds the owners of a channel, once and within working hours, of a question that nobody has answered.

What waits for one team in a channel and is due at about the same time goes out as one message.
"""

from collections.abc import Iterator
from typing import TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY, MINUTE, Instant, described
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import HelpRequest, HelpState
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.requests import as_one, is_reminded, parts_after, waits_since
from ratchet_core.rules.budget import has_room
from ratchet_core.rules.modes import as_allowed, place_of, why_silent
from ratchet_core.rules.outcome import posted_or_failed
from ratchet_core.rules.ownership import Audience, holder_at, hours_at, people_to_ask
from ratchet_core.rules.wording import reminder_body, reminders_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutRequest, AboutRequests, PostMessage, WakeMe
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, MessagePosted, TimePassed
from ratchet_core.wants.limits import MOST_TOGETHER
from ratchet_core.wants.reminders import remind_by, waiting_with
from ratchet_core.wants.table import BUDGET, PARTS_OF_WAITING, REMINDED, REQUEST, SIBLINGS, WAITING_TOGETHER

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
    due = hours_at(snapshot, request, begins).next(begins + snapshot.policy.remind_after)
    return (WakeMe(f"{cause}/{NAME}/0", NAME, request.root.channel, due, AboutRequest(request.root, since)),)


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Say in the question's thread that it waits, and for whom; of several at once in one message for all."""
    head = snapshot.request
    if head is None or head.continues is not None:
        return because(NAME, Why.NOTHING_TO_DO if head is None else Why.PART_OF_ANOTHER)
    request = as_one((head, *snapshot.parts))
    since = waits_since(request)
    over = _why_over(snapshot, request, since, event)
    if over is not None:
        return because(NAME, Why.NOTHING_TO_DO, over)
    silent = why_silent(snapshot, place_of(snapshot).reminders)
    if silent is not None:
        return because(NAME, silent)
    now = event.told_at or event.at
    if request.waits_for_asker:
        return _for_the_asker(snapshot, request, event, now)
    due = hours_at(snapshot, request, now).next(now)
    if due == now and not has_room(snapshot, now):
        due = (now // MINUTE + 1) * MINUTE
    return _later(request, event, due) if due > now else _reminded(snapshot, request, event, since)


def _why_over(snapshot: Snapshot, request: HelpRequest, since: Instant, event: TimePassed) -> str | None:
    """Return why a question needs no reminder any more, or None where it does."""
    if request.state is not HelpState.OPEN:
        return f"it is {request.state.value}"
    if event.action.about != AboutRequest(request.root, since):
        return "it was passed on since"
    return "its owners were reminded already" if is_reminded(request, since, snapshot.stay) else None


def _for_the_asker(snapshot: Snapshot, request: HelpRequest, event: TimePassed, now: Instant) -> Decision:
    """Look again later at a question that waits for what its asker was asked back, for so many days at most."""
    if now - request.asked_at > _MOST_WAIT:
        return because(NAME, Why.NOTHING_TO_DO, "its asker never said what they were asked")
    return _later(request, event, hours_at(snapshot, request, now).next(now + snapshot.policy.remind_after))


_MOST_WAIT = 7 * DAY


def _reminded(snapshot: Snapshot, request: HelpRequest, event: TimePassed, since: Instant) -> Decision:
    now, head = event.told_at or event.at, snapshot.request or request
    people = people_to_ask(snapshot, request, now)
    if people is None:
        return because(NAME, Why.NOBODY_TO_REMIND)
    others = _for_the_same(snapshot, request, now)
    if others:
        return _together(snapshot, event, [(head, request), *others], people)
    body, about = reminder_body(request, people, now), AboutRequest(request.root, since)
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, request.root.channel, request.root.ts, body, about)
    reason = Reason(NAME, Why.REMINDED, described(now - request.asked_at))
    reminded = Decision((_asked(snapshot, head, since),), (post,), (reason,))
    return as_allowed(NAME, place_of(snapshot).reminders, reminded)


def _asked(snapshot: Snapshot, head: HelpRequest, since: Instant) -> Put:
    """Remember that a reminder was asked for; it counts as given once it is posted."""
    return Put(evolve(head, reminding=(since, snapshot.stay)))


def _for_the_same(snapshot: Snapshot, request: HelpRequest, now: Instant) -> list[tuple[HelpRequest, HelpRequest]]:
    """Return what else waits for the same team and is due at about the same time, each with its parts as one."""
    holder, hours = holder_at(snapshot, request, now), hours_at(snapshot, request, now)
    by, after = remind_by(snapshot, now), snapshot.policy.remind_after
    by_asker: dict[str, list[HelpRequest]] = {}
    for one in snapshot.parts_of_waiting:
        by_asker.setdefault(one.asker, []).append(one)
    found = [
        (head, as_one((head, *parts_after(head.root, by_asker.get(head.asker, ())))))
        for head in waiting_with(snapshot, request, now)
    ]
    return [
        (head, whole)
        for head, whole in found
        if whole.state is HelpState.OPEN
        and not whole.waits_for_asker
        and holder_at(snapshot, whole, now) == holder
        and hours.next(waits_since(head) + after) <= by
        and not is_reminded(head, waits_since(whole), snapshot.stay)
    ]


def _together(
    snapshot: Snapshot, event: TimePassed, waiting: list[tuple[HelpRequest, HelpRequest]], audience: Audience
) -> Decision:
    """Remind of several questions in one message."""
    now, channel = event.told_at or event.at, event.action.channel
    waiting = sorted(waiting, key=lambda one: (one[1].asked_at, one[1].root))[:MOST_TOGETHER]
    wholes = [whole for _, whole in waiting]
    askers = {one.asker for one in wholes}
    called = evolve(audience, people=tuple(one for one in audience.people if one not in askers))
    about = AboutRequests(tuple(one.root for one in wholes))
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, channel, None, reminders_body(wholes, called, now), about)
    marked = tuple(_asked(snapshot, head, waits_since(whole)) for head, whole in waiting)
    reminded = Decision(marked, (post,), (Reason(NAME, Why.REMINDED, f"{len(wholes)} questions"),))
    return as_allowed(NAME, place_of(snapshot).reminders, reminded)


def _later(request: HelpRequest, event: TimePassed, due: Instant) -> Decision:
    """Wait for working hours: what was due within them was told after them."""
    again = WakeMe(f"{event.id}/{NAME}/0", NAME, request.root.channel, due, event.action.about)
    return Decision((), (again,), (Reason(NAME, Why.STILL_WAITING),))


Heard: TypeAlias = TimePassed | MessagePosted | ActionFailed


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Look at a question that waits, or take what became of its reminder."""
    match event:
        case TimePassed():
            return time_passed(snapshot, event)
        case MessagePosted():
            given = (evolve(one, reminded_of=since, reminding=None) for one, since in _reminding(snapshot, event))
            made = posted_or_failed(NAME, event)
            return evolve(made, changes=(*made.changes, *map(Put, given)))
        case ActionFailed():
            owed = (evolve(one, reminding=None) for one, _ in _reminding(snapshot, event))
            return Decision(tuple(map(Put, owed)), (), (Reason(NAME, Why.FAILED, event.why),))


def _reminding(snapshot: Snapshot, event: MessagePosted | ActionFailed) -> Iterator[tuple[HelpRequest, Instant]]:
    """Return the questions that wait for what became of a reminder, and since when they had waited when it was asked.

    Those that were passed on since, and are reminded of anew, wait for another.
    """
    about = event.action.about
    for one in snapshot.reminded:
        since = one.reminding[0] if one.reminding is not None else None
        if since is not None and (not isinstance(about, AboutRequest) or about.since == since):
            yield one, since


BEHAVIOUR = Behaviour(
    NAME,
    {
        TimePassed: (REQUEST, SIBLINGS, WAITING_TOGETHER, PARTS_OF_WAITING, BUDGET),
        MessagePosted: (REMINDED,),
        ActionFailed: (REMINDED,),
    },
    decided,
    "reminders",
)
