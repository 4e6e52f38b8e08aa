"""Draws `docs/schema.md` from the catalogue of a migrated database.

uv run python docs/draw_schema.py URL > docs/schema.md
"""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from typing import Final, LiteralString

from attrs import frozen
from ratchet_postgres import connect

HEAD = """\
# The schema

What ratchet keeps in PostgreSQL, drawn from the catalogue of a migrated database by
`uv run python docs/draw_schema.py URL > docs/schema.md`; a test says when it is not true any more. A workspace is a schema of a
database, `public` unless the search path of the connection says otherwise.

Each noun has a table called `NOUN_record`: the record as the core has it (`record`), the columns that PostgreSQL makes of it,
and, where that takes a rule, columns that the core worked out and that are written beside it. In these tables moments are whole
microseconds since 1970, UTC, and text is in the order of its code points. The writer of a workspace writes them, and nobody
else. To read, take the views: they have moments as timestamps, and names beside ids.

```sql
select channel_name, alert_name, opened_at, open_for from incident where opened_at > now() - interval '7 days';
select channel_name, asker_name, asked_at from help_request_waiting order by asked_at;
```"""

DIAGRAM = """\
## How the nouns hang together

```mermaid
erDiagram
{lines}
```"""

REFERENCES: Final = {
    "alert": "alert",
    "channel": "channel",
    "person": "person",
    "asker": "person",
    "author": "person",
    "service": "service",
}
"""The columns that hold the key of another noun."""

TABLES: Final[LiteralString] = """
select
    c.relname, c.relkind = 'v' as is_view, obj_description(c.oid, 'pg_class'), a.attname, format_type(a.atttypid, a.atttypmod),
    coalesce(col_description(c.oid, a.attnum), case when a.attgenerated <> '' then pg_get_expr(d.adbin, d.adrelid) end),
    coalesce(i.indkey::int2[] @> array[a.attnum], false)
from pg_class as c
join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum and a.attgenerated <> ''
left join pg_index as i on i.indrelid = c.oid and i.indisprimary
where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'v')
order by c.relname, a.attnum
"""


@frozen
class Column:
    """A column: its name and type, what is said of it, and whether it is part of the key."""

    name: str
    type: str
    words: str | None
    is_key: bool


@frozen
class Relation:
    """A table or a view."""

    name: str
    is_view: bool
    words: str
    columns: tuple[Column, ...]


async def relations(url: str) -> list[Relation]:
    """Return the tables and views of a database."""
    async with await connect(url) as conn:
        rows = await (await conn.execute(TABLES)).fetchall()
    heads = dict.fromkeys((name, is_view, words) for name, is_view, words, *_ in rows)
    return [Relation(*head, tuple(Column(*row[3:]) for row in rows if row[0] == head[0])) for head in heads]


def page(found: Iterable[Relation]) -> str:
    """Return the whole page."""
    tables = [one for one in found if not one.is_view]
    views = [one for one in found if one.is_view]
    nouns = [one for one in tables if one.name.endswith("_record")]
    others = [one for one in tables if one not in nouns]
    parts = [
        HEAD,
        DIAGRAM.format(lines="\n".join(_references(nouns))),
        _chapter("Views", views),
        _chapter("Inbox, decisions and outbox", others),
        _chapter("Nouns", nouns),
    ]
    return "\n\n".join(parts) + "\n"


def _references(nouns: Iterable[Relation]) -> Iterator[str]:
    for noun in nouns:
        name = noun.name.removesuffix("_record")
        for column in noun.columns:
            to = REFERENCES.get(column.name)
            if to is not None and to != name:
                yield f"    {to} ||--o{{ {name} : {column.name}"


def _chapter(title: str, found: Iterable[Relation]) -> str:
    return "\n\n".join([f"## {title}", *map(_told, found)])


def _told(relation: Relation) -> str:
    head = f"### {relation.name}\n\n{relation.words}"
    if relation.is_view:
        return f"{head}\n\n{', '.join(f'`{one.name}`' for one in relation.columns)}"
    lines = "\n".join(map(_line, relation.columns))
    return f"{head}\n\n| column | type | what it is |\n| --- | --- | --- |\n{lines}"


def _line(column: Column) -> str:
    words = column.words or ""
    told = f"`{words}`" if words.startswith("(") else words
    name = f"**`{column.name}`**" if column.is_key else f"`{column.name}`"
    return f"| {name} | {column.type} | {told} |".replace("|  |", "| |")


if __name__ == "__main__":
    sys.stdout.write(page(asyncio.run(relations(sys.argv[1]))))
