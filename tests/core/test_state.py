"""A store survives its own state: what is read back is equal, and goes on in the same way."""

import pytest
from histories import INTRODUCTIONS, POLICY, START, histories, replayed, said
from hypothesis import HealthCheck, given, settings
from ratchet_core.events import Event
from ratchet_core.instants import HOUR
from ratchet_core.memory import MemoryStore
from ratchet_core.state import StateError, state_from_json, state_to_json

LAST = said(START + 3 * HOUR, "C1", "U3", "the end")
CHECKED = settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def kept(events: list[Event]) -> MemoryStore:
    store = MemoryStore(POLICY)
    replayed(store, [*INTRODUCTIONS, *events])
    return store


@CHECKED
@given(histories())
def test_what_is_read_back_is_what_was_written(events: list[Event]) -> None:
    store = kept(events)
    again, _ = state_from_json(list(state_to_json(store)))
    assert (again.world, again.rest(), again.policy) == (store.world, store.rest(), store.policy)


@CHECKED
@given(histories())
def test_a_state_goes_on_as_its_store_does(events: list[Event]) -> None:
    store = kept(events)
    again, _ = state_from_json(list(state_to_json(store)))
    assert replayed(again, [LAST]) == replayed(store, [LAST])


@CHECKED
@given(histories())
def test_equal_stores_give_equal_states(events: list[Event]) -> None:
    assert list(state_to_json(kept(events))) == list(state_to_json(kept(events)))


def test_the_decisions_that_are_kept_beside_a_store_are_read_back() -> None:
    store = MemoryStore(POLICY)
    heard = replayed(store, [*INTRODUCTIONS, LAST])
    assert state_from_json(list(state_to_json(store, heard)))[1] == heard


LINES = list(state_to_json(kept([LAST])))


@pytest.mark.parametrize("count", range(len(LINES)))
def test_a_state_torn_at_any_line_is_refused(count: int) -> None:
    with pytest.raises(StateError):
        state_from_json(LINES[:count])
