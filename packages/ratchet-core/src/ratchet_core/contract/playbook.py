"""A test that reads as a conversation: `>>` tells ratchet something, `<<` says what it does next.

    assert (
        Playbook(POLICY, given=INTRODUCTIONS)
        >> fires
        << does(PostMessage, channel="C1", says="Firing")
        << does(WakeMe)
        >> posted("1.5")
        << silence
        >> passes(minutes=2)
        << silence
        >> resolved
        << does(UpdateMessage, ts="1.5", says="Resolved")
        >> refused("it is archived")
        << silence(Why.FAILED)
    )

All that ratchet does must be expected, in its order, also that it does nothing. A playbook is a value: the beginning of
a conversation can be kept and gone on with in several ways. The form is that of mitmproxy's tests of its layers.
"""

import sys
import warnings
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, Final, TypeAlias

from attrs import define, evolve, field, frozen

from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Duration, Instant
from ratchet_core.contract.answering import (
    Answer,
    Answering,
    Finding,
    answered,
    counted,
    done,
    found,
    later,
    lost,
    posted,
    ran,
    refused,
    similar,
    wants,
)
from ratchet_core.contract.expecting import Does, Expected, Silence, differences, does, shown, silence
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.ports import Outbox, Store
from ratchet_core.turn import Ports, take_turn, work_off
from ratchet_core.vocabulary.actions import Action, Lane
from ratchet_core.vocabulary.decision import Decision, Reason
from ratchet_core.vocabulary.events import Event

__all__ = [
    "Playbook",
    "answered",
    "counted",
    "does",
    "done",
    "found",
    "later",
    "lost",
    "passes",
    "posted",
    "ran",
    "refused",
    "silence",
    "similar",
    "wants",
]

_ALL_BUT_TIME: Final = tuple(lane for lane in Lane if lane is not Lane.TIME)


@frozen
class Passes:
    """Time passes, and the alarms that are set until then ring."""

    duration: Duration


def passes(*, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> Passes:
    """Let time pass."""
    return Passes(days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND)


Told: TypeAlias = Event | Passes | Answer


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(events)


@frozen
class Playbook:
    """A conversation with ratchet under a policy; asserting it plays it on a store in memory.

    `given` has happened before: it takes its turn, and what follows is done, and none of it needs to be expected.
    """

    policy: Policy
    given: tuple[Event, ...] = field(default=(), converter=_in_order)
    steps: tuple[tuple[str, Told | Expected], ...] = ()
    _uses: list[str] = field(factory=list, init=False, eq=False, repr=False)

    def __rshift__(self, told: Told) -> "Playbook":
        """Tell ratchet something: an event, that time passes, or what came of what it does."""
        return self._with(">>", told)

    def __lshift__(self, expected: Expected) -> "Playbook":
        """Expect what ratchet does next."""
        return self._with("<<", expected)

    def _with(self, arrow: str, step: Told | Expected) -> "Playbook":
        self._uses.append(arrow)
        return evolve(self, steps=(*self.steps, (arrow, step)))

    def __del__(self, is_ending: Callable[[], bool] = sys.is_finalizing) -> None:
        """Warn of a conversation that nobody played: somebody forgot to assert it.

        The end of the interpreter is asked for through a default, for no module is left by then.
        """
        if not self._uses and not is_ending():
            warnings.warn("A playbook was never played; write `assert` before it.", ResourceWarning, stacklevel=1)

    def __bool__(self) -> bool:
        """Play it on a store in memory; True, or else an `AssertionError` that shows the conversation."""
        store = MemoryStore(self.policy)
        _finished(self.play(store, store.outbox))
        return True

    async def play(self, store: Store, outbox: Outbox) -> None:
        """Play it on an empty store with its outbox.

        Raises:
            AssertionError: If ratchet does anything else than what is expected; the message shows all until then.
        """
        self._uses.append("played")
        player = _Player(store, outbox)
        for event in self.given:
            await player.go_through(event)
        for arrow, step in self.steps:
            if arrow == "<<":
                player.expect(step)  # type: ignore[arg-type]  # `<<` takes nothing else
            else:
                player.check_all_was_expected()
                await player.tell(step)  # type: ignore[arg-type]  # `>>` takes nothing else
        player.check_all_was_expected()


def _finished(playing: Coroutine[Any, Any, None]) -> None:
    """Run what never waits."""
    try:
        playing.send(None)
    except StopIteration:
        return
    playing.close()
    raise TypeError("This store waits for something; write `await playbook.play(store, outbox)`.")


@define
class _Player:
    """A conversation while it is played."""

    store: Store
    outbox: Outbox
    now: Instant = 0
    transcript: list[str] = field(factory=list)
    actions: list[Action] = field(factory=list)
    reasons: list[Reason] = field(factory=list)
    is_answered: bool = True

    async def go_through(self, event: Event) -> None:
        """Take the turn of what was given, and do what follows."""
        await self._pass(event.at)
        await take_turn(self.store, event)
        while await self._work(done, _ALL_BUT_TIME):
            pass
        self._forget()
        self.transcript.clear()

    def _forget(self) -> None:
        self.actions, self.reasons = [], []

    async def tell(self, told: Told) -> None:
        """Tell ratchet something, and note what it does."""
        self._forget()
        self.is_answered = False
        if isinstance(told, Answer):
            await self._answer(told)
        elif isinstance(told, Passes):
            self.transcript.append(f"   >> passes {told.duration / SECOND:g} s")
            await self._pass(self.now + told.duration)
        else:
            await self._pass(told.at)
            self.transcript.append(f"   >> {shown(told)}")
            self._note(await take_turn(self.store, told))

    def _note(self, decision: Decision) -> None:
        self.actions += decision.actions
        self.reasons += decision.reasons

    async def _answer(self, answer: Answer) -> None:
        self.transcript.append(f"   >> {answer.what}")
        self.is_answered = answer.is_no_outcome
        calls = await self._work(answer, _ALL_BUT_TIME)
        if not calls:
            due = await self.outbox.next_due(_ALL_BUT_TIME)
            self._mismatch(f"there is nothing to be done at {self.now}; next at {due}")
        if answer.calls is not None and tuple(calls) != answer.calls:
            self._mismatch(f"expected {', '.join(answer.calls)} to be called, and {', '.join(calls)} was")

    async def _pass(self, until: Instant) -> None:
        """Let every alarm until a moment ring, each at its own."""
        while (due := await self.outbox.next_due([Lane.TIME])) is not None and due <= until:
            self.now = max(self.now, due)
            if not await self._work(done, [Lane.TIME]):
                break
        self.now = max(self.now, until)

    async def _work(self, answer: Answer, lanes: Sequence[Lane]) -> list[str]:
        """Do what is first to be done, and return the calls that were made for it."""
        answering = Answering(answer, self.now)
        ports = Ports(answering, answering, Finding(answering), reports=answering, tools=answering)
        outcomes = await work_off(self.store, self.outbox, ports, self.now, lanes, 1)
        for event, decision in outcomes:
            self.transcript.append(f"   .. {shown(event)}")
            self._note(decision)
        return answering.calls or [type(event).__name__ for event, _ in outcomes]

    def expect(self, expected: Expected) -> None:
        """Compare what ratchet did next with what was expected."""
        self.is_answered = True
        if isinstance(expected, Silence):
            self._expect_silence(expected)
        elif not self.actions:
            self._mismatch(f"ratchet did nothing more{self._because()}", expected)
        elif wrong := differences(expected, self.actions[0]):
            self._mismatch(f"ratchet did {shown(self.actions[0])}", expected, wrong)
        else:
            self.transcript.append(f"   << {shown(self.actions.pop(0))}")

    def _expect_silence(self, expected: Silence) -> None:
        if self.actions:
            self._mismatch(f"ratchet did {shown(self.actions[0])}", expected)
        if not expected.is_told_by(self.reasons):
            self._mismatch(f"ratchet was silent{self._because()}", expected)
        self.transcript.append(f"   << {shown(expected)}")

    def _because(self) -> str:
        said = (f"{one.behaviour}: {one.why.value} {one.about}".rstrip() for one in self.reasons)
        return "".join(f"\n        because of {one}" for one in said)

    def check_all_was_expected(self) -> None:
        """Refuse to go on while ratchet did what was not expected."""
        if self.actions:
            self._mismatch(f"ratchet also did {shown(self.actions[0])}; expect it with `<<`")
        if not self.is_answered:
            self._mismatch(f"ratchet did nothing; expect that with `<< silence`{self._because()}")

    def _mismatch(self, what: str, expected: Does | Expected | None = None, wrong: Sequence[str] = ()) -> None:
        head = [] if expected is None else [f"-> << {shown(expected)}"]
        lines = ["The conversation went another way:", *self.transcript, *head, f"-> {what}"]
        raise AssertionError("\n".join([*lines, *(f"        {one}" for one in wrong)]))
