"""The ids of the events that were taken, in little memory: of a million messages as eight bytes each.

The id of a message is its channel's id and its timestamp; so such ids are kept as moments, sorted, under the channel.
"""

from array import array
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, MutableSet
from typing import Final

from ratchet_core.instants import ts_of

_TS: Final = 17
"""How long a timestamp is: ten digits, a dot, six digits."""

_FRACTION: Final = 6
_HEAD: Final = -_TS - 1
"""Where the timestamp of an id begins, with its stroke."""

_MOST_RECENT: Final = 20_000


class TakenIds(MutableSet[str]):
    """A set of ids: the newest as they are, and once there are many of those, messages' as moments."""

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
        """Take the newest ids to the others."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for one in self._recent:
            moment = _moment(one)
            if moment is None:
                self._others.add(one)
            else:
                found[one[:_HEAD]].append(moment)
        self._recent.clear()
        for head, news in found.items():
            news.sort()
            moments = self._moments.setdefault(head, array("q"))
            late = bisect_right(news, moments[-1]) if moments else 0
            moments.extend(news[late:])
            for moment in news[:late]:
                if not _has(moments, moment):
                    insort(moments, moment)
            self._latest[head] = ts_of(moments[-1])

    def discard(self, value: str) -> None:
        """Take an id out, if it is in."""
        self._recent.discard(value)
        self._others.discard(value)
        if self._is_packed(value):
            moments = self._moments[value[:_HEAD]]
            del moments[bisect_left(moments, _moment(value) or 0)]

    def __contains__(self, value: object) -> bool:
        """Say whether an id is in."""
        if value in self._recent or value in self._others:
            return True
        if not isinstance(value, str):
            return False
        latest = self._latest.get(value[:_HEAD])
        return latest is not None and value[-_TS:] <= latest and self._is_packed(value)  # few are older

    def _is_packed(self, value: str) -> bool:
        moment, moments = _moment(value), self._moments.get(value[:_HEAD])
        return moment is not None and moments is not None and _has(moments, moment)

    def __iter__(self) -> Iterator[str]:
        """Return every id, in no promised order."""
        yield from (one for one in self._recent if one not in self._others and not self._is_packed(one))
        yield from self._others
        for head, moments in self._moments.items():
            yield from (f"{head}/{ts_of(moment)}" for moment in moments)

    def __len__(self) -> int:
        """Return how many ids are in."""
        return sum(1 for _ in self)


def _moment(event: str) -> int | None:
    """Return the moment at the end of an id that can be written back from it, or None where there is none."""
    if event[-_TS - 1 : -_TS] != "/" or event[-_FRACTION - 1 : -_FRACTION] != ".":
        return None
    digits = event[-_TS : -_FRACTION - 1] + event[-_FRACTION:]
    return int(digits) if digits.isdecimal() and digits.isascii() and digits[0] != "0" else None


def _has(moments: "array[int]", moment: int) -> bool:
    place = bisect_left(moments, moment)
    return place < len(moments) and moments[place] == moment
