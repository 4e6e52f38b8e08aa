"""Remembers people, teams and who owned what, over intervals of time."""

import attrs

from ratchet_core.behaviours.services import service_key
from ratchet_core.changes import RememberMembership, RememberPerson, RememberTeam, TransferOwnership
from ratchet_core.decision import Decision, Reason, Why
from ratchet_core.domain import Interval, Membership, OwnedKind, Person, Team, TeamName
from ratchet_core.events import MemberJoined, MemberLeft, OwnerChanged, PersonSeen, TeamNamed
from ratchet_core.snapshot import Snapshot

NAME = "organisation"
_REMEMBERED = (Reason(NAME, Why.REMEMBERED),)


def changed(snapshot: Snapshot, event: PersonSeen | TeamNamed | OwnerChanged | MemberJoined | MemberLeft) -> Decision:
    """Take news of a person, a team or an owner."""
    match event:
        case PersonSeen():
            return Decision((RememberPerson(Person(event.person, event.name, event.external)),), (), _REMEMBERED)
        case TeamNamed():
            return Decision((RememberTeam(_named(snapshot, event)),), (), _REMEMBERED)
        case OwnerChanged():
            owned = service_key(event.owned) if event.kind is OwnedKind.SERVICE else event.owned
            return Decision((TransferOwnership(event.kind, owned, event.team, event.at),), (), _REMEMBERED)
        case MemberJoined():
            membership = Membership(event.person, event.team, Interval(event.at))
            return Decision((RememberMembership(membership),), (), _REMEMBERED)
        case MemberLeft():
            return _left(snapshot, event)


def _named(snapshot: Snapshot, event: TeamNamed) -> Team:
    team = next((one for one in snapshot.teams if one.id == event.team), Team(event.team))
    starts = sorted([*((name.during.since, name.name) for name in team.names), (event.at, event.name)])
    ends = [since for since, _ in starts[1:]]
    names = (TeamName(name, Interval(since, end)) for (since, name), end in zip(starts, [*ends, None], strict=True))
    return attrs.evolve(team, names=tuple(names))


def _left(snapshot: Snapshot, event: MemberLeft) -> Decision:
    for one in snapshot.memberships:
        if one.team == event.team and one.during.covers(event.at):
            ended = attrs.evolve(one, during=Interval(one.during.since, event.at))
            return Decision((RememberMembership(ended),), (), _REMEMBERED)
    return Decision(reasons=(Reason(NAME, Why.NOTHING_TO_DO),))
