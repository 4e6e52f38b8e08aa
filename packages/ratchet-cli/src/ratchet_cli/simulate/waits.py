"""Says how long people waited for a first response and for an answer to what they asked, and how it ended."""

from collections.abc import Iterator

from ratchet_core.basis.instants import Duration, described
from ratchet_core.domain import Resolution
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.waits import Waits, waits, waits_by_owner

_BY = {Resolution.THANKS: "thanks", Resolution.TICK: "a tick"}
_NOBODY = "nobody"


def shown_waits(reader: Reader) -> Iterator[str]:
    """Return the lines about all help requests, and for each team about those that it held then."""
    known = waits(reader)
    if known is None:
        return
    yield from _described("", known)
    named = ((team or _NOBODY, of_team) for team, of_team in waits_by_owner(reader).items())
    for name, of_team in sorted(named, key=lambda one: one[0]):
        yield from _described(f"{name}: ", of_team)


def _described(name: str, one: Waits) -> Iterator[str]:
    by = sum(count for _, count in one.resolved)
    how = ", ".join(f"{count:,} by {_BY.get(why, why.value)}" for why, count in one.resolved)
    yield f"{name}{one.asked:,} asked; {by:,} resolved" + (f" ({how})" if how else "")
    yield f"  first response: {_waited(one.responded, one.response_median, one.response_most)}"
    yield f"  first answer: {_waited(one.answered, one.median, one.most)}"


def _waited(count: int, median: Duration | None, most: Duration | None) -> str:
    if median is None or most is None:
        return "none"
    return f"{count:,}, after {described(median)} at the median, {described(most)} at the 90th percentile"
