"""What every store must do, whatever it is made of; each adapter of the port `Store` is run through it."""

import asyncio
from collections.abc import Callable

import pytest
from histories import POLICY, START, said
from ratchet_core.actions import Action, Body, PostMessage, UpdateMessage, WakeMe
from ratchet_core.changes import DropActions
from ratchet_core.decision import Decision
from ratchet_core.events import Event, MessagePosted, TimePassed
from ratchet_core.memory import MemoryStore
from ratchet_core.ports import Store
from ratchet_core.snapshot import needs

Stores = Callable[[], Store]
STORES: list[Stores] = [lambda: MemoryStore(POLICY)]
HEARD = said(START, "C1", "U1", "hello")
POST = PostMessage("k1", "cards", "C1", None, Body("hi"), "card:1:f")
ALARM = WakeMe("k2", "cards", "C1", START + 5, "hold:1:f")


async def committed(store: Store, event: Event, decision: Decision) -> None:
    async with store.turn(event, needs(event)) as turn:
        await turn.commit(decision)


async def seen(store: Store, event: Event) -> bool:
    async with store.turn(event, needs(event)) as turn:
        return turn.snapshot.seen


async def due_after(store: Store, at: int, *decided: tuple[Event, Decision]) -> list[Action]:
    for event, decision in decided:
        await committed(store, event, decision)
    return list(await store.due(at))


ASKED = (HEARD, Decision(actions=(POST, ALARM)))


@pytest.mark.parametrize("stores", STORES)
def test_an_event_is_seen_once_its_turn_is_committed(stores: Stores) -> None:
    async def before_and_after() -> tuple[bool, bool]:
        store = stores()
        before = await seen(store, HEARD)
        await committed(store, HEARD, Decision())
        return before, await seen(store, HEARD)

    assert asyncio.run(before_and_after()) == (False, True)


@pytest.mark.parametrize("stores", STORES)
def test_a_turn_that_is_not_committed_is_not_remembered(stores: Stores) -> None:
    async def twice() -> tuple[bool, bool]:
        store = stores()
        return await seen(store, HEARD), await seen(store, HEARD)

    assert asyncio.run(twice()) == (False, False)


@pytest.mark.parametrize("stores", STORES)
def test_an_alarm_is_not_due_before_its_moment(stores: Stores) -> None:
    assert asyncio.run(due_after(stores(), START + 4, ASKED)) == [POST]


@pytest.mark.parametrize("stores", STORES)
def test_all_that_is_due_is_offered(stores: Stores) -> None:
    assert asyncio.run(due_after(stores(), START + 5, ASKED)) == [POST, ALARM]


@pytest.mark.parametrize("stores", STORES)
def test_an_outcome_settles_its_action(stores: Stores) -> None:
    posted = (MessagePosted("k1/done", START + 1, POST, "1.0"), Decision())
    assert asyncio.run(due_after(stores(), START + 5, ASKED, posted)) == [ALARM]


@pytest.mark.parametrize("stores", STORES)
def test_an_edit_takes_the_place_of_those_of_its_message_that_are_still_to_be_made(stores: Stores) -> None:
    old, other, new = (UpdateMessage(key, "cards", "C1", ts, Body(key), "") for key, ts in EDITS)

    async def postponed_and_overtaken() -> list[Action]:
        store = stores()
        await due_after(store, START, (HEARD, Decision(actions=(old, other))))
        await store.postpone(old, START + 2)
        return await due_after(store, START + 5, (said(START + 1, "C1", "U1", "bye"), Decision(actions=(new,))))

    assert asyncio.run(postponed_and_overtaken()) == [other, new]


EDITS = (("k3", "1.0"), ("k4", "2.0"), ("k5", "1.0"))


@pytest.mark.parametrize("stores", STORES)
def test_an_alarm_that_went_off_is_settled(stores: Stores) -> None:
    async def rung() -> list[Action]:
        store = stores()
        await due_after(store, START + 5, ASKED)
        return await due_after(store, START + 9, (TimePassed("k2/done", START + 5, ALARM), Decision()))

    assert asyncio.run(rung()) == [POST]


@pytest.mark.parametrize("stores", STORES)
def test_what_was_to_be_said_in_a_channel_can_be_given_up(stores: Stores) -> None:
    left = (said(START + 1, "C1", "U1", "bye"), Decision(changes=(DropActions("C1"),)))
    assert asyncio.run(due_after(stores(), START + 4, ASKED, left)) == []
