"""Takes out of a log what an erased person wrote; that they did something, and what followed from it, stays.

Of an erased channel nothing is left in a log: whatever tells of it goes with its decision.
"""

from collections.abc import Callable, Collection
from typing import TypeVar

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.domain import Mark, Message, MessageRef, Mute, Person, RunbookVersion
from ratchet_core.domain.records import Record
from ratchet_core.queries.reader import Reader
from ratchet_core.reading.quotation import sources_of, without_quotes_of
from ratchet_core.vocabulary.actions import AboutMute, Action, Line, MessageLink, PostMessage, RefuseForm, UpdateMessage
from ratchet_core.vocabulary.changes import Change, Put
from ratchet_core.vocabulary.codec import decision_to_json, event_to_json
from ratchet_core.vocabulary.decision import Decision, Log
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AlertMuted,
    ChannelErased,
    CommandGiven,
    DirectMessageSeen,
    Event,
    FormRefused,
    FormSubmitted,
    IncidentMarked,
    Mentioned,
    MessageEdited,
    MessagePosted,
    MessageSeen,
    MessageUpdated,
    PersonErased,
    PersonSeen,
    RunbookWritten,
    ShortcutUsed,
)
from ratchet_core.vocabulary.gone import Gone


@frozen
class Traces:
    """By what a person's words are told: the messages that they wrote, and the mutes that they gave reasons for."""

    person: str
    messages: tuple[MessageRef, ...]
    mutes: frozenset[str]


def without_the_erased(reader: Reader, event: Event) -> Callable[[Log], Log]:
    """Return what is to become of a log after an erasure: a person's words are blanked in it, a channel's turns go."""
    if isinstance(event, ChannelErased):
        gone = _gone_with(reader, event.channel)
        return lambda log: [one for turn in log for one in _left(gone, event, *turn)]
    if not isinstance(event, PersonErased):
        return lambda log: log
    traces = traces_of(reader, event.person)
    return lambda log: [_blanked(one, decision, traces) for one, decision in log]


def _gone_with(reader: Reader, channel: str) -> Gone:
    """Return what goes from a log with a channel: what tells of it, and what was written of its alerts' runbooks."""
    gone = Gone()
    gone.erase_channel(channel)
    for alert in {one.alert for one in reader.tracks() if one.channel == channel}:
        gone.erase_runbook(alert)
    for version in reader.versions():
        if version.only_in == channel or any(one.channel == channel for one in sources_of(version.text)):
            gone.erase_runbook(version.alert)
    return gone


def _left(gone: Gone, erasing: Event, event: Event, decision: Decision) -> Log:
    """Return what is left of a turn: of that which erases why it does, of one that tells of what is gone nothing."""
    if event == erasing:
        return [(event, Decision(reasons=decision.reasons))]
    is_told = gone.is_told_in(event_to_json(event), 0) or gone.is_told_in(decision_to_json(decision), 0)
    return [] if is_told else [(event, decision)]


def traces_of(reader: Reader, person: str) -> Traces:
    """Return by what a person's words are told, from what is remembered before their erasure."""
    mutes = frozenset(one.id for one in reader.mutes() if one.person == person)
    return Traces(person, tuple(reader.messages_of(person)), mutes)


def _blanked(event: Event, decision: Decision, traces: Traces) -> tuple[Event, Decision]:
    blank = evolve(
        decision,
        changes=tuple(_change(one, traces) for one in decision.changes),
        actions=tuple(_action(one, traces) for one in decision.actions),
        withheld=tuple(_action(one, traces) for one in decision.withheld),
    )
    return _event(event, traces), blank


def _event(event: Event, traces: Traces) -> Event:  # noqa: C901, PLR0911, PLR0912 - one case for each
    match event:
        case RunbookWritten(by=traces.person):
            return evolve(event, text="")
        case FormSubmitted(person=traces.person):
            return evolve(event, values=())
        case IncidentMarked(by=traces.person):
            return evolve(event, reason="")
        case AlertMuted(by=traces.person):
            return evolve(event, reason="")
        case MessageSeen(person=traces.person) | MessageEdited(person=traces.person):
            return evolve(event, text="")
        case ShortcutUsed(author=traces.person):
            return evolve(event, text="")
        case Mentioned() | DirectMessageSeen() | CommandGiven() if event.person == traces.person:
            return evolve(event, text="")
        case PersonSeen(person=traces.person):
            return evolve(event, name="")
        case MessagePosted(action=action):
            return evolve(event, action=_spoken(action, traces))
        case MessageUpdated(action=update):
            return evolve(event, action=_spoken(update, traces))
        case FormRefused(action=refusal) if refusal.person == traces.person:
            return evolve(event, action=_emptied(refusal))
        case ActionFailed(action=failed):
            return evolve(event, action=_action(failed, traces))
        case _:
            return event


def _change(change: Change, traces: Traces) -> Change:
    return Put(_record(change.record, traces)) if isinstance(change, Put) else change


def _record(record: Record, traces: Traces) -> Record:
    match record:
        case RunbookVersion():
            return _version(record, traces)
        case Mute(person=traces.person) | Mark(person=traces.person):
            return evolve(record, reason="")
        case Message(person=traces.person):
            return evolve(record, text="")
        case Person(id=traces.person):
            return evolve(record, name="")
        case _:
            return record


def _version(version: RunbookVersion, traces: Traces) -> RunbookVersion:
    text = "" if version.author == traces.person else version.text
    for message in traces.messages:
        text = without_quotes_of(text, message)
    return evolve(version, text=text)


def _action(action: Action, traces: Traces) -> Action:
    match action:
        case PostMessage():
            return _spoken(action, traces)
        case UpdateMessage():
            return _spoken(action, traces)
        case RefuseForm(person=traces.person):
            return _emptied(action)
        case _:
            return action


def _emptied(refusal: RefuseForm) -> RefuseForm:
    return evolve(refusal, form=evolve(refusal.form, fields=()))


_Spoken = TypeVar("_Spoken", PostMessage, UpdateMessage)


def _spoken(action: _Spoken, traces: Traces) -> _Spoken:
    about = action.about
    if isinstance(about, AboutMute) and about.mute in traces.mutes:
        return evolve(action, body=evolve(action.body, lines=()))
    kept = tuple(line for line in action.body.lines if not _cites(line, traces.messages))
    return evolve(action, body=evolve(action.body, lines=kept))


def _cites(line: Line, messages: Collection[MessageRef]) -> bool:
    cited = {MessageRef(one.channel, one.ts) for one in line.pieces if isinstance(one, MessageLink)}
    return not cited.isdisjoint(messages)
