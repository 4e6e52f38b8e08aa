"""Words that are gone leave the log too, old words and decisions go, and what came since can be decided again."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import attrs
from histories import INTRODUCTIONS, POLICY, START, fingerprint_of, firing, histories, posted, replayed, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ratchet_cli.db.replaying import replay
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.events import (
    AlertMuted,
    Event,
    MessageDeleted,
    MessageEdited,
    MessageSeen,
    PersonErased,
    PersonSeen,
)
from ratchet_postgres import connect, hear
from ratchet_postgres.erasing import due_because_of
from ratchet_postgres.housekeeping import Kept, Retention, clear_words, keep_house
from server import Server, seated

FIRED = posted(START, "C1", firing("QueueStuck ledger"))
QUESTION = said(START + MINUTE, "C2", "U2", "how do I rotate the ledger key?")
ANSWER = said(START + 2 * MINUTE, "C2", "U3", "run the xyzzy job", QUESTION.ts)
NOTE = said(START + 3 * MINUTE, "C1", "U1", "I restarted plugh by hand", FIRED.ts)
HISTORY: list[Event] = [*INTRODUCTIONS, FIRED, QUESTION, ANSWER, NOTE]
LATER: list[Event] = [
    said(START + 2 * DAY, "C2", "U4", "thanks, all is well again"),
    said(START + 2 * DAY + MINUTE, "C2", "U2", "how do I rotate the ledger key again?"),
]


def in_database(server: Server, work: Callable[[str], Awaitable[Any]]) -> Any:  # noqa: ANN401 - whatever it gives
    async def run() -> Any:  # noqa: ANN401 - as above
        async with server.database() as url:
            return await work(url)

    return asyncio.run(run())


async def decided(url: str, events: Sequence[Event], policy: Policy = POLICY) -> None:
    async with await connect(url) as conn:
        await hear(conn, events)
        writer = await seated(conn, policy)
        while await writer.take():
            pass


async def cleared(url: str) -> Kept | None:
    async with await connect(url) as conn:
        return await clear_words(conn)


async def difference(url: str) -> tuple[str, ...]:
    async with await connect(url) as conn:
        return (await replay(conn, lambda *_: None)).difference


async def everything(url: str) -> str:
    """Return every column of every row of every table, as text."""
    async with await connect(url) as conn:
        tables = await (
            await conn.execute("select tablename from pg_tables where schemaname = current_schema()")
        ).fetchall()
        rows = [
            await (await conn.execute(f"select t::text from {table} as t".encode())).fetchall() for (table,) in tables
        ]
    return "\n".join(row[0] for some in rows for row in some)


async def told(url: str) -> list[str]:
    """Return the events that are told still, by id."""
    async with await connect(url) as conn:
        rows = await (await conn.execute("select event from inbox where told is not null order by turn")).fetchall()
    return [row[0] for row in rows]


def left_after(server: Server, *more: Event) -> tuple[list[str], tuple[str, ...], str]:
    """Return which events lost what they told, what differs in a replay, and all that is in the database."""

    async def work(url: str) -> tuple[list[str], tuple[str, ...], str]:
        await decided(url, [*HISTORY, *more])
        await cleared(url)
        left = await told(url)
        await decided(url, LATER)
        lost = [event.id for event in (*HISTORY, *more) if event.id not in left]
        return lost, await difference(url), await everything(url)

    found: tuple[list[str], tuple[str, ...], str] = in_database(server, work)
    return found


def test_the_words_of_a_deleted_message_leave_the_log_and_the_rest_stays(server: Server) -> None:
    deleted = MessageDeleted(f"{ANSWER.id}/deleted", START + HOUR, "C2", ANSWER.ts)
    lost, differs, dump = left_after(server, deleted)
    assert (lost, differs, "xyzzy" in dump, "plugh" in dump) == ([ANSWER.id, deleted.id], (), False, True)


def test_what_a_message_said_before_it_was_edited_leaves_the_log(server: Server) -> None:
    edited = MessageEdited(
        f"{ANSWER.id}/edited/1", START + HOUR, "C2", ANSWER.ts, ANSWER.thread, "U3", "run the other job"
    )
    lost, differs, dump = left_after(server, edited)
    assert (lost, differs, "xyzzy" in dump, "the other job" in dump) == ([ANSWER.id], (), False, True)


def test_an_erased_persons_words_and_name_leave_the_log_and_nobody_elses_do(server: Server) -> None:
    named = PersonSeen("U3/named", 0, "U3", "Xyzzy Smith", external=False)
    lost, differs, dump = left_after(server, named, PersonErased("erase/U3", START + HOUR, "U3"))
    gone = ["C1/U3/seen", "C2/U3/seen", ANSWER.id, named.id, "erase/U3"]
    assert (lost, differs, re.search("xyzzy", dump, re.IGNORECASE), "plugh" in dump) == (gone, (), None, True)


def test_words_of_an_erased_person_that_come_late_leave_the_log_with_the_next_baseline(server: Server) -> None:
    async def work(url: str) -> tuple[bool, tuple[str, ...]]:
        await decided(url, [*HISTORY, PersonErased("erase/U3", START + HOUR, "U3")])
        await cleared(url)
        late = said(START + 2 * HOUR, "C2", "U3", "and the xyzzy job again")
        await decided(url, [late, MessageDeleted(f"{NOTE.id}/deleted", START + 2 * HOUR, "C1", NOTE.ts)])
        await cleared(url)
        return "xyzzy" in await everything(url), await difference(url)

    assert in_database(server, work) == (False, ())


def test_a_message_from_before_the_last_baseline_leaves_the_log_with_what_tells_of_it(server: Server) -> None:
    async def work(url: str) -> tuple[list[str], tuple[str, ...]]:
        await decided(url, [*HISTORY, MessageDeleted(f"{ANSWER.id}/deleted", START + HOUR, "C2", ANSWER.ts)])
        await cleared(url)
        before = await told(url)
        await decided(url, [*LATER, MessageDeleted(f"{NOTE.id}/deleted", START + 3 * DAY, "C1", NOTE.ts)])
        await cleared(url)
        after = await told(url)
        await decided(url, [said(START + 4 * DAY, "C2", "U4", "and on it goes")])
        return [event for event in before if event not in after], await difference(url)

    assert in_database(server, work) == ([NOTE.id], ())


def test_what_was_looked_at_is_not_looked_at_again_and_what_comes_then_is(server: Server) -> None:
    async def work(url: str) -> list[int]:
        await decided(url, HISTORY)
        async with await connect(url) as conn:
            first = await clear_words(conn)
            again = await clear_words(conn, looked=first.looked if first else 0)
            await decided(url, [MessageDeleted(f"{ANSWER.id}/deleted", START + HOUR, "C2", ANSWER.ts)])
            last = await clear_words(conn, looked=again.looked if again else 0)
        return [one.cleared for one in (first, again, last) if one is not None]

    assert in_database(server, work) == [0, 0, 2]


@settings(max_examples=10, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), parts=st.integers(2, 4))
def test_in_small_steps_the_log_loses_what_it_loses_at_once(server: Server, history: list[Event], parts: int) -> None:
    log = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *history])
    events = list({event.id: event for event, _ in reversed(log)}.values())[::-1]
    size = -(-len(events) // parts)

    async def in_steps(url: str) -> tuple[list[str], tuple[str, ...]]:
        for first in range(0, len(events), size):
            await decided(url, events[first : first + size])
            await cleared(url)
        return await told(url), await difference(url)

    async def at_once(url: str) -> tuple[list[str], tuple[str, ...]]:
        await decided(url, events)
        await cleared(url)
        return await told(url), await difference(url)

    assert in_database(server, in_steps) == in_database(server, at_once)


def test_a_refused_erasure_clears_nothing(server: Server) -> None:
    lost, differs, _ = left_after(server, PersonErased("erase/U3", START + HOUR, "U3", "U1"))
    assert (lost, differs) == ([], ())


def test_why_an_erased_person_muted_an_alert_is_told_nowhere(server: Server) -> None:
    alert = fingerprint_of(FIRED)
    muted = AlertMuted("mute", START + 4 * MINUTE, alert, None, START + DAY, "frobozz is being resized", "U1")
    again = posted(START + 2 * HOUR, "C1", firing("QueueStuck ledger", "warning"))
    lost, differs, dump = left_after(server, muted, again, PersonErased("erase/U1", START + 3 * HOUR, "U1"))
    assert (muted.id in lost, differs, [row for row in dump.splitlines() if "frobozz" in row]) == (True, (), [])


def test_clearing_goes_on_where_it_was_broken_off(server: Server) -> None:
    async def work(url: str) -> tuple[bool, tuple[str, ...]]:
        await decided(url, [*HISTORY, MessageDeleted(f"{ANSWER.id}/deleted", START + HOUR, "C2", ANSWER.ts)])
        await cleared(url)
        async with await connect(url) as conn:  # as if it had been broken off right behind its baseline
            await conn.execute("update baseline set cleared = false")
            word = "update inbox set told = jsonb_build_object('type', 'MessageSeen', 'ts', %s::text, 'channel', 'C2')"
            await conn.execute(f"{word} where event = %s".encode(), [ANSWER.ts, ANSWER.id])
        await cleared(url)
        return ANSWER.id in await told(url), await difference(url)

    assert in_database(server, work) == (False, ())


def test_only_one_process_keeps_house(server: Server) -> None:
    async def work(url: str) -> list[Kept | None]:
        await decided(url, HISTORY)
        async with await connect(url) as conn, await connect(url) as other:
            await other.execute("select pg_advisory_lock(7228425, hashtext(current_schema()))")
            busy = await clear_words(conn)
            await other.execute("select pg_advisory_unlock_all()")
            return [busy, await clear_words(conn)]

    assert in_database(server, work) == [None, Kept()]


def test_words_and_decisions_go_when_they_are_old_and_what_is_known_stays_known(server: Server) -> None:
    async def work(url: str) -> tuple[Kept | None, Kept | None, list[str], int, tuple[str, ...]]:
        await decided(url, [*HISTORY, *LATER])
        retention = Retention(words=DAY, decisions=2 * DAY)
        async with await connect(url) as conn:
            first = await keep_house(conn, START + 2 * DAY + HOUR, retention)
            again = await keep_house(conn, START + 2 * DAY + HOUR, retention)
            new = await hear(conn, HISTORY)
        await decided(url, [said(START + 3 * DAY, "C2", "U1", "one more question?")])
        return first, again, (await told(url))[:2], new, await difference(url)

    count, old = len(HISTORY), len(INTRODUCTIONS)
    first = Kept(0, count, count, count + len(LATER))
    assert (old < count, in_database(server, work)) == (
        True,
        (first, Kept(0, 0, 0, first.baseline), [event.id for event in LATER], 0, ()),
    )


def test_nothing_is_written_where_nothing_is_to_go(server: Server) -> None:
    async def work(url: str) -> Kept | None:
        await decided(url, HISTORY)
        async with await connect(url) as conn:
            return await keep_house(conn, START + 100 * DAY, Retention(None, None))

    assert in_database(server, work) == Kept()


def marked(event: Event) -> Event:
    """Return an event in which the words of a person say whose they are."""
    if not isinstance(event, MessageSeen | MessageEdited) or not event.person:
        return event
    return attrs.evolve(event, text=f"{event.text} zq{event.person}{event.at}zq")


@settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories(), person=st.sampled_from(["U1", "U2", "U3"]))
def test_of_one_person_nothing_is_left_and_of_all_others_everything(
    server: Server, history: list[Event], person: str
) -> None:
    log = replayed(MemoryStore(POLICY), [*INTRODUCTIONS, *map(marked, history)])
    events = list({event.id: event for event, _ in reversed(log)}.values())[::-1]
    last = max(event.at for event in events) + SECOND

    async def work(url: str) -> tuple[set[str], set[str], tuple[str, ...]]:
        await decided(url, events)
        others = f"zq(?!{person})U[0-9][0-9]+zq"
        await cleared(url)  # of what was deleted and edited
        before = set(re.findall(others, await everything(url)))
        await decided(url, [PersonErased("erase", last, person)])
        async with await connect(url) as conn:
            while due := await due_because_of(conn, "erase"):
                await decided(url, due)
        await cleared(url)
        dump = await everything(url)
        lost = before - set(re.findall(others, dump))
        return set(re.findall(f"zq{person}[0-9]+zq", dump)), lost, await difference(url)

    assert in_database(server, work) == (set(), set(), ())
