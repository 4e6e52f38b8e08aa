"""The queries of `queries/search.sql`. Do not edit: `make generate` writes it."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.asking import Statement, execute, fetch_all, fetch_one

PUT_DOCUMENTS: Final = Statement(
    """
insert into document (key, channel, ts, alert, service, at, long, terms)
select
    given.key, given.channel, given.ts, given.alert, given.service, given.at, given.long,
    array(select jsonb_array_elements_text(given.terms))
from (
    select
        unnest($1::text[]) as key, unnest($2::text[]) as channel, unnest($3::text[]) as ts,
        unnest($4::text[]) as alert, unnest($5::text[]) as service,
        unnest($6::bigint[]) as at, unnest($7::boolean[]) as long, unnest($8::jsonb[]) as terms
) as given
where given.terms <> '[]'
on conflict (key) do update set
    service = excluded.service, at = excluded.at, long = excluded.long, terms = excluded.terms
""",
    ("key", "channel", "ts", "alert", "service", "at", "long", "terms"),
)
"""Keep documents under their keys, each in the place of what stood there; one without terms is left out."""

DROP_DOCUMENTS: Final = Statement(
    """
delete from document as d
using (select unnest($1::text[]) as key, unnest($2::jsonb[]) as terms) as given
where d.key = given.key and given.terms = '[]'
""",
    ("key", "terms"),
)
"""Let go of the documents that have no terms any more."""

COUNT_TERMS: Final = Statement(
    """
insert into document_term (term, documents)
select changed.term, coalesce(known.documents, 0) + changed.by
from (
    select told.term, sum(told.n)::bigint as by
    from (
        select jsonb_array_elements_text(given.terms) as term, 1 as n from (select unnest($1::jsonb[]) as terms) as given
        union all
        select unnest(d.terms) as term, -1 as n from document as d where d.key = any($2::text[])
    ) as told
    group by told.term having sum(told.n) <> 0
) as changed
left join document_term as known on known.term = changed.term
where coalesce(known.documents, 0) + changed.by > 0
order by changed.term
on conflict (term) do update set documents = excluded.documents
""",
    ("terms", "key"),
)
"""Count the terms of some documents as they are given, in the place of those that they have."""

FORGET_TERMS: Final = Statement(
    """
delete from document_term as known
using (
    select told.term, sum(told.n)::bigint as by
    from (
        select jsonb_array_elements_text(given.terms) as term, 1 as n from (select unnest($1::jsonb[]) as terms) as given
        union all
        select unnest(d.terms) as term, -1 as n from document as d where d.key = any($2::text[])
    ) as told
    group by told.term
) as changed
where known.term = changed.term and known.documents + changed.by <= 0
""",
    ("terms", "key"),
)
"""Let go of the terms that no document has any more, once some documents are as they are given."""

COUNT_DOCUMENTS: Final = Statement(
    """
update document_index set documents = documents
    + (select count(*) from (select unnest($1::jsonb[]) as terms) as given where given.terms <> '[]')
    - (select count(*) from document as d where d.key = any($2::text[]))
""",
    ("terms", "key"),
)
"""Count some documents as they are given, in the place of those that are there."""

_STATISTICS: Final = """
select ''::text as term, documents, 0::bigint as frequency from document_index
union all
select term, 0::bigint, documents from document_term where term = any($1::text[])
"""


@frozen
class StatisticsRow:
    """A row of `statistics`."""

    term: str
    documents: int
    frequency: int


async def statistics(conn: AsyncConnection[Any], *, terms: Sequence[str]) -> list[StatisticsRow]:
    """How many documents there are, and then in how many of them some terms stand."""
    return [StatisticsRow(*row) for row in await fetch_all(conn, _STATISTICS, (terms,))]


_SIZE: Final = """
select documents, version from document_index
"""


@frozen
class SizeRow:
    """A row of `size`."""

    documents: int
    version: int


async def size(conn: AsyncConnection[Any]) -> SizeRow | None:
    """How many documents there are, and of which version."""
    row = await fetch_one(conn, _SIZE, ())
    return None if row is None else SizeRow(*row)


_CANDIDATES: Final = """
select d.key, d.channel, d.ts, d.alert, d.service, d.at, d.long, d.terms, (count(*) over ())::bigint as matching
from document as d
where array_to_tsvector(d.terms) @@ ($1::text)::tsquery
order by
    d.channel is null or d.channel = $2::text
        or not $3::boolean and not d.channel = any($4::text[]) desc,
    d.at desc, d.key
limit $5::int
"""


@frozen
class CandidatesRow:
    """A row of `candidates`."""

    key: str
    channel: str | None
    ts: str | None
    alert: str | None
    service: str | None
    at: int
    long: bool
    terms: list[str]
    matching: int


async def candidates(
    conn: AsyncConnection[Any], *, query: str, here: str, only_here: bool, hidden: Sequence[str], most: int
) -> list[CandidatesRow]:
    """The documents that match, those first that may be quoted in a channel, then the newest, with how many match in all."""
    return [CandidatesRow(*row) for row in await fetch_all(conn, _CANDIDATES, (query, here, only_here, hidden, most))]


_NEWEST: Final = """
select d.channel, d.ts, md5(array_to_string(d.terms, ' '))::text as digest
from document as d
where d.channel is not null
order by d.at desc, d.key limit $1::int
"""


@frozen
class NewestRow:
    """A row of `newest`."""

    channel: str | None
    ts: str | None
    digest: str


async def newest(conn: AsyncConnection[Any], *, most: int) -> list[NewestRow]:
    """The newest questions that may answer a later one, with what changes when their terms do."""
    return [NewestRow(*row) for row in await fetch_all(conn, _NEWEST, (most,))]


_QUESTIONS: Final = """
select r.record as request, m.record as message
from help_request_record as r
join message_record as m on m.channel = r.channel and m.ts = r.ts
where (r.channel, r.ts) > ($1::text, $2::text)
order by r.channel, r.ts limit $3::int
"""


@frozen
class QuestionsRow:
    """A row of `questions`."""

    request: Any
    message: Any


async def questions(conn: AsyncConnection[Any], *, channel: str, ts: str, most: int) -> list[QuestionsRow]:
    """Help requests with their messages, some of them, after one."""
    return [QuestionsRow(*row) for row in await fetch_all(conn, _QUESTIONS, (channel, ts, most))]


_RUNBOOKS: Final = """
select a.record as alert, v.record as version
from alert_record as a
join runbook_version_record as v on v.alert = a.fingerprint and v.active
where a.fingerprint > $1::text
order by a.fingerprint limit $2::int
"""


@frozen
class RunbooksRow:
    """A row of `runbooks`."""

    alert: Any
    version: Any


async def runbooks(conn: AsyncConnection[Any], *, alert: str, most: int) -> list[RunbooksRow]:
    """Alerts with the active versions of their runbooks, some of them, after one."""
    return [RunbooksRow(*row) for row in await fetch_all(conn, _RUNBOOKS, (alert, most))]


_EMPTY: Final = """
truncate document, document_term
"""


async def empty(conn: AsyncConnection[Any]) -> None:
    """Let go of all documents and terms."""
    await execute(conn, _EMPTY, ())


_NOTE_EMPTY: Final = """
update document_index set documents = 0, version = 0
"""


async def note_empty(conn: AsyncConnection[Any]) -> None:
    """Note that there is no document, of any version."""
    await execute(conn, _NOTE_EMPTY, ())


_NOTE_VERSION: Final = """
update document_index set version = $1
"""


async def note_version(conn: AsyncConnection[Any], *, version: int) -> None:
    """Note which version of the core made the documents."""
    await execute(conn, _NOTE_VERSION, (version,))
