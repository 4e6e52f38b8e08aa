"""A database that was filled at an earlier version comes to the newest, whatever version it stops at on the way.

`filled/NNNN.sql` has the rows of a database as they were at that version: a history with nearly all kinds of records.
"""

import asyncio
import re
from collections import Counter
from pathlib import Path
from typing import Any, LiteralString

import pytest
from histories import START, said
from long_history import SPEAKING
from psycopg import AsyncConnection
from ratchet_core.basis.instants import DAY
from ratchet_core.domain.records import KINDS
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import Problem, check, connect, hear, migrate
from ratchet_postgres.asking import text_of
from ratchet_postgres.layout import table_of
from ratchet_postgres.log import logged
from ratchet_postgres.migrating import migrations
from ratchet_postgres.rows import record_of
from server import Server, seated

FILLED = sorted((Path(__file__).parent / "filled").glob("*.sql"))
ROWS = {one: one.read_text(encoding="utf-8") for one in FILLED}
WAYS = [(one, stop) for one in FILLED for stop in range(int(one.stem), len(migrations()) + 1)]
LATER = [said(START + DAY + number, "C2", "U2", f"how do I rotate ledger key {number}?") for number in range(5)]


async def records_in(conn: AsyncConnection[Any]) -> Counter[Any]:
    """Return all records, as the code of today reads them."""
    found: Counter[Any] = Counter()
    for kind in KINDS.values():
        rows = await (await conn.execute(text_of(f"select record from {table_of(kind.name)}"))).fetchall()
        found.update(str(record_of(kind.record, row[0])) for row in rows)
    return found


async def gone_on(server: Server, filled: Path, stop: int) -> tuple[list[Problem], Counter[Any], list[str]]:
    """Fill a database at its version, bring it to another and then to the newest, and decide on in it."""
    async with server.database("template1") as url, await connect(url) as conn, await connect(url) as telling:
        await migrate(conn, migrations()[: int(filled.stem)])
        await conn.execute(text_of(ROWS[filled]))
        await migrate(conn, migrations()[:stop])
        await migrate(conn)
        records = await records_in(conn)
        writer = await seated(conn, SPEAKING)
        await hear(telling, LATER)
        decided: list[str] = []
        while taken := await writer.take():
            decided += [event.id for event, _ in taken]
        return await check(conn), records, decided


@pytest.mark.parametrize(("filled", "stop"), WAYS, ids=lambda one: getattr(one, "stem", one))
def test_a_filled_database_is_brought_to_the_newest_version_and_goes_on(
    server: Server, filled: Path, stop: int
) -> None:
    problems, records, decided = asyncio.run(gone_on(server, filled, stop))
    assert problems == []
    assert records.total() == len(re.findall(r"(?m)^    \(E?'\{", ROWS[filled]))
    assert decided[-5:] == [event.id for event in LATER]


LOGGED: LiteralString = """
select i.event, {told}, {digest}, d.reasons, coalesce(d.actions, '{{}}'), coalesce(d.withheld, '{{}}')
from inbox as i join decision as d on d.turn = i.turn order by i.turn
"""


async def logs(server: Server, filled: Path) -> tuple[list[Any], list[Any], list[Event]]:
    """Return the log of a database as it was at its version and as it is at the newest, and its events as read now."""
    async with server.database("template1") as url, await connect(url) as conn:
        await migrate(conn, migrations()[: int(filled.stem)])
        await conn.execute(text_of(ROWS[filled]))
        before = await (
            await conn.execute(LOGGED.format(told="i.told", digest="left(d.digest, 32)").encode())
        ).fetchall()
        await migrate(conn)
        newest = LOGGED.format(told="whole(i.event, i.at, i.told)", digest="encode(d.digest, 'hex')")
        after = await (await conn.execute(newest.encode())).fetchall()
        return before, after, [turn.heard() async for turn in logged(conn)]


@pytest.mark.parametrize("filled", FILLED, ids=lambda one: one.stem)
def test_the_log_of_a_filled_database_says_the_same_at_the_newest_version(server: Server, filled: Path) -> None:
    before, after, events = asyncio.run(logs(server, filled))
    assert (after, [event.id for event in events]) == (before, [row[0] for row in before])
