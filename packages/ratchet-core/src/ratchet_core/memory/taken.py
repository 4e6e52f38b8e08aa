"""The ids of the events that were taken, in little memory: of a million messages as eight bytes each.

The id of a message is its channel's id and its timestamp; so such ids are kept as moments, sorted, under the channel.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, MutableSet
from typing import Final

from ratchet_core.instants import ts_of

_TS: Final = 17
"""How long a timestamp is: ten digits, a dot, six digits."""

_FRACTION: Final = 6


class TakenIds(MutableSet[str]):
    """A set of ids."""

    __slots__ = ("_moments", "_others")

    def __init__(self, ids: Iterable[str] = ()) -> None:
        """Begin with some ids."""
        self._moments: dict[str, array[int]] = {}
        self._others: set[str] = set()
        for one in ids:
            self.add(one)

    def add(self, value: str) -> None:
        """Take an id in."""
        moment = _moment(value)
        if moment is None:
            self._others.add(value)
            return
        moments = self._moments.setdefault(value[: -_TS - 1], array("q"))
        if not moments or moments[-1] < moment:  # as nearly always: messages come in the order of time
            moments.append(moment)
        elif not _has(moments, moment):
            moments.insert(bisect_left(moments, moment), moment)

    def discard(self, value: str) -> None:
        """Take an id out, if it is in."""
        moment = _moment(value)
        if moment is None:
            self._others.discard(value)
        elif value in self:
            moments = self._moments[value[: -_TS - 1]]
            del moments[bisect_left(moments, moment)]

    def __contains__(self, value: object) -> bool:
        """Say whether an id is in."""
        if not isinstance(value, str) or (moment := _moment(value)) is None:
            return value in self._others
        moments = self._moments.get(value[: -_TS - 1])
        return moments is not None and _has(moments, moment)

    def __iter__(self) -> Iterator[str]:
        """Return every id, in no promised order."""
        yield from self._others
        for channel, moments in self._moments.items():
            yield from (f"{channel}/{ts_of(moment)}" for moment in moments)

    def __len__(self) -> int:
        """Return how many ids are in."""
        return len(self._others) + sum(map(len, self._moments.values()))


def _moment(event: str) -> int | None:
    """Return the moment at the end of an id that can be written back from it, or None where there is none."""
    if event[-_TS - 1 : -_TS] != "/" or event[-_FRACTION - 1 : -_FRACTION] != ".":
        return None
    digits = event[-_TS : -_FRACTION - 1] + event[-_FRACTION:]
    return int(digits) if digits.isdecimal() and digits.isascii() and digits[0] != "0" else None


def _has(moments: "array[int]", moment: int) -> bool:
    place = bisect_left(moments, moment)
    return place < len(moments) and moments[place] == moment
