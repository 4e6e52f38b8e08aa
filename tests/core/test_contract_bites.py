"""The contract of a store bites: what is broken on purpose is caught by the check that is named after it."""

import asyncio

import pytest
from broken_places import BROKEN, opening
from places import FailingStore
from ratchet_core.contract.store import CONTRACT, name_of


@pytest.mark.parametrize("broken", BROKEN, ids=lambda one: one.__name__)
def test_what_is_broken_is_caught_by_its_check(broken: type[FailingStore]) -> None:
    with pytest.raises(AssertionError):
        asyncio.run(BROKEN[broken](opening(broken)))


def test_every_check_has_a_name_of_its_own() -> None:
    names = [name_of(check) for check in CONTRACT]
    assert len(set(names)) == len(names)


def test_every_check_that_catches_something_broken_is_in_the_contract() -> None:
    assert set(BROKEN.values()) <= set(CONTRACT)
