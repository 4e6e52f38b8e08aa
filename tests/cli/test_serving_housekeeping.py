"""While the service runs, the words of a deleted message leave the log, whichever of several processes is first."""

import asyncio

from histories import INTRODUCTIONS, POLICY, START, said
from ratchet_cli.serving.housekeeping import keep_house
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.vocabulary.events import Event, MessageDeleted
from ratchet_postgres import Writer, connect, hear
from server import Server

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
        writer = await Writer.open(conn, POLICY)
        while writer is not None and await writer.take():
            pass


def test_words_leave_the_log_once_a_message_is_deleted_and_two_processes_do_it_once(server: Server) -> None:
    async def run() -> tuple[list[object], int]:
        stop, log = asyncio.Event(), Heard()
        async with server.database() as url:
            await decided(url, [*INTRODUCTIONS, QUESTION])
            keeping = [asyncio.create_task(keep_house(url, stop, log, every=0.05)) for _ in range(2)]
            await asyncio.sleep(0.2)
            await decided(url, [DELETED])
            async with asyncio.timeout(20):
                while not log.events:  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.02)
            stop.set()
            await asyncio.gather(*keeping)
            async with await connect(url) as conn:
                left = await conn.execute("select from inbox where told::text like '%xyzzy%'")
                return log.events, left.rowcount

    assert asyncio.run(run()) == ([("words_left_the_log", {"events": 2})], 0)
