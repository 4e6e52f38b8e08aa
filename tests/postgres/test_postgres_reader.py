"""What is read in PostgreSQL is what is read in memory, method by method and key by key."""

import asyncio
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from filled import decided, read_after
from histories import INTRODUCTIONS, POLICY, START, firing, histories, posted, replayed
from hypothesis import HealthCheck, given, settings
from long_history import AFTER, CAST, SPEAKING, long_history
from psycopg import errors
from ratchet_core.domain import IncidentKey, MessageRef
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.incidents import incidents
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import PostgresReader, connect, read, reading
from server import Server

NOWHERE = MessageRef("C9", "1.0")
Answers = Mapping[str, Any]


def rows(found: Collection[Any]) -> frozenset[Any]:
    """Return rows whose order is not promised."""
    return frozenset(found)


def of_each(keys: Iterable[Hashable], ask: Callable[[Any], Any]) -> dict[Hashable, Any]:
    return {key: ask(key) for key in keys}


def pages(ask: Callable[..., Sequence[Any]], moment: str, most: int = 3) -> list[frozenset[Any]]:
    """Return all rows as pages, the latest first."""
    return list(_pages(ask, moment, most))


def _pages(ask: Callable[..., Sequence[Any]], moment: str, most: int) -> Iterator[frozenset[Any]]:
    before: int | None = None
    while found := ask(before=before, most=most):
        yield rows(found)
        before = min(getattr(one, moment) for one in found)


def answers(reader: Reader) -> Answers:
    """Return what a reader answers, asked by every key that there is and by one that there is not."""
    alerts = [*(one.fingerprint for one in reader.alerts()), "none"]
    services = [*sorted({one.service for one in reader.alerts() if one.service}), "none"]
    channels = [*reader.directory().channels, "C9"]
    people = [*reader.directory().people, "U10", "U99", "none"]
    roots = [one.root for one in reader.requests()] + [NOWHERE]
    messages = [one for person in people for one in reader.messages_of(person)] + [NOWHERE]
    notices = [one.message for one in reader.notifications()] + [NOWHERE]
    incidents = [IncidentKey(one.channel, one.alert, one.number) for one in reader.incidents()]
    return {
        "now": reader.now(),
        "directory": rows(list(reader.directory().records())),
        "alerts": rows(reader.alerts()),
        "alerts of services": of_each(services, lambda one: rows(reader.alerts([one]))),
        "alerts under fingerprints": of_each(alerts, lambda one: reader.alerts(fingerprints=[one])),
        "no alerts": (reader.alerts([]), reader.alerts(fingerprints=[]), reader.alerts(services, [])),
        "alert": of_each(alerts, reader.alert),
        "tracks": rows(reader.tracks()),
        "tracks of an alert": of_each(alerts, lambda one: rows(reader.tracks(one))),
        "incidents": rows(reader.incidents()),
        "incidents by keys": {
            (channel, alert): rows(reader.incidents(channel, alert))
            for channel in (None, *channels)
            for alert in (None, *alerts)
        },
        "incidents, the latest": pages(reader.incidents, "opened_at"),
        "incidents had": dict(reader.incidents_had()),
        "incident": of_each([*incidents, IncidentKey("C1", "none", 1)], reader.incident),
        "marks": rows(reader.marks()),
        "marks of an alert": of_each(alerts, lambda one: rows(reader.marks(one))),
        "notes": {(channel, alert): list(reader.notes(channel, alert)) for channel in channels for alert in alerts},
        "versions": list(reader.versions()),
        "versions of an alert": of_each(alerts, lambda one: list(reader.versions(one))),
        "votes": of_each(alerts, lambda one: rows(reader.votes(one))),
        "mutes": list(reader.mutes()),
        "mutes of an alert": of_each(alerts, lambda one: list(reader.mutes(one))),
        "requests": {
            (channel, asker): rows(reader.requests(channel, asker))
            for channel in (None, *channels)
            for asker in (None, *people)
        },
        "requests, the latest": pages(reader.requests, "asked_at"),
        "request": of_each(roots, reader.request),
        "words": of_each(messages, reader.words),
        "words of many": dict(reader.words_of(messages)),
        "words of none": dict(reader.words_of([])),
        "gone": set(reader.gone(messages)),
        "gone of none": set(reader.gone([])),
        "replies": of_each(roots, lambda one: list(reader.replies(one))),
        "notifications": {
            (channel, kind): rows(reader.notifications(channel, kind))
            for channel in (None, *channels)
            for kind in (None, *Kind)
        },
        "notifications of services": of_each(services, lambda one: rows(reader.notifications(services=[one]))),
        "no notifications": reader.notifications(services=[]),
        "notifications, the latest": pages(reader.notifications, "at"),
        "notification": of_each(notices, reader.notification),
        "messages of a person": of_each(people, lambda one: list(reader.messages_of(one))),
    }


def compared(server: Server, policy: Policy, events: Sequence[Event]) -> tuple[Answers, Answers]:
    """Return what is read in PostgreSQL, and what is read in memory."""
    store = MemoryStore(policy)
    log = replayed(store, events)
    with read_after(server, policy, [event for event, _ in log]) as reader:
        return answers(reader), answers(MemoryReader(store))


@settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_histories_are_read_the_same(server: Server, history: list[Event]) -> None:
    found, expected = compared(server, POLICY, [*INTRODUCTIONS, *history])
    assert found == expected


def test_a_history_with_events_of_every_kind_is_read_the_same(server: Server) -> None:
    found, expected = compared(server, SPEAKING, [*long_history(300), *CAST, *AFTER.values()])
    assert found == expected


def fired(number: int) -> Event:
    return posted(START + number, "C1", firing(f"Queue{'ABCDEFGH'[number]}Stuck ledger"))


def test_what_is_written_meanwhile_is_not_seen(server: Server) -> None:
    async def run() -> list[int]:
        async with server.database() as url, await connect(url) as conn, await connect(url) as later:
            await decided(url, POLICY, [*INTRODUCTIONS, fired(0)])
            loop = asyncio.get_running_loop()

            def wait(work: Any, /) -> Any:  # noqa: ANN401 - as the reader has it
                return asyncio.run_coroutine_threadsafe(work, loop).result()

            async with reading(conn, POLICY, wait) as reader:
                before = await asyncio.to_thread(lambda: len(reader.incidents()))
                await decided(url, POLICY, [fired(1)])
                after = await asyncio.to_thread(lambda: len(reader.alerts()))
            return [before, after, len(await read(later, POLICY, incidents))]

    assert asyncio.run(run()) == [1, 1, 2]


def test_a_reader_changes_nothing(server: Server) -> None:
    async def run() -> None:
        async with server.database() as url, await connect(url) as conn, reading(conn, POLICY, asyncio.run):
            await conn.execute("delete from inbox")

    with pytest.raises(errors.ReadOnlySqlTransaction):
        asyncio.run(run())


def test_a_connection_writes_again_after_reading(server: Server) -> None:
    async def run() -> int:
        async with server.database() as url, await connect(url) as conn:
            async with reading(conn, POLICY, asyncio.run):
                pass
            return (await conn.execute("delete from inbox")).rowcount

    assert asyncio.run(run()) == 0


def test_a_reader_knows_no_moment_before_the_first(server: Server) -> None:
    with read_after(server, POLICY, []) as reader:
        assert (isinstance(reader, PostgresReader), reader.now()) == (True, 0)
