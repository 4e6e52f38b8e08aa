"""Merges over time, of teams and of services alike: who is part of whom at a moment, and what would be a cycle.

A merge is an interval, so the past stays as it was, and a merge can be undone. What holds follows from all that was
told, in the order of its moments, whatever the order in which it arrived.
"""

from collections.abc import Container, Iterable, Mapping

from ratchet_core.basis.instants import Instant
from ratchet_core.basis.intervals import Interval
from ratchet_core.domain.merges import Merge

Merges = Mapping[str, tuple[Merge, ...]]


def merges_from(told: Iterable[tuple[str, Instant, str | None]], known: Container[str]) -> dict[str, tuple[Merge, ...]]:
    """Return what was part of what and when, from what was told: a part, a moment, and into what, or None for a split.

    A merge counts between things that are known, and where it closes no circle; it lasts until the next of its part. At
    one moment splits come before merges, and both in the order of the parts.
    """
    into: dict[str, str] = {}
    since: dict[str, Instant] = {}
    found: dict[str, list[Merge]] = {}
    for part, at, goal in sorted(told, key=lambda one: (one[1], one[2] is not None, one[0], one[2] or "")):
        before = into.get(part)
        if goal == before or (goal is not None and not _may(into, part, goal, known)):
            continue
        if before is not None:
            found.setdefault(part, []).append(Merge(before, Interval(since[part], at)))
            del into[part]
        if goal is not None:
            into[part], since[part] = goal, at
    for part, goal in into.items():
        found.setdefault(part, []).append(Merge(goal, Interval(since[part])))
    return {part: tuple(merges) for part, merges in found.items()}


def _may(into: Mapping[str, str], part: str, goal: str, known: Container[str]) -> bool:
    """Say whether both are known, and no merge leads from the goal back to the part."""
    end = goal
    while end != part and end in into:
        end = into[end]
    return part in known and goal in known and end != part


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
