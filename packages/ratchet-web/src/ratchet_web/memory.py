"""What the pages need, of a store in memory: to look at a saved state, and for tests."""

from collections.abc import Callable, Collection, Iterator, Sequence

from ratchet_core.basis.ids import outcomes_of
from ratchet_core.basis.instants import Instant
from ratchet_core.memory.outbox import MemoryOutbox
from ratchet_core.memory.reader import MemoryReader, MemoryReadings
from ratchet_core.memory.store import MemoryStore
from ratchet_core.ports import SetAside
from ratchet_core.queries.watching import (
    Condition,
    Decided,
    Depth,
    Lead,
    Sought,
    Step,
    Waiting,
    causes_of,
    channel_of,
)
from ratchet_core.vocabulary.actions import Action, Lane, WakeMe, lane_of
from ratchet_core.vocabulary.decision import Decision, Log, Reason, Why
from ratchet_core.vocabulary.events import Event

from ratchet_web.ports import Sources


def sources_of(
    store: MemoryStore, log: Log = (), about: str = "", clock: Callable[[], Instant] | None = None
) -> Sources:
    """Return what the pages need of a store, with the decisions that are kept beside it."""
    reader = MemoryReader(store)
    outgoing = MemoryOutgoing(store.outbox, log)
    return Sources(MemoryReadings(reader), outgoing, MemoryDecisions(log), MemoryHealth(outgoing), clock, about)


class MemoryOutgoing:
    """`Outgoing` of an outbox in memory. Since when an action has waited is told by a log of the events."""

    def __init__(self, outbox: MemoryOutbox, log: Log = ()) -> None:
        """Look at an outbox, and at the events that its actions come from."""
        self._outbox = outbox
        self._log = log
        self._heard: dict[str, Instant] = {}

    async def depths(self, at: Instant) -> list[Depth]:
        """Return how much waits in each lane."""
        aside = {one.action.key for one in await self._outbox.aside()}
        return [self._depth(lane, [*self._of(lane)], aside, at) for lane in Lane]

    async def waiting(self, lane: Lane, limit: int) -> list[Waiting]:
        """Return the first actions of a lane."""
        rest = self._outbox.rest()
        free = [one for one in self._of(lane) if one.key not in rest.set_aside][:limit]
        return [
            Waiting(one, self._since(one), rest.postponed.get(one.key), rest.claims.get(one.key, (0, 0))[1])
            for one in free
        ]

    async def aside(self, limit: int) -> list[SetAside]:
        """Return what was set aside."""
        return (await self._outbox.aside())[:limit]

    def _depth(self, lane: Lane, actions: Sequence[Action], aside: Collection[str], at: Instant) -> Depth:
        offered = [one for one in actions if one.key not in aside]
        later = [one for one in offered if isinstance(one, WakeMe) and one.at > at]
        first = next((one for one in offered if one not in later), None)
        return Depth(
            lane.value,
            waiting=len(offered) - len(later),
            oldest=None if first is None else self._since(first),
            aside=len(actions) - len(offered),
            later=len(later),
        )

    def _since(self, action: Action) -> Instant | None:
        """Return since when an action has waited: an alarm since it rings, another since the event it comes from."""
        if isinstance(action, WakeMe):
            return action.at
        for number in range(len(self._heard), len(self._log)):  # what was heard since the last look
            event = self._log[number][0]
            self._heard[event.id] = event.at
        return next((self._heard[one] for one in causes_of(action.key) if one in self._heard), None)

    def _of(self, lane: Lane) -> Iterator[Action]:
        return (one for one in self._outbox.rest().actions if lane_of(one) is lane)


class MemoryDecisions:
    """`Decisions` of a log in memory."""

    def __init__(self, log: Log) -> None:
        """Look at a log; what is added to it later is seen."""
        self._log = log

    async def latest(self, sought: Sought, before: int | None, limit: int) -> list[Decided]:
        """Return the decisions that are so, the latest first."""
        end = len(self._log) if before is None else max(0, min(before, len(self._log)))
        found: list[Decided] = []
        for number in range(end - 1, -1, -1):
            decided = _decided(number, *self._log[number])
            if _is_so(decided, sought):
                found.append(decided)
                if len(found) == limit:
                    break
        return found

    async def trail(self, event: str, limit: int) -> list[Step]:
        """Return the decision of an event, and those that followed from its actions."""
        steps: list[Step] = []
        outcomes: set[str] = set()
        for number, (heard, decision) in enumerate(self._log):
            if heard.id == event or heard.id in outcomes:
                outcomes.update(name for action in decision.actions for name in outcomes_of(action.key))
                steps.append(Step(_decided(number, heard, decision), heard, decision.actions, decision.withheld))
                if len(steps) == limit:
                    break
        return steps

    async def heard(self, why: Why, limit: int) -> list[tuple[Event, tuple[Reason, ...]]]:
        """Return the latest events that were decided for a reason, the latest last."""
        decided = reversed(await self.latest(Sought(why=why), None, limit))
        return [(self._log[one.place][0], one.reasons) for one in decided]

    async def known(self, events: Collection[str]) -> frozenset[str]:
        """Return those of some events of which a decision is kept."""
        return frozenset(event.id for event, _ in self._log if event.id in events)


def _decided(place: int, event: Event, decision: Decision) -> Decided:
    return Decided(
        place,
        event.id,
        type(event).__name__,
        event.at,
        channel_of(event),
        decision.reasons,
        tuple(one.key for one in decision.actions),
        tuple(one.key for one in decision.withheld),
    )


def _is_so(decided: Decided, sought: Sought) -> bool:
    if sought.channel not in (None, decided.channel):
        return False
    return any(
        sought.behaviour in (None, one.behaviour) and sought.why in (None, one.why) for one in decided.reasons
    ) or (sought.behaviour is None and sought.why is None)


class MemoryHealth:
    """`Health` where one process does everything: it decides, and nothing waits to be decided."""

    def __init__(self, outgoing: MemoryOutgoing) -> None:
        """Look at an outbox."""
        self._outgoing = outgoing

    async def condition(self, at: Instant) -> Condition:
        """Return how it is."""
        return Condition(
            Lead("this process"), (Depth("live", 0), Depth("old", 0)), tuple(await self._outgoing.depths(at))
        )
