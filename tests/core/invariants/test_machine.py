"""The invariants hold in histories that a state machine makes up, and a core that breaks one is caught."""

import pytest
from hypothesis.stateful import run_state_machine_as_test
from invariants.machine import Everything
from invariants.variants import VARIANTS, Variant, Wordy, budget, run
from ratchet_core.behaviours import erasure
from ratchet_core.wants import erasure as wants_of_erasure


def test_every_invariant_holds_in_made_up_histories() -> None:
    run_state_machine_as_test(Everything, settings=budget(60))


def test_every_word_goes_where_an_erasure_takes_many_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (wants_of_erasure, erasure):
        monkeypatch.setattr(module, "MOST_ERASED", 1)
    run_state_machine_as_test(Wordy, settings=budget(60))


@pytest.mark.parametrize("variant", [pytest.param(one, id=f"{one.number}, {one.how}") for one in VARIANTS])
def test_a_core_that_breaks_an_invariant_is_caught_by_its_check(variant: Variant) -> None:
    with variant.broken() as machine, pytest.raises(AssertionError, match=rf"^invariant {variant.number}: "):
        run(machine, 200)
