"""A search in PostgreSQL finds what the one in memory finds, and its documents follow from the records alone."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from histories import INTRODUCTIONS, START, fingerprint_of, firing, histories, posted, replayed, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres_places import in_postgres
from psycopg import AsyncConnection
from ratchet_core.basis.instants import DAY, HOUR, MINUTE
from ratchet_core.contract.place import POLICY, put
from ratchet_core.domain import HelpRequest, Message, MessageRef, digest_of
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import Get
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.actions import AboutRequest, FindSimilar
from ratchet_core.vocabulary.events import (
    AlertTied,
    Event,
    Found,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    PersonErased,
    RunbookActivated,
    RunbookApproved,
    RunbookWritten,
    ServiceNamed,
)
from ratchet_postgres import PostgresSearch, Problem, check, connect, hear
from ratchet_postgres.asking import text_of
from ratchet_postgres.documents import make_anew
from ratchet_postgres.migrating import migrations
from ratchet_postgres.search import query_of
from server import Server, seated
from test_store import Counting

ALARM = posted(START, "C1", firing("HighErrorRate checkout-api"))
ALERT = fingerprint_of(ALARM)
TEXTS = ("restart the ledger consumer", "scale the ledger consumer out; see `kubectl scale`")
RUNBOOKS: list[Event] = [
    ALARM,
    ServiceNamed("s", 0, "zanzibar", "zanzibar"),
    *(RunbookWritten(f"w{number}", START + number, ALERT, text, "U1") for number, text in enumerate(TEXTS)),
    *(
        RunbookApproved(f"a{number}", START + 10 + number, ALERT, number + 1, digest_of(text), "", assumed=True)
        for number, text in enumerate(TEXTS)
    ),
]
ASKED = said(START + HOUR, "C2", "U1", "how do I rotate the ledger key of the vault?")
ANSWERED = said(START + HOUR + MINUTE, "C2", "U2", "run the rotate job of the vault", ASKED.ts)
AGAIN = said(START + 2 * HOUR, "C2", "U3", "does anybody know how to rotate a ledger key?")
ANSWERED_AGAIN = said(START + 2 * HOUR + MINUTE, "C2", "U2", "as I said above: the rotate job", AGAIN.ts)
LATER: list[Event] = [
    MessageEdited("edit", START + DAY, "C2", ASKED.ts, None, "U1", "how do I rotate the zebra in the zoo?"),
    MessageEdited("chat", START + DAY, "C2", AGAIN.ts, None, "U3", "good morning everybody"),
    MessageDeleted("gone", START + DAY, "C2", ASKED.ts),
    PersonErased("e1", START + DAY, "U1"),
    PersonErased("e3", START + DAY, "U3"),
    RunbookActivated("back", START + DAY, ALERT, 1, "U1"),
    AlertTied("tied", START + DAY, ALERT, "zanzibar", "U1"),
]
QUESTIONS = (
    "how do I rotate the ledger key of the vault?",
    "how to rotate the zebra in our zoo?",
    "zanzibar higherrorrate consumer ledger, how do I scale it?",
    "how do I restart the consumer of the ledger?",
)
ASKING = [said(START + 30 * DAY + number * HOUR, "C2", "U4", text) for number, text in enumerate(QUESTIONS)]
QUIET = Policy()


def action_of(event: MessageSeen) -> FindSimilar:
    root = MessageRef(event.channel, event.ts)
    return FindSimilar(f"search/{event.ts}", "answers", event.channel, (root,), AboutRequest(root))


def found_in_memory(events: Sequence[Event]) -> tuple[list[Event], list[tuple[Found, ...]]]:
    """Return all that was heard of a history, and what each question finds in the end."""

    async def find(store: MemoryStore) -> list[tuple[Found, ...]]:
        return [await store.search.find(action_of(one)) for one in ASKING]

    store = MemoryStore(QUIET)
    heard = [event for event, _ in replayed(store, [*events, *ASKING])]
    return heard, asyncio.run(find(store))


async def tables(conn: AsyncConnection[Any]) -> list[list[Any]]:
    """Return what stands in the index, with terms in no order."""
    sorted_terms = 'array(select one.term from unnest(terms) as one(term) order by one.term collate "C")'
    queries = (
        f"select key, channel, ts, alert, service, at, long, {sorted_terms} from document order by key",
        "select term, documents from document_term order by term",
        "select documents from document_index",
    )
    return [await (await conn.execute(text_of(query))).fetchall() for query in queries]


async def heard_in(conn: AsyncConnection[Any], events: Sequence[Event], size: int) -> None:
    """Decide events in batches of some size."""
    await hear(conn, events)
    writer = await seated(conn, QUIET, size)
    while await writer.take():
        pass


@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    history=histories(),
    later=st.lists(st.sampled_from(LATER), max_size=4, unique_by=lambda one: one.id),
    size=st.sampled_from([1, 3, 100]),
)
def test_what_is_found_is_the_same_as_in_memory_and_so_are_documents_that_are_made_anew(
    server: Server, history: list[Event], later: list[Event], size: int
) -> None:
    given_events = [*INTRODUCTIONS, *RUNBOOKS, ASKED, ANSWERED, AGAIN, ANSWERED_AGAIN, *history, *later]
    events, expected = found_in_memory(given_events)

    async def found() -> tuple[list[tuple[Found, ...]], list[list[Any]], list[list[Any]]]:
        async with server.database() as url, await connect(url) as conn:
            await heard_in(conn, events, size)
            search = PostgresSearch(conn)
            finds, kept = [await search.find(action_of(one)) for one in ASKING], await tables(conn)
            async for _ in make_anew(conn):
                pass
            return finds, kept, await tables(conn)

    finds, kept, anew = asyncio.run(found())
    assert finds == expected
    assert kept == anew


def test_the_histories_of_the_test_before_find_something() -> None:
    history = [*INTRODUCTIONS, *RUNBOOKS, ASKED, ANSWERED, AGAIN, ANSWERED_AGAIN]
    found = [found_in_memory(given)[1] for given in (history, [*history, LATER[0]])]
    assert [[len(one) for one in finds] for finds in found] == [[2, 0, 1, 1], [1, 1, 1, 1]]


def rows_of(server: Server, events: Sequence[Event]) -> list[list[Any]]:
    async def kept() -> list[list[Any]]:
        async with server.database() as url, await connect(url) as conn:
            await heard_in(conn, events, 100)
            return await tables(conn)

    return asyncio.run(kept())


@pytest.mark.parametrize(
    "end", [MessageDeleted("gone", START + DAY, "C2", ASKED.ts), PersonErased("e1", START + DAY, "U1")]
)
def test_of_words_that_are_taken_back_no_term_is_left(server: Server, end: Event) -> None:
    history = [*INTRODUCTIONS, ASKED, ANSWERED, AGAIN, ANSWERED_AGAIN]
    documents, terms, count = rows_of(server, [*history, end])
    assert [row[0] for row in documents] == [f"C2/{AGAIN.ts}"]
    assert terms == [("key", 1), ("ledger", 1), ("rotat", 1)]
    assert count == [(1,)]


def test_a_database_of_a_version_without_search_has_its_documents_made_when_a_writer_begins(server: Server) -> None:
    history = [*INTRODUCTIONS, *RUNBOOKS, ASKED, ANSWERED, AGAIN, ANSWERED_AGAIN]
    search = next(one for one in migrations() if one.name == "search")

    async def made() -> tuple[list[list[Any]], ...]:
        async with server.database() as url, await connect(url) as conn:
            await heard_in(conn, history, 100)
            expected = await tables(conn)
            await conn.execute("drop table document, document_term, document_index")
            await conn.execute(text_of(search.sql))
            empty = await tables(conn)
            await heard_in(conn, [], 100)
            return expected, empty, await tables(conn)

    expected, empty, made_now = asyncio.run(made())
    assert (empty, made_now) == ([[], [], [(0,)]], expected)


def test_a_reply_that_changes_no_document_takes_no_round_trip_more(server: Server) -> None:
    root = MessageRef("C1", "1.0")
    asked, request = Message(root, "U1", 1, None, "how do I rotate a key?"), HelpRequest(root, "U1", 1)

    async def trips() -> list[int]:
        async with in_postgres(server, POLICY, Counting) as place:
            counts = []
            await put(place, "asked", asked, request)
            for replies in (1, 2):
                await place.store.find([Get(HelpRequest, ("C1", "1.0"))])
                Counting.trips = 0
                await put(place, f"reply {replies}", HelpRequest(root, "U1", 1, replies=replies, first_answer_at=2))
                counts.append(Counting.trips)
            return counts

    assert asyncio.run(trips()) == [2, 1]


def test_terms_with_quotes_and_backslashes_are_looked_up_as_they_are(server: Server) -> None:
    async def matches() -> list[bool]:
        async with server.database() as url, await connect(url) as conn:
            found = []
            for term in ("it's", "a\\b", "a'&'b", "c++", "\u00e9t\u00e9|x"):
                row = await (
                    await conn.execute("select array_to_tsvector(%s) @@ %s::tsquery", [[term], query_of([[term]])])
                ).fetchone()
                found.append(row == (True,))
            return found

    assert asyncio.run(matches()) == [True] * 5


def test_terms_and_documents_that_are_miscounted_are_told(server: Server) -> None:
    async def told() -> list[list[Problem]]:
        async with server.database() as url, await connect(url) as conn:
            await heard_in(conn, [*INTRODUCTIONS, ASKED, ANSWERED], 100)
            before = await check(conn)
            await conn.execute("update document_term set documents = 7 where term = 'vault'")
            await conn.execute("update document_index set documents = 7")
            return [before, await check(conn)]

    assert asyncio.run(told()) == [
        [],
        [
            Problem("terms are counted otherwise than documents have them", ("vault",)),
            Problem("documents are counted otherwise than they are there", ("7",)),
        ],
    ]
