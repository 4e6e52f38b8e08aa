"""Baselines: what was remembered and still to be done after a turn, from where a replay begins once words are gone."""

import json
from collections.abc import AsyncIterator
from typing import Any, Final

from psycopg import AsyncConnection, sql
from ratchet_core.domain.records import KINDS, NAMES
from ratchet_core.vocabulary.actions import Action
from ratchet_core.vocabulary.codec import converter

from ratchet_postgres.generated import baselines as queries
from ratchet_postgres.generated import inbox
from ratchet_postgres.layout import table_of
from ratchet_postgres.rows import record_of

_LINES: Final = 1_000
"""So many records are in a part: PostgreSQL compresses a part as a whole."""

_PAGE: Final = 20_000
_KEEP: Final = sql.SQL("""
insert into baseline_part (turn, kind, part, lines)
select {turn}, {kind}, numbered.part, string_agg(numbered.line, e'\\n')
from (select record::text as line, (row_number() over () - 1) / {size} as part from {table}) as numbered
group by numbered.part
""")


async def take_baseline(conn: AsyncConnection[Any]) -> int:
    """Keep what is remembered now, in place of older baselines, and return the turn after which that is.

    It is one view of the database, and takes no lock that a writer waits for.
    """
    async with conn.transaction():
        await conn.execute("set transaction isolation level repeatable read")
        turn, newest = await inbox.latest_turn(conn) or 0, await queries.newest_baseline(conn)
        if newest is not None and newest.turn == turn:
            return turn
        await queries.begin_baseline(conn, turn=turn, after=0 if newest is None else _cleared_up_to(newest))
        for kind in KINDS.values():
            filled = {"turn": turn, "kind": kind.name, "size": _LINES, "table": sql.Identifier(table_of(kind.name))}
            await conn.execute(_KEEP.format(**filled))
        await queries.keep_actions(conn, turn=turn, size=_LINES)
        await queries.drop_older_baselines(conn, turn=turn)
    return turn


def _cleared_up_to(baseline: queries.NewestBaselineRow) -> int:
    return baseline.turn if baseline.cleared else baseline.after


async def newest_baseline(conn: AsyncConnection[Any]) -> int:
    """Return the turn after which a replay can begin, 0 for the beginning."""
    newest = await queries.newest_baseline(conn)
    return 0 if newest is None else newest.turn


async def remembered_at(conn: AsyncConnection[Any], turn: int) -> AsyncIterator[object]:
    """Return the records of the baseline of a turn, and behind them the actions that were still to be done."""
    for part in await queries.parts_of(conn, turn=turn):
        lines = await queries.part_of(conn, turn=turn, kind=part.kind, part=part.part) or ""
        for line in lines.split("\n"):
            yield _read(part.kind, json.loads(line))


def _read(kind: str, data: object) -> object:
    if kind == "action":
        action: Action = converter().structure(data, Action)
        return action
    return record_of(NAMES[kind].record, data)


async def taken_up_to(conn: AsyncConnection[Any], turn: int) -> AsyncIterator[str]:
    """Return the ids of the events that were taken up to a turn."""
    after = 0
    while page := await queries.taken_up_to(conn, after=after, until=turn, most=_PAGE):
        for row in page:
            yield row.event
        after = page[-1].turn
