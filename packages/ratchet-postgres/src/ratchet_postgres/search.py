"""A search in PostgreSQL: candidates are looked up by their rarest terms, and ranked by the core."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, Final

from psycopg import AsyncConnection
from ratchet_core.domain import Message, MessageRef
from ratchet_core.domain.records import Get, Lookup
from ratchet_core.searching import MOST, Document, Question, Statistics, asked_in, is_looked_for, questions_of
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


class PostgresTexts:
    """The words of questions that may answer a later one, and of those that are looked up, on a connection."""

    def __init__(self, conn: AsyncConnection[Any]) -> None:
        """Read on a connection in autocommit mode."""
        self._conn = conn

    async def newest(self, most: int) -> list[tuple[MessageRef, str]]:
        """Return the newest questions that may answer a later one, each with what changes when its words do."""
        rows = await queries.newest(self._conn, most=most)
        return [(MessageRef(row.channel or "", row.ts or ""), row.digest) for row in rows]

    async def said(self, roots: Sequence[MessageRef]) -> list[str]:
        """Return what some questions say, in their order; nothing for one that is gone."""
        return [asked_in([one]) for one in await self._messages([Get(Message, (one.channel, one.ts)) for one in roots])]

    async def asked(self, action: FindSimilar) -> str:
        """Return what is asked in a question that is looked up."""
        return asked_in(await self._messages(questions_of(action)), action.words)

    async def _messages(self, lookups: Sequence[Lookup]) -> list[Message | None]:
        if not lookups:
            return []
        text, values = rows_of(asked(lookups))
        return answers_of(lookups, await fetch_all(self._conn, text, values))


def query_of(sets: Sequence[Sequence[str]]) -> str:
    """Return the text search for what has all terms of one of some sets."""
    return " | ".join("(" + " & ".join(f"'{term.translate(_QUOTED)}'" for term in terms) + ")" for terms in sets)


def _document(row: queries.CandidatesRow) -> Document:
    origin = row.alert if row.alert is not None else MessageRef(row.channel or "", row.ts or "")
    return Document(origin, row.at, tuple(row.terms), row.service, row.long)
