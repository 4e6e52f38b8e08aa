"""What a simulation saw, channel by channel: a table where there is room for one, or else a line for each channel."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from attrs import frozen
from ratchet_core.policy import Purpose
from ratchet_core.recognise.recognised import Kind
from ratchet_core.requests import whole_requests
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ratchet_cli.names import counted
from ratchet_cli.simulation import Simulated
from ratchet_cli.steering import visible
from ratchet_cli.tally import incident_counts, request_counts

MOST_CHANNELS = 40
_Record = TypeVar("_Record")
_WIDE = 120
_NARROW = 60
_SHORTEST_NAME = 16
_HEADS = (
    ("messages", "msgs"),
    ("incidents", "inc."),
    ("resolved", "res."),
    ("stale", "stale"),
    ("open", "open"),
    ("questions", "asked"),
    ("answered", "ans."),
    ("deploys", "depl."),
    ("notices", "other"),
)
"""What is counted, and how it is headed where there is less room."""


@frozen
class Seen:
    """One channel: what it is for, and how much of each kind was seen in it, in the order of the heads."""

    name: str
    purpose: Purpose
    figures: tuple[int, ...]


def show_seen(outcome: Simulated, console: Console) -> None:
    """Print what was seen, the busiest channels first."""
    rows = list(_rows(outcome))
    if not rows:
        return
    console.print()
    if console.width < _NARROW:
        console.print("[bold]What was seen[/bold]")
        for row in rows:
            console.print(f"  {_line(row)}", highlight=False, markup=False)
        return
    console.print(_table(rows, wide=console.width >= _WIDE))
    if console.width < _WIDE:
        console.print("  inc. incidents, res. resolved, ans. answered, depl. deploys, other notices", highlight=False)


def _rows(outcome: Simulated) -> Iterator[Seen]:
    world, seen = outcome.world, outcome.tally.messages_in
    notices = Counter((one.message.channel, one.kind is Kind.DEPLOY) for one in world.notifications.values())
    incidents_in = _by_channel(world.incidents.values(), lambda one: one.channel)
    requests_in = _by_channel(whole_requests(world.requests), lambda one: one.root.channel)
    for channel in sorted(world.channels.values(), key=lambda one: (-seen[one.id], one.name))[:MOST_CHANNELS]:
        incidents = incident_counts(incidents_in.get(channel.id, ()))
        requests = request_counts(requests_in.get(channel.id, ()))
        figures = (
            seen[channel.id],
            *(incidents[key] for key in ("opened", "resolved", "stale", "open")),
            *(requests[key] for key in ("opened", "answered")),
            *(notices[channel.id, deploy] for deploy in (True, False)),
        )
        purpose = outcome.policy.for_channel(channel.id, channel.name).purpose
        yield Seen(f"#{visible(channel.name)}", purpose, figures)


def _by_channel(records: Iterable[_Record], channel_of: Callable[[_Record], str]) -> dict[str, list[_Record]]:
    found: dict[str, list[_Record]] = {}
    for one in records:
        found.setdefault(channel_of(one), []).append(one)
    return found


def _line(row: Seen) -> str:
    messages, *others = row.figures
    counts = [(figure, long) for (long, _), figure in zip(_HEADS[1:], others, strict=True) if figure]
    said = [f"{figure:,} {long.removesuffix('s') if figure == 1 else long}" for figure, long in counts]
    return f"{row.name} ({row.purpose.value}): {', '.join([counted(messages, 'message'), *said])}"


def _table(rows: Iterable[Seen], *, wide: bool) -> Table:
    style = box.HEAVY_HEAD if wide else box.SIMPLE_HEAD
    table = Table(title="What was seen", title_justify="left", title_style="bold", box=style)
    table.padding, table.show_edge = ((0, 1), True) if wide else (0, False)
    table.add_column("channel", overflow="fold", min_width=_SHORTEST_NAME)
    table.add_column("for", no_wrap=True)
    for long, short in _HEADS:
        table.add_column(long if wide else short, justify="right", no_wrap=True)
    for row in rows:
        purpose = "notices" if row.purpose is Purpose.NOTIFICATIONS and not wide else row.purpose.value
        table.add_row(escape(row.name), purpose, *(f"{one:,}" if one else "-" for one in row.figures))
    return table
