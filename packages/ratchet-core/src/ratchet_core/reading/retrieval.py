"""The same question asked before is found by the terms that both share, rare ones counting most, or silence says why.

A store looks up candidates and how frequent their terms are; `ranked` and `best` decide from nothing but those.
"""

import math
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

from attrs import Factory, define, field, frozen

from ratchet_core.basis.instants import Instant
from ratchet_core.reading.terms import FAINT


@frozen
class Candidate:
    """A document that shares terms with a question: an earlier question, or a runbook; its terms are distinct.

    `long` marks one that says far more than a question does: only how much of the question is in it counts.
    """

    key: str
    at: Instant
    terms: tuple[str, ...]
    long: bool = False


@frozen
class Statistics:
    """How many documents there are, and in how many of them each term stands that matters here."""

    documents: int
    frequencies: Mapping[str, int]


@frozen
class Demand:
    """What a document must share with a question to be taken for the same.

    Attributes:
        score: The least `Hit.score`.
        shared: The least number of shared terms.
        doubt: How rare the shared terms are together, in terms that no document has, when half of their share counts:
            of two telling words a chance meeting is likely, of six it is not.
        long_doubt: The same for a long document, which shares more terms with any question.
        terms: How many of the heaviest terms of either count: who says more tells a story, or pastes output.
    """

    score: float = 0.42
    shared: int = 2
    doubt: float = 1.5
    long_doubt: float = 3.0
    terms: int = 9


DEMAND: Final = Demand()


@frozen
class Hit:
    """A document that shares terms with a question.

    Attributes:
        score: How sure it is that both are about the same, 0 to 1, to two decimals: the share of what both say, by the
            weight of the terms, times `rarity / (rarity + doubt)`. The share is the geometric mean of how much of the
            question is in the document and of the document in the question, at most 1; of a long document only the
            first counts.
        rarity: What the shared terms weigh together, in terms that no document has; to two decimals.
        shared: The shared terms, in the question's order.
    """

    key: str
    at: Instant
    score: float
    rarity: float
    shared: tuple[str, ...]


class Shortfall(StrEnum):
    """Why nothing is said about a question."""

    TOO_FEW_TERMS = "the question has too few telling terms"
    NOTHING_SIMILAR = "no document shares enough of its telling terms"
    BELOW_THRESHOLD = "the most similar document is below the threshold"


@frozen
class NotFound:
    """Why no document is good enough; `nearest` is the best that was below the threshold."""

    why: Shortfall
    nearest: Hit | None = None


def best(
    terms: tuple[str, ...], candidates: Iterable[Candidate], statistics: Statistics, demand: Demand = DEMAND
) -> Hit | NotFound:
    """Return the document that is the same as a question with these terms, or why there is none."""
    if len(terms) < demand.shared:
        return NotFound(Shortfall.TOO_FEW_TERMS)
    hits = ranked(terms, candidates, statistics, demand)
    if not hits:
        return NotFound(Shortfall.NOTHING_SIMILAR)
    return hits[0] if hits[0].score >= demand.score else NotFound(Shortfall.BELOW_THRESHOLD, hits[0])


def ranked(
    terms: tuple[str, ...], candidates: Iterable[Candidate], statistics: Statistics, demand: Demand = DEMAND
) -> tuple[Hit, ...]:
    """Return the documents that share enough and rare enough terms, whatever their score: best, newest, key first."""
    asked = frozenset(terms)
    weights = _Weights(statistics)
    asked_for = _told(terms, weights, demand)
    unknown = weight_of(0, statistics.documents)
    hits: list[Hit] = []
    for candidate in candidates:
        known = asked.intersection(candidate.terms)
        if len(known) >= demand.shared:
            shared = tuple(term for term in terms if term in known)
            both = sum(map(weights.__getitem__, shared))
            said = asked_for if candidate.long else _told(candidate.terms, weights, demand)
            share = min(1.0, both / math.sqrt(max(asked_for * said, 1)))
            hits.append(_hit(candidate, shared, share, both / unknown, demand))
    return tuple(sorted(hits, key=lambda hit: (-hit.score, -hit.at, hit.key)))


def _hit(candidate: Candidate, shared: tuple[str, ...], share: float, rarity: float, demand: Demand) -> Hit:
    doubt = demand.long_doubt if candidate.long else demand.doubt
    return Hit(candidate.key, candidate.at, round(share * rarity / (rarity + doubt), 2), round(rarity, 2), shared)


def _told(terms: tuple[str, ...], weights: Mapping[str, int], demand: Demand) -> int:
    """Return what the heaviest of some terms weigh together; whole numbers, so that no order of terms matters."""
    return sum(sorted(map(weights.__getitem__, terms), reverse=True)[: demand.terms])


class _Weights(dict[str, int]):
    """What terms weigh: a dictionary made at once, for nearly all of them are asked for."""

    def __init__(self, statistics: Statistics) -> None:
        """Weigh all terms of which the frequency is known."""
        frequencies, documents = statistics.frequencies, statistics.documents
        weights = {frequency: weight_of(frequency, documents) for frequency in {*frequencies.values()}}
        super().__init__({term: _in_kind(term, weights[frequency]) for term, frequency in frequencies.items()})
        self._documents = documents

    def __missing__(self, term: str) -> int:
        """Weigh a term that no document has."""
        return weight_in(term, 0, self._documents)


def weight_in(term: str, frequency: int, documents: int) -> int:
    """Return how much a term tells that so many of the documents have: a faint one less than others, a name more."""
    return _in_kind(term, weight_of(frequency, documents))


def _in_kind(term: str, weight: int) -> int:
    if term in FAINT:
        return weight // 3
    return weight if term.isalpha() else weight * 3 // 2


@lru_cache(maxsize=16_384)
def weight_of(frequency: int, documents: int) -> int:
    """Return how much it tells that so many of the documents have a term: the inverse frequency, in thousandths.

    It is a whole number so that sums do not depend on their order.
    """
    return round(1000 * math.log(1 + (documents + 1) / (frequency + 0.5)))


MOST_POSTINGS: Final = 400
"""How many places a search looks at, the heaviest terms' first."""

_NEAR: Final = 16
_COMMON_FREQUENCY: Final = 200
_COMMON_SHARE: Final = 50  # a term that more than one in fifty documents has


@define
class Postings:
    """An index in memory that grows and shrinks one document at a time: for every term, who has it, the newest last.

    What is found depends on the documents alone, not on the order in which they were added. Memory is one reference per
    term of a document, beside the documents' terms themselves.
    """

    _candidates: dict[int, Candidate] = field(init=False, default=Factory(dict))
    _orders: dict[int, tuple[int, str]] = field(init=False, default=Factory(dict))  # newest first, then by key
    _numbers: dict[str, int] = field(init=False, default=Factory(dict))
    _holders: dict[str, list[int]] = field(init=False, default=Factory(dict))
    _next: int = field(init=False, default=0)

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self._candidates)

    def __contains__(self, key: object) -> bool:
        """Say whether there is a document under a key."""
        return key in self._numbers

    def add(self, key: str, at: Instant, terms: Iterable[str], *, long: bool = False) -> None:
        """Add a document, in place of what was under its key."""
        self.remove(key)
        kept = tuple(dict.fromkeys(terms))
        self._candidates[self._next] = Candidate(key, at, kept, long)
        self._orders[self._next] = (-at, key)
        for term in kept:
            holders = self._holders.setdefault(term, [])
            insort(holders, self._next, self._near_end(holders, at), key=self._age)
        self._numbers[key] = self._next
        self._next += 1

    def remove(self, key: str) -> None:
        """Remove the document under a key, if there is one."""
        number = self._numbers.pop(key, None)
        if number is None:
            return
        age = self._age(number)
        for term in self._candidates[number].terms:
            holders = self._holders[term]
            del holders[bisect_left(holders, age, key=self._age)]
            if not holders:
                del self._holders[term]
        del self._orders[number], self._candidates[number]

    def _near_end(self, holders: list[int], at: Instant) -> int:
        """Return from where on the place of a new document is to be looked for: nearly all are newer than most."""
        near = len(holders) - _NEAR
        return near if near > 0 and self._candidates[holders[near]].at < at else 0

    def _age(self, number: int) -> tuple[int, str]:
        """Return what puts the newest document last."""
        candidate = self._candidates[number]
        return candidate.at, candidate.key

    def candidates(self, terms: Iterable[str], limit: int = 5, shared: int = 1) -> tuple[Candidate, ...]:
        """Return the documents that share most with a question, by the weight of the shared terms, then newest, key.

        The heaviest terms are looked up first; the common ones only where no other is known. Of the rest only the
        newest documents that fit in `MOST_POSTINGS` are looked at, so that the time does not grow with the index.

        Args:
            terms: The question's terms.
            limit: How many documents are taken.
            shared: How many terms a document must share with the question; those with fewer are left out.
        """
        asked = frozenset(terms)
        found = [self._candidates[number] for number in self._heaviest(self._weighed(asked), limit)]
        return tuple(candidate for candidate in found if len(asked.intersection(candidate.terms)) >= shared)

    def _heaviest(self, weights: dict[int, int], limit: int) -> list[int]:
        """Return the documents of the greatest weights: the greatest first, then as `_orders` has them.

        Hundreds may share the least of these weights, so no function of Python is called for each.
        """
        least = min(sorted(weights.values())[-limit:], default=0)
        most = [number for number, weight in weights.items() if weight >= least]
        most.sort(key=self._orders.__getitem__)
        most.sort(key=weights.__getitem__, reverse=True)  # which leaves equal ones as they are
        return most[:limit]

    def statistics(self, terms: Iterable[str], candidates: Iterable[Candidate] = ()) -> Statistics:
        """Return how frequent the terms of a question and of the candidates are."""
        holders = self._holders
        told = set(terms).union(*(candidate.terms for candidate in candidates))
        return Statistics(len(self), {term: len(holders[term]) if term in holders else 0 for term in told})

    def _weighed(self, terms: frozenset[str]) -> dict[int, int]:
        """Return what the documents that have some of these terms share of them, by weight; heaviest first."""
        weights: dict[int, int] = {}
        left = MOST_POSTINGS
        documents = len(self)
        common = max(_COMMON_FREQUENCY, documents // _COMMON_SHARE)
        for weight, frequency, term in self._by_weight(terms):
            if left == 0:
                break
            if weights and frequency > common:
                continue
            looked_at = self._holders[term][-left:]
            left -= len(looked_at)
            if not weights:
                weights = dict.fromkeys(looked_at, weight)
                continue
            for number in looked_at:
                weights[number] = weights.get(number, 0) + weight
        return weights

    def _by_weight(self, terms: frozenset[str]) -> list[tuple[int, int, str]]:
        """Return the terms that any document has, each with its weight and its frequency: the heaviest first."""
        documents = len(self)
        known = [(len(self._holders[term]), term) for term in terms & self._holders.keys()]
        weighed = [(weight_in(term, frequency, documents), frequency, term) for frequency, term in known]
        return sorted(weighed, key=lambda one: (-one[0], one[2]))
