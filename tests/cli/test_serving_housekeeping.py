"""While the service runs, words of deleted messages leave the log, and old ones by and by, by one process at a time."""

import asyncio

from histories import INTRODUCTIONS, POLICY, START, said
from ratchet_cli.serve.housekeeping import House, keep_house
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, Instant
from ratchet_core.vocabulary.events import Event, MessageDeleted
from ratchet_postgres import connect, hear
from ratchet_postgres.housekeeping import Kept, Retention
from server import Server, seated

QUESTION = said(START + MINUTE, "C2", "U2", "how do I rotate the xyzzy key?")
DELETED = MessageDeleted(f"{QUESTION.id}/deleted", START + HOUR, "C2", QUESTION.ts)


class Heard:
    """Keeps how often words left the log."""

    def __init__(self) -> None:
        self.events: list[object] = []

    def info(self, event: str, **about: object) -> None:
        self.events.append((event, about))

    def error(self, event: str, **about: object) -> None:
        self.events.append((event, about))


async def decided(url: str, events: list[Event]) -> None:
    async with await connect(url) as conn:
        await hear(conn, events)
        writer = await seated(conn, POLICY)
        while await writer.take():
            pass


def test_words_leave_the_log_once_a_message_is_deleted_and_two_processes_do_it_once(server: Server) -> None:
    async def run() -> tuple[list[object], int]:
        stop, log = asyncio.Event(), Heard()
        async with server.database() as url:
            await decided(url, [*INTRODUCTIONS, QUESTION])
            house = House(url, Retention(None, None), lambda: DELETED.at, lambda _: None, every=0.05, rest=0)
            keeping = [asyncio.create_task(keep_house(house, stop, log)) for _ in range(2)]
            await asyncio.sleep(0.2)
            await decided(url, [DELETED])
            async with asyncio.timeout(60):
                while not log.events:  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.02)
            stop.set()
            await asyncio.gather(*keeping)
            async with await connect(url) as conn:
                left = await conn.execute("select from inbox where told::text like '%xyzzy%'")
                return log.events, left.rowcount

    assert asyncio.run(run()) == ([("words_left_the_log", {"events": 2})], 0)


LATER = said(START + 60 * DAY, "C2", "U2", "how do I rotate the other key?")
HEARD = [*INTRODUCTIONS, QUESTION, LATER]


async def left(url: str) -> tuple[int, int]:
    """Return how many events are told still, and how many decisions are kept."""
    async with await connect(url) as conn:
        told = await conn.execute("select from inbox where told is not null")
        kept = await conn.execute("select from decision")
        return told.rowcount, kept.rowcount


def test_what_is_old_leaves_the_log_as_time_passes(server: Server) -> None:
    async def run() -> list[tuple[int, int]]:
        stop, rounds, now = asyncio.Event(), list[Kept](), [LATER.at]

        async def passed(url: str, at: Instant) -> tuple[int, int]:
            """Let the clock come to a moment, and house be kept twice after that."""
            now[0], before = at, len(rounds)
            async with asyncio.timeout(60):
                while len(rounds) < before + 2:  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.02)
            return await left(url)

        async with server.database() as url:
            await decided(url, HEARD)
            house = House(url, Retention(90 * DAY, 365 * DAY), lambda: now[0], rounds.append, 0.01, 0, rest=0)
            keeping = asyncio.create_task(keep_house(house, stop, Heard()))
            came = [await passed(url, START + days * DAY) for days in (60, 100, 200, 500)]
            stop.set()
            await keeping
            return came

    # The introductions are from the first moment of all, and long gone when it begins.
    assert asyncio.run(run()) == [(2, 2), (1, 2), (0, 2), (0, 0)]


def test_nothing_is_old_where_all_is_to_be_kept(server: Server) -> None:
    async def run() -> tuple[int, int]:
        stop = asyncio.Event()
        async with server.database() as url:
            await decided(url, HEARD)
            house = House(url, Retention(None, None), lambda: START + 5_000 * DAY, lambda _: stop.set(), 0.01, 0)
            await keep_house(house, stop, Heard())
            return await left(url)

    assert asyncio.run(run()) == (len(HEARD), len(HEARD))
