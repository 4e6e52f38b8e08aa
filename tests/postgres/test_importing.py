"""An export is put into a database: a service goes on as if it had decided all of it itself, and nothing is said."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from histories import INTRODUCTIONS, POLICY, START, said
from psycopg import AsyncConnection
from ratchet_cli.db.importing import import_into, told
from ratchet_cli.db.replaying import replay
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.simulate.simulation import SimulationRequest, simulate
from ratchet_core.basis.evolving import evolve
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import KINDS
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.state import everything_in
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.decision import Why
from ratchet_core.vocabulary.events import ChannelJoined, Event, MessageSeen
from ratchet_postgres import Writer, connect, hear
from ratchet_postgres.importing import ImportingError, fill, turns_in_a_file
from ratchet_postgres.layout import table_of
from ratchet_postgres.log import policies
from server import Server, seated

ACME = Path(__file__).resolve().parents[2] / "examples" / "acme.zip"
WHOLE = SimulationRequest(ACME)
PART = SimulationRequest(ACME, channels=("payments-alerts",))
TABLES = {
    "inbox": "event, at, told, backfill, turn",
    "decision": "turn, digest, reasons, actions, withheld",
    "outbox": "key, lane, action, edited, rings_at, not_before, why_aside, overtaken",
    "policy": "since, policy",
    **dict.fromkeys((table_of(kind.name) for kind in KINDS.values()), "*"),
}


def in_databases(server: Server, work: Callable[..., Awaitable[Any]], count: int = 1) -> Any:  # noqa: ANN401 - whatever it gives
    async def run() -> Any:  # noqa: ANN401 - as above
        places = [server.database() for _ in range(count)]
        try:
            return await work(*[await place.__aenter__() for place in places])
        finally:
            for place in places:
                await place.__aexit__(None, None, None)

    return asyncio.run(run())


async def everything(url: str) -> dict[str, list[str]]:
    """Return every row of a database, by table, but for when and in which places they came."""
    async with await connect(url) as conn:
        return {
            table: [
                row[0] for row in await rows(conn, f"select to_jsonb(t)::text from (select {some} from {table}) as t")
            ]
            for table, some in TABLES.items()
        }


async def rows(conn: AsyncConnection[Any], query: str) -> list[Any]:
    return sorted(await (await conn.execute(query.encode())).fetchall())


async def imported(url: str, request: SimulationRequest = WHOLE) -> list[str]:
    return [line.rpartition(", in ")[0] or line for line in told(await import_into(url, request, lambda *_: None))]


async def taken(url: str, policy: Policy, events: Sequence[Event]) -> None:
    async with await connect(url) as conn:
        await hear(conn, events)
        writer = await seated(conn, policy)
        while await writer.take():
            pass


async def policy_in(url: str) -> Policy:
    async with await connect(url) as conn:
        return (await policies(conn))[1]


def heard() -> list[Event]:
    """Return what an import of the example hears, alarms too."""
    log: list[Event] = []

    def keep(event: Event, decision: Any) -> None:  # noqa: ANN401 - a decision
        if all(one.why is not Why.DUPLICATE for one in decision.reasons):
            log.append(event)

    simulate(evolve(WHOLE, imported=True), lambda *_: None, [keep])
    return log


def live_after(log: Sequence[Event]) -> Iterator[Event]:
    """Return what may happen after an import: ratchet is invited, and people and bots say again what they said."""
    later = max(event.at for event in log) + 1_000_000
    messages = [event for event in log if isinstance(event, MessageSeen)]
    for channel in dict.fromkeys(event.channel for event in messages):
        yield ChannelJoined(f"{channel}/joined/again", later, channel)
    for number, event in enumerate(messages[-150:]):
        at = later + number * 1_000_000
        ts = f"{at // 1_000_000}.{at % 1_000_000:06}"
        yield evolve(event, id=f"{event.channel}/{ts}", at=at, ts=ts, thread=None)


def test_a_service_goes_on_from_an_import_as_if_it_had_decided_all_itself(server: Server) -> None:
    log = heard()
    later = list(live_after(log))

    async def work(first: str, second: str) -> tuple[dict[str, list[str]], ...]:
        await imported(first)
        policy = await policy_in(first)
        await taken(second, policy, log)
        for url in (first, second):
            await taken(url, policy, later)
        return await everything(first), await everything(second)

    copied, decided = in_databases(server, work, 2)
    assert copied == decided


def test_an_import_can_be_replayed(server: Server) -> None:
    async def work(url: str) -> tuple[str, ...]:
        await imported(url)
        async with await connect(url) as conn:
            return (await replay(conn, lambda *_: None)).difference

    assert in_databases(server, work) == ()


def test_nothing_is_said_and_no_message_is_believed_to_be_posted(server: Server) -> None:
    async def work(url: str) -> list[Any]:
        await imported(url)
        speech = "select action ->> 'type' from outbox where lane = 'speech'"
        outcomes = "select told ->> 'type' from inbox where told ->> 'type' in ('MessagePosted', 'MessageUpdated')"
        cards = "select record -> 'card' ->> 'ts' from alert_track_record where record -> 'card' ->> 'ts' is not null"
        joined = "select id from channel_record where joined"
        async with await connect(url) as conn:
            return [await rows(conn, query) for query in (speech, outcomes, cards, joined)]

    assert in_databases(server, work) == [[], [], [], []]


def test_an_export_that_was_imported_before_changes_nothing(server: Server) -> None:
    async def work(url: str) -> tuple[list[str], bool]:
        await imported(url)
        before = await everything(url)
        return await imported(url), await everything(url) == before

    assert in_databases(server, work) == (["Nothing is new: all 683 events of the export were known."], True)


def test_more_of_an_export_comes_into_a_database_that_lives_as_old_history_of_which_nothing_is_said(
    server: Server,
) -> None:
    async def work(url: str) -> tuple[list[str], list[Any], list[Any]]:
        await imported(url, PART)
        lines = await imported(url)
        async with await connect(url) as conn:
            said_now = await rows(conn, "select key from outbox where lane = 'speech'")
            not_old = await rows(
                conn,
                "select event from inbox where backfill and kind_of(told) = 'MessageSeen' and told ->> 'old' is null",
            )
        return lines, said_now, not_old

    lines, said_now, not_old = in_databases(server, work)
    assert (lines[0].partition(" of ")[2], said_now, not_old) == (
        "695 events were new, and were told as old history",
        [],
        [],
    )


def test_an_import_knows_its_oldest_message_whether_it_is_copied_or_told(server: Server) -> None:
    oldest = "select min(at) from inbox where kind_of(told) = 'MessageSeen'"

    async def work(url: str) -> tuple[list[Any], list[Any]]:
        found, kept = list[Any](), list[Any]()
        for request in (PART, WHOLE):
            found.append((await import_into(url, request, lambda *_: None)).oldest)
            async with await connect(url) as conn:
                kept += [row[0] for row in await rows(conn, oldest)]
        return found, kept

    found, kept = in_databases(server, work)
    assert (found, found[0] > found[1]) == (kept, True)


def test_what_comes_in_later_is_left_to_the_process_that_decides(server: Server) -> None:
    async def work(url: str) -> str:
        await imported(url, PART)
        async with await connect(url) as conn:
            await seated(conn, POLICY)
            return (await imported(url))[1]

    assert in_databases(server, work) == ("The ratchet that runs on this database decides them, behind what is live.")


@pytest.mark.parametrize("request_", [evolve(WHOLE, policy=ACME), evolve(WHOLE, organisation=ACME)])
def test_a_database_that_lives_has_a_policy_and_an_organisation_of_its_own(
    server: Server, request_: SimulationRequest
) -> None:
    async def work(url: str) -> str:
        await imported(url, PART)
        with pytest.raises(UnusableInputError) as refused:
            await imported(url, request_)
        return str(refused.value)

    assert "is for an empty database" in in_databases(server, work)


ODD = [
    *INTRODUCTIONS,
    said(START, "C1", "U1", 'how do I write \\N, "{a,b}" and \ttabs?\nin C:\\new\\table \r é 🦊'),
    said(START + 1, "C1", "U2", "\\. ends a COPY", said(START, "C1", "U1", "").ts),
    evolve(said(START + 2, "C1", "U3", "where is the log?"), id='odd "id" \\ with\tall, {of} é'),
]


async def decided_in_memory(turns: Any) -> MemoryStore:  # noqa: ANN401 - turns on their way
    store = MemoryStore(POLICY)
    for event in ODD:
        turns.add(event, await take_turn(store, event))
    return store


def test_words_and_ids_of_any_form_are_copied_as_they_are(server: Server) -> None:
    async def work(first: str, second: str) -> tuple[dict[str, list[str]], ...]:
        async with await connect(first) as conn:
            with turns_in_a_file() as turns:
                store = await decided_in_memory(turns)
                await fill(conn, POLICY, turns, *everything_in(store))
        await taken(second, POLICY, ODD)
        return await everything(first), await everything(second)

    copied, decided = in_databases(server, work, 2)
    assert copied == decided


def test_an_import_that_breaks_off_leaves_nothing_behind(server: Server) -> None:
    def broken(records: Iterator[object]) -> Iterator[object]:
        yield next(records)
        raise ConnectionError

    async def work(url: str) -> list[int]:
        async with await connect(url) as conn:
            with turns_in_a_file() as turns:
                records, actions = everything_in(await decided_in_memory(turns))
                with pytest.raises(ConnectionError):
                    await fill(conn, POLICY, turns, broken(iter(records)), actions)
            return [len(await rows(conn, f"select from {table}")) for table in ("inbox", "decision", "policy")]

    assert in_databases(server, work) == [0, 0, 0]


async def refused(url: str, *, before: Callable[[AsyncConnection[Any]], Awaitable[Any]]) -> str:
    async with await connect(url) as conn, await connect(url) as other:
        await before(other)
        with turns_in_a_file() as turns, pytest.raises(ImportingError) as error:
            await fill(conn, POLICY, turns, *everything_in(await decided_in_memory(turns)))
        return str(error.value)


def test_events_that_came_in_meanwhile_are_not_written_over(server: Server) -> None:
    assert "Events came in meanwhile" in in_databases(
        server, lambda url: refused(url, before=lambda conn: hear(conn, ODD[:1]))
    )


def test_nobody_copies_below_a_process_that_decides(server: Server) -> None:
    assert "ratchet runs on this database" in in_databases(
        server, lambda url: refused(url, before=lambda conn: Writer.open(conn, POLICY))
    )
