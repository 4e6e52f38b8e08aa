"""What a request asks for: the parts of its path, filters, a moment, and where a list is to go on."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Final, Generic, TypeAlias, TypeVar
from urllib.parse import urlencode

from attrs import field, frozen
from ratchet_core.basis.instants import DAY, Instant

from ratchet_web.times import instant

_T = TypeVar("_T")
_Line = TypeVar("_Line")
_Choice = TypeVar("_Choice", bound=StrEnum)

Place: TypeAlias = tuple[int, str, str]
"""Where an item stands in a list: a number (minus its moment where the latest comes first), and two texts."""

LIMIT: Final = 50
MOST: Final = 500
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER: Final = re.compile(r"-?[0-9]{1,19}")


class BadQuestionError(Exception):
    """A request asks for something that cannot be asked for; the message says what to write instead."""


class NotThereError(Exception):
    """What was asked for is not known; the message says what, and where to look."""


@frozen
class Listed(Generic[_T]):
    """A part of a list: its items, how many there are in all, and the query with which it goes on, if it does.

    What would take counting all that ever was is None.
    """

    items: tuple[_T, ...]
    total: int | None
    next: str | None = None

    def told(self, tell: Callable[[_T], _Line]) -> "Listed[_Line]":
        """Return the same part of a list, with its items as a page tells of them."""
        return Listed(tuple(map(tell, self.items)), self.total, self.next)


def first_of(items: Sequence[_T], most: int, tell: Callable[[_T], _Line]) -> Listed[_Line]:
    """Return the first items of a list that has a page elsewhere, as a page tells of them."""
    return Listed(tuple(map(tell, items[:most])), len(items))


@frozen
class Asked:
    """One request, with what time it is."""

    now: Instant
    parts: Mapping[str, str] = field(factory=dict)
    query: Mapping[str, str] = field(factory=dict)

    def text(self, name: str) -> str | None:
        """Return what a filter says; None where it is not given, or empty."""
        return self.query.get(name) or None

    def choice(self, name: str, among: type[_Choice]) -> _Choice | None:
        """Return what a filter chooses; None where it is not given.

        Raises:
            BadQuestionError: If it is none of the choices.
        """
        chosen = self.text(name)
        if chosen is None:
            return None
        try:
            return among(chosen)
        except ValueError as error:
            choices = ", ".join(among)
            raise BadQuestionError(f"{chosen} is not a {name.replace('_', ' ')}; choose one of: {choices}.") from error

    def moment(self, name: str = "at") -> Instant:
        """Return the moment that a request is about: a day as of its end, or a time; now where none is given.

        Raises:
            BadQuestionError: If it is not a valid time.
        """
        written = self.text(name)
        if written is None:
            return self.now
        try:
            at = datetime.fromisoformat(written)
            told = instant(at if at.tzinfo is not None else at.replace(tzinfo=UTC))
        except (ValueError, OverflowError) as error:
            raise BadQuestionError(f"{written} is not a valid time; use 2026-01-31 or 2026-01-31T14:00Z.") from error
        return told + DAY - 1 if _DAY.fullmatch(written) else told

    def number(self, name: str, least: int, most: int, otherwise: int) -> int:
        """Return a whole number that a request gives.

        Raises:
            BadQuestionError: If it is none, or out of bounds.
        """
        written = self.text(name)
        if written is None:
            return otherwise
        if not _NUMBER.fullmatch(written) or not least <= int(written) <= most:
            raise BadQuestionError(f"{name}={written} is not possible; use a whole number from {least} to {most}.")
        return int(written)

    def only(self, *names: str) -> dict[str, str]:
        """Return which of some filters narrow a list, and to what."""
        return {name: said for name in names if (said := self.text(name)) is not None}

    @property
    def limit(self) -> int:
        """How many items of a list are wanted at most."""
        return self.number("limit", 1, MOST, LIMIT)

    def listed(self, items: Iterable[_T], place: Callable[[_T], Place]) -> Listed[_T]:
        """Return the part of a list that is asked for, in the order of the places of its items."""
        ordered = sorted(items, key=place)
        begin = self.begin()
        after = ordered if begin is None else [one for one in ordered if place(one) > begin]
        shown = after[: self.limit]
        more = len(after) > len(shown)
        return Listed(tuple(shown), len(ordered), self.next_query(_written(place(shown[-1]))) if more else None)

    def next_query(self, before: str) -> str:
        """Return the query with which a list goes on."""
        return "?" + urlencode({**{name: said for name, said in self.query.items() if said}, "before": before})

    def listed_from(
        self, items: Iterable[_T], place: Callable[[_T], Place], total: Callable[[], int | None]
    ) -> Listed[_T]:
        """Return the part of a list that is asked for, where its items come in order, from where it begins on."""
        begin = self.begin()
        after = (one for one in items if begin is None or place(one) > begin)
        shown = tuple(islice(after, self.limit + 1))
        more = len(shown) > self.limit
        shown = shown[: self.limit]
        count = len(shown) if begin is None and not more else total()
        return Listed(shown, count, self.next_query(_written(place(shown[-1]))) if more else None)

    def begin(self) -> Place | None:
        """Return after which place a list goes on; None where it begins.

        Raises:
            BadQuestionError: If it is no place.
        """
        written = self.text("before")
        if written is None:
            return None
        number, first, rest = written.partition("~")
        first_text, second, second_text = rest.rpartition("~")
        if not first or not second or not _NUMBER.fullmatch(number):
            raise BadQuestionError("`before` is not where a list goes on; follow the link at the end of a list.")
        return int(number), first_text, second_text


def _written(place: Place) -> str:
    number, one, other = place
    return f"{number}~{one}~{other}"


def latest_first(at: Instant, name: str) -> Place:
    """Return the place of an item in a list in which the latest comes first."""
    return -at, name, ""


def by_name(name: str, key: str) -> Place:
    """Return the place of an item in a list in the order of the alphabet."""
    return 0, name.casefold(), key
