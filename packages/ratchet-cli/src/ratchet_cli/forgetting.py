"""Takes out of a log what an erased person wrote; that they did something, and what followed from it, stays."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import TypeVar

import attrs
from attrs import frozen
from ratchet_core.actions import Action, Line, MessageLink, Plain, PostMessage, UpdateMessage
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
from ratchet_core.decision import Decision, Reason
from ratchet_core.domain import MessageRef, RunbookVersion
from ratchet_core.events import (
    ActionFailed,
    AlertMuted,
    Event,
    MessagePosted,
    MessageUpdated,
    PersonErased,
    PersonSeen,
    RunbookWritten,
)
from ratchet_core.memory import World
from ratchet_core.quotation import without_quotes_of
from ratchet_core.state import Log


@frozen
class Traces:
    """By what a person's words are told: the messages that they wrote, and the reasons that they gave."""

    person: str
    messages: tuple[MessageRef, ...]
    reasons: frozenset[str]


def without_the_erased(world: World, event: Event) -> Callable[[Log], Log]:
    """Return what is to become of a log after a person's erasure: their words are blanked in it."""
    if not isinstance(event, PersonErased):
        return lambda log: log
    traces = traces_of(world, event.person)
    return lambda log: [_blanked(one, decision, traces) for one, decision in log]


def traces_of(world: World, person: str) -> Traces:
    """Return by what a person's words are told, from the world as it is before their erasure."""
    mutes = (one for each in world.mutes.values() for one in each)
    return Traces(
        person,
        tuple(sorted(set(_written_by(world, person)))),
        frozenset(one.reason for one in mutes if one.person == person and one.reason),
    )


def _written_by(world: World, person: str) -> Iterator[MessageRef]:
    asked = (one.root for one in world.requests.values() if one.asker == person)
    noted = ((channel, one) for (channel, _), kept in world.notes.items() for one in kept)
    replied = ((root.channel, one) for root, kept in world.replies.items() for one in kept)
    early = ((root.channel, one.ts) for root, held in world.early.items() for one in held if one.person == person)
    said = ((channel, one.ts) for channel, one in chain(noted, replied) if one.person == person)
    return chain(asked, (MessageRef(channel, ts) for channel, ts in chain(said, early)))


def _blanked(event: Event, decision: Decision, traces: Traces) -> tuple[Event, Decision]:
    blank = attrs.evolve(
        decision,
        changes=tuple(_change(one, traces) for one in decision.changes),
        actions=tuple(_action(one, traces) for one in decision.actions),
        withheld=tuple(_action(one, traces) for one in decision.withheld),
        reasons=tuple(_reason(one, traces) for one in decision.reasons),
    )
    return _event(event, traces), blank


def _event(event: Event, traces: Traces) -> Event:  # noqa: PLR0911 - one case for each
    match event:
        case RunbookWritten(by=traces.person):
            return attrs.evolve(event, text="")
        case AlertMuted(by=traces.person):
            return attrs.evolve(event, reason="")
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


def _reason(reason: Reason, traces: Traces) -> Reason:
    return attrs.evolve(reason, about="") if reason.about in traces.reasons else reason
