"""Actions are worked off: what a port refuses comes back as an event, and what it cannot do yet is asked for again."""

import asyncio
from collections.abc import Sequence

import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, firing, posted, resolved, worked_off
from ratchet_core.basis.instants import DAY, HOUR, MINUTE, SECOND, Instant
from ratchet_core.contract.refusing import RefusingChat
from ratchet_core.contract.sending import MODEL
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.state import state_to_json
from ratchet_core.ports import MOST_ATTEMPTS, SETTLE, NotNow, Refused, Unknown
from ratchet_core.replay import NoModel
from ratchet_core.turn import take_turn, take_turns
from ratchet_core.vocabulary.actions import Lane, PostMessage
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import ActionFailed, ChannelLeft, MessagePosted, TimePassed

FIRES = (posted(START, "C1", firing(ALERTS[0])), posted(START, "C2", firing(ALERTS[1])))


class ScriptedChat(RefusingChat):
    """A `Chat` that answers each post with the next of the given answers."""

    def __init__(self, answers: Sequence[str | Exception]) -> None:
        self.answers = list(answers)
        self.found: dict[str, str] = {}
        self.posted = 0

    async def post(self, action: PostMessage) -> str:
        assert action.key
        self.posted += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def find(self, action: PostMessage) -> str | None:
        return self.found.get(action.key)


async def ready() -> MemoryStore:
    store = MemoryStore(POLICY)
    for event in [*INTRODUCTIONS, *FIRES]:
        await take_turn(store, event)
    return store


async def outcomes(store: MemoryStore, chat: ScriptedChat, at: Instant) -> list[type]:
    return [type(event) for event, _ in await worked_off(store, chat, at)]


def test_what_is_refused_comes_back_as_a_failure() -> None:
    async def heard() -> list[type]:
        return await outcomes(await ready(), ScriptedChat([Refused("archived"), "1.0"]), START)

    assert asyncio.run(heard()) == [ActionFailed, MessagePosted]


def test_what_cannot_be_done_yet_is_offered_again_from_its_moment_on() -> None:
    async def heard() -> list[list[type]]:
        store, chat = await ready(), ScriptedChat([NotNow(START + 10 * SECOND), "1.0", "2.0"])
        return [await outcomes(store, chat, START + seconds * SECOND) for seconds in (0, 5, 10)]

    assert asyncio.run(heard()) == [[MessagePosted], [], [MessagePosted]]


def test_an_adapter_that_breaks_its_promise_does_not_keep_the_others_from_their_turn() -> None:
    async def heard() -> tuple[list[type], int]:
        store = await ready()
        first = await outcomes(store, ScriptedChat([OSError("cable"), "1.0"]), START)
        return await outcomes(store, ScriptedChat(["2.0"]), START + MINUTE), len(first)

    assert asyncio.run(heard()) == ([MessagePosted], 1)


def test_what_no_adapter_can_do_is_set_aside_with_what_was_wrong_and_listed() -> None:
    async def heard() -> list[tuple[int, str]]:
        store = await ready()
        for minute in range(10):
            answers = [OSError("cable") for _ in range(len(FIRES))]
            await outcomes(store, ScriptedChat(answers), START + minute * MINUTE)
        return [(one.attempts, one.why) for one in await store.outbox.aside()]

    assert asyncio.run(heard()) == [(MOST_ATTEMPTS, "OSError: cable")] * len(FIRES)


def test_what_was_set_aside_is_offered_again_when_somebody_wants_it_tried() -> None:
    async def heard() -> list[type]:
        store = await ready()
        for minute in range(10):
            answers = [OSError("cable") for _ in range(len(FIRES))]
            await outcomes(store, ScriptedChat(answers), START + minute * MINUTE)
        for one in await store.outbox.aside():
            await store.outbox.retry(one.action.key)
        return await outcomes(store, ScriptedChat(["1.0", "2.0"]), START + HOUR)

    assert asyncio.run(heard()) == [MessagePosted, MessagePosted]


def test_a_post_of_which_nobody_knows_whether_it_was_made_is_looked_up_before_it_is_made_again() -> None:
    async def heard() -> tuple[list[list[type]], int]:
        store, chat = await ready(), ScriptedChat([Unknown(), "1.0"])
        first = await outcomes(store, chat, START)
        chat.found = dict.fromkeys(store.outbox.actions, "3.0")
        early = await outcomes(store, chat, START + SETTLE - 1)
        return [first, early, await outcomes(store, chat, START + SETTLE)], chat.posted

    assert asyncio.run(heard()) == ([[MessagePosted], [], [MessagePosted]], len(FIRES))


def test_a_post_that_turns_out_not_to_have_been_made_is_made() -> None:
    async def heard() -> tuple[list[type], int]:
        store, chat = await ready(), ScriptedChat([Unknown(), "1.0", "2.0"])
        await outcomes(store, chat, START)
        return await outcomes(store, chat, START + SETTLE), chat.posted

    assert asyncio.run(heard()) == ([MessagePosted], len(FIRES) + 1)


def test_a_batch_of_events_is_decided_as_one_after_the_other_and_committed_at_once() -> None:
    events = [*INTRODUCTIONS, *FIRES, posted(START + MINUTE, "C1", resolved(ALERTS[0]))]

    async def both() -> tuple[list[str], list[str]]:
        one, other = MemoryStore(POLICY), MemoryStore(POLICY)
        for event in events:
            await take_turn(one, event)
        await take_turns(other, events)
        return list(state_to_json(one)), list(state_to_json(other))

    one, other = asyncio.run(both())
    assert one == other


def test_what_is_given_up_while_another_action_is_done_is_not_done() -> None:
    async def heard() -> list[type]:
        store = await ready()

        class Leaving(ScriptedChat):
            async def post(self, action: PostMessage) -> str:
                await take_turn(store, ChannelLeft("left", START, "C2"))
                return await super().post(action)

        return await outcomes(store, Leaving(["1.0", "2.0"]), START)

    assert asyncio.run(heard()) == [MessagePosted]


def test_two_workers_do_an_action_once() -> None:
    async def heard() -> int:
        store, chat = await ready(), ScriptedChat(["1.0", "2.0"])
        both = await asyncio.gather(*(outcomes(store, chat, START) for _ in range(2)))
        return sum(map(len, both))

    assert asyncio.run(heard()) == len(FIRES)


def test_what_an_adapter_could_not_do_is_tried_again_after_a_time_that_doubles() -> None:
    async def due() -> list[Instant | None]:
        store = MemoryStore(POLICY)
        for event in [*INTRODUCTIONS, FIRES[0]]:
            await take_turn(store, event)
        moments: list[Instant | None] = []
        at: Instant | None = START
        for _ in range(MOST_ATTEMPTS - 1):
            await outcomes(store, ScriptedChat([OSError("cable")]), at or 0)
            due_at = await store.outbox.next_due([Lane.SPEECH])
            moments.append(None if due_at is None else due_at - (at or 0))
            at = due_at
        return moments

    assert asyncio.run(due()) == [2 * SECOND * 2**attempt for attempt in range(1, MOST_ATTEMPTS)]


@pytest.mark.parametrize(("late", "told_at"), [(0, None), (1, START + DAY + 1)])
def test_an_alarm_says_when_it_was_told_where_that_was_late(late: Instant, told_at: Instant | None) -> None:
    async def heard() -> list[tuple[Instant, Instant | None]]:
        store = await ready()
        events = [event for event, _ in await worked_off(store, ScriptedChat(["1.0", "2.0"]), START + DAY + late)]
        return [(one.at, one.told_at) for one in events if isinstance(one, TimePassed)]

    assert asyncio.run(heard()) == [(START + DAY, told_at)] * len(FIRES)


def test_an_outcome_is_returned_with_what_was_decided_about_it() -> None:
    async def heard() -> list[tuple[str, Decision]]:
        store = await ready()
        return [
            (event.id, decision) for event, decision in await worked_off(store, ScriptedChat(["1.0", "2.0"]), START)
        ]

    assert [(name.rpartition("/")[2], decision.reasons) for name, decision in asyncio.run(heard())] == [
        ("done", (Reason("cards", Why.CARD_UNCHANGED),))
    ] * len(FIRES)


def test_a_model_that_is_not_there_refuses() -> None:
    with pytest.raises(Refused):
        asyncio.run(NoModel().ask(MODEL))
