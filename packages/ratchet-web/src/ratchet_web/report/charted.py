"""What of a report is charted: each chart beside the same figures as a table."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import evolve
from ratchet_core.basis.calendar import MONTHS, date_of, day_written
from ratchet_core.basis.instants import DAY, HOUR
from ratchet_core.queries.toil.minutes import Band

from ratchet_web.report.charts import STEPS, bars, heat, hour_shown, interval
from ratchet_web.report.figures import Figures, minutes_shown
from ratchet_web.report.values import Chart, Drawing, Figure


def charts_of(figures: Figures) -> tuple[Chart, ...]:
    """Return the charts of a report, but for those with nothing in them."""
    charts = (_worked(figures), _incidents(figures), *_effect(figures), _hours(figures))
    return tuple(one for one in charts if any(figure.value for _, row in one.rows for figure in row))


def _weeks(figures: Figures) -> list[tuple[str, str]]:
    """Return the weeks by the keys that lead to them, with what they are called."""
    return [(f"weeks/{number}", _week_shown(one["first_day"])) for number, one in enumerate(figures.told["weeks"])]


def _week_shown(first_day: str) -> str:
    date = date_of(day_written(first_day) or 0)
    return f"{date.day} {MONTHS[date.month - 1]}"


def _worked(figures: Figures) -> Chart:
    bands = {f"by {band.value}": f"var(--{band.value})" for band in Band}
    rows = [
        (week, tuple(figures.work(f"{key}/minutes/{band.value}") for band in Band)) for key, week in _weeks(figures)
    ]
    return Chart(
        title="Human time by week",
        note="In hours, by the part of the day on the clock of who worked.",
        legend=tuple((name, band.value) for name, band in zip(bands, Band, strict=True)),
        head=("Week of", *bands),
        rows=tuple(rows),
        drawing=Drawing(
            bars("Human time by week, in hours", [week for week, _ in rows], bands, _stacked(rows, list(bands), 60))
        ),
    )


def _incidents(figures: Figures) -> Chart:
    parts = {"others": "var(--day)", "nobody touched": "var(--untouched)"}
    rows = [
        (week, (figures.count(f"{key}/incidents"), figures.count(f"{key}/untouched"))) for key, week in _weeks(figures)
    ]
    stacked = [(week, (_without(every, left), left)) for week, (every, left) in rows]
    return Chart(
        title="Incidents by week",
        note="Those that ended with nobody doing anything stand apart.",
        legend=(("somebody acted, or it is open", "day"), ("nobody touched it", "untouched")),
        head=("Week of", "Incidents", "Nobody touched"),
        rows=tuple(rows),
        drawing=Drawing(
            bars("Incidents by week", [week for week, _ in rows], parts, _stacked(stacked, list(parts), 1))
        ),
    )


def _without(every: Figure, left: Figure) -> Figure:
    others = float(every.value or 0) - float(left.value or 0)
    return evolve(every, value=others, shown=f"{others:,.0f}")


def _stacked(
    rows: Sequence[tuple[str, Sequence[Figure]]], parts: Sequence[str], unit: int
) -> Iterable[Mapping[str, Any]]:
    for row, figures in rows:
        for part, one in zip(parts, figures, strict=True):
            amount = round(float(one.value or 0) / unit, 4)
            yield {"row": row, "part": part, "amount": amount, "says": f"{row}, {part}: {one.shown}"}


def _hours(figures: Figures) -> Chart:
    days, hours = list(figures.at("minutes/by_hour")), range(DAY // HOUR)
    rows = [(hour_shown(hour), tuple(figures.work(f"minutes/by_hour/{day}/{hour}") for day in days)) for hour in hours]
    most = max(float(one.value or 0) for _, row in rows for one in row)
    values = [
        {
            "day": day.capitalize(),
            "hour": hour,
            "step": str(_step(float(one.value or 0), most)),
            "says": f"{day.capitalize()} {hour}: {one.shown}",
        }
        for hour, row in rows
        for day, one in zip(days, row, strict=True)
    ]
    return Chart(
        title="When people worked",
        note=f"By weekday and hour, by the clock of who worked. The darkest hour had {minutes_shown(most)}.",
        legend=(("nobody", "heat-0"), ("some", "heat-2"), ("most", f"heat-{STEPS}")),
        head=("Hour", *(day.capitalize() for day in days)),
        rows=tuple(rows),
        drawing=Drawing(heat("Human time by weekday and hour", values)),
    )


def _step(value: float, most: float) -> int:
    """Return the shade of a value: none for nothing, and the darkest for the greatest."""
    return -(-int(value * 100) * STEPS // max(int(most * 100), 1)) if value else 0


def _effect(figures: Figures) -> Iterable[Chart]:
    if figures.at("deploys/difference") is None:
        return
    low, middle, high = (figures.points(f"deploys/{one}") for one in ("low", "difference", "high"))
    says = f"{middle.shown} points, between {low.shown} and {high.shown}"
    description = "Alerts after a deploy, in points of a hundred more than without one"
    lowest, likely, greatest = (round(100 * float(one.value or 0), 1) for one in (low, middle, high))
    spec = interval(description, says, (lowest, likely, greatest))
    yield Chart(
        title="Alerts after a deploy",
        note="How many more in a hundred deploys are followed by an alert than the same hours without one, from the "
        "least to the most that 99 in 100 such weeks would show.",
        legend=(),
        head=("In a hundred", "At least", "Most likely", "At most"),
        rows=(("More than without", (low, middle, high)),),
        drawing=Drawing(spec),
    )
