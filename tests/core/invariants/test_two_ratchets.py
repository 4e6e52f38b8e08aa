"""Invariant 9: two ratchets in one channel, each of which hears the other as a bot, go quiet."""

import asyncio
from collections.abc import Callable

import attrs
import pytest
from histories import BOT, START, firing, posted
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from invariants.cast import ALERTS, INTRODUCTIONS, POLICY
from invariants.checks import must
from invariants.variants import drops_the_threads
from ratchet_core import deciding, turn
from ratchet_core.basis.content import Bot, Content
from ratchet_core.basis.instants import MINUTE, Instant, ts_of
from ratchet_core.memory import MemoryStore
from ratchet_core.replay import NoModel
from ratchet_core.vocabulary.actions import (
    AnswerPrivately,
    OpenForm,
    Plain,
    PostMessage,
    PublishHome,
    RefuseForm,
    UpdateMessage,
)
from ratchet_core.vocabulary.events import Event, MessageEdited, MessageSeen

ROUNDS = 12
MIRROR = Bot("B7", "A7", "mirror")
CHECKED = settings(max_examples=20, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
fired = st.lists(st.tuples(st.sampled_from(ALERTS), st.sampled_from(("critical", "warning"))), min_size=1, max_size=3)


class Wire:
    """A `Chat` that carries what one ratchet says to the other, as a bot's messages."""

    def __init__(self, first: Instant) -> None:
        self.at = first
        self.carried: list[Event] = []

    async def post(self, action: PostMessage) -> str:
        self.at += 2
        content = _content(action)
        self.carried.append(posted(self.at, action.channel, content, action.thread))
        return ts_of(self.at)

    async def find(self, action: PostMessage) -> None:
        """Find no post: none is ever in doubt."""

    async def update(self, action: UpdateMessage) -> None:
        self.at += 2
        edit = MessageEdited(f"e/{self.at}", self.at, action.channel, action.ts, None, None, "", BOT, _content(action))
        self.carried.append(edit)

    async def open_form(self, action: OpenForm) -> str:  # noqa: ARG002 - nothing is shown
        """Show nothing."""
        return "V1"

    async def refuse_form(self, action: RefuseForm) -> None:
        """Show nothing."""

    async def answer_privately(self, action: AnswerPrivately) -> None:
        """Show nothing."""

    async def publish_home(self, action: PublishHome) -> None:
        """Show nothing."""


def _content(action: PostMessage | UpdateMessage) -> Content:
    lines = ("".join(one.text for one in line.pieces if isinstance(one, Plain)) for line in action.body.lines)
    return Content(text="\n".join((action.body.headline, *lines)), title=action.body.headline)


async def last_words(alerts: list[MessageSeen]) -> list[Event]:
    """Return what is said in the last of many rounds."""
    stores, wires = (MemoryStore(POLICY), MemoryStore(POLICY)), (Wire(START + MINUTE), Wire(START + MINUTE + 1))
    for store in stores:
        for event in (*INTRODUCTIONS, *alerts):
            await turn.take_turn(store, event)
    said: list[Event] = []
    for number in range(1, ROUNDS):
        at = START + number * 5 * MINUTE
        for store, wire, other in ((stores[0], wires[0], stores[1]), (stores[1], wires[1], stores[0])):
            wire.at, wire.carried = max(wire.at, at), []
            await turn.work_off(store, store.outbox, turn.Ports(wire, NoModel(), store.search), at)
            said = [*(said if store is stores[1] else ()), *wire.carried]
            for event in wire.carried:
                await turn.take_turn(other, event)
    return said


def check_they_go_quiet(alerts: list[tuple[str, str]]) -> None:
    said = [posted(START + number, "C1", firing(*alert)) for number, alert in enumerate(alerts)]
    left = asyncio.run(last_words(said))
    must(9, f"two ratchets go on talking: {left}", hold=not left)


@CHECKED
@given(fired)
def test_two_ratchets_that_hear_each_other_go_quiet(alerts: list[tuple[str, str]]) -> None:
    check_they_go_quiet(alerts)


def test_ratchets_that_take_replies_for_alerts_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "decide", drops_the_threads)
    monkeypatch.setattr(deciding, "is_echo", lambda _: False)
    check: Callable[[], None] = settings(CHECKED, phases=(Phase.generate,), database=None)(
        given(fired)(check_they_go_quiet)
    )
    with pytest.raises(AssertionError, match=r"^invariant 9: "):
        check()


async def echoed(alerts: list[MessageSeen]) -> list[Event]:
    """Return what is said in the last of many rounds with a bot that says all of it again beside the thread."""
    store, wire, said = MemoryStore(POLICY), Wire(START + MINUTE), list[Event]()
    for event in (*INTRODUCTIONS, *alerts):
        await turn.take_turn(store, event)
    for number in range(1, ROUNDS):
        at = START + number * 5 * MINUTE
        wire.at, wire.carried = max(wire.at, at), []
        await turn.work_off(store, store.outbox, turn.Ports(wire, NoModel(), store.search), at)
        said = wire.carried
        for event in said:
            assert isinstance(event, MessageSeen | MessageEdited)
            await turn.take_turn(store, attrs.evolve(event, thread=None, bot=MIRROR))
    return said


def check_it_goes_quiet(alerts: list[tuple[str, str]]) -> None:
    said = [posted(START + number, "C1", firing(*alert)) for number, alert in enumerate(alerts)]
    left = asyncio.run(echoed(said))
    must(9, f"ratchet answers its own words: {left}", hold=not left)


@CHECKED
@given(fired)
def test_a_bot_that_repeats_what_ratchet_says_is_not_answered(alerts: list[tuple[str, str]]) -> None:
    check_it_goes_quiet(alerts)


def test_a_ratchet_that_hears_its_own_words_as_news_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "is_echo", lambda _: False)
    check: Callable[[], None] = settings(CHECKED, phases=(Phase.generate,), database=None)(
        given(fired)(check_it_goes_quiet)
    )
    with pytest.raises(AssertionError, match=r"^invariant 9: "):
        check()
