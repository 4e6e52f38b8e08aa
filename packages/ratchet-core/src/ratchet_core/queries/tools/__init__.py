"""What a model may have looked up for a question to ratchet: one module a tool; each tells facts in plain sentences.

A tool takes a `Desk` and a call, and returns what it found, also that there is nothing: only what stands in a piece can
be said. What the readers of the place may not all read is left out here, whatever a tool returns. Another tool is a
module, a line in `_TOOLS`, and what it is for in `ratchet_core.vocabulary.tools`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count, islice
from typing import Final

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.tools import (
    deploys,
    earlier,
    here,
    history,
    how_often,
    incidents,
    owner,
    prepare,
    runbook,
    waiting,
)
from ratchet_core.queries.tools.desk import Desk, nothing
from ratchet_core.queries.tools.elsewhere import first_number
from ratchet_core.rules.discretion import is_told_of_others, may_be_offered
from ratchet_core.vocabulary.actions import FindSimilar, RunTools
from ratchet_core.vocabulary.events import Found
from ratchet_core.vocabulary.models import Material, ToolCall, ToolResult
from ratchet_core.vocabulary.tools import HERE, why_not_run

_TOOLS: Final[Mapping[str, Callable[[Desk, ToolCall], ToolResult]]] = {
    HERE: here.run,
    "incidents": incidents.run,
    "owner": owner.run,
    "earlier_answers": earlier.run,
    "history": history.run,
    "runbook": runbook.run,
    "deploys": deploys.run,
    "prepare": prepare.run,
    "waiting": waiting.run,
    "how_often": how_often.run,
}
"""Every tool, by its name."""

MOST_PIECES: Final = 12
"""So many pieces a tool finds at most."""

_LONGEST: Final = 1_500


def is_searching(action: RunTools) -> bool:
    """Say whether something is to be searched for before the tools are run."""
    return any(map(earlier.is_called, action.calls))


def searches(reader: Reader, action: RunTools) -> dict[int, FindSimilar]:
    """Return what is to be searched for, by the place of its call."""
    directory = reader.directory()
    called = ((at, one) for at, one in enumerate(action.calls) if earlier.is_called(one) and why_not_run(one) is None)
    return {at: earlier.search_of(directory, action, one) for at, one in called}


def run(reader: Reader, action: RunTools, found: Mapping[int, Sequence[Found]], at: Instant) -> tuple[ToolResult, ...]:
    """Return what each call of an action finds at a moment; `found` is what was searched for."""
    return tuple(
        _named(number, _told(reader, action, _run(Desk(reader, action, tuple(found.get(place, ())), at), call)))
        for number, (place, call) in zip(count(first_number(action)), enumerate(action.calls), strict=False)
    )


def _run(desk: Desk, call: ToolCall) -> ToolResult:
    why = None if call.tool == HERE else why_not_run(call)
    return nothing(desk, why) if why is not None else _TOOLS[call.tool](desk, call)


def _told(reader: Reader, action: RunTools, result: ToolResult) -> ToolResult:
    """Return a result without what may not be told where it was asked for."""
    directory, channel = reader.directory(), action.channel
    pieces: Iterable[Material] = (one for one in result.pieces if may_be_offered(directory, one, channel))
    if not is_told_of_others(directory, channel):
        pieces = (one for one in pieces if one.audience == (channel,))
    return evolve(result, pieces=tuple(islice(pieces, MOST_PIECES)))


def _named(number: int, result: ToolResult) -> ToolResult:
    pieces = (evolve(one, name=f"{number}.{at}", text=one.text[:_LONGEST]) for at, one in enumerate(result.pieces, 1))
    return evolve(result, pieces=tuple(pieces))
