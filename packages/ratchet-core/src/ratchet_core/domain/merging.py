"""Merges over time, of teams and of services alike: who is part of whom at a moment, and what would be a cycle.

A merge is an interval, so the past stays as it was, the order of merges does not matter, and a merge can be undone.
"""

from collections.abc import Mapping

from ratchet_core.basis.instants import Instant
from ratchet_core.domain.merges import Merge

Merges = Mapping[str, tuple[Merge, ...]]


def part_of(merges: tuple[Merge, ...], at: Instant) -> str | None:
    """Return what something was part of at a moment, or None where it stood on its own."""
    return next((one.into for one in merges if one.during.covers(at)), None)


def whole_of(known: Merges, start: str, at: Instant) -> str:
    """Return what something had become by a moment, following every merge; itself where it stood on its own."""
    seen = {start}
    current = start
    while (into := part_of(known.get(current, ()), at)) is not None and into not in seen:
        seen.add(into)
        current = into
    return current


def path_between(known: Merges, start: str, goal: str, since: Instant) -> tuple[str, ...] | None:
    """Return the merges that lead from one to the other at some moment from `since` on, or None where none do."""
    paths: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    while paths:
        path = paths.pop()
        if path[-1] == goal:
            return path
        for merge in known.get(path[-1], ()):
            if merge.into not in seen and (merge.during.until is None or merge.during.until > since):
                seen.add(merge.into)
                paths.append((*path, merge.into))
    return None
