"""Shows on a terminal what is going on, and how much of it is done; what draws it is imported where somebody looks."""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

Progress = Callable[[str, int, int], None]
"""Is told what is going on, how much of it is done, and how much that is in all."""

_TERMINAL_SIGNS: Final = frozenset({"FORCE_COLOR", "TTY_COMPATIBLE"})
"""With one of these set, rich may take for a terminal what does not say that it is one."""


def progress_in(stack: ExitStack) -> Progress:
    """Return what shows progress on a terminal until the stack is closed; where there is none, it shows nothing."""
    seen = sys.stderr is not None and sys.stderr.isatty()
    if not seen and _TERMINAL_SIGNS.isdisjoint(os.environ):
        return unseen
    from rich.console import Console

    console = Console(stderr=True)
    return _bars(stack, console) if console.is_terminal else unseen


def unseen(_doing: str, _done: int, _total: int) -> None:
    """Show nothing."""


def _bars(stack: ExitStack, console: "Console") -> Progress:
    """Return what draws a bar for each thing that goes on."""
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    percentage = TextColumn("{task.percentage:>3.0f} %")
    columns = (TextColumn("{task.description}"), BarColumn(), percentage, TimeElapsedColumn())
    bars = stack.enter_context(Bars(*columns, console=console, transient=True))
    tasks: dict[str, TaskID] = {}

    def update(doing: str, done: int, total: int) -> None:
        if doing not in tasks:
            tasks[doing] = bars.add_task(doing, total=total)
        bars.update(tasks[doing], completed=done, total=total)

    return update
