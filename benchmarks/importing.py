"""Prints how fast an export is imported, beside `COPY` of the same rows alone, and how many bytes a message costs.

    uv run python benchmarks/importing.py [--messages N]

The export is generated (`examples/make_acme.py`): mostly alerts, with cards that are withheld in shadow. Everything is
durable, with `fsync` on. The floor copies the rows of the filled tables into empty ones with the same indexes. Then the
latest messages are deleted one by one, and house is kept as a service does every few minutes. At the end all of it is
taken to be old, and what is left after keeping house is shown.
"""

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, LiteralString

sys.path[:1] = [str(Path(__file__).parents[1] / "tests" / "postgres"), str(Path(__file__).parents[1])]

from psycopg import AsyncConnection, sql
from ratchet_cli.db.importing import import_into
from ratchet_cli.db.replaying import replay
from ratchet_cli.simulate.simulation import SimulationRequest
from ratchet_core.basis.instants import SECOND
from ratchet_core.vocabulary.events import MessageDeleted
from ratchet_postgres import Writer, connect, hear
from ratchet_postgres.housekeeping import Retention, clear_words, keep_house
from ratchet_postgres.log import policies
from server import Server

from examples.acme.export import write_large

_TABLES: LiteralString = """
select
    relname, pg_total_relation_size(oid), pg_relation_size(oid),
    coalesce(pg_total_relation_size(nullif(reltoastrelid, 0)), 0), pg_indexes_size(oid)
from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' order by 2 desc
"""
_INDEXES: LiteralString = """
select relname, pg_relation_size(oid) from pg_class
where relnamespace = current_schema()::regnamespace and relkind = 'i' order by 2 desc
"""
_SMALL = 100_000
_MOST_SMALL = 2
"""An index of fewer bytes a message is not named."""
_LATE = 4_000_000_000 * SECOND
"""When all of the export is old."""


async def sizes(conn: AsyncConnection[Any]) -> list[tuple[str, int, int, int, int]]:
    """Return each table with its bytes: all of them, its rows, what is kept apart from them, and its indexes."""
    return await (await conn.execute(_TABLES)).fetchall()


async def show_sizes(conn: AsyncConnection[Any], messages: int) -> None:
    """Print the bytes of a message, by table and index."""
    found = await sizes(conn)
    print(f"{'bytes a message':58}{'all':>8}{'rows':>8}{'toast':>8}{'indexes':>9}")
    for name, *figures in found:
        if figures[0] >= _SMALL:
            whole, rows, toast, indexes = (one / messages for one in figures)
            print(f"{name:58}{whole:>8.1f}{rows:>8.1f}{toast:>8.1f}{indexes:>9.1f}")
    print(f"{'together':58}{sum(one[1] for one in found) / messages:>8.1f}")
    for name, size in await (await conn.execute(_INDEXES)).fetchall():
        if size >= _MOST_SMALL * messages:
            print(f"    {name:54}{size / messages:>8.1f}")


async def columns_of(conn: AsyncConnection[Any], table: str) -> sql.Composable:
    """Return the columns of a table that are not made by the database."""
    query = """
    select attname from pg_attribute where attrelid = to_regclass(%s) and attnum > 0 and attgenerated = ''
    and not attisdropped and attidentity = ''
    """
    return sql.SQL(", ").join([sql.Identifier(row[0]) for row in await (await conn.execute(query, [table])).fetchall()])


async def copied(source: AsyncConnection[Any], target: AsyncConnection[Any]) -> float:
    """Return the seconds in which the rows of one database are copied into another, which is empty, and committed."""
    seconds = 0.0
    await target.execute("set session_replication_role = replica")  # in any order, without a look at what they refer to
    for name, *_ in await sizes(source):
        if name in {"schema_migration", "document_index", "decided_until"}:  # of these there are rows in an empty one
            continue
        columns, table = await columns_of(source, name), sql.Identifier(name)
        out = sql.SQL("copy (select {} from {}) to stdout").format(columns, table)
        with tempfile.TemporaryFile() as file:
            async with source.cursor() as cursor, cursor.copy(out) as copy:
                async for block in copy:
                    file.write(block)
            file.seek(0)
            begun = time.perf_counter()
            into = sql.SQL("copy {} ({}) from stdin").format(table, columns)
            async with target.cursor() as cursor, cursor.copy(into) as copy:
                while block := file.read(1 << 18):
                    await copy.write(block)
            seconds += time.perf_counter() - begun
    return seconds


async def show_housekeeping(conn: AsyncConnection[Any]) -> None:
    """Delete the latest messages one by one, and print for how long their words leave the log."""
    query = "select event from inbox where kind_of(told) = 'MessageSeen' order by turn desc limit 2"
    latest = [row[0] for row in await (await conn.execute(query)).fetchall()]
    held = await policies(conn)
    writer, looked = await Writer.open(conn, held[max(held)]), 0
    for what, message in (
        ("nothing is to go", None),
        ("nothing is to go, again", None),
        ("the first message is to go", latest[0]),
        ("another one is to go", latest[1]),
        ("nothing is to go, after those", None),
    ):
        if message is not None and writer is not None:
            channel, ts = message.split("/")
            await hear(conn, [MessageDeleted(f"{message}/deleted", _LATE // 2, channel, ts)])
            await writer.take()
        begun = time.perf_counter()
        kept = await clear_words(conn, looked=looked)
        seconds = time.perf_counter() - begun
        looked = 0 if kept is None else kept.looked
        print(f"keeping house where {what}: {seconds * 1000:,.0f} ms, {0 if kept is None else kept.cleared} cleared")


async def measured(server: Server, export: Path, messages: int) -> None:
    """Import an export and print what it took."""
    async with server.database() as url, server.database() as floor:
        begun, worked = time.perf_counter(), time.process_time()
        imported = await import_into(url, SimulationRequest(export), lambda *_: None)
        seconds, client = time.perf_counter() - begun, time.process_time() - worked
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        async with await connect(url) as conn, await connect(floor) as other:
            rows = await copied(conn, other)
            print(f"{'what':40}{'seconds':>9}{'messages/s':>12}")
            print(f"{'import':40}{seconds:>9.1f}{messages / seconds:>12,.0f}")
            print(f"{'floor: COPY of the same rows':40}{rows:>9.1f}{messages / rows:>12,.0f}")
            print(
                f"{imported.events:,} turns, {imported.records:,} records; {client:.0f} s CPU here, {peak:,} MB at most"
            )
            await show_sizes(conn, messages)
            again = await replay(conn, lambda *_: None)
            print(f"replay: {again.turns:,} turns in {again.seconds:.1f} s; difference: {again.difference or 'none'}")
            await show_housekeeping(conn)
            begun = time.perf_counter()
            kept = await keep_house(conn, _LATE, Retention())
            print(f"\nafter {kept}, in {time.perf_counter() - begun:.1f} s, and a full vacuum:")
            await conn.execute("vacuum full")
            await show_sizes(conn, messages)


def main() -> None:
    """Read the options, make the export, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=20_000, help="how many messages the export has")
    messages = parser.parse_args().messages
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "export.zip"
        write_large(export, messages, "1")
        server = Server(Path(tempfile.mkdtemp(prefix="ratchet-benchmark-")), durable=True)
        asyncio.run(measured(server, export, messages))


if __name__ == "__main__":
    main()
