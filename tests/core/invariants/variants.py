"""Cores that are broken on purpose, one or more for each invariant, and how soon a state machine catches each.

A variant is a store that forgets or adds something, or a function of the core in another form; the rules of its machine
are those that its fault needs.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import attrs
import pytest
from attrs import frozen
from histories import firing, posted, said
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from invariants.cast import ALERTS, CHANNELS, PUBLIC, QUESTIONS, marked
from invariants.machine import (
    Alerts,
    Batches,
    Choices,
    Crowds,
    Erasure,
    Everything,
    History,
    Moves,
    Notices,
    Organisation,
    Outcomes,
    Presence,
    Questions,
    Repeats,
    Runbooks,
    Scene,
    Talk,
    Time,
    Turns,
    Work,
    happens,
    has_runbooks,
)
from ratchet_core import assembling, deciding, turn
from ratchet_core.basis.instants import DAY, Instant
from ratchet_core.behaviours import cards, commands, history, organisation, presence, runbooks
from ratchet_core.behaviours import settings as configuring
from ratchet_core.behaviours.table import Hearing, hearing_of
from ratchet_core.deciding import decide
from ratchet_core.domain import (
    CaughtUp,
    Channel,
    IncidentState,
    Interval,
    MembershipStart,
    OwnedKind,
    Ownership,
    Person,
    RunbookState,
    RunbookVersion,
    Signal,
    SignalKind,
    Track,
    course,
    digest_of,
    merging,
)
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import ChannelPolicy, Policy
from ratchet_core.domain.records import Key, Lookup, Range, Taken
from ratchet_core.memory.store import MemoryStore
from ratchet_core.overlay import Overlay
from ratchet_core.ports import Turn
from ratchet_core.rules import deploys, discretion, drafting, rights
from ratchet_core.snapshot import Focus, Snapshot
from ratchet_core.vocabulary import actions
from ratchet_core.vocabulary.actions import AboutIncident, PostMessage
from ratchet_core.vocabulary.changes import Put, versions_in
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    ActionFailed,
    ChannelSeen,
    Event,
    MemberJoined,
    MessageDeleted,
    MessageSeen,
    ModelAnswered,
    OwnerChanged,
    PersonErased,
    PersonSeen,
    ReactionAdded,
    RunbookApproved,
    TimePassed,
)
from ratchet_core.wants import erasure as wants_of_erasure
from ratchet_core.wants.piece import Piece
from ratchet_core.wants.table import DEPLOYS, TICKS_ABOVE


class Wandering(MemoryStore):
    """Remembers an alert under a name that differs from run to run."""

    serial = 0

    async def find(self, lookups: Sequence[Lookup]) -> list[Any]:
        Wandering.serial += 1
        found = await super().find(lookups)
        return [attrs.evolve(one, name=f"{Wandering.serial}") if isinstance(one, Track) else one for one in found]


class Forgetful(MemoryStore):
    """Does not know what it has seen."""

    async def find(self, lookups: Sequence[Lookup]) -> list[Any]:
        if isinstance(lookups[0], Taken):
            self.taken.discard(lookups[0].id)
        return await super().find(lookups)


class Lingering(MemoryStore):
    """Gives nothing up when it leaves a channel."""

    def give_up(self, channel: str, thread: str | None) -> None:
        """Give nothing up."""


class Unwound(MemoryStore):
    """Takes the moment of the last event for the time, however late that event is."""

    async def commit(self, turns: Sequence[Turn]) -> None:
        await super().commit(turns)
        self.now = turns[-1].event.at


class Ringing(MemoryStore):
    """Lets an alarm ring again after its outcome is known."""

    async def commit(self, turns: Sequence[Turn]) -> None:
        await super().commit(turns)
        for one in turns:
            if isinstance(one.event, TimePassed):
                self.taken.discard(one.event.id)
                self.ask((one.event.action,))


class Hoarding(MemoryStore):
    """Keeps a note of everything that it is asked, duplicates too."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self.asked: list[str] = []

    async def find(self, lookups: Sequence[Lookup]) -> list[Any]:
        self.asked += [one.id for one in lookups if isinstance(one, Taken)]
        return await super().find(lookups)


class WithoutPuts(Overlay):
    """A batch in which no event knows what those before it put."""

    def put(self, record: object) -> None:
        """Forget a record."""


class WithoutDrops(Overlay):
    """A batch in which what was dropped is found again."""

    def drop(self, kind: str, key: Key) -> None:
        """Forget that a record is gone."""


class WithoutRanges(Overlay):
    """A batch that knows its own records by their keys, and finds them in no range."""

    def _range(self, asked: Range, found: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(found[-asked.limit :] if asked.newest else found[: asked.limit])


class WithoutIds(Overlay):
    """A batch that does not know which events it took."""

    async def commit(self, turns: Sequence[Turn]) -> None:
        await super().commit(turns)
        self._taken.clear()


class Disordered(Overlay):
    """A batch that is committed in the reverse order."""

    async def commit(self, turns: Sequence[Turn]) -> None:
        await super().commit(turns)
        self.turns.insert(0, self.turns.pop())


def never_retired(version: RunbookVersion, _at: Instant) -> RunbookVersion:
    """Leave the version active in whose place another one comes."""
    return version


def overlapping(directory: Directory, kind: OwnedKind, owned: str) -> tuple[Ownership, ...]:
    """Give something a new owner and do not end the time of the one before."""
    starts = directory.owners.get((kind, owned), {}) or {}
    return tuple(Ownership(kind, owned, starts[at], Interval(at)) for at in sorted(starts))


def everywhere(snapshot: Snapshot) -> Channel:
    """Take ratchet to be in every channel."""
    known = snapshot.directory.channels.get(snapshot.focus.channel or "")
    return attrs.evolve(known or Channel(snapshot.focus.channel or "", "", private=False), joined=True, shared=False)


def indiscreet(_directory: Directory, _channel: str) -> bool:
    """Take every channel for a public one."""
    return False


def stamped(version: RunbookVersion) -> frozenset[str]:
    """Take a runbook to quote what it was found to quote when it was written."""
    return frozenset() if version.only_in is None else frozenset({version.only_in})


def remaining(heir: Channel | None, channel: Channel) -> Channel:  # noqa: ARG001 - one shape with the other
    """Leave a channel as readable as it was, though it goes on as one that few may read."""
    return attrs.evolve(channel, joined=False, archived=True)


def strict(directory: Directory, channel: str | None) -> ChannelPolicy:
    """Do without no channel that is named."""
    return _PLACE(directory, None if channel is None else directory.channels[channel].id)


def retentive(snapshot: Snapshot, event: Event) -> Decision:
    """Erase nothing."""
    decision = decide(snapshot, event)
    return attrs.evolve(decision, changes=()) if isinstance(event, MessageDeleted | PersonErased) else decision


def believing(_snapshot: Snapshot, event: PersonSeen) -> Decision:
    """Take every name that a roster tells."""
    return organisation._remembered(Put(Person(event.person, event.name, event.external)))


def halfway(snapshot: Snapshot, event: Event) -> Decision:
    """Erase what stands under a person's own keys, and none of what quotes it."""
    decision = decide(snapshot, event)
    if not isinstance(event, MessageDeleted | PersonErased):
        return decision
    kept = (one for one in decision.changes if not isinstance(one, Put) or not isinstance(one.record, RunbookVersion))
    return attrs.evolve(decision, changes=tuple(kept))


def reopened(fold: course._Fold, signal: Signal) -> None:
    """Take a firing after the end as the same incident, going on."""
    if fold._open is None and fold._found and signal.kind is SignalKind.FIRING:
        ended = fold._found.pop()
        fold._open = course._Open(attrs.evolve(ended, state=IncidentState.OPEN, ended_at=None, last_at=signal.at))
    else:
        _TAKE(fold, signal)


def renumbered(*arguments: Any, **named: Any) -> Decision:  # noqa: ANN401 - whatever the other takes
    """Leave a number out between two versions."""
    decision = _PROPOSED(*arguments, **named)
    versions = versions_in(decision.changes)
    return attrs.evolve(decision, changes=tuple(Put(attrs.evolve(one, number=one.number * 2)) for one in versions))


def approved_unread(snapshot: Snapshot, version: RunbookVersion, event: RunbookApproved) -> Decision:
    """Take an approval for whatever text there is."""
    return _APPROVED(snapshot, version, attrs.evolve(event, digest=version.digest))


def anywhere(_moves: object, _before: RunbookState, _occasion: object) -> RunbookState:
    """Let every version be approved, rejected and activated again, wherever it stands."""
    return RunbookState.REJECTED


def stubborn(snapshot: Snapshot, event: Event) -> Decision:
    """Keep what a person says whether they may say it or not."""
    decision = decide(snapshot, event)
    if isinstance(event, MemberJoined) and not decision.changes:
        return attrs.evolve(decision, changes=(Put(MembershipStart(event.team, event.person, event.at, member=True)),))
    return decision


def anyone(snapshot: Snapshot, version: RunbookVersion, event: RunbookApproved) -> None:
    """Let anybody decide about runbooks."""


def answers_itself(snapshot: Snapshot, event: Event) -> Decision:
    """Take ratchet's own messages for those of another bot."""
    if isinstance(event, MessageSeen) and event.ours:
        return decide(snapshot, attrs.evolve(event, ours=False, thread=None))
    return decide(snapshot, event)


def believes_the_model(snapshot: Snapshot, event: Event) -> Decision:
    """Do what a model says."""
    if isinstance(event, ModelAnswered):
        alert = event.action.about.alert if isinstance(event.action.about, AboutIncident) else ""
        text = " ".join(one.text for one in event.reply.statements)
        digest, during = digest_of(text), (Interval(event.at),)
        version = RunbookVersion(alert, 1, text, digest, "model", event.at, RunbookState.ACTIVE, "model")
        return Decision((Put(attrs.evolve(version, active_during=during)),))
    return decide(snapshot, event)


def drops_the_threads(snapshot: Snapshot, event: Event) -> Decision:
    """Take a bot's reply for a message of its own standing."""
    if isinstance(event, MessageSeen) and event.bot is not None:
        event = attrs.evolve(event, thread=None)
    return decide(snapshot, event)


def numbers_its_posts(snapshot: Snapshot, event: Event) -> Decision:
    """Make the keys of posts from the channel, whatever their cause."""
    decision = decide(snapshot, event)
    actions = (attrs.evolve(one, key=one.channel) if isinstance(one, PostMessage) else one for one in decision.actions)
    return attrs.evolve(decision, actions=tuple(actions))


def answers_the_past(snapshot: Snapshot, event: Event) -> Decision:
    """Take what history brings for what is said now."""
    return decide(snapshot, attrs.evolve(event, old=False, heard_at=None) if isinstance(event, MessageSeen) else event)


def since_it_was_heard(_snapshot: Snapshot, _channel: str, since: Instant, _at: Instant) -> Instant:
    """Have all of a gap answered, however old it is."""
    return since


def heard_is_heard(_snapshot: Snapshot, event: MessageSeen) -> Decision | None:
    """Take a channel for heard up to its latest message, whatever was missed before that."""
    return None if event.old else Decision((Put(CaughtUp(event.channel, event.at)),))


def uncounted(_snapshot: Snapshot, _event: Event, decision: Decision) -> Decision:
    """Count no posts."""
    return decision


def quarrels(snapshot: Snapshot, event: Event) -> Decision:
    """Raise where something could not be done."""
    if isinstance(event, ActionFailed):
        raise OSError(event.why)
    return decide(snapshot, event)


_TAKE, _PROPOSED, _APPROVED, _PLACE = course._Fold.take, runbooks.proposed, runbooks._approved, Directory.place


def wanting_less(kind: type, piece: Piece) -> Callable[[Event, Focus], Hearing]:
    """Return what leaves a piece out of what behaviours want to know of a kind of events."""

    def hearing(event: Event, focus: Focus) -> Hearing:
        found = hearing_of(event, focus)
        if not isinstance(event, kind):
            return found
        first, second = (tuple(one for one in look if one is not piece) for look in (found.first, found.second))
        return attrs.evolve(found, first=first, second=second)

    return hearing


class Again(Repeats, Crowds):
    """Alerts that are heard again; that all of them are, at the end, is left to another invariant."""

    def _check_hearing_everything_twice(self) -> None:
        """Leave it."""


class AlertsAlone(Alerts, Time):
    """Alerts and time."""


class RunbooksAlone(Runbooks, Alerts):
    """Runbooks of alerts."""


class Leaving(Presence, Alerts):
    """Alerts in channels that are left before a word is said."""


class Models(Outcomes, Runbooks, Alerts):
    """Runbooks, and models that speak of them."""


class Crowded(Crowds, Time):
    """More alerts at once than there is room for."""


class Coming(Presence, Alerts, Time):
    """Alerts in channels that are joined and left."""


class Wordy(Talk, Alerts, Erasure):
    """Words that are erased."""


class Quoting(Work, Erasure):
    """Drafts of what is erased later."""


class Own(Alerts, Time):
    """Alerts, and posts that come back."""


class Confiding(Turns, Alerts, Time):
    """Drafts of what becomes private later."""


class Copying(Runbooks, Work):
    """Drafts that are copied into other runbooks."""


class Overt(Turns, Notices, Alerts, Time):
    """Alerts after deploys that few may read of."""


class Hasty(Work):
    """A channel becomes private between the moment at which something is asked for and that at which it is said."""

    @happens(has_runbooks, channel=st.sampled_from(CHANNELS), alert=st.sampled_from(ALERTS))
    def channel_turns_before_a_card_is_posted(self, channel: str, alert: str) -> None:
        self.tell(posted(self.passes(DAY), channel, firing(alert)))
        for one in PUBLIC:
            self.feed(ChannelSeen(self.named("seen"), self.at, one, one.lower(), private=one != channel))
        self.work_off()
        for one in PUBLIC:
            self.feed(ChannelSeen(self.named("seen"), self.at, one, one.lower(), private=False))


class Sharing(Presence, Alerts, Time):
    """Alerts in channels that people of another company read."""


class Calling(Time):
    """Questions that wait for a team, of which nobody knows who is in it."""

    @happens(person=st.sampled_from(("U7", "U9")))
    def question_waits(self, person: str) -> None:
        self.feed(MemberJoined(self.named("in"), self.passes(0), person, "a"))
        self.feed(OwnerChanged(self.named("own"), self.passes(0), OwnedKind.CHANNEL, "C1", "a"))
        self.tell(said(self.passes(DAY), "C1", "U1", marked(QUESTIONS[0], self.marker())))


class Replacing(Moves, Work):
    """Drafts of what was said in channels that go on under other ids."""


class Talking(Batches, Talk):
    """Questions that are heard in batches."""


class Batched(Batches, Alerts, Talk, Runbooks, Time):
    """What is heard in batches."""


class Choosing(Choices, Talk):
    """Words, and what people and ratchet's own user choose about them."""


class Missed(History, Talk):
    """Words that were missed, and what is heard after them."""


class Announced(Notices, Alerts, Time):
    """Alerts after deploys."""


@frozen
class Variant:
    """A broken core: the invariant that it breaks, how, and the machine that catches it."""

    number: int
    how: str
    machine: type[Scene]
    store: type[MemoryStore] = MemoryStore
    patch: tuple[Any, str, Any] | None = None

    @contextmanager
    def broken(self) -> Iterator[type[Scene]]:
        """Give the machine that runs on the broken core."""
        with pytest.MonkeyPatch.context() as patches:
            if self.patch is not None:
                patches.setattr(*self.patch)
            yield type("Broken", (self.machine,), {"store_class": self.store, "begun": 0, "failed_at": None})


CARD_WITHOUT_DEPLOYS = wanting_less(TimePassed, DEPLOYS)
REACTION_WITHOUT_TICKS = wanting_less(ReactionAdded, TICKS_ABOVE)

VARIANTS = (
    Variant(
        1, "a version is activated and no other retired", RunbooksAlone, patch=(runbooks, "_retired", never_retired)
    ),
    Variant(1, "versions leave numbers out", RunbooksAlone, patch=(runbooks, "proposed", renumbered)),
    Variant(2, "an incident that ended goes on", AlertsAlone, patch=(course._Fold, "take", reopened)),
    Variant(
        3, "a new owner does not end the old one's time", Organisation, patch=(Directory, "ownerships", overlapping)
    ),
    Variant(4, "merges may close a circle", Organisation, patch=(merging, "_may", lambda *_: True)),
    Variant(5, "what is remembered differs from run to run", AlertsAlone, Wandering),
    Variant(6, "nothing is known of what was seen", Again, Forgetful),
    Variant(8, "ratchet takes itself to be everywhere", Coming, patch=(Snapshot, "channel", property(everywhere))),
    Variant(8, "leaving gives nothing up", Leaving, Lingering),
    Variant(9, "ratchet listens to itself", Own, patch=(turn, "decide", answers_itself)),
    Variant(9, "ratchet's own reactions are news", Choosing, patch=(deciding, "is_own_doing", lambda *_: False)),
    Variant(9, "a bot's reply opens an incident", AlertsAlone, patch=(turn, "decide", drops_the_threads)),
    Variant(10, "two posts have one key", AlertsAlone, patch=(turn, "decide", numbers_its_posts)),
    Variant(11, "every channel is taken for a public one", Questions, patch=(Directory, "is_private", indiscreet)),
    Variant(11, "a runbook goes by its stamp alone", Confiding, patch=(discretion, "sources_in", stamped)),
    Variant(
        11,
        "a copy without its marker is taken for somebody's own words",
        Copying,
        patch=(runbooks, "_copied", lambda *_: set()),
    ),
    Variant(11, "deploys have their titles everywhere", Overt, patch=(deploys, "may_be_said", lambda *_: True)),
    Variant(11, "what waits is said as it was asked for", Hasty, patch=(turn, "discreet", lambda _, action: action)),
    Variant(
        11, "a channel is followed by none that few may read", Replacing, patch=(presence, "_readable_as", remaining)
    ),
    Variant(12, "a model's answer activates", Models, patch=(turn, "decide", believes_the_model)),
    Variant(12, "an approval is bound to no text", RunbooksAlone, patch=(runbooks, "_approved", approved_unread)),
    Variant(12, "anybody approves", RunbooksAlone, patch=(runbooks, "_refused", anyone)),
    Variant(12, "anybody configures a channel", Sharing, patch=(configuring, "refused", lambda *_: None)),
    Variant(12, "anybody calls a message a question", Choosing, patch=(commands, "why_external", lambda *_: None)),
    Variant(12, "strangers are of the company", Organisation, patch=(rights, "why_external", lambda *_: None)),
    Variant(12, "everybody is an admin", Organisation, patch=(rights, "_why_no_admin", lambda *_: None)),
    Variant(12, "what is refused is kept", Organisation, patch=(turn, "decide", stubborn)),
    Variant(13, "nothing is erased", Wordy, patch=(turn, "decide", retentive)),
    Variant(13, "runbooks go on quoting what is erased", Quoting, patch=(turn, "decide", halfway)),
    Variant(13, "a roster brings names back", Wordy, patch=(organisation, "_seen", believing)),
    Variant(13, "late words come back", Wordy, patch=(Directory, "is_erased", lambda *_: False)),
    Variant(13, "an erasure stops at its limit", Wordy, patch=(wants_of_erasure, "MOST_ERASED", 1)),
    Variant(14, "an unknown channel raises", Everything, patch=(Directory, "place", strict)),
    Variant(14, "a failure raises", Everything, patch=(turn, "decide", quarrels)),
    Variant(15, "time goes back", AlertsAlone, Unwound),
    Variant(15, "an alarm rings twice", AlertsAlone, Ringing),
    Variant(16, "duplicates leave notes", AlertsAlone, Hoarding),
    Variant(17, "a card asks for no deploys", AlertsAlone, patch=(assembling, "hearing_of", CARD_WITHOUT_DEPLOYS)),
    Variant(17, "a reaction asks for no ticks", Talk, patch=(assembling, "hearing_of", REACTION_WITHOUT_TICKS)),
    Variant(18, "a batch forgets what it put", Batched, patch=(turn, "Overlay", WithoutPuts)),
    Variant(18, "a batch forgets what it dropped", Talking, patch=(turn, "Overlay", WithoutDrops)),
    Variant(18, "a batch finds nothing of its own in ranges", Batched, patch=(turn, "Overlay", WithoutRanges)),
    Variant(18, "a batch forgets what it took", Batched, patch=(turn, "Overlay", WithoutIds)),
    Variant(18, "a batch is committed out of order", Batched, patch=(turn, "Overlay", Disordered)),
    Variant(19, "what was rejected is approved", RunbooksAlone, patch=(runbooks, "moved", anywhere)),
    Variant(24, "a shared channel is like any other", Sharing, patch=(Channel, "is_hushed", property(lambda _: False))),
    Variant(24, "everybody is called", Calling, patch=(Directory, "may_be_called", lambda *_: True)),
    Variant(20, "messages are made as they come", Announced, patch=(actions, "all_without_secrets", list)),
    Variant(20, "drafts quote secrets", Work, patch=(drafting, "without_secrets", str)),
    Variant(21, "what history brings is answered", History, patch=(turn, "decide", answers_the_past)),
    Variant(21, "all of a gap is answered", History, patch=(history, "_answered_since", since_it_was_heard)),
    Variant(21, "what is heard closes a gap", Missed, patch=(history, "heard", heard_is_heard)),
    Variant(22, "there is always room", Crowded, patch=(cards, "has_room", lambda *_, **__: True)),
    Variant(22, "posts are not counted", Crowded, patch=(deciding, "counted", uncounted)),
    Variant(23, "each firing gets a card", AlertsAlone, patch=(cards, "_same_conversation", lambda *_: False)),
)


def budget(examples: int, **more: Any) -> settings:  # noqa: ANN401 - any of the settings
    """Return the settings of a run that is the same every time."""
    return settings(
        max_examples=examples,
        stateful_step_count=40,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )


def run(machine: type[Scene], examples: int) -> None:
    """Run a machine until something is caught, and tell of it as it is."""
    run_state_machine_as_test(machine, settings=budget(examples, phases=(Phase.generate,), report_multiple_bugs=False))
