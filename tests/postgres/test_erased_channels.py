"""What was said in an erased channel is in no row of any table, and a database comes to what the memory comes to."""

from collections.abc import Sequence

from histories import POLICY, START, replayed, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ratchet_core.basis.instants import DAY
from ratchet_core.memory import MemoryStore
from ratchet_core.vocabulary.events import Event, MessageSeen
from ratchet_postgres import check, connect, hear
from ratchet_postgres.proving import rows_with, words_said_in
from said_in_channels import BEGINNING, ERASED, late, left_in, spoken
from server import Server
from test_differential import compared
from test_housekeeping import cleared, decided, difference, everything, in_database, told

OFTEN = settings(
    max_examples=6, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def heard(history: Sequence[Event]) -> list[Event]:
    """Return what is heard of a history: time and what came of actions too."""
    return [event for event, _ in replayed(MemoryStore(POLICY), [*BEGINNING, *history])]


async def erased(url: str, events: Sequence[Event]) -> None:
    """Decide events, and clear the log of what they erase."""
    await decided(url, events)
    await cleared(url)


@OFTEN
@given(history=spoken())
def test_no_word_is_left_in_any_row_and_a_replay_comes_to_the_same(server: Server, history: list[Event]) -> None:
    events = heard([*history, ERASED])

    async def work(url: str) -> tuple[list[str], tuple[str, ...], list[object]]:
        await erased(url, events)
        async with await connect(url) as conn:
            problems: list[object] = [*await check(conn)]
        await decided(url, [said(ERASED.at + DAY, "C2", "U1", "how do I reach the wiki?")])
        return left_in(await everything(url)), await difference(url), problems

    assert in_database(server, work) == ([], (), [])


@OFTEN
@given(history=spoken(), sizes=st.lists(st.integers(1, 30), min_size=1, max_size=5), restart_every=st.integers(1, 6))
def test_an_erasure_comes_to_the_same_in_memory(
    server: Server, history: list[Event], sizes: list[int], restart_every: int
) -> None:
    store = MemoryStore(POLICY)
    compared(server, store, replayed(store, [*BEGINNING, *history, ERASED, *late()]), sizes, restart_every)


QUESTION = said(START, "C1", "U2", "how do I rotate the PlughC1 ledger key?")
ELSEWHERE = said(START + 1, "C2", "U2", "where is the dashboard of the checkout?")


def test_what_comes_later_from_an_erased_channel_leaves_the_log_at_the_next_housekeeping(server: Server) -> None:
    async def work(url: str) -> tuple[list[str], list[str]]:
        await erased(url, [*BEGINNING, QUESTION, ERASED])
        await decided(url, late())
        before = left_in(await everything(url))
        await cleared(url)
        return before, left_in(await everything(url))

    held, left = in_database(server, work)
    assert (len(held) > 0, left) == (True, [])


def test_what_waits_in_the_inbox_when_its_channel_is_erased_is_not_taken(server: Server) -> None:
    async def work(url: str) -> list[str]:
        await decided(url, [*BEGINNING, ELSEWHERE])
        async with await connect(url) as conn:
            await hear(conn, [QUESTION], backfill=True)
        await decided(url, [ERASED])
        await cleared(url)
        return left_in(await everything(url))

    assert in_database(server, work) == []


def test_the_events_of_other_channels_are_told_still(server: Server) -> None:
    async def work(url: str) -> list[str]:
        await erased(url, [*BEGINNING, QUESTION, ELSEWHERE, ERASED])
        return [one for one in await told(url) if one in {QUESTION.id, ELSEWHERE.id}]

    assert in_database(server, work) == [ELSEWHERE.id]


def test_the_words_that_are_looked_for_are_those_that_were_said_there_alone(server: Server) -> None:
    shared = "has anybody looked at the build of today?"
    both: list[MessageSeen] = [said(START + 2, "C1", "U1", shared), said(START + 3, "C2", "U1", shared)]

    async def work(url: str) -> tuple[list[str], dict[str, int]]:
        await decided(url, [*BEGINNING, QUESTION, *both])
        async with await connect(url) as conn:
            words = await words_said_in(conn, "C1")
            return words, await rows_with(conn, words)

    words, found = in_database(server, work)
    assert (words, set(found)) == ([QUESTION.text], {"inbox", "message_record"})
