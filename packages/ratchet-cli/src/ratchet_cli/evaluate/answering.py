"""Asks a question of the past again: the service's own decisions, over a store that they leave as it was."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from attrs import define, field, frozen
from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.ids import outcomes_of
from ratchet_core.basis.instants import SECOND, Instant
from ratchet_core.behaviours.answers import NAME
from ratchet_core.domain import GivenAnswer, MessageRef, Source
from ratchet_core.domain.policy import ChannelPolicy, Mode, Policy
from ratchet_core.overlay import Overlay
from ratchet_core.ports import Claim, Search, Store
from ratchet_core.replay import NoModel, ReplayedChat
from ratchet_core.turn import Done, Ports, attempted, discreetly, take_turn
from ratchet_core.vocabulary.actions import AboutRequest, AskModel, FindSimilar, PostMessage, WakeMe
from ratchet_core.vocabulary.changes import puts
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    ActionFailed,
    Event,
    Found,
    FoundRunbook,
    ModelAnswered,
    TimePassed,
)
from ratchet_core.vocabulary.rendering import plain_text

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.evaluate.questions import Asked
from ratchet_cli.evaluate.replies import Recorder
from ratchet_cli.evaluate.sides import Clock, Side

_MOST_TRIES: Final = 5


def heard_silently(policy: Policy) -> Policy:
    """Return a policy under which history is heard, and nothing is answered."""
    return _everywhere(policy, Mode.SHADOW, Mode.OFF)


def answering(policy: Policy, *, worded: bool) -> Policy:
    """Return a policy under which questions are answered wherever they are followed, in a model's words if `worded`."""
    return _everywhere(policy, Mode.LIVE, Mode.LIVE if worded else Mode.OFF)


def _everywhere(policy: Policy, answers: Mode, model_answers: Mode) -> Policy:
    def set_up(place: ChannelPolicy) -> ChannelPolicy:
        if place.help_requests is Mode.OFF:
            return place
        return evolve(place, answers=answers, model_answers=model_answers)

    channels = {name: set_up(place) for name, place in policy.channels.items()}
    return evolve(policy, default=set_up(policy.default), channels=channels)


@frozen
class Given:
    """What a question was answered: nothing said is silence. `lacking` if a recording has no reply to it.

    Attributes:
        said: The answer as people read it.
        sources: What it rests on.
        cost: What the model cost, in millionths of a dollar.
    """

    said: str = ""
    sources: tuple[Source, ...] = ()
    cost: int = 0
    lacking: bool = False


@frozen
class WithoutHolders:
    """A `Search` that finds none of the threads and runbooks that have anything of an answer."""

    search: Search
    holders: Collection[MessageRef]
    alerts: Collection[str]

    async def find(self, action: FindSimilar) -> Sequence[Found]:
        """Return what is found beside them."""
        return tuple(one for one in await self.search.find(action) if not self._is_hidden(one))

    def _is_hidden(self, found: Found) -> bool:
        return found.alert in self.alerts if isinstance(found, FoundRunbook) else found.root in self.holders


@define
class Examination:
    """Questions that wait for their moment, and what each side answers them."""

    waiting: list[Asked]
    sides: Sequence[Side]
    clock: Clock
    runbooks: Mapping[tuple[str, int], frozenset[str]]
    tell: Callable[[int], None]
    recorder: Recorder | None = None
    given: dict[tuple[MessageRef, int], Given] = field(factory=dict)
    _done: int = 0

    async def before(self, store: Store, search: Search, at: Instant) -> None:
        """Ask what is to be asked before a moment of history is heard; the questions are in the order of time."""
        while self._done < len(self.waiting) and self.waiting[self._done].at <= at:
            asked = self.waiting[self._done]
            self._done += 1
            for number, side in enumerate(self.sides):
                recorder = self.recorder if number == 0 else None
                self.given[asked.root, number] = await self._asked(
                    store, self._seen(search, asked), asked, side, recorder
                )
            self.tell(self._done)

    def _seen(self, search: Search, asked: Asked) -> Search:
        """Return what may be found for a question."""
        if not asked.hidden:
            return search
        alerts = {alert for (alert, _), facts in self.runbooks.items() if facts & asked.thread.facts}
        return WithoutHolders(search, asked.holders, alerts)

    async def _asked(self, store: Store, search: Search, asked: Asked, side: Side, recorder: Recorder | None) -> Given:
        """Run the decisions about one question to their end, over a store that they leave as it is."""
        fork = Overlay(store)
        fork.directory = evolve(
            store.directory, policy=answering(store.directory.policy, worded=side.model is not None)
        )
        ports = Ports(ReplayedChat(), side.model or NoModel(), search)
        self.clock.at = asked.due
        root, cost = asked.root, 0
        alarm = WakeMe(
            f"evaluated/{root.channel}/{root.ts}/{NAME}/0", NAME, root.channel, asked.due, AboutRequest(root)
        )
        event: Event = TimePassed(outcomes_of(alarm.key)[0], asked.due, alarm)
        while True:
            decision = await take_turn(fork, event)
            action = next((one for one in decision.actions if isinstance(one, FindSimilar | AskModel)), None)
            if action is None:
                return _given(decision, store, cost)
            if isinstance(action, AskModel):
                action = evolve(action, prompt=side.prompt)
                if side.lacks(action):
                    return Given(lacking=True)
            event = await _outcome(fork, action, ports, asked.due)
            if isinstance(event, ModelAnswered):
                cost += event.reply.usage.cost
                if recorder is not None:
                    recorder.hear(event.action, event.reply)


async def _outcome(fork: Overlay, action: FindSimilar | AskModel, ports: Ports, at: Instant) -> Event:
    """Return what came of an action; a model that is busy is waited for."""
    for attempt in range(1, _MOST_TRIES + 1):
        came = await attempted(discreetly(fork.directory, Claim(action, attempt, attempt)), ports, lambda: at)
        if isinstance(came, Done):
            if isinstance(came.outcome, ActionFailed):
                raise UnusableInputError(f"The model cannot be asked: {came.outcome.why}")
            return came.outcome
        await asyncio.sleep(max(getattr(came, "until", at) - at, 0) / SECOND)
    raise UnusableInputError("The model cannot be asked: it is busy; try again later.")


def _given(decision: Decision, store: Store, cost: int) -> Given:
    post = next((one for one in decision.actions if isinstance(one, PostMessage)), None)
    if post is None:
        return Given(cost=cost)
    answers = puts(decision.changes, GivenAnswer)
    sources = tuple(source for one in answers for source in _sources(one))
    return Given(plain_text(post.body, store.directory.name_of), sources, cost)


def _sources(given: GivenAnswer) -> list[Source]:
    quoted = [one.source for stated in given.stated for one in stated.quoted]
    earlier = [] if given.earlier is None else [Source(given.earlier)]
    runbook = [] if given.alert is None else [Source(alert=given.alert)]
    return [*quoted, *earlier, *runbook]
