"""Joining a channel brings what was written there before, page after page, and nothing of it is answered."""

import asyncio

import attrs
import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, firing, introduced, posted, replayed, said
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.behaviours import history
from ratchet_core.domain import CaughtUp, HelpRequest, Incident
from ratchet_core.memory.store import MemoryStore
from ratchet_core.ports import Claim, NotNow, Page
from ratchet_core.replay import NoModel, ReplayedChat
from ratchet_core.turn import Done, Ports, attempted, take_turn, work_off
from ratchet_core.vocabulary.actions import AboutChannel, PostMessage, ReadHistory, WakeMe
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import (
    ActionFailed,
    ChannelArchived,
    ChannelJoined,
    ChannelLeft,
    ChannelReplaced,
    ChannelSeen,
    ChannelUnarchived,
    Event,
    HistoryRead,
    Installed,
    MessageEdited,
    TimePassed,
)

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
    read_up_to = Put(CaughtUp("C1", START))
    assert told(JOINED, page)[1] == Decision((read_up_to,), (), (Reason("history", Why.HISTORY_READ, "7 messages"),))


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


INSTALLED = Installed("install", 0, "T1", "U0", "B0")
HELLO = said(START, "C1", "U1", "hello")
NOON = START + 5 * HOUR


def told(*events: Event) -> tuple[MemoryStore, Decision]:
    """Return what is known after some events, and what was decided of the last; no action is done."""
    store, decision = MemoryStore(POLICY), Decision()
    for event in (*INTRODUCTIONS, INSTALLED, *events):
        decision = asyncio.run(take_turn(store, event))
    return store, decision


def asked(*events: Event) -> list[tuple[str, int, int]]:
    """Return which channels are asked for because of the last of some events, and from when to when."""
    actions = (one for one in told(*events)[1].actions if isinstance(one, ReadHistory))
    return [(one.channel, one.since, one.until) for one in actions]


def answered_since(*events: Event) -> list[int | None]:
    """Return from when on what is asked for because of the last of some events is answered."""
    actions = (one for one in told(*events)[1].actions if isinstance(one, ReadHistory) and one.channel == "C1")
    return [one.answered_since for one in actions]


def caught_up(*events: Event) -> CaughtUp | None:
    return told(*events)[0].directory.caught_up.get("C1")


def page_of(since: int, until: int, name: str = "page") -> HistoryRead:
    """Return that all was read that was asked for within a time."""
    return HistoryRead(name, until, attrs.evolve(FIRST, key=name, since=since, until=until), None, 3)


LEFT = ChannelLeft("left", START + HOUR, "C1")
BACK = ChannelJoined("back", NOON, "C1", live=True)
SHUT = ChannelArchived("shut", START + HOUR, "C1")
OPEN = ChannelUnarchived("open", NOON, "C1")
SEEN_OPEN = ChannelSeen("seen", NOON, "C1", "c1", private=False)
AGAIN = Installed("again", NOON, "T1", "U0", "B0")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([HELLO, LEFT, BACK], [("C1", START, NOON)]),
        ([HELLO, SHUT, OPEN], [("C1", START, NOON)]),
        ([HELLO, SHUT, SEEN_OPEN], [("C1", START, NOON)]),
        ([HELLO, AGAIN], [("C1", START, NOON), ("C2", NOON - 30 * DAY, NOON)]),
        ([HELLO, LEFT, AGAIN], [("C2", NOON - 30 * DAY, NOON)]),
        ([HELLO, SHUT, AGAIN], [("C2", NOON - 30 * DAY, NOON)]),
        ([HELLO, LEFT, attrs.evolve(BACK, at=START + 90 * DAY)], [("C1", START + 60 * DAY, START + 90 * DAY)]),
        ([HELLO, ChannelReplaced("r", START + 1, "C1", "G1")], []),
    ],
)
def test_what_was_missed_is_asked_for_from_the_last_moment_that_was_heard(
    events: list[Event], expected: list[tuple[str, int, int]]
) -> None:
    assert asked(*events) == expected


SOON = attrs.evolve(AGAIN, at=START + 10 * MINUTE)
CAME = ChannelJoined("came", NOON - 20 * MINUTE, "C1", live=True)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([HELLO, SOON], [START]),
        ([HELLO, AGAIN], [NOON - HOUR]),
        ([HELLO, SHUT, attrs.evolve(OPEN, at=START + 2 * HOUR)], [START + HOUR]),
        ([SOON], [None]),
        ([HELLO, LEFT, BACK], [None]),
        ([HELLO, LEFT, CAME, AGAIN], [NOON - 20 * MINUTE]),
        ([HELLO, LEFT, CAME, HistoryRead("page", CAME.at, attrs.evolve(FIRST, answered_since=7), "older", 7)], [7]),
    ],
)
def test_what_was_missed_lately_is_answered_and_nothing_that_was_said_before_ratchet_came(
    events: list[Event], expected: list[int | None]
) -> None:
    assert answered_since(*events) == expected


def test_what_is_missed_and_answered_is_heard_when_it_is_read_and_all_else_is_old() -> None:
    class Missed:
        async def read(self, _action: ReadHistory) -> Page:
            return Page((FIRED, ASKED))

    claim = Claim(attrs.evolve(FIRST, answered_since=ASKED.at), 1, 1, doubtful=False)
    ports = Ports(ReplayedChat(), NoModel(), MemoryStore(POLICY).search, Missed())
    came = asyncio.run(attempted(claim, ports, lambda: START))
    assert isinstance(came, Done)
    assert came.read == (attrs.evolve(FIRED, old=True), attrs.evolve(ASKED, heard_at=START))


@pytest.mark.parametrize(
    ("events", "why"),
    [
        ([ChannelLeft("left", START, "C1"), SHUT, OPEN], Why.NOT_JOINED),
        ([ChannelUnarchived("open", NOON, "C7")], Why.NOT_JOINED),
        ([OPEN], Why.NOTHING_MISSED),
        ([attrs.evolve(BACK, at=0)], Why.NOTHING_MISSED),
        ([LEFT, attrs.evolve(LEFT, id="left too", channel="C2"), AGAIN], Why.NOTHING_MISSED),
    ],
)
def test_where_nothing_is_asked_for_the_reason_is_told(events: list[Event], why: Why) -> None:
    _, decision = told(*events)
    assert (decision.actions, decision.reasons[-1]) == ((), Reason("history", why))


@pytest.mark.parametrize(("later", "earlier"), [(LEFT, BACK), (SHUT, OPEN)])
def test_news_of_a_channel_that_are_told_after_later_ones_ask_for_nothing(later: Event, earlier: Event) -> None:
    _, decision = told(HELLO, later, attrs.evolve(earlier, at=START))
    why = Reason("presence", Why.NOTHING_TO_DO, "something later is known of this channel")
    assert (decision.actions, decision.reasons) == ((), (why,))


def test_in_a_replay_nothing_can_be_asked_for() -> None:
    assert last(SHUT, OPEN).reasons[-1] == Reason("history", Why.NOT_LIVE)


def test_the_start_in_another_workspace_asks_for_nothing() -> None:
    assert asked(HELLO, attrs.evolve(AGAIN, workspace="T2")) == []


def test_that_a_channel_is_heard_is_noted_at_most_once_an_hour_and_only_where_ratchet_runs() -> None:
    soon, later = (said(START + by, "C1", "U1", "hello") for by in (HOUR - 1, HOUR))
    assert caught_up(HELLO, soon) == CaughtUp("C1", START)
    assert caught_up(HELLO, soon, later) == CaughtUp("C1", START + HOUR)
    assert caught_up(HELLO, attrs.evolve(later, old=True)) == CaughtUp("C1", START)
    assert Put(CaughtUp("C1", START)) not in last(HELLO).changes


GAP = CaughtUp("C1", START, NOON)
LATE = said(NOON + HOUR, "C1", "U1", "hello again")


def test_what_is_heard_after_a_gap_does_not_close_it_and_reading_it_does() -> None:
    assert caught_up(HELLO, LEFT, BACK, LATE) == GAP
    assert caught_up(HELLO, LEFT, BACK, LATE, page_of(START, NOON)) == CaughtUp("C1", NOON)


@pytest.mark.parametrize(
    "broken",
    [
        ActionFailed("f", NOON + 1, attrs.evolve(FIRST, since=START, until=NOON), "no"),
        ChannelLeft("left again", NOON + 1, "C1"),
        ChannelArchived("shut again", NOON + 1, "C1"),
        ChannelSeen("shut again", NOON + 1, "C1", "c1", private=False, archived=True),
    ],
)
def test_a_gap_that_could_not_be_read_is_asked_for_anew(broken: Event) -> None:
    again: list[Event] = [ChannelUnarchived("o", NOON + 2, "C1"), ChannelJoined("j", NOON + 2, "C1", live=True)]
    assert caught_up(HELLO, LEFT, BACK, broken, *again) == CaughtUp("C1", START, NOON + 2)


def test_while_a_gap_is_read_only_what_came_after_it_is_asked_for() -> None:
    later = attrs.evolve(AGAIN, at=NOON + HOUR)
    assert asked(HELLO, LEFT, BACK, later)[0] == ("C1", NOON, NOON + HOUR)
    both = [page_of(START, NOON, "one"), page_of(NOON, NOON + HOUR, "two")]
    assert caught_up(HELLO, LEFT, BACK, later, *both) == CaughtUp("C1", NOON + HOUR)
    assert caught_up(HELLO, LEFT, BACK, later, both[0]) == CaughtUp("C1", NOON, NOON + HOUR)
    assert caught_up(HELLO, LEFT, BACK, later, both[1]) == CaughtUp("C1", START, NOON + HOUR)


def test_a_page_of_a_thread_says_nothing_of_its_channel() -> None:
    page = page_of(START, NOON)
    of_thread = attrs.evolve(page, action=attrs.evolve(page.action, thread=HELLO.ts))
    assert caught_up(HELLO, LEFT, BACK, of_thread) == GAP


def test_the_successor_of_a_channel_goes_on_where_that_was_heard() -> None:
    store, _ = told(HELLO, LEFT, BACK, ChannelReplaced("r", NOON + 1, "C1", "G1"))
    assert dict(store.directory.caught_up.items()) == {"G1": CaughtUp("G1", START, START)}


def test_many_channels_are_asked_for_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_AT_ONCE", 1)
    _, decision = told(HELLO, AGAIN)
    first, alarm = decision.actions
    assert (first.channel, alarm) == (  # type: ignore[union-attr]
        "C1",
        WakeMe("again/history/next", "history", "", NOON, AboutChannel("C1")),
    )
    assert isinstance(alarm, WakeMe)
    assert asked(HELLO, AGAIN, TimePassed("rung", NOON, alarm)) == [("C2", NOON - 30 * DAY, NOON)]


def test_channels_are_asked_for_in_the_order_of_their_ids_whichever_was_known_first() -> None:
    store = MemoryStore(POLICY)
    for event in (*introduced("C2"), *introduced("C1"), *introduced("C3")):
        asyncio.run(take_turn(store, event))
    actions = asyncio.run(take_turn(store, AGAIN)).actions
    assert [one.channel for one in actions if isinstance(one, ReadHistory)] == ["C1", "C2", "C3"]


NOTED = said(START - 30 * MINUTE, "C1", "U2", "I restarted the checkout pods.", FIRED.ts)
HEARD = (FIRED, ASKED, NOTED)


def looked_again(*shown: str, covered: tuple[int, int] | None = (START - 3 * HOUR, START)) -> list[str]:
    """Return what is looked at again where a page shows some messages."""
    page = HistoryRead("page", START, FIRST, None, 0, covered, shown)
    actions = [one for one in told(*HEARD, JOINED, page)[1].actions if isinstance(one, ReadHistory)]
    return [message.ts for one in actions for message in one.again]


def test_what_a_page_should_show_and_does_not_is_looked_at_again_with_the_replies_that_no_page_shows() -> None:
    assert looked_again(FIRED.ts, ASKED.ts) == [NOTED.ts]
    assert looked_again(FIRED.ts) == [NOTED.ts, ASKED.ts]
    assert looked_again() == [FIRED.ts, NOTED.ts, ASKED.ts]


def test_nothing_of_another_time_than_the_page_covers_is_looked_at_again() -> None:
    assert looked_again(covered=(START - MINUTE, START)) == []
    assert looked_again(covered=None) == []


def test_looking_again_goes_on_where_it_ended_and_catches_up_with_nothing() -> None:
    page = HistoryRead("page", START, FIRST, None, 0, (START - 3 * HOUR, START), ())
    (look,) = told(*HEARD, JOINED, page)[1].actions
    assert isinstance(look, ReadHistory)
    part = HistoryRead("part", START, look, "1", 0)
    more = attrs.evolve(look, key="part/history/0", cursor="1")
    assert told(*HEARD, JOINED, part)[1].actions == (more,)
    done = HistoryRead("done", START, more, None, 0)
    assert told(*HEARD, JOINED, done)[1].changes == ()


def test_an_alert_that_history_shows_edited_counts_once_also_where_the_edit_is_told_by_itself() -> None:
    over = attrs.evolve(FIRED, edited_at=START - HOUR, old=True)
    edit = MessageEdited("e", START - HOUR, "C1", FIRED.ts, None, None, FIRED.text, FIRED.bot, FIRED.content)
    assert told(over, edit)[0].of_kind(Incident) == told(over)[0].of_kind(Incident)
