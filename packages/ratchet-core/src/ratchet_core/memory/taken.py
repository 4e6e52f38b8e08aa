"""The ids of the events that were taken, in little memory: of a million messages as eight bytes each.

The id of a message is its channel's id and its timestamp, and that of an outcome mostly goes on from there in words
that recur. So of the older ids the moments are kept, sorted, under all the rest: the channel and the words behind it.
"""

import re
from array import array
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, MutableSet
from typing import Final

from ratchet_core.basis.instants import ts_of

_FORM: Final = re.compile(r"([^/]*)/([1-9][0-9]{9})\.([0-9]{6})((?:/(?:[a-z_]{1,20}|[0-9]))*)")
"""The ids that are packed: what they say is written back from it, sign by sign."""

_TS: Final = 17
"""How long a timestamp is: ten digits, a dot, six digits."""

_MOST_RECENT: Final = 20_000
_Place = tuple[str, int]


class TakenIds(MutableSet[str]):
    """A set of ids: the newest as they are, and once there are many of those, as moments."""

    __slots__ = ("_latest", "_moments", "_others", "_recent")

    def __init__(self, ids: Iterable[str] = ()) -> None:
        """Begin with some ids."""
        self._recent: set[str] = set(ids)
        self._others: set[str] = set()
        self._moments: dict[str, array[int]] = {}
        self._latest: dict[str, str] = {}
        if len(self._recent) >= _MOST_RECENT:
            self._pack()

    def add(self, value: str) -> None:
        """Take an id in."""
        self._recent.add(value)
        if len(self._recent) >= _MOST_RECENT:
            self._pack()

    def _pack(self) -> None:
        """Take the newest ids to the older ones."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for one in self._recent:
            place = _place_of(one)
            if place is None:
                self._others.add(one)
            else:
                found[place[0]].append(place[1])
        self._recent.clear()
        for rest, news in found.items():
            news.sort()
            moments = self._moments.setdefault(rest, array("q"))
            late = bisect_right(news, moments[-1]) if moments else 0
            moments.extend(news[late:])
            for moment in news[:late]:
                if not _has(moments, moment):
                    insort(moments, moment)
            self._latest[rest] = ts_of(moments[-1])

    def discard(self, value: str) -> None:
        """Take an id out, if it is in."""
        self._recent.discard(value)
        self._others.discard(value)
        place = _place_of(value)
        if place is not None and self._is_packed(value):
            moments = self._moments[place[0]]
            del moments[bisect_left(moments, place[1])]

    def __contains__(self, value: object) -> bool:
        """Say whether an id is in."""
        if value in self._recent or value in self._others:
            return True
        if not isinstance(value, str):
            return False
        latest = self._latest.get(value[: -_TS - 1])
        if latest is not None and value[-_TS:] > latest:  # as of nearly every message that is asked for
            return False
        return self._is_packed(value)

    def _is_packed(self, value: str) -> bool:
        place = _place_of(value)
        moments = None if place is None else self._moments.get(place[0])
        return place is not None and moments is not None and _has(moments, place[1])

    def __iter__(self) -> Iterator[str]:
        """Return every id, in no promised order."""
        yield from (one for one in self._recent if one not in self._others and not self._is_packed(one))
        yield from self._others
        for rest, moments in self._moments.items():
            channel, stroke, words = rest.partition("/")
            yield from (f"{channel}/{ts_of(moment)}{stroke}{words}" for moment in moments)

    def __len__(self) -> int:
        """Return how many ids are in."""
        return sum(1 for _ in self)


def _place_of(event: str) -> _Place | None:
    """Return the moment in an id, behind all the rest of it, or None where there is none that can be written back."""
    found = _FORM.fullmatch(event)
    if found is None:
        return None
    channel, seconds, fraction, words = found.groups()
    return channel + words, int(seconds + fraction)


def _has(moments: "array[int]", moment: int) -> bool:
    place = bisect_left(moments, moment)
    return place < len(moments) and moments[place] == moment
