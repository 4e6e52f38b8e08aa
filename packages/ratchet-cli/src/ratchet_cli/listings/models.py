"""What asking a model cost, as rows."""

from ratchet_core.queries.reader import Reader
from ratchet_core.queries.spending import Day, days

from ratchet_cli.listings.rows import Row
from ratchet_cli.terminal.transcript import day_and_time

_MILLION = 1_000_000


def usage(reader: Reader) -> list[Row]:
    """Return what was spent each day, the latest first."""
    return [_row(one) for one in days(reader)]


def _row(one: Day) -> Row:
    spent = one.spent
    return {
        "day": day_and_time(spent.since)[:10],
        "asked": str(spent.asked),
        "answered": str(spent.answered),
        "cost": f"${spent.cost / _MILLION:.4f}",
        "of budget": "" if one.share is None else f"{one.share} %",
        "for": ", ".join(f"{name} {spent.asked}" for name, spent in one.purposes.items()),
        "tokens read": str(spent.read + spent.stored),
        "from cache": str(spent.cached),
        "cache missed": str(spent.missed),
        "written": str(spent.written),
    }
