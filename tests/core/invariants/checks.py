"""What must hold after every event: one check for each invariant, and a failure begins with the invariant's number.

The invariants are those of `docs/how-it-works.md`. 5, 6, 7, 13 and 16 compare whole states, which the machine does.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, pairwise
from typing import Final

from attrs import define, field
from invariants.cast import MARKER, PRIVATE
from ratchet_core.actions import SPEAKING, Action, AskModel, OpenForm, PostMessage
from ratchet_core.changes import (
    ActivateRunbook,
    AddRunbookVersion,
    OpenIncident,
    RejectRunbook,
    RememberMembership,
    RememberTeam,
    TransferOwnership,
)
from ratchet_core.decision import Decision
from ratchet_core.domain import (
    Incident,
    IncidentState,
    Merge,
    OwnedKind,
    RunbookState,
    RunbookVersion,
    digest_of,
    service_key,
)
from ratchet_core.events import (
    Event,
    MemberJoined,
    MemberLeft,
    MessageEdited,
    MessageSeen,
    OwnerChanged,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookWritten,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
    TimePassed,
)
from ratchet_core.instants import Instant
from ratchet_core.memory import MemoryStore, World
from ratchet_core.merging import part_of

_CAUSES: Final = {
    ActivateRunbook: (RunbookApproved, RunbookActivated),
    RejectRunbook: (RunbookRejected,),
    AddRunbookVersion: (RunbookWritten, TimePassed),
    TransferOwnership: (OwnerChanged,),
    RememberMembership: (MemberJoined, MemberLeft),
    RememberTeam: (TeamNamed, TeamsMerged, TeamMergeUndone),
}
"""What gives rights, and by which events alone it may change."""


@define
class Memory:
    """What the checks remember of a history: what was settled, said and told so far."""

    texts: dict[tuple[str, int], str] = field(factory=dict)
    ended: dict[tuple[str, str, int], Incident] = field(factory=dict)
    keys: set[str] = field(factory=set)
    rung: set[str] = field(factory=set)
    names: set[tuple[str, str, Instant]] = field(factory=set)
    homes: dict[str, str] = field(factory=dict)
    joined: set[str] = field(factory=set)
    gone: set[str] = field(factory=set)
    now: Instant = 0


def must(number: int, what: str, *, hold: bool) -> None:
    """Fail in the name of an invariant unless something holds."""
    assert hold, f"invariant {number}: {what}"


def check_state(store: MemoryStore, memory: Memory, *, erased: bool) -> None:
    """Check all that can be seen in a store alone, or beside what it was before."""
    check_versions(store.world, memory, erased=erased)
    check_incidents(store.world, memory)
    check_owners(store.world)
    check_merges(store.world, memory)
    must(15, "time moves back", hold=store.now >= memory.now)
    memory.now = store.now


def check_versions(world: World, memory: Memory, *, erased: bool) -> None:
    for alert, versions in world.runbooks.items():
        must(1, "versions have gaps", hold=[one.number for one in versions] == list(range(1, len(versions) + 1)))
        active = sum(one.state is RunbookState.ACTIVE for one in versions)
        must(1, f"{active} versions are active", hold=active == any(one.active_during for one in versions))
        for one in versions:
            before = memory.texts.get((alert, one.number), one.text)
            must(1, f"version {one.number} was rewritten", hold=erased or before == one.text)
            memory.texts[alert, one.number] = one.text


def check_incidents(world: World, memory: Memory) -> None:
    open_in = [one[:2] for one, incident in world.incidents.items() if incident.state is IncidentState.OPEN]
    must(2, "two incidents of an alert are open", hold=len(open_in) == len(set(open_in)))
    for one, two in pairwise(sorted(world.incidents.values(), key=lambda one: (one.channel, one.alert, one.number))):
        same = (one.channel, one.alert) == (two.channel, two.alert)
        apart = one.ended_at is not None and one.ended_at <= two.opened_at
        must(2, f"{two} begins before {one} is over", hold=apart or not same)
    for key, incident in memory.ended.items():
        must(2, f"{key} ended otherwise than it had", hold=world.incidents.get(key) == incident)
    for track in world.tracks.values():
        if track.settled is not None and track.settled.ended_at is not None:
            memory.ended[track.channel, track.alert, track.settled.number] = track.settled


def check_owners(world: World) -> None:
    for owned, intervals in world.owners.items():
        seams = all(one.during.until == two.during.since for one, two in pairwise(intervals))
        must(3, f"owners of {owned} overlap or leave gaps", hold=seams and intervals[-1].during.until is None)


def check_merges(world: World, memory: Memory) -> None:
    for merges in (
        {team.id: team.merges for team in world.teams.values()},
        {service.key: service.merges for service in world.services.values()},
    ):
        must(4, "merges of one thing overlap", hold=not any(map(_overlap, merges.values())))
        for at in {one.during.since for each in merges.values() for one in each}:
            must(4, f"a circle of merges at {at}", hold=not any(_circles(merges, start, at) for start in merges))
    names = {(team.id, one.name, one.during.since) for team in world.teams.values() for one in team.names}
    lost = {(team, since) for team, _, since in memory.names} - {(team, since) for team, _, since in names}
    must(4, f"names cannot be found any more: {lost}", hold=not lost)
    memory.names |= names


def _overlap(merges: tuple[Merge, ...]) -> bool:
    lasting = sorted((one.during.since, one.during.until) for one in merges if one.during.since != one.during.until)
    return any(until is None or until > since for (_, until), (since, _) in pairwise(lasting))


def _circles(merges: Mapping[str, tuple[Merge, ...]], start: str, at: Instant) -> bool:
    seen: list[str] = []
    current: str | None = start
    while current is not None and current not in seen:
        seen.append(current)
        current = part_of(merges.get(current, ()), at)
    return current is not None


def check_decision(before: World, memory: Memory, event: Event, decision: Decision) -> None:
    """Check a decision against its event, and against the world as it was before."""
    check_places(memory, decision)
    check_bots(event, decision)
    check_keys(memory, event, decision)
    check_private(memory, decision)
    check_rights(before, event, decision)
    check_gone(memory, decision)
    if isinstance(event, TimePassed):
        must(15, f"{event.action.key} rang twice", hold=event.action.key not in memory.rung)
        memory.rung.add(event.action.key)


def check_places(memory: Memory, decision: Decision) -> None:
    for action in spoken(decision.actions):
        must(8, f"something is to be said in {place(action)}", hold=place(action) in memory.joined)


def check_bots(event: Event, decision: Decision) -> None:
    if not isinstance(event, MessageSeen | MessageEdited):
        return
    if event.ours:
        must(9, "ratchet answers itself", hold=not decision.changes and not decision.actions)
    if event.bot is not None and event.thread is not None:
        begun = any(isinstance(change, OpenIncident) for change in decision.changes)
        must(9, "a bot's reply began an incident", hold=not begun)


def check_keys(memory: Memory, event: Event, decision: Decision) -> None:
    for action in decision.actions:
        causes = (event.id, event.action.key.partition("/stale/")[0]) if isinstance(event, TimePassed) else (event.id,)
        must(10, f"{action.key} does not come from {event.id}", hold=action.key.startswith(causes))
        must(10, f"{action.key} is the key of two actions", hold=action.key not in memory.keys)
        memory.keys.add(action.key)


def check_private(memory: Memory, decision: Decision) -> None:
    for action in spoken((*decision.actions, *decision.withheld)):
        homes = {memory.homes.get(marker, "") for marker in MARKER.findall(repr(action))}
        elsewhere = homes.intersection(PRIVATE) - {place(action)}
        must(11, f"words of {elsewhere} are said in {place(action)}", hold=not elsewhere)


def check_rights(before: World, event: Event, decision: Decision) -> None:
    for change in decision.changes:
        by = _CAUSES.get(type(change))
        must(12, f"{type(event).__name__} gave {type(change).__name__}", hold=by is None or isinstance(event, by))
    if isinstance(event, RunbookApproved | RunbookActivated) and decision.changes:
        assumed = isinstance(event, RunbookApproved) and event.assumed
        version = before.runbooks[event.alert][event.number - 1]
        must(12, f"{event.by} had no right to decide", hold=assumed or _may_decide(before, event, version))
    if isinstance(event, RunbookApproved) and decision.changes:
        must(12, "the digest is not that of the text", hold=digest_of(version.text) == event.digest)


def _may_decide(world: World, event: RunbookApproved | RunbookActivated, version: RunbookVersion) -> bool:
    person = world.people.get(event.by)
    if person is not None and person.external:
        return False
    service = _whole({key: one.merges for key, one in world.services.items()}, _service_of(world, version), event.at)
    owners = world.owners.get((OwnedKind.SERVICE, service), ())
    team = next((one.team for one in owners if one.during.covers(event.at)), None)
    merges = {key: one.merges for key, one in world.teams.items()}
    of = {
        _whole(merges, one.team, event.at) for one in world.memberships.get(event.by, ()) if one.during.covers(event.at)
    }
    return team is not None and _whole(merges, team, event.at) in of


def _service_of(world: World, version: RunbookVersion) -> str:
    key = service_key(world.alerts[version.alert].service or "")
    return key if key in world.services else world.aliases.get(key, key)


def _whole(merges: Mapping[str, tuple[Merge, ...]], start: str, at: Instant) -> str:
    while (into := part_of(merges.get(start, ()), at)) is not None:
        start = into
    return start


def check_gone(memory: Memory, decision: Decision) -> None:
    said = repr((decision.actions, decision.withheld, decision.changes))
    left = memory.gone.intersection(MARKER.findall(said))
    must(13, f"words that are gone come back: {left}", hold=not left)


def spoken(actions: Iterable[Action]) -> Iterator[Action]:
    """Return the actions that people see, and what a model is asked."""
    return (action for action in actions if isinstance(action, (*SPEAKING, AskModel)))


def place(action: Action) -> str:
    """Return the channel that an action is done in, or the empty string."""
    return "" if isinstance(action, OpenForm | AskModel) else action.channel


def waiting_posts(store: MemoryStore) -> list[PostMessage]:
    """Return the posts that wait to be done."""
    return [one for one in chain(store.actions.values()) if isinstance(one, PostMessage)]
