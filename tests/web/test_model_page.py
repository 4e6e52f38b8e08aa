"""The page of the model: what asking it cost, by day and purpose."""

from asking import told, visitor
from ratchet_core.basis.instants import DAY
from ratchet_core.domain import WORKSPACE, ModelSpending, account_of
from ratchet_core.domain.policy import Policy
from ratchet_core.memory import MemoryStore
from ratchet_web.memory import sources_of
from ratchet_web.ports import Sources

START = 20_454 * DAY


def spent() -> Sources:
    store = MemoryStore(Policy(model_cents_per_day=100))
    store.put(ModelSpending(WORKSPACE, START, 3, 2, 1, 900, 400, 100, 50, 250_000))
    store.put(ModelSpending(account_of("answer"), START, 3, 2, cost=250_000))
    return sources_of(store, [], about="a test")


def test_each_day_is_shown_with_what_it_cost_and_for_what() -> None:
    assert told(spent(), "/model.json")["days"] == [
        {
            "day": "2026-01-01",
            "asked": 3,
            "answered": 2,
            "dollars": 0.25,
            "of_budget": 25,
            "read": 1000,
            "cached": 400,
            "missed": 1,
            "written": 50,
            "purposes": [{"purpose": "answer", "asked": 3, "answered": 2, "dollars": 0.25}],
        }
    ]


def test_the_page_says_it_in_dollars() -> None:
    assert "answer: 3 asked, $0.2500" in visitor(spent()).get("/model").text
