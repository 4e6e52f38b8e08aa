"""What another policy would have changed: what ratchet says under two policies, side by side, while one history runs.

Only what follows at first is compared. Under another policy people would have read something else, and answered
differently: that is not known, and not guessed.
"""

from collections import Counter, defaultdict, deque
from enum import StrEnum
from typing import Any, Final, TypeAlias

from attrs import define, evolve, field, frozen
from ratchet_core.basis.instants import LATEST, Duration, Instant
from ratchet_core.replay import Listener
from ratchet_core.vocabulary.actions import Body, PostMessage, UpdateMessage
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event, TimePassed

EXAMPLES: Final = 3
"""So many examples of each kind of difference are kept."""

RECENT: Final = 1_000
"""Of so many of what a side said last the words are kept until the other side has said it too; later they are known by
their hash, but for those that may be examples. So the words that are kept do not grow with the history."""


class Side(StrEnum):
    """Which of the two policies: the one that is given, or the other one."""

    POLICY = "policy"
    AGAINST = "against"

    @property
    def other(self) -> "Side":
        """The other one."""
        return Side.AGAINST if self is Side.POLICY else Side.POLICY


class How(StrEnum):
    """How what is said differs under the other policy."""

    GONE = "no longer said"
    NEW = "said in addition"
    SILENCED = "in shadow instead of said"
    SPOKEN = "said instead of in shadow"
    LATER = "said later"
    SOONER = "said sooner"
    REWORDED = "worded differently"


@frozen
class Speech:
    """One message, or one edit of one, that a decision asked for, or withheld in shadow.

    `words` is a hash of its body, which is None where it was let go of.
    """

    behaviour: str
    channel: str
    thread: str | None
    is_edit: bool
    at: Instant
    is_live: bool
    body: Body | None
    words: int

    @property
    def what(self) -> str:
        """What it is, such as `card post`."""
        return f"{self.behaviour.removesuffix('s')} {'edit' if self.is_edit else 'post'}"


@frozen
class Difference:
    """Something that is said otherwise; one of both sides is None where only the other says it."""

    how: How
    before: Speech | None
    after: Speech | None

    @property
    def speech(self) -> Speech:
        """Either side: both are of the same behaviour, in the same channel."""
        known = self.after or self.before
        if known is None:
            raise TypeError("A difference has at least one side.")
        return known

    @property
    def is_whole(self) -> bool:
        """Whether the words of both sides are known, so that it can be an example."""
        return all(one is None or one.body is not None for one in (self.before, self.after))

    @property
    def by(self) -> Duration:
        """By how much it is said later."""
        return self.after.at - self.before.at if self.before is not None and self.after is not None else 0


_Name: TypeAlias = tuple[Any, ...]


@define
class Differences:
    """Hears both replays, and keeps what differs; what is the same is let go of at once.

    Posts are the same where they are by one behaviour, in one place, about one thing: the first of them, the second,
    and so on. Edits are the same where they have the same cause.
    """

    counts: Counter[tuple[How, str, str]] = field(factory=Counter)
    examples: dict[tuple[How, str], list[Difference]] = field(factory=lambda: defaultdict(list))
    delays: list[Duration] = field(factory=list)
    said: dict[Side, Counter[tuple[str, str, bool]]] = field(factory=lambda: {side: Counter() for side in Side})
    _waiting: dict[Side, dict[_Name, Speech]] = field(factory=lambda: {side: {} for side in Side})
    _nth: dict[Side, Counter[_Name]] = field(factory=lambda: {side: Counter() for side in Side})
    _recent: dict[Side, deque[_Name]] = field(factory=lambda: {side: deque() for side in Side})
    _whole: Counter[tuple[Side, str]] = field(factory=Counter)

    def listener(self, side: Side) -> Listener:
        """Return what hears the replay of one side."""

        def hear(event: Event, decision: Decision) -> None:
            if decision.actions or decision.withheld:
                self._hear(side, event, decision)

        return hear

    def _hear(self, side: Side, event: Event, decision: Decision) -> None:
        at = _told_at(event)
        for actions, is_live in ((decision.actions, True), (decision.withheld, False)):
            for action in actions:
                if isinstance(action, PostMessage | UpdateMessage):
                    self._take(side, action, at, is_live=is_live)

    def _take(self, side: Side, action: PostMessage | UpdateMessage, at: Instant, *, is_live: bool) -> None:
        is_edit = isinstance(action, UpdateMessage)
        thread = None if isinstance(action, UpdateMessage) else action.thread
        body = action.body
        speech = Speech(action.behaviour, action.channel, thread, is_edit, at, is_live, body, hash(body))
        self.said[side][speech.what, speech.channel, is_live] += 1
        name = self._name_of(side, action)
        waiting = self._waiting[side.other].pop(name, None)
        if waiting is None:
            self._wait(side, name, speech)
            return
        before, after = (speech, waiting) if side is Side.POLICY else (waiting, speech)
        how = _how(before, after)
        if how is not None:
            self._keep(Difference(how, before, after))

    def _wait(self, side: Side, name: _Name, speech: Speech) -> None:
        """Keep what the other side may say too, and let go of the words of what has waited for long."""
        waiting, recent = self._waiting[side], self._recent[side]
        waiting[name] = speech
        recent.append(name)
        if len(recent) > RECENT and (oldest := waiting.get(first := recent.popleft())) is not None:
            self._whole[side, oldest.what] += 1
            if self._whole[side, oldest.what] > EXAMPLES:
                waiting[first] = evolve(oldest, body=None)

    def _name_of(self, side: Side, action: PostMessage | UpdateMessage) -> _Name:
        if isinstance(action, UpdateMessage):
            return (action.key,)
        name = (action.behaviour, action.channel, action.thread, action.about)
        self._nth[side][name] += 1
        return (*name, self._nth[side][name])

    def _keep(self, one: Difference) -> None:
        speech = one.speech
        self.counts[one.how, speech.what, speech.channel] += 1
        if one.how in {How.LATER, How.SOONER}:
            self.delays.append(one.by)
        if one.is_whole and len(self.examples[one.how, speech.what]) < EXAMPLES:
            self.examples[one.how, speech.what].append(one)

    def finish(self) -> "Differences":
        """Take what only one side said for a difference, once both replays have ended."""
        for speech in self._waiting[Side.POLICY].values():
            self._keep(Difference(How.GONE, speech, None))
        for speech in self._waiting[Side.AGAINST].values():
            self._keep(Difference(How.NEW, None, speech))
        for waiting in self._waiting.values():
            waiting.clear()
        for recent in self._recent.values():
            recent.clear()
        return self


def within(listener: Listener, since: Instant, until: Instant = LATEST) -> Listener:
    """Return a listener to what happens from a moment on, up to but without another."""

    def hear(event: Event, decision: Decision) -> None:
        if since <= _told_at(event) < until:
            listener(event, decision)

    return hear


def _told_at(event: Event) -> Instant:
    return (event.told_at or event.at) if isinstance(event, TimePassed) else event.at


def _how(before: Speech, after: Speech) -> How | None:
    if before.is_live is not after.is_live:
        return How.SPOKEN if after.is_live else How.SILENCED
    if before.at != after.at:
        return How.LATER if after.at > before.at else How.SOONER
    return None if before.words == after.words else How.REWORDED
