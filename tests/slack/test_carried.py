"""What travels with a button and a form comes back as it was; what others made comes back as nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ratchet_core.domain import MessageRef
from ratchet_core.vocabulary.actions import (
    About,
    AboutCard,
    AboutChannel,
    AboutIncident,
    AboutMessage,
    AboutMute,
    AboutMuting,
    AboutPerson,
    AboutRequest,
    AboutRequests,
    AboutRunbook,
    Button,
    Form,
    Press,
)
from ratchet_slack.carried import button_value, form_about, form_metadata, form_name, pressed

ROOT = MessageRef("C1", "1709543171.993908")
EVERY: tuple[About, ...] = (
    AboutIncident("C1", "fp", 3, 7),
    AboutMute("fp", "e1"),
    AboutRequest(ROOT, 5),
    AboutPerson("U1"),
    AboutRunbook("fp", 2),
    AboutMuting("fp", "C1"),
    AboutChannel("C1"),
    AboutMessage(ROOT, ("a", "b", "c")),
    AboutCard("C1", "fp"),
    AboutRequests((ROOT, ROOT)),
)


@pytest.mark.parametrize("about", EVERY)
def test_what_a_button_is_about_comes_back(about: About) -> None:
    assert pressed(button_value(Button("Noise", Press.NOISE, about))) == (Press.NOISE, about)


@pytest.mark.parametrize("about", EVERY)
def test_what_a_form_is_about_comes_back(about: About) -> None:
    assert form_about(form_metadata(Form("Mute", (), about))) == about


ODD = [
    None,
    7,
    "",
    "x",
    "[]",
    "{}",
    '{"does":"noise"}',
    '{"does":"noise","about":{"type":"Nothing"}}',
    '{"does":"noise","about":{"type":"AboutPerson"}}',
    '{"does":"noise","about":{"type":"AboutPerson","person":"U1","more":1}}',
    '{"does":"explode","about":{"type":"AboutPerson","person":"U1"}}',
    "[" * 100_000,
]


@pytest.mark.parametrize("value", ODD)
def test_what_is_no_value_of_ours_is_nothing(value: object) -> None:
    assert (pressed(value), form_about(value)) == (None, None)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda one: st.lists(one) | st.dictionaries(st.text(), one),
    )
)
def test_nothing_that_is_pasted_into_a_value_raises(value: object) -> None:
    assert pressed(json.dumps(value)) is None


def test_the_name_of_a_form_is_a_function_of_its_trigger() -> None:
    names = {form_name("1.2.a"), form_name("1.2.a"), form_name("1.2.b")}
    assert sorted(map(len, names)) == [40, 40]
