"""`ratchet db` brings a PostgreSQL to the version of the code, and says what in it does not hold."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import LiteralString

import pytest
from command import Ran, ratchet
from ratchet_postgres import connect
from ratchet_postgres.connecting import remedy_of
from ratchet_postgres.migrating import migrations
from server import Server

LATEST = len(migrations())


@contextmanager
def database(server: Server, template: str) -> Iterator[str]:
    place = server.database(template)
    with asyncio.Runner() as runner:
        url = runner.run(place.__aenter__())
        try:
            yield url
        finally:
            runner.run(place.__aexit__(None, None, None))


def executed(url: str, statement: LiteralString) -> None:
    async def run() -> None:
        async with await connect(url) as conn:
            await conn.execute(statement)

    asyncio.run(run())


def after(server: Server, statement: LiteralString, command: str) -> Ran:
    """Run a command on a migrated database after a statement of somebody's own."""
    with database(server, "ratchet_template") as url:
        executed(url, statement)
        return ratchet("db", command, "--database", url)


def test_an_empty_database_is_migrated_and_then_left_alone(server: Server) -> None:
    with database(server, "template1") as url:
        first, again = (ratchet("db", "migrate", "--database", url) for _ in range(2))
    applied = "".join(f"Applied migration {one.number} ({one.name}).\n" for one in migrations())
    assert [first.stdout, again.stdout] == [
        f"{applied}The database has version {LATEST}.\n",
        f"The database has version {LATEST}.\n",
    ]


def test_a_database_in_which_all_holds_is_said_to_be_so(server: Server) -> None:
    ran = after(server, "select 1", "check")
    assert (ran.returncode, ran.stdout) == (0, "The database is up to date, and all that was checked holds.\n")


def test_what_does_not_hold_is_said_with_what_it_is_about(server: Server) -> None:
    contradictory: LiteralString = (
        "with alert as (insert into alert_record (record)"
        " values (jsonb_build_object('fingerprint', 'a', 'name', 'a'))),"
        " track as (insert into alert_track_record (record, folded_name)"
        " values (jsonb_build_object('channel', 'C1', 'alert', 'a', 'name', 'a'), 'a'))"
        " insert into incident_record (record)"
        " values (jsonb_build_object('channel', 'C1', 'alert', 'a', 'number', 3, 'state', 'resolved'))"
    )
    ran = after(server, contradictory, "check")
    assert (ran.returncode, ran.stdout) == (1, "incidents contradict themselves about their end: C1/a/3\n")


@pytest.mark.parametrize("command", ["migrate", "check"])
def test_a_database_that_is_newer_is_refused(server: Server, command: str) -> None:
    newer = "insert into schema_migration (number, name, digest) values (1000, 'later', '')"
    ran = after(server, newer, command)
    assert (ran.returncode, "version 1000 (later)" in ran.stderr, "update ratchet" in ran.stderr) == (2, True, True)


def test_a_database_that_is_not_migrated_is_not_checked(server: Server) -> None:
    with database(server, "template1") as url:
        ran = ratchet("db", "check", "--database", url)
    assert (ran.returncode, "run `ratchet db migrate`" in ran.stderr) == (2, True)


def test_an_empty_url_is_refused_and_no_default_of_postgresql_is_taken() -> None:
    ran = ratchet("db", "check", "--database", " ")
    assert (ran.returncode, "--database is empty" in ran.stderr) == (2, True)


def test_the_end_of_a_password_that_was_not_written_as_a_url_takes_it_is_not_printed() -> None:
    ran = ratchet("db", "check", "--database", "postgresql://lars:open@sesame@localhost:1/none")
    assert (ran.returncode, "sesame" in ran.stderr, "write one in a password as %40" in ran.stderr) == (2, False, True)


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("FATAL:  the database system is starting up", "It is starting; try again in a moment."),
        ("FATAL:  the database system is not yet accepting connections", "It recovers; try again in a moment."),
        ("connection refused", "Is it running there? Its URL is written as postgresql://HOST/NAME."),
        ('FATAL:  password authentication failed for user "lars"', "Look at the name and the password in its URL"),
        ('FATAL:  database "none" does not exist', "Create it first, with createdb, or name another in its URL."),
        ("could not translate host name", "Its URL is written as postgresql://HOST/NAME."),
    ],
)
def test_the_remedy_fits_what_postgresql_says(said: str, remedy: str) -> None:
    assert remedy_of(said).startswith(remedy)


def test_a_database_that_cannot_be_reached_is_refused() -> None:
    ran = ratchet("db", "check", "--database", "postgresql://localhost:1/none")
    assert (ran.returncode, "The database cannot be reached" in ran.stderr) == (2, True)
