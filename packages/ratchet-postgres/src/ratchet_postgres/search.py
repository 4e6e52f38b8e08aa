"""A search in PostgreSQL: candidates are looked up by their rarest terms, and ranked by the core."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, Final

from psycopg import AsyncConnection
from ratchet_core.domain import MessageRef
from ratchet_core.searching import MOST, Document, Question, Statistics, is_looked_for, questions_of
from ratchet_core.vocabulary.actions import FindSimilar
from ratchet_core.vocabulary.events import Found

from ratchet_postgres.asking import fetch_all
from ratchet_postgres.generated import search as queries
from ratchet_postgres.rows import answers_of, asked
from ratchet_postgres.together import rows_of

_QUOTED: Final = str.maketrans({"'": "''", "\\": "\\\\"})


class PostgresSearch:
    """A `Search` on a connection of its own, over the documents that a writer keeps up."""

    def __init__(self, conn: AsyncConnection[Any]) -> None:
        """Search on a connection in autocommit mode."""
        self._conn = conn
        self._alone = asyncio.Lock()

    async def find(self, action: FindSimilar) -> tuple[Found, ...]:
        """Return what is like a question, the most similar first."""
        async with self._alone:
            lookups = questions_of(action)
            messages = answers_of(lookups, await fetch_all(self._conn, *rows_of(asked(lookups)))) if lookups else []
            question = Question.of(messages, action.words)
            return await self.answers(question, action)

    async def answers(self, question: Question, action: FindSimilar) -> tuple[Found, ...]:
        """Return what is like a question of which the terms are known."""
        statistics = await self.statistics(question.terms)
        sets = question.sets(statistics)
        if not sets:
            return ()
        rows = await queries.candidates(
            self._conn,
            query=query_of(sets),
            here=action.channel,
            only_here=action.only_here,
            hidden=list(action.hidden),
            most=MOST,
        )
        documents = list(map(_document, rows))
        nearest = question.nearest((one for one in documents if is_looked_for(action, one.origin)), statistics)
        if not nearest:
            return ()
        terms = dict.fromkeys((*question.terms, *(term for one in nearest for term in one.terms)))
        return question.found(nearest, documents, rows[0].matching, await self.statistics(terms))

    async def statistics(self, terms: Iterable[str]) -> Statistics:
        """Return how many documents there are, and in how many some terms stand."""
        counted = await queries.statistics(self._conn, terms=list(terms))
        return Statistics(counted[0].documents, {one.term: one.frequency for one in counted[1:]})


def query_of(sets: Sequence[Sequence[str]]) -> str:
    """Return the text search for what has all terms of one of some sets."""
    return " | ".join("(" + " & ".join(f"'{term.translate(_QUOTED)}'" for term in terms) + ")" for terms in sets)


def _document(row: queries.CandidatesRow) -> Document:
    origin = row.alert if row.alert is not None else MessageRef(row.channel or "", row.ts or "")
    return Document(origin, row.at, tuple(row.terms), row.service, row.long)
