"""Remembers people, teams and who owned what, over intervals of time.

Every fact is placed by its own moment: what is told late holds from that moment on, and what is told before it can hold
is kept without effect until the rest is known. So the order in which facts arrive does not matter. What a person asks
for is looked at as it is known when they ask, and refused where it makes no sense then.
"""

from collections.abc import Callable
from typing import assert_never

from ratchet_core.basis.evolving import evolve
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours.services import whole_key_of
from ratchet_core.domain import (
    Group,
    MembershipStart,
    MergedKind,
    MergeStart,
    OwnedKind,
    OwnershipStart,
    Person,
    TeamNameStart,
    service_key,
)
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.merging import part_of, path_between
from ratchet_core.domain.placing import Start, newer_group, newer_person, stands
from ratchet_core.rules.ownership import (
    impossible,
    names_of,
    no_service,
    no_team,
    recorded_at,
    refusal,
    team_name,
    why_no_name,
)
from ratchet_core.rules.owning import admins_of, team_named
from ratchet_core.rules.rights import not_there, refused, refused_as_stranger
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.changes import Change, Put
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
OfTeam = TeamNamed | TeamsMerged | TeamMergeUndone | MemberJoined | MemberLeft
Organised = PersonSeen | GroupSeen | OfTeam | OwnerChanged


def changed(snapshot: Snapshot, event: Organised) -> Decision:
    """Take news of a person, a team or an owner."""
    match event:
        case PersonSeen():
            return _seen(snapshot, event)
        case GroupSeen():
            return _grouped(snapshot, event)
        case OwnerChanged():
            return _transferred(snapshot, event)
        case TeamNamed(founds=True):
            return _founded(snapshot, event)
        case TeamNamed() | TeamsMerged() | TeamMergeUndone() | MemberJoined() | MemberLeft():
            return _of_team(snapshot, event)
    assert_never(event)


def _seen(snapshot: Snapshot, event: PersonSeen) -> Decision:
    """Take who somebody is, unless they were erased: a roster is told again and again; the later news holds."""
    if snapshot.directory.is_erased(event.person):
        return because(NAME, Why.ERASED_PERSON, event.person)
    told = Person(
        event.person,
        event.name,
        event.external,
        event.active,
        event.bot,
        event.guest,
        event.admin,
        event.at,
        event.time_zone,
    )
    known = snapshot.directory.people.get(event.person)
    person = newer_person(known, told)
    return _NOTHING if person == known and told.at < known.at else _remembered(Put(person))


def _grouped(snapshot: Snapshot, event: GroupSeen) -> Decision:
    """Take who is in a group; the later news holds."""
    known, members = snapshot.directory.groups.get(event.group), tuple(sorted(set(event.members)))
    group = newer_group(known, Group(event.group, event.handle, members, event.at))
    return _NOTHING if group == known else _remembered(Put(group))


def _remembered(*changes: Change) -> Decision:
    return Decision(changes, (), _REMEMBERED)


def _kept(snapshot: Snapshot, start: Start, of: Callable[[Directory], object], why: str) -> Decision:
    """Keep a fact, and say whether it changes anything yet; `why` says what to do where it does not.

    `of` is what it is meant to change.
    """
    directory = snapshot.directory
    if not stands(directory, start):
        return because(NAME, Why.NOTHING_TO_DO, "something else is known of the same moment" if why else "")
    has_effect = of(directory.with_record(start)) != of(directory)
    reason = Reason(NAME, Why.REMEMBERED) if has_effect else Reason(NAME, Why.WITHOUT_EFFECT, why)
    return Decision((Put(start),), (), (reason,))


def _founded(snapshot: Snapshot, event: TeamNamed) -> Decision:
    """Found a team: only where that is said, and under a name that no other team has."""
    no_name = why_no_name(event.name) or why_no_name(event.team)
    if no_name is not None:
        return impossible(NAME, no_name)
    if event.by is None:
        return _named(snapshot, event)
    taken = _why_taken(snapshot, event.name) or _why_taken(snapshot, event.team)
    return refused(snapshot, event, NAME) or taken or _named(snapshot, event)


def _why_taken(snapshot: Snapshot, name: str, but: str | None = None) -> Decision | None:
    """Return the refusal of a name that another team has or had, in any case; None where it is free."""
    wanted, teams = name.strip().casefold(), snapshot.directory.teams.values()
    others = (one for one in teams if one.id != but and wanted in map(str.casefold, names_of(one)))
    taken = next(others, None)
    if taken is None:
        return None
    return impossible(NAME, f"there is a team '{names_of(taken)[0]}' that is or was called so; choose another name")


def _why_awaited(snapshot: Snapshot, event: TeamNamed) -> Decision | None:
    """Return the refusal of a name under which channels are given to a team that is yet to be founded.

    Whoever took it would own them, so that takes an admin.
    """
    directory, name = snapshot.directory, event.name.strip().casefold()
    told = (one.place for one in directory.settings.values())
    places = (directory.policy.default, *directory.policy.channels.values(), *told)
    awaited = any(one.team is not None and one.team.strip().casefold() == name for one in places)
    if event.by is None or not awaited or team_named(directory, event.name) == event.team:
        return None
    return (
        None
        if event.by in admins_of(directory)
        else refusal(NAME, f"channels belong to '{event.name}' already, so it takes an admin")
    )


def _of_team(snapshot: Snapshot, told: OfTeam) -> Decision:
    event = _resolved(snapshot, told)
    if isinstance(event, Decision):
        return event
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    match event:
        case TeamNamed():
            no_name = why_no_name(event.name) or why_no_name(event.team)
            taken = None if event.by is None else _why_taken(snapshot, event.name, event.team)
            unnamed = None if no_name is None else impossible(NAME, no_name)
            return unnamed or taken or _why_awaited(snapshot, event) or _named(snapshot, event)
        case TeamsMerged():
            return _merged(snapshot, event)
        case TeamMergeUndone():
            return _parted(snapshot, event)
        case MemberJoined() | MemberLeft():
            return _moved(snapshot, event)
    assert_never(event)


def _resolved(snapshot: Snapshot, event: OfTeam) -> OfTeam | Decision:
    """Return an event of a person under the ids of the teams that they name, or the refusal of a name that is none.

    What the organisation tells is told under ids, and may be told before the team is.
    """
    stranger = refused_as_stranger(snapshot, event.by, NAME)
    if event.by is None or stranger is not None:
        return stranger or event
    named = {"team": event.team, "into": event.into} if isinstance(event, TeamsMerged) else {"team": event.team}
    found = {field: team_named(snapshot.directory, name) for field, name in named.items()}
    missing = next((named[field] for field, team in found.items() if team is None), None)
    if missing is not None:
        return no_team(snapshot, NAME, missing)
    return evolve(event, **found)


def _named(snapshot: Snapshot, event: TeamNamed) -> Decision:
    start = TeamNameStart(event.team, event.at, event.name)
    return _kept(snapshot, start, lambda known: known.teams.get(event.team), "")


def _merged(snapshot: Snapshot, event: TeamsMerged) -> Decision:
    """Merge teams; what a person wants is refused where it makes no sense, and what the organisation tells is kept."""
    why = _why_no_merge(snapshot, event)
    if event.by is not None and why is not None:
        return impossible(NAME, why)
    teams = snapshot.directory.teams
    if event.by is not None and part_of(teams[event.team].merges, event.at) == event.into:
        return _NOTHING
    start = MergeStart(MergedKind.TEAM, event.team, event.at, event.into)
    already = f"{event.team} is part of {event.into} already then"
    return _kept(snapshot, start, _merges_of, why or already)


def _merges_of(directory: Directory) -> object:
    return {one.id: one.merges for one in directory.teams.values() if one.merges}


def _why_no_merge(snapshot: Snapshot, event: TeamsMerged) -> str | None:
    teams = snapshot.directory.teams
    missing = next((team for team in (event.team, event.into) if team not in teams), None)
    if missing is not None:
        return f"there is no team {missing} yet; `ratchet team list` shows those that there are"
    already = part_of(teams[event.team].merges, event.at)
    if already is not None:
        return None if already == event.into else f"{event.team} is part of {already} then; undo that merge first"
    known = {one.id: one.merges for one in teams.values() if one.merges}
    path = path_between(known, event.into, event.team, event.at)
    if path is None:
        return None
    return f"this would be a cycle: {' -> '.join((event.team, *path))}; undo one of these first"


def _parted(snapshot: Snapshot, event: TeamMergeUndone) -> Decision:
    why = f"{event.team} is no part of another team then; `ratchet team list` shows merges"
    return _kept(snapshot, MergeStart(MergedKind.TEAM, event.team, event.at, None), _merges_of, why)


def _moved(snapshot: Snapshot, event: MemberJoined | MemberLeft) -> Decision:
    """Begin or end a membership; what changes nothing yet is kept, for what is told later may come before it."""
    joins = isinstance(event, MemberJoined)
    of = [one for one in snapshot.directory.memberships(event.person) if one.team == event.team]
    if joins and event.by is not None and any(one.during.covers(event.at) for one in of):
        return _NOTHING
    start = MembershipStart(event.team, event.person, event.at, member=joins)
    team = team_name(snapshot, event.team, event.at)
    why = f"{event.person} is {'a member' if joins else 'no member'} of {team} then; `ratchet team show` shows members"
    return _kept(snapshot, start, lambda known: known.memberships(event.person), why)


def _transferred(snapshot: Snapshot, event: OwnerChanged) -> Decision:
    if event.by is not None:
        return _given(snapshot, event)
    owned = service_key(event.owned) if event.kind is OwnedKind.SERVICE else event.owned
    return _owned(snapshot, OwnershipStart(event.kind, owned, event.at, event.team))


def _given(snapshot: Snapshot, event: OwnerChanged) -> Decision:
    """Take a person's word on whose something is: of what there is, and to a team that there is."""
    missing = _why_not_there(snapshot, event)
    if missing is not None:
        return not_there(snapshot, event, NAME, missing)
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    team = None if event.team is None else team_named(snapshot.directory, event.team)
    if event.team is not None and team is None:
        return no_team(snapshot, NAME, event.team)
    if team is not None and team == recorded_at(snapshot, event.at, event.kind):
        return because(NAME, Why.NOTHING_TO_DO, team_name(snapshot, team, event.at))
    owned = whole_key_of(snapshot, event.owned) if event.kind is OwnedKind.SERVICE else event.owned
    return _owned(snapshot, OwnershipStart(event.kind, owned, event.at, team))


def _why_not_there(snapshot: Snapshot, event: OwnerChanged) -> Decision | None:
    if event.kind is OwnedKind.SERVICE:
        return no_service(snapshot, NAME, event.owned) if snapshot.service is None else None
    if snapshot.channel is not None:
        return None
    return impossible(NAME, f"there is no channel {event.owned}; `ratchet channel list` shows those that there are")


def _owned(snapshot: Snapshot, start: OwnershipStart) -> Decision:
    directory = snapshot.directory
    if start.team is not None and start.team not in directory.teams:
        why = f"there is no team {start.team} yet, and until there is, the owner before goes on"
    else:
        why = "it was so already" if start.team is None else team_name(snapshot, start.team, start.since)
    decision = _kept(snapshot, start, lambda known: _owners_in(known, start), why)
    heirs = directory.heirs(start.owned, start.since) if start.kind is OwnedKind.CHANNEL else ()
    handed = (one for heir in heirs if stands(directory, one := evolve(start, owned=heir)))
    return evolve(decision, changes=(*decision.changes, *map(Put, handed)))


def _owners_in(directory: Directory, start: OwnershipStart) -> object:
    owned = start.owned
    if start.kind is OwnedKind.SERVICE:
        owned = directory.service_at(directory.key_named(owned), start.since)
    return [(one.team, one.during) for one in directory.ownerships(start.kind, owned)]


_HEARD = (PersonSeen, GroupSeen, TeamNamed, TeamsMerged, TeamMergeUndone, OwnerChanged, MemberJoined, MemberLeft)
BEHAVIOUR = Behaviour(NAME, dict.fromkeys(_HEARD, ()), changed)
