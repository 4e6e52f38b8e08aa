"""What must hold of a database is told where it does not: each check finds what was broken for it, and nothing else."""

import asyncio
from pathlib import Path

import psycopg
import pytest
from histories import POLICY as EVERYWHERE
from histories import replayed
from long_history import SPEAKING
from ratchet_core.basis.instants import MINUTE
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import Problem, check, connect, hear, migrate
from ratchet_postgres.asking import text_of
from ratchet_postgres.migrating import migrations
from server import Server, seated
from test_discretion import ALERT, CITED, FIRES, GIVEN, LATER, deployed, runbook

FILLED = Path(__file__).parent / "filled" / "0001.sql"
DANGLING = "records refer to what is not there"
BROKEN = {
    "a version without a number": (
        """update runbook_version_record set record = record || '{"number": 9}' where (alert, number) = (
            select alert, max(number) from runbook_version_record group by alert limit 1
        )""",
        "runbook versions are not numbered from 1 without gaps",
    ),
    "an incident that is open and over": (
        "update incident_record set record = record || '{\"ended_at\": 4102444800000000}' where state = 'open'",
        "incidents contradict themselves about their end",
    ),
    "a turn less": ("delete from inbox where turn = 7", "turns are missing after these"),
    "an edit that was overtaken": (
        "update outbox set overtaken = true, edited = '1.0' where sequence = (select min(sequence) from outbox)",
        "edits wait although newer words were asked for",
    ),
    "two edits at once": (
        """insert into outbox (key, lane, action, edited, in_hand)
        select 'C1/x/' || n, 'speech', '{"channel": "C1"}', '1.0', true from generate_series(1, 2) as n""",
        "two edits of one message are in hand",
    ),
    "an action without a cause": (
        "update outbox set key = 'nobody' where sequence = (select min(sequence) from outbox)",
        "actions wait that no decision asked for",
    ),
    "an action that was done": (
        "insert into inbox (event, at, turn) select min(key) || '/done', 0, 100000 from outbox",
        "actions wait although their outcomes were decided",
    ),
    "an incident that ends before it begins": (
        "update incident_record set record = record || '{\"ended_at\": 1}' where state <> 'open'",
        "something ends before it begins",
    ),
    "a mute that ends before it begins": (
        "update mute_record set record = jsonb_set(record, '{during,until}', '1')",
        "something ends before it begins",
    ),
    "tracks without alerts": ("delete from alert_record", DANGLING),
    "incidents without tracks": ("delete from alert_track_record", DANGLING),
    "a question without words": ("delete from message_record", DANGLING),
    "a mark of nothing": (
        """insert into incident_mark_record (record, reasoned)
        values ('{"channel": "C1", "alert": "a", "number": 1}', false)""",
        DANGLING,
    ),
    "a vote on nothing": (
        'insert into runbook_vote_record (record) values (\'{"alert": "a", "version": 1, "person": "U1"}\')',
        DANGLING,
    ),
    "an answer to nothing": (
        'insert into given_answer_record (record) values (\'{"root": {"channel": "C1", "ts": "1.0"}}\')',
        DANGLING,
    ),
    "a question about no incident": (
        """update help_request_record
        set record = record || '{"incident": {"channel": "C1", "alert": "a", "number": 1}}'""",
        DANGLING,
    ),
}


ROWS = FILLED.read_text(encoding="utf-8")


async def told_of(server: Server, statement: str) -> tuple[list[Problem], list[Problem]]:
    """Break a filled database, with its constraints off, and return what was told of before and after."""
    async with server.database("template1") as url, await connect(url) as conn:
        await migrate(conn, migrations()[:1])
        await conn.execute(text_of(ROWS))
        await migrate(conn)
        await seated(conn, SPEAKING)
        before = await check(conn)
        await conn.execute("set session_replication_role = replica")
        await conn.execute(text_of(statement))
        return before, await check(conn)


@pytest.mark.parametrize(("statement", "what"), BROKEN.values(), ids=BROKEN)
def test_what_does_not_hold_is_told(server: Server, statement: str, what: str) -> None:
    before, after = asyncio.run(told_of(server, statement))
    assert before == []
    assert what in {one.what for one in after}


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("delete from alert_record", "(of_an_alert|for_an_alert)"),
        ("delete from alert_track_record", "incident_on_a_track"),
        (BROKEN["a mark of nothing"][0], "mark_of_an_incident"),
        (BROKEN["a vote on nothing"][0], "vote_on_a_version"),
        (BROKEN["an answer to nothing"][0], "answer_to_a_question"),
    ],
)
def test_a_reference_to_nothing_is_refused_at_the_end_of_a_transaction(
    server: Server, statement: str, constraint: str
) -> None:
    async def broken() -> None:
        async with server.database("template1") as url, await connect(url) as conn:
            await migrate(conn, migrations()[:1])
            await conn.execute(text_of(ROWS))
            await migrate(conn)
            await conn.execute(text_of(statement))

    with pytest.raises(psycopg.errors.ForeignKeyViolation, match=constraint):
        asyncio.run(broken())


@pytest.mark.parametrize(
    "statement", ["update inbox set turn = null where turn = 7", "update inbox set reasons = null"]
)
def test_a_decision_without_a_turn_or_without_reasons_is_refused(server: Server, statement: str) -> None:
    async def broken() -> None:
        async with server.database("template1") as url, await connect(url) as conn:
            await migrate(conn, migrations()[:1])
            await conn.execute(text_of(ROWS))
            await migrate(conn)
            await conn.execute(text_of(statement))

    with pytest.raises(psycopg.errors.CheckViolation, match="what_was_decided_has"):
        asyncio.run(broken())


def test_nobody_deletes_events_through_the_view_of_decisions(server: Server) -> None:
    async def deleted() -> None:
        async with server.database() as url, await connect(url) as conn:
            await conn.execute("delete from decision")

    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="cannot delete from view"):
        asyncio.run(deleted())


@pytest.mark.parametrize(
    "before", [[deployed(LATER - MINUTE, "C9")], runbook(ALERT, CITED)], ids=["a deploy", "a message nobody heard"]
)
def test_what_a_card_or_a_runbook_links_need_not_be_kept(server: Server, before: list[Event]) -> None:
    log = replayed(MemoryStore(EVERYWHERE), sorted([*GIVEN, *before, FIRES], key=lambda one: one.at))

    async def work() -> tuple[bool, list[Problem]]:
        async with server.database() as url, await connect(url) as conn:
            await hear(conn, [event for event, _ in log])
            writer = await seated(conn, EVERYWHERE)
            while await writer.take():
                pass
            cited = await (await conn.execute("select 1 from citation_record")).fetchall()
            return bool(cited), await check(conn)

    assert asyncio.run(work()) == (True, [])
