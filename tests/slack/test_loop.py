"""Both halves with the core between them, against the stand-in: what people do comes back as what they see."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from attrs import define, field
from ratchet_core.contract.refusing import RefusingChat
from ratchet_core.domain.policy import ChannelPolicy, Mode, Policy, Purpose
from ratchet_core.memory import MemoryStore
from ratchet_core.turn import Ports, take_turns, work_off
from ratchet_core.vocabulary.actions import Action, FindSimilar
from ratchet_core.vocabulary.events import ChannelSeen, Event, Found, Installed, PersonSeen
from ratchet_slack.asking import client_of, session_of
from ratchet_slack.chat import SlackChat
from ratchet_slack.receiving.bolt import bolt_app
from ratchet_slack.receiving.heard import Identity, Unread
from ratchet_slack.receiving.receiver import Receiver
from ratchet_slack.receiving.sockets import Sockets
from slack_stand_in.faults import Fault
from slack_stand_in.slack import APP_TOKEN, BOT_TOKEN, StandInSlack
from slack_stand_in.workspace import APP, BOT, BOT_USER, TEAM, Json

T = TypeVar("T")
LIVE = ChannelPolicy(Purpose.ALERTS, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE, drafts=Mode.LIVE)
POLICY = Policy(default=LIVE, card_buttons=True)
FIRING = {"title": "[FIRING:1] HighErrorRate checkout-api (prod critical)", "color": "a30200", "fallback": "firing"}
RESOLVED = {"title": "[RESOLVED] HighErrorRate checkout-api (prod critical)", "color": "2eb886", "fallback": "over"}


def now() -> int:
    return time.time_ns() // 1_000


class NoSearch:
    async def find(self, action: FindSimilar) -> tuple[Found, ...]:  # noqa: ARG002 - there is nothing
        return ()


@define
class Deciding:
    """An inbox that decides at once, and knows what was decided."""

    store: MemoryStore
    asked: dict[str, Sequence[Action]] = field(factory=dict)
    unread: list[Unread] = field(factory=list)

    async def hear(self, events: Sequence[Event]) -> None:
        for event in events:
            (decision,) = await take_turns(self.store, [event])
            self.asked[event.id] = decision.actions

    async def keep(self, unread: Unread) -> None:
        self.unread.append(unread)

    async def actions_of(self, event: str) -> Sequence[Action] | None:
        return self.asked.get(event)


@define
class Loop:
    slack: StandInSlack
    store: MemoryStore
    inbox: Deciding
    ports: Ports
    channel: str

    async def settle(self) -> None:
        """Let everything be heard, and everything be done that is due."""
        await self.slack.deliveries.settled()
        while await work_off(self.store, self.store.outbox, self.ports, now()):
            await self.slack.deliveries.settled()

    def thread(self, root: str) -> list[str]:
        return [one["text"] for one in self.slack.messages(self.channel, root)[1:]]

    def card(self, root: str) -> Json:
        return self.slack.messages(self.channel, root)[1]


@asynccontextmanager
async def looped() -> AsyncIterator[Loop]:
    store = MemoryStore(POLICY)
    async with StandInSlack.running() as slack, session_of() as session:
        channel = slack.channel("alerts", members=["U1"])
        client = client_of(BOT_TOKEN, session, slack.api)
        inbox = Deciding(store)
        receiver = Receiver(inbox, Identity(TEAM, BOT_USER, BOT, APP), now, decided=inbox)
        begun: list[Event] = [
            Installed("installed", now(), TEAM, BOT_USER, BOT),
            ChannelSeen(f"{channel}/seen", now(), channel, "alerts", private=False),
            PersonSeen("U1/seen", now(), "U1", "Ada", external=False),
        ]
        await receiver.tell(begun)
        slack.join(channel)
        ports = Ports(SlackChat(client, "acme.slack.com", now), RefusingChat(), NoSearch())
        sockets = Sockets(bolt_app(receiver, client), receiver, APP_TOKEN, client, connections=2)
        await sockets.start()
        await slack.deliveries.connected(2)
        try:
            yield Loop(slack, store, inbox, ports, channel)
        finally:
            await sockets.stop()


def run(test: Callable[[Loop], Awaitable[T]]) -> T:
    async def inside() -> T:
        async with looped() as here, asyncio.timeout(60):
            return await test(here)

    return asyncio.run(inside())


def test_an_alert_gets_its_card_which_is_edited_when_it_is_over() -> None:
    async def test(here: Loop) -> object:
        root = here.slack.bot_says(here.channel, FIRING)
        await here.settle()
        first = here.thread(root)[0].splitlines()[:2]
        here.slack.bot_says(here.channel, RESOLVED)
        await here.settle()
        return first, len(here.thread(root)), here.thread(root)[0].splitlines()[1][:14]

    headline = "HighErrorRate on checkout-api, critical"
    assert run(test) == ([headline, "Firing."], 1, "Resolved after")


def test_a_button_marks_an_incident_and_who_pressed_it_is_told() -> None:
    async def test(here: Loop) -> object:
        root = here.slack.bot_says(here.channel, FIRING)
        await here.settle()
        await here.slack.press("U1", here.channel, here.card(root)["ts"], "Noise")
        await here.settle()
        (view,) = here.slack.space.views
        await here.slack.submit("U1", view, reason="a deploy restarts it")
        await here.settle()
        return [(one["user"], one["text"]) for one in here.slack.space.private]

    assert run(test) == [("U1", "This incident is marked as noise.")]


def test_a_form_is_opened_comes_back_with_what_is_wrong_and_is_taken_at_last() -> None:
    async def test(here: Loop) -> object:
        root = here.slack.bot_says(here.channel, FIRING)
        await here.settle()
        await here.slack.press("U1", here.channel, here.card(root)["ts"], "Mute")
        await here.settle()
        (view,) = here.slack.space.views
        wrong = await here.slack.submit("U1", view, lasts="for ever", where="here", reason="a known fault")
        await here.settle()
        taken = await here.slack.submit("U1", view, lasts="4h", where="here", reason="a known fault")
        await here.settle()
        said = [one["text"].splitlines()[0] for one in here.slack.space.private]
        errors = None if wrong is None else wrong.get("errors")
        return errors, taken, said

    assert run(test) == (
        {"lasts": "Write a time as 30m, 4h or 2d."},
        {},
        ["HighErrorRate is muted here for 4 h."],
    )


def test_a_command_is_answered_to_whoever_gave_it() -> None:
    async def test(here: Loop) -> object:
        await here.slack.command("U1", here.channel, "status")
        await here.settle()
        return [(one["user"], one["text"].splitlines()[0]) for one in here.slack.space.private]

    assert run(test) == [("U1", "What I do in #alerts")]


def test_a_card_whose_answer_was_lost_is_not_posted_twice() -> None:
    async def test(here: Loop) -> object:
        await here.settle()
        before = [method for method, _ in here.slack.calls].count("chat.postMessage")
        here.slack.faults.plan("chat.postMessage", Fault.LOST)
        root = here.slack.bot_says(here.channel, FIRING)
        await here.settle()
        due = await here.store.outbox.next_due()
        await work_off(here.store, here.store.outbox, here.ports, due or 0)
        return len(here.thread(root)), [method for method, _ in here.slack.calls].count("chat.postMessage") - before

    assert run(test) == (1, 1)


def test_what_was_said_to_ratchet_does_not_make_it_answer_itself() -> None:
    async def test(here: Loop) -> object:
        root = here.slack.say("U1", here.channel, f"<@{BOT_USER}> what can you do?")
        await here.settle()
        return [text.splitlines()[0] for text in here.thread(root)], here.inbox.unread

    assert run(test) == (["This is what I can do:"], [])


def test_a_home_page_is_shown_to_whoever_opens_it() -> None:
    async def test(here: Loop) -> object:
        here.slack.open_home("U1")
        await here.settle()
        return here.slack.space.homes["U1"].content["type"]

    assert run(test) == "home"
