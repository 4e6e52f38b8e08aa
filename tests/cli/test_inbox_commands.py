"""`ratchet inbox`: what could not be decided is listed with the reason, decided again, or given up for good."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest
from command import Ran, ratchet
from histories import INTRODUCTIONS, POLICY, START, said
from ratchet_cli.doctor import check_kept
from ratchet_postgres import connect, hear
from ratchet_postgres.inbox import park
from ratchet_slack.doctor import Finding, State
from server import Server, seated

pytestmark = pytest.mark.usefixtures("settings")

QUESTION = said(START, "C2", "U2", "how do I rotate the xyzzy key?")
WHY = "KeyError: 'xyzzy'"


async def decided(url: str) -> list[str]:
    """Decide what waits, and return what was taken."""
    async with await connect(url) as conn:
        writer = await seated(conn, POLICY)
        taken: list[str] = []
        while batch := await writer.take():
            taken += [event.id for event, _ in batch]
        return taken


async def told(url: str) -> int:
    async with await connect(url) as conn:
        return await hear(conn, [QUESTION])


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """A database in which one event could not be decided."""

    async def filled(stack: AsyncExitStack) -> str:
        url = await stack.enter_async_context(server.database())
        async with await connect(url) as conn:
            await hear(conn, [*INTRODUCTIONS, QUESTION])
            await park(conn, QUESTION.id, WHY)
        await decided(url)
        return url

    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            yield runner.run(filled(stack))
        finally:
            runner.run(stack.aclose())


def inbox(url: str, *words: str) -> Ran:
    return ratchet("inbox", *words, "--database", url)


def test_what_could_not_be_decided_is_listed_with_the_reason(url: str) -> None:
    assert inbox(url, "list").stdout == f"event: {QUESTION.id}  at: 2026-01-05 10:00 UTC  why: {WHY}\n"


def test_it_is_decided_again_where_somebody_wants_that(url: str) -> None:
    ran = inbox(url, "retry", QUESTION.id)
    assert (ran.stdout, asyncio.run(decided(url)), inbox(url, "list").stdout) == (
        "It waits to be decided.\n",
        [QUESTION.id],
        "Nothing.\n",
    )


def test_all_of_it_is_decided_again(url: str) -> None:
    ran = inbox(url, "retry", "--all")
    assert (ran.stdout, asyncio.run(decided(url))) == ("1 event waits to be decided.\n", [QUESTION.id])


def test_what_is_given_up_is_never_decided_also_where_it_is_told_again_and_its_words_go(url: str) -> None:
    async def left() -> tuple[int, list[str], int]:
        new = await told(url)
        taken = await decided(url)
        async with await connect(url) as conn:
            words = await conn.execute("select from inbox as i where i::text like '%xyzzy%'")
            return new, taken, words.rowcount

    ran = inbox(url, "drop", QUESTION.id, "--yes")
    why = ratchet("why", QUESTION.id, "--database", url).stdout.splitlines()[-1]
    assert (ran.stdout, inbox(url, "list").stdout, asyncio.run(left()), why) == (
        "It is given up.\n",
        "Nothing.\n",
        (0, [], 0),
        "   could not be decided, and was given up",
    )


@pytest.mark.parametrize("words", [("retry", "nothing"), ("drop", "nothing", "--yes"), ("drop", "nothing")])
def test_what_is_not_parked_is_refused_with_what_to_look_at(url: str, words: tuple[str, ...]) -> None:
    ran = inbox(url, *words)
    assert (ran.returncode, ran.stderr.splitlines()[-1]) == (
        2,
        "ratchet: nothing: no such event is parked; `ratchet inbox list` shows those that are.",
    )


def test_an_event_or_all_of_them_is_asked_for(url: str) -> None:
    assert inbox(url, "retry").returncode == 2


def test_doctor_names_the_command_where_something_is_parked_and_is_content_once_it_is_given_up(url: str) -> None:
    async def looked_at() -> Finding:
        async with await connect(url) as conn:
            return next(one for one in await check_kept(conn) if one.what == "inbox")

    before = asyncio.run(looked_at())
    inbox(url, "drop", QUESTION.id, "--yes")
    assert (before.state, "`ratchet inbox list`" in before.mend, asyncio.run(looked_at()).state) == (
        State.WRONG,
        True,
        State.OK,
    )
