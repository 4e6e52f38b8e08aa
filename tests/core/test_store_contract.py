"""What every store and outbox must do, whatever it is made of; each adapter of the ports is run through it."""

import asyncio
from collections.abc import Callable, Collection

import attrs
import pytest
from histories import POLICY, START, said
from ratchet_core.actions import AboutRequest, Action, Body, FindSimilar, Lane, PostMessage, UpdateMessage, WakeMe
from ratchet_core.changes import DropActions
from ratchet_core.decision import Decision
from ratchet_core.domain import MessageRef
from ratchet_core.events import Event, MessagePosted, MessageUpdated, TimePassed
from ratchet_core.instants import Instant
from ratchet_core.memory import MemoryStore
from ratchet_core.ports import Claim, Turn
from ratchet_core.records import Taken

Stores = Callable[[], MemoryStore]
STORES: list[Stores] = [lambda: MemoryStore(POLICY)]
HEARD = said(START, "C1", "U1", "hello")
ABOUT = AboutRequest(MessageRef("C1", "1.0"))
POST = PostMessage("k1", "cards", "C1", None, Body("hi"), ABOUT)
ALARM = WakeMe("k2", "cards", "C1", START + 5, ABOUT)
LEASE = 100


async def committed(store: MemoryStore, *decided: tuple[Event, Decision]) -> MemoryStore:
    await store.commit([Turn(event, decision) for event, decision in decided])
    return store


async def claimed(store: MemoryStore, at: Instant, lanes: Collection[Lane] = tuple(Lane)) -> list[Action]:
    return [one.action for one in await store.outbox.claim(at, lanes, 100, LEASE)]


async def due_after(store: MemoryStore, at: Instant, *decided: tuple[Event, Decision]) -> list[Action]:
    return await claimed(await committed(store, *decided), at)


ASKED = (HEARD, Decision(actions=(POST, ALARM)))


@pytest.mark.parametrize("stores", STORES)
def test_an_event_is_taken_once_its_turn_is_committed(stores: Stores) -> None:
    async def before_and_after() -> tuple[list[bool], list[bool]]:
        store = stores()
        before = await store.find([Taken(HEARD.id)])
        await committed(store, (HEARD, Decision()))
        return before, await store.find([Taken(HEARD.id)])

    assert asyncio.run(before_and_after()) == ([False], [True])


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
def test_an_alarm_that_went_off_is_settled(stores: Stores) -> None:
    rung = (TimePassed("k2/done", START + 5, ALARM), Decision())
    assert asyncio.run(due_after(stores(), START + 9, ASKED, rung)) == [POST]


EDITS = (("k3", "1.0"), ("k4", "2.0"), ("k5", "1.0"))
OLD, OTHER_EDIT, NEW = (UpdateMessage(key, "cards", "C1", ts, Body(key), ABOUT) for key, ts in EDITS)
NEWER = (said(START + 1, "C1", "U1", "bye"), Decision(actions=(NEW,)))


@pytest.mark.parametrize("stores", STORES)
def test_an_edit_takes_the_place_of_those_of_its_message_that_are_still_to_be_made(stores: Stores) -> None:
    async def postponed_and_overtaken() -> list[Action]:
        store = await committed(stores(), (HEARD, Decision(actions=(OLD, OTHER_EDIT))))
        (claim,) = await store.outbox.claim(START, limit=1)
        await store.outbox.postpone(claim, START + 2)
        return await due_after(store, START + 5, NEWER)

    assert asyncio.run(postponed_and_overtaken()) == [OTHER_EDIT, NEW]


@pytest.mark.parametrize("stores", STORES)
def test_of_one_message_only_one_edit_is_in_hand_and_the_newest_words_are_made_last(stores: Stores) -> None:
    async def one_after_the_other() -> list[list[Action]]:
        store = await committed(stores(), (HEARD, Decision(actions=(OLD,))))
        first = await claimed(store, START)
        meanwhile = await due_after(store, START + 1, NEWER)
        made = (MessageUpdated("k3/done", START + 2, OLD), Decision())
        return [first, meanwhile, await due_after(store, START + LEASE, made)]

    assert asyncio.run(one_after_the_other()) == [[OLD], [], [NEW]]


@pytest.mark.parametrize("stores", STORES)
def test_an_edit_whose_lease_ended_is_not_made_after_newer_words(stores: Stores) -> None:
    async def late() -> tuple[list[Action], Claim | None]:
        store = await committed(stores(), (HEARD, Decision(actions=(OLD,))))
        (claim,) = await store.outbox.claim(START, limit=1, lease=LEASE)
        await committed(store, NEWER)
        return await claimed(store, START + LEASE), await store.outbox.held(claim)

    assert asyncio.run(late()) == ([NEW], None)


@pytest.mark.parametrize("stores", STORES)
def test_what_was_to_be_said_in_a_channel_can_be_given_up(stores: Stores) -> None:
    left = (said(START + 1, "C1", "U1", "bye"), Decision(changes=(DropActions("C1"),)))
    assert asyncio.run(due_after(stores(), START + 4, ASKED, left)) == []


LATER_ALARM = WakeMe("k3", "cards", "C1", START + 4, ABOUT)
OTHER = PostMessage("k0", "cards", "C2", None, Body("ho"), ABOUT)


@pytest.mark.parametrize("stores", STORES)
def test_what_was_asked_for_first_is_offered_first_and_alarms_in_the_order_of_time(stores: Stores) -> None:
    asked = (HEARD, Decision(actions=(ALARM, POST, LATER_ALARM, OTHER)))
    assert asyncio.run(due_after(stores(), START + 5, asked)) == [POST, OTHER, LATER_ALARM, ALARM]


@pytest.mark.parametrize("stores", STORES)
def test_alarms_of_one_moment_are_offered_in_the_order_of_their_keys(stores: Stores) -> None:
    one, other = attrs.evolve(ALARM, key="b"), attrs.evolve(ALARM, key="a")
    assert asyncio.run(due_after(stores(), START + 5, (HEARD, Decision(actions=(one, other))))) == [other, one]


@pytest.mark.parametrize("stores", STORES)
def test_a_key_that_is_asked_for_twice_is_offered_once_as_it_was_first(stores: Stores) -> None:
    again = (said(START + 1, "C1", "U1", "bye"), Decision(actions=(attrs.evolve(POST, body=Body("again")),)))
    assert asyncio.run(due_after(stores(), START + 4, ASKED, again)) == [POST]


@pytest.mark.parametrize("stores", STORES)
@pytest.mark.parametrize(("at", "due"), [(START + 2, []), (START + 3, [POST]), (START + 6, [POST, ALARM])])
def test_what_is_postponed_is_offered_from_its_moment_on(stores: Stores, at: int, due: list[Action]) -> None:
    async def once_postponed() -> list[Action]:
        store = await committed(stores(), ASKED)
        (claim,) = await store.outbox.claim(START, limit=1)
        await store.outbox.postpone(claim, START + 3)
        return await claimed(store, at)

    assert asyncio.run(once_postponed()) == due


@pytest.mark.parametrize("stores", STORES)
@pytest.mark.parametrize(("at", "due"), [(START + LEASE - 1, []), (START + LEASE, [POST])])
def test_what_is_in_hand_is_offered_again_when_the_lease_is_over(stores: Stores, at: int, due: list[Action]) -> None:
    async def twice() -> list[Action]:
        store = await committed(stores(), (HEARD, Decision(actions=(POST,))))
        await claimed(store, START)
        return await claimed(store, at)

    assert asyncio.run(twice()) == due


@pytest.mark.parametrize("stores", STORES)
def test_a_stale_claim_changes_nothing(stores: Stores) -> None:
    async def robbed() -> tuple[bool, Claim | None, list[Action]]:
        store = await committed(stores(), (HEARD, Decision(actions=(POST,))))
        (stale,) = await store.outbox.claim(START, limit=1, lease=LEASE)
        await claimed(store, START + LEASE)
        put_off = await store.outbox.postpone(stale, START + 10 * LEASE)
        return put_off, await store.outbox.held(stale), await claimed(store, START + 2 * LEASE)

    assert asyncio.run(robbed()) == (False, None, [POST])


@pytest.mark.parametrize("stores", STORES)
def test_a_claim_tells_how_often_its_action_was_claimed_and_whether_it_may_have_been_done(stores: Stores) -> None:
    async def doubted() -> list[tuple[int, bool]]:
        store = await committed(stores(), (HEARD, Decision(actions=(POST,))))
        (first,) = await store.outbox.claim(START, limit=1)
        await store.outbox.postpone(first, START + 1, doubtful=True)
        (second,) = await store.outbox.claim(START + 1, limit=1)
        return [(one.attempt, one.doubtful) for one in (first, second)]

    assert asyncio.run(doubted()) == [(1, False), (2, True)]


SEARCH = FindSimilar("k7", "answers", "C1", (MessageRef("C1", "1.0"),), ABOUT)


@pytest.mark.parametrize("stores", STORES)
@pytest.mark.parametrize(
    ("lanes", "due"),
    [([Lane.SPEECH], [POST]), ([Lane.SEARCH], [SEARCH]), ([Lane.TIME], [ALARM]), ([Lane.MODEL], [])],
)
def test_a_claim_takes_actions_of_its_lanes_alone(stores: Stores, lanes: list[Lane], due: list[Action]) -> None:
    async def of_lanes() -> list[Action]:
        store = await committed(stores(), (HEARD, Decision(actions=(POST, SEARCH, ALARM))))
        return await claimed(store, START + 5, lanes)

    assert asyncio.run(of_lanes()) == due


@pytest.mark.parametrize("stores", STORES)
def test_the_next_moment_at_which_something_is_due_is_known(stores: Stores) -> None:
    async def moments() -> list[Instant | None]:
        store = stores()
        nothing = await store.outbox.next_due()
        await committed(store, (HEARD, Decision(actions=(ALARM,))))
        alarm = await store.outbox.next_due()
        await committed(store, (said(START + 1, "C1", "U1", "bye"), Decision(actions=(POST,))))
        return [nothing, alarm, await store.outbox.next_due(), await store.outbox.next_due([Lane.MODEL])]

    assert asyncio.run(moments()) == [None, START + 5, 0, None]


def one_by_one(*steps: str) -> list[list[str]]:
    """Return what is offered after each step with an edit that is in hand while newer words wait."""

    async def offered() -> list[list[str]]:
        store = await committed(MemoryStore(POLICY), (HEARD, Decision(actions=(OLD,))))
        (claim,) = await store.outbox.claim(START, limit=1, lease=LEASE)
        await committed(store, NEWER)
        found = [[one.key for one in await claimed(store, START + 1)]]
        for step in steps:
            if step == "made":
                await committed(store, (MessageUpdated("k3/done", START + 2, OLD), Decision()))
            elif step == "postponed":
                await store.outbox.postpone(claim, START + 3)
            else:
                await store.outbox.set_aside(claim, "why")
            found.append([one.key for one in await claimed(store, START + 2)])
        return found

    return asyncio.run(offered())


@pytest.mark.parametrize("step", ["made", "postponed", "set aside"])
def test_newer_words_are_offered_as_soon_as_older_ones_are_out_of_hand(step: str) -> None:
    assert one_by_one(step) == [[], ["k5"]]


@pytest.mark.parametrize("stores", STORES)
def test_a_claim_that_was_let_go_is_stale(stores: Stores) -> None:
    async def let_go() -> list[Claim | bool | None]:
        store = await committed(stores(), (HEARD, Decision(actions=(POST,))))
        (claim,) = await store.outbox.claim(START, limit=1)
        await store.outbox.postpone(claim, START + 1)
        return [await store.outbox.held(claim), await store.outbox.set_aside(claim, "why")]

    assert asyncio.run(let_go()) == [None, False]


@pytest.mark.parametrize("stores", STORES)
def test_what_is_in_hand_in_another_lane_wakes_nobody(stores: Stores) -> None:
    async def moment() -> Instant | None:
        store = await committed(stores(), (HEARD, Decision(actions=(POST,))))
        await store.outbox.claim(START, limit=1)
        return await store.outbox.next_due([Lane.TIME])

    assert asyncio.run(moment()) is None
