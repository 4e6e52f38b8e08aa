"""One message for what comes faster than it can be posted: it counts and groups what was held back, edited in place.

It belongs to the cards of a channel, which say what they hold back: `held_back` gives each its place in the queue.
"""

from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.domain import Incident, Track
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.storms import (
    CRITICAL_A_MINUTE,
    SOON,
    SPACING,
    Budget,
    Storm,
    StormState,
    catching_up,
)
from ratchet_core.recognise.recognised import Severity
from ratchet_core.rules.budget import budget_of
from ratchet_core.rules.modes import as_allowed, place_of, why_silent
from ratchet_core.rules.wording import body_digest, storm_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutChannel, Action, PostMessage, UpdateMessage, WakeMe
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import ActionFailed, MessagePosted, MessageUpdated, TimePassed
from ratchet_core.wants.table import BUDGET

NAME: Final = "storms"
Heard: TypeAlias = TimePassed | MessagePosted | MessageUpdated | ActionFailed


@frozen
class HeldBack:
    """When a card that is held back is due, what is remembered of that, and what is said of the storm."""

    due: Instant
    changes: tuple[Put, ...]
    actions: tuple[Action, ...] = ()


def held_back(  # noqa: PLR0913 - what is held back, why and when
    snapshot: Snapshot, track: Track, incident: Incident, cause: str, now: Instant, *, again: bool
) -> HeldBack:
    """Give a card that is held back its place, and count it, unless that was done when it was held back before."""
    before = budget_of(snapshot)
    budget = _in_queue(snapshot, before, incident, now)
    due = _due(snapshot, budget, incident)
    if again:
        return HeldBack(due, (Put(budget),))
    storm = _begun_or_going_on(snapshot, before, now)
    service = snapshot.service.name if snapshot.service is not None else track.service
    storm = evolve(
        storm,
        last_at=max(now, storm.last_at),
        alerts=storm.alerts.with_one(track.name),
        services=storm.services.with_one(service) if service else storm.services,
        count=storm.count + 1,
    )
    storm, actions = _told(snapshot, budget.channel, storm, cause, now)
    return HeldBack(due, (Put(evolve(budget, storm=storm)),), actions)


def _in_queue(snapshot: Snapshot, budget: Budget, incident: Incident, now: Instant) -> Budget:
    if incident.severity is Severity.CRITICAL:
        return evolve(budget, critical=budget.critical.after(now, CRITICAL_A_MINUTE))
    return evolve(budget, queue=budget.queue.after(now, _a_minute(snapshot)))


def _due(snapshot: Snapshot, budget: Budget, incident: Incident) -> Instant:
    if incident.severity is Severity.CRITICAL:
        return budget.critical.due(CRITICAL_A_MINUTE)
    return budget.queue.due(_a_minute(snapshot))


def _a_minute(snapshot: Snapshot) -> int:
    return catching_up(place_of(snapshot).posts_per_minute)


def _begun_or_going_on(snapshot: Snapshot, budget: Budget, now: Instant) -> Storm:
    """Return the storm that goes on, or a new one where the last one is over for so long that nobody looks there."""
    storm = budget.storm
    if storm is None or now - max(storm.last_at, budget.empty_at) > snapshot.policy.same_conversation:
        return Storm(now, now)
    return storm


def _told(snapshot: Snapshot, channel: str, storm: Storm, cause: str, now: Instant) -> tuple[Storm, tuple[Action, ...]]:
    """Return a storm whose message is asked for, and which is looked at again, with the actions that this takes."""
    storm, posts = _posted(snapshot, channel, _as_it_stands(snapshot, storm), cause)
    if storm.due is not None and storm.due > now:
        return storm, posts
    alarm = _alarm(channel, cause, now + (SOON if posts else SPACING))
    return evolve(storm, due=alarm.at), (*posts, alarm)


def _posted(snapshot: Snapshot, channel: str, storm: Storm, cause: str) -> tuple[Storm, tuple[Action, ...]]:
    if storm.state is not StormState.NONE:
        return storm, ()
    body, stay = storm_body(storm, over=False), snapshot.stay
    post = PostMessage(f"{cause}/{NAME}/0", NAME, channel, None, body, AboutChannel(channel))
    state = StormState.ASKED if place_of(snapshot).cards is Mode.LIVE else StormState.WITHHELD
    return evolve(storm, state=state, digest=body_digest(body), stay=stay, ts=None), (post,)


def _alarm(channel: str, cause: str, at: Instant) -> WakeMe:
    return WakeMe(f"{cause}/{NAME}/1", NAME, channel, at, AboutChannel(channel))


def _as_it_stands(snapshot: Snapshot, storm: Storm) -> Storm:
    """Return a storm without a message that never came about: withheld before cards went live, or given up."""
    if storm.state is StormState.WITHHELD and place_of(snapshot).cards is Mode.LIVE:
        return evolve(storm, state=StormState.NONE, digest="")
    left = snapshot.channel is not None and storm.stay != snapshot.channel.stay
    if storm.state is StormState.ASKED and left:
        return evolve(storm, state=StormState.NONE, digest="")
    return storm


def looked_at(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Edit the message of a storm that went on, and say so once it is over."""
    budget, now = budget_of(snapshot), event.told_at or event.at
    storm = budget.storm
    if storm is None or storm.due != event.action.at:
        return because(NAME, Why.NOTHING_TO_DO)
    silent = why_silent(snapshot, place_of(snapshot).cards)
    if silent is not None:
        return Decision((Put(evolve(budget, storm=evolve(storm, due=None))),), (), (Reason(NAME, silent),))
    over = now >= max(budget.empty_at, storm.last_at + SPACING)
    edited, edits, why = _edited(snapshot, budget.channel, _as_it_stands(snapshot, storm), event.id, over=over)
    due = None if over and edited.state is not StormState.ASKED else max(now + SPACING, _next(budget, storm, now))
    alarms = () if due is None else (_alarm(budget.channel, event.id, due),)
    put = Put(evolve(budget, storm=evolve(edited, due=due)))
    return as_allowed(NAME, place_of(snapshot).cards, Decision((put,), (*edits, *alarms), (Reason(NAME, why),)))


def _next(budget: Budget, storm: Storm, now: Instant) -> Instant:
    """Return when a storm's message may say something else: soon where more came lately, or else when it is over."""
    quiet = now >= storm.last_at + SPACING
    return budget.empty_at if quiet else now + SPACING


def _edited(
    snapshot: Snapshot, channel: str, storm: Storm, cause: str, *, over: bool
) -> tuple[Storm, tuple[Action, ...], Why]:
    if storm.state is StormState.NONE:
        posted, posts = (storm, ()) if over else _posted(snapshot, channel, storm, cause)
        return posted, posts, Why.NOTHING_TO_DO if over else Why.STORM
    if storm.state is StormState.ASKED:
        return storm, (), Why.CARD_ON_ITS_WAY
    body = storm_body(storm, over=over)
    digest = body_digest(body)
    if digest == storm.digest:
        return storm, (), Why.CARD_UNCHANGED
    edit = UpdateMessage(f"{cause}/{NAME}/0", NAME, channel, storm.ts or "", body, AboutChannel(channel))
    return evolve(storm, digest=digest), (edit,), Why.STORM


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Look at a storm again, or take what became of its message."""
    if isinstance(event, TimePassed):
        return looked_at(snapshot, event)
    if isinstance(event, MessageUpdated):
        return because(NAME, Why.NOTHING_TO_DO)
    budget = budget_of(snapshot)
    storm = budget.storm
    if storm is None:
        return because(NAME, Why.NOTHING_TO_DO)
    if isinstance(event, MessagePosted):
        if storm.state is not StormState.ASKED:
            return because(NAME, Why.NOTHING_TO_DO)
        posted = evolve(storm, state=StormState.POSTED, ts=event.ts)
        return Decision((Put(evolve(budget, storm=posted)),), (), (Reason(NAME, Why.STORM),))
    failed = evolve(storm, digest="", state=_after_failure(storm, event))
    return Decision((Put(evolve(budget, storm=failed)),), (), (Reason(NAME, Why.FAILED, event.why),))


def _after_failure(storm: Storm, event: ActionFailed) -> StormState:
    return StormState.NONE if isinstance(event.action, PostMessage) else storm.state


BEHAVIOUR = Behaviour(
    NAME,
    {TimePassed: (BUDGET,), MessagePosted: (BUDGET,), MessageUpdated: (), ActionFailed: (BUDGET,)},
    decided,
    "cards",
)
