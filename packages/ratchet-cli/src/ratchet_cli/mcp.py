"""`ratchet mcp`: what a saved state or a database knows, as tools for other agents, with the rights of one person."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final, TypeAlias

from ratchet_core.basis.instants import Instant
from ratchet_core.memory.reader import MemoryReader, MemoryReadings
from ratchet_core.ports import Search
from ratchet_core.queries.finding import person_named
from ratchet_core.queries.reader import Reader, Readings
from ratchet_core.queries.tools.reading import ReadingTools
from ratchet_postgres import Looks, PostgresReadings, pool

from ratchet_cli.clock import now
from ratchet_cli.errors import NotAllowedError, UnusableInputError
from ratchet_cli.places.on_database import policy_held
from ratchet_cli.places.state_file import load
from ratchet_cli.places.which_database import database_found
from ratchet_cli.serve.inboxes import PooledSearch

_LIBRARY: Final = "ratchet_mcp"

_Known: TypeAlias = tuple[Readings, Search, Callable[[], Instant]]
"""What is read, what searches in it, and what time it is there: in a saved state its latest moment."""


def offer(state: Path | None, database: str | None, person: str) -> None:
    """Serve the client that started this process, until it ends its streams.

    Raises:
        UnusableInputError: If there is nothing to read, or no such person, or the library is not installed.
        NotAllowedError: If the person is not of the company.
    """
    if find_spec(_LIBRARY) is None:
        raise UnusableInputError("MCP is an extra: install ratchet-mcp, or write `uv run --extra mcp`.")
    if state is not None and database is not None:
        raise UnusableInputError("--state and --database are two places; give one of them.")
    if state is not None:
        asyncio.run(_offered_from_state(state, person))
        return
    with database_found(database) as url:
        asyncio.run(_offered_from_database(url, person))


async def _offered_from_state(path: Path, person: str) -> None:
    store = load(path)[0]
    reader = MemoryReader(store)
    await _offered((MemoryReadings(reader), store.search, reader.now), person)


async def _offered_from_database(url: str, person: str) -> None:
    async with _database(url) as known:
        await _offered(known, person)


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[_Known]:
    policy = await policy_held(url)
    async with pool(url) as connections:
        yield PostgresReadings(Looks(url), policy), PooledSearch(connections), now


async def _offered(known: _Known, name: str) -> None:
    from ratchet_mcp import offer_on_stdio, server_of  # noqa: PLC0415 - it is an extra

    readings, search, clock = known
    person = await readings.read(lambda reader: _reads_as(reader, name))
    await offer_on_stdio(server_of(ReadingTools(readings, search, clock), readings, person, clock))


def _reads_as(reader: Reader, name: str) -> str:
    person = person_named(reader, name, whole=True)
    if not reader.directory().is_of_the_company(person.id):
        raise NotAllowedError(
            f"{name} is a guest, or not of the company, and may not read all that is found; name a member with --as."
        )
    return person.id
