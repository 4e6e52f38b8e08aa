"""Says how long people waited for a first response to what they asked, and how it ended."""

from collections.abc import Iterator

from ratchet_core.basis.instants import described
from ratchet_core.domain import Resolution
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.waits import Waits, waits, waits_by_owner

_BY = {Resolution.THANKS: "thanks", Resolution.TICK: "a tick"}
_NOBODY = "nobody"


def shown_waits(reader: Reader) -> Iterator[str]:
    """Return the lines about all help requests, and for each team about those in channels that it owned then."""
    known = waits(reader)
    if known is None:
        return
    yield _described(known)
    named = ((team or _NOBODY, of_team) for team, of_team in waits_by_owner(reader).items())
    for name, of_team in sorted(named, key=lambda one: one[0]):
        yield f"{name}: {_described(of_team)}"


def _described(one: Waits) -> str:
    by = sum(count for _, count in one.resolved)
    how = ", ".join(f"{count:,} by {_BY.get(why, why.value)}" for why, count in one.resolved)
    resolved = f"{by:,} resolved" + (f" ({how})" if how else "")
    return f"{one.asked:,} asked, {one.answered:,} answered{_waited(one)}; {resolved}"


def _waited(one: Waits) -> str:
    if one.median is None or one.most is None:
        return ""
    return f", after {described(one.median)} at the median and {described(one.most)} at the 90th percentile"
