"""Joining a channel brings what was written there before, page after page, and nothing of it is answered."""

import asyncio

import attrs
from histories import ALERTS, INTRODUCTIONS, POLICY, START, firing, posted, replayed, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import HelpRequest, Incident
from ratchet_core.memory import MemoryStore
from ratchet_core.ports import NotNow, Page
from ratchet_core.replay import NoModel, ReplayedChat
from ratchet_core.turn import Ports, take_turn, work_off
from ratchet_core.vocabulary.actions import AboutChannel, PostMessage, ReadHistory
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import ChannelJoined, ChannelLeft, Event, HistoryRead

JOINED = ChannelJoined("join", START, "C1", live=True)
FIRED = posted(START - 2 * HOUR, "C1", firing(ALERTS[0]))
ASKED = said(START - HOUR, "C1", "U1", "how do I rotate the ledger key?")
FIRST = ReadHistory("join/history/0", "history", "C1", None, START - 30 * DAY, START, None, AboutChannel("C1"))


class TwoPages:
    """A history of two pages, the second of which can be had only at the second attempt."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    async def read(self, action: ReadHistory) -> Page:
        self.asked.append(action.cursor)
        if action.cursor is None:
            return Page((ASKED,), "older")
        if self.asked.count("older") == 1:
            raise NotNow(START + MINUTE)
        return Page((FIRED,))


def last(*events: Event) -> Decision:
    heard = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *events])
    return next(decision for event, decision in heard if event == events[-1])


async def read(history: TwoPages) -> tuple[MemoryStore, list[tuple[Event, Decision]]]:
    store, done = MemoryStore(POLICY), list[tuple[Event, Decision]]()
    for event in (*INTRODUCTIONS, JOINED):
        await take_turn(store, event)
    for at in (START, START, START + MINUTE, START + 2 * MINUTE):
        done += await work_off(store, store.outbox, Ports(ReplayedChat(), NoModel(), store.search, history), at)
    return store, done


def test_who_joins_live_asks_for_the_history_of_the_channel() -> None:
    assert last(JOINED).actions == (FIRST,)


def test_who_joins_in_a_replay_asks_for_nothing() -> None:
    assert last(attrs.evolve(JOINED, live=False)).actions == ()


def test_history_is_read_page_after_page_and_goes_on_where_it_was_broken_off() -> None:
    history = TwoPages()
    asyncio.run(read(history))
    assert history.asked == [None, "older", "older"]


def test_what_history_brings_is_remembered_and_not_answered() -> None:
    store, done = asyncio.run(read(TwoPages()))
    posts = [one for _, decision in done for one in decision.actions if isinstance(one, PostMessage)]
    left = [one for one in store.outbox.actions.values() if isinstance(one, PostMessage)]
    known = len(store.of_kind(HelpRequest)), len(store.of_kind(Incident))
    assert (known, posts, left) == ((1, 1), [], [])


def test_the_last_page_says_that_all_is_read() -> None:
    page = HistoryRead("page", START, FIRST, None, 7)
    assert last(JOINED, page) == Decision((), (), (Reason("history", Why.HISTORY_READ, "7 messages"),))


def test_a_page_begins_where_the_one_before_it_ended() -> None:
    page = HistoryRead("page", START, FIRST, "older", 7)
    more = attrs.evolve(FIRST, key="page/history/0", cursor="older")
    assert last(JOINED, page) == Decision((), (more,), (Reason("history", Why.HISTORY_ASKED, "7 messages"),))


def test_nothing_more_is_read_of_a_channel_that_ratchet_has_left() -> None:
    page = HistoryRead("page", START, FIRST, "older", 7)
    assert last(JOINED, ChannelLeft("left", START, "C1"), page).actions == ()


def test_a_cursor_that_leads_nowhere_ends_the_reading() -> None:
    page = HistoryRead("page", START, attrs.evolve(FIRST, cursor="older"), "older", 0)
    assert last(JOINED, page).actions == ()
