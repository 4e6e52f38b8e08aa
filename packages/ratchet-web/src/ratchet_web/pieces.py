"""What pages are laid out with: times, links, states, tables, facts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import htpy as h
from attrs import frozen
from htpy import Element, Node

from ratchet_web.asked import Listed
from ratchet_web.links import Link
from ratchet_web.times import absolute, in_words, relative, written

_T = TypeVar("_T")


def when(at: datetime | None, now: datetime) -> Node:
    """Return a moment: how long ago it was, and when."""
    if at is None:
        return None
    return h.time(".when", datetime=written(at))[
        h.span(".relative")[relative(at, now)], " ", h.span(".absolute")[absolute(at), " UTC"]
    ]


def exactly(at: datetime) -> Node:
    """Return when something happened, where how long ago does not matter."""
    return h.time(".absolute", datetime=written(at))[absolute(at), " UTC"]


def lasted(duration: timedelta | None) -> Node:
    """Return a duration in words."""
    return None if duration is None else h.span(".duration")[in_words(duration)]


def to(link: Link | None, otherwise: str = "") -> Node:
    """Return a link to what has a page; what it is called where it has none."""
    if link is None:
        return h.span(".nothing")[otherwise] if otherwise else None
    name = h.bdi[link.text]
    return name if link.href is None else h.a(href=link.href)[name]


def several(links: Iterable[Link], otherwise: str = "") -> Node:
    """Return some links, one after the other."""
    shown = [to(one) for one in links]
    if not shown:
        return h.span(".nothing")[otherwise] if otherwise else None
    return h.ul(".inline")[(h.li[one] for one in shown)]


def said(text: str) -> Node:
    """Return what somebody wrote, kept apart from what stands around it."""
    return h.bdi(".said")[text]


def quoted(text: str) -> Node:
    """Return what somebody wrote at length, with its lines."""
    return h.blockquote(dir="auto")[text]


def place(text: str) -> Node:
    """Return an id that commands take, small."""
    return h.code(".place")[text]


def state(word: StrEnum | str | None) -> Node:
    """Return a state as a word, which a colour repeats."""
    if word is None:
        return None
    return h.span(class_=f"state is-{word}")[str(word).replace("_", " ")]


def count(number: int) -> Node:
    """Return a number that a person can read; nothing much where it is none."""
    return h.span(".none")["0"] if number == 0 else f"{number:,}"


def counted(number: int, noun: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun if number == 1 else many or noun + 's'}"


@frozen
class Column(Generic[_T]):
    """A column of a table: its heading, what stands in it, whether that is a figure, and by what it can be sorted."""

    heading: str
    cell: Callable[[_T], Node]
    figure: bool = False
    sort: Callable[[_T], str | float | None] | None = None


def table(caption: str, columns: Sequence[Column[_T]], rows: Sequence[_T], empty: str) -> Node:
    """Return a table whose first column names its rows, or a sentence where it would be empty.

    On a narrow screen each row becomes a card; the roles keep it a table for whoever has it read aloud.
    """
    if not rows:
        return h.p(".empty")[empty]
    head = h.tr(role="row")[(_heading(one) for one in columns)]
    sortable = any(one.sort is not None for one in columns)
    return h.div(".scroll", role="group", aria_label=caption, tabindex="0")[
        h.table(role="table", data_sortable=sortable and len(rows) > 1)[
            h.caption[caption],
            h.thead(role="rowgroup")[head],
            h.tbody(role="rowgroup")[(_row(columns, one) for one in rows)],
        ]
    ]


def _heading(column: Column[_T]) -> Element:
    kind = column.figure and "figure"
    return h.th(role="columnheader", scope="col", class_=kind, data_sortable=column.sort is not None)[column.heading]


def _row(columns: Sequence[Column[_T]], row: _T) -> Element:
    first, *others = columns
    return h.tr(role="row")[
        h.th(role="rowheader", scope="row", data_label=first.heading, data_sort=_sorted_by(first, row))[
            h.div(".cell")[first.cell(row)]
        ],
        (
            h.td(role="cell", data_label=one.heading, class_=one.figure and "figure", data_sort=_sorted_by(one, row))[
                h.div(".cell")[one.cell(row)]
            ]
            for one in others
        ),
    ]


def _sorted_by(column: Column[_T], row: _T) -> str | None:
    value = None if column.sort is None else column.sort(row)
    return None if value is None else str(value)


def facts(pairs: Iterable[tuple[str, Node]]) -> Node:
    """Return what is to be said of one thing; what there is nothing to say of is left out."""
    return h.dl(".facts")[
        (h.div[h.dt[name], h.dd[value]] for name, value in pairs if value is not None and value is not False)
    ]


def part(heading: str, *content: Node, number: int | None = None) -> Node:
    """Return a part of a page under a heading, with how many things are in it."""
    return h.section[h.h2[heading, number is not None and h.span(".number")[f" {number:,}"]], content]


def rest(listed: Listed[Any], href: str) -> Node:
    """Return the way to those of a list that are not shown."""
    hidden = (listed.total or 0) - len(listed.items)
    return h.p[h.a(href=href)[f"{hidden:,} more"]] if hidden > 0 else None


def more(listed: Listed[_T], noun: str, many: str = "") -> Node:
    """Return how much of a list is shown, and the way to the rest of it."""
    if not listed.items:
        return None
    shown, total = len(listed.items), listed.total
    return h.nav(".more", aria_label="More of this list")[
        h.span[counted(shown, noun, many) if total is None else f"{shown:,} of {counted(total, noun, many)}"],
        listed.next is not None and h.a(href=listed.next, rel="next")["Next"],
    ]


def chosen(
    name: str, choices: Iterable[tuple[str, str]], current: str | None, only: Mapping[str, str] | None = None
) -> Node:
    """Return a filter as links, beside the other filters that hold.

    `choices` are values with what they are called; an empty value chooses all.
    """
    others = dict(only or {})
    return h.nav(".filter", aria_label=f"Filter by {name}")[
        h.ul(".inline")[
            (
                h.li[
                    h.a(
                        href=_query({**others, name: value} if value else others),
                        aria_current=value == (current or "") and "true",
                    )[word]
                ]
                for value, word in choices
            )
        ]
    ]


def narrowed(only: Mapping[str, str]) -> Node:
    """Return by which filters a list is narrowed, and the way to all of it; nothing where it is whole."""
    if not only:
        return None
    return h.p(".narrowed")[
        "Only ",
        [
            (index > 0 and ", ", f"{name.replace('_', ' ')} ", h.bdi[value])
            for index, (name, value) in enumerate(only.items())
        ],
        ". ",
        h.a(href="?")["Show all"],
    ]


def _query(said: Mapping[str, str]) -> str:
    return f"?{urlencode(said)}"
