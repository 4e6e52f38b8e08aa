"""A server that is too old, keeps text in another encoding, or is not safe is refused."""

import asyncio

import attrs
import psycopg
import pytest
from ratchet_postgres import UnfitServerError, check_server, connect
from ratchet_postgres.generated.server import SettingsRow
from ratchet_postgres.server import why_unfit
from server import Server

FIT = SettingsRow(150_004, "15.4", "on", "on", "on")
OLD = SettingsRow(140_011, "14.11", "on", "on", "on")
UNSAFE = {
    "fsync": attrs.evolve(FIT, fsync="off"),
    "full_page_writes": attrs.evolve(FIT, full_page_writes="off"),
    "synchronous_commit": attrs.evolve(FIT, synchronous_commit="off"),
}


@pytest.mark.parametrize("commit", ["on", "local", "remote_write", "remote_apply"])
def test_a_server_that_keeps_what_was_committed_is_fit(commit: str) -> None:
    assert why_unfit(attrs.evolve(FIT, synchronous_commit=commit), "UTF8", allow_unsafe=False) is None


def test_a_server_that_is_too_old_is_refused_whatever_is_allowed() -> None:
    why = "The server is PostgreSQL 14.11, and ratchet needs 15 or newer; upgrade it."
    assert [why_unfit(OLD, "UTF8", allow_unsafe=allow) for allow in (False, True)] == [why, why]


def test_another_encoding_is_refused_whatever_is_allowed() -> None:
    made = "make one with `create database NAME encoding 'UTF8' template template0`"
    why = f"The database keeps text as LATIN1, and ratchet needs UTF8; {made}."
    assert [why_unfit(FIT, "LATIN1", allow_unsafe=allow) for allow in (False, True)] == [why, why]


@pytest.mark.parametrize("name", UNSAFE)
def test_what_may_lose_a_commit_is_refused_unless_it_is_allowed(name: str) -> None:
    remedy = "turn that on, or set RATCHET_ALLOW_UNSAFE_DATABASE=1 to accept the loss"
    why = f"The server may lose what was committed ({name}=off); {remedy}."
    assert [why_unfit(UNSAFE[name], "UTF8", allow_unsafe=allow) for allow in (False, True)] == [why, None]


def test_the_tests_own_server_is_not_safe(server: Server) -> None:
    async def run() -> None:
        async with await connect(server.url) as conn:
            await check_server(conn, allow_unsafe=True)
            await check_server(conn)

    with pytest.raises(UnfitServerError, match="fsync=off, full_page_writes=off, synchronous_commit=off"):
        asyncio.run(run())


def test_a_database_in_another_encoding_is_refused(server: Server) -> None:
    async def run() -> None:
        async with await connect(server.of("in_ascii")) as conn:
            await check_server(conn, allow_unsafe=True)

    with psycopg.connect(server.url, autocommit=True) as conn:
        conn.execute("drop database if exists in_ascii")
        conn.execute("create database in_ascii encoding 'SQL_ASCII' locale 'C' template template0")
    with pytest.raises(UnfitServerError, match="keeps text as SQL_ASCII"):
        asyncio.run(run())
