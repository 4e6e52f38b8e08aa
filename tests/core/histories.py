"""Histories made up for tests: believable events of two channels, as Hypothesis strategies and as plain constants."""

import asyncio
from collections.abc import Iterable

from hypothesis import strategies as st
from ratchet_core.basis.content import Bot, Content
from ratchet_core.basis.instants import MINUTE, SECOND, Instant, ts_of
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import ChannelPolicy, Mode, Policy, Purpose
from ratchet_core.focus import focus_of
from ratchet_core.memory import MemoryStore
from ratchet_core.ports import Chat
from ratchet_core.replay import NoModel, Replay
from ratchet_core.turn import Ports, work_off
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import (
    ChannelJoined,
    ChannelLeft,
    ChannelSeen,
    Event,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    PersonSeen,
    ReactionAdded,
)

START: Instant = 1_767_607_200 * SECOND
BOT = Bot("B1", "A1", "Alertmanager")
EVERYTHING = ChannelPolicy(Purpose.ALERTS, Mode.LIVE, Mode.LIVE, Mode.LIVE, Mode.LIVE, drafts=Mode.LIVE)
POLICY = Policy(default=EVERYTHING)
CHANNELS = ("C1", "C2")
PEOPLE = ("U1", "U2", "U3", "U4")
WORDS = (
    "how do I rotate the ledger key?",
    "thanks, that worked",
    "looking at it",
    "good morning",
    "still broken, any idea?",
    "???",
    "",
)
_ROOTS = 3
ALERTS = ("HighErrorRate checkout-api", "QueueStuck ledger")


def firing(alert: str, severity: str = "critical") -> Content:
    """Return what a tool says when an alert fires."""
    title = f"[FIRING:1] {alert} (prod {severity})"
    return Content(text=title, title=title, colour="a30200")


def resolved(alert: str) -> Content:
    """Return what a tool says when an alert is over."""
    title = f"[RESOLVED] {alert} (prod critical)"
    return Content(text=title, title=title, colour="2eb886")


def said(at: Instant, channel: str, person: str, text: str, thread: str | None = None) -> MessageSeen:
    """Return that a person posted a message."""
    return MessageSeen(f"{channel}/{ts_of(at)}", at, channel, ts_of(at), thread, person, text)


def posted(at: Instant, channel: str, content: Content, thread: str | None = None) -> MessageSeen:
    """Return that a bot posted a message."""
    return MessageSeen(f"{channel}/{ts_of(at)}", at, channel, ts_of(at), thread, None, content.text, BOT, content)


def introduced(channel: str, *, joined: bool = True) -> list[Event]:
    """Return that a channel and the people in it exist, and that ratchet is in it."""
    people = (PersonSeen(f"{channel}/{one}/seen", 0, one, one, external=False) for one in PEOPLE)
    seen: list[Event] = [*people, ChannelSeen(f"{channel}/seen", 0, channel, channel.lower(), private=False)]
    return [*seen, ChannelJoined(f"{channel}/joined", 0, channel)] if joined else seen


INTRODUCTIONS = [event for channel in CHANNELS for event in introduced(channel)]


@st.composite
def messages(draw: st.DrawFn, *, within: int = 30 * SECOND, most: int = 8) -> list[Event]:
    """Return messages and reactions of one stretch of time, each at its own moment, in the order of time."""
    moments = draw(st.lists(st.integers(0, within), min_size=1, max_size=most, unique=True))
    roots = [ts_of(START + moment) for moment in sorted(moments)[:_ROOTS]]
    return [draw(_message(START + moment, roots)) for moment in sorted(moments)]


@st.composite
def _message(draw: st.DrawFn, at: Instant, roots: list[str]) -> Event:
    channel = draw(st.sampled_from(CHANNELS))
    thread = None if ts_of(at) in roots else draw(st.none() | st.sampled_from(roots))
    kind = draw(st.sampled_from(("person", "person", "firing", "resolved", "tick")))
    if kind == "person":
        return said(at, channel, draw(st.sampled_from(("U1", "U2", "U3", ""))), draw(st.sampled_from(WORDS)), thread)
    if kind == "tick":
        root = draw(st.sampled_from(roots))
        return ReactionAdded(f"{channel}/{root}/tick/{at}", at, channel, root, None, "U2", "white_check_mark")
    alert = draw(st.sampled_from(ALERTS))
    content = resolved(alert) if kind == "resolved" else firing(alert, draw(st.sampled_from(("critical", "warning"))))
    return posted(at, channel, content)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Return a longer history with edits, deletions, channels that are left and joined again, and duplicates."""
    events: list[Event] = []
    for minute in range(draw(st.integers(1, 6))):
        events += [_later(event, minute * 7 * MINUTE) for event in draw(messages())]
    events += draw(st.lists(_disturbance(events), max_size=4))
    return sorted(events, key=lambda event: event.at)


def _later(event: Event, by: int) -> Event:
    if isinstance(event, MessageSeen):
        at = event.at + by
        thread = ts_of(_at(event.thread) + by) if event.thread else None
        if event.content is not None:
            return posted(at, event.channel, event.content, thread)
        return said(at, event.channel, event.person or "", event.text, thread)
    return event


def _at(ts: str) -> Instant:
    return int(ts.replace(".", ""))


def _disturbance(events: list[Event]) -> st.SearchStrategy[Event]:
    seen = [event for event in events if isinstance(event, MessageSeen)] or [said(START, "C1", "U1", "hello")]
    left = st.builds(
        lambda channel, by: ChannelLeft(f"{channel}/left/{by}", START + by, channel),
        st.sampled_from(CHANNELS),
        st.integers(0, 30 * MINUTE),
    )
    edited = st.builds(
        lambda one, text, by: MessageEdited(
            f"{one.id}/edited/{by}",
            one.at + by,
            one.channel,
            one.ts,
            one.thread,
            one.person,
            text,
            one.bot,
            one.content,
        ),
        st.sampled_from(seen),
        st.sampled_from(WORDS),
        st.integers(1, MINUTE),
    )
    deleted = st.builds(
        lambda one, by: MessageDeleted(f"{one.id}/deleted", one.at + by, one.channel, one.ts),
        st.sampled_from(seen),
        st.integers(1, MINUTE),
    )
    return st.one_of(left, edited, deleted, st.sampled_from(seen))


def fingerprint_of(event: Event) -> str:
    """Return the identity of the alert that a tool's message is about."""
    return focus_of(event, Directory(POLICY)).fingerprint or ""


async def worked_off(store: MemoryStore, chat: Chat, at: Instant) -> list[tuple[Event, Decision]]:
    """Do what is due in a store, with a chat and no model, and return the outcomes with what was decided of them."""
    return await work_off(store, store.outbox, Ports(chat, NoModel(), store.search), at)


async def waiting(store: MemoryStore, at: Instant) -> list[Action]:
    """Take what is due in hand, and return it."""
    return [claim.action for claim in await store.outbox.claim(at, limit=1_000)]


def replayed(store: MemoryStore, events: Iterable[Event]) -> list[tuple[Event, Decision]]:
    """Run events through a store and return every event with its decision, those of time and outcomes too."""
    heard: list[tuple[Event, Decision]] = []
    replay = Replay(store, lambda event, decision: heard.append((event, decision)))

    async def feed() -> None:
        for event in events:
            await replay.feed(event)

    asyncio.run(feed())
    return heard
