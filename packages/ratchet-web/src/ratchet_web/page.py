"""What a page is: where it stands, what it looks at, and how that is laid out.

What is looked at becomes one frozen value of plain fields. The page and its JSON are both made from that value, so they
cannot differ.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

from attrs import frozen
from htpy import Node
from ratchet_core.queries.reader import Reader

from ratchet_web.asked import Asked
from ratchet_web.ports import Sources

V = TypeVar("V")

Look: TypeAlias = Callable[[Sources, Asked], Awaitable[V]]


def _itself(value: object) -> object:
    return value


async def _as_it_is(value: V) -> V:
    return value


@frozen(eq=False)
class Page(Generic[V]):
    """One page.

    Attributes:
        path: Where it stands; a part in braces is given to `look`. The JSON stands beside it, under `.json`.
        section: The path in the navigation that it belongs to.
        look: Returns what it says; raises `NotThereError` where there is no such thing.
        title: What it is called.
        body: Lays out what it says, as of a moment.
        filters: The names that its query may have.
        tell: Returns what its JSON says, where that is not the value itself.
        draw: Adds what only people look at, such as charts.
    """

    path: str
    section: str
    look: Look[V]
    title: Callable[[V], str]
    body: Callable[[V, datetime], Node]
    filters: tuple[str, ...] = ()
    tell: Callable[[V], object] = _itself
    draw: Callable[[V], Awaitable[V]] = _as_it_is


def over(query: Callable[[Reader, Asked], V]) -> Look[V]:
    """Return the look of a page that is made from nothing but rows."""

    async def look(sources: Sources, asked: Asked) -> V:
        return await sources.readings.read(lambda reader: query(reader, asked))

    return look
