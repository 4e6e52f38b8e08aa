"""Asks every answered question of Slack exports whether it was asked before, and prints how often and how fast.

    uv run python benchmarks/retrieval.py EXPORT.zip ... [--unanswered] [--threshold SCORE] [--sample N --salt TEXT]

An export is simulated, and what its store remembers is gone through in the order of time: each question is looked up
among those that were answered before it, as a store and the behaviour would, with the replies that were there by then.
Each find is compared with the verdict of a person who read it (`data/people.jsonl`).
With `--sample`, prints that many finds of each export as JSON lines, chosen by the hash of the salt and the key.
"""

import argparse
import hashlib
import heapq
import json
import statistics
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

import attrs
from attrs import define, frozen
from ratchet_cli.simulate.simulation import SimulationRequest, simulate
from ratchet_core.domain import HelpRequest, HelpState, MessageRef, ThreadNote
from ratchet_core.queries.help_requests import question_of, requests
from ratchet_core.queries.reader import Reader
from ratchet_core.reading.retrieval import DEMAND, Demand, Hit, NotFound, Postings, Shortfall, best, ranked
from ratchet_core.reading.terms import terms_of
from ratchet_core.rules.earlier_replies import best_reply, is_proven
from ratchet_core.rules.quoting import is_earlier, is_to_somebody

LARGE: Final = 50_000
ROUNDS: Final = 1_000
NOTHING: Final = Shortfall.NOTHING_SIMILAR.value
TO_SOMEBODY: Final = "the question is put to one person"

VERDICTS: Final = Path(__file__).parent / "data" / "people.jsonl"
Verdicts: TypeAlias = Mapping[tuple[str, str, str], bool]
"""Whether a reply answers a question: by the question, the earlier question, and the reply's timestamp."""

Result = TypeVar("Result")


@frozen
class Find:
    """An earlier question, with the reply that would be quoted; if it is `proven`, also unasked."""

    hit: Hit
    earlier: HelpRequest
    question: str
    reply: ThreadNote
    proven: bool


@frozen
class Outcome:
    """What was found for one question, or why nothing was, and in how many seconds."""

    request: HelpRequest
    question: str
    said: Find | str
    seconds: float


@define
class Past:
    """What a store would find: the questions that were answered by a moment, which must not go back."""

    reader: Reader
    index: Postings
    coming: list[tuple[int, MessageRef]]

    @classmethod
    def of(cls, reader: Reader) -> "Past":
        """Begin before everything that a store remembers."""
        answered = [one for one in reader.requests() if one.state is not HelpState.OPEN]
        coming = [(one.first_response_at or one.asked_at, one.root) for one in answered]
        heapq.heapify(coming)
        return cls(reader, Postings(), coming)

    def move_to(self, at: int) -> None:
        """Index what was answered before a moment."""
        while self.coming and self.coming[0][0] < at:
            request = self._request(heapq.heappop(self.coming)[1])
            self.index.add(f"{request.root.channel}/{request.root.ts}", request.asked_at, terms_of(self.said(request)))

    def said(self, request: HelpRequest) -> str:
        """Return what was asked."""
        return question_of(self.reader, request)

    def look_up(self, request: HelpRequest, demand: Demand) -> Find | str:
        """Return what is found for a question, or why nothing is."""
        question = self.said(request)
        if is_to_somebody(question):
            return TO_SOMEBODY
        terms = terms_of(question)
        if len(terms) < demand.shared:
            return Shortfall.TOO_FEW_TERMS.value
        candidates = self.index.candidates(terms, shared=demand.shared)
        hits = ranked(terms, candidates, self.index.statistics(terms, candidates), demand)
        said = [one for hit in hits if (one := self._said(hit, request, question, demand)) is not None]
        proven = (one for one in said if isinstance(one, Find) and one.proven)
        return next(proven, said[0] if said else NOTHING)

    def _said(self, hit: Hit, request: HelpRequest, question: str, demand: Demand) -> Find | str | None:
        """Return what the behaviour would say to a find, or None where it would look at the next one."""
        channel, _, ts = hit.key.rpartition("/")
        earlier = self._request(MessageRef(channel, ts))
        if not is_earlier(earlier, request):
            return None
        if hit.score < demand.score:
            return Shortfall.BELOW_THRESHOLD.value
        replies = [one for one in self.reader.replies(earlier.root) if one.at < request.asked_at]
        asked = self.said(earlier)
        reply = best_reply(earlier, asked, replies)
        if reply is None:
            return None
        proven = is_proven(request, question, (_as_of(earlier, request.asked_at), asked, replies), reply)
        return Find(hit, earlier, asked, reply, proven)

    def _request(self, root: MessageRef) -> HelpRequest:
        request = self.reader.request(root)
        if request is None:
            raise AssertionError("what was answered is remembered")
        return request


def _as_of(request: HelpRequest, at: int) -> HelpRequest:
    """Return a request without what its asker said, and who ticked it, from a moment on."""
    ticked = request.ticked_at if request.ticked_at is not None and request.ticked_at < at else None
    return attrs.evolve(request, said=tuple(one for one in request.said if one.at < at), ticked_at=ticked)


def asked(reader: Reader, demand: Demand, *, unanswered: bool) -> Iterator[Outcome]:
    """Look every question up among those that were answered before it."""
    past = Past.of(reader)
    for request in requests(reader):
        if unanswered or request.first_response_at is not None:
            past.move_to(request.asked_at)
            said, seconds = timed(lambda request=request: past.look_up(request, demand))  # type: ignore[misc]
            yield Outcome(request, past.said(request), said, seconds)


def timed(call: Callable[[], Result]) -> tuple[Result, float]:
    """Return what a call returns, and the seconds that it took."""
    begun = time.perf_counter()
    result = call()
    return result, time.perf_counter() - begun


def megabytes(questions: Iterable[str]) -> float:
    """Return what an index of questions holds."""
    tracemalloc.start()
    postings = Postings()
    for number, question in enumerate(questions):
        postings.add(str(number), number, terms_of(question))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held / 2**20


def times(seconds: Sequence[float]) -> str:
    """Return the mean and the slowest of a hundred, in microseconds."""
    return f"mean {statistics.mean(seconds) * 1e6:.0f} us, p99 {statistics.quantiles(seconds, n=100)[-1] * 1e6:.0f} us"


def print_figures(name: str, outcomes: Sequence[Outcome]) -> None:
    """Print how often an earlier question of somebody else was found, why not otherwise, and how long it took."""
    finds = [(one.request, one.said) for one in outcomes if isinstance(one.said, Find)]
    others = [find for request, find in finds if find.earlier.asker != request.asker]
    print(
        f"{name}: {len(outcomes):,} questions; for {len(others)} ({len(others) / len(outcomes):.1%}) one of somebody "
        f"else's is found, for {len(finds) - len(others)} the asker's own of long ago, "
        f"of which {sum(find.proven for _, find in finds)} would be quoted unasked; "
        f"{times([one.seconds for one in outcomes])}; {megabytes(one.question for one in outcomes):.1f} MB"
    )
    for why, count in sorted(Counter(one.said for one in outcomes if isinstance(one.said, str)).items()):
        print(f"    {count:6,} times silent: {why}")


@frozen
class Finds:
    """How many finds there are, how many of them were read, and how many of those answer the question."""

    finds: int = 0
    judged: int = 0
    right: int = 0

    def with_verdict(self, verdict: bool | None) -> "Finds":
        """Return the figures with one more find."""
        return Finds(self.finds + 1, self.judged + (verdict is not None), self.right + bool(verdict))

    def __str__(self) -> str:
        """Return the figures in words."""
        return f"{self.right} of {self.judged} right, {self.finds - self.judged} not judged"


def compared(verdicts: Verdicts, reader: Reader, outcomes: Iterable[Outcome]) -> tuple[Finds, Finds]:
    """Return what is found for the questions of an export, and what of it would be quoted unasked."""
    every = unasked = Finds()
    for one in outcomes:
        if isinstance(one.said, Find):
            earlier = one.said.earlier.root
            key = named(reader, one.request.root), named(reader, earlier), one.said.reply.ts
            verdict = verdicts.get(key)
            every = every.with_verdict(verdict)
            unasked = unasked.with_verdict(verdict) if one.said.proven else unasked
    return every, unasked


def named(reader: Reader, root: MessageRef) -> str:
    """Return a message as lists show it, by its channel's name."""
    return f"{reader.directory().channels[root.channel].name}/{root.ts}"


def verdicts_on(export: str) -> Verdicts:
    """Return whether what was found in an export answers the question, as a person judged who read it."""
    rows = map(json.loads, VERDICTS.read_text(encoding="utf-8").splitlines())
    return {
        (f"{one['channel']}/{one['ts']}", one["earlier"], one["reply"]): one["quotation"]
        for one in rows
        if one["export"] == export and "quotation" in one
    }


def print_sample(name: str, outcomes: Sequence[Outcome], size: int, salt: str) -> None:
    """Print some finds with both questions and the reply that would be quoted, as JSON lines."""
    finds = [(one, one.said) for one in outcomes if isinstance(one.said, Find)]
    others = [(one, find) for one, find in finds if find.earlier.asker != one.request.asker]
    for one, find in sorted(others, key=lambda pair: order(salt, pair[0].request.root))[:size]:
        print(json.dumps({"export": name} | row(one, find)))


def row(outcome: Outcome, find: Find) -> dict[str, object]:
    """Return what is needed to judge a find."""
    request = outcome.request
    return {
        "key": f"{request.root.channel}/{request.root.ts}",
        "found_key": find.hit.key,
        "score": find.hit.score,
        "rarity": find.hit.rarity,
        "shared": find.hit.shared,
        "asked": outcome.question,
        "found": find.question,
        "answer": find.reply.text,
        "answered": request.state is not HelpState.OPEN,
    }


def order(salt: str, root: MessageRef) -> str:
    """Return by what the finds are put into an order that looks like none."""
    return hashlib.sha256(f"{salt}{root.channel}/{root.ts}".encode()).hexdigest()


def print_large(questions: Sequence[str], demand: Demand) -> None:
    """Print the time of a look-up in a large index: the questions over and over, each time with one term of its own."""
    postings = Postings()
    texts = [terms_of(question) for question in questions]
    for number in range(LARGE):
        postings.add(str(number), number, (*texts[number % len(texts)], f"round{number // len(texts)}"))
    step = max(1, len(questions) // ROUNDS)
    seconds = [timed(lambda one=one: looked_up(postings, one, demand))[1] for one in questions[::step]]  # type: ignore[misc]
    print(f"among {LARGE:,}: {times(seconds)}")


def looked_up(postings: Postings, question: str, demand: Demand) -> Hit | NotFound:
    """Return what an index says of a question."""
    terms = terms_of(question)
    candidates = postings.candidates(terms, shared=demand.shared)
    return best(terms, candidates, postings.statistics(terms, candidates), demand)


def main() -> None:
    """Print the figures, or the sample."""
    parser = argparse.ArgumentParser(description="Measure whether questions that were asked before are found.")
    parser.add_argument("exports", type=Path, nargs="+")
    parser.add_argument("--unanswered", action="store_true", help="look up the questions too that nobody answered")
    parser.add_argument("--threshold", type=float, default=DEMAND.score)
    parser.add_argument("--sample", type=int, default=0, help="print so many finds of each export instead")
    parser.add_argument("--salt", default="")
    arguments = parser.parse_args()
    demand = Demand(score=arguments.threshold)
    every: list[str] = []
    for path in arguments.exports:
        reader = simulate(SimulationRequest(path), lambda _what, _done, _total: None).reader
        outcomes = list(asked(reader, demand, unanswered=arguments.unanswered))
        if arguments.sample:
            print_sample(path.stem, outcomes, arguments.sample, arguments.salt)
        else:
            print_figures(path.stem, outcomes)
            found, unasked = compared(verdicts_on(path.stem), reader, outcomes)
            print(f"    quotations that answer, for whoever asks: {found}; unasked: {unasked}")
        every += [one.question for one in outcomes]
    if not arguments.sample:
        print_large(every, demand)


if __name__ == "__main__":
    main()
