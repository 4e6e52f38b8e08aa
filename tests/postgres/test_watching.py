"""What is looked at in PostgreSQL is what is looked at in memory: the outbox, decisions, and every page."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
from asking import LIVE, remembered_sources, visitor
from attrs import frozen
from crawling import visited
from filled import decided
from histories import firing, posted, said
from ratchet_core.basis.instants import HOUR, MINUTE
from ratchet_core.memory import MemoryStore
from ratchet_core.ports import Outbox
from ratchet_core.queries.watching import (
    Condition,
    Decided,
    Depth,
    Outgoing,
    OutOfReachError,
    Sought,
    causes_of,
)
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.actions import Lane
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import ActionFailed, AlertMuted, Event, RunbookWritten
from ratchet_postgres import (
    Looks,
    PostgresDecisions,
    PostgresHealth,
    PostgresOutbox,
    PostgresOutgoing,
    PostgresReadings,
    Writer,
    connect,
    hear,
)
from ratchet_web import Sources
from ratchet_web.memory import MemoryDecisions, MemoryOutgoing
from remembered import ALERT, ORGANISED
from server import Server

OPEN = posted(ORGANISED, "C1", firing("HighErrorRate checkout-api"))
MUTED = AlertMuted("mute/2", ORGANISED + MINUTE, ALERT, "C2", ORGANISED + HOUR, "resizing again", "U2")
DRAFTED = RunbookWritten("runbook/4", ORGANISED, ALERT, "1. Look at the dashboard.", "U3")
IN_MEMORY = remembered_sources([OPEN, MUTED, DRAFTED])


def log_of(decisions: Any) -> Sequence[tuple[Event, Decision]]:  # noqa: ANN401 - what a test looks into
    log: Sequence[tuple[Event, Decision]] = decisions._log
    return log


LOG = log_of(IN_MEMORY.decisions)


@contextmanager
def database(server: Server, events: Sequence[Event]) -> Iterator[str]:
    """Give the URL of a database in which events were decided."""
    with asyncio.Runner() as runner:
        context = server.database()
        url = runner.run(context.__aenter__())
        try:
            runner.run(decided(url, LIVE, events))
            yield url
        finally:
            runner.run(context.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def filled(server: Server) -> Iterator[str]:
    with database(server, [event for event, _ in LOG]) as url:
        yield url


def sources(url: str) -> Sources:
    """Return what the pages are made from, of a database."""
    looks = Looks(url)
    now = max(event.at for event, _ in LOG)
    readings, health = PostgresReadings(looks, LIVE), PostgresHealth(looks)
    return Sources(readings, PostgresOutgoing(looks), PostgresDecisions(looks), health, lambda: now)


OF_ITS_OWN = frozenset({"writer", "writer_seen", "next"})
"""What is another in a database: who decides, and where a list of decisions goes on."""


def same(told: str) -> Any:  # noqa: ANN401 - whatever JSON says
    """Return what a page says, without what is another in a database, and without its health where all is well."""
    return json.loads(told, object_hook=lambda one: {k: v for k, v in one.items() if k not in OF_ITS_OWN})


def test_every_page_of_a_database_says_what_it_says_of_a_store_in_memory(filled: str) -> None:
    known = [one for one in visited(visitor(IN_MEMORY)) if one.kind != "text/html" and "before=" not in one.path]
    asked = visitor(sources(filled))
    answers = {one.path: asked.get(one.path).text for one in known}
    differ = [one.path for one in known if "/decisions/" not in one.path and same(one.text) != same(answers[one.path])]
    assert (len(known) > 50, differ) == (True, [])


def test_a_decision_is_told_with_the_same_reasons_and_with_the_words_that_are_kept(filled: str) -> None:
    paths = [
        one.path for one in visited(visitor(IN_MEMORY)) if one.path.startswith("/decisions/") and "json" in one.path
    ]
    here, there = visitor(IN_MEMORY), visitor(sources(filled))

    def steps(asked: Any, path: str) -> Any:  # noqa: ANN401 - whatever JSON says
        return [{**one, "withheld": None} for one in json.loads(asked.get(path).text)["steps"]]

    assert [path for path in paths if steps(here, path) != steps(there, path)] == []


@pytest.mark.parametrize(
    "sought",
    [
        Sought(),
        Sought(behaviour="mutes"),
        Sought(why=Why.INCIDENT_OPENED),
        Sought(behaviour="mutes", why=Why.INCIDENT_OPENED),
        Sought(channel="C2"),
        Sought(why=Why.NOTICE_KEPT, channel="C2"),
    ],
)
def test_decisions_are_found_as_in_memory(filled: str, sought: Sought) -> None:
    def without_places(found: Sequence[Decided]) -> list[Any]:
        return [(one.event, one.kind, one.at, one.channel, one.reasons, one.actions, one.withheld) for one in found]

    async def asked(decisions: PostgresDecisions | MemoryDecisions) -> list[Any]:
        first = await decisions.latest(sought, None, 3)
        return without_places([*first, *await decisions.latest(sought, first[-1].place if first else 0, 500)])

    assert asyncio.run(asked(PostgresDecisions(Looks(filled)))) == asyncio.run(asked(MemoryDecisions(LOG)))


def test_it_is_told_of_which_events_a_decision_is_kept(filled: str) -> None:
    known = asyncio.run(PostgresDecisions(Looks(filled)).known([OPEN.id, "nothing"]))
    assert known == {OPEN.id}


WAITING = [
    posted(ORGANISED, "C1", firing("HighErrorRate checkout-api")),
    posted(ORGANISED + MINUTE, "C1", firing("QueueStuck ledger")),
    said(ORGANISED + 2 * MINUTE, "C2", "U1", "how do I rotate the ledger key?"),
]
NOW = ORGANISED + HOUR
BEFORE = [event for event, _ in LOG if event.at < ORGANISED]


async def work(outbox: Outbox) -> None:
    """Set one post aside, and put another off."""
    first, second = await outbox.claim(NOW, [Lane.SPEECH], limit=2)
    await outbox.set_aside(first, "channel_not_found")
    await outbox.postpone(second, NOW + MINUTE)


async def looked(outgoing: Outgoing) -> Any:  # noqa: ANN401 - all that is told
    lanes = [[(lane, one) for one in await outgoing.waiting(lane, 10)] for lane in Lane]
    return await outgoing.depths(NOW), lanes, await outgoing.aside(10), await outgoing.waiting(Lane.TIME, 1)


async def in_memory() -> Any:  # noqa: ANN401 - as above
    store, log = MemoryStore(LIVE), list[tuple[Event, Decision]]()
    for event in [*BEFORE, *WAITING]:
        log.append((event, await take_turn(store, event)))
    await work(store.outbox)
    return await looked(MemoryOutgoing(store.outbox, log))


def test_the_outbox_is_told_as_in_memory(server: Server) -> None:
    async def in_postgres(url: str) -> Any:  # noqa: ANN401 - as above
        async with await connect(url) as conn:
            await work(PostgresOutbox(conn))
        return await looked(PostgresOutgoing(Looks(url)))

    with database(server, [*BEFORE, *WAITING]) as url:
        found = asyncio.run(in_postgres(url))
    assert found == asyncio.run(in_memory())


@frozen
class Looked:
    """How a database is before, while and after somebody decides in it."""

    before: Condition
    meanwhile: Condition
    name: str


def test_it_is_told_who_decides_and_what_waits_to_be_decided(server: Server) -> None:
    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[str, Callable[[], Awaitable[Condition]]]]:
        async with server.database() as url:
            yield url, lambda: PostgresHealth(Looks(url)).condition(NOW)

    async def live() -> Looked:
        async with opened() as (url, condition), await connect(url) as telling, await connect(url) as deciding:
            await hear(telling, WAITING[1:])
            await hear(telling, WAITING[:1], backfill=True)
            before = await condition()
            await Writer.stand_by(deciding, LIVE, pause=0.01)
            cursor = await telling.execute("select host || '/' || process from writing")
            row = await cursor.fetchone()
            return Looked(before, await condition(), row[0] if row else "")

    looked_at = asyncio.run(live())
    lead = looked_at.meanwhile.writer
    inbox = (Depth("live", 2, WAITING[1].at), Depth("old", 1))
    assert (looked_at.before, lead is not None and (lead.name, lead.since is not None, lead.seen is not None)) == (
        Condition(None, inbox, tuple(Depth(lane.value, 0) for lane in Lane), 0),
        (looked_at.name, True, True),
    )


def test_a_database_out_of_reach_is_told_as_one() -> None:
    looks = Looks("postgresql://localhost:1/nothing")
    with pytest.raises(OutOfReachError):
        asyncio.run(PostgresHealth(looks).condition(NOW))


def test_what_an_action_comes_from_is_the_longest_beginning_of_its_key_that_is_an_event() -> None:
    assert causes_of("C1/1.0/done/cards/0") == ("C1/1.0/done/cards", "C1/1.0/done", "C1/1.0", "C1")


def test_what_followed_from_a_failure_is_told_too(server: Server) -> None:
    until = [event.id for event, _ in LOG].index(OPEN.id) + 1
    (card, *_) = LOG[until - 1][1].actions
    failed = ActionFailed(f"{card.key}/failed", OPEN.at + 1, card, "there is no such channel")
    with database(server, [*(event for event, _ in LOG[:until]), failed]) as url:
        in_postgres = asyncio.run(PostgresDecisions(Looks(url)).trail(OPEN.id, 10))
    in_memory = asyncio.run(MemoryDecisions([*LOG[:until], (failed, Decision())]).trail(OPEN.id, 10))
    trails = [[step.decided.event for step in steps] for steps in (in_postgres, in_memory)]
    assert trails == [[OPEN.id, failed.id]] * 2


def test_what_was_decided_for_a_reason_is_heard_again_alike_the_latest_last(server: Server) -> None:
    why = LOG[-1][1].reasons[0].why
    with database(server, [event for event, _ in LOG]) as url:
        in_postgres = asyncio.run(PostgresDecisions(Looks(url)).heard(why, 5))
    expected = [(event, one.reasons) for event, one in LOG if why in {reason.why for reason in one.reasons}][-5:]
    assert (in_postgres, asyncio.run(MemoryDecisions(LOG).heard(why, 5))) == (expected, expected)
