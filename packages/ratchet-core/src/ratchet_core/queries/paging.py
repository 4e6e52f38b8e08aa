"""Reads what grows with every message from its end on, page by page, so that a list that ends early reads little."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol, TypeVar

from ratchet_core.basis.instants import Instant

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

PAGE: Final = 1_000
"""So many rows are read at once at most, where they are read in pages."""

LEAST: Final = 50
"""So many rows are read at first at least: a list may leave some of them out."""


class Latest(Protocol[R_co]):
    """Reads the latest rows from before a moment, as a `Reader` does."""

    def __call__(self, *, before: Instant | None = None, most: int | None = None) -> Sequence[R_co]:
        """Return so many of them, and all others of the moment of the last one."""
        ...


def pages(
    read: Latest[R], moment_of: Callable[[R], Instant], limit: int | None, before: Instant | None = None
) -> Iterator[Sequence[R]]:
    """Return rows in pages, the latest first, as many as are asked for; all at once where a list has no limit.

    With `before`, only those from before a moment.
    """
    if limit is None:
        yield read(before=before)
        return
    most = min(max(limit, LEAST), PAGE)
    while found := read(before=before, most=most):
        yield found
        if len(found) < most:
            return
        most, before = PAGE, min(map(moment_of, found))


def recent(read: Latest[R], moment_of: Callable[[R], Instant], since: Instant) -> list[R]:
    """Return the rows of a moment and of all that came after it; what came before is read no further than a page."""
    if since <= 0:
        return list(read())
    found: list[R] = []
    for page in pages(read, moment_of, PAGE):
        found += [one for one in page if moment_of(one) >= since]
        if min(map(moment_of, page)) < since:
            break
    return found
