"""Merges over time, of teams and of services alike: who is part of whom at a moment, and what would be a cycle.

A merge is an interval, so the past stays as it was, the order of merges does not matter, and a merge can be undone.
"""

from collections.abc import Mapping

import attrs

from ratchet_core.domain import Interval, Merge
from ratchet_core.instants import Instant

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


def merged(merges: tuple[Merge, ...], into: str, at: Instant) -> tuple[Merge, ...]:
    """Return the merges with one more from a moment up to the next one; one with the same goal begins then."""
    later = [one for one in merges if one.during.since > at and one.during.since != one.during.until]
    following = min(later, key=lambda one: one.during.since, default=None)
    if following is not None and following.into == into:
        earlier = attrs.evolve(following, during=Interval(at, following.during.until))
        return tuple(earlier if one == following else one for one in merges)
    until = following.during.since if following is not None else None
    return tuple(sorted((*merges, Merge(into, Interval(at, until))), key=lambda one: one.during.since))


def parted(merges: tuple[Merge, ...], at: Instant) -> tuple[Merge, ...]:
    """Return the merges with the one that holds at a moment ended then."""
    return tuple(
        attrs.evolve(one, during=Interval(one.during.since, at)) if one.during.covers(at) else one for one in merges
    )
