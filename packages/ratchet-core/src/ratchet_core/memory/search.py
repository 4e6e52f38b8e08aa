"""A search that needs no database: an index of what may answer a question, kept up with the rows of a store."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from ratchet_core.domain import HelpRequest
from ratchet_core.domain.records import Get, Key, Lookup, Range
from ratchet_core.reading.retrieval import DEMAND, Postings, ranked
from ratchet_core.searching import (
    Origin,
    Question,
    document_of,
    found,
    is_looked_for,
    key_of,
    lookups_of,
    origin_of,
    origin_under,
    part_of,
    questions_of,
)
from ratchet_core.vocabulary.actions import FindSimilar
from ratchet_core.vocabulary.events import Found


class Rows(Protocol):
    """The rows that an index is made of."""

    def get(self, asked: Get) -> Any:  # noqa: ANN401 - a record of the kind that was asked for, or None
        """Return the row under a key, or None."""
        ...

    def range(self, asked: Range) -> Sequence[Any]:
        """Return the rows that a range asks for."""
        ...


class SearchIndex:
    """A `Search` over the rows of a store."""

    def __init__(self, rows: Rows) -> None:
        """Begin with an empty index."""
        self._rows = rows
        self._index = Postings()
        self._origins: dict[str, Origin] = {}

    async def find(self, action: FindSimilar) -> tuple[Found, ...]:
        """Return what is like a question, the most similar first."""
        terms = Question.of(map(self._found, questions_of(action)), action.words).terms
        wanted = self._wanted(action) if action.hidden or action.only_here else None
        candidates = self._index.candidates(terms, shared=DEMAND.shared, wanted=wanted)
        return found(ranked(terms, candidates, self._index.statistics(terms, candidates)), self._origins)

    def _wanted(self, action: FindSimilar) -> Callable[[str], bool]:
        """Return what says of a document under a key whether it is looked for."""
        return lambda key: is_looked_for(action, self._origins[key])

    def put(self, record: object) -> None:
        """Take in a row that was kept."""
        origin = origin_of(record)
        if origin is not None and not self._is_as_before(origin, record):
            self._renew(origin)

    def drop(self, kind: str, key: Key) -> None:
        """Take out a row that is gone."""
        origin = origin_under(kind, key)
        if origin is not None:
            self._renew(origin)

    def _is_as_before(self, origin: Origin, record: object) -> bool:
        """Say whether a record surely changes nothing: most replies make nothing findable that was not."""
        is_there = key_of(origin) in self._origins
        return record.__class__ is HelpRequest and (part_of(record) is not None) == is_there

    def _renew(self, origin: Origin) -> None:
        """Make the document of an origin anew."""
        key, document = key_of(origin), document_of(origin, [self._found(one) for one in lookups_of(origin)])
        if document is not None:
            self._index.add(key, document.at, document.terms, long=document.long)
            self._origins[key] = origin
        elif key in self._origins:
            self._index.remove(key)
            del self._origins[key]

    def _found(self, lookup: Lookup) -> Any:  # noqa: ANN401 - whatever was asked for
        return self._rows.range(lookup) if isinstance(lookup, Range) else self._rows.get(lookup)  # type: ignore[arg-type]
