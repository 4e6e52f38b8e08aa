"""The contract of a model, on Claude over a stand-in of its API, and on the one that says what a script says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from claude_stand_in import StandIn, streamed
from ratchet_anthropic import AnthropicModel
from ratchet_core.contract.modelling import CHECKS, Saying
from ratchet_core.contract.scripted import ScriptedModel
from ratchet_core.ports import Model
from test_asking_claude import PRICE


@asynccontextmanager
async def claude(text: str) -> AsyncIterator[Model]:
    async with (
        StandIn.running(streamed(text)) as stand_in,
        AnthropicModel("sk-test", "claude-haiku-5-5", PRICE, lambda: 0, api=stand_in.url) as model,
    ):
        yield model


@asynccontextmanager
async def scripted(text: str) -> AsyncIterator[Model]:
    yield ScriptedModel(lambda _: text)


@pytest.mark.parametrize("saying", [claude, scripted])
@pytest.mark.parametrize("check", CHECKS)
def test_every_model_keeps_the_contract(check: Callable[[Saying], Awaitable[None]], saying: Saying) -> None:
    async def run() -> None:
        await check(saying)

    asyncio.run(run())
