"""The queries of `queries/clearing.sql`. Do not edit: `make generate` writes it."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection
from ratchet_core.vocabulary.events import Event

from ratchet_postgres.asking import execute, fetch_all, fetch_one, read

_TAKE_HOUSEKEEPING_LOCK: Final = """
select pg_try_advisory_lock(7228425, hashtext(current_schema()))::boolean as held
"""


async def take_housekeeping_lock(conn: AsyncConnection[Any]) -> bool | None:
    """Be the only process that keeps house in the workspace, until the lock is let go; say whether nobody else does."""
    row = await fetch_one(conn, _TAKE_HOUSEKEEPING_LOCK, ())
    return None if row is None else row[0]


_LET_GO_OF_HOUSEKEEPING_LOCK: Final = """
select pg_advisory_unlock(7228425, hashtext(current_schema()))
"""


async def let_go_of_housekeeping_lock(conn: AsyncConnection[Any]) -> None:
    """Let others keep house."""
    await execute(conn, _LET_GO_OF_HOUSEKEEPING_LOCK, ())


_ERASING: Final = """
select i.turn::bigint as turn, whole(i.event, i.at, i.told) as told, i.reasons
from inbox as i
where i.turn > $1::bigint and i.turn <= $2::bigint and i.told is not null
    and (
        kind_of(i.told) = any($3::text[])
        and coalesce(i.told -> 'action' ->> 'behaviour', ($4::text[])[1]) = any($4::text[])
        or i.reasons::jsonb -> 0 ->> 1 = any($5::text[])
    )
order by i.turn
"""


@frozen
class ErasingRow:
    """A row of `erasing`."""

    turn: int
    told: Event
    reasons: Any


async def erasing(
    conn: AsyncConnection[Any],
    *,
    after: int,
    until: int,
    types: Sequence[str],
    behaviours: Sequence[str],
    refused: Sequence[str],
) -> list[ErasingRow]:
    """The events of some kinds within turns that are told still, with the reasons of what was decided; of outcomes only those that are for some behaviours. Those too that were not taken for some reasons."""
    return [
        ErasingRow(row[0], read(row[1], Event), row[2])
        for row in await fetch_all(conn, _ERASING, (after, until, types, behaviours, refused))
    ]


_MESSAGES_GONE: Final = """
select channel::text as channel, ts::text as ts from message_record where record @> '{"gone": true}'
"""


@frozen
class MessagesGoneRow:
    """A row of `messages_gone`."""

    channel: str
    ts: str


async def messages_gone(conn: AsyncConnection[Any]) -> list[MessagesGoneRow]:
    """The messages that are known to be deleted."""
    return [MessagesGoneRow(*row) for row in await fetch_all(conn, _MESSAGES_GONE, ())]


_MESSAGES_WRITTEN_BY: Final = """
select channel::text as channel, ts::text as ts, person::text as person from message_record
where person = any($1::text[])
"""


@frozen
class MessagesWrittenByRow:
    """A row of `messages_written_by`."""

    channel: str
    ts: str
    person: str


async def messages_written_by(conn: AsyncConnection[Any], *, people: Sequence[str]) -> list[MessagesWrittenByRow]:
    """The messages of some people, with whose they are."""
    return [MessagesWrittenByRow(*row) for row in await fetch_all(conn, _MESSAGES_WRITTEN_BY, (people,))]


_ANSWERS_QUOTING_GONE: Final = """
select distinct c.request_channel::text as channel, c.request_ts::text as ts
from citation_record as c join message_record as m on m.channel = c.channel and m.ts = c.ts
where c.request_ts <> '' and (m.record @> '{"gone": true}' or m.person = any($1::text[]))
"""


@frozen
class AnswersQuotingGoneRow:
    """A row of `answers_quoting_gone`."""

    channel: str
    ts: str


async def answers_quoting_gone(conn: AsyncConnection[Any], *, people: Sequence[str]) -> list[AnswersQuotingGoneRow]:
    """The questions that were answered with words of messages that are deleted, or of some people."""
    return [AnswersQuotingGoneRow(*row) for row in await fetch_all(conn, _ANSWERS_QUOTING_GONE, (people,))]


_MUTES_OF: Final = """
select id::text as mute from mute_record where person = any($1::text[]) order by id
"""


async def mutes_of(conn: AsyncConnection[Any], *, people: Sequence[str]) -> list[str]:
    """The mutes that some people made."""
    return [row[0] for row in await fetch_all(conn, _MUTES_OF, (people,))]


_ALERTS_WRITTEN_OF: Final = """
select distinct alert::text as alert from runbook_version_record where author = any($1::text[]) order by alert
"""


async def alerts_written_of(conn: AsyncConnection[Any], *, people: Sequence[str]) -> list[str]:
    """The alerts for which some people wrote versions of runbooks."""
    return [row[0] for row in await fetch_all(conn, _ALERTS_WRITTEN_OF, (people,))]


_ERASED_PEOPLE: Final = """
select person::text as person from erasure_record order by person
"""


async def erased_people(conn: AsyncConnection[Any]) -> list[str]:
    """The people who are erased."""
    return [row[0] for row in await fetch_all(conn, _ERASED_PEOPLE, ())]


_ERASED_CHANNELS: Final = """
select channel::text as channel from channel_erasure_record order by channel
"""


async def erased_channels(conn: AsyncConnection[Any]) -> list[str]:
    """The channels that are erased."""
    return [row[0] for row in await fetch_all(conn, _ERASED_CHANNELS, ())]


_ALERTS_OF_CHANNELS: Final = """
select distinct alert::text as alert from (
    select alert from alert_track_record where channel = any($1::text[])
    union all select alert from citation_record where channel = any($1::text[]) and alert <> ''
    union all select alert from runbook_version_record where source = any($1::text[])
) as told order by alert
"""


async def alerts_of_channels(conn: AsyncConnection[Any], *, channels: Sequence[str]) -> list[str]:
    """The alerts that were heard in some channels, and those whose runbooks quote what was said there or were made of it."""
    return [row[0] for row in await fetch_all(conn, _ALERTS_OF_CHANNELS, (channels,))]


_TOLD_WITHIN: Final = """
select turn::bigint as turn, whole(event, at, told)::text as line from inbox
where turn > $1::bigint and turn <= $2::bigint and told is not null order by turn
"""


@frozen
class ToldWithinRow:
    """A row of `told_within`."""

    turn: int
    line: str


async def told_within(conn: AsyncConnection[Any], *, after: int, until: int) -> list[ToldWithinRow]:
    """What is told still within turns, as text."""
    return [ToldWithinRow(*row) for row in await fetch_all(conn, _TOLD_WITHIN, (after, until))]


_PARKED_LINES: Final = """
select event, whole(event, at, told)::text as line from inbox where parked is not null and told is not null order by place
"""


@frozen
class ParkedLinesRow:
    """A row of `parked_lines`."""

    event: str
    line: str


async def parked_lines(conn: AsyncConnection[Any]) -> list[ParkedLinesRow]:
    """What is told of events that could not be decided, as text."""
    return [ParkedLinesRow(*row) for row in await fetch_all(conn, _PARKED_LINES, ())]


_FIRST_TURN_SINCE: Final = """
select coalesce(min(turn + 0), 0)::bigint as turn from inbox where at >= $1::bigint and turn <= $2::bigint
"""


async def first_turn_since(conn: AsyncConnection[Any], *, since: int, until: int) -> int | None:
    """The first of the turns up to one in which something was taken that happened at a moment or later; 0 for none. It is found by moments, and not in the order of turns."""
    row = await fetch_one(conn, _FIRST_TURN_SINCE, (since, until))
    return None if row is None else row[0]


_CLEAR_TOLD: Final = """
update inbox set
    told = null,
    reasons = case when reasons is not null then (
        select coalesce(jsonb_agg(jsonb_build_array(one -> 0, one -> 1)), '[]')
        from jsonb_array_elements(reasons::jsonb) as one
    )::json end
where turn = any($1::bigint[])
"""


async def clear_told(conn: AsyncConnection[Any], *, turn: Sequence[int]) -> int:
    """Leave nothing of the events of some turns but their marks, and of what was decided nothing that a reason is about."""
    return await execute(conn, _CLEAR_TOLD, (turn,))


_CLEAR_PARKED: Final = """
update inbox set told = null, parked = '' where event = any($1::text[]) and turn is null
"""


async def clear_parked(conn: AsyncConnection[Any], *, event: Sequence[str]) -> None:
    """Leave nothing of events that could not be decided but that they were heard; an error may have had words of theirs."""
    await execute(conn, _CLEAR_PARKED, (event,))


_TRIM_TOLD: Final = """
update inbox set told = null
where turn > $1::bigint and turn <= $2::bigint and told is not null and at < $3::bigint
"""


async def trim_told(conn: AsyncConnection[Any], *, after: int, until: int, before: int) -> int:
    """Leave nothing of the events of some turns that happened before a moment but their marks."""
    return await execute(conn, _TRIM_TOLD, (after, until, before))


_TRIM_DECISIONS: Final = """
update inbox set digest = null, reasons = null, actions = null, withheld = null
where turn > $1::bigint and turn <= $2::bigint and digest is not null and at < $3::bigint
"""


async def trim_decisions(conn: AsyncConnection[Any], *, after: int, until: int, before: int) -> int:
    """Let go of what was decided within some turns about what happened before a moment."""
    return await execute(conn, _TRIM_DECISIONS, (after, until, before))


_FIRST_MOMENT_AFTER: Final = """
select at from inbox where turn > $1::bigint order by turn limit 1
"""


async def first_moment_after(conn: AsyncConnection[Any], *, after: int) -> int | None:
    """When the first thing happened that was taken after a turn."""
    row = await fetch_one(conn, _FIRST_MOMENT_AFTER, (after,))
    return None if row is None else row[0]


_WORDS_OF: Final = """
select (record ->> 'text')::text as words from message_record where person = $1::text
union select (record ->> 'reason')::text from mute_record where person = $1::text
union select (record ->> 'reason')::text from incident_mark_record where person = $1::text
union select (record ->> 'text')::text from runbook_version_record where author = $1::text and erasable
union select (told ->> 'text')::text from inbox where told ->> 'person' = $1::text
union select (told ->> 'name')::text from inbox where told ->> 'type' = 'PersonSeen' and told ->> 'person' = $1::text
"""


async def words_of(conn: AsyncConnection[Any], *, person: str) -> list[str]:
    """What a person wrote, as far as it is kept or told, and what they are called."""
    return [row[0] for row in await fetch_all(conn, _WORDS_OF, (person,))]


_WORDS_SAID_IN: Final = """
select (record ->> 'text')::text as words from message_record where channel = $1::text
union select (record ->> 'title')::text from notification_record where channel = $1::text
union select (record ->> 'reason')::text from mute_record where scope = $1::text
union select (record ->> 'reason')::text from incident_mark_record where channel = $1::text
union select (told ->> 'text')::text from inbox where channel_of(event, told) = $1::text
union select (told -> 'content' ->> 'text')::text from inbox where channel_of(event, told) = $1::text
union select (told -> 'content' ->> 'title')::text from inbox where channel_of(event, told) = $1::text
"""


async def words_said_in(conn: AsyncConnection[Any], *, channel: str) -> list[str]:
    """What was said in a channel, as far as it is kept or told."""
    return [row[0] for row in await fetch_all(conn, _WORDS_SAID_IN, (channel,))]


_TABLES: Final = """
select c.relname::text as name from pg_catalog.pg_class as c
where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace order by c.relname
"""


async def tables(conn: AsyncConnection[Any]) -> list[str]:
    """The tables of the workspace."""
    return [row[0] for row in await fetch_all(conn, _TABLES, ())]
