"""What is written for sqlc: Python that says what a query says, or an error that names the query."""

import base64
import json
from typing import Any

import pytest

from tools.sqlc_python import GeneratorError, generated

OPTIONS = {"package": "shop.generated", "json": {"told": "shop.domain.Order"}}


def column(name: str, kind: str, *, array: bool = False, null: bool = False) -> dict[str, Any]:
    return {"name": name, "type": {"name": kind}, "is_array": array, "not_null": not null, "table": None}


def query(name: str, command: str, text: str = "select 1", **told: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of a request
    whole = {"comments": [" What it does."], "columns": [], "params": [], "filename": "orders.sql", **told}
    params = [{"number": place, "column": one} for place, one in enumerate(whole["params"], start=1)]
    return {**whole, "name": name, "cmd": command, "text": text, "params": params}


def module(*queries: dict[str, Any]) -> str:
    options = base64.b64encode(json.dumps(OPTIONS).encode()).decode()
    return generated({"queries": queries, "plugin_options": options})["orders.py"]


def test_a_query_that_gives_nothing_is_a_function_of_its_parameters() -> None:
    told = module(query("ShipOrder", ":exec", "update orders set shipped = $1", params=[column("shipped", "bool")]))
    assert told == (
        '"""The queries of `queries/orders.sql`. Do not edit: `make generate` writes it."""\n\n'
        "from typing import Any, Final\n\n"
        "from psycopg import AsyncConnection\n\n"
        "from shop.asking import execute\n\n"
        '_SHIP_ORDER: Final = """\nupdate orders set shipped = $1\n"""\n\n\n'
        "async def ship_order(conn: AsyncConnection[Any], *, shipped: bool) -> None:\n"
        '    """What it does."""\n'
        "    await execute(conn, _SHIP_ORDER, (shipped,))\n"
    )


def test_rows_of_several_columns_are_values_of_a_class() -> None:
    told = module(
        query("Orders", ":many", columns=[column("id", "pg_catalog.int8"), column("note", "text", null=True)])
    )
    assert '@frozen\nclass OrdersRow:\n    """A row of `orders`."""\n\n    id: int\n    note: str | None\n' in told
    assert "-> list[OrdersRow]:" in told
    assert "return [OrdersRow(*row) for row in await fetch_all(conn, _ORDERS, ())]" in told


def test_a_row_of_one_column_is_its_value_and_none_where_there_is_no_row() -> None:
    told = module(query("Latest", ":one", columns=[column("at", "timestamptz", null=True)]))
    assert "-> datetime | None:" in told
    assert "return None if row is None else row[0]" in told


def test_a_command_that_counts_gives_how_many_rows_it_touched() -> None:
    assert "-> int:" in module(query("DropOrders", ":execrows"))


def test_json_becomes_what_its_name_stands_for() -> None:
    told = module(query("Orders", ":many", columns=[column("told", "jsonb"), column("other", "jsonb")]))
    assert "from shop.domain import Order\n" in told
    assert "told: Order\n    other: Any\n" in told
    assert "OrdersRow(read(row[0], Order), row[1])" in told


def test_elements_of_an_array_may_be_null_where_the_parameter_says_so() -> None:
    arrays = [column("ids", "int4", array=True), column("notes", "text", array=True, null=True)]
    told = module(query("Take", ":exec", params=arrays))
    assert "ids: Sequence[int], notes: Sequence[str | None]" in told


def test_what_is_sent_with_others_is_a_statement_with_the_names_of_its_parameters() -> None:
    told = module(query("GetOrder", ":batchmany", "select $1", params=[column("n", "int4")]))
    assert 'GET_ORDER: Final = Statement(\n    """\nselect $1\n""",\n    ("n",),\n)\n"""What it does."""' in told


def test_rows_are_copied_into_the_table_that_is_inserted_into() -> None:
    params = [column("id", "int4"), column("note", "text")]
    told = module(query("CopyOrders", ":copyfrom", params=params, insert_into_table={"name": "orders"}))
    assert 'await copy_rows(conn, "COPY orders (id, note) FROM STDIN", rows)' in told


def test_a_backslash_in_a_query_stays_one() -> None:
    assert "select '\\\\d'" in module(query("Digits", ":exec", "select '\\d'"))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (query("Move", ":execresult"), "orders.sql: Move is :execresult, which is not foreseen"),
        (query("Move", ":exec", comments=[]), "orders.sql: Move has no comment"),
        (query("Move", ":one", columns=[column("to", "point")]), "orders.sql: Move: to has the type point"),
        (query("Move", ":one", columns=[column("", "text")]), "orders.sql: Move has a column or a parameter without"),
        (query("Move", ":one", columns=[column("a", "jsonb", array=True)]), "orders.sql: Move gives an array of json"),
    ],
    ids=["command", "comment", "type", "name", "array of json"],
)
def test_what_cannot_be_expressed_is_an_error_that_names_the_query(told: dict[str, Any], says: str) -> None:
    with pytest.raises(GeneratorError, match=says):
        module(told)
