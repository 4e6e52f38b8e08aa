#!/usr/bin/env python3
"""Writes Python for sqlc: reads one JSON request on standard input, and prints the files that are made of it.

A module for each `.sql` file. `:one`, `:many`, `:exec` and `:execrows` become async functions that take a connection
first and the parameters by name; a comment below the name of a query is the docstring. `:copyfrom` becomes a function
that copies rows. `:batchmany` and `:batchexec` become values, statements that are to be sent together with others.

    options:
      package: where the modules are imported from; `asking` beside it runs them
      json: {action: ratchet_core.vocabulary.actions.Action}   what the json in columns of a name stands for

A parameter that may be null is written `sqlc.narg(name)`; where it is an array, its elements may be. What this cannot
express is an error that names the query.
"""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_TYPES = {
    "bool": "bool",
    "boolean": "bool",
    "int2": "int",
    "int4": "int",
    "integer": "int",
    "int8": "int",
    "bigint": "int",
    "float8": "float",
    "name": "str",
    "text": "str",
    "bytea": "bytes",
    "timestamptz": "datetime",
    "json": "str",
    "jsonb": "str",
    "void": "None",
}
_JSON = ("json", "jsonb")
_COMMANDS = (":one", ":many", ":exec", ":execrows", ":copyfrom", ":batchmany", ":batchexec")
_DO_NOT_EDIT = "Do not edit: `make generate` writes it."


class GeneratorError(Exception):
    """A query cannot be written as Python; the message names it, and says what to do."""


@dataclass(frozen=True)
class Column:
    """A column of a result, or a parameter: its name in Python, its type there, and what its json stands for."""

    name: str
    type: str
    json: str | None = None


@dataclass(frozen=True)
class Query:
    """A query as Python will have it."""

    name: str
    command: str
    text: str
    doc: str
    table: str
    columns: tuple[Column, ...]
    params: tuple[Column, ...]

    @property
    def constant(self) -> str:
        """What its text, or its statement, is called."""
        return self.name.upper()

    @property
    def row(self) -> str:
        """What a row of its result is called."""
        return "".join(part.capitalize() for part in self.name.split("_")) + "Row"


@dataclass
class Module:
    """The source of one module, and what it imports."""

    imports: set[tuple[str, str]] = field(default_factory=set)
    parts: list[str] = field(default_factory=list)

    def use(self, module: str, name: str) -> str:
        """Import a name, and return it."""
        self.imports.add((module, name))
        return name


def generated(request: Mapping[str, Any]) -> dict[str, str]:
    """Return the modules for a request, by the names of their files.

    Raises:
        GeneratorError: If a query cannot be expressed.
    """
    options = json.loads(base64.b64decode(request.get("plugin_options") or "e30="))
    files: dict[str, list[Query]] = {}
    for told in request["queries"]:
        files.setdefault(told["filename"], []).append(_query(told, options.get("json", {})))
    modules = {name.replace(".sql", ".py"): _module(name, queries, options) for name, queries in files.items()}
    return {"__init__.py": f'"""The queries of `queries/` as functions. {_DO_NOT_EDIT}"""\n', **modules}


def _query(told: Mapping[str, Any], meanings: Mapping[str, str]) -> Query:
    name = _snake(told["name"])
    where = f"{told['filename']}: {told['name']}"
    if told["cmd"] not in _COMMANDS:
        raise GeneratorError(f"{where} is {told['cmd']}, which is not foreseen; use one of {', '.join(_COMMANDS)}.")
    doc = " ".join(line.strip() for line in told["comments"]).strip()
    if not doc:
        raise GeneratorError(f"{where} has no comment; say below its name what it is for, which becomes its docstring.")
    return Query(
        name,
        told["cmd"],
        told["text"],
        doc,
        (told.get("insert_into_table") or {}).get("name", ""),
        tuple(_column(one, where, meanings) for one in told["columns"]),
        tuple(_parameter(one["column"], where) for one in told["params"]),
    )


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _column(told: Mapping[str, Any], where: str, meanings: Mapping[str, str]) -> Column:
    """Return a column of a result; json is read as what the options say, and else is left to the driver."""
    meaning = meanings.get(told["name"])
    if told["type"]["name"] not in _JSON:
        return Column(told["name"], _typed(told, where, "list"))
    if told["is_array"]:
        raise GeneratorError(f"{where} gives an array of json; give its elements as rows.")
    kind = "Any" if meaning is None else meaning.rpartition(".")[2]
    return Column(told["name"], kind if told["not_null"] or meaning is None else f"{kind} | None", meaning)


def _parameter(told: Mapping[str, Any], where: str) -> Column:
    """Return a parameter; json is given as text."""
    return Column(told["name"], _typed(told, where, "Sequence"))


def _typed(told: Mapping[str, Any], where: str, many: str) -> str:
    kind = told["type"]["name"].removeprefix("pg_catalog.")
    if kind not in _TYPES:
        raise GeneratorError(
            f"{where}: {told['name'] or 'a column'} has the type {kind}, which no Python type stands for; cast it in "
            f"the query, or add it to the table of types in tools/sqlc_python.py."
        )
    if not told["name"]:
        raise GeneratorError(f"{where} has a column or a parameter without a name; write `as NAME`, or @NAME.")
    one = _TYPES[kind] if told["not_null"] else f"{_TYPES[kind]} | None"
    return f"{many}[{one}]" if told["is_array"] else one


def _module(filename: str, queries: Sequence[Query], options: Mapping[str, Any]) -> str:
    module = Module()
    package = options.get("package", "queries")
    asking = f"{package.rpartition('.')[0] or package}.asking"
    module.use("typing", "Final")
    for query in queries:
        if query.command.startswith(":batch"):
            _write_statement(module, query, asking)
        else:
            _write_function(module, query, asking)
    for kind in ("Any", "datetime", "Sequence", "Iterable"):
        if any(re.search(rf"\b{kind}\b", part) for part in module.parts):
            module.use({"Any": "typing", "datetime": "datetime"}.get(kind, "collections.abc"), kind)
    head = f'"""The queries of `queries/{filename}`. {_DO_NOT_EDIT}"""'
    return formatted("\n\n".join([head, _imports(module.imports, package.partition(".")[0]), *module.parts]) + "\n")


def _imports(names: Iterable[tuple[str, str]], own: str) -> str:
    """Return imports in the order that ruff wants: the standard library, what is installed, then the own package."""
    froms: dict[str, list[str]] = {}
    for module, name in sorted(names):
        froms.setdefault(module, []).append(name)
    blocks: tuple[list[str], ...] = ([], [], [])
    for module, found in froms.items():
        top = module.partition(".")[0]
        place = 2 if top == own else int(top not in sys.stdlib_module_names)
        blocks[place].append(f"from {module} import {', '.join(found)}")
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _text_of(query: Query) -> str:
    return '"""\n' + query.text.replace("\\", "\\\\") + '\n"""'


def _write_statement(module: Module, query: Query, asking: str) -> None:
    statement = module.use(asking, "Statement")
    names = ", ".join(f'"{one.name}"' for one in query.params) + ("," if len(query.params) == 1 else "")
    module.parts.append(f"{query.constant}: Final = {statement}({_text_of(query)}, ({names}))\n{_docstring(query)}")


def _docstring(query: Query) -> str:
    return f'"""{query.doc}"""'


def _write_function(module: Module, query: Query, asking: str) -> None:
    module.use("psycopg", "AsyncConnection")
    module.use("typing", "Any")
    if query.command == ":copyfrom":
        _write_copy(module, query, asking)
        return
    module.parts.append(f"_{query.constant}: Final = {_text_of(query)}")
    result = _result(module, query)
    named = "".join(f", {one.name}: {one.type}" for one in query.params)
    values = f"({', '.join(one.name for one in query.params)}{',' if len(query.params) == 1 else ''})"
    body = _body(module, query, asking, f"conn, _{query.constant}, {values}")
    star = ", *" if named else ""
    module.parts.append(
        f"async def {query.name}(conn: AsyncConnection[Any]{star}{named}) -> {result}:\n"
        f"    {_docstring(query)}\n" + "\n".join(f"    {line}" for line in body)
    )


def _result(module: Module, query: Query) -> str:
    if query.command in (":exec", ":execrows"):
        return "None" if query.command == ":exec" else "int"
    row = _row(module, query)
    return f"list[{row}]" if query.command == ":many" else f"{row} | None"


def _row(module: Module, query: Query) -> str:
    """Return the type of a row: that of the only column, or a class with all of them."""
    for one in query.columns:
        if one.json is not None:
            module.use(*_split(one.json))
    if len(query.columns) == 1:
        return query.columns[0].type.removesuffix(" | None")
    fields = "\n".join(f"    {one.name}: {one.type}" for one in query.columns)
    frozen = module.use("attrs", "frozen")
    module.parts.append(f'@{frozen}\nclass {query.row}:\n    """A row of `{query.name}`."""\n\n{fields}')
    return query.row


def _split(path: str) -> tuple[str, str]:
    module, _, name = path.rpartition(".")
    return module, name


def _body(module: Module, query: Query, asking: str, asked: str) -> list[str]:
    if query.command in (":exec", ":execrows"):
        execute = module.use(asking, "execute")
        return [f"await {execute}({asked})"] if query.command == ":exec" else [f"return await {execute}({asked})"]
    made = _made(module, query, asking)
    if query.command == ":many":
        fetch = module.use(asking, "fetch_all")
        return [f"return [{made} for row in await {fetch}({asked})]"]
    fetch = module.use(asking, "fetch_one")
    return [f"row = await {fetch}({asked})", f"return None if row is None else {made}"]


def _made(module: Module, query: Query, asking: str) -> str:
    """Return the source of what a row becomes."""
    if not any(one.json for one in query.columns):
        return "row[0]" if len(query.columns) == 1 else f"{query.row}(*row)"
    values = []
    for place, one in enumerate(query.columns):
        value = f"row[{place}]"
        if one.json is not None:
            value = f"{module.use(asking, 'read')}({value}, {_split(one.json)[1]})"
        values.append(value)
    return values[0] if len(values) == 1 else f"{query.row}({', '.join(values)})"


def _write_copy(module: Module, query: Query, asking: str) -> None:
    copy = module.use(asking, "copy_rows")
    columns = ", ".join(one.name for one in query.params)
    module.parts.append(
        f"async def {query.name}(conn: AsyncConnection[Any], rows: Iterable[Sequence[object]]) -> None:\n"
        f"    {_docstring(query)}\n"
        f'    await {copy}(conn, "COPY {query.table} ({columns}) FROM STDIN", rows)'
    )


def formatted(source: str) -> str:
    """Return source as ruff formats it."""
    run = subprocess.run(
        ["ruff", "format", "--stdin-filename", "generated.py", "-"],  # noqa: S607 - that of the environment
        input=source,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def main() -> int:
    """Answer sqlc."""
    try:
        files = generated(json.load(sys.stdin))
    except GeneratorError as error:
        print(error, file=sys.stderr)
        return 1
    contents = {name: base64.b64encode(source.encode()).decode() for name, source in files.items()}
    print(json.dumps({"files": [{"name": name, "contents": coded} for name, coded in contents.items()]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
