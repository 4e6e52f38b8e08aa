"""A worker in a process of its own does what is due, tells the inbox what came of it, and survives what goes wrong."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from attrs import define, evolve, field
from histories import INTRODUCTIONS, POLICY, START, firing, posted
from psycopg import AsyncConnection
from ratchet_core.basis.instants import MINUTE, SECOND, Instant, ts_of
from ratchet_core.contract.place import heard
from ratchet_core.contract.refusing import RefusingChat
from ratchet_core.contract.sending import EVERY, HISTORY, alarm, post
from ratchet_core.domain import Channel, Erasure
from ratchet_core.ports import LOST, MOST_ATTEMPTS, SETTLE, NotNow, Page, Refused, Turn, Unknown
from ratchet_core.replay import NoModel
from ratchet_core.turn import Ports
from ratchet_core.vocabulary.actions import (
    Action,
    Body,
    FindSimilar,
    Lane,
    Line,
    MessageLink,
    PersonMention,
    Plain,
    PostMessage,
    ReadHistory,
    UpdateMessage,
)
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Found, MessageSeen
from ratchet_postgres import Bell, PostgresStore, Worker, connect, hear
from server import Server, seated


@define
class NoSearch:
    """A `Search` that finds nothing."""

    async def find(self, action: FindSimilar) -> Sequence[Found]:
        assert action.key
        return ()


@define
class Chat(RefusingChat):
    """A `Chat` that notes what it is told, and takes a while for it; `answers` are what posts come to, by key."""

    said: list[str] = field(factory=list)
    lines: list[tuple[Line, ...]] = field(factory=list)
    answers: dict[str, list[Exception]] = field(factory=dict)
    takes: float = 0.0
    begun: list[str] = field(factory=list)
    speaking: list[str] = field(factory=list)
    at_once: set[tuple[str, ...]] = field(factory=set)
    before: Callable[[str], Awaitable[None]] | None = None
    after: Callable[[str], Awaitable[None]] | None = None
    made: dict[str, str] = field(factory=dict)

    async def post(self, action: PostMessage) -> str:
        self.begun.append(action.key)
        self.speaking.append(action.channel)
        self.at_once.add(tuple(sorted(self.speaking)))
        try:
            if self.before is not None:
                await self.before(action.key)
            await asyncio.sleep(self.takes)
        finally:
            self.speaking.remove(action.channel)
        if self.answers.get(action.key):
            raise self.answers[action.key].pop(0)
        self.said.append(action.key)
        self.lines.append(action.body.lines)
        self.made[action.key] = f"{len(self.said)}.0"
        if self.after is not None:
            await self.after(action.key)
        return self.made[action.key]

    async def find(self, action: PostMessage) -> str | None:
        return self.made.get(action.key)

    async def update(self, action: UpdateMessage) -> None:
        self.said.append(action.key)


@define
class Books:
    """A `History` with one page."""

    page: Page

    async def read(self, action: ReadHistory) -> Page:
        assert action.key
        return self.page


async def comes_true(what: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds that others bring about."""
    async with asyncio.timeout(60):
        while not await what():  # noqa: ASYNC110 - others do it, in part in the database
            await asyncio.sleep(0.005)


@define
class Office:
    """A database in which something is asked for, and those who work on it."""

    url: str
    conn: AsyncConnection[Any]
    chat: Chat = field(factory=Chat)
    history: Books = field(factory=lambda: Books(Page()))
    now: Instant = START
    turns: int = 0

    async def ask(self, *actions: Action, records: Sequence[Any] = ()) -> None:
        self.turns += 1
        store = await PostgresStore.open(self.conn, POLICY)
        decision = Decision(tuple(Put(one) for one in records), tuple(actions))
        await store.commit([Turn(heard(str(self.turns)), decision)])

    def worker(self, lanes: Collection[Lane] = tuple(Lane), **told: Any) -> Worker:  # noqa: ANN401 - its options
        ports = Ports(self.chat, NoModel(), NoSearch(), self.history)
        return Worker(self.url, ports, POLICY, lanes, clock=lambda: self.now, **{"poll": 0.02, **told})

    async def works(self, *workers: Worker, until: Callable[[], Awaitable[bool]]) -> None:
        """Let workers run until something holds, or too much time has passed."""
        stop = asyncio.Event()
        running = [asyncio.create_task(one.run(stop)) for one in workers]
        await comes_true(until)
        stop.set()
        await asyncio.wait_for(asyncio.gather(*running), 60)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        return await (await self.conn.execute(query.encode())).fetchall()

    async def told(self) -> list[str]:
        """Return the events that wait in the inbox, in the order in which they will be decided."""
        return [one[0] for one in await self.rows("select event from event_waiting order by backfill, place")]

    async def is_said(self) -> bool:
        return bool(self.chat.said)

    async def is_told(self, count: int) -> bool:
        return len(await self.told()) >= count


@asynccontextmanager
async def office(server: Server) -> AsyncIterator[Office]:
    async with server.database() as url:
        conn = await connect(url)
        try:
            yield Office(url, conn)
        finally:
            conn.pgconn.finish()


def in_office(server: Server, work: Callable[[Office], Awaitable[Any]]) -> Any:  # noqa: ANN401 - whatever comes of it
    async def run() -> Any:  # noqa: ANN401 - as above
        async with office(server) as one:
            return await work(one)

    return asyncio.run(run())


def test_what_was_done_of_every_kind_is_heard_and_not_offered_again_while_it_waits(server: Server) -> None:
    async def work(one: Office) -> tuple[list[str], list[Any], list[Any]]:
        await one.ask(*EVERY)
        one.now = START + MINUTE
        await one.works(one.worker(), until=lambda: one.is_told(len(EVERY)))
        one.now = START + 60 * MINUTE
        await one.works(one.worker(), until=lambda: asyncio.sleep(0.2, result=True))
        waiting = await one.rows("select key from action_waiting")
        return sorted(await one.told()), waiting, await one.rows("select max(attempt), count(*) from action_done")

    said = {"post", "edit", "search", "history", "alarm", "model"}
    outcomes = sorted(f"{one.key}/{'done' if one.key in said else 'failed'}" for one in EVERY)
    assert in_office(server, work) == (outcomes, [], [(1, len(EVERY))])


def test_a_writer_and_a_worker_bring_a_card_into_the_thread_of_an_alert(server: Server) -> None:
    fired = posted(START, "C1", firing("HighErrorRate checkout-api (prod critical)"))

    async def work(one: Office) -> tuple[list[Any], list[Any], int]:
        stop, bell = asyncio.Event(), Bell(one.url)
        writer = await seated(one.conn, POLICY)
        running = [asyncio.create_task(writer.run(stop, 5, bell)), asyncio.create_task(bell.listen())]
        async with await connect(one.url) as telling:
            await hear(telling, [*INTRODUCTIONS, fired])

            async def done() -> bool:
                query = b"select count(*) from decision where event like '%/done'"
                return (await (await telling.execute(query)).fetchone()) == (1,)

            await one.works(one.worker([Lane.SPEECH], bell=bell, poll=5), until=done)
        stop.set()
        await running[0]
        running[1].cancel()
        settled = await one.rows("select key from outbox where lane = 'speech'")
        cards = await one.rows("select record -> 'card' -> 'ts' is not null from alert_track_record")
        return settled, cards, len(one.chat.said)

    assert in_office(server, work) == ([], [(True,)], 1)


def test_a_page_of_history_with_something_to_answer_waits_for_no_other_page(server: Server) -> None:
    seen = [
        MessageSeen(f"C1/{number}", START + number, "C1", ts_of(START + number), None, "U1", "hi") for number in (1, 2)
    ]

    async def work(one: Office) -> list[Any]:
        one.history = Books(Page(tuple(seen), "next"))
        await one.ask(evolve(HISTORY, answered_since=START + 2))
        await one.works(one.worker([Lane.BACKFILL]), until=lambda: one.is_told(3))
        return await one.rows("select event, backfill, told -> 'old' from inbox where turn is null order by place")

    assert in_office(server, work) == [("C1/1", False, True), ("C1/2", False, None), ("history/done", False, None)]


@pytest.mark.parametrize("workers", [1, 3])
def test_posts_of_one_channel_are_made_one_after_the_other_and_no_channel_waits_for_another(
    server: Server, workers: int
) -> None:
    posts = [post(f"{channel}/{number}", channel) for number in range(8) for channel in ("C1", "C2", "C3")]

    async def work(one: Office) -> tuple[dict[str, list[str]], bool, bool]:
        await one.ask(*posts)
        one.chat.takes = 0.02
        await one.works(*(one.worker(most=5) for _ in range(workers)), until=lambda: one.is_told(len(posts)))
        by_channel = {name: [key for key in one.chat.said if key.startswith(name)] for name in ("C1", "C2", "C3")}
        alone = all(len(set(channels)) == len(channels) for channels in one.chat.at_once)
        return by_channel, alone, any(len(channels) > 1 for channels in one.chat.at_once)

    in_order = {name: [f"{name}/{number}" for number in range(8)] for name in ("C1", "C2", "C3")}
    assert in_office(server, work) == (in_order, True, True)


def test_a_page_of_history_is_heard_as_old_before_its_outcome(server: Server) -> None:
    seen = [MessageSeen(f"C1/{number}", START, "C1", ts_of(START + number), None, "U1", "hi") for number in (1, 2)]

    async def work(one: Office) -> list[Any]:
        one.history = Books(Page(tuple(seen), "next"))
        await one.ask(HISTORY)
        await one.works(one.worker([Lane.BACKFILL]), until=lambda: one.is_told(3))
        return await one.rows("select event, backfill, told -> 'old' from inbox where turn is null order by place")

    assert in_office(server, work) == [("C1/1", True, True), ("C1/2", True, True), ("history/done", True, None)]


LINES = (
    Line((Plain("plain"),)),
    Line((MessageLink("C9", "1.0", "private by now"),)),
    Line((MessageLink("C8", "1.0", "unknown"),)),
    Line((MessageLink("C2", "1.0", "open"),)),
    Line((PersonMention("U1"), PersonMention("U2"))),
)


def test_what_may_not_be_said_any_more_is_left_out_as_the_records_are_right_before_it_is_said(server: Server) -> None:
    described = [Channel(name, name, private=name == "C9") for name in ("C1", "C2", "C9")]

    async def work(one: Office) -> list[Any]:
        await one.ask(post("a", body=Body("headline", LINES)), records=[*described, Erasure("U2", START)])
        await one.works(one.worker(), until=lambda: one.is_told(1))
        return one.chat.lines

    called = Line((PersonMention("U1"), Plain("somebody")))
    assert in_office(server, work) == [(LINES[0], LINES[3], called)]


def test_what_is_refused_put_off_unknown_or_broken_comes_back_put_off_looked_up_or_set_aside(server: Server) -> None:
    async def work(one: Office) -> tuple[list[str], list[Any]]:
        one.chat.answers = {
            "no": [Refused("archived")],
            "later": [NotNow(START + SECOND)],
            "lost": [Unknown()],
            "broken": [OSError("cable") for _ in range(MOST_ATTEMPTS)],
        }
        await one.ask(*(post(key, f"C/{key}") for key in one.chat.answers))

        async def done() -> bool:
            one.now += 5 * SECOND
            return await one.is_told(3) and bool(await one.rows("select from action_set_aside"))

        await one.works(one.worker(), until=done)
        return sorted(await one.told()), await one.rows("select key, why from action_set_aside")

    told = ["later/done", "lost/done", "no/failed"]
    assert in_office(server, work) == (told, [("broken", "OSError: cable")])


def test_a_post_that_was_being_made_when_its_worker_died_is_looked_up_and_made_once(server: Server) -> None:
    async def work(one: Office) -> tuple[list[str], list[str]]:
        await one.ask(post("a"))
        dying = asyncio.create_task(one.worker().run(asyncio.Event()))
        one.chat.after = lambda _: asyncio.sleep(3600)
        await comes_true(one.is_said)
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        one.chat.after = None

        async def told() -> bool:
            one.now += SETTLE
            return await one.is_told(1)

        await one.works(one.worker(), until=told)
        return one.chat.said, await one.told()

    assert in_office(server, work) == (["a"], ["a/done"])


def test_what_ends_every_worker_is_set_aside_and_holds_up_nothing_else(server: Server) -> None:
    """Also what stands in front of good ones, in hand at the same time: those are done, each once."""
    posts = [post("poison", "C0"), *(post(str(number), f"C{number % 7}") for number in range(1, 60))]

    async def work(one: Office) -> tuple[list[str], list[Any], int]:
        await one.ask(*posts)
        deaths = 0
        while not await one.is_told(len(posts) - 1) or not await one.rows("select from action_set_aside"):
            stop = asyncio.Event()
            running = asyncio.create_task(one.worker(at_once=4).run(stop))

            async def before(key: str, running: "asyncio.Task[None]" = running) -> None:
                if key == "poison":
                    running.cancel()
                    await asyncio.sleep(1)

            one.chat.before = before
            await asyncio.wait([running], timeout=0.5)
            stop.set()
            await asyncio.gather(running, return_exceptions=True)
            deaths += running.cancelled()
            one.now += 2 * MINUTE
        said = sorted(one.chat.said, key=int)
        return said, await one.rows("select key, why from action_set_aside"), deaths

    good = [one.key for one in posts[1:]]
    assert in_office(server, work) == (good, [("poison", LOST)], MOST_ATTEMPTS)


def test_an_action_that_cannot_be_read_is_set_aside_and_the_others_are_done(server: Server) -> None:
    async def work(one: Office) -> tuple[list[str], list[Any]]:
        await one.ask(post("a"), post("b"), post("c"))
        await one.conn.execute("""update outbox set action = '{"type": "Sing"}' where key = 'b'""")
        await one.works(one.worker(), until=lambda: one.is_told(2))
        return await one.told(), await one.rows("select key, why like 'It cannot be read: %' from action_set_aside")

    assert in_office(server, work) == (["a/done", "c/done"], [("b", True)])


def test_an_outcome_that_the_database_refuses_sets_its_action_aside_and_the_others_are_heard(server: Server) -> None:
    async def work(one: Office) -> tuple[list[str], list[Any]]:
        one.chat.answers = {"b": [Refused("because of \0")]}
        await one.ask(post("a", "C1"), post("b", "C2"), post("c", "C3"))
        await one.works(one.worker(), until=lambda: one.is_told(2))
        return sorted(await one.told()), await one.rows(
            "select key, why like 'What came of it cannot be kept: %' from action_set_aside"
        )

    assert in_office(server, work) == (["a/done", "c/done"], [("b", True)])


def test_a_worker_that_loses_its_connection_tells_later_what_it_did_meanwhile(server: Server) -> None:
    posts = [post(str(number), f"C{number}") for number in range(20)]

    async def work(one: Office) -> tuple[list[str], list[str]]:
        await one.ask(*posts)
        others = (
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where pid <> pg_backend_pid() and datname = current_database()"
        )

        async def cut(key: str) -> None:
            if key in {"3", "11"}:
                await one.conn.execute(others.encode())

        one.chat.before, one.chat.takes = cut, 0.01
        await one.works(one.worker(at_once=3), until=lambda: one.is_told(len(posts)))
        return sorted(one.chat.begun, key=int), sorted(await one.told())

    keys = [one.key for one in posts]
    assert in_office(server, work) == (keys, sorted(f"{key}/done" for key in keys))


@define
class Stopped:
    """A process that is stopped while a post waits for its connection, which is there right when it goes on."""

    office: Office
    loses: bool
    way: tuple[int, int] = field(factory=os.pipe)

    async def connects(self, key: str) -> None:
        """Wait for a connection, as a post does before it is sent."""
        assert key
        reader, loop = asyncio.StreamReader(), asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(self.way[0], "rb"))
        await reader.readexactly(1)

    async def is_stopped(self) -> None:
        """Stop everything for a while, in which the database may be lost."""
        await comes_true(self._waits)
        if self.loses:
            await self.office.rows("select pg_terminate_backend(worker) from outbox where in_hand")
        os.write(self.way[1], b".")
        os.close(self.way[1])
        time.sleep(1)  # noqa: ASYNC251 - nothing is to go on meanwhile

    async def _waits(self) -> bool:
        return bool(self.office.chat.begun)


@pytest.mark.parametrize("loses", [True, False], ids=["with its connection lost", "with its connection there"])
def test_who_was_stopped_for_long_does_not_say_what_others_may_have_said_meanwhile(
    server: Server, loses: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ratchet_postgres.worker._ALONE", 0.7)

    async def work(one: Office) -> tuple[list[str], list[Any]]:
        stopped = Stopped(one, loses)
        one.chat.before = stopped.connects
        await one.ask(post("a"))

        async def put_off() -> bool:
            return bool(await one.rows("select from outbox where doubtful and not in_hand"))

        stopping = asyncio.create_task(stopped.is_stopped())
        await one.works(one.worker(), until=put_off)
        await stopping
        return one.chat.said, await one.rows("select attempt from outbox")

    assert in_office(server, work) == ([], [(1,)])


def test_a_worker_that_is_told_to_stop_finishes_what_it_began_and_lets_go_of_the_rest(server: Server) -> None:
    async def work(one: Office) -> tuple[list[str], list[str], list[Any]]:
        await one.ask(*(post(str(number)) for number in range(5)))
        stop = asyncio.Event()

        async def stopping(_: str) -> None:
            stop.set()
            await asyncio.sleep(0.05)

        one.chat.before = stopping
        await asyncio.wait_for(one.worker().run(stop), 60)
        free = await one.rows(
            "select key from outbox where (not_before, attempt, in_hand) = (0, 0, false) order by key"
        )
        return one.chat.said, await one.told(), free

    assert in_office(server, work) == (["0"], ["0/done"], [("1",), ("2",), ("3",), ("4",)])


def test_a_call_wakes_a_worker_long_before_it_would_look_by_itself(server: Server) -> None:
    async def work(one: Office) -> int:
        stop = asyncio.Event()
        running = asyncio.create_task(one.worker(poll=60).run(stop))
        await asyncio.sleep(0.5)
        writer = await seated(one.conn, POLICY)
        async with await connect(one.url) as telling:
            await hear(telling, [*INTRODUCTIONS, posted(START, "C1", firing("HighErrorRate (prod critical)"))])
        await writer.take()
        await comes_true(one.is_said)
        stop.set()
        await asyncio.wait_for(running, 60)
        return len(one.chat.said)

    assert in_office(server, work) == 1


def test_an_alarm_is_heard_at_its_moment_and_not_before(server: Server) -> None:
    async def work(one: Office) -> list[list[str]]:
        await one.ask(alarm("alarm", 5 * SECOND))
        await one.works(one.worker(), until=lambda: asyncio.sleep(0.2, result=True))
        before = await one.told()
        one.now = START + 5 * SECOND
        await one.works(one.worker(), until=lambda: one.is_told(1))
        return [before, await one.told()]

    assert in_office(server, work) == [[], ["alarm/done"]]


def test_slow_work_of_one_lane_delays_no_other(server: Server) -> None:
    async def work(one: Office) -> list[str]:
        one.chat.takes = 3600
        await one.ask(*(post(str(number), f"C{number}") for number in range(50)), alarm("alarm", 0))
        running = asyncio.create_task(one.worker(at_once=4).run(asyncio.Event()))
        await comes_true(lambda: one.is_told(1))
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return [*await one.told(), str(len(one.chat.begun))]

    assert in_office(server, work) == ["alarm/done", "4"]


def test_what_takes_as_long_as_its_lease_is_given_up_and_looked_up_before_another_may_take_it(server: Server) -> None:
    async def work(one: Office) -> list[Any]:
        one.chat.takes = 3600
        await one.ask(post("a"))

        async def put_off() -> bool:
            return bool(await one.rows("select from outbox where doubtful and not in_hand"))

        await one.works(one.worker(lease=SECOND // 5), until=put_off)
        return await one.rows("select attempt, lost from outbox")

    assert in_office(server, work) == [(1, 0)]
