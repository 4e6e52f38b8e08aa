"""A company in memory of which ratchet is asked in words, with a scripted model and the tools as they are."""

import asyncio
import json
from collections.abc import Callable, Iterable

import attrs
from histories import EVERYTHING, INTRODUCTIONS, START, firing, posted, resolved, said
from ratchet_core.basis.content import Content
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Instant, ts_of
from ratchet_core.contract.scripted import Script, ScriptedModel
from ratchet_core.domain import OwnedKind
from ratchet_core.domain.policy import Mode, Policy
from ratchet_core.memory.reader import MemoryReader, MemoryReadings
from ratchet_core.memory.store import MemoryStore
from ratchet_core.ports import Elsewhere, NothingElsewhere
from ratchet_core.queries.tools.reading import ReadingTools, ToolsOfAll
from ratchet_core.replay import ReplayedChat
from ratchet_core.turn import Ports, take_turn, work_off
from ratchet_core.vocabulary.actions import AskModel, PostMessage, UpdateMessage
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    ChannelJoined,
    ChannelSeen,
    Event,
    MemberJoined,
    Mentioned,
    OwnerChanged,
    ServiceNamed,
    TeamNamed,
)
from ratchet_core.vocabulary.models import QUESTION, Material
from ratchet_core.vocabulary.rendering import plain_text

LIVE = attrs.evolve(
    EVERYTHING, answers=Mode.LIVE, model_agent=Mode.LIVE, cards=Mode.OFF, drafts=Mode.OFF, help_requests=Mode.LIVE
)
POLICY = Policy(
    default=LIVE,
    model_cents_per_answer=5,
    model_cents_per_person_hour=25,
    model_cents_per_day=100,
    admins=("U1",),
    card_buttons=True,
)
PLANTED = "xyzzy-7731"
NOW = START + 2 * DAY
CURE = "restart the consumer of the queue, then it drains"


def deployed(at: Instant, channel: str, title: str) -> Event:
    """Return that a bot told of a deploy."""
    return posted(at, channel, Content(text=title, title=title))


HISTORY: list[Event] = [
    *INTRODUCTIONS,
    ChannelSeen("s3", 0, "C3", "secret", private=True),
    ChannelJoined("j3", 0, "C3"),
    TeamNamed("t1", 1, "T1", "Payments", by="U1", founds=True),
    MemberJoined("m1", 2, "U2", "T1", by="U1"),
    ServiceNamed("sn", 3, "ledger", "ledger", by="U1"),
    OwnerChanged("o1", 4, OwnedKind.SERVICE, "ledger", "T1", by="U1"),
    posted(START, "C1", firing("QueueStuck ledger")),
    said(START + MINUTE, "C1", "U2", CURE, ts_of(START)),
    posted(START + 20 * MINUTE, "C1", resolved("QueueStuck ledger")),
    said(START + HOUR, "C2", "U1", "how do I rotate the ledger key of the archive?"),
    said(START + HOUR + MINUTE, "C2", "U2", "run the rotate job of the archive", ts_of(START + HOUR)),
    said(START + HOUR + 2 * MINUTE, "C2", "U1", "thanks, that worked!", ts_of(START + HOUR)),
    posted(START + DAY, "C3", firing(f"Hidden{PLANTED} vault")),
    said(START + DAY + MINUTE, "C3", "U3", f"{PLANTED} is the password of the vault", ts_of(START + DAY)),
    posted(NOW - HOUR, "C1", firing("QueueStuck ledger")),
    said(NOW - 30 * MINUTE, "C2", "U4", "where are the dashboards of the ledger?"),
]


class Room(ReplayedChat):
    """A chat that keeps what is said in it, and how each message reads in the end."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[PostMessage | UpdateMessage] = []
        self.reads: dict[tuple[str, str], str] = {}
        self.threads: dict[tuple[str, str], str | None] = {}

    async def post(self, action: PostMessage) -> str:
        ts = await super().post(action)
        self.said.append(action)
        self.reads[action.channel, ts] = plain_text(action.body)
        self.threads[action.channel, ts] = action.thread
        return ts

    async def update(self, action: UpdateMessage) -> None:
        self.said.append(action)
        self.reads[action.channel, action.ts] = plain_text(action.body)


class Company:
    """It hears events, and does what follows with a model that follows a script."""

    def __init__(
        self,
        script: Script,
        policy: Policy = POLICY,
        given: Iterable[Event] = HISTORY,
        elsewhere: Elsewhere = NothingElsewhere(),  # noqa: B008 - it has no state
    ) -> None:
        self.elsewhere = elsewhere
        self.store, self.room, self.model = MemoryStore(policy), Room(), ScriptedModel(script)
        self.now: Instant = 0
        self.log: list[tuple[Event, Decision]] = []
        for event in given:
            self.hear(event)
        self.until(NOW)

    @property
    def ports(self) -> Ports:
        readings = MemoryReadings(MemoryReader(self.store))
        ours = ReadingTools(readings, self.store.search, lambda: self.now)
        tools = ToolsOfAll(ours, self.elsewhere, lambda: self.now)
        return Ports(self.room, self.model, self.store.search, tools=tools)

    def hear(self, event: Event) -> None:
        self.now = max(self.now, event.at)
        self.log.append((event, asyncio.run(take_turn(self.store, event))))

    def until(self, at: Instant) -> "Company":
        """Do all that is due, each alarm at its moment."""
        self.now = self.room.now = max(self.room.now, self.now)
        while (due := asyncio.run(self.store.outbox.next_due())) is not None and due <= at:
            self.now = max(self.now, due)
            self.room.now = max(self.room.now, self.now)
            self.log += asyncio.run(work_off(self.store, self.store.outbox, self.ports, self.now, limit=1))
        self.now = max(self.now, at)
        return self

    def ask(self, text: str, *, channel: str = "C1", person: str = "U2", thread: str | None = None) -> str:
        """Put a question to ratchet, and return how what it said in that thread reads in the end."""
        at = self.now + SECOND
        ts = ts_of(at)
        self.hear(Mentioned(f"call/{ts}", at, channel, ts, thread, person, f"@ratchet {text}"))
        self.until(at + 10 * MINUTE)
        return "\n".join(told for where, told in self.room.reads.items() if self.room.threads[where] == (thread or ts))


def calling(tool: str, /, **arguments: str | int) -> str:
    """Return what a model writes that wants a tool."""
    return json.dumps({"calls": [{"tool": tool, "arguments": arguments}]})


def pieces(action: AskModel) -> list[Material]:
    """Return what was found for a question."""
    return [one for one in action.material if one.name != QUESTION]


def quoting(told: Iterable[Material], text: Callable[[Material], str] = lambda one: one.text) -> str:
    """Return an answer that says of each piece what it says, quoting it whole."""
    listed = [{"text": text(one)[:290], "quotations": [{"piece": one.name, "words": one.text}]} for one in told]
    return json.dumps({"statements": listed[:20]})


def after(tool: str, /, **arguments: str | int) -> Script:
    """Return a model that has one tool run, and repeats what that found."""

    def script(action: AskModel) -> str:
        if len(action.steps) == 1:
            return calling(tool, **arguments)
        return quoting(one for one in pieces(action) if one.name.startswith("2."))

    return script


def results_of(company: Company) -> list[str]:
    """Return what the tools found that the model wanted, piece by piece."""
    asked = company.model.asked[-1]
    return [one.text for one in pieces(asked) if not one.name.startswith("1.")]
