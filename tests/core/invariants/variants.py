"""Cores that are broken on purpose, one or more for each invariant, and how soon a state machine catches each.

A variant is a store that forgets or adds something, or a function of the core in another form; the rules of its machine
are those that its fault needs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import attrs
import pytest
from attrs import frozen
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from invariants.machine import (
    Alerts,
    Erasure,
    Everything,
    Organisation,
    Outcomes,
    Presence,
    Repeats,
    Runbooks,
    Scene,
    Talk,
    Time,
    Work,
)
from ratchet_core import course, turn
from ratchet_core.actions import PostMessage
from ratchet_core.behaviours import organisation, runbooks, triage
from ratchet_core.changes import ActivateRunbook, Change
from ratchet_core.decide import decide
from ratchet_core.decision import Decision
from ratchet_core.domain import (
    Channel,
    Incident,
    IncidentState,
    Interval,
    MessageRef,
    OwnedKind,
    Ownership,
    RunbookState,
    RunbookVersion,
    Signal,
    SignalKind,
    Track,
)
from ratchet_core.events import ActionFailed, Event, MessageSeen, ModelAnswered, RunbookApproved
from ratchet_core.instants import Instant
from ratchet_core.memory import MemoryStore
from ratchet_core.policy import Policy
from ratchet_core.snapshot import Needs, Snapshot


class Hurried(MemoryStore):
    """Activates a version and retires no other."""

    def _apply(self, change: Change) -> None:
        before = self.world.runbooks.get(getattr(change, "alert", ""), ())
        super()._apply(change)
        if isinstance(change, ActivateRunbook):
            now = self.world.runbooks[change.alert]
            pairs = zip(before, now, strict=True)
            kept = (old if old.state is RunbookState.ACTIVE else new for old, new in pairs)
            self.world.runbooks[change.alert] = tuple(kept)


class Overlapping(MemoryStore):
    """Gives something a new owner and does not end the time of the one before."""

    def _transfer(self, kind: OwnedKind, owned: str, team: str | None, at: Instant) -> None:
        owners = self.world.owners.get((kind, owned), ())
        self.world.owners[kind, owned] = (*owners, Ownership(kind, owned, team, Interval(at)))


class Wandering(MemoryStore):
    """Remembers an alert under a name that differs from run to run."""

    serial = 0

    def snapshot(self, keys: Needs) -> Snapshot:
        Wandering.serial += 1
        found = super().snapshot(keys)
        return attrs.evolve(found, track=found.track and attrs.evolve(found.track, name=f"{Wandering.serial}"))


class Forgetful(MemoryStore):
    """Does not know what it has seen."""

    def snapshot(self, keys: Needs) -> Snapshot:
        self._seen.discard(keys.ids[0])
        return super().snapshot(keys)


class Everywhere(MemoryStore):
    """Takes ratchet to be in every channel."""

    def snapshot(self, keys: Needs) -> Snapshot:
        found = super().snapshot(keys)
        return attrs.evolve(found, channel=attrs.evolve(found.channel or Channel(keys.channel or "", ""), joined=True))


class Lingering(MemoryStore):
    """Gives nothing up when it leaves a channel."""

    def _drop(self, channel: str) -> None:
        """Give nothing up."""


class Indiscreet(MemoryStore):
    """Takes every channel for a public one."""

    def _is_private(self, channel: str) -> bool:
        return channel == ""


class Retentive(MemoryStore):
    """Erases nothing."""

    def _erase(self, message: MessageRef) -> None:
        """Erase nothing."""


class Strict(MemoryStore):
    """Cannot do without a channel that it knows."""

    def snapshot(self, keys: Needs) -> Snapshot:
        if keys.channel is not None:
            self.world.channels[keys.channel]
        return super().snapshot(keys)


class Unwound(MemoryStore):
    """Takes the moment of the last event for the time, however late that event is."""

    def remember(self, event: Event, keys: Needs, decision: Decision) -> None:
        super().remember(event, keys, decision)
        self.now = event.at


class Ringing(MemoryStore):
    """Lets an alarm ring again after its outcome is known."""

    def remember(self, event: Event, keys: Needs, decision: Decision) -> None:
        super().remember(event, keys, decision)
        if type(event).__name__ == "TimePassed":
            self._seen.discard(event.id)
            self._ask((event.action,))  # type: ignore[union-attr]


class Hoarding(MemoryStore):
    """Keeps a note of everything that it is asked, duplicates too."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(policy)
        self.asked: list[str] = []

    def snapshot(self, keys: Needs) -> Snapshot:
        self.asked.append(keys.ids[0])
        return super().snapshot(keys)


def reopened(track: Track, found: list[Incident], signal: Signal) -> None:
    """Take a firing after the end as the same incident, going on."""
    if found and found[-1].state is not IncidentState.OPEN and signal.kind is SignalKind.FIRING:
        found[-1] = attrs.evolve(found[-1], state=IncidentState.OPEN, ended_at=None, last_at=signal.at)
    else:
        _STEP(track, found, signal)


def renumbered(*arguments: Any, **named: Any) -> Decision:  # noqa: ANN401 - whatever the other takes
    """Leave a number out between two versions."""
    decision = _PROPOSED(*arguments, **named)
    return attrs.evolve(
        decision,
        changes=tuple(
            attrs.evolve(change, version=attrs.evolve(change.version, number=change.version.number * 2))  # type: ignore[union-attr,arg-type]
            for change in decision.changes
        ),
    )


def approved_unread(version: RunbookVersion, event: RunbookApproved) -> Decision:
    """Take an approval for whatever text there is."""
    return _APPROVED(version, attrs.evolve(event, digest=version.digest))


def anyone(snapshot: Snapshot, event: RunbookApproved) -> None:
    """Let anybody decide about runbooks."""


def answers_itself(snapshot: Snapshot, event: Event) -> Decision:
    """Take ratchet's own messages for those of another bot."""
    return decide(snapshot, attrs.evolve(event, ours=False, thread=None) if isinstance(event, MessageSeen) else event)


def believes_the_model(snapshot: Snapshot, event: Event) -> Decision:
    """Do what a model says."""
    if isinstance(event, ModelAnswered):
        return Decision((ActivateRunbook(event.action.about.split(":")[-1], 1, "model", event.at),))
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


def quarrels(snapshot: Snapshot, event: Event) -> Decision:
    """Raise where something could not be done."""
    if isinstance(event, ActionFailed):
        raise OSError(event.why)
    return decide(snapshot, event)


_STEP, _PROPOSED, _APPROVED = course._step, runbooks.proposed, runbooks._approved


class AlertsAlone(Alerts, Time):
    """Alerts and time."""


class RunbooksAlone(Runbooks, Alerts):
    """Runbooks of alerts."""


class Private(Talk, Time):
    """Questions and time."""


class Models(Outcomes, Runbooks, Alerts):
    """Runbooks, and models that speak of them."""


class Coming(Presence, Alerts, Time):
    """Alerts in channels that are joined and left."""


class Wordy(Talk, Alerts, Erasure):
    """Words that are erased."""


class Own(Alerts, Time):
    """Alerts, and posts that come back."""


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


VARIANTS = (
    Variant(1, "a version is activated and no other retired", RunbooksAlone, Hurried),
    Variant(1, "versions leave numbers out", RunbooksAlone, patch=(runbooks, "proposed", renumbered)),
    Variant(2, "an incident that ended goes on", AlertsAlone, patch=(course, "_step", reopened)),
    Variant(3, "a new owner does not end the old one's time", Organisation, Overlapping),
    Variant(4, "merges may close a circle", Organisation, patch=(organisation, "path_between", lambda *_: None)),
    Variant(5, "what is remembered differs from run to run", AlertsAlone, Wandering),
    Variant(6, "nothing is known of what was seen", type("Again", (Repeats, Alerts), {}), Forgetful),
    Variant(8, "ratchet takes itself to be everywhere", Coming, Everywhere),
    Variant(8, "leaving gives nothing up", Coming, Lingering),
    Variant(9, "ratchet listens to itself", Own, patch=(turn, "decide", answers_itself)),
    Variant(9, "a bot's reply opens an incident", AlertsAlone, patch=(turn, "decide", drops_the_threads)),
    Variant(10, "two posts have one key", AlertsAlone, patch=(turn, "decide", numbers_its_posts)),
    Variant(11, "every channel is taken for a public one", Private, Indiscreet),
    Variant(11, "drafts quote two private channels", Work, patch=(triage, "_quotes_another", lambda *_: False)),
    Variant(12, "a model's answer activates", Models, patch=(turn, "decide", believes_the_model)),
    Variant(12, "an approval is bound to no text", RunbooksAlone, patch=(runbooks, "_approved", approved_unread)),
    Variant(12, "anybody approves", RunbooksAlone, patch=(runbooks, "_why_not", anyone)),
    Variant(13, "nothing is erased", Wordy, Retentive),
    Variant(14, "an unknown channel raises", Everything, Strict),
    Variant(14, "a failure raises", Everything, patch=(turn, "decide", quarrels)),
    Variant(15, "time goes back", AlertsAlone, Unwound),
    Variant(15, "an alarm rings twice", AlertsAlone, Ringing),
    Variant(16, "duplicates leave notes", AlertsAlone, Hoarding),
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
