"""The queries of `queries/reading.sql`. Do not edit: `make generate` writes it."""

from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.asking import fetch_all, fetch_one

_LATEST_MOMENT: Final = """
select at from decided_until
"""


async def latest_moment(conn: AsyncConnection[Any]) -> int | None:
    """The latest moment of what was decided, 0 before the first."""
    row = await fetch_one(conn, _LATEST_MOMENT, ())
    return None if row is None else row[0]


_ALERTS: Final = """
select record from alert_record
where ($1::boolean or service = any($2::text[]))
    and ($3::boolean or fingerprint = any($4::text[]))
order by fingerprint
"""


async def alerts(
    conn: AsyncConnection[Any],
    *,
    of_any_service: bool,
    services: Sequence[str],
    under_any_fingerprint: bool,
    fingerprints: Sequence[str],
) -> list[Any]:
    """The alerts, or those of some services, or under some fingerprints."""
    return [
        row[0]
        for row in await fetch_all(conn, _ALERTS, (of_any_service, services, under_any_fingerprint, fingerprints))
    ]


_TRACKS: Final = """
select record from alert_track_record
where $1::text is null or alert = $1::text
order by channel, alert
"""


async def tracks(conn: AsyncConnection[Any], *, alert: str | None) -> list[Any]:
    """The courses of all alerts, or of one, one for each channel."""
    return [row[0] for row in await fetch_all(conn, _TRACKS, (alert,))]


_INCIDENTS: Final = """
select record from incident_record
where ($1::text is null or channel = $1::text)
    and ($2::text is null or alert = $2::text)
    and opened_at < $3::bigint
order by opened_at desc fetch first ($4::bigint) rows with ties
"""


async def incidents(
    conn: AsyncConnection[Any], *, channel: str | None, alert: str | None, before: int, most: int
) -> list[Any]:
    """The latest incidents in a channel, of an alert, that opened before a moment, with all of the last one's moment."""
    return [row[0] for row in await fetch_all(conn, _INCIDENTS, (channel, alert, before, most))]


_INCIDENTS_HAD: Final = """
select alert::text as alert, count(*) as incidents from incident_record group by alert
"""


@frozen
class IncidentsHadRow:
    """A row of `incidents_had`."""

    alert: str
    incidents: int


async def incidents_had(conn: AsyncConnection[Any]) -> list[IncidentsHadRow]:
    """How many incidents each alert had."""
    return [IncidentsHadRow(*row) for row in await fetch_all(conn, _INCIDENTS_HAD, ())]


_MARKS: Final = """
select record from incident_mark_record
where $1::text is null or alert = $1::text
order by channel, alert, number
"""


async def marks(conn: AsyncConnection[Any], *, alert: str | None) -> list[Any]:
    """People's verdicts on incidents, or on those of an alert."""
    return [row[0] for row in await fetch_all(conn, _MARKS, (alert,))]


_NOTES: Final = """
select record from message_record
where is_note and channel = $1::text and alert = $2::text
order by at, ts
"""


async def notes(conn: AsyncConnection[Any], *, channel: str, alert: str) -> list[Any]:
    """What people wrote in the threads of an alert in a channel, in the order of time."""
    return [row[0] for row in await fetch_all(conn, _NOTES, (channel, alert))]


_VERSIONS: Final = """
select record from runbook_version_record
where $1::text is null or alert = $1::text
order by alert, number
"""


async def versions(conn: AsyncConnection[Any], *, alert: str | None) -> list[Any]:
    """The versions of all runbooks, or of one."""
    return [row[0] for row in await fetch_all(conn, _VERSIONS, (alert,))]


_VOTES: Final = """
select record from runbook_vote_record where alert = $1::text order by version, person
"""


async def votes(conn: AsyncConnection[Any], *, alert: str) -> list[Any]:
    """Whether people found the versions of a runbook helpful."""
    return [row[0] for row in await fetch_all(conn, _VOTES, (alert,))]


_MUTES: Final = """
select record from mute_record
where $1::text is null or alert = $1::text
order by since, id
"""


async def mutes(conn: AsyncConnection[Any], *, alert: str | None) -> list[Any]:
    """The mutes of all alerts, or of one, in the order of their beginnings."""
    return [row[0] for row in await fetch_all(conn, _MUTES, (alert,))]


_SPENDINGS: Final = """
select record from model_spending_record where whom = $1::text and since >= $2::bigint order by since
"""


async def spendings(conn: AsyncConnection[Any], *, whom: str, since: int) -> list[Any]:
    """What was spent on a model in the workspace, or for a person, from a moment on, in the order of time."""
    return [row[0] for row in await fetch_all(conn, _SPENDINGS, (whom, since))]


_REQUESTS: Final = """
select record from help_request_record
where ($1::text is null or channel = $1::text)
    and ($2::text is null or asker = $2::text)
    and asked_at < $3::bigint
order by asked_at desc fetch first ($4::bigint) rows with ties
"""


async def requests(
    conn: AsyncConnection[Any], *, channel: str | None, asker: str | None, before: int, most: int
) -> list[Any]:
    """The latest questions of a person, in a channel, that were asked before a moment, with all of the last one's moment."""
    return [row[0] for row in await fetch_all(conn, _REQUESTS, (channel, asker, before, most))]


_WORDS: Final = """
select m.channel::text as channel, m.ts::text as ts, (m.record ->> 'text')::text as text
from (select unnest($1::text[]) as channel, unnest($2::text[]) as ts) as q
join message_record as m on m.channel = q.channel and m.ts = q.ts
where m.record ->> 'text' <> ''
"""


@frozen
class WordsRow:
    """A row of `words`."""

    channel: str
    ts: str
    text: str


async def words(conn: AsyncConnection[Any], *, channel: Sequence[str], ts: Sequence[str]) -> list[WordsRow]:
    """What some messages say, as far as their words are kept."""
    return [WordsRow(*row) for row in await fetch_all(conn, _WORDS, (channel, ts))]


_GONE_MESSAGES: Final = """
select m.channel::text as channel, m.ts::text as ts
from (select unnest($1::text[]) as channel, unnest($2::text[]) as ts) as q
join message_record as m on m.channel = q.channel and m.ts = q.ts
where (m.record ->> 'gone')::boolean
"""


@frozen
class GoneMessagesRow:
    """A row of `gone_messages`."""

    channel: str
    ts: str


async def gone_messages(
    conn: AsyncConnection[Any], *, channel: Sequence[str], ts: Sequence[str]
) -> list[GoneMessagesRow]:
    """Those of some messages that were deleted."""
    return [GoneMessagesRow(*row) for row in await fetch_all(conn, _GONE_MESSAGES, (channel, ts))]


_REPLIES: Final = """
select record from message_record
where is_answer and channel = $1::text and thread = $2::text
order by at, ts
"""


async def replies(conn: AsyncConnection[Any], *, channel: str, thread: str) -> list[Any]:
    """The replies to a question that are kept, in the order of time."""
    return [row[0] for row in await fetch_all(conn, _REPLIES, (channel, thread))]


_NOTIFICATIONS: Final = """
select record from notification_record
where ($1::text is null or channel = $1::text)
    and ($2::text is null or kind = $2::text)
    and ($3::boolean or service = any($4::text[]))
    and at < $5::bigint
order by at desc fetch first ($6::bigint) rows with ties
"""


async def notifications(
    conn: AsyncConnection[Any],
    *,
    channel: str | None,
    kind: str | None,
    of_any_service: bool,
    services: Sequence[str],
    before: int,
    most: int,
) -> list[Any]:
    """The latest notices in a channel, of a kind, about some services, before a moment, with all of the last one's moment."""
    return [
        row[0] for row in await fetch_all(conn, _NOTIFICATIONS, (channel, kind, of_any_service, services, before, most))
    ]


_SAID: Final = """
select record from message_record
where at >= $1::bigint and at < $2::bigint and person <> ''
order by at, channel, ts
"""


async def said(conn: AsyncConnection[Any], *, since: int, until: int) -> list[Any]:
    """The messages of people in a stretch of time, in order."""
    return [row[0] for row in await fetch_all(conn, _SAID, (since, until))]


_MESSAGES_OF: Final = """
select channel::text as channel, ts::text as ts from message_record
where has_words and person = $1::text
order by channel, ts
"""


@frozen
class MessagesOfRow:
    """A row of `messages_of`."""

    channel: str
    ts: str


async def messages_of(conn: AsyncConnection[Any], *, person: str) -> list[MessagesOfRow]:
    """The messages of a person of which words are kept."""
    return [MessagesOfRow(*row) for row in await fetch_all(conn, _MESSAGES_OF, (person,))]
