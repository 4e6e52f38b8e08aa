"""Copies of frozen values with some fields changed."""

import pytest
from ratchet_core.basis.evolving import evolve
from ratchet_core.domain import Card, CardState
from ratchet_core.vocabulary.actions import AboutPerson, Choice

CARD = Card(CardState.HELD, 1, "1.5", latest=2)


def test_a_copy_differs_in_what_was_changed_alone() -> None:
    assert evolve(CARD, ts="2.5", stay=3) == Card(CardState.HELD, 1, "1.5", "2.5", latest=2, stay=3)


def test_the_value_itself_stays_as_it_is() -> None:
    held = Card(CardState.HELD, 1, "1.5")
    evolve(held, state=CardState.POSTED)
    assert held.state is CardState.HELD


def test_a_field_that_there_is_not_is_named_with_those_that_there_are() -> None:
    with pytest.raises(TypeError, match=r"^Card has no field 'digset'; it has state, incident, thread, ts, digest"):
        evolve(CARD, digset="")


def test_a_value_of_one_field_is_copied_too() -> None:
    assert evolve(AboutPerson("U1"), person="U2") == AboutPerson("U2")


def test_a_field_may_be_called_as_the_value_is_in_here() -> None:
    assert evolve(Choice("a", "A"), value="b") == Choice("b", "A")
