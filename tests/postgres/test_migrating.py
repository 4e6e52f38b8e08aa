"""Migrations are applied once and in order, whoever comes first, and never to what is newer."""

import asyncio
from collections.abc import Sequence

import pytest
from ratchet_postgres import MigrationError, connect, migrate
from ratchet_postgres.migrating import Migration, migrations
from server import Server

FIRST = migrations()[0]
NEXT = Migration(len(migrations()) + 1, "boxes", "create table box (id int primary key)")
BROKEN = Migration(NEXT.number + 1, "broken", "create table crate (id int); select 1 / 0")


async def migrated(server: Server, *steps: Sequence[Migration] | None) -> list[list[str]]:
    """Migrate an empty database step by step, and return what each step applied."""
    async with server.database("template1") as url, await connect(url) as conn:
        return [[one.name for one in await migrate(conn, known)] for known in steps]


def test_migrations_are_numbered_from_1_without_gaps() -> None:
    assert [one.number for one in migrations()] == list(range(1, len(migrations()) + 1))


def test_an_empty_database_gets_all_migrations_and_then_none(server: Server) -> None:
    assert asyncio.run(migrated(server, None, None)) == [[one.name for one in migrations()], []]


def test_a_database_of_a_version_before_gets_what_is_missing(server: Server) -> None:
    applied = asyncio.run(migrated(server, None, [*migrations(), NEXT], [*migrations(), NEXT]))
    assert applied[1:] == [["boxes"], []]


def test_of_two_processes_at_once_one_migrates_and_the_other_finds_it_done(server: Server) -> None:
    async def both() -> list[int]:
        async with server.database("template1") as url, await connect(url) as one, await connect(url) as other:
            return sorted(map(len, await asyncio.gather(migrate(one), migrate(other))))

    assert asyncio.run(both()) == [0, len(migrations())]


def test_a_database_that_is_newer_than_the_code_is_refused(server: Server) -> None:
    with pytest.raises(MigrationError, match=rf"at version {NEXT.number} \(boxes\).*knows {len(migrations())}; update"):
        asyncio.run(migrated(server, [*migrations(), NEXT], None))


def test_a_migration_that_was_changed_after_it_was_applied_is_refused(server: Server) -> None:
    changed = Migration(FIRST.number, FIRST.name, FIRST.sql + "\n")
    with pytest.raises(MigrationError, match="changed after it was applied"):
        asyncio.run(migrated(server, None, [changed, *migrations()[1:]]))


def test_a_migration_that_fails_leaves_nothing_of_itself_nor_of_those_before_it(server: Server) -> None:
    async def tables() -> list[str]:
        async with server.database() as url, await connect(url) as conn:
            with pytest.raises(Exception, match="division by zero"):
                await migrate(conn, [*migrations(), NEXT, BROKEN])
            found = await conn.execute("select relname from pg_class where relname in ('box', 'crate')")
            return [row[0] for row in await found.fetchall()]

    assert asyncio.run(tables()) == []


def test_migrations_are_numbered_without_gaps() -> None:
    assert [one.number for one in migrations()] == list(range(1, len(migrations()) + 1))
