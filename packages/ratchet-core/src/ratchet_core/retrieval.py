"""The same question asked before is found by the terms that both share, rare ones counting most, or silence says why.

A store looks up candidates and how frequent their terms are; `ranked` and `best` decide from nothing but those.
"""

import heapq
import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from attrs import Factory, define, field, frozen

from ratchet_core.instants import Instant


@frozen
class Candidate:
    """A document that shares terms with a question: an earlier question, or a runbook; its terms are distinct."""

    key: str
    at: Instant
    terms: tuple[str, ...]


@frozen
class Statistics:
    """How many documents there are, and in how many of them each term stands that matters here."""

    documents: int
    frequencies: Mapping[str, int]


@frozen
class Demand:
    """What a document must share with a question to be taken for the same.

    Attributes:
        score: The least share, 0 to 1, of the weight of either that is in the other.
        shared: The least number of shared terms.
        rarity: What the shared terms must weigh together, in terms that no document has.
    """

    score: float = 0.55
    shared: int = 2
    rarity: float = 2.0


DEMAND: Final = Demand()


@frozen
class Hit:
    """A document that shares terms with a question.

    Attributes:
        score: The lesser of two shares, to two decimals: 0.62 says that 0.62 of what was asked, by the weight of its
            terms, stands in the document, and at least as much of the document in the question, or the reverse.
        rarity: What the shared terms weigh together, in terms that no document has; to two decimals.
        shared: The shared terms, in the question's order.
    """

    key: str
    at: Instant
    score: float
    rarity: float
    shared: tuple[str, ...]


class Why(StrEnum):
    """Why nothing is said about a question."""

    TOO_FEW_TERMS = "the question has too few telling terms"
    NOTHING_SIMILAR = "no document shares enough of its telling terms"
    BELOW_THRESHOLD = "the most similar document is below the threshold"


@frozen
class Silence:
    """Why no document is good enough; `nearest` is the best that was below the threshold."""

    why: Why
    nearest: Hit | None = None


def best(
    terms: tuple[str, ...], candidates: Iterable[Candidate], statistics: Statistics, demand: Demand = DEMAND
) -> Hit | Silence:
    """Return the document that is the same as a question with these terms, or why there is none."""
    if len(terms) < demand.shared:
        return Silence(Why.TOO_FEW_TERMS)
    hits = ranked(terms, candidates, statistics, demand)
    if not hits:
        return Silence(Why.NOTHING_SIMILAR)
    return hits[0] if hits[0].score >= demand.score else Silence(Why.BELOW_THRESHOLD, hits[0])


def ranked(
    terms: tuple[str, ...], candidates: Iterable[Candidate], statistics: Statistics, demand: Demand = DEMAND
) -> tuple[Hit, ...]:
    """Return the documents that share enough and rare enough terms, whatever their score: best, newest, key first."""
    asked = frozenset(terms)
    near = [candidate for candidate in candidates if len(asked.intersection(candidate.terms)) >= demand.shared]
    told = asked.union(*(candidate.terms for candidate in near)) if near else ()
    weights = {term: weight_of(statistics.frequencies.get(term, 0), statistics.documents) for term in told}
    hits = (_hit(terms, candidate, weights, weight_of(0, statistics.documents)) for candidate in near)
    enough = [hit for hit in hits if hit.rarity >= demand.rarity]
    return tuple(sorted(enough, key=lambda hit: (-hit.score, -hit.at, hit.key)))


def _hit(terms: tuple[str, ...], candidate: Candidate, weights: Mapping[str, int], unseen: int) -> Hit:
    known = frozenset(candidate.terms)
    shared = tuple(term for term in terms if term in known)
    asked, found, both = (sum(map(weights.__getitem__, some)) for some in (terms, candidate.terms, shared))
    score, rarity = round(both / max(asked, found, 1), 2), round(both / unseen, 2)
    return Hit(candidate.key, candidate.at, score, rarity, shared)


def weight_of(frequency: int, documents: int) -> int:
    """Return how much a term tells that so many of the documents have: its inverse document frequency, in thousandths.

    It is a whole number so that sums do not depend on their order.
    """
    return round(1000 * math.log(1 + (documents + 1) / (frequency + 0.5)))


MOST_POSTINGS: Final = 1_000
"""How many places a search looks at, the rarest terms' first."""

_COMMON_FREQUENCY: Final = 50
_COMMON_SHARE: Final = 50  # a term that more than one in fifty documents has


@define
class Postings:
    """An index in memory that grows and shrinks one document at a time: for every term, who has it, in order of adding.

    Memory is one number per term of a document, beside the documents' terms themselves.
    """

    _candidates: dict[int, Candidate] = field(init=False, default=Factory(dict))
    _numbers: dict[str, int] = field(init=False, default=Factory(dict))
    _holders: dict[str, "array[int]"] = field(init=False, default=Factory(dict))
    _next: int = field(init=False, default=0)

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self._candidates)

    def __contains__(self, key: object) -> bool:
        """Say whether there is a document under a key."""
        return key in self._numbers

    def add(self, key: str, at: Instant, terms: Iterable[str]) -> None:
        """Add a document, in place of what was under its key."""
        self.remove(key)
        kept = tuple(dict.fromkeys(terms))
        for term in kept:
            self._holders.setdefault(term, array("Q")).append(self._next)
        self._candidates[self._next] = Candidate(key, at, kept)
        self._numbers[key] = self._next
        self._next += 1

    def remove(self, key: str) -> None:
        """Remove the document under a key, if there is one."""
        number = self._numbers.pop(key, None)
        if number is None:
            return
        for term in self._candidates.pop(number).terms:
            holders = self._holders[term]
            del holders[bisect_left(holders, number)]
            if not holders:
                del self._holders[term]

    def candidates(self, terms: Iterable[str], limit: int = 10, shared: int = 1) -> tuple[Candidate, ...]:
        """Return the documents that share most with a question, by the weight of the shared terms, then newest, key.

        The rarest terms are looked up first; the common ones only where no other is known. Of the rest only the
        newest documents that fit in `MOST_POSTINGS` are looked at, so that the time does not grow with the index.

        Args:
            terms: The question's terms.
            limit: How many documents are taken.
            shared: How many terms a document must share with the question; those with fewer are left out.
        """
        asked = frozenset(terms)
        weights = self._weighed(sorted(self._holders.keys() & asked, key=self._rarity))
        least = min(heapq.nlargest(limit, weights.values()), default=0)
        known = [(-weight, self._candidates[number]) for number, weight in weights.items() if weight >= least]
        known.sort(key=lambda pair: (pair[0], -pair[1].at, pair[1].key))
        most = (candidate for _, candidate in known[:limit])
        return tuple(candidate for candidate in most if len(asked.intersection(candidate.terms)) >= shared)

    def statistics(self, terms: Iterable[str], candidates: Iterable[Candidate] = ()) -> Statistics:
        """Return how frequent the terms of a question and of the candidates are."""
        told = dict.fromkeys(terms)
        for candidate in candidates:
            told.update(dict.fromkeys(candidate.terms))
        return Statistics(len(self), {term: len(self._holders.get(term, ())) for term in told})

    def _rarity(self, term: str) -> tuple[int, str]:
        return len(self._holders[term]), term

    def _weighed(self, terms: list[str]) -> dict[int, int]:
        """Return what the documents that have some of these terms share of them, by weight; rarest first."""
        weights: dict[int, int] = {}
        left = MOST_POSTINGS
        common = max(_COMMON_FREQUENCY, len(self) // _COMMON_SHARE)
        for term in terms:
            holders = self._holders[term]
            if left == 0 or (weights and len(holders) > common):
                break
            weight = weight_of(len(holders), len(self))
            looked_at = holders[-left:]
            left -= len(looked_at)
            for number in looked_at:
                weights[number] = weights.get(number, 0) + weight
        return weights
