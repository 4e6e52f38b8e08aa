"""Questions that wait for an answer, of a team or of all, the one that has waited longest first."""

from collections.abc import Iterator
from typing import Final

from ratchet_core.basis.instants import DAY, described
from ratchet_core.domain import HelpRequest, Source
from ratchet_core.queries.attention import waiting_requests
from ratchet_core.queries.help_requests import question_of
from ratchet_core.queries.tools.desk import Desk, fact, nothing, teams_called, teams_named
from ratchet_core.rules.owning import holder_of, team_called
from ratchet_core.vocabulary.models import Material, ToolCall, ToolResult

_MOST: Final = 5
_DAYS: Final = 30


def run(desk: Desk, call: ToolCall) -> ToolResult:
    """Return the questions of the last month that nobody answered."""
    known = waiting_requests(desk.reader, desk.at - _DAYS * DAY)
    waiting = [one for one in known if desk.may_tell_of(one.root.channel)]
    called, name = "", call.argument("team")
    if name is not None:
        teams = teams_called(desk, str(name))
        if isinstance(teams, ToolResult):
            return teams
        called = f" for {teams_named(desk, teams)}"
        waiting = [one for one in waiting if holder_of(desk.directory, one) in teams]
    looked_at = f"questions that wait{called}"
    if not waiting:
        return nothing(desk, f"No question of the last {_DAYS} days waits{called}.", looked_at)
    text = f"{_counted(len(waiting))} of the last {_DAYS} days{called} {'waits' if len(waiting) == 1 else 'wait'}."
    count = fact(desk, "count", text, of=(one.root.channel for one in waiting))
    return ToolResult(looked_at, (count, *(piece for one in waiting[:_MOST] for piece in _told(desk, one))))


def _told(desk: Desk, request: HelpRequest) -> Iterator[Material]:
    root, holder = request.root, holder_of(desk.directory, request)
    team = f", for {team_called(desk.directory, holder)}" if holder is not None else ""
    where, since = desk.channel_called(root.channel), described(desk.at - request.asked_at)
    text = f"A question in {where} has waited for {since}{team}."
    yield fact(desk, "question", text, channel=root.channel, ts=root.ts)
    words = question_of(desk.reader, request)
    if words:
        yield Material("", "its words", words, Source(root), (root.channel,), (request.asker,))


def _counted(questions: int) -> str:
    return "1 question" if questions == 1 else f"{questions} questions"
