"""Whether a week was more than the weeks before it, or whether that is how weeks differ.

Each day is compared with the same weekday of the weeks before. If nothing changed, the day of this week might as well
be any of those, so the sum of the week is one of many that come out by choosing for each weekday one of its days; how
many of those lie as far out says how likely such a week is by chance (a permutation test within weekdays). It supposes
that days are much alike but for the weekday, and nothing about how they are spread.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from attrs import frozen

from ratchet_core.basis.instants import DAY, Instant
from ratchet_core.queries.toil.span import Span
from ratchet_core.vocabulary.toil import Change

WEEKS: Final = 8
"""With so many weeks before it a week is compared at most."""

FEWEST_WEEKS: Final = 3
"""With fewer, nothing is said."""

CHANCE: Final = 0.01
"""A week as far out as one in a hundred is more than chance: a report makes a few such claims."""

_DAYS: Final = 7
_FINEST: Final = 2_000
"""A week is told in so many steps at most where chance is worked out: finer ones change nothing."""


@frozen
class Trend:
    """A figure of this week beside the week before, and whether it differs from the weeks before by more than chance.

    Attributes:
        before: The same figure of the week before; None where that was not seen whole.
        weeks: With how many weeks before it is compared.
        chance: How likely a week so far out is by chance; None where there is too little to say.
    """

    now: int
    before: int | None
    weeks: int
    change: Change
    chance: float | None


def trend_of(
    happened: Iterable[tuple[Instant, int]], span: Span, begins: Instant, local: Callable[[Instant], Instant]
) -> Trend:
    """Return how the sum of what happened in a week stands beside the weeks since `begins`.

    Args:
        happened: Moments with whole numbers, of that week and of those before.
        span: The week.
        begins: From when on everything is known.
        local: The clock by which days are told; they begin when the week does, which need not be at midnight.
    """
    weeks = min(WEEKS, max(span.since - begins, 0) // (span.until - span.since)) if span.is_week else 0
    first = local(span.since)
    days: Counter[int] = Counter()
    for at, amount in happened:
        day = (local(at) - first) // DAY
        days[min(day, _DAYS - 1) if span.is_week else day] += amount
    sums = [sum(days[day - _DAYS * back] for day in range(_DAYS)) for back in range(weeks + 1)]
    now = sums[0] if span.is_week else sum(amount for day, amount in days.items() if day >= 0)
    before = sums[1] if weeks else None
    if weeks < FEWEST_WEEKS:
        return Trend(now, before, weeks, Change.UNKNOWN, None)
    unit = max(max(sums) // _FINEST, 1)
    known = [[days[day - _DAYS * back] // unit for back in range(weeks + 1)] for day in range(_DAYS)]
    above, below = _as_far_out(known)
    chance = min(2 * min(above, below), 1.0)
    change = Change.NONE if chance >= CHANCE else Change.UP if above < below else Change.DOWN
    return Trend(now, before, weeks, change, chance)


def _as_far_out(days: Sequence[Sequence[int]]) -> tuple[float, float]:
    """Return how likely a sum at least as great, and one at most as great, comes out by choosing a day of each weekday.

    The first of each weekday's days is the one that was.
    """
    sums: Counter[int] = Counter({0: 1})
    for known in days:
        chosen: Counter[int] = Counter()
        for total, ways in sums.items():
            for one in known:
                chosen[total + one] += ways
        sums = chosen
    was, all_ways = sum(known[0] for known in days), sum(sums.values())
    above = sum(ways for total, ways in sums.items() if total >= was) / all_ways
    below = sum(ways for total, ways in sums.items() if total <= was) / all_ways
    return above, below
