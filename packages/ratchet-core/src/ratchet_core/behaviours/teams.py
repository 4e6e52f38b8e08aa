"""What people ask of teams by `/ratchet team`: who is in one and what it owns, and every change of that.

Each change is the event that it stands for, with the right that this takes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.basis.likeness import nearest
from ratchet_core.behaviours import organisation
from ratchet_core.domain import Group, OwnedKind
from ratchet_core.domain.directory import Directory
from ratchet_core.rules.explaining import line, named
from ratchet_core.rules.ownership import impossible, names_of, nothing_called
from ratchet_core.rules.owning import owned_by, team_called, team_named, teams_of
from ratchet_core.rules.replies import why_refused
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Body, Line, PersonMention, Piece
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    MemberJoined,
    MemberLeft,
    OwnerChanged,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
)

NAME = "teams"
Answer: TypeAlias = tuple[Decision, Body]


@frozen
class Wisher:
    """Who wants something of a team, when, and by which event."""

    id: str
    at: Instant
    person: str


_ANSWERED: Final = Decision(reasons=(Reason(NAME, Why.ANSWERED),))
_SHOWN: Final = 30
_MOST_OF_GROUP: Final = 100
_USAGE: Final = (
    "team NAME: who is in it, and what it owns",
    "team add @PERSON to NAME, and team remove @PERSON from NAME",
    "team sync NAME with @GROUP: take in everybody of a user group",
    "team rename NAME to NEW NAME",
    "team merge NAME into OTHER, and team undo NAME",
    "team transfer #CHANNEL, or a service, to NAME",
    "team found NAME",
)


def answered(snapshot: Snapshot, by: Wisher, rest: str) -> Answer:
    """Return what a request about teams comes to, and what the person is told."""
    word, _, behind = rest.strip().partition(" ")
    change = _CHANGES.get(word.casefold())
    if change is None:
        return _shown(snapshot, by.at, by.person, rest.strip())
    pattern, make = change
    match = pattern.fullmatch(behind.strip())
    if match is None:
        return impossible(NAME, f"write it as `/ratchet {_usage_of(word.casefold())}`"), Body("")
    return make(snapshot, by, *(one.strip() for one in match.groups()))


def _usage_of(word: str) -> str:
    usages = (part for one in _USAGE for part in one.partition(":")[0].split(", and "))
    return next(one for one in usages if one.startswith(f"team {word}"))


def _shown(snapshot: Snapshot, at: Instant, person: str, name: str) -> Answer:
    directory = snapshot.directory
    if name:
        team = team_named(directory, name)
        if team is None:
            return impossible(NAME, _no_team(directory, name)), Body("")
        return _ANSWERED, Body(team_called(directory, team, at), tuple(_about(snapshot, team, at)))
    own = sorted(teams_of(directory, person, at))
    lines = [one for team in own for one in (line(f"{team_called(directory, team, at)}:"), *_about(snapshot, team, at))]
    usage = map(line, (f"/ratchet {one}" for one in _USAGE))
    headline = "Your teams" if own else "You are in no team that I know of"
    return _ANSWERED, Body(headline, (*lines, *usage))


def _about(snapshot: Snapshot, team: str, at: Instant) -> Iterator[Line]:
    directory = snapshot.directory
    members = directory.members_at(team, at)
    people: list[Piece | str] = [piece for one in members[:_SHOWN] for piece in (named(snapshot, one), ", ")][:-1]
    more = f" and {len(members) - _SHOWN} more" if len(members) > _SHOWN else ""
    yield line("Members: ", *(people or ["nobody"]), f"{more}.")
    public = (one for one in owned_by(directory, OwnedKind.CHANNEL, team, at) if not directory.is_private(one))
    yield line(_listed("Channels", (f"#{directory.name_of(one)}" for one in public)))
    services = (directory.services.get(one) for one in owned_by(directory, OwnedKind.SERVICE, team, at))
    yield line(_listed("Services", (one.name for one in services if one is not None)))


def _listed(what: str, names: Iterable[str]) -> str:
    known = sorted(names)
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return f"{what}: {', '.join(known[:_SHOWN]) or 'none'}{more}."


def _no_team(directory: Directory, name: str) -> str:
    names = (one for team in directory.teams.values() for one in names_of(team))
    meant = nearest(name, names)
    near = f"did you mean “{meant}”?" if meant is not None else "`/ratchet team` shows yours"
    return f"there is no team “{name[:80]}”; {near}"


def _done(decision: Decision, said: str) -> Answer:
    """Return a change with what is told of it; one that changes nothing says so."""
    unchanged = not decision.changes and why_refused(decision) is None
    return decision, Body("Nothing changed: it was so already." if unchanged else said)


def _done_to(decision: Decision, person: str, said: str) -> Answer:
    """Return the same of a change to a person, who is named by data: their name goes with them when they are erased."""
    told, body = _done(decision, "Done.")
    changed = bool(decision.changes)
    return told, evolve(body, lines=(line(PersonMention(person), said),)) if changed else body


def _renamed(snapshot: Snapshot, by: Wisher, team: str, name: str) -> Answer:
    told = TeamNamed(by.id, by.at, team, name, by.person)
    return _done(organisation.changed(snapshot, told), f"The team {team} is now called {name}.")


def _founded(snapshot: Snapshot, by: Wisher, name: str) -> Answer:
    told = TeamNamed(by.id, by.at, _id_of(name), name, by.person, founds=True)
    decision = organisation.changed(snapshot, told)
    return _done(decision, f"The team {name} exists now. Add people: /ratchet team add @PERSON to {name}")


def _id_of(name: str) -> str:
    return "-".join(re.findall(r"\w+", name.casefold())) or name


def _merged(snapshot: Snapshot, by: Wisher, team: str, into: str) -> Answer:
    decision = organisation.changed(snapshot, TeamsMerged(by.id, by.at, team, into, by.person))
    undo = f"/ratchet team undo {team} takes it back."
    return _done(decision, f"{team} is part of {into} now, with all that it owns. {undo}")


def _parted(snapshot: Snapshot, by: Wisher, team: str) -> Answer:
    return _done(
        organisation.changed(snapshot, TeamMergeUndone(by.id, by.at, team, by.person)),
        f"{team} is a team of its own again.",
    )


def _added(snapshot: Snapshot, by: Wisher, who: str, team: str) -> Answer:
    member = _person(snapshot.directory, who, by.person)
    if member is None:
        return impossible(NAME, f"I do not know who “{who[:80]}” is; name them by a mention, as @PERSON"), Body("")
    decision = organisation.changed(snapshot, MemberJoined(by.id, by.at, member, team, by.person))
    return _done_to(decision, member, f" is a member of {team} now.")


def _removed(snapshot: Snapshot, by: Wisher, who: str, team: str) -> Answer:
    member = _person(snapshot.directory, who, by.person)
    if member is None:
        return impossible(NAME, f"I do not know who “{who[:80]}” is; name them by a mention, as @PERSON"), Body("")
    decision = organisation.changed(snapshot, MemberLeft(by.id, by.at, member, team, by.person))
    return _done_to(decision, member, f" is no longer a member of {team}.")


def _person(directory: Directory, who: str, oneself: str) -> str | None:
    """Return the person whom a mention or a name stands for; of two with one name, nobody."""
    name = who.strip().removeprefix("@")
    if name.casefold() == "me":
        return oneself
    if name in directory.people:
        return name
    called = [one.id for one in directory.people.values() if one.name.casefold() == name.casefold()]
    return called[0] if len(called) == 1 else None


def _synced(snapshot: Snapshot, by: Wisher, team: str, handle: str) -> Answer:
    """Take everybody of a user group into a team; who left the group since stays until somebody removes them."""
    group = _group(snapshot.directory, handle)
    if group is None:
        handles = (one.handle for one in snapshot.directory.groups.values())
        return impossible(NAME, nothing_called("user group", handle.removeprefix("@"), handles)), Body("")
    directory = snapshot.directory
    known = [one for one in group.members[:_MOST_OF_GROUP] if directory.is_of_the_company(one)]
    decisions = [organisation.changed(snapshot, MemberJoined(by.id, by.at, one, team, by.person)) for one in known]
    refused = next((one for one in decisions if why_refused(one) is not None), None)
    if refused is not None:
        return refused, Body("")
    changes = tuple(change for one in decisions for change in one.changes)
    decision = evolve(_ANSWERED, changes=changes)
    return _done(decision, f"{team} has {len(changes)} new members, from @{group.handle}.")


def _group(directory: Directory, handle: str) -> Group | None:
    name = handle.strip().removeprefix("@").casefold()
    known = directory.groups.values()
    return next((one for one in known if name in (one.handle.casefold(), one.id.casefold())), None)


def _transferred(snapshot: Snapshot, by: Wisher, what: str, team: str) -> Answer:
    directory = snapshot.directory
    nobody = team.casefold() in ("nobody", "none")
    if what.startswith("#"):
        channel = directory.channel_called(what[1:])
        if channel is None:
            return impossible(NAME, f"I know no channel {what[:80]}"), Body("")
        told = OwnerChanged(by.id, by.at, OwnedKind.CHANNEL, channel, None if nobody else team, by.person)
        within = snapshot.with_known(focus=evolve(snapshot.focus, channel=channel, service=None))
    else:
        told = OwnerChanged(by.id, by.at, OwnedKind.SERVICE, what, None if nobody else team, by.person)
        within = snapshot.with_known(focus=evolve(snapshot.focus, channel=None, service=what))
    decision = organisation.changed(within, told)
    return _done(decision, f"{what} belongs to {'nobody' if nobody else team} now.")


Change: TypeAlias = Callable[..., Answer]
_CHANGES: Final[dict[str, tuple[re.Pattern[str], Change]]] = {
    "rename": (re.compile(r"(.+?)\s+to\s+(.+)", re.IGNORECASE), _renamed),
    "found": (re.compile(r"(.+)"), _founded),
    "merge": (re.compile(r"(.+?)\s+into\s+(.+)", re.IGNORECASE), _merged),
    "undo": (re.compile(r"(.+)"), _parted),
    "add": (re.compile(r"(\S+)\s+to\s+(.+)", re.IGNORECASE), _added),
    "remove": (re.compile(r"(\S+)\s+from\s+(.+)", re.IGNORECASE), _removed),
    "sync": (re.compile(r"(.+?)\s+with\s+(@?\S+)", re.IGNORECASE), _synced),
    "transfer": (re.compile(r"(.+?)\s+to\s+(.+)", re.IGNORECASE), _transferred),
}
