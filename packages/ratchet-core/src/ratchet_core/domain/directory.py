"""The directory: the part of the records that is small, changes seldom, and matters to nearly every event.

It is one immutable value with a version. Whoever decides holds it in memory, so what it says is never "not loaded":
channels, people, teams, services, who owned what and who belonged where at any moment, and the policy.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from attrs import field, frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.ids import service_key
from ratchet_core.basis.instants import LATEST, Instant
from ratchet_core.basis.intervals import Interval, intervals_from
from ratchet_core.basis.shelf import Shelf
from ratchet_core.domain import CaughtUp, Digest
from ratchet_core.domain.alerts import Lesson
from ratchet_core.domain.channels import Channel, ChannelErasure, ChannelSettings, Installation, Reading
from ratchet_core.domain.merges import MergedKind, MergeStart
from ratchet_core.domain.merging import merges_from, part_of
from ratchet_core.domain.organisation import (
    Erasure,
    Group,
    Membership,
    MembershipStart,
    OwnedKind,
    Ownership,
    OwnershipStart,
    Person,
    Team,
    TeamName,
    TeamNameStart,
)
from ratchet_core.domain.policy import ChannelPolicy, Policy
from ratchet_core.domain.records import Key
from ratchet_core.domain.services import Alias, Service, ServiceEntry
from ratchet_core.domain.traces import Trace

Starts: TypeAlias = Mapping[Instant, Any]
"""What held from each moment on."""

_NONE: Final[Mapping[Any, Any]] = {}


@frozen(slots=False)
class Directory:
    """All that is held in memory, under its keys; `version` counts its changes.

    What is asked as of no moment is told as things stand now.

    Starts are kept as they were told, also those without effect, for what is told later may give them one. What they
    come to is kept beside them, worked out when they change: names and merges in `teams` and `services`, and in
    `owners` under the keys of what services had become by then.
    """

    policy: Policy
    version: int = 0
    installations: Shelf[str, Installation] = field(factory=Shelf)
    channels: Shelf[str, Channel] = field(factory=Shelf)
    settings: Shelf[str, ChannelSettings] = field(factory=Shelf)
    lessons: Shelf[str, Mapping[str, Lesson]] = field(factory=Shelf)
    traces: Shelf[str, Mapping[str, Trace]] = field(factory=Shelf)
    groups: Shelf[str, Group] = field(factory=Shelf)
    people: Shelf[str, Person] = field(factory=Shelf)
    erasures: Shelf[str, Erasure] = field(factory=Shelf)
    channel_erasures: Shelf[str, ChannelErasure] = field(factory=Shelf)
    teams: Shelf[str, Team] = field(factory=Shelf)
    services: Shelf[str, Service] = field(factory=Shelf)
    aliases: Shelf[str, Alias] = field(factory=Shelf)
    readings: Shelf[str, Instant] = field(factory=Shelf)
    caught_up: Shelf[str, CaughtUp] = field(factory=Shelf)
    digests: Shelf[str, Digest] = field(factory=Shelf)
    entries: Shelf[str, ServiceEntry] = field(factory=Shelf)
    names: Shelf[str, Starts] = field(factory=Shelf)
    merges: Shelf[tuple[MergedKind, str], Starts] = field(factory=Shelf)
    told_owners: Shelf[tuple[OwnedKind, str], Starts] = field(factory=Shelf)
    owners: Shelf[tuple[OwnedKind, str], Starts] = field(factory=Shelf)
    belonging: Shelf[tuple[str, str], Starts] = field(factory=Shelf)
    parts: Shelf[tuple[MergedKind, str], tuple[str, ...]] = field(factory=Shelf)
    teams_of: Shelf[str, tuple[str, ...]] = field(factory=Shelf)
    people_of: Shelf[str, tuple[str, ...]] = field(factory=Shelf)

    @property
    def installation(self) -> Installation | None:
        """Where ratchet runs, and who it is there; it refuses to run in a second workspace."""
        return next(iter(self.installations.values())) if self.installations else None

    def with_record(self, record: object) -> "Directory":
        """Return the directory with a record in the place of what stood under its key."""
        changed: Directory = _CHANGES[type(record)](self, record, True)
        return changed

    def without(self, record: object) -> "Directory":
        """Return the directory without a record."""
        changed: Directory = _CHANGES[type(record)](self, record, False)
        return changed

    def without_key(self, kind: type, key: Key) -> "Directory":
        """Return the directory without the record of a kind under a key, if there is one."""
        known = self.get(kind, key)
        return self if known is None else self.without(known)

    def records(self) -> Iterator[object]:
        """Return every record, in no promised order."""
        yield from self.installations.values()
        yield from self.channels.values()
        yield from self.settings.values()
        yield from (lesson for of_bot in self.lessons.values() for lesson in of_bot.values())
        yield from (trace for in_channel in self.traces.values() for trace in in_channel.values())
        yield from self.people.values()
        yield from self.groups.values()
        yield from self.erasures.values()
        yield from self.channel_erasures.values()
        yield from self.entries.values()
        yield from self.aliases.values()
        yield from (Reading(channel, since) for channel, since in self.readings.items())
        yield from self.caught_up.values()
        yield from self.digests.values()
        yield from (TeamNameStart(team, at, name) for team, at, name in _told(self.names))
        yield from (MergeStart(kind, part, at, into) for (kind, part), at, into in _told(self.merges))
        yield from (OwnershipStart(kind, owned, at, team) for (kind, owned), at, team in _told(self.told_owners))
        yield from (MembershipStart(team, person, at, member) for (team, person), at, member in _told(self.belonging))

    def get(self, kind: type, key: Key) -> Any:  # noqa: ANN401 - a record of the kind, or None
        """Return the record of a kind under a key, or None where there is none."""
        return _READS[kind](self, key)

    def place(self, channel: str | None) -> ChannelPolicy:
        """Return what ratchet may do in a channel: what a person said, or else the policy."""
        told = self.settings.get(channel) if channel is not None else None
        if told is not None:
            return told.place
        known = self.channels.get(channel) if channel is not None else None
        return self.policy.default if known is None else self.policy.for_channel(known.id, known.name)

    def traces_in(self, channel: str) -> Mapping[str, Trace]:
        """Return what is remembered of the alerts that bots fired in a channel lately, by alert."""
        return self.traces.get(channel) or _NONE

    def is_private(self, channel: str) -> bool:
        """Say whether few may read a channel; one that nobody has described counts as private."""
        known = self.channels.get(channel)
        return known is None or known.private

    def is_shared(self, channel: str) -> bool:
        """Say whether people of another company are in a channel."""
        known = self.channels.get(channel)
        return known is not None and known.shared

    def channel_called(self, name: str) -> str | None:
        """Return the id of the channel of a name or an id; of two with one name, of the one that few may read."""
        called = [one for one in self.channels.values() if name in {one.name, one.id}]
        return max(called, key=lambda one: (one.private, one.id)).id if called else None

    def name_of(self, key: str) -> str:
        """Return what a person or a channel is called; its id where that is not known."""
        known = self.people.get(key) or self.channels.get(key)
        return key if known is None or not known.name else known.name

    def is_erased(self, person: str | None) -> bool:
        """Say whether a person was erased, and not readmitted since."""
        return person is not None and person in self.erasures

    def is_channel_erased(self, channel: str | None) -> bool:
        """Say whether a channel was erased, and not readmitted since."""
        return channel is not None and channel in self.channel_erasures

    def is_of_the_company(self, person: str | None) -> bool:
        """Say whether somebody is known to be of the company: neither a guest nor a bot, not of another, not erased."""
        known = None if person is None else self.people.get(person)
        return known is not None and not (known.external or known.guest or known.bot or self.is_erased(person))

    def may_be_called(self, person: str) -> bool:
        """Say whether ratchet may call a person by a mention: somebody of the company who has not left."""
        known = self.people.get(person)
        return known is not None and known.active and self.is_of_the_company(person)

    def owner_of(self, kind: OwnedKind, owned: str, at: Instant) -> str | None:
        """Return the team that was recorded as an owner at a moment, also while it was merged into another.

        A team that does not exist owns nothing: until it is founded, the owner before goes on.
        """
        starts = self.owners.get((kind, owned)) or _NONE
        since = max((one for one, team in starts.items() if one <= at and self._exists(team)), default=None)
        found: str | None = None if since is None else starts[since]
        return found

    def _exists(self, team: str | None) -> bool:
        return team is None or self.teams.get(team) is not None

    def ownerships(self, kind: OwnedKind, owned: str) -> tuple[Ownership, ...]:
        """Return who owned something, interval by interval, also while that was nobody."""
        starts = self.owners.get((kind, owned)) or _NONE
        real = {at: team for at, team in starts.items() if self._exists(team)}
        return tuple(Ownership(kind, owned, team, during) for team, during in intervals_from(real))

    def told_of_owner(self, kind: OwnedKind, owned: str) -> tuple[OwnershipStart, ...]:
        """Return what was told of who owned something, under the name under which it was told."""
        starts = self.told_owners.get((kind, owned)) or _NONE
        return tuple(OwnershipStart(kind, owned, at, team) for at, team in starts.items())

    def heirs(self, channel: str, at: Instant) -> tuple[str, ...]:
        """Return the ids under which a channel went on after a moment, so that what held then holds of them."""
        return tuple(self._line(channel, at)[1:])

    def goes_on_as(self, channel: str) -> str:
        """Return the id under which a channel goes on by now, over all the ids in between; its own where it did not."""
        return self._line(channel)[-1]

    def went_on_as(self, channel: str) -> tuple[str, ...]:
        """Return the ids of all channels that went on as one, directly or not."""
        moved = (one.id for one in self.channels.values() if one.told.successor)
        return tuple(sorted(one for one in moved if channel in self._line(one)[1:]))

    def _line(self, channel: str, at: Instant = 0) -> list[str]:
        """Return a channel's id and those under which it went on, each after the other; only moves after a moment."""
        found = [channel]
        while (known := self.channels.get(found[-1])) is not None and at <= known.told.replaced:
            if known.told.successor in found:
                break
            found.append(known.told.successor)
        return found

    def memberships(self, person: str) -> tuple[Membership, ...]:
        """Return when a person belonged to which teams, in the order of the teams."""
        return tuple(one for team in self.teams_of.get(person, ()) or () for one in self._membership(team, person))

    def members(self, team: str) -> tuple[Membership, ...]:
        """Return who belonged to a team when, without those of teams that were merged into it."""
        return tuple(one for person in self.people_of.get(team, ()) or () for one in self._membership(team, person))

    def _membership(self, team: str, person: str) -> tuple[Membership, ...]:
        starts = self.belonging.get((team, person), _NONE) or _NONE
        return tuple(Membership(person, team, during) for during in _lasting(starts))

    def team_at(self, team: str, at: Instant = LATEST) -> str:
        """Return what a team had become by a moment."""
        return self._whole(self.teams, team, at)

    def service_at(self, key: str, at: Instant = LATEST) -> str:
        """Return the key of what a service had become by a moment."""
        return self._whole(self.services, key, at)

    def _whole(self, known: Mapping[str, Any], start: str, at: Instant, goal: str | None = None) -> str:
        """Return what something had become by a moment; with a goal, the goal itself where it is on the way."""
        seen, current = {start}, start
        while current != goal and (one := known.get(current)) is not None and one.merges:
            into = part_of(one.merges, at)
            if into is None or into in seen:
                break
            seen.add(into)
            current = into
        return current

    def is_member(self, person: str, team: str, at: Instant) -> bool:
        """Say whether a person belonged to a team, or to one that was part of it, at a moment."""
        goal = self.team_at(team, at)
        return any(one.during.covers(at) and self.team_at(one.team, at) == goal for one in self.memberships(person))

    def members_at(self, team: str, at: Instant = LATEST) -> tuple[str, ...]:
        """Return who belonged to a team, or to one that was part of it, at a moment."""
        parts = (part for part in self.ever_part_of(MergedKind.TEAM, team) if self.team_at(part, at) == team)
        return tuple(sorted({one.person for part in parts for one in self.members(part) if one.during.covers(at)}))

    def ever_part_of(self, kind: MergedKind, whole: str) -> list[str]:
        """Return a team or a service with all that were ever merged into it, sorted."""
        found: set[str] = set()
        wanted = [whole]
        while wanted:
            one = wanted.pop()
            if one not in found:
                found.add(one)
                wanted += self.parts.get((kind, one), ()) or ()
        return sorted(found)

    def services_within(self, key: str, at: Instant = LATEST) -> list[str]:
        """Return the keys of a service and of all that were part of it at a moment, sorted; also while it is a part."""
        if (MergedKind.SERVICE, key) not in self.parts:
            return [key]
        ever = self.ever_part_of(MergedKind.SERVICE, key)
        return [one for one in ever if self._whole(self.services, one, at, key) == key]

    def key_named(self, name: str) -> str:
        """Return the key of the service that a name stands for, or the name's own where no service is known by it."""
        key = service_key(name)
        if self.services.get(key) is not None:
            return key
        alias = self.aliases.get(key)
        return key if alias is None else alias.service

    def service_named(self, name: str) -> Service | None:
        """Return the service that a name stands for, also while it is merged into another."""
        return self.services.get(self.key_named(name))

    def services_among(self, keys: Iterable[str]) -> tuple[Service, ...]:
        """Return the services that some keys stand for, each once."""
        return tuple({one.key: one for key in keys if (one := self._under(key)) is not None}.values())

    def _under(self, key: str) -> Service | None:
        known = self.services.get(key)
        if known is not None:
            return known
        alias = self.aliases.get(key)
        return None if alias is None else self.services.get(alias.service)


def _told(shelf: Shelf[Any, Starts]) -> Iterator[tuple[Any, Instant, Any]]:
    for of, starts in shelf.items():
        for at, value in starts.items():
            yield of, at, value


def _lasting(starts: Starts) -> list[Interval]:
    """Return the intervals in which something held: from a start that says so up to one that says otherwise."""
    found: list[Interval] = []
    begun: Instant | None = None
    for at in sorted(starts):
        if starts[at] and begun is None:
            begun = at
        elif not starts[at] and begun is not None:
            found.append(Interval(begun, at))
            begun = None
    return found if begun is None else [*found, Interval(begun)]


def _with_start(starts: Starts | None, at: Instant, value: object, *, told: bool) -> Starts:
    others = {since: one for since, one in (starts or _NONE).items() if since != at}
    return {**others, at: value} if told else others


def _changed(directory: Directory, **fields: Any) -> Directory:  # noqa: ANN401 - fields of every type
    return evolve(directory, version=directory.version + 1, **fields)


def _installation(directory: Directory, one: Installation, told: bool) -> Directory:
    return _changed(directory, installations=directory.installations.with_entry(one.workspace, one if told else None))


def _channel(directory: Directory, one: Channel, told: bool) -> Directory:
    return _changed(directory, channels=directory.channels.with_entry(one.id, one if told else None))


def _settings(directory: Directory, one: ChannelSettings, told: bool) -> Directory:
    return _changed(directory, settings=directory.settings.with_entry(one.channel, one if told else None))


def _lesson(directory: Directory, one: Lesson, told: bool) -> Directory:
    others = {key: value for key, value in _lessons_of(directory, one.bot).items() if key != one.skeleton}
    of_bot = {**others, one.skeleton: one} if told else others
    return _changed(directory, lessons=directory.lessons.with_entry(one.bot, of_bot or None))


def _lessons_of(directory: Directory, bot: str) -> Mapping[str, Lesson]:
    return directory.lessons.get(bot) or _NONE


def _trace(directory: Directory, one: Trace, told: bool) -> Directory:
    others = {key: value for key, value in directory.traces_in(one.channel).items() if key != one.alert}
    in_channel = {**others, one.alert: one} if told else others
    return _changed(directory, traces=directory.traces.with_entry(one.channel, in_channel or None))


def _group(directory: Directory, one: Group, told: bool) -> Directory:
    return _changed(directory, groups=directory.groups.with_entry(one.id, one if told else None))


def _person(directory: Directory, one: Person, told: bool) -> Directory:
    return _changed(directory, people=directory.people.with_entry(one.id, one if told else None))


def _erasure(directory: Directory, one: Erasure, told: bool) -> Directory:
    return _changed(directory, erasures=directory.erasures.with_entry(one.person, one if told else None))


def _channel_erasure(directory: Directory, one: ChannelErasure, told: bool) -> Directory:
    erasures = directory.channel_erasures.with_entry(one.channel, one if told else None)
    return _changed(directory, channel_erasures=erasures)


def _reading(directory: Directory, one: Reading, told: bool) -> Directory:
    return _changed(directory, readings=directory.readings.with_entry(one.channel, one.since if told else None))


def _caught_up(directory: Directory, one: CaughtUp, told: bool) -> Directory:
    return _changed(directory, caught_up=directory.caught_up.with_entry(one.channel, one if told else None))


def _digest(directory: Directory, one: Digest, told: bool) -> Directory:
    return _changed(directory, digests=directory.digests.with_entry(one.channel, one if told else None))


def _team_name(directory: Directory, one: TeamNameStart, told: bool) -> Directory:
    starts = _with_start(directory.names.get(one.team), one.since, one.name, told=told)
    changed = _changed(directory, names=directory.names.with_entry(one.team, starts or None))
    before = directory.teams.get(one.team)
    names = tuple(TeamName(name, during) for name, during in intervals_from(starts))
    known = Team(one.team, names, () if before is None else before.merges) if names else None
    changed = evolve(changed, teams=changed.teams.with_entry(one.team, known))
    return changed if (before is None) == (known is None) else _with_merges(changed, MergedKind.TEAM)


def _with_merges(directory: Directory, kind: MergedKind) -> Directory:
    """Return the directory with what is part of what worked out anew, from all that was told of it."""
    told = [(part, at, into) for (of, part), at, into in _told(directory.merges) if of is kind]
    if not told and not any(of is kind for of, _ in directory.parts):
        return directory
    if kind is MergedKind.TEAM:
        merges, teams = merges_from(told, directory.teams), directory.teams
        for team in [*teams.values()]:
            if team.merges != merges.get(team.id, ()):
                teams = teams.with_entry(team.id, evolve(team, merges=merges.get(team.id, ())))
        return evolve(directory, teams=teams, parts=_parts(directory, kind, told))
    named = [(_key(directory, part), at, into and _key(directory, into)) for part, at, into in told]
    merges, services = merges_from(named, directory.entries), directory.services
    for service in [*services.values()]:
        if service.merges != merges.get(service.key, ()):
            services = services.with_entry(service.key, evolve(service, merges=merges.get(service.key, ())))
    return _with_owners(evolve(directory, services=services, parts=_parts(directory, kind, named)))


def _parts(
    directory: Directory, kind: MergedKind, told: Iterable[tuple[str, Instant, str | None]]
) -> Shelf[tuple[MergedKind, str], tuple[str, ...]]:
    """Return what was ever told to be part of what."""
    found: dict[tuple[MergedKind, str], set[str]] = {}
    for part, _, into in told:
        if into is not None:
            found.setdefault((kind, into), set()).add(part)
    others = {of: parts for of, parts in directory.parts.items() if of[0] is not kind}
    return Shelf({**others, **{of: tuple(sorted(parts)) for of, parts in found.items()}})


def _merge(directory: Directory, one: MergeStart, told: bool) -> Directory:
    of = one.kind, one.part
    starts = _with_start(directory.merges.get(of), one.since, one.into, told=told)
    changed = _changed(directory, merges=directory.merges.with_entry(of, starts or None))
    return _with_merges(changed, one.kind)


def _service(directory: Directory, one: ServiceEntry, told: bool) -> Directory:
    before = directory.services.get(one.key)
    known = before or _new_service(directory, one)
    after = evolve(known, name=one.name) if told else None
    services = directory.services.with_entry(one.key, after)
    entries = directory.entries.with_entry(one.key, one if told else None)
    changed = _changed(directory, entries=entries, services=services)
    if (before is None) == (after is None):
        return changed
    return _with_names_resolved(changed, one.key)


def _new_service(directory: Directory, one: ServiceEntry) -> Service:
    """Return a service with what was told of it before it was known."""
    names = (alias.name for alias in directory.aliases.values() if alias.service == one.key)
    return Service(one.key, one.name, tuple(sorted(names)))


def _alias(directory: Directory, one: Alias, told: bool) -> Directory:
    before, services = directory.aliases.get(one.key), directory.services
    if before is not None:
        services = _with_alias(services, before, told=False)
    if told:
        services = _with_alias(services, one, told=True)
    aliases = directory.aliases.with_entry(one.key, one if told else None)
    return _with_names_resolved(_changed(directory, aliases=aliases, services=services), one.key)


def _with_names_resolved(directory: Directory, key: str) -> Directory:
    """Return the directory once a name stands for another service: what was told under it counts for that one."""
    changed = _with_merges(directory, MergedKind.SERVICE) if directory.merges else directory
    return _with_owners(changed) if (OwnedKind.SERVICE, key) in directory.told_owners else changed


def _with_alias(services: Shelf[str, Service], one: Alias, *, told: bool) -> Shelf[str, Service]:
    service = services.get(one.service)
    if service is None:
        return services
    names = {name for name in service.aliases if service_key(name) != one.key} | ({one.name} if told else set())
    return services.with_entry(service.key, evolve(service, aliases=tuple(sorted(names))))


def _ownership(directory: Directory, one: OwnershipStart, told: bool) -> Directory:
    of = one.kind, one.owned
    starts = _with_start(directory.told_owners.get(of), one.since, one.team, told=told)
    changed = _changed(directory, told_owners=directory.told_owners.with_entry(of, starts or None))
    if one.kind is OwnedKind.CHANNEL:
        return evolve(changed, owners=changed.owners.with_entry(of, starts or None))
    return _with_owners(changed, changed.service_at(_key(changed, one.owned), one.since))


def _with_owners(directory: Directory, key: str | None = None) -> Directory:
    """Return the directory with who owned services worked out anew; of one alone where its key is given.

    What is told of the owner of a service counts for what that had become by then.
    """
    within = None if key is None else {key, *directory.ever_part_of(MergedKind.SERVICE, key)}
    found: dict[str, dict[Instant, str | None]] = {}
    for owned in _owned_services(directory, within):
        for at, team in (directory.told_owners.get((OwnedKind.SERVICE, owned)) or _NONE).items():
            starts = found.setdefault(directory.service_at(_key(directory, owned), at), {})
            starts[at] = max(starts.get(at), team, key=lambda one: (one is not None, one or ""))
    owners = directory.owners
    known = [one for kind, one in owners if kind is OwnedKind.SERVICE] if key is None else [key]
    for one in {*known, *(found if key is None else ())}:
        of = OwnedKind.SERVICE, one
        if one in found or of in owners:
            owners = owners.with_entry(of, found.get(one))
    return evolve(directory, owners=owners)


def _key(directory: Directory, told: str) -> str:
    """Return the key of the service that something was told under: its own, or what its alias stands for."""
    alias = None if told in directory.entries else directory.aliases.get(told)
    return told if alias is None else alias.service


def _owned_services(directory: Directory, within: Collection[str] | None) -> Iterator[str]:
    """Return the names of services under which owners were told; of some alone where their keys are given."""
    if within is None:
        yield from [owned for kind, owned in directory.told_owners if kind is OwnedKind.SERVICE]
        return
    yield from within
    yield from (one.key for one in directory.aliases.values() if one.service in within and one.key not in within)


def _membership(directory: Directory, one: MembershipStart, told: bool) -> Directory:
    of = one.team, one.person
    starts = _with_start(directory.belonging.get(of), one.since, one.member, told=told)
    teams = tuple(sorted({*(directory.teams_of.get(one.person, ()) or ()), one.team}))
    people = tuple(sorted({*(directory.people_of.get(one.team, ()) or ()), one.person}))
    return _changed(
        directory,
        belonging=directory.belonging.with_entry(of, starts or None),
        teams_of=directory.teams_of.with_entry(one.person, teams),
        people_of=directory.people_of.with_entry(one.team, people),
    )


_CHANGES: Final[Mapping[type, Any]] = {
    Installation: _installation,
    Channel: _channel,
    ChannelSettings: _settings,
    Lesson: _lesson,
    Trace: _trace,
    Person: _person,
    Group: _group,
    Erasure: _erasure,
    ChannelErasure: _channel_erasure,
    Reading: _reading,
    CaughtUp: _caught_up,
    Digest: _digest,
    TeamNameStart: _team_name,
    MergeStart: _merge,
    ServiceEntry: _service,
    Alias: _alias,
    OwnershipStart: _ownership,
    MembershipStart: _membership,
}


def _entry(directory: Directory, key: Key) -> ServiceEntry | None:
    return directory.entries.get(str(key[0]))


def _reading_of(directory: Directory, key: Key) -> Reading | None:
    since = directory.readings.get(str(key[0]))
    return None if since is None else Reading(str(key[0]), since)


def _start(directory: Directory, shelf: str, record: Callable[..., object], of: object, key: Key) -> object:
    starts = getattr(directory, shelf).get(of) or _NONE
    return record(*key[:-1], key[-1], starts[key[-1]]) if key[-1] in starts else None


_READS: Final[Mapping[type, Any]] = {
    Installation: lambda one, key: one.installations.get(key[0]),
    Channel: lambda one, key: one.channels.get(key[0]),
    ChannelSettings: lambda one, key: one.settings.get(key[0]),
    Lesson: lambda one, key: _lessons_of(one, str(key[0])).get(str(key[1])),
    Trace: lambda one, key: one.traces_in(str(key[0])).get(str(key[1])),
    Group: lambda one, key: one.groups.get(key[0]),
    Erasure: lambda one, key: one.erasures.get(key[0]),
    ChannelErasure: lambda one, key: one.channel_erasures.get(key[0]),
    Person: lambda one, key: one.people.get(key[0]),
    Reading: _reading_of,
    CaughtUp: lambda one, key: one.caught_up.get(key[0]),
    Digest: lambda one, key: one.digests.get(key[0]),
    ServiceEntry: _entry,
    Alias: lambda one, key: one.aliases.get(key[0]),
    TeamNameStart: lambda one, key: _start(one, "names", TeamNameStart, key[0], key),
    MergeStart: lambda one, key: _start(one, "merges", _merge_start, (MergedKind(key[0]), key[1]), key),
    OwnershipStart: lambda one, key: _start(one, "told_owners", _owner_start, (OwnedKind(key[0]), key[1]), key),
    MembershipStart: lambda one, key: _start(one, "belonging", MembershipStart, key[:2], key),
}


def _merge_start(kind: str, part: str, since: Instant, into: str | None) -> MergeStart:
    return MergeStart(MergedKind(kind), part, since, into)


def _owner_start(kind: str, owned: str, since: Instant, team: str | None) -> OwnershipStart:
    return OwnershipStart(OwnedKind(kind), owned, since, team)
