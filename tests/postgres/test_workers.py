"""Workers on connections of their own share the outbox while the writer commits: nothing is done twice or overtaken."""

import asyncio
from collections import Counter

from attrs import define, field
from ratchet_core.contract.place import POLICY, START, heard, outcome_of
from ratchet_core.contract.sending import post
from ratchet_core.domain import MessageRef
from ratchet_core.ports import Claim, Turn
from ratchet_core.vocabulary.actions import AboutRequest, Action, Body, Lane, UpdateMessage
from ratchet_core.vocabulary.decision import Decision
from ratchet_postgres import PostgresOutbox, PostgresStore, connect
from server import Server

ROUNDS, POSTS, EDITED = 30, 3, ("1.0", "2.0")
ABOUT = AboutRequest(MessageRef("C1", "1.0"))


def asked(number: int) -> list[Action]:
    """Return what is asked for in one round: some posts, and newer words for each message."""
    posts = [post(f"post {number}/{place}") for place in range(POSTS)]
    edits = (UpdateMessage(f"edit {number}/{ts}", "cards", "C1", ts, Body(str(number)), ABOUT) for ts in EDITED)
    return [*posts, *edits]


@define
class Seen:
    """What workers saw and did: how often each action, which messages are being edited now, the last words of each."""

    done: Counter[str] = field(factory=Counter)
    in_hand: set[str] = field(factory=set)
    at_once: list[str] = field(factory=list)
    words: dict[str, list[int]] = field(factory=dict)


async def work(outbox: PostgresOutbox, settled: "asyncio.Queue[Action]", seen: Seen, stop: asyncio.Event) -> None:
    """Claim, do, and tell of it, until nothing is left."""
    while True:
        claims = await outbox.claim(START, tuple(Lane), 4, 10**12)
        for claim in claims:
            await do(outbox, claim, settled, seen)
        if not claims and stop.is_set() and await outbox.next_due() is None:
            return
        await asyncio.sleep(0.001)


async def do(outbox: PostgresOutbox, claimed: Claim, settled: "asyncio.Queue[Action]", seen: Seen) -> None:
    claim = await outbox.held(claimed)
    if claim is None:
        return
    action = claim.action
    if isinstance(action, UpdateMessage):
        if action.ts in seen.in_hand:
            seen.at_once.append(action.key)
        seen.in_hand.add(action.ts)
        seen.words.setdefault(action.ts, []).append(int(action.body.headline))
        await asyncio.sleep(0.002)
        seen.in_hand.discard(action.ts)
    seen.done[action.key] += 1
    await settled.put(action)


async def write(store: PostgresStore, settled: "asyncio.Queue[Action]", stop: asyncio.Event) -> None:
    """Commit what is asked for, and the outcomes of what was done, until all is settled."""
    number = 0
    while number < ROUNDS or not settled.empty() or not stop.is_set():
        turns = [Turn(outcome_of(settled.get_nowait()), Decision()) for _ in range(settled.qsize())]
        if number < ROUNDS:
            turns.append(Turn(heard(str(number)), Decision(actions=tuple(asked(number)))))
            number += 1
        else:
            stop.set()
        await store.commit(turns)
        await asyncio.sleep(0)
    while True:
        await store.commit([Turn(outcome_of(await settled.get()), Decision())])


async def shared(server: Server) -> Seen:
    seen, stop, settled = Seen(), asyncio.Event(), asyncio.Queue[Action]()
    async with server.database() as url:
        conns = [await connect(url) for _ in range(5)]
        writing = asyncio.create_task(write(await PostgresStore.open(conns[0], POLICY), settled, stop))
        await asyncio.wait_for(
            asyncio.gather(*(work(PostgresOutbox(conn), settled, seen, stop) for conn in conns[1:])), 60
        )
        writing.cancel()
        for conn in conns:
            conn.pgconn.finish()
    return seen


def test_nothing_is_done_twice_and_newer_words_come_last_and_alone(server: Server) -> None:
    seen = asyncio.run(shared(server))
    posts = {one.key: 1 for number in range(ROUNDS) for one in asked(number) if not isinstance(one, UpdateMessage)}
    assert {key: count for key, count in seen.done.items() if key in posts} == posts
    assert max(seen.done.values()) == 1
    assert seen.at_once == []
    assert all(words == sorted(words) and words[-1] == ROUNDS - 1 for words in seen.words.values())
