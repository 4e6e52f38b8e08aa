"""Cassettes in the SDK's wire form: what was asked once is asked so still, and comes to the same."""

import asyncio

import pytest
from anthropic.types import RawMessageStreamEvent
from claude_cassettes import BY_HAND, FOLDER, LIVE, by_hand, recorder
from claude_scenarios import NAME, SCENARIOS
from claude_stand_in import streamed
from pydantic import TypeAdapter
from ratchet_anthropic import AnthropicModel
from ratchet_core.ports import Refused
from test_asking_claude import PRICE


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_played_comes_to_what_it_came_to(name: str) -> None:
    scenario = SCENARIOS[name]

    async def played() -> tuple[object, int, bool]:
        with recorder("none").use_cassette(f"{name}.yaml") as cassette:
            async with AnthropicModel(scenario.key or "sk-ant-key", NAME, PRICE, lambda: 0) as model:
                try:
                    reply = await model.ask(scenario.action)
                    return reply.ending, len(reply.statements), cassette.all_played
                except Refused:
                    return None, 0, cassette.all_played

    assert asyncio.run(played()) == (scenario.ending, scenario.statements, True)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_cassette_says_where_it_comes_from_and_holds_no_key(name: str) -> None:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    told = text.splitlines()[0].removeprefix("# ")
    assert (told in {BY_HAND, LIVE}, "sk-ant" in text) == (True, False)


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_was_written_by_hand_is_what_the_command_writes(name: str) -> None:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert not text.startswith(f"# {BY_HAND}") or text == by_hand(SCENARIOS[name])


def test_there_is_no_cassette_that_nobody_plays() -> None:
    assert {one.stem for one in FOLDER.glob("*.yaml")} == set(SCENARIOS)


def test_what_is_written_by_hand_has_the_types_of_the_sdk() -> None:
    events = [part.decode().split("data: ", 1)[1] for part in streamed("x").parts if b"ping" not in part]
    adapter: TypeAdapter[RawMessageStreamEvent] = TypeAdapter(RawMessageStreamEvent)
    read = [adapter.validate_json(one) for one in events]
    assert [one.type for one in read][:: len(read) - 1] == ["message_start", "message_stop"]
