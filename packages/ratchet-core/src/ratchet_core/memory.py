"""A store that keeps everything in memory: for simulations, for tests, and for trying the library out."""

import heapq
import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from types import TracebackType
from typing import Final, Self, TypedDict, TypeVar, assert_never

import attrs
from attrs import define, field, frozen

from ratchet_core.actions import Action, UpdateMessage, WakeMe, without_lines, without_words_of
from ratchet_core.changes import (
    ActivateRunbook,
    AddRunbookVersion,
    Change,
    CloseIncident,
    DropActions,
    ErasePerson,
    EraseWords,
    FollowAlert,
    ForgetHelpRequest,
    HoldReply,
    KeepEdit,
    KeepNote,
    KeepNotification,
    KeepReply,
    KeepVote,
    MarkIncident,
    OpenHelpRequest,
    OpenIncident,
    RejectRunbook,
    ReleaseReplies,
    RememberAlert,
    RememberChannel,
    RememberMembership,
    RememberMute,
    RememberPerson,
    RememberService,
    RememberTeam,
    TransferOwnership,
    UpdateHelpRequest,
    UpdateIncident,
    WithdrawIncident,
)
from ratchet_core.decision import Decision
from ratchet_core.domain import (
    FIRES,
    Alert,
    Channel,
    EarlyReply,
    HelpRequest,
    HelpState,
    Incident,
    Interval,
    Mark,
    Membership,
    Merge,
    MessageRef,
    Mute,
    Notification,
    OwnedKind,
    Ownership,
    Person,
    RunbookState,
    RunbookVersion,
    Service,
    Team,
    ThreadNote,
    Tie,
    Track,
    Vote,
    active_of,
    digest_of,
    intervals_from,
    is_private,
    service_key,
)
from ratchet_core.events import (
    ActionFailed,
    Event,
    FormOpened,
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    ModelAnswered,
    TimePassed,
)
from ratchet_core.instants import Instant, moment_of
from ratchet_core.merging import whole_of
from ratchet_core.naming import named_among
from ratchet_core.policy import Policy
from ratchet_core.quotation import ERASED, without_quotes_of, words_of
from ratchet_core.requests import as_one, head_of
from ratchet_core.retrieval import DEMAND, Candidate, Postings
from ratchet_core.snapshot import Asked, Earlier, Needs, Snapshot, Written, tombstone_of
from ratchet_core.speech import Speech
from ratchet_core.terms import terms_of

_OUTCOMES = (TimePassed, MessagePosted, MessageUpdated, FormOpened, ModelAnswered, ActionFailed)

RUNBOOK: Final = "runbook:"
"""How the key begins under which a runbook is found, before its alert's fingerprint; a question's is `CHANNEL/TS`."""


@define
class World:
    """All that is remembered, under its keys; `begun` is when the first message came that was heard in a channel."""

    channels: dict[str, Channel] = field(factory=dict)
    people: dict[str, Person] = field(factory=dict)
    teams: dict[str, Team] = field(factory=dict)
    services: dict[str, Service] = field(factory=dict)
    aliases: dict[str, str] = field(factory=dict)
    alerts: dict[str, Alert] = field(factory=dict)
    tracks: dict[tuple[str, str], Track] = field(factory=dict)
    incidents: dict[tuple[str, str, int], Incident] = field(factory=dict)
    requests: dict[MessageRef, HelpRequest] = field(factory=dict)
    early: dict[MessageRef, tuple[EarlyReply, ...]] = field(factory=dict)
    notifications: dict[MessageRef, Notification] = field(factory=dict)
    owners: dict[tuple[OwnedKind, str], tuple[Ownership, ...]] = field(factory=dict)
    memberships: dict[str, tuple[Membership, ...]] = field(factory=dict)
    runbooks: dict[str, tuple[RunbookVersion, ...]] = field(factory=dict)
    votes: dict[tuple[str, int, str], Vote] = field(factory=dict)
    mutes: dict[str, tuple[Mute, ...]] = field(factory=dict)
    marks: dict[tuple[str, str, int], Mark] = field(factory=dict)
    threads: dict[MessageRef, str] = field(factory=dict)
    notes: dict[tuple[str, str], tuple[ThreadNote, ...]] = field(factory=dict)
    replies: dict[MessageRef, tuple[ThreadNote, ...]] = field(factory=dict)
    begun: dict[str, Instant] = field(factory=dict)
    edited: dict[MessageRef, Instant] = field(factory=dict)


def written_by(world: World, person: str) -> list[MessageRef]:
    """Return the messages of a person of which words are kept: questions, replies, and notes on alerts."""
    asked = (one.root for one in world.requests.values() if one.asker == person)
    notes = ((channel, kept) for (channel, _), kept in world.notes.items())
    replies = ((root.channel, kept) for root, kept in world.replies.items())
    early = ((root.channel, kept) for root, kept in world.early.items())
    said = chain(
        ((channel, one.person, one.ts) for channel, kept in chain(notes, replies) for one in kept),
        ((channel, one.person, one.ts) for channel, kept in early for one in kept),
    )
    return sorted({*asked, *(MessageRef(channel, ts) for channel, who, ts in said if who == person)})


def reasons_given_by(world: World, person: str) -> frozenset[str]:
    """Return the words in which a person gave reasons: those of mutes."""
    mutes = (one for each in world.mutes.values() for one in each)
    return frozenset(one.reason for one in mutes if one.person == person and one.reason)


@frozen
class Rest:
    """What a store keeps beside the world: the time, the actions still to be done, and the ids that it has seen."""

    now: Instant
    actions: tuple[Action, ...]
    postponed: Mapping[str, Instant]
    seen: frozenset[str]


class _Organised(TypedDict, total=False):
    owners: tuple[Ownership, ...]
    memberships: tuple[Membership, ...]
    teams: tuple[Team, ...]
    members: tuple[Membership, ...]
    person: Person | None


class MemoryTurn:
    """One event's turn in a `MemoryStore`."""

    __slots__ = ("_event", "_store", "snapshot")

    def __init__(self, store: "MemoryStore", event: Event, snapshot: Snapshot) -> None:
        """Begin the turn of an event."""
        self._store = store
        self._event = event
        self.snapshot = snapshot

    async def __aenter__(self) -> Self:
        """Enter the turn."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the turn; what was not committed is not remembered."""

    async def commit(self, decision: Decision) -> None:
        """Remember event, changes and actions."""
        self._store.remember(self._event, self.snapshot.needs, decision)


class MemoryStore:
    """A `Store` in memory. It has one turn at a time, so turns never meet."""

    def __init__(self, policy: Policy) -> None:
        """Begin with an empty world under a policy."""
        self.policy = policy
        self.world = World()
        self.now: Instant = 0
        self.actions: dict[str, Action] = {}
        self._alarms: list[tuple[Instant, str, WakeMe]] = []
        self._postponed: dict[str, Instant] = {}
        self._claimed: set[str] = set()
        self._answers = policy.answers_anywhere
        self._index = Postings()
        self._noted: dict[MessageRef, str] = {}
        self._held: dict[MessageRef, MessageRef] = {}
        self._replied: dict[MessageRef, MessageRef] = {}
        self._in_team: dict[str, dict[str, None]] = {}
        self._team_parts: dict[str, dict[str, None]] = {}
        self._asked_by: dict[tuple[str, str], list[tuple[Instant, MessageRef]]] = {}
        self._asked_about: dict[str, list[tuple[Instant, MessageRef]]] = {}
        self._continued: dict[MessageRef, MessageRef] = {}
        self._consists_of: dict[str, dict[str, None]] = {}
        self._seen: set[str] = set()

    def turn(self, event: Event, keys: Needs) -> MemoryTurn:
        """Begin an event's turn."""
        return MemoryTurn(self, event, self.snapshot(keys))

    async def due(self, at: Instant) -> list[Action]:
        """Return what is to be done by a moment, as it was asked for, again and again until an outcome settles it."""
        while self._alarms and self._alarms[0][0] <= at:
            alarm = heapq.heappop(self._alarms)[2]
            self.actions[alarm.key] = alarm
        if self._postponed:
            self._postponed = {key: until for key, until in self._postponed.items() if until > at}
        held = self._claimed.union(self._postponed)
        return [action for key, action in self.actions.items() if key not in held]

    def is_due(self, at: Instant) -> bool:
        """Say whether anything may be due by a moment, without a look at what is postponed."""
        return bool(self.actions) or (bool(self._alarms) and self._alarms[0][0] <= at)

    async def claim(self, action: Action) -> Action | None:
        """Take an action in hand, as it is now; None where it is in hand, settled or given up."""
        if action.key in self._claimed or action.key not in self.actions:
            return None
        self._claimed.add(action.key)
        return self.actions[action.key]

    async def release(self, action: Action) -> None:
        """Let go of an action that is in hand."""
        self._claimed.discard(action.key)

    async def postpone(self, action: Action, until: Instant) -> None:
        """Let go of an action, and offer it not before a moment."""
        self._postponed[action.key] = until
        self._claimed.discard(action.key)

    def next_alarm(self) -> Instant | None:
        """Return when the next alarm is due, or None when none is set."""
        return self._alarms[0][0] if self._alarms else None

    def rest(self) -> Rest:
        """Return what is kept beside the world: the actions in the order of asking, then the alarms in that of time."""
        alarms = (alarm for _, _, alarm in sorted(self._alarms, key=lambda one: one[:2]))
        return Rest(self.now, (*self.actions.values(), *alarms), dict(self._postponed), frozenset(self._seen))

    def restore(self, rest: Rest) -> None:
        """Take back what `rest` returned; the `world` must be set before, for what finds its records is made of it."""
        self.now, self._postponed, self._seen = rest.now, dict(rest.postponed), set(rest.seen)
        self._ask(rest.actions)
        world = self.world
        self._noted = {MessageRef(c, one.ts): alert for (c, alert), notes in world.notes.items() for one in notes}
        self._held = {MessageRef(root.channel, one.ts): root for root, held in world.early.items() for one in held}
        for membership in (one for found in world.memberships.values() for one in found):
            self._in_team.setdefault(membership.team, {})[membership.person] = None
        self._replied = {MessageRef(root.channel, one.ts): root for root, kept in world.replies.items() for one in kept}
        for service in world.services.values():
            self._merged(self._consists_of, service.key, service.merges)
        for team in world.teams.values():
            self._merged(self._team_parts, team.id, team.merges)
        for request in sorted(world.requests.values(), key=lambda one: (one.asked_at, one.root)):
            self._index_question(request)
            self._file(request)
        for alert in world.runbooks:
            self._index_runbook(alert)

    def snapshot(self, keys: Needs) -> Snapshot:
        """Return what is remembered under an event's needs."""
        channel = self.world.channels.get(keys.channel) if keys.channel is not None else None
        if keys.ids[0] in self._seen:
            return Snapshot(keys, self.policy, seen=True, channel=channel)
        if keys.root is not None and keys.message is None and not keys.rights:
            return self._of_thread(keys, keys.root, channel)  # most messages need no more than their thread
        return self._of_everything(keys, channel)

    def _of_thread(self, keys: Needs, root: MessageRef, channel: Channel | None) -> Snapshot:
        if keys.similar:
            return self._of_similar(keys, root, channel)
        world, seen = self.world, self._seen
        alert = world.threads.get(root) if world.threads else None
        request = world.requests.get(root)
        near = keys.near and (request is not None or keys.speech is Speech.QUESTION)
        head = head_of(request, world.requests) if request is not None else None
        snapshot = Snapshot(
            keys,
            self.policy,
            channel=channel,
            request=request,
            head=head,
            root_seen=f"{root.channel}/{root.ts}" in seen,
            known=keys.ids[-1] in seen,
            gone=tombstone_of(keys.ids[-1]) in seen,
            edited_at=self._edited_at(keys) if world.edited else None,
            early=world.early.get(root, ()) if world.early else (),
            track=world.tracks.get((root.channel, alert)) if alert else None,
            notes=world.notes.get((root.channel, alert), ()) if alert else (),
            near=self._near(root, keys.person or (request.asker if request else "")) if near else (),
            parts=self._parts(root) if near else (),
            named=self._named(keys.named) if keys.named else (),
        )
        return attrs.evolve(snapshot, **self._organised(keys, head)) if world.owners or world.teams else snapshot

    def _near(self, root: MessageRef, asker: str) -> tuple[HelpRequest, ...]:
        """Return the asker's other questions in the channel, as far before and after as may be one request."""
        at, within = moment_of(root.ts, 0), self.policy.same_request
        asked = self._asked_by.get((root.channel, asker), [])
        first, end = bisect_left(asked, (at - within,)), bisect_left(asked, (at + within + 1,))
        return tuple(self.world.requests[one] for _, one in asked[first:end] if one != root)

    def _parts(self, root: MessageRef) -> tuple[HelpRequest, ...]:
        """Return the questions that continue one, in order."""
        found: list[HelpRequest] = []
        following = self._continued.get(root)
        while following is not None and len(found) < _MOST_PARTS:
            found.append(self.world.requests[following])
            following = self._continued.get(following)
        return tuple(found)

    def _named(self, names: Iterable[str]) -> tuple[Service, ...]:
        services, aliases = self.world.services, self.world.aliases
        known = dict.fromkeys(name if name in services else aliases.get(name, "") for name in names)
        return tuple(services[key] for key in known if key in services)

    def _organised(self, keys: Needs, request: HelpRequest | None) -> _Organised:
        owners = self.world.owners.get((OwnedKind.CHANNEL, keys.channel or ""), ())
        if request is not None and request.service is not None:
            owners += self._owners(None, self._whole_key(request.service, keys.at))
        memberships = self.world.memberships.get(keys.person or "", ())
        return {
            "owners": owners,
            "memberships": memberships,
            "teams": self._teams(keys, owners, memberships, request),
            "person": self.world.people.get(keys.person or ""),
            "members": self._members_to_remind(owners, request) if keys.near and keys.person is None else (),
        }

    def _members_to_remind(self, owners: tuple[Ownership, ...], request: HelpRequest | None) -> tuple[Membership, ...]:
        """Return the members of every team that a question may wait for, and of all that were merged into those."""
        handed = [one.team for one in request.handed] if request is not None else []
        return self._members(self._with_parts([*handed, *(one.team for one in owners if one.team is not None)]))

    def _with_parts(self, teams: Iterable[str]) -> list[str]:
        """Return teams with all that were ever merged into them, in order."""
        found: dict[str, None] = {}
        wanted = list(teams)
        while wanted:
            team = wanted.pop()
            if team not in found:
                found[team] = None
                wanted += self._team_parts.get(team, ())
        return sorted(found)

    def _owners_of_other(self, keys: Needs) -> tuple[Ownership, ...]:
        """Return the owners of the second service that an event names."""
        return self._owners(None, self._whole_key(keys.other, keys.at)) if keys.other and keys.service else ()

    def _place_owners(self, keys: Needs, alert: str) -> tuple[Ownership, ...]:
        """Return the owners of every channel that an event without one is about."""
        if keys.channel is not None:
            return ()
        muted = {one.channel for one in self.world.mutes.get(alert, ()) if one.channel is not None}
        places = sorted(muted.union(channel for channel, of in self.world.tracks if of == alert))
        return tuple(one for place in places for one in self.world.owners.get((OwnedKind.CHANNEL, place), ()))

    def _of_similar(self, keys: Needs, root: MessageRef, channel: Channel | None) -> Snapshot:
        world = self.world
        request, parts = world.requests.get(root), self._parts(root)
        terms = terms_of(as_one((request, *parts)).question) if request and request.state is HelpState.OPEN else ()
        candidates = self._index.candidates(terms, shared=DEMAND.shared)
        return Snapshot(
            keys,
            self.policy,
            channel=channel,
            request=request,
            parts=parts,
            earlier=tuple(self._earlier(one) for one in candidates if not one.long),
            written=tuple(found for one in candidates if one.long and (found := self._written(one)) is not None),
            statistics=self._index.statistics(terms, candidates),
        )

    def _earlier(self, candidate: Candidate) -> Earlier:
        channel, _, ts = candidate.key.rpartition("/")
        root = MessageRef(channel, ts)
        return Earlier(
            candidate, self.world.requests[root], self._is_private(channel), self.world.replies.get(root, ())
        )

    def _written(self, candidate: Candidate) -> Written | None:
        """Return an active runbook with where its alert fired last; what nobody approved answers nothing."""
        world, alert = self.world, candidate.key.removeprefix(RUNBOOK)
        version = active_of(world.runbooks.get(alert, ()))
        if version is None:
            return None
        tracks = (track for (_, of), track in world.tracks.items() if of == alert)
        roots = (_latest_root(track) for track in tracks if not self._is_private(track.channel))
        latest = max((root for root in roots if root is not None), key=lambda one: one.ts, default=None)
        return Written(candidate, world.alerts[alert], version, latest)

    def _index_runbook(self, alert: str) -> None:
        """Keep the active version of a runbook findable by its alert's name, its service and its words."""
        key, known = f"{RUNBOOK}{alert}", self.world.alerts.get(alert)
        active = active_of(self.world.runbooks.get(alert, ()))
        if known is None or active is None or not self._answers:
            self._index.remove(key)
            return
        title = f"{known.name} {_PARTS_OF_A_NAME.sub(' ', known.name)} {known.service or ''}"
        self._index.add(key, active.written_at, terms_of(f"{title}\n{words_of(active.text)}"), long=True)

    def _is_private(self, channel: str) -> bool:
        return is_private(self.world.channels.get(channel))

    def _follow(self, request: HelpRequest) -> None:
        """Remember a request as it is now, and keep it findable: by its words, its asker, its service, its parts."""
        before = self.world.requests.get(request.root)
        findable = self._is_findable(request)
        words = before.question if before is not None else ""
        if findable != self._is_findable(before) or (findable and words != request.question):
            self._index_question(request)  # most replies change neither
        if before is None or (before.service, before.continues) != (request.service, request.continues):
            self._unfile(before)
            self._file(request)
        self.world.requests[request.root] = request

    def _file(self, request: HelpRequest) -> None:
        root = request.root
        insort(self._asked_by.setdefault((root.channel, request.asker), []), (request.asked_at, root))
        if request.service is not None:
            insort(self._asked_about.setdefault(request.service, []), (request.asked_at, root))
        if request.continues is not None:
            self._continued[MessageRef(root.channel, request.continues)] = root

    def _unfile(self, request: HelpRequest | None) -> None:
        """Let go of where a question is found, except by its words."""
        if request is None:
            return
        root, place = request.root, (request.asked_at, request.root)
        self._asked_by[root.channel, request.asker].remove(place)
        if request.service is not None:
            self._asked_about[request.service].remove(place)
        before = MessageRef(root.channel, request.continues or "")
        if self._continued.get(before) == root:  # another question may have come between the two
            del self._continued[before]

    def _is_findable(self, request: HelpRequest | None) -> bool:
        """Say whether a question may answer a later one: it was answered, and its words are not erased."""
        if request is None or not self._answers:
            return False
        return request.question != "" and request.state is not HelpState.OPEN

    def _index_question(self, request: HelpRequest) -> None:
        key = f"{request.root.channel}/{request.root.ts}"
        if self._is_findable(request):
            self._index.add(key, request.asked_at, terms_of(request.question))
        else:
            self._index.remove(key)

    def _of_everything(self, keys: Needs, channel: Channel | None) -> Snapshot:
        world, alarm, root = self.world, keys.fingerprint, keys.root
        track = world.tracks.get((keys.channel or "", alarm)) if alarm else None
        alert = world.alerts.get(alarm) if alarm else None
        request = world.requests.get(root) if root and keys.message is None else None
        request = head_of(request, world.requests) if request is not None else None
        notice = world.notifications.get(root) if root and (keys.message is not None or keys.rights) else None
        name = self._tied(alert) or self._tied(notice) or keys.service or (track.service if track else None)
        name = name or next((one.service for one in (alert, request, notice) if one and one.service), None)
        named = self._named(keys.named) if keys.named else ()
        name = name or named_among(named, keys.named) or self._default_service(channel)
        services = self._services(name, keys.other)
        service = self._whole(name, keys.at) if name else None
        owners = self._owners(keys.channel, service.key if service else service_key(name or ""))
        memberships = world.memberships.get(keys.person, ()) if keys.person else ()
        return Snapshot(
            keys,
            self.policy,
            channel=channel,
            track=track,
            alert=alert,
            versions=world.runbooks.get(alarm, ()) if alarm else (),
            mutes=world.mutes.get(alarm, ()) if alarm else (),
            begun=world.begun.get(keys.channel or ""),
            notes=world.notes.get((keys.channel or "", alarm), ()) if alarm else (),
            incident=self._incident(keys),
            following=self._incident(keys, after=1),
            service=service,
            services=services,
            named=named,
            owners=owners,
            teams=self._teams(keys, owners, memberships, request),
            request=request,
            notice=notice,
            head=request,
            parts=self._parts(request.root) if request is not None else (),
            part_services=self._consisting_of(service, keys.at) if service else (),
            asked=self._asked(service, keys.at) if service and keys.message is not None else (),
            root_seen=root is not None and f"{root.channel}/{root.ts}" in self._seen,
            known=keys.ids[-1] in self._seen,
            gone=tombstone_of(keys.ids[-1]) in self._seen,
            edited_at=self._edited_at(keys) if world.edited else None,
            early=world.early.get(root, ()) if root else (),
            person=world.people.get(keys.person) if keys.person else None,
            memberships=memberships,
            members=self._members(self._with_parts([one for one in (keys.team, keys.other) if one is not None])),
            other_owners=self._place_owners(keys, alarm) if alarm else self._owners_of_other(keys),
            heard_in=tuple(sorted(c for c, of in world.tracks if of == alarm)) if alarm and not keys.channel else (),
        )

    def _tied(self, one: Alert | Notification | None) -> str | None:
        """Return the service that a person said something belongs to."""
        return one.service if one is not None and one.tie is Tie.PERSON else None

    def _edited_at(self, keys: Needs) -> Instant | None:
        channel, _, ts = keys.ids[-1].rpartition("/")
        return self.world.edited.get(MessageRef(channel, ts))

    def _incident(self, keys: Needs, after: int = 0) -> Incident | None:
        if keys.fingerprint is None or keys.incident is None:
            return None
        number = keys.incident + after
        return self.world.incidents.get((keys.incident_in or keys.channel or "", keys.fingerprint, number))

    def _consisting_of(self, service: Service, at: Instant) -> tuple[Service, ...]:
        """Return a service with all that are part of it at a moment."""
        if not self._consists_of:
            return (service,)
        found = {service.key: service}
        wanted = [service.key]
        while wanted:
            for key in self._consists_of.get(wanted.pop(), ()):
                if key not in found and self._whole_key(key, at) == service.key:
                    found[key] = self.world.services[key]
                    wanted.append(key)
        return tuple(found[key] for key in sorted(found))

    def _asked(self, service: Service, at: Instant) -> tuple[Asked, ...]:
        """Return the latest questions about a service and its parts."""
        keys = [one.key for one in self._consisting_of(service, at)]
        roots = (root for key in keys for _, root in self._asked_about.get(key, ())[-_LATEST_ASKED:])
        return tuple(Asked(self.world.requests[root], self._is_private(root.channel)) for root in roots)

    def _whole_key(self, name: str, at: Instant) -> str:
        whole = self._whole(name, at)
        return whole.key if whole is not None else service_key(name)

    def _default_service(self, channel: Channel | None) -> str | None:
        return self.policy.for_channel(channel.id, channel.name).service if channel else None

    def _whole(self, name: str, at: Instant) -> Service | None:
        """Return what the service under a name had become by a moment."""
        key = self._key(name)
        service = self.world.services.get(key)
        if service is None or not service.merges:
            return service
        return self.world.services.get(whole_of({one.key: one.merges for one in self._reached(key)}, key, at))

    def _key(self, name: str) -> str:
        key = service_key(name)
        return key if key in self.world.services else self.world.aliases.get(key, key)

    def _services(self, *names: str | None) -> tuple[Service, ...]:
        found = {one.key: one for name in names if name for one in self._reached(self._key(name))}
        return tuple(found[key] for key in sorted(found))

    def _reached(self, key: str) -> list[Service]:
        return _reached(self.world.services, [key])

    def _teams(
        self,
        keys: Needs,
        owners: tuple[Ownership, ...],
        memberships: tuple[Membership, ...],
        request: HelpRequest | None,
    ) -> tuple[Team, ...]:
        if not self.world.teams:
            return ()
        named = {keys.team, keys.other, *(one.team for one in owners), *(one.team for one in memberships)}
        named |= {one.team for one in request.handed} if request is not None else set()
        named |= {*self._with_parts(team for team in named if team is not None)}
        return tuple(_reached(self.world.teams, (team for team in named if team is not None)))

    def _members(self, teams: Iterable[str]) -> tuple[Membership, ...]:
        known = self.world.memberships
        of_team = ((team, person) for team in teams for person in self._in_team.get(team, ()))
        return tuple(one for team, person in of_team for one in known[person] if one.team == team)

    def _owners(self, channel: str | None, service: str) -> tuple[Ownership, ...]:
        owners = self.world.owners
        if not owners:
            return ()
        of_channel = owners.get((OwnedKind.CHANNEL, channel), ()) if channel else ()
        return of_channel + owners.get((OwnedKind.SERVICE, service), ())

    def remember(self, event: Event, keys: Needs, decision: Decision) -> None:
        """Take in what was decided of an event; ids and keys that are known already are left as they are."""
        self._seen.update(keys.ids)
        self.now = max(self.now, keys.at)
        if type(event) is MessageSeen:
            if self.world.begun.get(event.channel, event.at + 1) > event.at:
                self.world.begun[event.channel] = event.at
        elif isinstance(event, _OUTCOMES):
            self.actions.pop(event.action.key, None)
            self._claimed.discard(event.action.key)
        for change in decision.changes:
            self._apply(change)
        self._ask(decision.actions)

    def _ask(self, actions: Iterable[Action]) -> None:
        for action in actions:
            if isinstance(action, WakeMe):
                heapq.heappush(self._alarms, (action.at, action.key, action))
            elif action.key not in self.actions:
                self._supersede(action)
                self.actions[action.key] = action

    def _supersede(self, action: Action) -> None:
        """Give up the edits of a message that are still to be made, where another one is asked for."""
        if not isinstance(action, UpdateMessage):
            return
        message = action.channel, action.ts
        for other in list(self.actions.values()):
            if isinstance(other, UpdateMessage) and (other.channel, other.ts) == message:
                del self.actions[other.key]
                self._postponed.pop(other.key, None)

    def _apply(self, change: Change) -> None:  # noqa: C901, PLR0912, PLR0915 - one case for each change
        world = self.world
        match change:  # from above to below until one fits, so what is most frequent comes first
            case UpdateHelpRequest(request) | OpenHelpRequest(request):
                self._follow(request)
            case OpenIncident(incident) | UpdateIncident(incident) | CloseIncident(incident):
                world.incidents[incident.channel, incident.alert, incident.number] = incident
            case WithdrawIncident(incident):
                world.incidents.pop((incident.channel, incident.alert, incident.number), None)
            case FollowAlert(track):
                self._follow_alert(track)
            case KeepNote(channel_id, alert_id, note):
                kept = (one for one in world.notes.get((channel_id, alert_id), ()) if one.ts != note.ts)
                world.notes[channel_id, alert_id] = tuple(sorted((*kept, note)))
                self._noted[MessageRef(channel_id, note.ts)] = alert_id
            case KeepReply(root, reply):
                self._keep_reply(root, reply)
            case KeepEdit(message, at):
                world.edited[message] = at
            case EraseWords(message):
                self._erase(message)
            case ErasePerson(person_id):
                self._erase_person(person_id)
            case KeepNotification(notification):
                self._keep_notice(notification)
            case ForgetHelpRequest(root):
                self._unfile(world.requests.pop(root, None))
                world.replies.pop(root, None)
                self._index.remove(f"{root.channel}/{root.ts}")
            case HoldReply(root, reply):
                held = (one for one in world.early.get(root, ()) if one.ts != reply.ts or one.tick or reply.tick)
                world.early[root] = tuple(
                    sorted((*held, reply), key=lambda one: (one.at, one.ts, one.tick, one.person))
                )
                self._held[MessageRef(root.channel, reply.ts)] = root
            case ReleaseReplies(root):
                for reply in world.early.pop(root, ()):
                    self._held.pop(MessageRef(root.channel, reply.ts), None)
            case RememberAlert(alert):
                world.alerts[alert.fingerprint] = alert
                self._index_runbook(alert.fingerprint)
            case RememberService(service):
                world.services[service.key] = service
                self._merged(self._consists_of, service.key, service.merges)
                world.aliases.update((service_key(alias), service.key) for alias in service.aliases)
            case RememberChannel(channel):
                world.channels[channel.id] = channel
            case RememberPerson(person):
                world.people[person.id] = person
            case RememberTeam(team):
                world.teams[team.id] = team
                self._merged(self._team_parts, team.id, team.merges)
            case RememberMembership(membership, in_place_of):
                self._remember_membership(membership, in_place_of)
            case TransferOwnership(kind, owned, team_id, since):
                self._transfer(kind, owned, team_id, since)
            case AddRunbookVersion(version):
                world.runbooks[version.alert] = (*world.runbooks.get(version.alert, ()), version)
                self._index_runbook(version.alert)
            case ActivateRunbook():
                self._decide_version(change.alert, lambda one: _activated(one, change))
            case RejectRunbook():
                self._decide_version(change.alert, lambda one: _rejected(one, change))
            case KeepVote(vote):
                world.votes[vote.alert, vote.version, vote.person] = vote
            case RememberMute(mute):
                others = tuple(one for one in world.mutes.get(mute.alert, ()) if one.id != mute.id)
                world.mutes[mute.alert] = (*others, mute)
            case MarkIncident(mark):
                world.marks[mark.channel, mark.alert, mark.number] = mark
            case DropActions(channel_id):
                self._drop(channel_id)
            case _:
                assert_never(change)

    def _follow_alert(self, track: Track) -> None:
        """Remember the course of an alert, and the threads that its firings began since it was last followed."""
        before = self.world.tracks.get((track.channel, track.alert))
        known = {(one.ts, one.kind) for one in before.recent} if before is not None else ()
        for one in track.recent:
            if one.kind in FIRES and (one.ts, one.kind) not in known:
                self.world.threads[MessageRef(track.channel, one.ts)] = track.alert
        self.world.tracks[track.channel, track.alert] = track

    def _merged(self, parts: dict[str, dict[str, None]], key: str, merges: tuple[Merge, ...]) -> None:
        """Keep what was ever merged into what."""
        for merge in merges:
            parts.setdefault(merge.into, {})[key] = None

    def _keep_reply(self, root: MessageRef, reply: ThreadNote) -> None:
        """Keep the earliest replies of a thread, whatever the order in which they are heard."""
        others = [one for one in self.world.replies.get(root, ()) if one.ts != reply.ts]
        insort(others, reply, key=_time_of)
        for late in others[_KEPT_REPLIES:]:
            self._replied.pop(MessageRef(root.channel, late.ts), None)
        if reply in others[:_KEPT_REPLIES]:
            self.world.replies[root] = tuple(others[:_KEPT_REPLIES])
            self._replied[MessageRef(root.channel, reply.ts)] = root

    def _remember_membership(self, membership: Membership, in_place_of: Instant | None) -> None:
        others = (
            one
            for one in self.world.memberships.get(membership.person, ())
            if one.team != membership.team or one.during.since not in (membership.during.since, in_place_of)
        )
        self.world.memberships[membership.person] = (*others, membership)
        self._in_team.setdefault(membership.team, {})[membership.person] = None

    def _transfer(self, kind: OwnedKind, owned: str, team: str | None, at: Instant) -> None:
        starts = {one.during.since: one.team for one in self.world.owners.get((kind, owned), ())} | {at: team}
        held = (Ownership(kind, owned, one, during) for one, during in intervals_from(starts))
        self.world.owners[kind, owned] = tuple(held)

    def _decide_version(self, alert: str, decided: Callable[[RunbookVersion], RunbookVersion]) -> None:
        self.world.runbooks[alert] = tuple(map(decided, self.world.runbooks.get(alert, ())))
        self._index_runbook(alert)

    def _erase(self, message: MessageRef) -> None:
        world = self.world
        self._erase_notice(message)
        self.actions = {key: without_words_of(action, message) for key, action in self.actions.items()}
        if (answered := self._replied.pop(message, None)) is not None and answered in world.replies:
            world.replies[answered] = tuple(one for one in world.replies[answered] if one.ts != message.ts)
        if (root := self._held.get(message)) is not None:
            held = world.early.get(root, ())
            world.early[root] = tuple(attrs.evolve(one, text=None) if one.ts == message.ts else one for one in held)
        alert = self._noted.pop(message, None)
        if alert is None:
            return
        kept = tuple(one for one in world.notes[message.channel, alert] if one.ts != message.ts)
        world.notes[message.channel, alert] = kept
        self._decide_version(alert, lambda one: _without_quotes(one, message))

    def _erase_person(self, person: str) -> None:
        world = self.world
        world.people.pop(person, None)
        written = written_by(world, person)
        for request in [one for one in world.requests.values() if one.asker == person]:
            self._follow(attrs.evolve(request, question=""))
        for message in written:
            self._erase(message)
        muted = tuple(f"{one.id}/" for mutes in world.mutes.values() for one in mutes if one.person == person)
        self.actions = {key: without_lines(one) if key.startswith(muted) else one for key, one in self.actions.items()}
        for alert, mutes in world.mutes.items():
            world.mutes[alert] = tuple(attrs.evolve(one, reason="") if one.person == person else one for one in mutes)
        for alert in list(world.runbooks):
            self._decide_version(alert, lambda one: _without_proposal_of(one, person))

    def _keep_notice(self, notice: Notification) -> None:
        before = self.world.notifications.get(notice.message)
        if before is not None and before.service != notice.service:
            self._erase_notice(notice.message)  # a deploy that is another service's now
        self.world.notifications[notice.message] = notice

    def _erase_notice(self, message: MessageRef) -> None:
        """Forget a notice, and its deploy with every service: an edit or a person may have tied it to another since."""
        if self.world.notifications.pop(message, None) is None:
            return
        for service in list(self.world.services.values()):
            deploys = tuple(one for one in service.deploys if one.notice != message)
            if len(deploys) < len(service.deploys):
                self.world.services[service.key] = attrs.evolve(service, deploys=deploys)

    def _drop(self, channel: str) -> None:
        """Give up what was still to be said in a channel; alarms stay, for they are not said."""
        self.actions = {
            key: action
            for key, action in self.actions.items()
            if isinstance(action, WakeMe) or getattr(action, "channel", None) != channel
        }


def _time_of(note: ThreadNote) -> tuple[Instant, str]:
    return note.at, note.ts


def _without_proposal_of(version: RunbookVersion, person: str) -> RunbookVersion:
    """Return a version without the words of a person who proposed it; what was approved is the team's, and stays."""
    if version.author != person or version.state not in (RunbookState.PROPOSED, RunbookState.REJECTED):
        return version
    return attrs.evolve(version, text=ERASED, digest=digest_of(ERASED), state=RunbookState.REJECTED)


def _latest_root(track: Track) -> MessageRef | None:
    fired = [one.ts for one in track.recent if one.kind in FIRES]
    ts = fired[-1] if fired else (track.settled.root_ts if track.settled is not None else None)
    return MessageRef(track.channel, ts) if ts is not None else None


def _activated(version: RunbookVersion, change: ActivateRunbook) -> RunbookVersion:
    during = version.active_during
    if version.number == change.number:
        approved = version.state is RunbookState.PROPOSED
        active = attrs.evolve(
            version,
            state=RunbookState.ACTIVE,
            decided_by=change.person if approved else version.decided_by,
            assumed=change.assumed if approved else version.assumed,
        )
        return attrs.evolve(active, active_during=(*during, Interval(change.at)))
    if version.state is not RunbookState.ACTIVE:
        return version
    ended = Interval(during[-1].since, change.at)
    return attrs.evolve(version, state=RunbookState.RETIRED, active_during=(*during[:-1], ended))


def _without_quotes(version: RunbookVersion, message: MessageRef) -> RunbookVersion:
    """Return a version without what it quotes from a message; its digest names the text that is left."""
    text = without_quotes_of(version.text, message)
    return version if text == version.text else attrs.evolve(version, text=text, digest=digest_of(text))


def _rejected(version: RunbookVersion, change: RejectRunbook) -> RunbookVersion:
    if version.number != change.number:
        return version
    return attrs.evolve(version, state=RunbookState.REJECTED, decided_by=change.person)


_PARTS_OF_A_NAME = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_MOST_PARTS = 100
_LATEST_ASKED = 20
_KEPT_REPLIES = 8
_Merged = TypeVar("_Merged", Team, Service)


def _reached(known: Mapping[str, _Merged], starts: Iterable[str]) -> list[_Merged]:
    """Return the records under some keys, and those of all that they were ever merged into, by their keys."""
    found: dict[str, _Merged] = {}
    wanted = list(starts)
    while wanted:
        key = wanted.pop()
        one = known.get(key)
        if one is not None and key not in found:
            found[key] = one
            wanted += [merge.into for merge in one.merges]
    return [found[key] for key in sorted(found)]
