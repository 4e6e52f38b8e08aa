"""The same question asked before is found by the terms that both share, rare ones counting most, or silence says why.

A store looks up candidates and how frequent their terms are; `ranked` and `best` decide from nothing but those. A
question that was asked again and again makes its words frequent. That takes nothing from them: what shares nearly all
of a question's telling words is that question, and all of its copies together count as one document.
"""

import heapq
import math
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
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
class Copies:
    """How many documents are a question asked again, and in how many of those each of its terms stands."""

    documents: int = 0
    frequencies: Mapping[str, int] = field(factory=dict)


@frozen
class Statistics:
    """How many documents there are, and in how many of them each term stands that matters here.

    `copies` are those among them that are the question asked again; they are counted once.
    """

    documents: int
    frequencies: Mapping[str, int]
    copies: Copies = Copies()

    def without_repetition(self) -> "Statistics":
        """Return what the statistics would be if the question had been asked only once."""
        alone = dict(self.frequencies)
        for term, copies in self.copies.frequencies.items():
            alone[term] = max(alone[term] - copies, 0) + 1
        return Statistics(max(self.documents - self.copies.documents, 0) + 1, alone)


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
        rarity: What the shared terms weigh together, in terms that no document has; to two decimals. Of a copy of the
            question they weigh what they would if it had been asked only once.
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
    asked = _Asked(terms, statistics, demand)
    hits = (asked.hit(candidate) for candidate in candidates)
    return tuple(sorted((hit for hit in hits if hit is not None), key=lambda hit: (-hit.score, -hit.at, hit.key)))


class _Asked:
    """A question, with what its terms weigh, and what they would weigh without repetition."""

    def __init__(self, terms: tuple[str, ...], statistics: Statistics, demand: Demand) -> None:
        self._terms = terms
        self._set = frozenset(terms)
        self._demand = demand
        self._weights = _Weights(statistics)
        self._told = _told(terms, self._weights, demand)
        self._unknown = weight_of(0, statistics.documents)
        self._wording = Wording(terms) if statistics.copies.documents > 1 else None
        once = statistics.without_repetition()
        self._weights_once, self._unknown_once = _Weights(once), weight_of(0, once.documents)

    def hit(self, candidate: Candidate) -> Hit | None:
        """Return a document with how sure it is that it is the same, or None where it shares too few terms."""
        known = self._set.intersection(candidate.terms)
        if len(known) < self._demand.shared:
            return None
        shared = tuple(term for term in self._terms if term in known)
        both = sum(map(self._weights.__getitem__, shared))
        said = self._told if candidate.long else _told(candidate.terms, self._weights, self._demand)
        share, rarity = min(1.0, both / math.sqrt(max(self._told * said, 1))), both / self._unknown
        wording = self._wording
        if wording is not None and (alike := wording.likeness(candidate)):
            share = max(share, alike) if wording.is_said_by_either(candidate) else share
            rarity = sum(map(self._weights_once.__getitem__, shared)) / self._unknown_once
        doubt = self._demand.long_doubt if candidate.long else self._demand.doubt
        score = round(share * rarity / (rarity + doubt), 2)
        return Hit(candidate.key, candidate.at, score, round(rarity, 2), shared)


COPY: Final = 0.7
"""From this share of the telling words on, by their number, two questions are copies of each other."""

NEARLY_ALL: Final = 0.82
"""From this share on a copy is the same question although each of both has a telling word that the other lacks."""

SURELY: Final = 0.94
"""From this share on a question is surely the same; `benchmarks/retrieval.py` counts how often it was."""

_WORD: Final = 6  # divisible as `_in_kind` divides


class Wording:
    """The words of a question, to be compared with others by how many telling ones they share, however frequent."""

    def __init__(self, terms: Iterable[str]) -> None:
        """Take the terms of a question."""
        self.terms = frozenset(terms)
        self._worth = _Worth()
        self._told = self._heaviest(self.terms)

    def share(self, candidate: Candidate) -> float:
        """Return the geometric mean of how much of each is in the other, at most 1; a long document is no copy."""
        both = 0 if candidate.long else self._of(self.terms.intersection(candidate.terms))
        if both < self._told * COPY * COPY:
            return 0.0
        return min(1.0, both / math.sqrt(self._told * self._heaviest(candidate.terms)))

    def is_copy(self, candidate: Candidate) -> bool:
        """Say whether a document is the question asked again."""
        return self.share(candidate) >= COPY

    def likeness(self, candidate: Candidate) -> float:
        """Return the share of a document that is as sure to be the same as if it had been asked only once, or else 0.

        It is a copy. Where each of both has a telling word that the other lacks, it has nearly all of the others.
        """
        share = self.share(candidate)
        return share if share >= COPY and (share >= NEARLY_ALL or self.is_said_by_either(candidate)) else 0.0

    def is_said_by_either(self, candidate: Candidate) -> bool:
        """Say whether one of both says all that the other does; where each has a word of its own, those may differ."""
        told = frozenset(candidate.terms)
        return min(self._of(self.terms - told), self._of(told - self.terms)) < _WORD

    def is_same(self, terms: Collection[str]) -> bool:
        """Say whether a question with these terms is surely this one: hardly a telling word differs, and no name does.

        A name is a term with a digit or a sign; where each of both has one that the other lacks, those may differ.
        """
        told = frozenset(terms)
        if any(map(_is_name, self.terms - told)) and any(map(_is_name, told - self.terms)):
            return False
        return self.share(Candidate("", 0, tuple(told))) >= SURELY

    def may_be_copied(self, terms: Iterable[str]) -> bool:
        """Say whether what has some of the question's terms, and no others, may be a copy of it."""
        return self._of(terms) >= self._told * COPY * COPY

    def _of(self, terms: Iterable[str]) -> int:
        return sum(map(self._worth.__getitem__, terms))

    def _heaviest(self, terms: Collection[str]) -> int:
        if len(terms) <= DEMAND.terms:
            return self._of(terms)
        return sum(sorted(map(self._worth.__getitem__, terms), reverse=True)[: DEMAND.terms])


def told_by(wording: Wording, copy: Candidate, frequencies: Mapping[str, int]) -> list[str]:
    """Return the terms by which the other copies of a question are looked up: the rarest that it has with this one."""
    shared = wording.terms.intersection(copy.terms)
    return sorted(shared, key=lambda term: (frequencies[term], term))[:_TELLING]


_TELLING: Final = 3


def copies_of(wording: Wording, seen: Sequence[Candidate], most: int) -> Copies:
    """Return how many copies of a question there are, and how many have each term, where some of them were seen.

    Args:
        wording: The question's.
        seen: The copies that were looked at.
        most: How many there are, as far as can be told.
    """
    count = max(most, len(seen))
    held = Counter(term for one in seen for term in wording.terms.intersection(one.terms))
    return Copies(count, {term: count * number // len(seen) for term, number in held.items()})


class _Worth(dict[str, int]):
    """What terms are worth however frequent they are: a faint one a third, a name half as much again."""

    def __missing__(self, term: str) -> int:
        worth = self[term] = _in_kind(term, _WORD)
        return worth


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
    return weight * 3 // 2 if _is_name(term) else weight


def _is_name(term: str) -> bool:
    """Say whether a term is a name, a code or a version: it has a digit or a sign."""
    return not term.isalpha()


@lru_cache(maxsize=16_384)
def weight_of(frequency: int, documents: int) -> int:
    """Return how much it tells that so many of the documents have a term: the inverse frequency, in thousandths.

    It is a whole number so that sums do not depend on their order.
    """
    return round(1000 * math.log(1 + (documents + 1) / (frequency + 0.5)))


LIMIT: Final = 20
"""How many documents are ranked: not each of them has an answer, or may be quoted where the question was asked."""

MOST_POSTINGS: Final = 400
"""How many places a search looks at, the heaviest terms' first."""

_SAMPLE: Final = 100
"""How many documents with a term are looked at, the newest, to tell how many of all of them are copies."""

_NEAR: Final = 16
_COMMON_FREQUENCY: Final = 200
_COMMON_SHARE: Final = 50  # a term that more than one in fifty documents has
_MOST_COMMON: Final = 2


MOST_CANDIDATES: Final = 400
"""How many candidates a search among many documents looks at, and how many it means to find."""

MOST_PLACES: Final = 5_000
"""How many places of an index are gone through to find them."""

_CHOICE: Final = 5


def sets_of(terms: Iterable[str], statistics: Statistics) -> tuple[tuple[str, ...], ...]:
    """Return sets of a question's terms of which a document must have one whole to be looked at, for large indexes.

    The rarest terms, as long as few documents have them, are sets by themselves; of the next ones several must be met,
    as small a part of them as about `MOST_CANDIDATES` documents have.
    """
    known = sorted((count, term) for term in dict.fromkeys(terms) if (count := statistics.frequencies.get(term, 0)))
    alone: list[tuple[str, ...]] = []
    left = MOST_CANDIDATES
    for count, term in known:
        if count > left:
            break
        alone.append((term,))
        left -= count
    rest = known[len(alone) :][:_CHOICE]
    return (*alone, *_combined(rest, statistics.documents))


def _combined(terms: Sequence[tuple[int, str]], documents: int) -> list[tuple[str, ...]]:
    """Return combinations of terms, so many of so many, of which the least part must be met that is quick to look up.

    Where three of five must be met, one of the three rarest is: so many places are gone through.
    """
    for size, count in _choices(len(terms)):
        sets = list(combinations(terms[:count], size))
        quick = sum(frequency for frequency, _ in terms[: count - size + 1]) <= MOST_PLACES
        if quick and sum(_expected(one, documents) for one in sets) <= MOST_CANDIDATES:
            return [tuple(term for _, term in one) for one in sets]
    return [tuple(term for _, term in terms)] if len(terms) > 1 else []


def _choices(terms: int) -> list[tuple[int, int]]:
    """Return how many of how many of the rarest terms may have to be met, the least part first."""
    pairs = ((size, count) for count in range(2, terms + 1) for size in range(2, count + 1))
    return sorted(pairs, key=lambda one: (one[0] / one[1], -one[1]))


def _expected(terms: Iterable[tuple[int, str]], documents: int) -> int:
    """Return in how many documents some terms meet by chance."""
    count = documents
    for frequency, _ in terms:
        count = count * frequency // documents
    return count


def heaviest(terms: Iterable[str], candidates: Iterable[Candidate], statistics: Statistics) -> list[Candidate]:
    """Return the documents that share most with a question, by the weight of its terms, then newest, key."""
    asked, weights = frozenset(terms), _Weights(statistics)
    weighed = [
        (-sum(map(weights.__getitem__, shared)), -one.at, one.key, one)
        for one in candidates
        if len(shared := asked.intersection(one.terms)) >= DEMAND.shared
    ]
    return [one[-1] for one in heapq.nsmallest(LIMIT, weighed, key=lambda one: one[:3])]


def with_copies(
    terms: Iterable[str], nearest: Iterable[Candidate], seen: Iterable[Candidate], matching: int, statistics: Statistics
) -> Statistics:
    """Return statistics with the copies of a question, from the candidates that were seen of all that match."""
    wording = Wording(terms)
    copy = next(filter(wording.is_copy, nearest), None)
    if copy is None:
        return statistics
    seen, told = tuple(seen), frozenset(told_by(wording, copy, statistics.frequencies))
    copies = [one for one in seen if not told.isdisjoint(one.terms) and wording.is_copy(one)]
    known = copies_of(wording, copies, len(copies) * matching // len(seen))
    return Statistics(statistics.documents, statistics.frequencies, known)


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

    def candidates(
        self,
        terms: Iterable[str],
        limit: int = LIMIT,
        shared: int = 1,
        wanted: Callable[[str], bool] | None = None,
    ) -> tuple[Candidate, ...]:
        """Return the documents that share most with a question, by the weight of the shared terms, then newest, key.

        The heaviest terms are looked up first; the common ones only where no other is known. Of the rest only the
        newest documents that fit in `MOST_POSTINGS` are looked at, so that the time does not grow with the index.

        Args:
            terms: The question's terms.
            limit: How many documents are taken.
            shared: How many terms a document must share with the question; those with fewer are left out.
            wanted: Says of a key whether its document may be found; all may where it is None.
        """
        asked = frozenset(terms)
        weights = self._weighed(asked)
        self._add_popular(asked, weights)
        if wanted is not None:
            weights = {number: weight for number, weight in weights.items() if wanted(self._candidates[number].key)}
        found = [self._candidates[number] for number in self._heaviest(weights, limit)]
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
        """Return how frequent the terms of a question and of the candidates are, with its copies among the rest."""
        holders = self._holders
        candidates, wording = tuple(candidates), Wording(terms)
        told = wording.terms.union(*(candidate.terms for candidate in candidates))
        frequencies = {term: len(holders[term]) if term in holders else 0 for term in told}
        copy = next(filter(wording.is_copy, candidates), None)
        copies = Copies() if copy is None else self._copies(wording, copy, frequencies)
        return Statistics(len(self), frequencies, copies)

    def _copies(self, wording: "Wording", copy: Candidate, frequencies: Mapping[str, int]) -> Copies:
        """Return how many copies of a question there are, like one of them: there may be more than are looked at."""
        seen: dict[int, bool] = {}
        most = 0
        for term in told_by(wording, copy, frequencies):
            newest = self._holders[term][-_SAMPLE:]
            for number in newest:
                if number not in seen:
                    seen[number] = wording.is_copy(self._candidates[number])
            most = max(most, len(self._holders[term]) * sum(map(seen.__getitem__, newest)) // len(newest))
        return copies_of(wording, [self._candidates[number] for number, is_copy in seen.items() if is_copy], most)

    def _weighed(self, terms: frozenset[str]) -> dict[int, int]:
        """Return what the documents that have some of these terms share of them, by weight; heaviest first."""
        weights: dict[int, int] = {}
        left, common = MOST_POSTINGS, self._common
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

    @property
    def _common(self) -> int:
        """In how many documents a term may stand that is looked up beside others."""
        return max(_COMMON_FREQUENCY, len(self) // _COMMON_SHARE)

    def _add_popular(self, terms: frozenset[str], weights: dict[int, int]) -> None:
        """Add the copies of a question that was asked so often that its words are common, though others are rarer."""
        common = [one for one in self._by_weight(terms) if one[1] > self._common]
        if not common or not Wording(terms).may_be_copied(term for _, _, term in common):
            return
        wording, weighed = Wording(terms), {term: weight for weight, _, term in self._by_weight(terms)}
        for _, _, term in common[:_MOST_COMMON]:
            for number in self._holders[term][-_SAMPLE:]:
                candidate = self._candidates[number]
                if wording.is_copy(candidate):
                    weights[number] = sum(weighed[one] for one in terms.intersection(candidate.terms))

    def _by_weight(self, terms: frozenset[str]) -> list[tuple[int, int, str]]:
        """Return the terms that any document has, each with its weight and its frequency: the heaviest first."""
        documents = len(self)
        known = [(len(self._holders[term]), term) for term in terms & self._holders.keys()]
        weighed = [(weight_in(term, frequency, documents), frequency, term) for frequency, term in known]
        return sorted(weighed, key=lambda one: (-one[0], one[2]))
