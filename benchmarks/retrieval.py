"""Asks every answered question of Slack exports whether it was asked before, and prints how often and how fast.

    uv run python benchmarks/retrieval.py EXPORT.zip ... [--unanswered] [--threshold SHARE] [--sample N --salt TEXT]

Threads are gone through in the order of time: each answered question is looked up among those before it, then added.
With `--sample`, prints that many hits of each export as JSON lines, chosen by the hash of the salt and the key.
"""

import argparse
import hashlib
import json
import statistics
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeVar

from attrs import Factory, define, frozen
from ratchet_core.events import MessageSeen
from ratchet_core.instants import HOUR, Instant
from ratchet_core.retrieval import Demand, Hit, Postings, Silence, best
from ratchet_core.speech import Speech, speech_of
from ratchet_core.terms import terms_of
from ratchet_slack.events import event_of
from ratchet_slack.export import open_export

LARGE: Final = 50_000
ROUNDS: Final = 1_000

Result = TypeVar("Result")


@define
class Thread:
    """A question and its replies."""

    key: str
    at: Instant
    asker: str
    text: str
    answers: list[str] = Factory(list)


@frozen
class Outcome:
    """What the index said of one question, and in how many seconds."""

    thread: Thread
    said: Hit | Silence
    seconds: float


def questions(path: Path) -> list[Thread]:
    """Return the threads of an export that begin with a question, oldest first, with what others said."""
    threads: dict[tuple[str, str], Thread] = {}
    with open_export(path) as export:
        for channel, message in export.messages():
            event = event_of(channel.id, message)
            if not isinstance(event, MessageSeen) or not event.person:
                continue
            thread = threads.get((event.channel, event.thread or ""))
            if thread is not None and event.person != thread.asker:
                thread.answers.append(event.text)
            if event.thread is None and speech_of(event.text) is Speech.QUESTION:
                threads[event.channel, event.ts] = Thread(
                    f"{event.channel}/{event.ts}", event.at, event.person, event.text
                )
    return sorted(threads.values(), key=lambda one: (one.at, one.key))


def asked(threads: Sequence[Thread], demand: Demand, answers: int) -> Iterator[Outcome]:
    """Look every question up among those before it, then add it if it was answered, with so many of its answers."""
    postings = Postings()
    for thread in threads:
        said, seconds = timed(lambda text=thread.text: looked_up(postings, text, demand))  # type: ignore[misc]
        yield Outcome(thread, said, seconds)
        if thread.answers:
            postings.add(thread.key, thread.at, terms_of("\n".join([thread.text, *thread.answers[:answers]])))


def looked_up(postings: Postings, text: str, demand: Demand) -> Hit | Silence:
    """Return what an index says of a question."""
    terms = terms_of(text)
    candidates = postings.candidates(terms)
    return best(terms, candidates, postings.statistics(terms, candidates), demand)


def timed(call: Callable[[], Result]) -> tuple[Result, float]:
    """Return what a call returns, and the seconds that it took."""
    begun = time.perf_counter()
    result = call()
    return result, time.perf_counter() - begun


def is_repost(thread: Thread, earlier: Thread) -> bool:
    """Say whether a question is the asker's own of the last hour again."""
    return thread.asker == earlier.asker and thread.at - earlier.at < HOUR


def megabytes(threads: Sequence[Thread]) -> float:
    """Return what an index of the threads holds."""
    tracemalloc.start()
    postings = Postings()
    for thread in threads:
        postings.add(thread.key, thread.at, terms_of(thread.text))
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held / 2**20


def times(seconds: Sequence[float]) -> str:
    """Return the mean and the slowest of a hundred, in microseconds."""
    return f"mean {statistics.mean(seconds) * 1e6:.0f} us, p99 {statistics.quantiles(seconds, n=100)[-1] * 1e6:.0f} us"


def print_figures(name: str, outcomes: Sequence[Outcome]) -> None:
    """Print how often an earlier question was found, why not otherwise, and how long it took."""
    threads = {one.thread.key: one.thread for one in outcomes}
    hits = [(one.thread, threads[one.said.key]) for one in outcomes if isinstance(one.said, Hit)]
    reposts = sum(is_repost(thread, earlier) for thread, earlier in hits)
    own = sum(thread.asker == earlier.asker for thread, earlier in hits)
    print(
        f"{name}: {len(outcomes):,} questions; {len(hits)} found ({len(hits) / len(outcomes):.1%}), "
        f"of these {own} by the same asker, {reposts} within the hour; {times([one.seconds for one in outcomes])}; "
        f"{megabytes([one.thread for one in outcomes]):.1f} MB"
    )
    for why, count in sorted(Counter(one.said.why for one in outcomes if isinstance(one.said, Silence)).items()):
        print(f"    {count:6,} times silent: {why}")


def print_sample(name: str, outcomes: Sequence[Outcome], size: int, salt: str) -> None:
    """Print some hits that are no reposts, with both questions, as JSON lines."""
    threads = {one.thread.key: one.thread for one in outcomes}
    hits = [(one.thread, one.said, threads[one.said.key]) for one in outcomes if isinstance(one.said, Hit)]
    others = [hit for hit in hits if not is_repost(hit[0], hit[2])]
    for thread, hit, earlier in sorted(others, key=lambda one: order(salt, one[0].key))[:size]:
        row = {"export": name, "key": thread.key, "score": hit.score, "rarity": hit.rarity, "shared": hit.shared}
        print(
            json.dumps(
                row
                | {
                    "asked": thread.text,
                    "found": earlier.text,
                    "answer": earlier.answers[0],
                    "answered": bool(thread.answers),
                }
            )
        )


def order(salt: str, key: str) -> str:
    """Return by what the hits are put into an order that looks like none."""
    return hashlib.sha256(f"{salt}{key}".encode()).hexdigest()


def print_large(threads: Sequence[Thread], demand: Demand) -> None:
    """Print the time of a look-up in a large index: the questions over and over, each time with one term of its own."""
    postings = Postings()
    texts = [terms_of(thread.text) for thread in threads]
    for number in range(LARGE):
        postings.add(str(number), number, (*texts[number % len(texts)], f"round{number // len(texts)}"))
    step = max(1, len(threads) // ROUNDS)
    seconds = [timed(lambda one=one: looked_up(postings, one.text, demand))[1] for one in threads[::step]]  # type: ignore[misc]
    print(f"among {LARGE:,}: {times(seconds)}")


def main() -> None:
    """Print the figures, or the sample."""
    parser = argparse.ArgumentParser(description="Measure whether questions that were asked before are found.")
    parser.add_argument("exports", type=Path, nargs="+")
    parser.add_argument("--answers", type=int, default=0, help="index the first so many answers too")
    parser.add_argument("--unanswered", action="store_true", help="look up the questions too that nobody answered")
    parser.add_argument("--threshold", type=float, default=Demand().score)
    parser.add_argument("--sample", type=int, default=0, help="print so many hits of each export instead")
    parser.add_argument("--salt", default="")
    arguments = parser.parse_args()
    demand = Demand(score=arguments.threshold)
    every: list[Thread] = []
    for path in arguments.exports:
        threads = [one for one in questions(path) if one.answers or arguments.unanswered]
        outcomes = list(asked(threads, demand, arguments.answers))
        if arguments.sample:
            print_sample(path.stem, outcomes, arguments.sample, arguments.salt)
        else:
            print_figures(path.stem, outcomes)
        every += threads
    if not arguments.sample:
        print_large(every, demand)


if __name__ == "__main__":
    main()
