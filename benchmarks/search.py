"""Prints how long a search in PostgreSQL takes among many documents, and how many earlier questions it finds.

    uv run python benchmarks/search.py [--documents N ...] [--questions N] [--explain]

Documents are made up: words are as frequent as Zipf's law has it, a question has four to eleven of them, and one in
a hundred is one of fifty that everybody asks. They are copied in. Asked are questions that nobody asked, questions of
which one word is another, and those that everybody asks; `found` says of how many a document is taken for the same.
With `--explain`, the plan of the dearest look-up of candidates is printed, as PostgreSQL ran it once more.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random  # noqa: TID251 - only ever used with a seed
from typing import Any, Final

sys.path[:1] = [str(Path(__file__).parents[1] / "tests" / name) for name in ("core", "postgres")]

from attrs import define, field, frozen
from psycopg import AsyncConnection
from ratchet_core.domain import MessageRef
from ratchet_core.reading.retrieval import DEMAND
from ratchet_core.searching import MOST, Question
from ratchet_core.vocabulary.actions import AboutRequest, FindSimilar
from ratchet_core.vocabulary.events import Found
from ratchet_postgres import PostgresSearch, connect
from ratchet_postgres.search import query_of
from server import Server

WORDS: Final = 200_000
POPULAR: Final = 50
SHARE: Final = 0.01
ROOT: Final = MessageRef("C1", "1.0")
ACTION: Final = FindSimilar("search", "answers", "C1", (ROOT,), AboutRequest(ROOT))
_PLAN: Final = """explain (analyze, buffers)
select d.key, d.channel, d.ts, d.alert, d.service, d.at, d.long, d.terms, (count(*) over ())::bigint as matching
from document as d where array_to_tsvector(d.terms) @@ (%s::text)::tsquery order by d.at desc, d.key limit %s"""


@define
class Speech:
    """Makes up questions, the same for the same seed."""

    dice: Random = field(factory=lambda: Random(7))  # noqa: S311 - no secret hangs on it
    weights: list[float] = field(init=False)
    popular: list[list[str]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Make the words, and what everybody asks."""
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(WORDS)))
        self.popular = [self.question() for _ in range(POPULAR)]

    def question(self) -> list[str]:
        """Return the terms of a question."""
        return list(dict.fromkeys(self.words(self.dice.randint(4, 11))))

    def words(self, count: int) -> list[str]:
        """Return some words, each as frequent as its rank has it."""
        return [_word(rank) for rank in self.dice.choices(range(WORDS), cum_weights=self.weights, k=count)]

    def document(self) -> list[str]:
        """Return the terms of a question that was asked."""
        return list(self.dice.choice(self.popular)) if self.dice.random() < SHARE else self.question()


def _word(rank: int) -> str:
    return "w" + "".join(chr(ord("a") + int(digit)) for digit in str(rank))


@frozen
class Asked:
    """What one question took, in seconds and in those of this process, with what was looked for and found."""

    seconds: float
    client: float
    terms: tuple[str, ...]
    found: Sequence[Found]


async def filled(conn: AsyncConnection[Any], speech: Speech, count: int) -> list[list[str]]:
    """Copy so many documents into a database, and return some of them."""
    some: list[list[str]] = []

    def rows() -> Iterator[tuple[object, ...]]:
        for number in range(count):
            terms = speech.document()
            if number % max(1, count // 1_000) == 0:
                some.append(terms)
            yield f"C1/{number}", "C1", str(number), number, False, terms

    async with (
        conn.cursor() as cursor,
        cursor.copy("copy document (key, channel, ts, at, long, terms) from stdin") as copy,
    ):
        for row in rows():
            await copy.write_row(row)
    await conn.execute("insert into document_term select unnest(terms) as term, count(*) from document group by 1")
    await conn.execute("update document_index set documents = (select count(*) from document)")
    await conn.execute("vacuum analyze document, document_term")
    return some


async def asked(search: PostgresSearch, terms: Sequence[str]) -> Asked:
    """Ask a question."""
    begun, worked = time.perf_counter(), time.process_time()
    found = await search.answers(Question(tuple(terms)), ACTION)
    return Asked(time.perf_counter() - begun, time.process_time() - worked, tuple(terms), found)


def figures(name: str, results: Sequence[Asked]) -> str:
    """Return what some questions took, as a line."""
    times = sorted(one.seconds * 1000 for one in results)
    sure = sum(bool(one.found) and one.found[0].score >= DEMAND.score * 100 for one in results) / len(results)
    client = statistics.median(one.client * 1000 for one in results)
    p95 = statistics.quantiles(times, n=20)[-1]
    return f"    {name:28}{statistics.median(times):>9.1f}{p95:>9.1f}{times[-1]:>9.1f}{client:>9.1f}{sure:>9.0%}"


async def explain(conn: AsyncConnection[Any], search: PostgresSearch, terms: Sequence[str]) -> None:
    """Print the plan of what looks up the candidates of a question."""
    known = await search.statistics(terms)
    sets = Question(tuple(terms)).sets(known)
    print(f"    {', '.join(f'{term} {known.frequencies.get(term, 0):,}' for term in terms)}")
    print(f"    {query_of(sets)}")
    for (line,) in await (await conn.execute(_PLAN.encode(), [query_of(sets), MOST])).fetchall():
        print(f"    {line}")


async def measured(server: Server, count: int, questions: int, *, explained: bool) -> None:
    """Print the figures of one size."""
    speech = Speech()
    async with server.database() as url, await connect(url) as conn:
        begun = time.perf_counter()
        some = await filled(conn, speech, count)
        size = await (await conn.execute("select pg_total_relation_size('document')")).fetchone()
        print(
            f"{count:,} documents, copied and counted in {time.perf_counter() - begun:.0f} s; "
            f"{size[0] / count if size else 0:.0f} bytes a document"
        )
        print(f"    {'milliseconds':28}{'p50':>9}{'p95':>9}{'max':>9}{'client':>9}{'found':>9}")
        search, every = PostgresSearch(conn), []
        altered = [[*terms[:-1], speech.words(1)[0]] for terms in some[:questions]]
        for name, texts in (
            ("never asked", [speech.question() for _ in range(questions)]),
            ("asked, one word another", altered),
            ("asked by everybody", [speech.dice.choice(speech.popular) for _ in range(questions)]),
        ):
            results = [await asked(search, terms) for terms in texts]
            print(figures(name, results), flush=True)
            every += results
        if explained:
            await explain(conn, search, max(every, key=lambda one: one.seconds).terms)


def main() -> None:
    """Read the options, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=300, help="how many are asked of each kind")
    parser.add_argument("--explain", action="store_true", help="print the plan of the dearest")
    arguments = parser.parse_args()
    server = Server(Path(tempfile.mkdtemp(prefix="ratchet-benchmark-")))
    for count in arguments.documents:
        asyncio.run(measured(server, count, arguments.questions, explained=arguments.explain))


if __name__ == "__main__":
    main()
