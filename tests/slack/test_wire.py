"""What both halves of the adapter agree on: what we show names what it is about, and is read back whole."""

import pytest
from ratchet_core.vocabulary.actions import AboutIncident, AboutMuting, AboutRunbook, Press
from ratchet_slack.wire import MOST_BYTES, about_of, about_to_text, loading_id, press_id, press_of, saving_id

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


@pytest.mark.parametrize("action_id", ["ratchet/explode/0", "mute", "", None, 7])
def test_a_button_of_somebody_else_does_nothing(action_id: object) -> None:
    assert press_of(action_id) is None


def test_a_view_is_named_after_its_cause_within_the_limit_of_slack() -> None:
    names = {loading_id("1.2.a"), loading_id("1.2.b"), saving_id("1.2.a"), saving_id("V1")}
    assert (len(names), max(map(len, names)) <= 255) == (4, True)
