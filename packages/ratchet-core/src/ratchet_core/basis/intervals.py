"""Stretches of time, and what held in them."""

from collections.abc import Mapping
from typing import TypeVar

from attrs import frozen

from ratchet_core.basis.instants import Instant

_Value = TypeVar("_Value")


@frozen
class Interval:
    """A stretch of time from `since`, up to but without `until`; None means without end."""

    since: Instant
    until: Instant | None = None

    def covers(self, at: Instant) -> bool:
        """Say whether a moment lies in the interval."""
        return self.since <= at and (self.until is None or at < self.until)


def intervals_from(starts: Mapping[Instant, _Value]) -> list[tuple[_Value, Interval]]:
    """Return what held from each moment on with the interval up to the next one, in the order of time."""
    since = sorted(starts)
    return [(starts[begin], Interval(begin, end)) for begin, end in zip(since, [*since[1:], None], strict=False)]
