"""Whatever was said in a channel goes from a state and a database by one command, and an admin alone may say so."""

import asyncio
import re
from pathlib import Path
from typing import Any, LiteralString

import pytest
from command import Ran, ratchet
from ratchet_postgres import connect

pytestmark = pytest.mark.usefixtures("settings")

CHANNEL = "help-platform"
QUESTION = "every third request"


def asked(url: str, query: LiteralString) -> list[Any]:
    async def run() -> list[Any]:
        async with await connect(url) as conn:
            return await (await conn.execute(query)).fetchall()

    return asyncio.run(run())


def erased(place: tuple[object, ...], *options: object) -> Ran:
    return ratchet("erase", "channel", CHANNEL, "--yes", *options, *place)


def test_no_word_is_left_in_the_file_of_a_state_and_the_questions_are_listed_still(state: Path) -> None:
    listed = ratchet("help", "list", "--channel", CHANNEL, "--state", state).stdout.count("\n")
    held = state.read_text().count(QUESTION)
    ran = erased(("--state", state))
    again = ratchet("help", "list", "--channel", CHANNEL, "--state", state).stdout.count("\n")
    assert (ran.returncode, held > 0, state.read_text().count(QUESTION), again) == (0, True, 0, listed)


def test_what_was_erased_is_said_and_that_nothing_is_heard_there_until_it_is_readmitted(state: Path) -> None:
    said = erased(("--state", state)).stdout.splitlines()[0]
    back = ratchet("readmit", "channel", CHANNEL, "--state", state).stdout.splitlines()[0]
    assert (said, back) == (
        f"Erased: all that was said in #{CHANNEL}.",
        f"From now on #{CHANNEL} is heard again; what was erased stays erased.",
    )


def test_somebody_who_is_no_admin_is_refused_and_told_whom_to_ask(state: Path) -> None:
    before = state.read_bytes()
    ran = erased(("--state", state), "--as", "lars")
    assert (ran.returncode, ran.stderr, state.read_bytes() == before) == (
        3,
        "ratchet: This is not allowed: erasing a channel takes an admin; ask nadia.\n",
        True,
    )


def test_an_admin_may(state: Path) -> None:
    assert erased(("--state", state), "--as", "nadia").returncode == 0


def test_a_channel_that_nobody_knows_is_refused(state: Path) -> None:
    assert ratchet("erase", "channel", "nowhere", "--yes", "--state", state).returncode == 2


def test_a_proof_finds_no_word_in_a_database_and_a_replay_goes_on_from_there(acme_url: str) -> None:
    place = ("--database", acme_url)
    ran = erased(place, "--prove")
    said = [re.sub(r"[0-9,]+", "N", line) for line in ran.stdout.splitlines()[-2:]]
    left = asked(acme_url, "select count(*) from message_record where record ->> 'text' like '%every third request%'")
    checked, replayed = ratchet("db", "check", *place), ratchet("replay", *place)
    assert (said, left, checked.returncode, replayed.returncode) == (
        [
            "N events of the log lost what they told.",
            "None of N pieces of what was said there is in any row of any table.",
        ],
        [(0,)],
        0,
        0,
    )


@pytest.mark.parametrize("command", [("erase", "channel", "help-pl", "--yes"), ("readmit", "channel", "help-pl")])
def test_the_beginning_of_a_name_is_not_enough(state: Path, command: tuple[str, ...]) -> None:
    before = state.read_bytes()
    ran = ratchet(*command, "--state", state)
    assert (ran.returncode, ran.stderr, state.read_bytes() == before) == (
        2,
        f"ratchet: There is no channel 'help-pl'. Did you mean '{CHANNEL}'?\n",
        True,
    )
