"""What every store must do, whatever it is made of; each adapter of the port `Store` is run through it."""

import asyncio
from collections.abc import Callable

import attrs
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


LATER_ALARM = WakeMe("k3", "cards", "C1", START + 4, "hold:2:f")
OTHER = PostMessage("k0", "cards", "C2", None, Body("ho"), "card:2:f")


@pytest.mark.parametrize("stores", STORES)
def test_what_was_asked_for_first_is_offered_first_and_alarms_in_the_order_of_time(stores: Stores) -> None:
    asked = (HEARD, Decision(actions=(ALARM, POST, LATER_ALARM, OTHER)))
    assert asyncio.run(due_after(stores(), START + 5, asked)) == [POST, OTHER, LATER_ALARM, ALARM]


@pytest.mark.parametrize("stores", STORES)
def test_a_key_that_is_asked_for_twice_is_offered_once_as_it_was_first(stores: Stores) -> None:
    again = (said(START + 1, "C1", "U1", "bye"), Decision(actions=(attrs.evolve(POST, body=Body("again")),)))
    assert asyncio.run(due_after(stores(), START + 4, ASKED, again)) == [POST]


async def due_once_postponed(store: Store, until: int, at: int) -> list[Action]:
    await committed(store, *ASKED)
    await store.postpone(POST, until)
    return list(await store.due(at))


@pytest.mark.parametrize("stores", STORES)
@pytest.mark.parametrize(("at", "due"), [(START + 2, []), (START + 3, [POST]), (START + 6, [POST, ALARM])])
def test_what_is_postponed_is_offered_from_its_moment_on(stores: Stores, at: int, due: list[Action]) -> None:
    assert asyncio.run(due_once_postponed(stores(), START + 3, at)) == due


@pytest.mark.parametrize("stores", STORES)
def test_an_outcome_settles_what_is_postponed(stores: Stores) -> None:
    async def settled() -> list[Action]:
        store = stores()
        await due_once_postponed(store, START + 3, START)
        return await due_after(store, START + 4, (MessagePosted("k1/done", START + 1, POST, "1.0"), Decision()))

    assert asyncio.run(settled()) == []
