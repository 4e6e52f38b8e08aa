"""Counts what a replay comes to while it runs, and sums up what is left at its end."""

import hashlib
from collections import Counter
from collections.abc import Callable

from attrs import define, field
from ratchet_core.domain import RunbookVersion
from ratchet_core.queries.misread import Misread
from ratchet_core.vocabulary.actions import SPEAKING, Action, PostMessage, UpdateMessage
from ratchet_core.vocabulary.codec import decision_to_json
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import Event, MessageSeen

from ratchet_cli.terminal.drafts import drafts_in

_EXAMPLES = 2
_PENDING = 4_000
_KINDS = {PostMessage: "post", UpdateMessage: "edit"}


@define
class Exchange:
    """An event, and what ratchet would have said because of it."""

    event: Event
    actions: tuple[Action, ...]
    drafts: tuple[RunbookVersion, ...] = ()


@define
class Said:
    """What was said, by behaviour and kind of action, such as `card edit`: how often, and the first examples."""

    counts: Counter[str] = field(factory=Counter)
    examples: dict[str, list[Exchange]] = field(factory=dict)

    def add(self, event: Event, said: tuple[Action, ...]) -> None:
        """Count what was said because of an event."""
        for action in said:
            self._count(f"{action.behaviour.removesuffix('s')} {_KINDS[type(action)]}", Exchange(event, said))

    def propose(self, event: Event, drafts: tuple[RunbookVersion, ...]) -> None:
        """Count the versions of runbooks that an event led to."""
        for _ in drafts:
            self._count("runbook draft", Exchange(event, (), drafts))

    def _count(self, what: str, exchange: Exchange) -> None:
        self.counts[what] += 1
        examples = self.examples.setdefault(what, [])
        if len(examples) < _EXAMPLES:
            examples.append(exchange)


@define
class Tally:
    """The running count; `record` is called for every event with its decision, in order.

    `withheld` are the actions that were kept back because their behaviour is in shadow, `in_shadow` what they say.
    """

    messages_in: Counter[str] = field(factory=Counter)
    in_threads: int = 0
    people: set[str] = field(factory=set)
    skipped: Counter[str] = field(factory=Counter)
    actions: Counter[str] = field(factory=Counter)
    silences: Counter[str] = field(factory=Counter)
    off_in: Counter[str] = field(factory=Counter)
    withheld: Counter[str] = field(factory=Counter)
    spoken: Said = field(factory=Said)
    in_shadow: Said = field(factory=Said)
    proposed: Said = field(factory=Said)
    misread: Misread = field(factory=Misread)
    observers: list[Callable[[Event, Decision], None]] = field(factory=list)
    _silent: Counter[Why] = field(factory=Counter)
    _lines: dict[Reason, str] = field(factory=dict)
    _pending: list[str] = field(factory=list)
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
        self._pending += (event.id, "\t", self._line(decision), "\n")
        if len(self._pending) > _PENDING:
            self._flush()
        said = self._spoke(event, decision) if decision.actions else False
        if not channel and decision.changes and (drafts := drafts_in(decision)):
            self.proposed.propose(event, drafts)
        if decision.withheld:
            self.withheld.update(type(action).__name__ for action in decision.withheld)
            self.in_shadow.add(event, decision.withheld)
        if channel and not said:
            for reason in decision.reasons:
                self._silent[reason.why] += 1
                if reason.why is Why.OFF:
                    self.off_in[channel] += 1
        self.misread.hear(event, decision.reasons)
        for observe in self.observers:
            observe(event, decision)

    @property
    def messages(self) -> int:
        """How many messages were replayed."""
        return self.messages_in.total()

    def _line(self, decision: Decision) -> str:
        """Return a decision as JSON; the few that are nothing but one reason, without details, are written once."""
        reasons = decision.reasons
        if decision.changes or decision.actions or decision.withheld or len(reasons) != 1 or reasons[0].about:
            return decision_to_json(decision)
        line = self._lines.get(reasons[0])
        if line is None:
            line = self._lines[reasons[0]] = decision_to_json(decision)
        return line

    def _flush(self) -> None:
        """Take what was recorded into the digest, many lines at once."""
        self._hash.update("".join(self._pending).encode())
        self._pending.clear()

    def _spoke(self, event: Event, decision: Decision) -> bool:
        """Count the actions, and say whether people would have seen any of them."""
        for action in decision.actions:
            self.actions[type(action).__name__] += 1
        said = tuple([action for action in decision.actions if isinstance(action, SPEAKING)])
        self.spoken.add(event, said)
        return bool(said)

    def finish(self) -> str:
        """Add up the silences by reason, and return the digest of all decisions."""
        self._flush()
        for why, count in self._silent.items():
            self.silences[why.value] += count
        self._silent.clear()
        return self._hash.hexdigest()
