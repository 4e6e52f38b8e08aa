"""Remembers people, teams and who owned what, over intervals of time."""

from typing import assert_never

from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours.services import whole_key_of
from ratchet_core.domain import (
    Group,
    Membership,
    MembershipStart,
    MergedKind,
    OwnedKind,
    OwnershipStart,
    Person,
    TeamNameStart,
)
from ratchet_core.domain.merging import part_of, path_between
from ratchet_core.rules.merging import merge_from, part_from
from ratchet_core.rules.ownership import (
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
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import Change, Drop, Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    GroupSeen,
    MemberJoined,
    MemberLeft,
    OwnerChanged,
    PersonSeen,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)

NAME = "organisation"
_REMEMBERED = (Reason(NAME, Why.REMEMBERED),)
_NOTHING = because(NAME, Why.NOTHING_TO_DO)
Organised = (
    PersonSeen | GroupSeen | TeamNamed | TeamsMerged | TeamMergeUndone | OwnerChanged | MemberJoined | MemberLeft
)


def changed(snapshot: Snapshot, event: Organised) -> Decision:
    """Take news of a person, a team or an owner."""
    match event:
        case PersonSeen():
            return _remembered(Put(_person(event)))
        case GroupSeen():
            return _grouped(snapshot, event)
        case OwnerChanged():
            return _transferred(snapshot, event)
        case TeamNamed() | TeamsMerged() | TeamMergeUndone() | MemberJoined() | MemberLeft():
            return _of_team(snapshot, event)
    assert_never(event)


def _person(event: PersonSeen) -> Person:
    return Person(event.person, event.name, event.external, event.active, event.bot, event.guest)


def _grouped(snapshot: Snapshot, event: GroupSeen) -> Decision:
    """Take who is in a group; the later news holds."""
    known, members = snapshot.directory.groups.get(event.group), tuple(sorted(set(event.members)))
    if known is not None and known.at > event.at:
        return _NOTHING
    return _remembered(Put(Group(event.group, event.handle, members, event.at)))


def _remembered(*changes: Change) -> Decision:
    return Decision(changes, (), _REMEMBERED)


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


def _named(snapshot: Snapshot, event: TeamNamed) -> Decision:  # noqa: ARG001 - one shape for all
    no_name = why_no_name(event.name) or why_no_name(event.team)
    if no_name is not None:
        return impossible(NAME, no_name)
    return _remembered(Put(TeamNameStart(event.team, event.at, event.name)))


def _merged(snapshot: Snapshot, event: TeamsMerged) -> Decision:
    teams = snapshot.directory.teams
    missing = next((team for team in (event.team, event.into) if team not in teams), None)
    if missing is not None:
        return no_team(NAME, missing)
    merges = teams[event.team].merges
    already = part_of(merges, event.at)
    if already == event.into:
        return _NOTHING
    if already is not None:
        return impossible(NAME, f"{event.team} is part of {already} then; undo that merge first")
    known = {one.id: one.merges for one in teams.values() if one.merges}
    path = path_between(known, event.into, event.team, event.at)
    if path is not None:
        return impossible(NAME, f"this would be a cycle: {' -> '.join((event.team, *path))}; undo one of these first")
    return _remembered(*merge_from(MergedKind.TEAM, event.team, merges, event.into, event.at))


def _parted(snapshot: Snapshot, event: TeamMergeUndone) -> Decision:
    team = snapshot.directory.teams.get(event.team)
    if team is None or part_of(team.merges, event.at) is None:
        return impossible(NAME, f"{event.team} is no part of another team then; `ratchet team list` shows merges")
    return _remembered(*part_from(MergedKind.TEAM, event.team, event.at))


def _joined(snapshot: Snapshot, event: MemberJoined) -> Decision:
    """Begin a membership; one that is known to begin later begins now instead, so that none overlap."""
    known = _of_person(snapshot, event)
    if any(one.during.covers(event.at) for one in known):
        return _NOTHING
    later = min((one.during.since for one in known if one.during.since > event.at), default=None)
    begun = Put(MembershipStart(event.team, event.person, event.at, member=True))
    if later is None:
        return _remembered(begun)
    return _remembered(begun, Drop("membership", (event.team, event.person, later)))


def _left(snapshot: Snapshot, event: MemberLeft) -> Decision:
    """End a membership; an end that is known to come later comes now instead."""
    lasting = next((one for one in _of_person(snapshot, event) if one.during.covers(event.at)), None)
    if lasting is None:
        return _NOTHING
    ended = Put(MembershipStart(event.team, event.person, event.at, member=False))
    if lasting.during.until is None:
        return _remembered(ended)
    return _remembered(ended, Drop("membership", (event.team, event.person, lasting.during.until)))


def _of_person(snapshot: Snapshot, event: MemberJoined | MemberLeft) -> list[Membership]:
    return [one for one in snapshot.directory.memberships(event.person) if one.team == event.team]


def _transferred(snapshot: Snapshot, event: OwnerChanged) -> Decision:
    owner = owner_at(snapshot, event.at, event.kind)
    not_allowed = why_not(snapshot, event.by, owner, event.at)
    if not_allowed is not None:
        return refusal(NAME, not_allowed)
    if event.by is not None and event.team is not None and event.team not in snapshot.directory.teams:
        return no_team(NAME, event.team)
    if event.team is not None and event.team == recorded_at(snapshot, event.at, event.kind):
        return because(NAME, Why.NOTHING_TO_DO, team_name(snapshot, event.team, event.at))
    owned = whole_key_of(snapshot, event.owned) if event.kind is OwnedKind.SERVICE else event.owned
    return _remembered(Put(OwnershipStart(event.kind, owned, event.at, event.team)))


_HEARD = (PersonSeen, GroupSeen, TeamNamed, TeamsMerged, TeamMergeUndone, OwnerChanged, MemberJoined, MemberLeft)
BEHAVIOUR = Behaviour(NAME, dict.fromkeys(_HEARD, ()), changed)
