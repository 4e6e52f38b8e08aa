"""Shares with their intervals of 95 %: Wilson's for one share, Newcombe's (1998, method 10) for a paired difference."""

from math import sqrt
from typing import Final

from attrs import frozen

_Z: Final = 1.959963984540054


@frozen
class Share:
    """How many of how many, with the interval that Wilson's score gives."""

    count: int
    of: int

    @property
    def share(self) -> float:
        """Return the share; 0 of nothing."""
        return self.count / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return between which shares the true one lies with 95 % confidence; of nothing, nothing is known."""
        if not self.of:
            return 0.0, 1.0
        share, z = self.share, _Z * _Z / self.of
        middle, half = share + z / 2, _Z * sqrt((share * (1 - share) + z / 4) / self.of)
        return max((middle - half) / (1 + z), 0.0), min((middle + half) / (1 + z), 1.0)


@frozen
class Paired:
    """How the same cases went twice: well both times, the first time alone, the second time alone, neither."""

    both: int
    first: int
    second: int
    neither: int

    @property
    def of(self) -> int:
        """Return how many cases there are."""
        return self.both + self.first + self.second + self.neither

    @property
    def difference(self) -> float:
        """Return by how much the second share is larger."""
        return (self.second - self.first) / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return between which differences the true one lies with 95 % confidence."""
        if not self.of:
            return -1.0, 1.0
        one, two = Share(self.both + self.second, self.of), Share(self.both + self.first, self.of)
        up, down = one.interval[1] - one.share, one.share - one.interval[0]
        up_two, down_two = two.interval[1] - two.share, two.share - two.interval[0]
        phi = self._correlation()
        low = sqrt(max(down**2 - 2 * phi * down * up_two + up_two**2, 0.0))
        high = sqrt(max(up**2 - 2 * phi * up * down_two + down_two**2, 0.0))
        return max(self.difference - low, -1.0), min(self.difference + high, 1.0)

    def _correlation(self) -> float:
        """Return how much the two go together, corrected for continuity where they do."""
        a, b, c, d = self.both, self.second, self.first, self.neither
        product = (a + b) * (c + d) * (a + c) * (b + d)
        if not product:
            return 0.0
        together = a * d - b * c
        corrected = max(together - self.of / 2, 0.0) if together > 0 else float(together)
        return corrected / sqrt(product)
