"""What both halves of the adapter agree on: what we show names what it is about, and is read back whole."""

import pytest
from histories import ALERTS, EVERYTHING, INTRODUCTIONS, START, fingerprint_of, firing, posted, replayed, said
from ratchet_core.basis.instants import MINUTE
from ratchet_core.domain import MessageRef
from ratchet_core.domain.policy import Policy
from ratchet_core.memory.store import MemoryStore
from ratchet_core.reading.asking import Command
from ratchet_core.vocabulary.actions import (
    About,
    AboutChannel,
    AboutIncident,
    AboutMuting,
    AboutRequest,
    AboutRunbook,
    OpenForm,
    Press,
)
from ratchet_core.vocabulary.events import ButtonPressed, CommandGiven, Event, RunbookWritten, TeamNamed
from ratchet_slack.wire import (
    COMMANDS_WITH_FORMS,
    FORM_OPENERS,
    MOST_BYTES,
    about_of,
    about_to_text,
    loading_id,
    press_id,
    press_of,
    saving_id,
)

ABOUT = AboutIncident("C1", "a" * 64, 3, 1_767_607_200_000_100)


@pytest.mark.parametrize("about", [ABOUT, AboutRunbook("a", 2), AboutMuting("ä\n", "C1")])
def test_what_something_is_about_is_read_back(about: AboutIncident | AboutRunbook | AboutMuting) -> None:
    assert about_of(about_to_text(about)) == about


def test_what_a_button_is_about_has_room_in_its_value() -> None:
    assert len(about_to_text(ABOUT)) < MOST_BYTES


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"type": "AboutNothing"}', '{"type": "AboutRunbook"}', 7, None]
)
def test_what_somebody_else_wrote_is_about_nothing(text: object) -> None:
    assert about_of(text) is None


@pytest.mark.parametrize("does", list(Press))
def test_what_a_button_does_is_read_back_from_every_place(does: Press) -> None:
    assert [press_of(press_id(does, place)) for place in (0, 24)] == [does, does]


@pytest.mark.parametrize("action_id", ["explode/0", "mute", "", None, 7])
def test_a_button_of_somebody_else_does_nothing(action_id: object) -> None:
    assert press_of(action_id) is None


def test_a_button_of_a_version_that_was_there_before_is_outdated() -> None:
    assert press_of("ratchet/explode/0") is Press.OUTDATED


def test_a_view_is_named_after_its_cause_within_the_limit_of_slack() -> None:
    names = {loading_id("1.2.a"), loading_id("1.2.b"), saving_id("1.2.a"), saving_id("V1")}
    assert (len(names), max(map(len, names)) <= 255) == (4, True)


FIRED = posted(START, "C1", firing(ALERTS[0]))
ALERT = fingerprint_of(FIRED)
ASKED = said(START, "C2", "U4", "how do I rotate the ledger key of the archive?")
ON_BUTTONS: tuple[About, ...] = (
    AboutIncident("C1", ALERT, 1, START),
    AboutRunbook(ALERT, 1),
    AboutMuting(ALERT, "C1"),
    AboutChannel("C1"),
    AboutRequest(MessageRef("C2", ASKED.ts)),
)


def opens_a_form(event: Event) -> bool:
    """Say whether the core answers an event with a form, where an alert has fired, a draft waits, and a question."""
    team = TeamNamed("t1", 0, "base", "Base")
    written = RunbookWritten("w", START + 1, ALERT, "restart it", "U1")
    store = MemoryStore(Policy(default=EVERYTHING, card_buttons=True))
    heard = replayed(store, [*INTRODUCTIONS, team, FIRED, ASKED, written, event])
    decision = next(one for other, one in heard if other == event)
    return any(isinstance(one, OpenForm) for one in decision.actions)


def test_something_is_shown_at_once_for_every_button_that_the_core_answers_with_a_form() -> None:
    presses = ((does, about) for does in Press for about in ON_BUTTONS)
    pressed = {
        does
        for does, about in presses
        if opens_a_form(ButtonPressed("press", START + MINUTE, "C1", "1.0", "U1", does, about, "T1"))
    }
    assert pressed == FORM_OPENERS


def test_something_is_shown_at_once_for_every_command_that_the_core_answers_with_a_form() -> None:
    given = {
        command
        for command in Command
        for rest in ("", " HighErrorRate")
        if opens_a_form(CommandGiven("command", START + MINUTE, "U1", "C1", f"{command.value}{rest}", "T1"))
    }
    assert given == COMMANDS_WITH_FORMS
