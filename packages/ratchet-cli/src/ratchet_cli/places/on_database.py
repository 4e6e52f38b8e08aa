"""A database as a place: what is read is one consistent state, and what changes it goes through the inbox.

Where a writer runs, a command waits for its decision; where none does, the command is the writer for its own turn.
"""

import asyncio
import shlex
import time
from collections.abc import AsyncIterator, Collection, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from psycopg import AsyncConnection
from ratchet_core.basis.instants import MINUTE, Instant
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.domain.records import Lookup
from ratchet_core.ports import Turn as Taken
from ratchet_core.queries.reader import Reader
from ratchet_core.settings.policy_file import policy_of
from ratchet_core.turn import take_turn
from ratchet_core.vocabulary.decision import Decision, Why
from ratchet_core.vocabulary.events import Event
from ratchet_postgres import (
    Kept,
    PostgresReader,
    PostgresStore,
    Writer,
    check_version,
    connect,
    decided,
    hear,
    parked,
    reading,
)
from ratchet_postgres.decided import latest_commands, take_command_turn
from ratchet_postgres.log import latest_policy
from ratchet_postgres.proving import rows_with, words_of, words_said_in
from ratchet_postgres.store import digest_of

from ratchet_cli import clock
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.places.erasing import erased_from
from ratchet_cli.places.forgetting import Forget
from ratchet_cli.places.place import AGAIN, COMMAND, ENDS, Decided, Forgotten, Given
from ratchet_cli.places.which_database import database_found

T = TypeVar("T")

PATIENCE: Final = 30.0
"""For so many seconds a command waits for the one before it, and for its decision."""

_PAUSE: Final = 0.02
_LOOK_BACK: Final = 50
"""Among so many commands the last that changed something is looked for."""


class DatabasePlace:
    """A `Place` in a database; `open_database` makes one."""

    what = "database"

    def __init__(self, url: str, option: str, policy: Policy, runner: asyncio.Runner, stack: AsyncExitStack) -> None:
        """Work on the database of a URL, with connections that the stack closes."""
        self.option = option
        self.url = url
        self._policy = policy
        self._runner = runner
        self._stack = stack
        self._reader: Reader | None = None

    def run(self, work: Coroutine[Any, Any, T], /) -> T:
        """Run a coroutine to its end."""
        return self._runner.run(work)

    def reader(self) -> Reader:
        """Return what is known, as of the first time that this was asked."""
        if self._reader is None:
            self._reader = self.run(self._stack.enter_async_context(self._read()))
        return self._reader

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[PostgresReader]:
        async with await connect(self.url) as conn, reading(conn, self._policy, self.run) as reader:
            yield reader

    @contextmanager
    def turn(self) -> Iterator["DatabaseTurn"]:
        """Take a turn, once no other command has one."""
        stack = AsyncExitStack()
        try:
            yield self.run(self._begun(stack))
        finally:
            self.run(stack.aclose())

    async def _begun(self, stack: AsyncExitStack) -> "DatabaseTurn":
        telling = await stack.enter_async_context(await connect(self.url))
        waited_until = time.monotonic() + PATIENCE
        while not await take_command_turn(telling):
            if time.monotonic() > waited_until:
                held = f"another command has been changing this database for {PATIENCE:.0f} s"
                raise UnusableInputError(f"Nothing was changed: {held}; wait for it, or end it.")
            await asyncio.sleep(_PAUSE)
        conn = await stack.enter_async_context(await connect(self.url))
        reader = await stack.enter_async_context(reading(conn, self._policy, self.run))
        return DatabaseTurn(self, telling, conn, reader)

    def read_again(self) -> Reader:
        """Return what is known now."""
        self._reader = None
        return self.reader()

    def words_of(self, person: str) -> Collection[str]:
        """Return what a person wrote and nobody else did, in pieces."""
        return self.run(self._words_of(person))

    async def _words_of(self, person: str) -> Collection[str]:
        async with await connect(self.url) as conn:
            return await words_of(conn, person)

    def said_in(self, channel: str) -> Collection[str]:
        """Return what was said in a channel and nowhere else, in pieces."""
        return self.run(self._said_in(channel))

    async def _said_in(self, channel: str) -> Collection[str]:
        async with await connect(self.url) as conn:
            return await words_said_in(conn, channel)

    def forget(self, cause: str, words: Collection[str]) -> Forgotten:
        """Let what an erasure took leave records and log, and look for words in every row of every table."""
        return self.run(self._forgotten(cause, words))

    async def _forgotten(self, cause: str, words: Collection[str]) -> Forgotten:
        kept = await erased_from(self.url, self.writer_of, cause, PATIENCE)
        async with await connect(self.url) as conn:
            return Forgotten(kept.cleared, await rows_with(conn, words))

    def writer_of(self, conn: AsyncConnection[Any]) -> Coroutine[Any, Any, Writer | None]:
        """Return the writer of the workspace, or None where another process is that."""
        return Writer.open(conn, self._policy)


class DatabaseTurn:
    """A `Turn` in a database."""

    def __init__(
        self, place: DatabasePlace, telling: AsyncConnection[Any], conn: AsyncConnection[Any], reader: Reader
    ) -> None:
        """Begin with what a reader sees on a connection; events are told on another."""
        self.reader = reader
        self._place = place
        self._telling = telling
        self._conn = conn

    @property
    def moment(self) -> Instant:
        """Now: the latest moment decided, where that is less than a minute ago, and else what the clock says.

        So of two commands right after each other the second may be a repetition, as in a saved state.
        """
        latest, now = self.reader.now(), clock.now()
        return now if now - latest > MINUTE else latest

    def given(self, event: str) -> Given:
        """Return which commands were heard; what came to nothing is no command before another."""
        return self._place.run(self._given(event))

    async def _given(self, event: str) -> Given:
        commands = await latest_commands(self._telling, f"{COMMAND}/", f"{COMMAND}0", ENDS, _LOOK_BACK)
        latest = next(((one.event, one.at) for one in commands if not one.is_bare), None)
        same = await latest_commands(self._telling, event, f"{event}{AGAIN}:", ENDS, _LOOK_BACK)
        same_but_for_number = [one for one in same if one.event.partition(AGAIN)[0] == event]
        return Given(latest, [one.event for one in reversed(same_but_for_number)])

    def decide(self, event: Event, forget: Forget) -> Decided:  # noqa: ARG002 - whoever decides takes words out of the log
        """Tell the inbox of an event, and return what was decided of it."""
        decision, is_whole, changed = self._place.run(self._decided(event, self.reader.directory()))
        return Decided(decision, self._place.read_again(), changed, is_whole)

    def expected(self, event: Event) -> Decision:
        """Return what would be decided now, while nobody else decides anything."""
        return self._place.run(take_turn(Trial(self._conn, self.reader.directory()), event))

    def keep(self) -> None:
        """Do nothing: what was decided is kept."""

    async def _decided(self, event: Event, directory: Directory) -> tuple[Decision, bool, bool]:
        """Return what was decided of an event, whether that is all of it, and whether it changed anything.

        The whole decision of another process is not kept; it is the one that was expected if it has the same digest.
        """
        expected = await take_turn(Trial(self._conn, directory), event)
        if any(reason.why is Why.DUPLICATE for reason in expected.reasons):
            return expected, True, False
        await hear(self._telling, [event])
        outcome = await self._wait(event)
        if isinstance(outcome, Decision):
            return outcome, True, bool(outcome.changes or outcome.actions)
        if outcome.digest == digest_of(expected):
            return expected, True, bool(expected.changes or expected.actions)
        return Decision(reasons=outcome.reasons), outcome.is_bare, not outcome.is_bare

    async def _wait(self, event: Event) -> Decision | Kept:
        """Return what the writer decided, or, where nobody is the writer, what this process decides in its place."""
        waited_until = time.monotonic() + PATIENCE
        async with await connect(self._place.url) as conn:
            while True:
                kept = await decided(self._telling, event.id)
                if kept is not None:
                    return kept
                await self._refuse_parked(event)
                writer = await self._place.writer_of(conn)
                if writer is not None:
                    return await self._decision(writer, event)
                if time.monotonic() > waited_until:
                    waits = f"the writer has not decided it for {PATIENCE:.0f} s, and it waits in the inbox"
                    raise UnusableInputError(
                        f"It is not known yet what becomes of this: {waits}. Its id is {event.id}."
                    )
                await asyncio.sleep(_PAUSE)

    async def _decision(self, writer: Writer, event: Event) -> Decision:
        """Decide what waits, up to an event, and return what was decided of that."""
        while batch := await writer.take():
            for taken, decision in batch:
                if taken.id == event.id:
                    await writer.leave()
                    return decision
        await writer.leave()
        await self._refuse_parked(event)
        raise UnusableInputError(f"{event.id}: it is known and was not decided; run the command again.")

    async def _refuse_parked(self, event: Event) -> None:
        why = next((one.why for one in await parked(self._telling) if one.event == event.id), None)
        if why is not None:
            raise UnusableInputError(f"{event.id} could not be decided, and was left aside: {why}")


class Trial:
    """A `Store` in which nothing is kept: what would be decided now, while nobody else decides anything."""

    def __init__(self, conn: AsyncConnection[Any], directory: Directory) -> None:
        """Look things up on a connection."""
        self._below = PostgresStore(conn, directory, 0)

    @property
    def directory(self) -> Directory:
        """The directory."""
        return self._below.directory

    async def find(self, lookups: Sequence[Lookup]) -> Sequence[Any]:
        """Return what is known under some keys."""
        return await self._below.find(lookups)

    async def commit(self, turns: Sequence[Taken]) -> None:
        """Keep nothing."""


@contextmanager
def open_database(given: str | None) -> Iterator[DatabasePlace]:
    """Open the database that is given, or that of the settings, or else the embedded one, and say which.

    Raises:
        UnusableInputError: If there is none, or it cannot be used.
    """
    stack = AsyncExitStack()
    with database_found(given) as url, asyncio.Runner() as runner:
        try:
            yield DatabasePlace(url, _option(given), runner.run(policy_held(url)), runner, stack)
        finally:
            runner.run(stack.aclose())


async def policy_held(url: str) -> Policy:
    """Return the policy under which a database decided last; it must have the version of this ratchet."""
    async with await connect(url) as conn:
        await check_version(conn)
        return await latest_policy(conn) or policy_of("")


def _option(given: str | None) -> str:
    """Return how the database is named on a command line, without its password; nothing where the settings name it."""
    if given is None:
        return ""
    parts = urlsplit(given)
    if not parts.password:
        return f"--database {shlex.quote(given)}"
    place = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.username else ""
    return f"--database {shlex.quote(parts._replace(netloc=f'{user}{place}').geturl())}"
