"""The charts of a report, as specifications of Vega-Lite: dicts that hold figures, and no words of anybody.

Nothing in them is measured by fonts, so that they are drawn alike on every machine; colours are those of the page's
stylesheet, so that one drawing serves both themes and print.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from ratchet_core.domain.hours import WEEKDAYS

Spec: TypeAlias = dict[str, Any]

STEPS: Final = 5
"""So many shades a heat map has, besides that of nothing."""

_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
_WIDTH: Final = 300
_LEFT: Final = 56
_FEW: Final = 16
_HIGH, _LOW = 22, 13
_CELL: Final = (40, 15)
_HOURS: Final = 24
_INK: Final = "var(--faint)"
_LINE: Final = "var(--line)"


def bars(description: str, rows: Sequence[str], parts: Mapping[str, str], values: Iterable[Mapping[str, Any]]) -> Spec:
    """Return stacked bars, one for each row.

    Args:
        description: What is shown.
        rows: What the bars are called, in order.
        parts: What a bar consists of, in order, with the colour of each.
        values: For each part of each bar its `row`, its `part`, its `amount`, and what it `says`.
    """
    order = list(parts)
    return _chart(
        description,
        len(rows) * (_HIGH if len(rows) <= _FEW else _LOW),
        [{**one, "order": order.index(one["part"])} for one in values if one["amount"]],
        {
            "mark": {"type": "bar", "height": {"band": 0.78}},
            "encoding": {
                "y": {"field": "row", "type": "ordinal", "scale": {"domain": list(rows)}, "axis": _axis(ticks=False)},
                "x": {"field": "amount", "type": "quantitative", "axis": _axis(orient="top", grid=True, tickCount=4)},
                "color": _colours(parts, "part"),
                "order": {"field": "order"},
                "description": {"field": "says"},
            },
        },
    )


def heat(description: str, values: Iterable[Mapping[str, Any]]) -> Spec:
    """Return a map of the week; each value has its `day`, its `hour`, a `step`, and what it `says`."""
    width, height = _CELL
    colours = {str(step): f"var(--heat-{step})" for step in range(STEPS + 1)}
    hours = [hour_shown(one) for one in range(_HOURS)]
    days = [one.capitalize() for one in WEEKDAYS]
    return _chart(
        description,
        height * _HOURS,
        list(values),
        {
            "mark": {"type": "rect", "stroke": "var(--raised)", "strokeWidth": 1},
            "encoding": {
                "x": {
                    "field": "day",
                    "type": "ordinal",
                    "scale": {"domain": days},
                    "axis": _axis(orient="top", labelAngle=0, ticks=False, domain=False),
                },
                "y": {
                    "field": "hour",
                    "type": "ordinal",
                    "scale": {"domain": hours},
                    "axis": _axis(values=hours[::3], ticks=False, domain=False),
                },
                "color": _colours(colours, "step"),
                "description": {"field": "says"},
            },
        },
        width * len(days),
    )


def interval(description: str, says: str, points: tuple[float, float, float]) -> Spec:
    """Return a difference with the ends of its interval, the lower one first, beside none at all."""
    low, middle, high = points
    axis = _axis(orient="top", grid=True, tickCount=5, format="+d")
    x = {"field": "low", "type": "quantitative", "axis": axis, "scale": {"zero": True, "nice": True}}
    layers = [
        {"mark": {"type": "rule", "stroke": _INK, "strokeDash": [4, 3]}, "encoding": {"x": {"datum": 0}}},
        {
            "mark": {"type": "rule", "strokeWidth": 3, "stroke": "var(--day)"},
            "encoding": {"x": x, "x2": {"field": "high"}, "description": {"field": "says"}},
        },
        {
            "mark": {"type": "circle", "size": 130, "fill": "var(--day)", "opacity": 1},
            "encoding": {"x": {"field": "middle", "type": "quantitative"}, "description": {"field": "says"}},
        },
    ]
    values = [{"low": low, "middle": middle, "high": high, "says": says}]
    return _chart(description, 36, values, {"layer": layers})


def hour_shown(hour: int) -> str:
    """Return the beginning of an hour of the day."""
    return f"{hour:02d}:00"


def _chart(
    description: str, height: int, values: Sequence[Mapping[str, Any]], drawn: Mapping[str, Any], width: int = _WIDTH
) -> Spec:
    return {
        "$schema": _SCHEMA,
        "description": description,
        "data": {"values": list(values)},
        "width": width,
        "height": height,
        "autosize": "none",
        "padding": {"left": _LEFT, "right": 14, "top": 22, "bottom": 4},
        "background": None,
        **drawn,
        "config": {"font": "inherit", "view": {"stroke": None}},
    }


def _axis(**said: object) -> Mapping[str, Any]:
    """Return an axis whose place does not depend on how wide its labels are."""
    plain = {
        "title": None,
        "grid": False,
        "minExtent": _LEFT - 8,
        "maxExtent": _LEFT - 8,
        "labelOverlap": False,
        "labelBound": False,
        "labelFlush": False,
        "labelLimit": 0,
        "labelFontSize": 12,
        "labelColor": _INK,
        "gridColor": _LINE,
        "tickColor": _LINE,
        "domainColor": _LINE,
    }
    return {**plain, **said}


def _colours(colours: Mapping[str, str], field: str) -> Mapping[str, Any]:
    scale = {"domain": list(colours), "range": list(colours.values())}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}
