"""Actions are worked off: what a port refuses comes back as an event, and what it cannot do yet is asked for again."""

import asyncio
from collections.abc import Sequence

import pytest
from histories import ALERTS, INTRODUCTIONS, POLICY, START, firing, posted
from ratchet_core.actions import AskModel, OpenForm, PostMessage, UpdateMessage
from ratchet_core.events import ActionFailed, ChannelLeft, MessagePosted
from ratchet_core.instants import SECOND, Instant
from ratchet_core.memory import MemoryStore
from ratchet_core.ports import NotNow, Refused
from ratchet_core.replay import NoModel
from ratchet_core.turn import take_turn, work_off

FIRES = (posted(START, "C1", firing(ALERTS[0])), posted(START, "C2", firing(ALERTS[1])))


class ScriptedChat:
    """A `Chat` that answers each post with the next of the given answers."""

    def __init__(self, answers: Sequence[str | Exception]) -> None:
        self.answers = list(answers)

    async def post(self, action: PostMessage) -> str:
        assert action.key
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def update(self, action: UpdateMessage) -> None:
        raise Refused(action.key)

    async def open_form(self, action: OpenForm) -> None:
        raise Refused(action.key)


async def ready() -> MemoryStore:
    store = MemoryStore(POLICY)
    for event in [*INTRODUCTIONS, *FIRES]:
        await take_turn(store, event)
    return store


async def outcomes(store: MemoryStore, chat: ScriptedChat, at: Instant) -> list[type]:
    return [type(event) for event, _ in await work_off(store, chat, NoModel(), at)]


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
        with pytest.raises(ExceptionGroup):
            await outcomes(store, ScriptedChat([OSError("cable"), "1.0"]), START)
        left = len(await store.due(START))
        return await outcomes(store, ScriptedChat(["2.0"]), START), left

    assert asyncio.run(heard()) == ([MessagePosted], 1)


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


def test_a_model_that_is_not_there_refuses() -> None:
    with pytest.raises(Refused):
        asyncio.run(NoModel().ask(AskModel("k", "b", "q", (), "about")))
