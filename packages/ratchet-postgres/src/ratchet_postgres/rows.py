"""Records as rows: which statement answers a lookup, and which ones write what a batch came to."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from ratchet_core.domain.records import KINDS, Get, Key, Kind, Lookup, Taken
from ratchet_core.vocabulary.codec import converter
from ratchet_core.vocabulary.writing import bare_writer_of

from ratchet_postgres.asking import Statement
from ratchet_postgres.generated import inbox, records
from ratchet_postgres.layout import LAYOUTS, Layout, beyond, directory_kinds, lowest
from ratchet_postgres.together import Filled


@cache
def _statement(name: str) -> Statement:
    """Return the statement that is called so in `queries/records.sql`; run `make generate` where there is none yet."""
    statement: Statement = getattr(records, name.upper())
    return statement


Columns = Mapping[str, list[object]]


def record_of(kind: type, data: object) -> Any:  # noqa: ANN401 - a record of the kind
    """Return the record of a kind that a row holds."""
    return _reader_of(kind)(data, kind)


@cache
def _reader_of(kind: type) -> Callable[[object, type], Any]:
    read: Callable[[object, type], Any] = converter().get_structure_hook(kind)
    return read


def asked(lookups: Sequence[Lookup]) -> list[Filled]:
    """Return what answers lookups: each of its rows begins with the place of the lookup that it answers."""
    columns: dict[Statement, dict[str, list[object]]] = {}
    for place, lookup in enumerate(lookups):
        statement, names, values = _asked(lookup)
        filled = columns.get(statement)
        if filled is None:
            filled = columns[statement] = {name: [] for name in statement.parameters}
        filled["n"].append(place)
        for name, value in zip(names, values, strict=True):
            filled[name].append(value)
    return [Filled(statement, filled) for statement, filled in columns.items()]


def _asked(lookup: Lookup) -> tuple[Statement, tuple[str, ...], Sequence[object]]:
    """Return the statement that answers a lookup, and its parameters by their names."""
    if isinstance(lookup, Get):
        statement, names = _by_key(lookup.kind)
        return statement, names, lookup.key
    if isinstance(lookup, Taken):
        return inbox.TAKEN, ("event",), (lookup.id,)
    statement, names, order = _by_index(lookup.kind, lookup.index, newest=lookup.newest)
    bounds = (lowest(order, lookup.low), beyond(order, lookup.high))
    return statement, names, (*lookup.group, *bounds[0], *bounds[1], lookup.limit)


@cache
def _by_key(kind: type) -> tuple[Statement, tuple[str, ...]]:
    name = KINDS[kind].name
    return _statement(f"get_{name}"), LAYOUTS[name].key


@cache
def _by_index(kind: type, index: str, *, newest: bool) -> tuple[Statement, tuple[str, ...], tuple[str, ...]]:
    """Return also the order of an index, of which bounds are made."""
    name = KINDS[kind].name
    place = LAYOUTS[name].places[index]
    statement = _statement(f"{name}_{index}{'_newest' if newest else ''}")
    lows, highs = (tuple(f"{bound}_{one}" for one in place.order) for bound in ("low", "high"))
    return statement, (*place.group, *lows, *highs, "most"), place.order


def answers_of(lookups: Sequence[Lookup], rows: Sequence[tuple[int, object]]) -> list[Any]:
    """Return the answers to lookups, from the rows that were found for them."""
    found: defaultdict[int, list[object]] = defaultdict(list)
    for place, data in rows:
        found[place].append(data)
    return [_answer(lookup, found.get(place, ())) for place, lookup in enumerate(lookups)]


def _answer(lookup: Lookup, found: Sequence[object]) -> Any:  # noqa: ANN401 - whatever was asked for
    if isinstance(lookup, Taken):
        return bool(found)
    if isinstance(lookup, Get):
        return record_of(lookup.kind, found[0]) if found else None
    order = KINDS[lookup.kind].indexes[lookup.index].order
    return tuple(sorted((record_of(lookup.kind, one) for one in found), key=order))


def everything_held() -> tuple[list[Filled], list[Kind]]:
    """Return what gives all records of the directory, and the kinds by the places with which its rows begin."""
    kinds = list(directory_kinds())
    statements = (_statement(f"all_{LAYOUTS[kind.name].names}") for kind in kinds)
    return [Filled(statement, {"n": place}) for place, statement in enumerate(statements)], kinds


def written(kind: type, rows: Mapping[Key, Any]) -> Iterator[Filled]:
    """Return what writes the rows of a kind under their keys: records to put, and None where one is to be dropped."""
    name = KINDS[kind].name
    layout = LAYOUTS[name]
    put = [record for record in rows.values() if record is not None]
    if put:
        yield Filled(_statement(f"put_{name}"), _put(kind, layout, put))
    if dropped := [key for key, record in rows.items() if record is None]:
        columns = dict(zip(layout.key, (list(column) for column in zip(*dropped, strict=True)), strict=True))
        yield Filled(_statement(f"drop_{name}"), columns)


def _put(kind: type, layout: Layout, put: Sequence[Any]) -> Columns:
    write = bare_writer_of(kind)
    beside = {name: [worked_out(record) for record in put] for name, worked_out in layout.written.items()}
    return {"record": [write(record) for record in put], **beside}
