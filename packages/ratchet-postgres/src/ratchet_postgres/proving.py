"""Proves that words are gone: every column of every row of every table is read as text, and searched for them."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any, Final

from psycopg import AsyncConnection, sql
from ratchet_core.basis.pieces import any_of, pieces_of, without_common

from ratchet_postgres.generated import clearing as queries

_ROWS: Final = 2_000

_OF_OTHERS: Final = sql.SQL("""
select record ->> 'text' from message_record where person <> {person}
union all select record ->> 'reason' from mute_record where person is distinct from {person}
union all select record ->> 'reason' from incident_mark_record where person is distinct from {person}
union all select record ->> 'text' from runbook_version_record where author is distinct from {person} or not erasable
union all select record ->> 'title' from notification_record
union all select coalesce(told ->> 'text', told -> 'content' ->> 'text') from inbox
where told ->> 'person' is distinct from {person}
""")
"""What others than a person said; a version that is or was approved is the team's."""

_ELSEWHERE: Final = sql.SQL("""
select record ->> 'text' from message_record where channel <> {channel}
union all select record ->> 'reason' from mute_record where scope is distinct from {channel}
union all select record ->> 'reason' from incident_mark_record where channel <> {channel}
union all select record ->> 'text' from runbook_version_record where record ->> 'only_in' is distinct from {channel}
union all select record ->> 'title' from notification_record where channel <> {channel}
union all select coalesce(told ->> 'text', told -> 'content' ->> 'text') from inbox
where channel_of(event, told) is distinct from {channel}
union all select record ->> 'name' from alert_track_record where channel <> {channel}
union all select record ->> 'name' from service_record
union all select record ->> 'name' from service_alias_record
union all select record ->> 'name' from person_record
union all select record ->> 'name' from channel_record
""")
"""What was said elsewhere, and the names that are known wherever they were said."""


async def words_of(conn: AsyncConnection[Any], person: str) -> list[str]:
    """Return what a person wrote and nobody else did, in pieces of some length: the longest, so many at most."""
    told = await queries.words_of(conn, person=person)
    return await _not_said_by(conn, _OF_OTHERS.format(person=person), told)


async def words_said_in(conn: AsyncConnection[Any], channel: str) -> list[str]:
    """Return what was said in a channel and nowhere else, in pieces as of `words_of`."""
    told = await queries.words_said_in(conn, channel=channel)
    return await _not_said_by(conn, _ELSEWHERE.format(channel=channel), told)


async def _not_said_by(conn: AsyncConnection[Any], others: sql.Composed, told: Sequence[str | None]) -> list[str]:
    """Return the pieces of some words that stand in nothing that a query gives."""
    longest = pieces_of(told)
    if not longest:
        return []
    async with conn.transaction(), conn.cursor(name="others") as cursor:
        cursor.itersize = _ROWS
        await cursor.execute(others)
        left = longest
        while rows := await cursor.fetchmany(_ROWS):
            left = without_common(left, (text for (text,) in rows))
    return left


async def rows_with(conn: AsyncConnection[Any], words: Collection[str]) -> dict[str, int]:
    """Return in how many rows of which tables any of some words stand."""
    found: Counter[str] = Counter()
    if not words:
        return found
    any_of_them = any_of(words)
    async with conn.transaction():
        for table in await queries.tables(conn):
            async with conn.cursor(name="rows") as cursor:
                cursor.itersize = _ROWS
                await cursor.execute(sql.SQL("select t::text from {} as t").format(sql.Identifier(table)))
                async for (row,) in cursor:
                    found[table] += any_of_them.search(row) is not None
    return {table: count for table, count in found.items() if count}
