"""Model: what asking the language model cost, by day and purpose, beside the budget of a day."""

from datetime import datetime
from typing import Any, Final

from attrs import frozen
from htpy import Node
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.spending import Day, days

from ratchet_web.asked import Asked
from ratchet_web.page import Page
from ratchet_web.pieces import Column, count, part, table
from ratchet_web.ports import Sources
from ratchet_web.times import moment

_MILLION: Final = 1_000_000


@frozen
class Purpose:
    """What was asked on a day for one purpose, such as `answer`, how much of it was answered, and its dollars."""

    purpose: str
    asked: int
    answered: int
    dollars: float


@frozen
class DayLine:
    """What was asked on a day (UTC), and what that took: dollars, hundredths of a day's budget, tokens.

    Attributes:
        day: As YYYY-MM-DD.
        asked: How many questions were put to the model.
        answered: How many of them it answered.
        dollars: What they cost; where nobody knows, all that was allowed.
        of_budget: In hundredths; None where a day has no bound.
        read: Tokens that were read anew.
        cached: Tokens that were read from the provider's cache.
        missed: Questions of which nothing was in the cache.
        written: Tokens that were written.
        purposes: What of it was for what.
    """

    day: str
    asked: int
    answered: int
    dollars: float
    of_budget: int | None
    read: int
    cached: int
    missed: int
    written: int
    purposes: tuple[Purpose, ...]


def _day_line(one: Day) -> DayLine:
    spent = one.spent
    return DayLine(
        day=moment(spent.since).date().isoformat(),
        asked=spent.asked,
        answered=spent.answered,
        dollars=spent.cost / _MILLION,
        of_budget=one.share,
        read=spent.read + spent.stored,
        cached=spent.cached,
        missed=spent.missed,
        written=spent.written,
        purposes=tuple(
            Purpose(name, each.asked, each.answered, each.cost / _MILLION) for name, each in one.purposes.items()
        ),
    )


@frozen
class Usage:
    """The days on which a model was asked, the latest first."""

    days: tuple[DayLine, ...]


async def _usage(sources: Sources, asked: Asked) -> Usage:
    return await sources.readings.read(lambda reader: _told(reader, asked))


def _told(reader: Reader, asked: Asked) -> Usage:
    return Usage(tuple(map(_day_line, days(reader)[: asked.limit])))


def _usage_body(view: Usage, _now: datetime) -> Node:
    columns: tuple[Column[DayLine], ...] = (
        Column("Day (UTC)", lambda one: one.day),
        Column("Asked", lambda one: count(one.asked), figure=True),
        Column("Answered", lambda one: count(one.answered), figure=True),
        Column("Cost", lambda one: f"${one.dollars:,.4f}", figure=True),
        Column("Of the budget", lambda one: "" if one.of_budget is None else f"{one.of_budget} %", figure=True),
        Column("Tokens read", lambda one: count(one.read), figure=True),
        Column("From the cache", lambda one: count(one.cached), figure=True),
        Column("Cache missed", lambda one: count(one.missed), figure=True),
        Column("Written", lambda one: count(one.written), figure=True),
        Column("For what", lambda one: ", ".join(map(_of_purpose, one.purposes))),
    )
    return part(
        "What the model was asked",
        table("By day, the latest first", columns, view.days, "No model was asked anything yet."),
    )


def _of_purpose(one: Purpose) -> str:
    return f"{one.purpose}: {one.asked:,} asked, ${one.dollars:,.4f}"


PAGES: Final[tuple[Page[Any], ...]] = (Page("/model", "/model", _usage, lambda _: "Model", _usage_body, ("limit",)),)
