"""Runs history through the core: events in the order of time, with every alarm in its place between them.

What ratchet would have said goes to a `Chat`, whose acknowledgements come back as events like any others.
"""

from collections.abc import Callable

from ratchet_core.basis.instants import Instant, ts_of
from ratchet_core.basis.zones import Zones, utc_alone
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reports import MemoryReports
from ratchet_core.ports import Refused
from ratchet_core.turn import Ports, take_turn, work_off
from ratchet_core.vocabulary.actions import (
    AnswerPrivately,
    AskModel,
    OpenForm,
    PostMessage,
    PublishHome,
    RefuseForm,
    UpdateMessage,
)
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event
from ratchet_core.vocabulary.models import ModelReply

Listener = Callable[[Event, Decision], None]


class ReplayedChat:
    """A `Chat` in which nothing is sent; a post gets the timestamp that is one microsecond after the last event."""

    def __init__(self) -> None:
        """Begin at the beginning of time."""
        self.now: Instant = 0

    async def post(self, action: PostMessage) -> str:  # noqa: ARG002 - nothing is sent
        """Take a post as done."""
        self.now += 1
        return ts_of(self.now)

    async def find(self, action: PostMessage) -> None:
        """Find no post: none is ever in doubt."""

    async def update(self, action: UpdateMessage) -> None:
        """Take an edit as done."""

    async def open_form(self, action: OpenForm) -> str:
        """Take a form as open."""
        return f"view of {action.key}"

    async def refuse_form(self, action: RefuseForm) -> None:
        """Take a form as refused."""

    async def answer_privately(self, action: AnswerPrivately) -> None:
        """Take an answer as given."""

    async def publish_home(self, action: PublishHome) -> None:
        """Take a page as shown."""


class NoModel:
    """A `Model` that has no answer: where history is replayed, and where none is set up."""

    async def ask(self, action: AskModel) -> ModelReply:  # noqa: ARG002 - nothing is asked
        """Refuse to answer."""
        raise Refused("No model is set up.")


class Replay:
    """History, one event after the other, through `take_turn`; `listener` hears of each event and its decision."""

    def __init__(self, store: MemoryStore, listener: Listener, zones: Zones = utc_alone) -> None:
        """Begin a replay on a store; `zones` looks up the time zones of people."""
        self._store = store
        self._listener = listener
        self._chat = ReplayedChat()
        self._ports = Ports(self._chat, NoModel(), store.search, reports=MemoryReports(store, zones))
        self._now: Instant = 0

    async def feed(self, event: Event) -> None:
        """Let time pass until an event, then take its turn and do what follows from it."""
        if event.at > self._now:
            await self.pass_time(event.at)
        decision = await take_turn(self._store, event)
        self._listener(event, decision)
        if decision.actions:
            await self._work_off()

    async def pass_time(self, until: Instant) -> None:
        """Let every alarm up to a moment come; time does not move back."""
        if until <= self._now:
            return
        outbox = self._store.outbox
        due = await outbox.next_due()
        while due is not None and due <= until:
            self._now = max(due, self._now)
            await self._work_off()
            due = await outbox.next_due()
        self._now = until

    async def _work_off(self) -> None:
        """Do what is due now, and what follows from that, until nothing is left."""
        store, now = self._store, self._now
        self._chat.now = max(self._chat.now, now)
        while not store.outbox.is_idle(now) and (done := await work_off(store, store.outbox, self._ports, now)):
            for outcome, decision in done:
                self._listener(outcome, decision)
