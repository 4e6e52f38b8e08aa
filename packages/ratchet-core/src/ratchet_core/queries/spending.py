"""What asking a model cost, by days."""

from collections.abc import Mapping

from attrs import frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.domain import WORKSPACE, ModelSpending, account_of
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.models import CENT
from ratchet_core.vocabulary.prompts import PROMPTS


@frozen
class Day:
    """What was spent within a day, and which share of a day's budget, as it is now, that is in hundredths.

    `purposes` is what of it was spent on each purpose, as far as it is known what came of what was asked.
    """

    spent: ModelSpending
    share: int | None
    purposes: Mapping[str, ModelSpending]


def days(reader: Reader) -> list[Day]:
    """Return the days on which a model was asked, the latest first."""
    budget = reader.directory().policy.model_cents_per_day * CENT
    known = sorted(reader.spendings(WORKSPACE), key=lambda one: -one.since)
    purposes = _by_purpose(reader)
    shares = (None if not budget else round(100 * one.cost / budget) for one in known)
    return [Day(one, share, purposes.get(one.since, {})) for one, share in zip(known, shares, strict=True)]


def _by_purpose(reader: Reader) -> dict[Instant, dict[str, ModelSpending]]:
    found: dict[Instant, dict[str, ModelSpending]] = {}
    for purpose in sorted({one.name for one in PROMPTS}):
        for spent in reader.spendings(account_of(purpose)):
            found.setdefault(spent.since, {})[purpose] = spent
    return found
