"""What Slack's side needs of the database: somewhere to keep what it heard, what became of it, and a search."""

from collections.abc import Sequence

from attrs import frozen
from ratchet_core.vocabulary.actions import Action, FindSimilar
from ratchet_core.vocabulary.events import Event, Found
from ratchet_postgres import Pool, PostgresSearch, actions_of, hear, keep_unread, reads_in
from ratchet_slack.receiving.heard import Unread


@frozen(eq=False)
class DatabaseInbox:
    """An `Inbox` in the database: once `hear` returns, the events are safe, and the writer is called."""

    pool: Pool

    async def hear(self, events: Sequence[Event]) -> None:
        """Keep events for the writer; one whose id is known is not kept again."""
        if events:
            async with self.pool.connection() as conn:
                await hear(conn, events)

    async def keep(self, unread: Unread) -> None:
        """Count a delivery that could not be read."""
        async with self.pool.connection() as conn:
            await keep_unread(conn, unread.kind, unread.why, unread.shape)


@frozen(eq=False)
class DatabaseDecisions:
    """A `Decided` that looks into the database, whichever process decides."""

    pool: Pool

    async def actions_of(self, event: str) -> Sequence[Action] | None:
        """Return what an event made ratchet ask for; None where it is not decided yet."""
        async with self.pool.connection() as conn:
            return await actions_of(conn, event)


@frozen(eq=False)
class DatabaseKnown:
    """A `Known` that looks into the database."""

    pool: Pool

    async def reads_in(self, channel: str) -> bool:
        """Say whether ratchet is known to be in a channel."""
        async with self.pool.connection() as conn:
            return await reads_in(conn, channel)


@frozen(eq=False)
class PooledSearch:
    """A `Search` in the database, on whichever connection is free."""

    pool: Pool

    async def find(self, action: FindSimilar) -> Sequence[Found]:
        """Return earlier questions and runbooks, the most similar first."""
        async with self.pool.connection() as conn:
            return await PostgresSearch(conn).find(action)
