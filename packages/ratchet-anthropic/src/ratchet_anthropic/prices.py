"""What tokens cost. Whole numbers: millionths of a dollar for a million tokens, so that sums are exact."""

from attrs import frozen
from ratchet_core.vocabulary.models import Usage

MILLION = 1_000_000


@frozen
class Price:
    """What a million tokens cost, in millionths of a dollar.

    Attributes:
        read: Tokens that are read anew.
        written: Tokens that are written.
        cached: Tokens that are read from the cache.
        stored: Tokens that are put into the cache for five minutes.
    """

    read: int
    written: int
    cached: int
    stored: int

    def cost_of(self, usage: Usage) -> int:
        """Return what was used costs, in millionths of a dollar, rounded up."""
        total = (
            usage.read * self.read
            + usage.written * self.written
            + usage.cached * self.cached
            + usage.stored * self.stored
        )
        return -(-total // MILLION)

    def affordable(self, allowed: int, reading: int) -> int:
        """Return how many tokens may be written for an amount at most, where so many are read at the dearest rate."""
        left = allowed * MILLION - reading * max(self.read, self.stored)
        return max(left // self.written, 0) if self.written else 0
