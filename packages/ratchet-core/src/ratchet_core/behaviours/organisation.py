"""Remembers people, teams and who owned what, over intervals of time."""

from typing import assert_never

import attrs

from ratchet_core.behaviours.ownership import (
    impossible,
    members_of,
    no_team,
    owner_at,
    recorded_at,
    refusal,
    team_at,
    team_name,
    why_no_name,
    why_not,
)
from ratchet_core.behaviours.services import whole_key_of
from ratchet_core.changes import Change, RememberMembership, RememberPerson, RememberTeam, TransferOwnership
from ratchet_core.decision import Decision, Reason, Why, because
from ratchet_core.domain import Interval, Membership, OwnedKind, Person, Team, TeamName, intervals_from
from ratchet_core.events import (
    MemberJoined,
    MemberLeft,
    OwnerChanged,
    PersonSeen,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)
from ratchet_core.merging import merged, part_of, parted, path_between
from ratchet_core.snapshot import Snapshot

NAME = "organisation"
_REMEMBERED = (Reason(NAME, Why.REMEMBERED),)
_NOTHING = because(NAME, Why.NOTHING_TO_DO)
Organised = PersonSeen | TeamNamed | TeamsMerged | TeamMergeUndone | OwnerChanged | MemberJoined | MemberLeft


def changed(snapshot: Snapshot, event: Organised) -> Decision:
    """Take news of a person, a team or an owner."""
    match event:
        case PersonSeen():
            return _remembered(RememberPerson(Person(event.person, event.name, event.external)))
        case OwnerChanged():
            return _transferred(snapshot, event)
        case TeamNamed() | TeamsMerged() | TeamMergeUndone() | MemberJoined() | MemberLeft():
            return _of_team(snapshot, event)
    assert_never(event)


def _remembered(change: Change) -> Decision:
    return Decision((change,), (), _REMEMBERED)


def _of_team(
    snapshot: Snapshot, event: TeamNamed | TeamsMerged | TeamMergeUndone | MemberJoined | MemberLeft
) -> Decision:
    asked = (event.team, event.into) if isinstance(event, TeamsMerged) else (event.team,)
    refusals = (_why_not(snapshot, event.by, team, event.at) for team in asked)
    not_allowed = next((one for one in refusals if one is not None), None)
    if not_allowed is not None:
        return refusal(NAME, not_allowed)
    match event:
        case TeamNamed():
            return _named(snapshot, event)
        case TeamsMerged():
            return _merged(snapshot, event)
        case TeamMergeUndone():
            return _parted(snapshot, event)
        case MemberJoined():
            return _joined(snapshot, event)
        case MemberLeft():
            return _left(snapshot, event)
    assert_never(event)


def _why_not(snapshot: Snapshot, by: str | None, team: str, at: int) -> str | None:
    """A team that has no members yet, nor has any part of it, may be set up by anybody who is not external.

    A merge gives the members of one team rights over what the other owns, so it takes a right to both.
    """
    has_members = bool(members_of(snapshot, team_at(snapshot, team, at), at))
    return why_not(snapshot, by, team if has_members else None, at)


def _team(snapshot: Snapshot, team: str) -> Team:
    return next((one for one in snapshot.teams if one.id == team), Team(team))


def _named(snapshot: Snapshot, event: TeamNamed) -> Decision:
    no_name = why_no_name(event.name) or why_no_name(event.team)
    if no_name is not None:
        return impossible(NAME, no_name)
    team = _team(snapshot, event.team)
    starts = {name.during.since: name.name for name in team.names} | {event.at: event.name}
    names = tuple(TeamName(name, during) for name, during in intervals_from(starts))
    return _remembered(RememberTeam(attrs.evolve(team, names=names)))


def _merged(snapshot: Snapshot, event: TeamsMerged) -> Decision:
    known = {one.id: one.merges for one in snapshot.teams}
    missing = next((team for team in (event.team, event.into) if team not in known), None)
    if missing is not None:
        return no_team(NAME, missing)
    already = part_of(known[event.team], event.at)
    if already == event.into:
        return _NOTHING
    if already is not None:
        return impossible(NAME, f"{event.team} is part of {already} then; undo that merge first")
    path = path_between(known, event.into, event.team, event.at)
    if path is not None:
        return impossible(NAME, f"this would be a cycle: {' -> '.join((event.team, *path))}; undo one of these first")
    team = _team(snapshot, event.team)
    return _remembered(RememberTeam(attrs.evolve(team, merges=merged(team.merges, event.into, event.at))))


def _parted(snapshot: Snapshot, event: TeamMergeUndone) -> Decision:
    team = _team(snapshot, event.team)
    if part_of(team.merges, event.at) is None:
        return impossible(NAME, f"{event.team} is no part of another team then; `ratchet team list` shows merges")
    return _remembered(RememberTeam(attrs.evolve(team, merges=parted(team.merges, event.at))))


def _joined(snapshot: Snapshot, event: MemberJoined) -> Decision:
    """Begin a membership; one that is known to begin later begins now instead, so that none overlap."""
    known = _of_person(snapshot, event)
    if any(one.during.covers(event.at) for one in known):
        return _NOTHING
    later = min((one for one in known if one.during.since > event.at), key=lambda one: one.during.since, default=None)
    if later is None:
        return _remembered(RememberMembership(Membership(event.person, event.team, Interval(event.at))))
    earlier = attrs.evolve(later, during=Interval(event.at, later.during.until))
    return _remembered(RememberMembership(earlier, in_place_of=later.during.since))


def _left(snapshot: Snapshot, event: MemberLeft) -> Decision:
    for one in _of_person(snapshot, event):
        if one.during.covers(event.at):
            ended = attrs.evolve(one, during=Interval(one.during.since, event.at))
            return _remembered(RememberMembership(ended))
    return _NOTHING


def _of_person(snapshot: Snapshot, event: MemberJoined | MemberLeft) -> list[Membership]:
    return [one for one in snapshot.members if (one.person, one.team) == (event.person, event.team)]


def _transferred(snapshot: Snapshot, event: OwnerChanged) -> Decision:
    owner = owner_at(snapshot, event.at, event.kind)
    not_allowed = why_not(snapshot, event.by, owner, event.at)
    if not_allowed is not None:
        return refusal(NAME, not_allowed)
    if event.by is not None and event.team is not None and event.team not in {one.id for one in snapshot.teams}:
        return no_team(NAME, event.team)
    if event.team is not None and event.team == recorded_at(snapshot, event.at, event.kind):
        return because(NAME, Why.NOTHING_TO_DO, team_name(snapshot, event.team, event.at))
    if event.kind is OwnedKind.SERVICE:
        return _remembered(TransferOwnership(event.kind, whole_key_of(snapshot, event.owned), event.team, event.at))
    owned = snapshot.channel.id if snapshot.channel else event.owned
    return _remembered(TransferOwnership(event.kind, owned, event.team, event.at))
