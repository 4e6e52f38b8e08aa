"""What a simulation saw, channel by channel: a table where there is room for one, or else a line for each channel."""

from collections.abc import Iterable, Iterator

from attrs import frozen
from ratchet_core.domain.policy import Purpose
from ratchet_core.queries.reports import channel_counts
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ratchet_cli.simulate.simulation import Simulated
from ratchet_cli.terminal.names import counted
from ratchet_cli.terminal.steering import visible

MOST_CHANNELS = 40
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
    seen = outcome.tally.messages_in
    known = sorted(channel_counts(outcome.reader), key=lambda one: (-seen[one.channel.id], one.channel.name))
    for one in known[:MOST_CHANNELS]:
        incidents, requests = one.incidents, one.requests
        figures = (
            seen[one.channel.id],
            *(incidents.opened, incidents.resolved, incidents.stale, incidents.open),
            *(requests.opened, requests.answered),
            *(one.deploys, one.notices),
        )
        yield Seen(f"#{visible(one.channel.name)}", one.purpose, figures)


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
