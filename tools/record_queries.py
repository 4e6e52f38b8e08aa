"""Writes the queries of records: for every kind how it is put, dropped and read, in the orders that the core names.

    uv run python tools/record_queries.py [--check]

With `--check` nothing is written, and the exit code says whether they are as they would be. They differ in nothing but
their columns, which `ratchet_postgres.layout` has; sqlc checks them against the migrations.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from ratchet_core.domain.records import KINDS, Kind
from ratchet_postgres.layout import LAYOUTS, Layout, Place, table_of, type_of

FILE = Path(__file__).parents[1] / "packages/ratchet-postgres/src/ratchet_postgres/queries/records.sql"
_WRITTEN_TYPES = {"folded_name": "text", "ending_at": "bigint", "source": "text", "state": "text", "scope": "text"}


def queries() -> str:
    """Return the queries of all kinds."""
    head = "-- Do not edit: `make generate` writes this, from ratchet_postgres/layout.py.\n"
    return "\n".join([head, *(part for kind in KINDS.values() for part in _of_kind(kind, LAYOUTS[kind.name]))])


def _of_kind(kind: Kind, layout: Layout) -> Iterator[str]:
    name, table = kind.name, table_of(kind.name)
    yield _put(name, table, layout)
    yield _drop(name, table, layout)
    if kind.directory:
        yield _all(table, layout)
    yield _get(name, table, layout)
    for index, place in layout.places.items():
        yield from (_range(name, table, index, place, newest=newest) for newest in (False, True))


def _query(name: str, command: str, doc: str, *lines: str) -> str:
    return "\n".join([f"-- name: {_camel(name)} :{command}", f"-- {doc}", *lines]) + ";\n"


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _given(columns: Iterable[tuple[str, str]]) -> str:
    """Return rows that are given as an array for each column."""
    return f"(select {', '.join(f'unnest(@{one}::{kind}[]) as {one}' for one, kind in columns)}) as q"


def _typed(columns: Iterable[str], before: str = "") -> list[tuple[str, str]]:
    return [(before + one, type_of(one)) for one in columns]


def _where(columns: Iterable[str]) -> str:
    return " and ".join(f"r.{one} = q.{one}" for one in columns)


def _put(name: str, table: str, layout: Layout) -> str:
    columns = [("record", "jsonb"), *((one, _WRITTEN_TYPES.get(one, "boolean")) for one in layout.written)]
    names = ", ".join(one for one, _ in columns)
    return _query(
        f"put_{name}",
        "batchexec",
        "Keep records under their keys, each in the place of what stood there.",
        f"insert into {table} ({names})",
        f"select {', '.join(f'unnest(@{one}::{kind}[])' for one, kind in columns)}",
        f"on conflict ({', '.join(layout.key)}) do update set",
        "    " + ", ".join(f"{one} = excluded.{one}" for one, _ in columns),
    )


def _drop(name: str, table: str, layout: Layout) -> str:
    return _query(
        f"drop_{name}",
        "batchexec",
        "Let go of the records under some keys.",
        f"delete from {table} as r",
        f"using {_given(_typed(layout.key))}",
        f"where {_where(layout.key)}",
    )


def _all(table: str, layout: Layout) -> str:
    doc = "All records of the kind."
    return _query(f"all_{layout.names}", "batchmany", doc, f"select @n::int as n, r.record from {table} as r")


def _get(name: str, table: str, layout: Layout) -> str:
    return _query(
        f"get_{name}",
        "batchmany",
        "The records under some keys.",
        "select q.n::int as n, r.record",
        f"from {_given([('n', 'int'), *_typed(layout.key)])}",
        f"join {table} as r on {_where(layout.key)}",
    )


def _range(name: str, table: str, index: str, place: Place, *, newest: bool) -> str:
    order, way = ", ".join(f"r.{one}" for one in place.order), " desc" if newest else ""
    bounds = [("n", "int"), *_typed(place.group), *_typed(place.order, "low_"), *_typed(place.order, "high_")]
    within = f"r.{place.flag} and {_where(place.group)}" if place.flag else _where(place.group)
    low, high = (", ".join(f"q.{end}_{one}" for one in place.order) for end in ("low", "high"))
    return _query(
        f"{name}_{index}{'_newest' if newest else ''}",
        "batchmany",
        f"The {'last' if newest else 'first'} records of some groups, within bounds.",
        "select q.n::int as n, f.record",
        f"from {_given([*bounds, ('most', 'int')])}",
        f"cross join lateral (select r.record from {table} as r",
        f"    where {within}",
        f"        and ({order}) >= ({low}) and ({order}) < ({high})",
        f"    order by {', '.join(f'r.{one}{way}' for one in place.order)} limit q.most) as f",
    )


def main() -> int:
    """Write them, or check them."""
    if "--check" not in sys.argv[1:]:
        FILE.write_text(queries(), encoding="utf-8")
    elif FILE.read_text(encoding="utf-8") != queries():
        print(f"{FILE.name} differs from ratchet_postgres/layout.py; run `make generate`.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
