"""The queries of `queries/log.sql`. Do not edit: `make generate` writes it."""

from typing import Any, Final

from attrs import frozen
from psycopg import AsyncConnection
from ratchet_core.domain.policy import Policy

from ratchet_postgres.asking import execute, fetch_all, read

_KEEP_POLICY: Final = """
insert into policy (since, policy)
select coalesce((select max(turn) from inbox), 0) + 1, $1::jsonb
where $1::jsonb is distinct from (select p.policy from policy as p order by p.since desc limit 1)
on conflict (since) do update set policy = excluded.policy
"""


async def keep_policy(conn: AsyncConnection[Any], *, policy: str) -> None:
    """Note under which policy the next turn will be decided, if it is not the one before."""
    await execute(conn, _KEEP_POLICY, (policy,))


_POLICIES: Final = """
select since, policy from policy order by since
"""


@frozen
class PoliciesRow:
    """A row of `policies`."""

    since: int
    policy: Policy


async def policies(conn: AsyncConnection[Any]) -> list[PoliciesRow]:
    """The policies under which turns were decided, each with the first of them."""
    return [PoliciesRow(row[0], read(row[1], Policy)) for row in await fetch_all(conn, _POLICIES, ())]


_LOGGED: Final = """
select i.turn::bigint as turn, i.event, whole(i.event, i.at, i.told) as event_told, i.reasons, i.actions, i.withheld,
    coalesce(encode(i.digest, 'hex'), '')::text as digest
from inbox as i
where i.turn > $1::bigint order by i.turn limit $2::int
"""


@frozen
class LoggedRow:
    """A row of `logged`."""

    turn: int
    event: str
    event_told: Any
    reasons: Any
    actions: list[str | None]
    withheld: list[str | None]
    digest: str


async def logged(conn: AsyncConnection[Any], *, after: int, most: int) -> list[LoggedRow]:
    """What was taken after a turn, in the order of turns, with what was decided of it."""
    return [LoggedRow(*row) for row in await fetch_all(conn, _LOGGED, (after, most))]


_OPEN_ACTIONS: Final = """
select key from outbox where not overtaken order by key
"""


async def open_actions(conn: AsyncConnection[Any]) -> list[str]:
    """The keys of the actions still to be done, but for edits that were overtaken."""
    return [row[0] for row in await fetch_all(conn, _OPEN_ACTIONS, ())]
