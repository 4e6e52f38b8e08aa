"""A log is taken again from its beginning, and comes to what the database has; where it does not, that is said."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, LiteralString

from histories import INTRODUCTIONS, POLICY, START, firing, histories, posted, replayed, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from long_history import AFTER, CAST, SPEAKING, long_history
from psycopg import AsyncConnection
from ratchet_cli.db.replaying import replay, told
from ratchet_core.basis.evolving import evolve
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import connect, hear
from server import Server, seated

QUESTION = said(START, "C2", "U2", "how do I rotate the ledger key?")
ANSWER = said(START + 1_000_000, "C2", "U3", "run the rotate job", QUESTION.ts)
FIRED = posted(START + 2_000_000, "C1", firing("QueueStuck ledger"))
HISTORY: list[Event] = [*INTRODUCTIONS, QUESTION, ANSWER, FIRED]


def in_database(server: Server, work: Callable[[AsyncConnection[Any], str], Awaitable[Any]]) -> Any:  # noqa: ANN401 - whatever it gives
    async def run() -> Any:  # noqa: ANN401 - as above
        async with server.database() as url, await connect(url) as conn:
            return await work(conn, url)

    return asyncio.run(run())


async def decided(url: str, policy: Policy, events: Sequence[Event], most: int = 100) -> None:
    """Let a writer of its own decide events."""
    async with await connect(url) as conn:
        await hear(conn, events)
        writer = await seated(conn, policy, most)
        while await writer.take():
            pass


async def replayed_from(url: str) -> list[str]:
    async with await connect(url) as conn:
        return told(await replay(conn, lambda *_: None))


def sentences(server: Server, events: Sequence[Event], damage: LiteralString = "select 1") -> list[str]:
    """Return what a replay says of a history, after somebody did something to the database."""

    async def work(conn: AsyncConnection[Any], url: str) -> list[str]:
        await decided(url, POLICY, events)
        await conn.execute(damage)
        return await replayed_from(url)

    found: list[str] = in_database(server, work)
    return found


def without_time(lines: Sequence[str]) -> list[str]:
    return [line.rpartition(", in ")[0] or line for line in lines]


@settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), most=st.integers(1, 30))
def test_any_history_comes_out_the_same(server: Server, history: list[Event], most: int) -> None:
    log = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *history])

    async def work(conn: AsyncConnection[Any], url: str) -> int:
        await decided(url, POLICY, [event for event, _ in log], most)
        return len((await replay(conn, lambda *_: None)).difference)

    assert in_database(server, work) == 0


def test_a_history_with_events_of_every_kind_comes_out_the_same(server: Server) -> None:
    log = replayed(MemoryStore(SPEAKING), [*long_history(300), *CAST, *AFTER.values()])

    async def work(conn: AsyncConnection[Any], url: str) -> tuple[str, ...]:
        await decided(url, SPEAKING, [event for event, _ in log])
        return (await replay(conn, lambda *_: None)).difference

    assert in_database(server, work) == ()


def test_what_came_out_the_same_is_counted(server: Server) -> None:
    assert without_time(sentences(server, HISTORY)) == ["15 turns, 18 records and 2 open actions came out the same"]


def test_each_turn_is_decided_under_the_policy_that_held(server: Server) -> None:
    async def work(conn: AsyncConnection[Any], url: str) -> tuple[int, tuple[str, ...]]:
        for number, policy in enumerate((POLICY, evolve(POLICY, answer_seconds=7), evolve(POLICY, answer_seconds=7))):
            asked = said(START + number * 1_000_000_000, "C2", "U2", f"how do I rotate key {number}?")
            await decided(url, policy, [*INTRODUCTIONS, asked])
        kept = await (await conn.execute("select count(*) from policy")).fetchone()
        return kept[0] if kept else 0, (await replay(conn, lambda *_: None)).difference

    assert in_database(server, work) == (2, ())


def test_a_decision_that_comes_out_differently_is_shown_with_what_was_kept_and_what_is_decided_now(
    server: Server,
) -> None:
    damage: LiteralString = (
        """update inbox set digest = 'other'::bytea, reasons = '[["help_requests", "chatter"]]' where turn = 13"""
    )
    assert sentences(server, HISTORY, damage) == [
        f"Turn 13 ({QUESTION.id}, MessageSeen) is decided differently.",
        "  reasons then: help_requests: chatter",
        "  reasons now:  help_requests: request_opened",
        "12 turns before that came out the same.",
    ]


def test_a_record_that_comes_out_differently_is_named_with_its_fields(server: Server) -> None:
    damage: LiteralString = """update person_record set record = record || '{"name": "Zoe"}' where id = 'U4'"""
    assert sentences(server, HISTORY, damage) == [
        "The person U4 is not the same.",
        "  name: 'Zoe' in the database, 'U4' after the replay",
        "15 turns before that came out the same.",
    ]


def test_a_record_that_is_not_in_the_database_is_named(server: Server) -> None:
    assert sentences(server, HISTORY, "delete from message_record where ts <> (select min(ts) from message_record)")[
        0
    ] == (f"The message C2/{ANSWER.ts} came of the replay, and the database does not have it.")


def test_a_record_that_did_not_come_of_the_log_is_named(server: Server) -> None:
    damage: LiteralString = (
        """insert into team_name_record (record) values ('{"team": "T", "since": 1, "name": "X"}')"""
    )
    assert sentences(server, HISTORY, damage)[0] == (
        "The team name T/1 is in the database, and did not come of the replay."
    )


def test_an_action_that_is_not_in_the_outbox_is_named(server: Server) -> None:
    assert sentences(server, HISTORY, "delete from outbox")[0].endswith(
        "is still to be done after the replay, and is not in the outbox."
    )


def test_an_action_that_nothing_asked_for_is_named(server: Server) -> None:
    damage: LiteralString = "insert into outbox (key, lane, action) values ('made up', 'speech', '{}')"
    assert sentences(server, HISTORY, damage)[0] == (
        "made up is in the outbox, and nothing of the kind is to be done after the replay."
    )


def test_a_turn_whose_event_is_not_kept_any_more_ends_a_replay(server: Server) -> None:
    assert sentences(server, HISTORY, "update inbox set told = null where turn = 13")[0] == (
        f"Turn 13 ({QUESTION.id}): the event is not kept any more, so it cannot be decided again."
    )


def test_an_event_that_this_code_cannot_read_is_named(server: Server) -> None:
    damage: LiteralString = """update inbox set told = '{"type": "Unheard"}' where turn = 13"""
    assert sentences(server, HISTORY, damage)[0].startswith(f"Turn 13 ({QUESTION.id}): this ratchet cannot read")


def test_turns_that_are_missing_are_named(server: Server) -> None:
    assert sentences(server, HISTORY, "delete from inbox where turn = 5")[0].startswith("Turn 5 is missing in the log")
