"""The schema has a place for every noun and every order of the core, says what it is, and refuses what cannot be."""

import asyncio
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from ratchet_core.contract.samples import SAMPLES
from ratchet_core.domain.records import KINDS, Kind
from ratchet_core.vocabulary.writing import writer_of
from ratchet_postgres import connect
from ratchet_postgres.layout import LAYOUTS, Place, table_of, type_of
from server import Server

from docs.draw_schema import page, relations

PAGE = Path(__file__).parents[2] / "docs" / "schema.md"
INDEXES = [(kind, name) for kind in KINDS.values() for name in kind.indexes]
TYPES = {"text": "text", "bigint": "bigint", "boolean": "boolean"}


def asked(server: Server, query: LiteralString, *values: object) -> list[Any]:
    async def rows() -> list[Any]:
        async with server.database() as url, await connect(url) as conn:
            return await (await conn.execute(query, values)).fetchall()

    return asyncio.run(rows())


@pytest.fixture(scope="module")
def columns(server: Server) -> dict[str, dict[str, tuple[str, str | None]]]:
    """The type and the collation of every column, by table."""
    found: dict[str, dict[str, tuple[str, str | None]]] = {}
    query: LiteralString = (
        "select table_name, column_name, data_type, collation_name from information_schema.columns"
        " where table_schema = 'public'"
    )
    for table, column, kind, collation in asked(server, query):
        found.setdefault(table, {})[column] = (kind, collation)
    return found


Columns = dict[str, dict[str, tuple[str, str | None]]]


def named(kind: Kind | str) -> str:
    return kind.name if isinstance(kind, Kind) else kind


def how_to_add(kind: Kind) -> str:
    """Return what to write for a kind that has no table."""
    return (
        f"The kind {kind.name!r} has no table. Write a migration with\n\n"
        f"    create table {table_of(kind.name)} (\n"
        f"        KEY text collate \"C\" generated always as (record ->> 'KEY') stored,\n"
        f"        record jsonb not null,\n"
        f"        primary key (KEY)\n    );\n    comment on table {table_of(kind.name)} is '...';\n\n"
        f"add {kind.name!r} to LAYOUTS in ratchet_postgres/layout.py, and run `make generate`."
    )


def missing(columns: Columns, table: str, names: tuple[str, ...]) -> list[str]:
    """Return what is wrong with the columns that a key, a group or an order is made of, and what to write."""
    there = columns[table]
    told = []
    for one in names:
        right = (type_of(one), "C" if type_of(one) == "text" else None)
        if there.get(one) != right:
            collation = ' collate "C"' if right[1] else ""
            told.append(f"alter table {table} add column {one} {right[0]}{collation} generated always as (...) stored")
    return told


@pytest.mark.parametrize("kind", KINDS.values(), ids=named)
def test_every_kind_has_a_table_with_its_key(columns: Columns, kind: Kind) -> None:
    assert kind.name in LAYOUTS, how_to_add(kind)
    assert table_of(kind.name) in columns, how_to_add(kind)
    assert missing(columns, table_of(kind.name), LAYOUTS[kind.name].key) == []


def test_no_kind_is_laid_out_that_the_core_does_not_know() -> None:
    assert set(LAYOUTS) == {kind.name for kind in KINDS.values()}


@pytest.mark.parametrize(("kind", "index"), INDEXES, ids=named)
def test_every_index_has_its_columns(columns: Columns, kind: Kind, index: str) -> None:
    place = LAYOUTS[kind.name].places.get(index)
    assert place is not None, f"Say in LAYOUTS which columns the index {index!r} of {kind.name!r} is made of."
    assert missing(columns, table_of(kind.name), (*place.group, *place.order)) == []
    assert place.flag is None or columns[table_of(kind.name)].get(place.flag) == ("boolean", None)


@pytest.fixture(scope="module")
def definitions(server: Server) -> list[tuple[str, str]]:
    """The tables with the definitions of their indexes."""
    return asked(server, "select tablename, indexdef from pg_indexes where schemaname = 'public'")


@pytest.mark.parametrize(("kind", "index"), INDEXES, ids=named)
def test_every_index_of_the_core_is_one_of_the_database(
    definitions: list[tuple[str, str]], kind: Kind, index: str
) -> None:
    place, table = LAYOUTS[kind.name].places[index], table_of(kind.name)
    assert any(of == table and serves(place, one) for of, one in definitions), (
        f"create index on {table} ({', '.join((*place.group, *place.order))})"
        + (f" where {place.flag}" if place.flag else "")
    )


def serves(place: Place, definition: str) -> bool:
    """Say whether an index begins with a group and its order, and has just the rows that are in them."""
    _, _, rest = definition.partition(" USING btree (")
    names, _, where = rest.partition(")")
    order = () if " one_active_version " in definition else place.order  # a group of one has no order
    is_partial = f"WHERE {place.flag}" in where
    return names.split(", ") == [*place.group, *order] and is_partial == (place.flag is not None)


@pytest.mark.parametrize("kind", KINDS.values(), ids=named)
def test_what_postgres_makes_of_a_record_is_what_the_core_makes_of_it(server: Server, kind: Kind) -> None:
    layout, samples = LAYOUTS[kind.name], SAMPLES[kind.record]
    records = list({kind.key(one): one for one in (*samples.records, *samples.changed)}.values())
    names = dict.fromkeys(
        (*layout.key, *(name for place in layout.places.values() for name in (*place.group, *place.order)))
    )
    made = asyncio.run(generated(server, kind, records, tuple(names)))
    for record, row in zip(records, made, strict=True):
        assert tuple(row[one] for one in layout.key) == kind.key(record)
        for name, place in layout.places.items():
            index = kind.indexes[name]
            assert tuple(row[one] for one in place.order) == index.order(record)
            group = index.group(record)
            if group is not None:
                assert tuple(row[one] for one in place.group) == group
            elif place.flag is None:
                assert None in [row[one] for one in place.group]


async def generated(server: Server, kind: Kind, records: list[Any], names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the columns that a table has for records, in their order."""
    layout, write = LAYOUTS[kind.name], writer_of(kind.record)
    rows = []
    async with server.database() as url, await connect(url) as conn:
        await conn.execute("set session_replication_role = replica")
        for record in records:
            beside = {name: worked_out(record) for name, worked_out in layout.written.items()}
            columns = ", ".join(["record", *beside])
            text = (
                f"insert into {table_of(kind.name)} ({columns}) values ({', '.join(['%s'] * (1 + len(beside)))})"
                f" returning {', '.join(names)}"
            )
            found = await conn.execute(text, [write(record), *beside.values()])
            rows.append(dict(zip(names, await found.fetchone() or (), strict=True)))
    return rows


def test_every_table_and_every_view_says_what_it_is(server: Server) -> None:
    query: LiteralString = (
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')"
        " and obj_description(oid, 'pg_class') is null"
    )
    assert asked(server, query) == []


def test_every_view_can_be_read(server: Server) -> None:
    async def read() -> list[str]:
        async with server.database() as url, await connect(url) as conn:
            found = await conn.execute("select viewname from pg_views where schemaname = 'public' order by 1")
            views = [row[0] for row in await found.fetchall()]
            for view in views:
                await conn.execute(f"select * from {view}")
            return views

    assert {"incident", "incident_open", "runbook_active", "owner_now", "help_request_waiting"} <= set(
        asyncio.run(read())
    )


OPEN = '{"channel": "C1", "alert": "a", "number": %s, "state": "open"}'
VERSION = '{"alert": "a", "number": %s, "state": "active"}'


@pytest.mark.parametrize(
    ("statement", "record", "constraint"),
    [
        ("insert into incident_record (record) values (%s::jsonb)", OPEN, "one_open_incident"),
        (
            "insert into runbook_version_record (record, active, erasable) values (%s::jsonb, true, false)",
            VERSION,
            "one_active_version",
        ),
    ],
    ids=["incidents", "versions"],
)
def test_a_second_one_at_once_is_refused(
    server: Server, statement: LiteralString, record: str, constraint: str
) -> None:
    async def twice() -> None:
        async with server.database() as url, await connect(url) as conn, conn.transaction():
            for number in (1, 2):
                await conn.execute(statement, [record % number])
            await conn.execute(f"set constraints {constraint} immediate".encode())

    with pytest.raises(psycopg.errors.ExclusionViolation, match=constraint):
        asyncio.run(twice())


def test_a_second_owner_from_the_same_moment_on_takes_the_place_of_the_first(server: Server) -> None:
    key = [row[0] for row in asked(server, "select indexdef from pg_indexes where indexname = 'ownership_record_pkey'")]
    assert [one.partition(" USING ")[2] for one in key] == ["btree (kind, owned, since)"]


def test_the_page_about_the_schema_is_drawn_from_it_as_it_is(server: Server) -> None:
    async def drawn() -> str:
        async with server.database() as url:
            return page(await relations(url))

    assert PAGE.read_text(encoding="utf-8") == asyncio.run(drawn())
