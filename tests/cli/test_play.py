"""`ratchet play`: one person plays everybody in a chat on the terminal, and ratchet is itself."""

import asyncio
import contextlib
import io
import os
import pty
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from unittest import mock

import psycopg
import pytest
from command import ratchet
from psycopg import sql
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.play import command, game, lines
from ratchet_cli.play.models import NOBODY, LiveModel, Played, model_played
from ratchet_cli.serve.models import KEY
from ratchet_core.basis.instants import MINUTE, SECOND, Instant
from ratchet_postgres import embedded
from server import Server

START: Instant = 1_767_607_200 * SECOND


def played(typed: str, model: Played = NOBODY) -> list[str]:
    """Play lines, a second apart, and return what there is to see, without the introduction."""
    now = [START]
    session = game.session_in_memory(lambda: now[0], model)
    seen: list[str] = []

    async def play() -> None:
        await session.begin()
        for line in dedent(typed).strip().splitlines():
            now[0] += SECOND
            seen.extend(await session.type(line))

    asyncio.run(play())
    return seen


def last(typed: str, count: int = 1) -> list[str]:
    return played(typed)[-count:]


ALERT = """\
/bot prometheus
[FIRING:1] HighErrorRate checkout-api
severity: critical
.
"""


def after_the_alert(typed: str) -> list[str]:
    return played(ALERT + dedent(typed).strip())[2:]


def test_an_alert_that_is_pasted_gets_its_card_in_its_thread() -> None:
    assert after_the_alert("")[:2] == [
        "[2] #alerts, in the thread of 1 ratchet: HighErrorRate on checkout-api, critical",
        "      Firing.",
    ]


def test_a_card_that_waits_comes_once_time_has_passed() -> None:
    seen = played("/bot prometheus\n[FIRING:1] HighErrorRate checkout-api\n.\n/wait 2m")
    assert seen[1:3] == ["2 min later.", "[2] #alerts, in the thread of 1 ratchet: HighErrorRate on checkout-api"]


def test_a_button_is_pressed_by_its_number() -> None:
    seen = after_the_alert("/press 2.1\na deploy restarts it\nthreshold")
    assert "(only marta sees this) ratchet: This incident is marked as noise." in seen


def test_the_buttons_of_a_home_page_are_pressed_by_their_numbers_too() -> None:
    seen = played("/home\n/press 1.1")
    assert (any("(1.1) Set up #" in line for line in seen), "Set up this channel" in "\n".join(seen)) == (True, True)


def test_what_one_person_sees_no_other_presses() -> None:
    assert played("/home\n/as lars\n/press 1.1")[-1] == "Only marta sees message 1; /as changes who you are."


def test_a_form_is_filled_in_field_by_field_and_the_card_says_so() -> None:
    seen = after_the_alert("/press 2.2\n2h\n\nresizing the pods")
    assert any(line.startswith("      Muted until ") for line in seen)


def test_a_form_that_is_wrong_is_shown_again_with_what_is_wrong() -> None:
    seen = after_the_alert("/press 2.2\nsoon\n\nresizing")
    assert [line for line in seen if line.startswith("   For how long: ")] != []


def test_a_form_can_be_left() -> None:
    assert after_the_alert("/press 2.2\n.")[-1] == "The form was closed."


def test_a_field_with_choices_takes_nothing_else() -> None:
    told = after_the_alert("/press 2.2\n2h\n/ratchet help\nhere\nresizing")
    assert "Write one of here, everywhere; . closes the form." in told
    assert any(line.startswith("      Muted until ") for line in told)


def test_a_field_that_may_stay_empty_says_so() -> None:
    told = after_the_alert("/press 2.1\na deploy\nelse\n")
    assert [line for line in told if "Enter leaves it empty, . closes the form." in line] != []


@pytest.mark.parametrize("line", ["/thread 3", "/react 3 eyes"])
def test_nobody_answers_below_what_one_person_alone_sees(line: str) -> None:
    told = after_the_alert(f"/press 2.6\nkubectl get pods\n{line}")
    assert told[-1] == "Message 3 is shown to marta alone; only its buttons work."


def test_a_command_of_the_game_is_no_answer_to_a_form() -> None:
    told = after_the_alert("/press 2.2\n/wait 1h\n2h\n\nresizing")
    assert "A form is open: write what goes into it, and . to close it; /wait is for the chat." in told
    assert any(line.startswith("      Muted until ") for line in told)


def test_a_game_can_be_ended_out_of_a_form() -> None:
    now = START
    session = game.session_in_memory(lambda: now)

    async def play() -> bool:
        await session.begin()
        for line in (*ALERT.splitlines(), "/press 2.2", "/quit"):
            await session.type(line)
        return session.over

    assert asyncio.run(play())


def test_a_conversation_with_ratchet_alone_is_shown_under_its_name() -> None:
    assert played("/in @ratchet\nhello")[0] == "[1] @ratchet marta: hello"


def test_whoever_waits_for_a_line_of_a_terminal_can_be_interrupted() -> None:
    typing, terminal = pty.openpty()
    late = threading.Timer(120, lambda: os.write(typing, b"late\n"))
    late.start()

    async def interrupted() -> str:
        with os.fdopen(terminal, encoding="utf-8") as typed, pytest.raises(TimeoutError):
            await asyncio.wait_for(game.run(game.session_in_memory(lambda: START), typed), 0.5)
        return "interrupted"

    ended = asyncio.run(interrupted()), late.is_alive()
    late.cancel()
    os.close(typing)
    assert ended == ("interrupted", True)


def test_a_question_is_followed_to_its_answer() -> None:
    seen = played(
        """
        /in #help
        /as lars
        how do I rotate the ledger key?
        /as sofia
        /thread 1
        run the rotate job, then restart the ledger
        /as lars
        thanks, that worked!
        /thread
        /ratchet status
        """
    )
    assert "      No alert is open here." in seen
    assert not any("has waited" in line for line in seen)


def test_a_mention_and_a_direct_message_are_answered() -> None:
    in_channel = played("@ratchet what can you do?")[1]
    alone = played("/in @ratchet\nhello")[1]
    assert [line.partition("ratchet: ")[1] for line in (in_channel, alone)] == ["ratchet: ", "ratchet: "]


SCRIPTED = model_played("scripted", {})
ASKED = "/in #help\n@ratchet who owns this channel?"


def test_a_model_looks_into_what_ratchet_is_asked() -> None:
    told = "The question was asked in #help; no owner of it is recorded."
    assert [line.strip() for line in played(ASKED, SCRIPTED) if "no owner" in line] == [f"{told} “{told}” (place)"]


def test_without_a_model_it_is_said_that_there_is_none() -> None:
    assert any("I have no model to look into that." in line for line in played(ASKED))


@pytest.mark.parametrize(
    ("wanted", "environment", "told"),
    [
        (None, {}, "No model is set up"),
        ("plain", {KEY: "sk-ant-x"}, "No model is set up"),
        ("scripted", {KEY: "sk-ant-x"}, "A scripted model answers"),
        (None, {KEY: "sk-ant-x"}, "claude-haiku-5-5 words answers"),
        ("claude-opus-5-5", {KEY: "sk-ant-x"}, "claude-opus-5-5 words answers"),
    ],
)
def test_a_game_says_at_its_beginning_who_words_answers(
    wanted: str | None, environment: dict[str, str], told: str
) -> None:
    model = model_played(wanted, environment)
    assert (model.told.startswith(told), isinstance(model.model(lambda: START), LiveModel)) == (
        True,
        told.startswith("claude"),
    )


def test_a_model_without_a_key_is_refused() -> None:
    with pytest.raises(UnusableInputError, match=f"claude-opus-5-5: to ask Claude, set {KEY}"):
        model_played("claude-opus-5-5", {})


def test_in_a_new_channel_ratchet_hears_nothing_until_it_is_invited() -> None:
    seen = played("/in #kitchen\n@ratchet hello\n/invite\n@ratchet hello")
    assert [line.partition(" ")[0] for line in seen if line.startswith("[")][:2] == ["[1]", "[2]"]


def test_a_message_can_be_edited_and_deleted_only_by_its_author() -> None:
    seen = played("good morning\n/as lars\n/edit 1 good night\n/as marta\n/edit 1 good night\n/delete 1\n/delete 1")
    assert seen[1:] == [
        "Only marta can change message 1.",
        "[1] #alerts marta (edited): good night",
        "Message 1 is deleted.",
        "There is no message 1; /show prints the latest ones with their numbers.",
    ]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/dance", "There is no /dance; /help lists what can be typed."),
        ("/wait soon", "Write /wait TIME: let time pass, as in 90s, 5m, 4h or 2d."),
        ("/press 1", "Write /press N.B: press button B of message N."),
        ("/press 7.1", "There is no message 7; /show prints the latest ones with their numbers."),
        ("hello\n/press 1.1", "Message 1 has no button 1; /show prints the buttons with their numbers."),
        ("/menu 1 dance", "Write /menu N CHOICE: choose in the menu of message N: track_as_alert, "),
        ("/react ٣ eyes", "Write /react N EMOJI: put an emoji on message N."),
        ("/as 7of9", "7of9 cannot be a person's name; use letters and digits, as in /as lars."),
        ("/as ratchet", "ratchet cannot be a person's name"),
        ("/in #", "# cannot be a channel; write #name, or @ratchet to write to it alone."),
        ("/bot\n{broken\n.", "This is not Slack's JSON of one message; paste its text, or one object {...}."),
        ("/invite", "ratchet is in this channel already."),
        ("/remove\n/remove", "ratchet is not in this channel."),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_type(typed: str, told: str) -> None:
    assert last(typed)[0].startswith(told)


def test_every_command_is_listed() -> None:
    listed = "\n".join(lines.listed())
    assert [name for name in lines.COMMANDS if f"/{name}" not in listed] == []


@pytest.fixture(scope="module")
def games() -> Iterator[None]:
    """A folder for the PostgreSQL of games: not among pytest's own, which only their owner may enter."""
    folder = Path(tempfile.mkdtemp(prefix="ratchet-games-"))
    with mock.patch.object(command, "FOLDER", folder / "play"):
        yield
    shutil.rmtree(folder, ignore_errors=True)


def test_a_game_can_be_typed_in_a_pipe(games: None) -> None:  # noqa: ARG001 - where it is played
    ran = ratchet("play", text="/help\n/quit\nnever typed\n")
    assert (ran.returncode, "marta in #alerts> /quit" in ran.stdout, "never typed" in ran.stdout) == (0, True, False)


def test_what_a_killed_game_left_is_cleared_up_by_the_next(games: None) -> None:  # noqa: ARG001 - where it is played
    with embedded(command.FOLDER) as url, psycopg.connect(url, autocommit=True) as conn:
        left = f"game_{os.getpid()}1999", "game_99999999"
        for name in left:
            conn.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        ran = ratchet("play", text="/quit\n")
        found = conn.execute("select datname from pg_database where starts_with(datname, 'game_')").fetchall()
    assert (ran.returncode, ran.stderr, found) == (0, "", [])


def test_a_game_goes_on_from_the_history_of_an_export(games: None) -> None:  # noqa: ARG001 - where it is played
    ran = ratchet("play", "examples/acme.zip", text="/in #help-platform\n/as lars\n/ratchet status\n/quit\n")
    assert (ran.returncode, "(only lars sees this)" in ran.stdout, "Live: help requests" in ran.stdout) == (
        0,
        True,
        True,
    )


def test_what_is_no_export_is_refused(games: None) -> None:  # noqa: ARG001 - where it is played
    ran = ratchet("play", "README.md", text="/quit\n")
    assert (ran.returncode, "ratchet: README.md is not a zip" in ran.stderr) == (2, True)


GAME = f"""
{ALERT}/as lars
/thread 1
scaled checkout-api to 6 replicas, that fixed it
/thread
/bot prometheus
[RESOLVED] HighErrorRate checkout-api
.
/wait 1h
/in #help
how do I rotate the ledger key?
/wait 5h
/ratchet status
@ratchet who owns this channel?
/home
"""


def test_the_service_plays_the_same_game_as_the_memory(server: Server) -> None:
    async def on_the_service() -> list[str]:
        now = [START]
        seen: list[str] = []
        policy = game.game_policy()
        async with server.database() as url, game.session_on(url, lambda: now[0], policy, SCRIPTED) as session:
            await session.begin()
            for line in GAME.strip().splitlines():
                now[0] += SECOND
                seen.extend(await session.type(line))
        return seen

    assert asyncio.run(on_the_service()) == played(GAME, SCRIPTED)


def test_time_passes_by_the_clock_too() -> None:
    now = [START]
    session = game.session_in_memory(lambda: now[0])

    async def play() -> list[str]:
        await session.begin()
        for line in ("/bot prometheus", "[FIRING:1] HighErrorRate checkout-api", "."):
            await session.type(line)
        now[0] += 3 * MINUTE
        await session.tick()
        return session.news()

    assert asyncio.run(play())[0] == "[2] #alerts, in the thread of 1 ratchet: HighErrorRate on checkout-api"


def test_the_end_of_the_lines_ends_a_paste() -> None:
    session = game.session_in_memory(lambda: START)

    async def play() -> list[str]:
        await session.begin()
        for line in ("/bot prometheus", "[FIRING:1] HighErrorRate checkout-api"):
            await session.type(line)
        return await session.end()

    assert asyncio.run(play()) == ["[1] #alerts prometheus: [FIRING:1] HighErrorRate checkout-api"]


def test_a_paste_from_a_pipe_needs_no_last_line() -> None:
    session, typed = game.session_in_memory(lambda: START), io.StringIO("/bot grafana\nDOWN: api")
    with contextlib.redirect_stdout(io.StringIO()) as out:
        asyncio.run(game.run(session, typed))
    assert "[1] #alerts grafana: DOWN: api" in out.getvalue().splitlines()
