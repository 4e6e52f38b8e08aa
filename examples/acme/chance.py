"""Seeded chance, and moments in time as whole microseconds, both the same on every version of Python."""

from collections.abc import Sequence
from random import Random  # noqa: TID251 - only ever used with a seed, below
from typing import Final, TypeVar

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

T = TypeVar("T")


class Chance:
    """Choices that follow from a seed.

    Built on `Random.random` alone, the one method that Python promises never to change.
    """

    def __init__(self, seed: str) -> None:
        """Begin the sequence that belongs to `seed`."""
        self._draw = Random(seed).random  # noqa: S311 - an example needs no secrets

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to but without `limit`."""
        return int(self._draw() * limit)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int(self._draw() * (high - low + 1))

    def often(self, percent: int) -> bool:
        """Return True in that many of a hundred cases."""
        return self._draw() * 100 < percent

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[int(self._draw() * len(choices))]

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """Return `count` different choices (or all, when there are fewer), in any order."""
        left = list(choices)
        return [left.pop(int(self._draw() * len(left))) for _ in range(min(count, len(left)))]

    def token(self, digits: int) -> str:
        """Return a number in hexadecimal, with that many digits."""
        return f"{self.below(16**digits):0{digits}x}"


def ts_of(at: int) -> str:
    """Return a moment as Slack writes it."""
    return f"{at // SECOND}.{at % SECOND:06d}"
