"""`ratchet model usage` shows by day what asking the model cost."""

from ratchet_cli.listings.models import usage
from ratchet_core.basis.instants import DAY
from ratchet_core.domain import WORKSPACE, ModelSpending, account_of
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_core.memory.reader import MemoryReader

START = 20_454 * DAY


def test_days_are_shown_with_what_they_cost_the_latest_first() -> None:
    store = MemoryStore(Policy(model_cents_per_day=100))
    store.put(ModelSpending(WORKSPACE, START, 3, 2, 1, 900, 400, 100, 50, 250_000))
    store.put(ModelSpending(WORKSPACE, START + DAY, 1))
    store.put(ModelSpending("U1", START, 3))
    store.put(ModelSpending(account_of("answer"), START, 3, 2))
    rows = [tuple(row.values()) for row in usage(MemoryReader(store))]
    assert rows == [
        ("2026-01-02", "1", "0", "$0.0000", "0 %", "", "0", "0", "0", "0"),
        ("2026-01-01", "3", "2", "$0.2500", "25 %", "answer 3", "1000", "400", "1", "50"),
    ]
