"""Medians and proportions of a few observations, with intervals that say how little is known.

Everything is exact integers, or one square root rounded to millionths, so that every machine finds the same. The
intervals take the observations to be independent of each other; where they are not, the truth is less certain still.
"""

import math
from collections.abc import Sequence
from typing import Final, TypeAlias

from attrs import frozen

CONFIDENCE: Final = 95
"""How sure every interval is of a single figure, in percent; the fewest observations and `_Z` follow from it."""

CONFIDENCE_OF_MEDIANS: Final = 90
"""How sure the interval of a difference of two medians is at the least: `CONFIDENCE` twice, rounded down."""

FEWEST_FOR_MEDIAN: Final = 6
"""With fewer, not even the least and the greatest observation hold the median surely enough."""

FEWEST_FOR_PROPORTION: Final = 5
"""With fewer, the interval exists but says nothing that is worth reading."""

MILLION: Final = 1_000_000
"""Proportions are whole millionths: this one is all of them."""

_Z: Final = 1.959963984540054
"""The two-sided quantile of the normal distribution for `CONFIDENCE`."""


@frozen
class Median:
    """The middle of `n` observations, in their unit; for an even `n` half-way between the two in the middle."""

    n: int
    value: float
    low: int
    high: int


@frozen
class Proportion:
    """`count` of `n`; the interval is in millionths."""

    n: int
    count: int
    low: int
    high: int

    @property
    def value(self) -> int:
        """The proportion in millionths, rounded, halves up."""
        return (2 * self.count * MILLION + self.n) // (2 * self.n)


@frozen
class NotEnough:
    """There are `n` observations, and an interval needs at least `needed`."""

    n: int
    needed: int


Estimate: TypeAlias = Median | Proportion | NotEnough
"""What is known of a figure: with an interval, or that it is not enough."""


@frozen
class Difference:
    """How much greater one figure is than another, in their unit: for proportions in millionths."""

    value: float
    low: int
    high: int


def median(observations: Sequence[int]) -> Median | NotEnough:
    """Return the median with the interval between two order statistics.

    The interval supposes nothing about the distribution: each observation lies below the median with a chance of one
    half, so the number below is binomial (Thompson 1936; Conover, Practical Nonparametric Statistics, 3.2). Ties only
    make it surer.
    """
    n, ranked = len(observations), sorted(observations)
    rank = median_rank(n)
    if not rank:
        return NotEnough(n, FEWEST_FOR_MEDIAN)
    return Median(n, (ranked[(n - 1) // 2] + ranked[n // 2]) / 2, ranked[rank - 1], ranked[n - rank])


def median_rank(n: int) -> int:
    """Return the rank, from 1, of the order statistic that bounds the median of `n` from below; 0 if there is none.

    The upper bound has the same rank from above. The rank is the greatest for which the binomial chance that between
    `rank` and `n - rank` observations lie below the median is at least `CONFIDENCE`.
    """
    rank = n // 2
    ways = math.comb(n, rank)
    covered = 2 * ways if n % 2 else ways
    while 100 * covered < CONFIDENCE << n:
        ways = ways * rank // (n - rank + 1)
        rank -= 1
        covered += 2 * ways
    return rank


def proportion(count: int, n: int) -> Proportion | NotEnough:
    """Return a proportion with Wilson's score interval (Wilson 1927), which holds for few observations too."""
    if n < FEWEST_FOR_PROPORTION:
        return NotEnough(n, FEWEST_FOR_PROPORTION)
    low, high = _wilson(count, n)
    return Proportion(n, count, _millionths(low), _millionths(high))


def median_difference(one: Median, other: Median) -> Difference:
    """Return how much greater one median is, from where the two intervals lie: zero is out only if they are apart.

    Conservative, and supposes nothing about the distributions. Both intervals hold at once with a chance of at least
    0.95 squared, so `CONFIDENCE_OF_MEDIANS` is the least; where they are about equally wide it is some 99 %.
    """
    return Difference(one.value - other.value, one.low - other.high, one.high - other.low)


def proportion_difference(one: Proportion, other: Proportion) -> Difference:
    """Return how much greater one proportion is, with the hybrid score interval (Newcombe 1998, method 10)."""
    first, second = one.count / one.n, other.count / other.n
    (first_low, first_high), (second_low, second_high) = _wilson(one.count, one.n), _wilson(other.count, other.n)
    difference = first - second
    below, above = _length(first - first_low, second_high - second), _length(first_high - first, second - second_low)
    return Difference(_millionths(difference), _millionths(difference - below), _millionths(difference + above))


def _wilson(count: int, n: int) -> tuple[float, float]:
    centre = 2 * count + _Z * _Z
    half = _Z * math.sqrt(_Z * _Z + 4 * count * (n - count) / n)
    whole = 2 * (n + _Z * _Z)
    return (centre - half) / whole, (centre + half) / whole


def _length(one: float, other: float) -> float:
    return math.sqrt(one * one + other * other)


def _millionths(share: float) -> int:
    return math.floor(share * MILLION + 0.5)
