"""The words of questions are read for the search by meaning: of the newest first, and as long as they stand."""

import asyncio
from collections.abc import Sequence
from typing import Any

from histories import INTRODUCTIONS, START, said
from psycopg import AsyncConnection
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.domain import MessageRef
from ratchet_core.domain.policy import Policy
from ratchet_core.vocabulary.actions import AboutRequest, FindSimilar
from ratchet_core.vocabulary.events import Event, MessageDeleted
from ratchet_postgres import PostgresTexts, connect, hear
from server import Server, seated

ASKED = said(START + HOUR, "C2", "U1", "how do I rotate the ledger key of the vault?")
AGAIN = said(START + DAY, "C2", "U3", "does anybody know where the vault is?")
REPLIES = [
    said(one.at + MINUTE, "C2", "U2", "run the rotate job of the vault, then restart it", one.ts)
    for one in (ASKED, AGAIN)
]
FIRST, SECOND = (MessageRef("C2", one.ts) for one in (ASKED, AGAIN))


async def _decided(conn: AsyncConnection[Any], events: Sequence[Event]) -> None:
    await hear(conn, events)
    writer = await seated(conn, Policy())
    while await writer.take():
        pass
    await writer.leave()


async def _read(server: Server) -> tuple[object, ...]:
    async with server.database() as url, await connect(url) as conn:
        texts = PostgresTexts(conn)
        await _decided(conn, [*INTRODUCTIONS, ASKED, REPLIES[0], AGAIN, REPLIES[1]])
        roots = [one for one, _ in await texts.newest(10)]
        one = [one for one, _ in await texts.newest(1)]
        words = await texts.asked(FindSimilar("s", "answers", "C1", (FIRST, SECOND), AboutRequest(FIRST)))
        await _decided(conn, [MessageDeleted("gone", START + 2 * DAY, "C2", ASKED.ts)])
        return roots, one, words, await texts.said([SECOND, FIRST]), [one for one, _ in await texts.newest(10)]


def test_the_newest_questions_are_read_with_their_words_until_they_are_gone(server: Server) -> None:
    assert asyncio.run(_read(server)) == (
        [SECOND, FIRST],
        [SECOND],
        f"{ASKED.text}\n{AGAIN.text}",
        [AGAIN.text, ""],
        [SECOND],
    )
