"""The same decisions come out, byte for byte, and the same is remembered, in memory and in PostgreSQL.

What is heard in memory, alarms and outcomes too, is told to a writer in batches of any size, which is restarted between
some of them.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path
from typing import Any

from attrs import frozen
from histories import INTRODUCTIONS, POLICY, histories, replayed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from long_history import AFTER, CAST, SPEAKING, long_history
from ratchet_cli.simulate.simulation import SimulationRequest, simulate
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import KINDS
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.codec import decision_to_json
from ratchet_core.vocabulary.decision import Decision
from ratchet_core.vocabulary.events import Event
from ratchet_core.vocabulary.writing import writer_of
from ratchet_postgres import Writer, connect, hear
from ratchet_postgres.layout import table_of
from ratchet_postgres.rows import record_of
from server import Server, seated

ACME = Path(__file__).resolve().parents[2] / "examples" / "acme.zip"


@frozen
class Remembered:
    """What events came to: the decision of each, the records, and the keys of what is still to be done."""

    decisions: dict[str, str]
    records: Counter[str]
    actions: list[str]


Log = Sequence[tuple[Event, Decision]]


def in_memory(store: MemoryStore, log: Log) -> Remembered:
    """Return what was decided and remembered in memory; of an event that was heard twice the first time counts."""
    decisions: dict[str, str] = {}
    for event, decision in log:
        decisions.setdefault(event.id, decision_to_json(decision))
    records = Counter(written(type(one), one) for one in store.records())
    return Remembered(decisions, records, sorted(store.outbox.actions))


def written(kind: type, record: object) -> str:
    return f"{KINDS[kind].name} {writer_of(kind)(record)}"


def batches(events: Sequence[Event], sizes: Sequence[int]) -> Iterator[Sequence[Event]]:
    """Return events in batches of some sizes, over and over."""
    at, number = 0, 0
    while at < len(events):
        size = sizes[number % len(sizes)]
        yield events[at : at + size]
        at, number = at + size, number + 1


async def in_postgres(
    server: Server, policy: Policy, events: Sequence[Event], sizes: Sequence[int], restart_every: int
) -> Remembered:
    """Tell a writer of events, batch by batch, and return what was decided and remembered."""
    decisions: dict[str, str] = {}
    async with server.database() as url, await connect(url) as telling:
        conn = await connect(url)
        writer = await seated(conn, policy, longest=inf)
        for number, batch in enumerate(batches(events, sizes), start=1):
            await hear(telling, batch)
            for event, decision in await writer.take():
                decisions[event.id] = decision_to_json(decision)
            if number % restart_every == 0:
                if number % 2:  # and else without a word, whereupon the next one is careful at first
                    await writer.leave()
                conn.pgconn.finish()
                conn = await connect(url)
                writer = await Writer.stand_by(conn, policy, pause=0.01, longest=inf)
        conn.pgconn.finish()
        return Remembered(decisions, await records_in(telling), await actions_in(telling))


async def records_in(conn: Any) -> Counter[str]:  # noqa: ANN401 - a connection
    found: Counter[str] = Counter()
    for kind in KINDS.values():
        rows = await (await conn.execute(f"select record from {table_of(kind.name)}")).fetchall()
        found.update(written(kind.record, record_of(kind.record, row[0])) for row in rows)
    return found


async def actions_in(conn: Any) -> list[str]:  # noqa: ANN401 - a connection
    rows = await (await conn.execute('select key from outbox order by key collate "C"')).fetchall()
    return [row[0] for row in rows]


def compared(server: Server, store: MemoryStore, log: Log, sizes: Sequence[int], restart_every: int) -> None:
    """Refuse what is not the same, and name what of it is not."""
    expected = in_memory(store, log)
    found = asyncio.run(in_postgres(server, store.policy, [event for event, _ in log], sizes, restart_every))
    assert found.decisions == expected.decisions
    assert found.records == expected.records
    assert found.actions == expected.actions


@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), sizes=st.lists(st.integers(1, 30), min_size=1, max_size=5), restart_every=st.integers(1, 6))
def test_histories_come_to_the_same(server: Server, history: list[Event], sizes: list[int], restart_every: int) -> None:
    store = MemoryStore(POLICY)
    compared(server, store, replayed(store, [*INTRODUCTIONS, *history]), sizes, restart_every)


def test_a_history_with_events_of_every_kind_comes_to_the_same(server: Server) -> None:
    store = MemoryStore(SPEAKING)
    log = replayed(store, [*long_history(400), *CAST, *AFTER.values()])
    compared(server, store, log, [1, 17, 60, 100], 3)


def test_the_example_comes_to_the_same(server: Server) -> None:
    log: list[tuple[Event, Decision]] = []
    heard = simulate(SimulationRequest(ACME), lambda *_: None, [lambda event, decision: log.append((event, decision))])
    compared(server, heard.store, log, [61, 2, 97, 1, 33, 12, 100, 5, 78, 3], 4)
