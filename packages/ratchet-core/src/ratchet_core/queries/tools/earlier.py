"""Earlier questions that are like what is looked for, with what was answered, and runbooks that speak of it."""

from collections.abc import Iterator
from typing import Final

from ratchet_core.domain import MessageRef, RunbookState, Source
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.tools.desk import Desk, nothing
from ratchet_core.reading.quotation import sources_of, words_of
from ratchet_core.rules.discretion import hidden_from, is_told_of_others, may_be_shown, sources_in
from ratchet_core.vocabulary.actions import AboutRequest, FindSimilar, RunTools
from ratchet_core.vocabulary.events import Found, FoundQuestion
from ratchet_core.vocabulary.models import Material, ToolCall, ToolResult

NAME: Final = "earlier_answers"
_MOST: Final = 3
_MOST_REPLIES: Final = 3


def is_called(call: ToolCall) -> bool:
    """Say whether a call takes a search."""
    return call.tool == NAME


def search_of(directory: Directory, action: RunTools, call: ToolCall) -> FindSimilar:
    """Return what is to be searched for."""
    channel, thread = action.channel, action.thread
    about = AboutRequest(MessageRef.anywhere_in(channel) if thread is None else MessageRef(channel, thread))
    told = is_told_of_others(directory, channel)
    hidden = hidden_from(directory, channel) if told else ()
    words = str(call.argument("words") or "")
    return FindSimilar(action.key, action.behaviour, channel, (), about, hidden, not told, words=words)


def run(desk: Desk, _call: ToolCall) -> ToolResult:
    """Return what the search found, with its words."""
    pieces = tuple(piece for one in desk.found[:_MOST] for piece in _told(desk, one))
    looked_at = "earlier questions and runbooks"
    return ToolResult(looked_at, pieces) if pieces else nothing(desk, "Nothing like that was found.", looked_at)


def _told(desk: Desk, found: Found) -> Iterator[Material]:
    if isinstance(found, FoundQuestion):
        yield from _question(desk, found.root)
    else:
        yield from runbook_told(desk, found.alert)


def _question(desk: Desk, root: MessageRef) -> Iterator[Material]:
    request, words = desk.reader.request(root), desk.reader.words(root)
    if request is None or not words or not desk.may_tell_of(root.channel):
        return
    yield Material("", "earlier question", words, Source(root), (root.channel,), (request.asker,))
    for note in desk.reader.replies(root)[:_MOST_REPLIES]:
        source = Source(MessageRef(root.channel, note.ts))
        yield Material("", "reply", note.text, source, (root.channel,), (note.person,))


def runbook_told(desk: Desk, alert: str) -> Iterator[Material]:
    """Return the active runbook of an alert, if it may be told of."""
    active = next((one for one in desk.reader.versions(alert) if one.state is RunbookState.ACTIVE), None)
    names = [one.name for one in desk.tracks() if one.alert == alert]
    if active is None or not names or not may_be_shown(desk.directory, active, desk.action.channel):
        return
    source, text = Source(alert=alert, version=active.number), words_of(active.text)
    audience, cites = tuple(sorted(sources_in(active))), sources_of(active.text)
    yield Material("", f"runbook of {names[0]}", text, source, audience, (active.author,), cites)
