"""Counts what a replay comes to, while it runs and from the world that is left at its end."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable

from attrs import define, field
from ratchet_core.actions import SPEAKING, Action
from ratchet_core.codec import decision_to_json
from ratchet_core.decision import Decision, Reason
from ratchet_core.domain import HelpRequest, HelpState, Incident, IncidentState
from ratchet_core.events import Event, MessageSeen
from ratchet_core.memory import World
from ratchet_core.requests import whole_requests

_EXAMPLES = 2


@define
class ChannelTally:
    """What one channel came to."""

    spoken: Counter[str] = field(factory=Counter)


@define
class Exchange:
    """An event, and what ratchet would have said because of it."""

    event: Event
    actions: tuple[Action, ...]


@define
class Tally:
    """The running count; `record` is called for every event with its decision, in order."""

    channels: dict[str, ChannelTally] = field(factory=dict)
    messages_in: Counter[str] = field(factory=Counter)
    in_threads: int = 0
    people: set[str] = field(factory=set)
    skipped: Counter[str] = field(factory=Counter)
    actions: Counter[str] = field(factory=Counter)
    silences: Counter[str] = field(factory=Counter)
    examples: dict[str, list[Exchange]] = field(factory=dict)
    observers: list[Callable[[Event, Decision], None]] = field(factory=list)
    _silent: Counter[Decision] = field(factory=Counter)
    _lines: dict[Decision, bytes] = field(factory=dict)
    _hash: "hashlib._Hash" = field(factory=hashlib.sha256)

    def record(self, event: Event, decision: Decision) -> None:
        """Count one event and its decision."""
        channel = ""
        if type(event) is MessageSeen:
            channel = event.channel
            self.messages_in[channel] += 1
            self.in_threads += event.thread is not None
            if event.person:
                self.people.add(event.person)
        if decision.changes or decision.actions:
            line = decision_to_json(decision).encode()
        else:
            known = self._lines.get(decision)
            line = known if known is not None else self._remembered(decision)
        self._hash.update(event.id.encode() + b"\t" + line + b"\n")
        if decision.actions:
            self._spoke(event, decision, channel)
        elif channel:
            self._silent[decision if not decision.changes else _reasons_only(decision)] += 1
        for observe in self.observers:
            observe(event, decision)

    @property
    def messages(self) -> int:
        """How many messages were replayed."""
        return self.messages_in.total()

    def _remembered(self, decision: Decision) -> bytes:
        line = self._lines[decision] = decision_to_json(decision).encode()
        return line

    def _spoke(self, event: Event, decision: Decision, channel: str) -> None:
        said = tuple(action for action in decision.actions if isinstance(action, SPEAKING))
        place = self.channels.setdefault(getattr(event, "channel", channel) or _channel_of(decision), ChannelTally())
        for action in decision.actions:
            self.actions[type(action).__name__] += 1
        for action in said:
            place.spoken[f"{action.behaviour}: {type(action).__name__}"] += 1
            examples = self.examples.setdefault(f"{action.behaviour}: {type(action).__name__}", [])
            if len(examples) < _EXAMPLES:
                examples.append(Exchange(event, said))
        if not said and channel:
            self._silent[_reasons_only(decision)] += 1

    def finish(self) -> str:
        """Add up the silences by reason, and return the digest of all decisions."""
        for decision, count in self._silent.items():
            for reason in decision.reasons:
                self.silences[reason.why.value] += count
        self._silent.clear()
        return self._hash.hexdigest()


def _reasons_only(decision: Decision) -> Decision:
    """Return the decision's reasons without what they are about, which would make each its own."""
    return Decision(reasons=tuple(Reason(reason.behaviour, reason.why) for reason in decision.reasons))


def _channel_of(decision: Decision) -> str:
    return next((channel for action in decision.actions if (channel := getattr(action, "channel", ""))), "")


def summary(tally: Tally, world: World, digest: str, seconds: float) -> dict[str, object]:
    """Return the one object that `ratchet simulate --json` prints."""
    return {
        "messages": tally.messages,
        "skipped": dict(sorted(tally.skipped.items())),
        "channels": len(world.channels),
        "people": len(tally.people),
        "alerts": len(world.alerts),
        "incidents": incident_counts(world.incidents.values()),
        "help_requests": request_counts(whole_requests(world.requests)),
        "notifications": dict(sorted(Counter(one.kind.value for one in world.notifications.values()).items())),
        "actions": dict(sorted(tally.actions.items())),
        "silences": dict(sorted(tally.silences.items())),
        "seconds": round(seconds, 3),
        "messages_per_second": round(tally.messages / seconds) if seconds > 0 else 0,
        "digest": digest,
    }


def incident_counts(incidents: Iterable[Incident]) -> dict[str, int]:
    """Count incidents by what became of them."""
    states = Counter(one.state for one in incidents)
    return {
        "opened": states.total(),
        "resolved": states[IncidentState.RESOLVED],
        "stale": states[IncidentState.STALE],
        "open": states[IncidentState.OPEN],
    }


def request_counts(requests: Collection[HelpRequest]) -> dict[str, int]:
    """Count help requests by what became of them."""
    states = Counter(one.state for one in requests)
    return {
        "opened": len(requests),
        "answered": sum(one.first_response_at is not None for one in requests),
        "resolved": states[HelpState.RESOLVED],
        "unanswered": states[HelpState.OPEN],
        "resolved_without_answer": sum(
            one.first_response_at is None and one.state is HelpState.RESOLVED for one in requests
        ),
    }


def printed(data: dict[str, object]) -> str:
    """Return an object as JSON for people and programs."""
    return json.dumps(data, indent=2, ensure_ascii=False)
