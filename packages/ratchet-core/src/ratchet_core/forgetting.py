"""Takes out of a log what an erased person wrote; that they did something, and what followed from it, stays."""

from collections.abc import Callable, Collection
from typing import TypeVar

import attrs
from attrs import frozen

from ratchet_core.actions import Action, Line, MessageLink, Plain, PostMessage, UpdateMessage
from ratchet_core.behaviours.answers import SHARING
from ratchet_core.changes import (
    AddRunbookVersion,
    Change,
    HoldReply,
    KeepNote,
    KeepReply,
    OpenHelpRequest,
    RememberMute,
    RememberPerson,
    UpdateHelpRequest,
)
from ratchet_core.decision import Decision, Reason, Why
from ratchet_core.domain import MessageRef, RunbookVersion
from ratchet_core.events import (
    ActionFailed,
    AlertMuted,
    Event,
    MessageEdited,
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    PersonErased,
    PersonSeen,
    RunbookWritten,
)
from ratchet_core.memory import RUNBOOK
from ratchet_core.queries.people import reasons_of
from ratchet_core.queries.reader import Reader
from ratchet_core.quotation import sources_of, without_quotes_of
from ratchet_core.snapshot import request_of
from ratchet_core.state import Log


@frozen
class Traces:
    """By what a person's words are told: the messages that they wrote, and the reasons that they gave.

    `documents` are the keys under which their questions are found, and the runbooks with words of theirs.
    """

    person: str
    messages: tuple[MessageRef, ...]
    reasons: frozenset[str]
    documents: frozenset[str]


def without_the_erased(reader: Reader, event: Event) -> Callable[[Log], Log]:
    """Return what is to become of a log after a person's erasure: their words are blanked in it."""
    if not isinstance(event, PersonErased):
        return lambda log: log
    traces = traces_of(reader, event.person)
    return lambda log: [_blanked(one, decision, traces) for one, decision in log]


def traces_of(reader: Reader, person: str) -> Traces:
    """Return by what a person's words are told, from what is remembered before their erasure."""
    written = tuple(reader.messages_of(person))
    questions = (f"{one.channel}/{one.ts}" for one in written)
    runbooks = (f"{RUNBOOK}{one.alert}" for one in reader.versions() if _is_in(one, person, written))
    return Traces(person, written, reasons_of(reader, person), frozenset((*questions, *runbooks)))


def _is_in(version: RunbookVersion, person: str, written: Collection[MessageRef]) -> bool:
    return version.author == person or not set(sources_of(version.text)).isdisjoint(written)


def _blanked(event: Event, decision: Decision, traces: Traces) -> tuple[Event, Decision]:
    blank = attrs.evolve(
        decision,
        changes=tuple(_change(one, traces) for one in decision.changes),
        actions=tuple(_action(one, traces) for one in decision.actions),
        withheld=tuple(_action(one, traces) for one in decision.withheld),
        reasons=tuple(_reason(one, event, traces) for one in decision.reasons),
    )
    return _event(event, traces), blank


def _event(event: Event, traces: Traces) -> Event:  # noqa: PLR0911 - one case for each
    match event:
        case RunbookWritten(by=traces.person):
            return attrs.evolve(event, text="")
        case AlertMuted(by=traces.person):
            return attrs.evolve(event, reason="")
        case MessageSeen(person=traces.person) | MessageEdited(person=traces.person):
            return attrs.evolve(event, text="")
        case PersonSeen(person=traces.person):
            return attrs.evolve(event, name="")
        case MessagePosted(action=action):
            return attrs.evolve(event, action=_spoken(action, traces))
        case MessageUpdated(action=update):
            return attrs.evolve(event, action=_spoken(update, traces))
        case ActionFailed(action=failed):
            return attrs.evolve(event, action=_action(failed, traces))
        case _:
            return event


def _change(change: Change, traces: Traces) -> Change:  # noqa: PLR0911 - one case for each
    match change:
        case AddRunbookVersion(version):
            return AddRunbookVersion(_version(version, traces))
        case RememberMute(mute) if mute.person == traces.person:
            return RememberMute(attrs.evolve(mute, reason=""))
        case OpenHelpRequest(request) if request.asker == traces.person:
            return OpenHelpRequest(attrs.evolve(request, question=""))
        case UpdateHelpRequest(request) if request.asker == traces.person:
            return UpdateHelpRequest(attrs.evolve(request, question=""))
        case KeepNote(channel, alert, note) if note.person == traces.person:
            return KeepNote(channel, alert, attrs.evolve(note, text=""))
        case KeepReply(root, reply) if reply.person == traces.person:
            return KeepReply(root, attrs.evolve(reply, text=""))
        case HoldReply(root, held) if held.person == traces.person:
            return HoldReply(root, attrs.evolve(held, text=""))
        case RememberPerson(person) if person.id == traces.person:
            return RememberPerson(attrs.evolve(person, name=""))
        case _:
            return change


def _version(version: RunbookVersion, traces: Traces) -> RunbookVersion:
    text = "" if version.author == traces.person else version.text
    for message in traces.messages:
        text = without_quotes_of(text, message)
    return attrs.evolve(version, text=text)


def _action(action: Action, traces: Traces) -> Action:
    match action:
        case PostMessage():
            return _spoken(action, traces)
        case UpdateMessage():
            return _spoken(action, traces)
        case _:
            return action


_Spoken = TypeVar("_Spoken", PostMessage, UpdateMessage)


def _spoken(action: _Spoken, traces: Traces) -> _Spoken:
    kept = tuple(line for line in action.body.lines if not _is_theirs(line, traces))
    return attrs.evolve(action, body=attrs.evolve(action.body, lines=kept))


def _is_theirs(line: Line, traces: Traces) -> bool:
    """Say whether a line cites a message of the person, or ends with their reason, as the news of a mute's end does."""
    cited = {MessageRef(one.channel, one.ts) for one in line.pieces if isinstance(one, MessageLink)}
    words = "".join(one.text for one in line.pieces if isinstance(one, Plain))
    return not cited.isdisjoint(traces.messages) or any(words.endswith(f": {reason}") for reason in traces.reasons)


def _reason(reason: Reason, event: Event, traces: Traces) -> Reason:
    """Return a reason without the person's own, and without the terms that their question shares with another's."""
    if reason.about in traces.reasons:
        return attrs.evolve(reason, about="")
    document, found, _ = reason.about.partition(SHARING)
    if reason.why is not Why.ASKED_BEFORE or not found:
        return reason
    action = getattr(event, "action", None)
    asked = request_of(action.about) if action is not None else None
    theirs = asked in traces.messages or document.rpartition(", ")[0] in traces.documents
    return attrs.evolve(reason, about=document) if theirs else reason
