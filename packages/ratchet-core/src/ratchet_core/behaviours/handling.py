"""What people say about a help request: which team is to answer it, how it ended, and which incident it was about."""

from typing import assert_never

from ratchet_core.basis.evolving import evolve
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import reminders
from ratchet_core.domain import SAYABLE, HandOff, HelpRequest, HelpState, IncidentKey, Settlement
from ratchet_core.domain.requests import as_one
from ratchet_core.rules.modes import as_allowed, place_of, why_silent
from ratchet_core.rules.outcome import posted_or_failed
from ratchet_core.rules.ownership import (
    impossible,
    no_team,
    team_name,
    waits_for,
)
from ratchet_core.rules.owning import team_named
from ratchet_core.rules.rights import not_there, refused
from ratchet_core.rules.wording import handed_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutRequest, PostMessage
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    MessagePosted,
)
from ratchet_core.wants.table import BUDGET, INCIDENT, REQUEST, SIBLINGS

NAME = "handling"
Handled = HelpRequestHandedOff | HelpRequestLinked | HelpRequestReopened | HelpRequestResolved


def changed(snapshot: Snapshot, event: Handled) -> Decision:
    """Take a person's word on a help request."""
    request = snapshot.head
    if request is None:
        known = "`ratchet help list` shows those that there are"
        missing = impossible(NAME, f"there is no help request at {event.channel}/{event.ts}; {known}")
        return not_there(snapshot, event, NAME, missing)
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    match event:
        case HelpRequestHandedOff():
            return _handed_off(snapshot, request, event)
        case HelpRequestResolved():
            return _resolved(request, event)
        case HelpRequestReopened():
            return _reopened(snapshot, request, event)
        case HelpRequestLinked():
            return _linked(snapshot, request, event)
    assert_never(event)


def _handed_off(snapshot: Snapshot, request: HelpRequest, event: HelpRequestHandedOff) -> Decision:
    team = team_named(snapshot.directory, event.team)
    if team is None:
        return no_team(snapshot, NAME, event.team)
    name = team_name(snapshot, snapshot.directory.team_at(team, event.at), event.at)
    waited = Reason(NAME, Why.NOTHING_TO_DO, f"it waits for {name} already")
    is_new = not waits_for(snapshot, request, team, event.at)
    if not is_new and request.team_at(event.at) is not None:
        return Decision(reasons=(waited,))
    hand_offs = sorted((*request.handed, HandOff(team, event.by, event.at)), key=lambda one: one.at)
    handed = evolve(request, handed=tuple(hand_offs))
    reason = Reason(NAME, Why.HANDED_OFF, name)
    again = reminders.alarm(snapshot, handed, event.id, event.at) if handed.state is HelpState.OPEN else ()
    place = place_of(snapshot).help_requests
    if not is_new:  # it is kept all the same, for a hand-off from before may be heard later
        return Decision((Put(handed),), again, (reason, waited))
    silent = why_silent(snapshot, place)
    if silent is not None:
        return Decision((Put(handed),), again, (reason, Reason(NAME, silent)))
    body, about = handed_body(name, event.by), AboutRequest(request.root)
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, request.root.channel, request.root.ts, body, about)
    return as_allowed(NAME, place, Decision((Put(handed),), (post, *again), (reason,)))


def _resolved(request: HelpRequest, event: HelpRequestResolved) -> Decision:
    if event.resolution not in SAYABLE:
        said = ", ".join(sorted(SAYABLE))
        return impossible(NAME, f"{event.resolution} is seen in the thread, nobody says it; say one of {said}")
    settlement = Settlement(event.resolution, event.by, event.at)
    if request.settlement is not None and request.settlement.at > settlement.at:
        return because(NAME, Why.NOTHING_TO_DO, f"{request.settlement.person} said later that it is resolved")
    change = Put(evolve(request, settlement=settlement))
    return Decision((change,), (), (Reason(NAME, Why.REQUEST_RESOLVED, event.resolution.value),))


def _reopened(snapshot: Snapshot, request: HelpRequest, event: HelpRequestReopened) -> Decision:
    """Count as asked again: any part may have resolved the whole, and none of them does so after that moment."""
    state = as_one((request, *snapshot.parts)).state
    if state is not HelpState.RESOLVED:
        return because(NAME, Why.NOTHING_TO_DO, f"it is {state.value}")
    again = evolve(request, settlement=None, reopened_at=max(event.at, request.reopened_at or 0))
    return Decision((Put(again),), (), (Reason(NAME, Why.REOPENED),))


def _linked(snapshot: Snapshot, request: HelpRequest, event: HelpRequestLinked) -> Decision:
    if snapshot.incident is None:
        known = "`ratchet incident list` shows those that there are"
        return impossible(NAME, f"there is no incident {event.incident_in}/{event.alert}/{event.number}; {known}")
    linked = evolve(request, incident=IncidentKey(event.incident_in, event.alert, event.number))
    return Decision((Put(linked),), (), (Reason(NAME, Why.LINKED, f"#{event.number}"),))


def decided(snapshot: Snapshot, event: Handled | MessagePosted | ActionFailed) -> Decision:
    """Take a person's word on a help request, and what became of the news of it."""
    if isinstance(event, MessagePosted | ActionFailed):
        return posted_or_failed(NAME, event)
    return changed(snapshot, event)


BEHAVIOUR = Behaviour(
    NAME,
    {
        HelpRequestHandedOff: (REQUEST, SIBLINGS, BUDGET),
        HelpRequestResolved: (REQUEST, SIBLINGS),
        HelpRequestReopened: (REQUEST, SIBLINGS),
        HelpRequestLinked: (REQUEST, SIBLINGS, INCIDENT),
        MessagePosted: (),
        ActionFailed: (),
    },
    decided,
)
