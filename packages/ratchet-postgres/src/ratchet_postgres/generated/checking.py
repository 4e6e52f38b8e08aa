"""The queries of `queries/checking.sql`. Do not edit: `make generate` writes it."""

from typing import Any, Final

from psycopg import AsyncConnection

from ratchet_postgres.asking import fetch_all

_UNEVENLY_NUMBERED_RUNBOOKS: Final = """
select alert from runbook_version_record
group by alert having min(number) <> 1 or max(number) <> count(*) order by alert
"""


async def unevenly_numbered_runbooks(conn: AsyncConnection[Any]) -> list[str]:
    """The alerts whose runbook's versions are not numbered from 1 without gaps."""
    return [row[0] for row in await fetch_all(conn, _UNEVENLY_NUMBERED_RUNBOOKS, ())]


_CONTRADICTORY_INCIDENTS: Final = """
select concat_ws('/', channel, alert, number)::text as incident from incident_record
where (state = 'open') <> (ended_at is null) order by channel, alert, number
"""


async def contradictory_incidents(conn: AsyncConnection[Any]) -> list[str]:
    """The incidents that are open and have an end, or that are over and have none."""
    return [row[0] for row in await fetch_all(conn, _CONTRADICTORY_INCIDENTS, ())]


_MISSING_TURNS: Final = """
select turn::bigint as turn from (
    select turn, lead(turn) over (order by turn) as next from inbox where turn is not null
) as numbered
where next <> turn + 1 order by turn
"""


async def missing_turns(conn: AsyncConnection[Any]) -> list[int]:
    """The turns after which numbers are missing."""
    return [row[0] for row in await fetch_all(conn, _MISSING_TURNS, ())]


_UNMARKED_EVENTS: Final = """
select d.event from decision as d
where not exists (select from inbox as i where i.event = d.event and i.turn is not null) order by d.event
"""


async def unmarked_events(conn: AsyncConnection[Any]) -> list[str]:
    """The events of which a decision is kept and that are not marked as taken."""
    return [row[0] for row in await fetch_all(conn, _UNMARKED_EVENTS, ())]


_OVERTAKEN_EDITS: Final = """
select key from outbox where overtaken and not in_hand order by sequence
"""


async def overtaken_edits(conn: AsyncConnection[Any]) -> list[str]:
    """The edits that wait although newer words for their messages were asked for."""
    return [row[0] for row in await fetch_all(conn, _OVERTAKEN_EDITS, ())]


_MISCOUNTED_TERMS: Final = """
select coalesce(counted.term, there.term)::text as term
from document_term as counted
full join (select unnest(terms) as term, count(*) as documents from document group by 1) as there on there.term = counted.term
where counted.documents is distinct from there.documents
order by 1
"""


async def miscounted_terms(conn: AsyncConnection[Any]) -> list[str]:
    """The terms of documents that are counted otherwise than they are there."""
    return [row[0] for row in await fetch_all(conn, _MISCOUNTED_TERMS, ())]


_MISCOUNTED_DOCUMENTS: Final = """
select documents from document_index where documents <> (select count(*) from document)
"""


async def miscounted_documents(conn: AsyncConnection[Any]) -> list[int]:
    """How many documents there should be, where it is another number."""
    return [row[0] for row in await fetch_all(conn, _MISCOUNTED_DOCUMENTS, ())]
