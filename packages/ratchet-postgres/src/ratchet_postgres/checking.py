"""Checks in SQL what must hold of a database, whoever wrote it; what constraints refuse anyway is not asked again."""

from collections.abc import Sequence
from typing import Any

from attrs import frozen
from psycopg import AsyncConnection

from ratchet_postgres.generated import checking as queries


@frozen
class Problem:
    """What does not hold, and of what."""

    what: str
    of: tuple[str, ...]


async def check(conn: AsyncConnection[Any]) -> list[Problem]:
    """Return what does not hold of the connection's schema, which must be migrated."""
    found = (
        _problem(
            "runbook versions are not numbered from 1 without gaps", await queries.unevenly_numbered_runbooks(conn)
        ),
        _problem("incidents contradict themselves about their end", await queries.contradictory_incidents(conn)),
        _problem("turns are missing after these", await queries.missing_turns(conn)),
        _problem("terms are counted otherwise than documents have them", await queries.miscounted_terms(conn)),
        _problem("documents are counted otherwise than they are there", await queries.miscounted_documents(conn)),
        _problem("edits wait although newer words were asked for", await queries.overtaken_edits(conn)),
        _problem("two edits of one message are in hand", await queries.edited_at_once(conn)),
        _problem("records refer to what is not there", await queries.dangling_references(conn)),
        _problem("something ends before it begins", await queries.backward_intervals(conn)),
        _problem("actions wait that no decision asked for", await queries.causeless_actions(conn)),
        _problem("actions wait although their outcomes were decided", await queries.unsettled_actions(conn)),
    )
    return [one for one in found if one.of]


def _problem(what: str, of: Sequence[object]) -> Problem:
    return Problem(what, tuple(map(str, of)))
