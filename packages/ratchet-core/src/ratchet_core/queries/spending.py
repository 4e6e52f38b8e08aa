"""What asking a model cost, by days."""

from attrs import frozen

from ratchet_core.domain import WORKSPACE, ModelSpending
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.models import CENT


@frozen
class Day:
    """What was spent within a day, and which share of a day's budget, as it is now, that is in hundredths."""

    spent: ModelSpending
    share: int | None


def days(reader: Reader) -> list[Day]:
    """Return the days on which a model was asked, the latest first."""
    budget = reader.directory().policy.model_cents_per_day * CENT
    known = sorted(reader.spendings(WORKSPACE), key=lambda one: -one.since)
    return [Day(one, None if not budget else round(100 * one.cost / budget)) for one in known]
