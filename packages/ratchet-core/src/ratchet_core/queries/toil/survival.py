"""Times to what has not happened to all: what it has not happened to counts for as long as it was seen."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from ratchet_core.basis.instants import Duration


@frozen
class Seen:
    """Something was watched for so long, until the thing `happened` or it could not happen any more."""

    lasted: Duration
    happened: bool


@frozen
class Times:
    """How long it took.

    Attributes:
        n: To how many it happened.
        median: The middle time of those; None where there are none.
        most: Within this time it happened to nine in ten of those.
        never: To how many it did not happen while they were seen.
        all_median: Within this time it happened to half of all, by Kaplan and Meier (1958), with those to which it did
            not happen counted for as long as they were seen; None where half was never reached.
    """

    n: int
    median: Duration | None
    most: Duration | None
    never: int
    all_median: Duration | None


def times_of(seen: Iterable[Seen]) -> Times:
    """Return how long something took."""
    known = list(seen)
    took = sorted(max(one.lasted, 0) for one in known if one.happened)
    return Times(
        n=len(took),
        median=ranked(took, 50) if took else None,
        most=ranked(took, 90) if took else None,
        never=len(known) - len(took),
        all_median=kaplan_meier_median(known),
    )


def ranked(ordered: Sequence[Duration], percent: int) -> Duration:
    """Return the time within which so many percent are: that at the nearest rank."""
    return ordered[max(-(-percent * len(ordered) // 100), 1) - 1]


def kaplan_meier_median(seen: Iterable[Seen]) -> Duration | None:
    """Return the time by which half are expected to have had it happen, or None where that is never reached.

    At one moment, what happens comes before what is seen no longer.
    """
    ordered = sorted(seen, key=lambda one: (one.lasted, not one.happened))
    left, survived = len(ordered), 1.0
    for one in ordered:
        if one.happened:
            survived *= (left - 1) / left
            if survived <= 0.5 + 1e-12:
                return max(one.lasted, 0)
        left -= 1
    return None
