"""`ratchet why`: runs an export again, or looks into a saved state, and tells how one decision came about."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from attrs import define, field
from ratchet_core.domain import MessageRef
from ratchet_core.domain.policy import Mode
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise import recognise
from ratchet_core.vocabulary.changes import Change, Drop, DropActions, EraseLines, EraseQuotes, Put
from ratchet_core.vocabulary.codec import decision_to_json, event_to_json
from ratchet_core.vocabulary.decision import Decision, Reason, Why
from ratchet_core.vocabulary.events import ChannelSeen, DirectMessageSeen, Event, Mentioned, MessageSeen, ModelAnswered

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.places.records import TS
from ratchet_cli.places.state_file import load
from ratchet_cli.simulate.known import no_channel
from ratchet_cli.simulate.simulation import SimulationRequest, simulate
from ratchet_cli.terminal.drafts import drafts_in, shown_drafts
from ratchet_cli.terminal.steering import visible
from ratchet_cli.terminal.transcript import IN_SHADOW, shown_actions, shown_event, shown_withheld

_SHOWN = 5


@define
class Trail:
    """The decision about one message, and those that followed from its actions."""

    channel: str
    ts: str
    steps: list[tuple[Event, Decision]] = field(factory=list)
    prefix: str = ""
    channels: list[str] = field(factory=list)
    _keys: set[str] = field(factory=set)

    def hear(self, event: Event, decision: Decision) -> None:
        """Keep an event that is the message, concerns it, or is an outcome of what was decided about it."""
        if isinstance(event, ChannelSeen):
            self.channels.append(event.name)
            if self.channel == event.channel or self.channel.casefold() == event.name.casefold():
                self.prefix = f"{event.channel}/{self.ts}"
        action = getattr(event, "action", None)
        if (action is not None and action.key in self._keys) or self._is_about(event):
            self.steps.append((event, decision))
            self._keys.update(one.key for one in decision.actions)

    def _is_about(self, event: Event) -> bool:
        if event.id == self.prefix:
            return True
        return event.id.startswith(f"{self.prefix}/") and getattr(event, "ts", "") == self.ts


def trail_of(request: SimulationRequest, place: str) -> tuple[Trail, Reader]:
    """Return the decisions about the message `CHANNEL/TS` of an export.

    Raises:
        UnusableInputError: If the place is not written so, or the export has no such message.
    """
    channel, _, ts = place.removeprefix("#").rpartition("/")
    if not channel or not TS.fullmatch(ts):
        raise UnusableInputError(f"{place}: this is not a message; write CHANNEL/TS, such as alerts/1709543171.993908.")
    trail = Trail(channel, ts)
    outcome = simulate(request, lambda *_: None, [trail.hear])
    if not trail.prefix:
        raise UnusableInputError(f"{place}: {no_channel(channel, trail.channels)}")
    if not trail.steps:
        raise UnusableInputError(f"{place}: the export has no such message; --transcript shows those that it has.")
    return trail, outcome.reader


def trail_in(state: Path, event_id: str) -> tuple[Trail, Reader]:
    """Return the decision about an event that a command made, and those that followed from its actions.

    Raises:
        UnusableInputError: If the state is none, or has no such event.
    """
    store, log = load(state)
    trail = Trail("", "", prefix=event_id)
    for event, decision in log:
        trail.hear(event, decision)
    if not trail.steps:
        known = "; ".join(event.id for event, _ in log[-_SHOWN:]) or "none, for no command changed it yet"
        raise UnusableInputError(f"{event_id}: the state has no such event; its latest are {known}.")
    return trail, MemoryReader(store)


def explained(trail: Trail, reader: Reader) -> list[str]:
    """Return the lines that explain a decision to a person."""
    lines: list[str] = []
    directory = reader.directory()
    for event, decision in trail.steps:
        lines += ["", shown_event(event, reader, directory), *taken_for(event), *shown_reasons(decision.reasons)]
        lines += _changed(decision.changes)
        lines += [
            *shown_drafts(drafts_in(decision), reader, directory),
            *shown_actions(decision.actions, directory),
        ]
        lines += [f"   {line}" for line in shown_withheld(decision.withheld, directory)]
        lines += [f"   {line}" for line in in_shadow(event, decision.reasons, reader)]
    return lines[1:]


def in_shadow(event: Event | None, reasons: Iterable[Reason], reader: Reader) -> Iterator[str]:
    """Return what a model in shadow would have answered to what ratchet was asked, or drafted of a runbook."""
    match event:
        case Mentioned() | DirectMessageSeen():
            inquiry = reader.inquiry(MessageRef(event.channel, event.ts))
            stated = () if inquiry is None or not inquiry.shadow else inquiry.stated
            yield from (f"{IN_SHADOW}: a model would have answered: {visible(one.text)}" for one in stated)
        case ModelAnswered() if any(one.why is Why.MODEL_DRAFTED for one in reasons):
            directory, channel = reader.directory(), event.action.channel
            if directory.place(channel).model_drafts is Mode.SHADOW:
                steps = event.reply.statements
                yield from (f"{IN_SHADOW}: a model would have drafted: {visible(one.text)}" for one in steps)
        case _:
            pass


def shown_reasons(reasons: Iterable[Reason]) -> list[str]:
    """Return the lines that say why."""
    return [f"   because: {one.behaviour}: {one.why.value.replace('_', ' ')} {one.about}".rstrip() for one in reasons]


def _changed(changes: Iterable[Change]) -> list[str]:
    """Return what is remembered, forgotten and given up, each kind once."""
    done: dict[str, dict[str, None]] = {}
    for change in changes:
        match change:
            case Put(record):
                done.setdefault("remembers", {})[_in_words(type(record).__name__)] = None
            case Drop(kind):
                done.setdefault("forgets", {})[_in_words(kind)] = None
            case DropActions():
                done.setdefault("gives up", {})["what was still to be said there"] = None
            case EraseQuotes() | EraseLines():
                done.setdefault("takes out", {})["words from what is still to be said"] = None
    return [f"   {what}: {', '.join(kinds)}" for what, kinds in done.items()]


def _in_words(name: str) -> str:
    """Return the name of a kind of record as words, as in the glossary: `RunbookVersion` is runbook version."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()


def taken_for(event: Event) -> list[str]:
    """Return the line that says what a bot's message was taken for."""
    if not isinstance(event, MessageSeen) or event.bot is None or event.content is None:
        return []
    message = recognise(event.content, event.bot)
    said = ", ".join(
        f"{name} {value}"
        for name, value in (("alert", message.alert), ("service", message.service), ("severity", message.severity))
        if value
    )
    return [f"   taken for: {message.kind.value} by the reader {message.reader!r}; {said or 'nothing more'}"]


def as_json(trail: Trail) -> list[str]:
    """Return each step as two lines of JSON: the event, and its decision."""
    return [line for event, decision in trail.steps for line in (event_to_json(event), decision_to_json(decision))]
