"""What must hold after every event: one check for each invariant, and a failure begins with the invariant's number.

The invariants are those of `docs/how-it-works.md`. 5, 6, 7, 13, 16 and 18 compare whole states, and 17 is checked by
snapshots themselves: the machine and its tests see to those.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

import attrs
from attrs import define, field, frozen
from invariants.cast import MARKER, PLANTED, POLICY
from ratchet_core.basis.instants import MINUTE, Instant
from ratchet_core.behaviours import cards, erasure, reminders, triage
from ratchet_core.domain import (
    DRAFTERS,
    Alert,
    Alias,
    CardState,
    CaughtUp,
    Channel,
    ChannelErasure,
    ChannelSettings,
    Erasure,
    Group,
    HelpRequest,
    Incident,
    IncidentState,
    Installation,
    Lesson,
    Mark,
    MembershipStart,
    Merge,
    MergedKind,
    MergeStart,
    Mute,
    OwnedKind,
    OwnershipStart,
    Person,
    RunbookState,
    RunbookVersion,
    TeamNameStart,
    Track,
    Vote,
    digest_of,
    service_key,
)
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.merging import part_of
from ratchet_core.domain.records import NAMES, Key, key_of
from ratchet_core.domain.storms import Budget
from ratchet_core.memory.store import MemoryStore
from ratchet_core.reading.quotation import DELETED, EDITED
from ratchet_core.rules.budget import moment_told
from ratchet_core.rules.own import DOERS
from ratchet_core.rules.transitions import CARD_MOVES, REQUEST_MOVES, VERSION_MOVES, Move, Moves
from ratchet_core.vocabulary.actions import (
    ANSWERING,
    SPEAKING,
    AboutChannel,
    AboutIncident,
    AboutReview,
    AboutSetup,
    Action,
    AnswerPrivately,
    AskModel,
    FindSimilar,
    PersonMention,
    PostMessage,
    PublishHome,
    ReadHistory,
    UpdateMessage,
)
from ratchet_core.vocabulary.changes import Change, Drop, Put, puts, versions_in
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AlertMuted,
    AlertTied,
    ButtonPressed,
    ChannelArchived,
    ChannelConfigured,
    ChannelErased,
    ChannelJoined,
    ChannelLeft,
    ChannelReadmitted,
    ChannelRenamed,
    ChannelReplaced,
    ChannelSeen,
    ChannelShared,
    ChannelUnarchived,
    ChannelUnshared,
    CommandGiven,
    DirectMessageSeen,
    Event,
    FormSubmitted,
    GroupSeen,
    HistoryRead,
    IncidentMarked,
    Installed,
    MemberJoined,
    MemberLeft,
    Mentioned,
    MessageCorrected,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    MessageSeen,
    ModelAnswered,
    MuteEnded,
    OwnerChanged,
    PersonErased,
    PersonReadmitted,
    PersonSeen,
    RunbookActivated,
    RunbookApproved,
    RunbookRejected,
    RunbookVoted,
    RunbookWritten,
    ServiceAliased,
    ServicesMerged,
    ServiceSplit,
    SharingAgreed,
    ShortcutUsed,
    TeamMergeUndone,
    TeamNamed,
    TeamsMerged,
    TimePassed,
)
from world import World, world_of

_ASKED: Final = (CommandGiven, Mentioned, DirectMessageSeen)

_CAUSES: Final[Mapping[object, tuple[type, ...]]] = {
    RunbookState.PROPOSED: (RunbookWritten, FormSubmitted, TimePassed, ModelAnswered, ActionFailed),
    RunbookState.ACTIVE: (RunbookApproved, RunbookActivated, FormSubmitted),
    RunbookState.RETIRED: (RunbookApproved, RunbookActivated, FormSubmitted),
    RunbookState.REJECTED: (RunbookRejected, FormSubmitted, PersonErased, ChannelErased, TimePassed),
    "the text of a version": (
        MessageDeleted,
        MessageEdited,
        PersonErased,
        ChannelErased,
        TimePassed,
        ModelAnswered,
        ActionFailed,
    ),
    "who decided on a version": (RunbookApproved, RunbookRejected, FormSubmitted),
    "the service of an alert": (AlertTied,),
    Installation: (Installed,),
    OwnershipStart: (OwnerChanged, ChannelReplaced, FormSubmitted, *_ASKED),
    MembershipStart: (MemberJoined, MemberLeft, *_ASKED),
    TeamNameStart: (TeamNamed, *_ASKED),
    MergedKind.TEAM: (TeamsMerged, TeamMergeUndone, *_ASKED),
    MergedKind.SERVICE: (ServicesMerged, ServiceSplit),
    Alias: (ServiceAliased,),
    Group: (GroupSeen,),
    Person: (PersonSeen, PersonErased),
    Erasure: (PersonErased, PersonReadmitted),
    ChannelErasure: (ChannelErased, ChannelReadmitted, ChannelReplaced),
    Channel: (
        ChannelSeen,
        ChannelJoined,
        ChannelLeft,
        ChannelRenamed,
        ChannelArchived,
        ChannelUnarchived,
        ChannelReplaced,
        ChannelShared,
        ChannelUnshared,
        SharingAgreed,
        ChannelErased,
        *_ASKED,
    ),
    ChannelSettings: (ChannelConfigured, ChannelReplaced, FormSubmitted),
    Lesson: (MessageCorrected, ButtonPressed, ShortcutUsed, ChannelErased, TimePassed),
    Mute: (AlertMuted, ButtonPressed, FormSubmitted, MuteEnded, PersonErased, ChannelErased, TimePassed),
    Mark: (IncidentMarked, ButtonPressed, FormSubmitted, PersonErased, ChannelErased, TimePassed),
    Vote: (RunbookVoted, ButtonPressed),
}
"""What gives rights or is a person's word, and by which events alone it may change."""

_BY_OUTCOME: Final[Mapping[object, tuple[str, ...]]] = {
    RunbookState.PROPOSED: (triage.NAME,),
    "the text of a version": (triage.NAME, erasure.NAME),
}
"""Whose outcomes may do what these may do; for all that is not named here it is erasure that goes on."""


@frozen
class Before:
    """What rights depend on, as it was before an event."""

    directory: Directory
    alerts: Mapping[str, Alert]
    versions: Mapping[tuple[str, int], RunbookVersion]
    incidents: frozenset[Key]


def before_in(store: MemoryStore) -> Before:
    """Return what a store knows now."""
    return Before(
        store.directory,
        {one.fingerprint: one for one in store.of_kind(Alert)},
        {(one.alert, one.number): one for one in store.of_kind(RunbookVersion)},
        frozenset(map(key_of, store.of_kind(Incident))),
    )


@define
class Memory:
    """What the checks remember of a history: what was settled, said and told so far."""

    texts: dict[tuple[str, int], str] = field(factory=dict)
    ended: dict[tuple[str, str, int], Incident] = field(factory=dict)
    keys: set[str] = field(factory=set)
    rung: set[str] = field(factory=set)
    names: set[tuple[str, str, Instant]] = field(factory=set)
    homes: dict[str, str] = field(factory=dict)
    public: set[str] = field(factory=set)
    joined: set[str] = field(factory=set)
    archived: set[str] = field(factory=set)
    hushed: set[str] = field(factory=set)
    gone: set[str] = field(factory=set)
    erased: set[str] = field(factory=set)
    states: dict[tuple[type, Key], object] = field(factory=dict)
    minutes: dict[str, tuple[Instant, int]] = field(factory=dict)
    cards: set[AboutIncident] = field(factory=set)
    made: set[Move[Any]] = field(factory=set)
    now: Instant = 0


def must(number: int, what: str, *, hold: bool) -> None:
    """Fail in the name of an invariant unless something holds."""
    assert hold, f"invariant {number}: {what}"


def check_state(store: MemoryStore, memory: Memory, *, erased: bool) -> None:
    """Check all that can be seen in a store alone, or beside what it was before."""
    world = world_of(store)
    check_versions(world, memory, erased=erased)
    check_incidents(world, memory)
    check_owners(world)
    check_merges(world, memory)
    must(15, "time moves back", hold=store.now >= memory.now)
    memory.now = store.now


def check_versions(world: World, memory: Memory, *, erased: bool) -> None:
    for alert, versions in world.runbooks.items():
        must(1, "versions have gaps", hold=[one.number for one in versions] == list(range(1, len(versions) + 1)))
        active = sum(one.state is RunbookState.ACTIVE for one in versions)
        must(1, f"{active} versions are active", hold=active == any(one.active_during for one in versions))
        for one in versions:
            before = memory.texts.get((alert, one.number), one.text)
            must(
                1,
                f"version {one.number} was rewritten",
                hold=erased or before == one.text or _is_without_quotes(one.text),
            )
            memory.texts[alert, one.number] = one.text


def _is_without_quotes(text: str) -> bool:
    return DELETED in text or EDITED in text


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


def check_decision(before: Before, memory: Memory, event: Event, decision: Decision) -> None:
    """Check a decision against its event, and against what was known before."""
    check_places(before, memory, decision)
    check_bots(before, event, decision)
    check_keys(memory, event, decision)
    check_private(memory, (*decision.actions, *decision.withheld))
    check_rights(before, event, decision)
    check_gone(memory, decision)
    check_moves(memory, event, decision)
    check_secrets(decision)
    check_budget(before, memory, event, decision)
    check_missed(before, event, decision)
    if isinstance(event, TimePassed):
        must(15, f"{event.action.key} rang twice", hold=event.action.key not in memory.rung)
        memory.rung.add(event.action.key)


def check_places(before: Before, memory: Memory, decision: Decision) -> None:
    for action in decision.actions:
        if not isinstance(action, SPEAKING):
            continue
        must(8, f"something is to be said in {place(action)}", hold=place(action) in memory.joined - memory.archived)
        must(24, f"another company hears what is said in {place(action)}", hold=place(action) not in memory.hushed)
        called = mentions([action]) if action.behaviour == reminders.NAME else ()
        strangers = {one.person for one in called if not before.directory.is_of_the_company(one.person)}
        must(24, f"{strangers} are called, who are not of the company", hold=not strangers)


def check_budget(before: Before, memory: Memory, event: Event, decision: Decision) -> None:
    """Count the posts of each minute: only critical cards, and what a person asked for, go beyond the budget."""
    posts = [one for one in (*decision.actions, *decision.withheld) if isinstance(one, PostMessage)]
    told = moment_told(event)
    for one in posts:
        known, count = memory.minutes.get(one.channel, (0, 0))
        minute = max(told // MINUTE, known)
        before_it = count if minute == known else 0
        memory.minutes[one.channel] = minute, before_it + 1
        waits = one.behaviour in HELD_BACK and ", critical" not in one.body.headline
        most = before.directory.place(one.channel).posts_per_minute
        must(22, f"{one} is one too many", hold=not waits or before_it < most)
    if isinstance(event, MessagePosted) and event.action.behaviour == cards.NAME:
        assert isinstance(event.action.about, AboutIncident)
        about = attrs.evolve(event.action.about, since=0)
        must(23, f"{about} has two cards", hold=about not in memory.cards)
        memory.cards.add(about)


HELD_BACK: Final = (cards.NAME, reminders.NAME)


def check_bots(before: Before, event: Event, decision: Decision) -> None:
    ours = before.directory.installation
    if ours is not None and ours.user in {getattr(event, name) for name in DOERS.get(type(event), ())}:
        must(9, f"{event} of its own is news", hold=not decision.changes and not decision.actions)
    if not isinstance(event, MessageSeen | MessageEdited):
        return
    if event.ours:
        must(9, "ratchet answers itself", hold=not decision.changes and not decision.actions)
    if event.bot is not None and event.thread is not None:
        begun = any(key_of(one) not in before.incidents for one in puts(decision.changes, Incident))
        must(9, "a bot's reply began an incident", hold=not begun)


def check_keys(memory: Memory, event: Event, decision: Decision) -> None:
    for action in decision.actions:
        causes = (event.id, event.action.key.partition("/stale/")[0]) if isinstance(event, TimePassed) else (event.id,)
        must(10, f"{action.key} does not come from {event.id}", hold=action.key.startswith(causes))
        must(10, f"{action.key} is the key of two actions", hold=action.key not in memory.keys)
        memory.keys.add(action.key)


def check_private(memory: Memory, actions: Iterable[Action]) -> None:
    for action in spoken(actions):
        homes = {memory.homes[marker] for marker in MARKER.findall(repr(action)) if marker in memory.homes}
        elsewhere = homes - memory.public - {place(action)}
        must(11, f"words of {elsewhere} are said in {place(action)}", hold=not elsewhere)


def check_rights(before: Before, event: Event, decision: Decision) -> None:
    why = {one.why for one in decision.reasons}
    done = [one for one in decision.changes if not isinstance(one, Put) or not isinstance(one.record, Budget)]
    must(12, f"{why} changes something", hold=not done or not why & {Why.NOT_ALLOWED, Why.IMPOSSIBLE})
    by = getattr(event, "by", None)
    if by is not None and decision.changes:
        check_person(before.directory, by, event)
    for change in decision.changes:
        for right in _rights_in(change, before):
            must(12, f"{type(event).__name__} gave {right}", hold=_may_give(event, right))
    if isinstance(event, RunbookApproved | RunbookActivated | RunbookRejected) and decision.changes:
        assumed = isinstance(event, RunbookApproved) and event.assumed
        version = before.versions[event.alert, event.number]
        must(12, f"{event.by} had no right to decide", hold=assumed or _may_decide(before, event, version))
    check_words_of_people(before, event, decision)
    if isinstance(event, RunbookApproved) and decision.changes:
        must(12, "the digest is not that of the text", hold=digest_of(version.text) == event.digest)


def check_words_of_people(before: Before, event: Event, decision: Decision) -> None:
    """Check who says what ratchet may do in a channel, and that a message is a question."""
    known = before.directory
    match event:
        case (
            ChannelConfigured(by=by, channel=channel)
            | FormSubmitted(person=by, about=AboutChannel(channel) | AboutSetup(channel))
        ):
            told = any(puts(decision.changes, ChannelSettings))
            owner = known.owner_of(OwnedKind.CHANNEL, channel, event.at)
            right = _is_colleague(before, by) and (owner is None or known.is_member(by, owner, event.at))
            must(12, f"{by} had no right to configure {channel}", hold=right or not told)
        case FormSubmitted(person=by, about=AboutReview() as about):
            for after in versions_in(decision.changes):
                version = before.versions.get((after.alert, after.number))
                if version is not None and after.state is not version.state:
                    decided_on = RunbookApproved(event.id, event.at, about.alert, about.number, about.digest, by)
                    must(12, f"{by} had no right to decide", hold=_may_decide(before, decided_on, version))
                    active = after.number == about.number and after.state is RunbookState.ACTIVE
                    must(12, "another text was read", hold=not active or digest_of(version.text) == about.digest)
        case CommandGiven(person=by) | Mentioned(person=by) | DirectMessageSeen(person=by):
            for change in puts(decision.changes, MembershipStart):
                may = change.person == by or known.is_member(by, change.team, event.at) or _is_admin(known, by)
                what = f"{by} had no right to change who is in {change.team}"
                must(12, what, hold=_is_colleague(before, by) and may)
        case ShortcutUsed(person=by):
            told = any(puts(decision.changes, HelpRequest))
            must(12, f"{by} had no right to call anything a question", hold=_is_colleague(before, by) or not told)
        case _:
            pass


def _is_admin(known: Directory, person: str) -> bool:
    return person in known.people and known.people[person].admin


def _is_colleague(before: Before, person: str) -> bool:
    known = before.directory.people.get(person)
    return known is not None and not (known.external or known.guest or known.bot) and known.active


def check_person(known: Directory, by: str, event: Event) -> None:
    """Check that whoever changes something is of the company, and a member of the team whose rights it gives away."""
    assumed = isinstance(event, RunbookApproved) and event.assumed
    person, own = known.people.get(by), isinstance(event, PersonErased) and event.person == by
    must(12, f"{by} is a stranger", hold=assumed or own or (person is not None and not person.external))
    team = _team_of(known, event)
    if team is not None:
        must(12, f"{by} gave away what is not theirs by {event}", hold=known.is_member(by, team, event.at))


def _team_of(known: Directory, event: Event) -> str | None:
    """Return the team whose rights an event gives away; the empty string where nobody has any."""
    match event:
        case MemberJoined(team=team):
            return team
        case OwnerChanged(kind=OwnedKind.CHANNEL, owned=owned):
            return known.owner_of(OwnedKind.CHANNEL, owned, event.at) or ""
        case OwnerChanged(owned=owned):
            key = known.service_at(known.key_named(owned), event.at)
            return known.owner_of(OwnedKind.SERVICE, key, event.at) or ""
        case _:
            return None


def _rights_in(change: Change, before: Before) -> Iterator[object]:
    """Return what a change gives or takes, in the words of `_CAUSES`."""
    match change:
        case Put(RunbookVersion() as version):
            yield from _of_version(version, before.versions.get((version.alert, version.number)))
        case Put(Alert() as alert):
            known = before.alerts.get(alert.fingerprint)
            if known is not None and (known.service, known.tie) != (alert.service, alert.tie):
                yield "the service of an alert"
        case Put(MergeStart() as start):
            yield start.kind
        case Put(record):
            yield type(record)
        case Drop("merge", key):
            yield MergedKind(str(key[0]))
        case Drop(kind, _):
            yield NAMES[kind].record
        case _:
            pass


def _of_version(after: RunbookVersion, before: RunbookVersion | None) -> Iterator[object]:
    if before is None or before.state is not after.state:
        yield after.state
    if before is not None and before.text != after.text:
        yield "the text of a version"
    if before is not None and (before.decided_by, before.assumed) != (after.decided_by, after.assumed):
        yield "who decided on a version"


def _may_give(event: Event, right: object) -> bool:
    by = _CAUSES.get(right)
    if by is None:
        return True
    if isinstance(event, TimePassed | ModelAnswered | ActionFailed):
        return type(event) in by and event.action.behaviour in _BY_OUTCOME.get(right, (erasure.NAME,))
    return isinstance(event, by)


def _may_decide(
    before: Before, event: RunbookApproved | RunbookActivated | RunbookRejected, version: RunbookVersion
) -> bool:
    known = before.directory
    person = known.people.get(event.by)
    if person is None or person.external:
        return False
    merges = {key: one.merges for key, one in known.teams.items()}
    of = {_whole(merges, one.team, event.at) for one in known.memberships(event.by) if one.during.covers(event.at)}
    service = _whole({key: one.merges for key, one in known.services.items()}, _service_of(before, version), event.at)
    owner = _owner(known, OwnedKind.SERVICE, service, event.at)
    channels = {str(channel) for channel, alert, _ in before.incidents if alert == version.alert}
    owners = {owner} if owner is not None else {_owner(known, OwnedKind.CHANNEL, one, event.at) for one in channels}
    wholes = {_whole(merges, one, event.at) for one in owners if one is not None}
    held = any(
        _whole(merges, one.team, event.at) in wholes and one.during.covers(event.at)
        for each in known.people.values()
        if not each.external
        for one in known.memberships(each.id)
    )
    return bool(of & wholes) or (person.admin and not held)


def _owner(known: Directory, kind: OwnedKind, owned: str, at: Instant) -> str | None:
    return next((one.team for one in known.ownerships(kind, owned) if one.during.covers(at)), None)


def _service_of(before: Before, version: RunbookVersion) -> str:
    known = before.directory
    key = service_key(before.alerts[version.alert].service or "")
    if key in known.services or key not in known.aliases:
        return key
    return known.aliases[key].service


def _whole(merges: Mapping[str, tuple[Merge, ...]], start: str, at: Instant) -> str:
    while (into := part_of(merges.get(start, ()), at)) is not None:
        start = into
    return start


def check_gone(memory: Memory, decision: Decision) -> None:
    kept = [one for one in decision.changes if not isinstance(one, Put) or not isinstance(one.record, Lesson)]
    said = repr((decision.actions, decision.withheld, kept))
    left = memory.gone.intersection(MARKER.findall(said))
    must(13, f"words that are gone come back: {left}", hold=not left)
    called = {one.person for one in mentions((*decision.actions, *decision.withheld))}
    must(13, f"{called} are called, who were erased", hold=memory.erased.isdisjoint(called))


_MOVES: Final[Mapping[type, Moves[Any]]] = {
    Track: CARD_MOVES,
    RunbookVersion: VERSION_MOVES,
    HelpRequest: REQUEST_MOVES,
}
"""What has a state, and how it may move; the state of a track is that of its card."""


def check_moves(memory: Memory, event: Event, decision: Decision) -> None:
    for (kind, key), after in _states_in(decision).items():
        before = memory.states.get((kind, key), CardState.NONE if kind is Track else None)
        made = moves_made(_MOVES[kind], before, after, event, decision)
        what = f"{kind.__name__} moved from {before} to {after} by {type(event).__name__}, {decision.reasons}"
        must(19, what, hold=before is after or bool(made))
        memory.states[kind, key] = after
        memory.made.update(made)


def _states_in(decision: Decision) -> dict[tuple[type, Key], object]:
    """Return where everything that has a state stands after a decision."""
    found: dict[tuple[type, Key], object] = {}
    for change in decision.changes:
        match change:
            case Put(Track() as track):
                found[Track, key_of(track)] = track.card.state if track.card is not None else CardState.NONE
            case Put(RunbookVersion() | HelpRequest() as record):
                found[type(record), key_of(record)] = record.state
            case Drop(kind, key) if NAMES[kind].record in _MOVES:
                found[NAMES[kind].record, key] = None
            case _:
                pass
    return found


def moves_made(moves: Moves[Any], before: object, after: object, event: Event, decision: Decision) -> set[Move[Any]]:
    """Return the moves of a table that one thing can have made by an event."""
    why = {one.why for one in decision.reasons}
    return {
        one
        for one in moves
        if (one.before, one.after) == (before, after) and before is not after
        if isinstance(event, one.occasion.events) and why.intersection(one.why)
    }


def check_secrets(decision: Decision) -> None:
    for action in (*decision.actions, *decision.withheld):
        must(20, f"{action} shows a secret", hold=PLANTED not in repr(action))
    for one in versions_in(decision.changes):
        drafted = one.author in DRAFTERS
        must(20, f"a draft shows a secret: {one.text}", hold=not drafted or PLANTED not in one.text)


def check_missed(before: Before, event: Event, decision: Decision) -> None:
    """Check that of history only what was missed lately is answered, and that no gap is closed but by reading it."""
    if isinstance(event, MessageSeen) and _is_old(event):
        answers = [one for one in (*decision.actions, *decision.withheld) if isinstance(one, (*SPEAKING, FindSimilar))]
        must(21, f"an old message is answered: {answers}", hold=not answers)
    for action in decision.actions:
        if isinstance(action, ReadHistory) and action.answered_since is not None:
            must(21, f"old messages are to be answered: {action}", hold=_is_for_what_was_missed(before, event, action))
    for told in puts(decision.changes, CaughtUp):
        known = before.directory.caught_up.get(told.channel)
        if known is not None and known.asked is not None and told.until > known.until:
            must(21, f"{type(event).__name__} closed the gap {known} as {told}", hold=_reads_all_of(event, known))


def _is_old(event: MessageSeen) -> bool:
    return event.old or (event.heard_at is not None and event.heard_at - event.at > POLICY.late)


def _is_for_what_was_missed(before: Before, event: Event, action: ReadHistory) -> bool:
    """Say whether messages are answered only after ratchet came and what it heard last, and not where they are late."""
    if isinstance(event, HistoryRead):
        return action.answered_since == event.action.answered_since
    known, here = before.directory.caught_up.get(action.channel), before.directory.channels.get(action.channel)
    if known is None or here is None or action.answered_since is None or isinstance(event, ChannelJoined):
        return False
    return action.answered_since >= max(known.until, here.told.joined, event.at - POLICY.late)


def _reads_all_of(event: Event, gap: CaughtUp) -> bool:
    """Say whether an event is the last page of what was asked for from the beginning of a gap on, or asks past it."""
    if isinstance(event, HistoryRead):
        return event.cursor in {None, event.action.cursor} and event.action.since <= gap.until
    return isinstance(event, ChannelJoined | ChannelUnarchived | ChannelSeen | Installed | TimePassed)


def spoken(actions: Iterable[Action]) -> Iterator[Action]:
    """Return the actions that people see, and what a model is asked."""
    return (action for action in actions if isinstance(action, (*SPEAKING, *ANSWERING, AskModel)))


def mentions(actions: Iterable[Action]) -> Iterator[PersonMention]:
    """Return whom actions call."""
    bodies = (action.body for action in actions if isinstance(action, (*SPEAKING, AnswerPrivately, PublishHome)))
    pieces = (piece for body in bodies for line in body.lines for piece in line.pieces)
    return (piece for piece in pieces if isinstance(piece, PersonMention))


def place(action: Action) -> str:
    """Return the channel that an action is done in, or the empty string."""
    return action.channel if isinstance(action, PostMessage | UpdateMessage | AnswerPrivately) else ""


def waiting_posts(store: MemoryStore) -> list[PostMessage]:
    """Return the posts that wait to be done."""
    return [one for one in store.outbox.actions.values() if isinstance(one, PostMessage)]
