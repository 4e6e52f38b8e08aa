"""Earlier questions by what they mean, over the database; imported where the extra `semantic` is installed."""

import asyncio
from collections.abc import Sequence

from attrs import frozen
from ratchet_core.basis.ids import MessageRef
from ratchet_core.ports import Search
from ratchet_core.vocabulary.actions import FindSimilar
from ratchet_postgres import Pool, PostgresTexts
from ratchet_semantic import Known, Meanings, MiniLm, SemanticSearch

from ratchet_cli.serve.parts import Log

FOUND_BY_MEANING = "Earlier questions are found by their meaning too; the model for that runs on this machine."


@frozen(eq=False)
class PooledTexts:
    """The words of questions in the database, on whichever connection is free."""

    pool: Pool

    async def newest(self, most: int) -> Sequence[Known]:
        """Return the newest questions that may answer a later one."""
        async with self.pool.connection() as conn:
            return [Known(root, digest) for root, digest in await PostgresTexts(conn).newest(most)]

    async def said(self, roots: Sequence[MessageRef]) -> Sequence[str]:
        """Return what some questions say."""
        async with self.pool.connection() as conn:
            return await PostgresTexts(conn).said(roots)

    async def asked(self, action: FindSimilar) -> str:
        """Return what is asked in a question that is looked up."""
        async with self.pool.connection() as conn:
            return await PostgresTexts(conn).asked(action)


@frozen(eq=False)
class ByMeaning:
    """A search by words and by meaning, and what keeps it up."""

    search: Search
    meanings: Meanings
    texts: PooledTexts

    @classmethod
    def over(cls, words: Search, connections: Pool) -> "ByMeaning":
        """Begin with nothing read."""
        texts, meanings = PooledTexts(connections), Meanings(MiniLm())
        return cls(SemanticSearch(words, texts, meanings), meanings, texts)

    async def keep_up(self, stop: asyncio.Event, log: Log) -> None:
        """Read what is new until told to stop, and say so where there is much of it."""
        await self.meanings.follow(self.texts)
        log.info("questions_read", by_meaning=len(self.meanings))
        await self.meanings.keep_up(self.texts, stop)
