"""The intervals are the published ones, found here again by slow and exact ways."""

import itertools
import math
from fractions import Fraction
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ratchet_core.queries.estimates import (
    _Z,
    CONFIDENCE,
    CONFIDENCE_OF_MEDIANS,
    FEWEST_FOR_MEDIAN,
    Difference,
    Median,
    NotEnough,
    Proportion,
    median,
    median_difference,
    median_rank,
    proportion,
    proportion_difference,
)

CHECKED = settings(max_examples=100, derandomize=True, deadline=None)
OBSERVATIONS = st.lists(st.integers(0, 10**12), min_size=FEWEST_FOR_MEDIAN, max_size=60)
COUNTS = st.integers(5, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
SURE = Fraction(CONFIDENCE, 100)
FINE = 10**10


def share(count: int, n: int) -> Proportion:
    found = proportion(count, n)
    assert isinstance(found, Proportion)
    return found


def middle(observations: list[int]) -> Median:
    found = median(observations)
    assert isinstance(found, Median)
    return found


def chance_of_covering(n: int, rank: int) -> Fraction:
    """Return the chance that the order statistics `rank` and `n + 1 - rank` hold the median, summed term by term."""
    half = Fraction(1, 2)
    return sum(
        (math.comb(n, below) * half**below * half ** (n - below) for below in range(rank, n - rank + 1)), Fraction()
    )


def rank_by_trying(n: int) -> int:
    return max((rank for rank in range(1, n // 2 + 1) if chance_of_covering(n, rank) >= SURE), default=0)


def agrees(count: int, n: int, share: int) -> bool:
    """Say whether the score test does not reject a share (of `FINE`): the definition of Wilson's interval."""
    off = Fraction(count, n) - Fraction(share, FINE)
    return off**2 <= Fraction(_Z) ** 2 * Fraction(share, FINE) * (1 - Fraction(share, FINE)) / n


def edge(count: int, n: int, outside: int) -> int:
    """Halve the stretch between the proportion and an end until the last share that agrees is found, in millionths."""
    inside = count * FINE // n
    if agrees(count, n, outside):
        return outside * 1_000_000 // FINE
    while abs(outside - inside) > 1:
        half = (inside + outside) // 2
        inside, outside = (half, outside) if agrees(count, n, half) else (inside, half)
    return round(Fraction(inside * 1_000_000, FINE))


def test_the_quantile_is_that_of_the_confidence() -> None:
    assert pytest.approx(NormalDist().inv_cdf((1 + CONFIDENCE / 100) / 2), abs=1e-12) == _Z


def test_two_medians_are_as_sure_as_both_intervals_at_once() -> None:
    assert int(SURE**2 * 100) == CONFIDENCE_OF_MEDIANS


def test_the_fewest_for_a_median_is_the_least_with_an_interval() -> None:
    assert next(n for n in range(100) if rank_by_trying(n)) == FEWEST_FOR_MEDIAN


def test_the_ranks_are_those_of_the_tables() -> None:
    published = {5: 0, 6: 1, 8: 1, 9: 2, 10: 2, 11: 2, 12: 3, 15: 4, 20: 6, 25: 8, 30: 10, 50: 18, 100: 40}
    assert {n: median_rank(n) for n in published} == published


def test_the_ranks_are_those_of_exact_binomial_sums() -> None:
    assert [median_rank(n) for n in range(120)] == [rank_by_trying(n) for n in range(120)]


@pytest.mark.parametrize("n", [6, 7, 8, 9, 10, 11, 12])
def test_the_interval_holds_the_median_in_enough_of_all_equally_likely_samples(n: int) -> None:
    held = 0
    for signs in itertools.product((-1, 1), repeat=n):
        found = middle([sign * size for size, sign in enumerate(signs, start=1)])
        held += found.low <= 0 <= found.high
    assert Fraction(held, 2**n) >= SURE


def test_the_median_of_an_even_number_is_half_way() -> None:
    assert median([9, 1, 4, 3, 8, 2]) == Median(6, 3.5, 1, 9)


def test_ten_observations_leave_one_out_at_each_end() -> None:
    assert median(list(range(10, 0, -1))) == Median(10, 5.5, 2, 9)


def test_five_observations_are_not_enough_for_a_median() -> None:
    assert median([1, 2, 3, 4, 5]) == NotEnough(5, 6)


def test_four_answers_are_not_enough_for_a_proportion() -> None:
    assert proportion(4, 4) == NotEnough(4, 5)


def test_nothing_is_not_enough() -> None:
    assert (median([]), proportion(0, 0)) == (NotEnough(0, 6), NotEnough(0, 5))


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombes_first_table(count: int, n: int, low: float, high: float) -> None:
    found = share(count, n)
    assert (round(found.low / 1e6, 4), round(found.high / 1e6, 4)) == (low, high)


def test_two_of_fourteen_is_known_to_four_to_forty_percent() -> None:
    assert (proportion(2, 14), share(2, 14).value) == (Proportion(14, 2, 40_094, 399_414), 142_857)


@pytest.mark.parametrize("n", [5, 14, 37])
def test_wilsons_interval_is_what_the_score_test_does_not_reject(n: int) -> None:
    slow = [Proportion(n, count, edge(count, n, 0), edge(count, n, FINE)) for count in range(n + 1)]
    assert [proportion(count, n) for count in range(n + 1)] == slow


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 524, 3339),
        ((9, 10), (3, 10), 1705, 8090),
        ((6, 7), (2, 7), 582, 8062),
        ((5, 56), (0, 29), -381, 1926),
        ((0, 10), (0, 20), -1611, 2775),
        ((0, 10), (0, 10), -2775, 2775),
        ((10, 10), (0, 20), 6791, 10000),
        ((10, 10), (0, 10), 6075, 10000),
    ],
)
def test_the_difference_is_that_of_newcombes_second_table_in_ten_thousandths(
    one: tuple[int, int], other: tuple[int, int], low: int, high: int
) -> None:
    found = proportion_difference(share(*one), share(*other))
    assert max(abs(found.low - low * 100), abs(found.high - high * 100)) <= 51


def test_the_difference_of_medians_reaches_from_end_to_end() -> None:
    assert median_difference(Median(6, 3.5, 1, 9), Median(7, 20, 12, 30)) == Difference(-16.5, -29, -3)


@CHECKED
@given(OBSERVATIONS)
def test_the_interval_of_a_median_contains_it(observations: list[int]) -> None:
    found = middle(observations)
    assert found.low <= found.value <= found.high


@CHECKED
@given(COUNTS)
def test_the_interval_of_a_proportion_contains_it(counts: tuple[int, int]) -> None:
    found = share(*counts)
    assert 0 <= found.low <= found.value <= found.high <= 1_000_000


@CHECKED
@given(COUNTS, COUNTS)
def test_the_interval_of_a_difference_contains_it(one: tuple[int, int], other: tuple[int, int]) -> None:
    found = proportion_difference(share(*one), share(*other))
    assert -1_000_000 <= found.low <= found.value <= found.high <= 1_000_000


@CHECKED
@given(COUNTS, COUNTS)
def test_a_difference_turned_round_is_its_mirror(one: tuple[int, int], other: tuple[int, int]) -> None:
    there = proportion_difference(share(*one), share(*other))
    back = proportion_difference(share(*other), share(*one))
    assert max(abs(there.low + back.high), abs(there.high + back.low)) <= 1


@CHECKED
@given(OBSERVATIONS, st.integers(2, 5))
def test_more_of_the_same_never_widens_the_interval_of_a_median(observations: list[int], times: int) -> None:
    few, many = middle(observations), middle(observations * times)
    assert few.low <= many.low <= many.high <= few.high


@CHECKED
@given(COUNTS, st.integers(2, 5))
def test_more_of_the_same_narrows_the_interval_of_a_proportion(counts: tuple[int, int], times: int) -> None:
    few, many = share(*counts), share(counts[0] * times, counts[1] * times)
    assert many.high - many.low < few.high - few.low
