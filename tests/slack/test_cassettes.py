"""Every call that `SlackChat` makes, played again from what was once asked and answered."""

import asyncio
import re
from pathlib import Path

import pytest
import yaml
from bodies import said
from cassettes import FOLDER, recorder
from ratchet_core.basis.instants import SECOND
from ratchet_slack.asking import client_of, session_of
from ratchet_slack.chat import SlackChat
from scenarios import SCENARIOS, Play, Stage, refused
from vcr.cassette import Cassette
from vcr.errors import CannotOverwriteExistingCassetteException

SOURCES = Path(__file__).parents[2] / "packages" / "ratchet-slack" / "src" / "ratchet_slack"
NAMES = sorted(SCENARIOS)


def played(name: str, play: Play) -> tuple[object, Cassette]:
    async def inside() -> object:
        async with session_of() as session:
            client = client_of("xoxb-of-nobody", session)
            chat = SlackChat(client, "https://acme.slack.com", lambda: 1_700_000_000 * SECOND)
            return await play(Stage(chat, client))

    with recorder("none").use_cassette(f"{name}.yaml") as cassette:
        return asyncio.run(inside()), cassette


@pytest.mark.parametrize("name", NAMES)
def test_what_was_recorded_comes_out_again_and_all_of_it_is_asked_for(name: str) -> None:
    came, cassette = played(name, SCENARIOS[name].play)
    assert (came, cassette.all_played, cassette.play_count > 0) == (SCENARIOS[name].expected, True, True)


def test_a_body_that_differs_is_not_answered() -> None:
    async def other(stage: Stage) -> object:
        return await stage.chat.post(stage.post("e1/cards/0", said("something else")))

    with pytest.raises(CannotOverwriteExistingCassetteException):
        played("posted_and_edited", other)


def test_what_is_not_asked_for_any_more_is_noticed() -> None:
    async def nothing(_stage: Stage) -> object:
        return None

    assert played("refused", nothing)[1].all_played is False


def test_a_refusal_that_is_recorded_is_one() -> None:
    assert played("refused", refused)[0] == SCENARIOS["refused"].expected


SECRETS = r"xox[a-z]-|xapp-|test_token|bearer|authorization|localhost|127\.0\.0\.1|profile|e-?mail"


def told(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def test_there_is_a_cassette_for_each_scenario_and_no_other() -> None:
    assert sorted(one.stem for one in FOLDER.glob("*.yaml")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_says_first_what_it_was_recorded_against(name: str) -> None:
    first = told(name).splitlines()[0]
    assert first == f"# Recorded against {yaml.safe_load(told(name))['recorded_against']}."


@pytest.mark.parametrize("name", NAMES)
def test_none_holds_a_token_an_address_of_another_machine_or_somebodys_name(name: str) -> None:
    assert re.findall(SECRETS, told(name), re.IGNORECASE) == []


def test_every_method_that_is_called_is_on_a_cassette() -> None:
    named = "".join((SOURCES / module).read_text(encoding="utf-8") for module in ("calls.py", "chat.py"))
    methods = set(re.findall(r'"((?:chat|views|conversations)\.[A-Za-z]+)"', named))
    recorded = {one.rpartition("/")[2] for name in NAMES for one in re.findall(r"uri: (\S+)", told(name))}
    assert methods == recorded
