"""Who is affected by an alert: a host or a pod, the cluster, region and namespace that it is in, or only these.

Each is one line of text, as people read it on a card: `api-0`, `api-0 (prod-eu-1 payments)`, `(prod-eu-1)`. A message
may say less than another about the same pod, so what the end of an alert names is matched by all that both say.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

_OPEN: Final = " ("


def affected(names: Sequence[str], place: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of those whom a message names, in the place that it names, sorted."""
    if not place:
        return tuple(names)
    where = f"({' '.join(place)})"
    return tuple(sorted(f"{name} {where}" for name in names)) if names else (where,)


def shown(line: str) -> str:
    """Return a line as people read it in a list: a place alone without its brackets."""
    return line[1:-1] if line.startswith("(") else line


def those_meant(known: Sequence[str], told: Iterable[str]) -> list[int]:
    """Return which of those who are affected, given sorted, a message means by what it says, in order."""
    found: set[int] = set()
    for one in told:
        at = bisect_left(known, one)
        if at < len(known) and known[at] == one:
            found.add(at)
        else:
            found.update(_meant_by(known, one))
    return sorted(found)


def _meant_by(known: Sequence[str], told: str) -> Iterable[int]:
    """Return those who may be the same as one that is told of, none of whom is written just so."""
    name, place = _read(told)
    if not name:
        return (at for at, one in enumerate(known) if _fit(_read(one)[1], place))
    begin = bisect_left(known, name)
    end = bisect_left(known, name + ")")  # which comes right after the bracket that may follow a name
    places_only = range(bisect_left(known, "("), bisect_left(known, ")"))
    return (
        at
        for at in (*range(begin, end), *places_only)
        if (read := _read(known[at]))[0] in {name, ""} and _fit(read[1], place) and (read[0] or place)
    )


def _fit(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether two places may be the same: neither names anything that the other contradicts."""
    return one <= other or other <= one


def _read(line: str) -> tuple[str, frozenset[str]]:
    """Return the name and the place in a line."""
    if line.startswith("(") and line.endswith(")"):
        return "", frozenset(line[1:-1].split())
    name, opening, place = line.partition(_OPEN)
    return name, frozenset(place.removesuffix(")").split()) if opening else frozenset()
