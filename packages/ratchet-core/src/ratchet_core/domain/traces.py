"""What is remembered of the alerts that bots fired lately, by which an end is known that no words tell."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from attrs import frozen

from ratchet_core.basis.content import Content
from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import Instant
from ratchet_core.recognise.recognised import NOWHERE, Kind, Recognised, Severity
from ratchet_core.recognise.traits import Traits, is_good, traits_of

MOST_TRACES: Final = 40
"""How many alerts of a channel are remembered so, those that fired last."""

_MILD: Final = frozenset({Severity.LOW, Severity.INFO})
_MOST_MESSAGES: Final = 3
_MOST_MARKS: Final = 12


class KnownBy(StrEnum):
    """By what an end is known."""

    MESSAGE = "its message"
    MARK = "a link or number"
    SHAPE = "its shape and colour"


@frozen
class Trace:
    """What a bot's messages about an alert look like that fires in a channel, or did; it holds no words.

    Attributes:
        bot: Who fires it.
        at: When it fired first in this episode.
        fires: Whether its incident is open.
        messages: The first messages of the episode, by their timestamps: an end may stand in their threads.
        template: The shape of its headline.
        colour: The colour with which it fired.
        emoji: The telling emoji with which it fired.
        marks: The links, numbers and ids that its messages named.
    """

    channel: str
    alert: str
    bot: str
    at: Instant
    fires: bool = True
    messages: tuple[str, ...] = ()
    template: str = ""
    colour: str = ""
    emoji: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        """Whether no more of the episode's messages are looked at."""
        return len(self.messages) >= _MOST_MESSAGES

    def with_firing(self, ts: str, traits: Traits) -> "Trace":
        """Return the trace with one more message of the episode, as far as that tells more."""
        marks = (*self.marks, *(one for one in traits.marks if one not in self.marks))[:_MOST_MARKS]
        messages = self.messages if ts in self.messages else (*self.messages, ts)[:_MOST_MESSAGES]
        if len(marks) == len(self.marks) and len(messages) == len(self.messages):
            return self
        return evolve(self, messages=messages, marks=marks)


def traced(channel: str, alert: str, bot: str, at: Instant, ts: str, traits: Traits) -> Trace:  # noqa: PLR0913, PLR0917 - what fired where
    """Return the trace of an alert that begins to fire."""
    marks = traits.marks[:_MOST_MARKS]
    return Trace(channel, alert, bot, at, True, (ts,), traits.template, traits.colour, traits.emoji, marks)


@frozen
class Origin:
    """Where a message comes from: its bot, its place and its thread; and whether a person said what it is."""

    bot: str
    ts: str
    thread: str | None
    taught: bool = False


def remembered(
    message: Recognised, content: Content, origin: Origin, traces: Mapping[str, Trace]
) -> tuple[Recognised, KnownBy | None]:
    """Return what a message is to somebody who remembers what its bot fired in the channel, and by what that is known.

    An end that is of nothing which fires is of the one alert whose message, link, number or shape it has. What says of
    no end, and looks better than what fired, is one too: a person's word on what it is stands above that.
    """
    is_end = message.kind is Kind.ALERT_RESOLVED
    if message.key in traces if is_end else not _may_be_end(message, content, origin):
        return message, None
    mine = [one for one in traces.values() if one.bot == origin.bot]
    if not mine:
        return message, None
    traits = traits_of(content)
    found, known = _end_of(mine, traits, origin) if is_end else _better_than(mine, traits, origin, message)
    return (message, None) if found is None else (_as_end(message, found.alert), known)


def _may_be_end(message: Recognised, content: Content, origin: Origin) -> bool:
    """Say whether a message whose words say of no end looks as good as one."""
    return (
        message.kind is not Kind.ALERT_UPDATE
        and message.severity not in _MILD
        and not origin.taught
        and is_good(content)
    )


def _end_of(traces: Sequence[Trace], traits: Traits, origin: Origin) -> tuple[Trace | None, KnownBy | None]:
    """Return what an end is of that names nothing which was remembered."""
    if (found := told_by_message(traces, origin.ts, origin.thread)) is not None:
        return found, KnownBy.MESSAGE
    if (found := told_by_mark(traces, traits)) is not None:
        return found, KnownBy.MARK
    return told_by_shape(traces, traits), KnownBy.SHAPE


def _better_than(
    traces: Sequence[Trace], traits: Traits, origin: Origin, message: Recognised
) -> tuple[Trace | None, KnownBy | None]:
    """Return what a message is the end of by how it looks: it looks better than what fired."""
    if message.kind is Kind.DEPLOY:  # what was deployed is told on cards, also where a deploy had failed
        found = told_by_message(traces, origin.ts, origin.thread)
        return (found, KnownBy.MESSAGE) if found and traits.is_better_than(found.colour, found.emoji) else (None, None)
    own = next((one for one in traces if one.alert == message.key and one.template == traits.template), None)
    candidates = (
        (told_by_message(traces, origin.ts, origin.thread), KnownBy.MESSAGE),
        (own or told_by_shape(traces, traits), KnownBy.SHAPE),
        (None if message.kind is Kind.ALERT_FIRING else told_by_mark(traces, traits), KnownBy.MARK),
    )
    better = ((one, known) for one, known in candidates if one and traits.is_better_than(one.colour, one.emoji))
    return next(better, (None, None))


def _as_end(message: Recognised, alert: str) -> Recognised:
    """Return a message as the end of an alert; whom it names as affected counts where the alert is its own."""
    if message.key == alert:
        return evolve(message, kind=Kind.ALERT_RESOLVED)
    name = message.alert or message.title
    return evolve(
        message, kind=Kind.ALERT_RESOLVED, alert=name, fingerprint=alert, members=(), location=NOWHERE, severity=None
    )


def told_by_message(traces: Iterable[Trace], *messages: str | None) -> Trace | None:
    """Return the one alert that fires and one of whose messages is named."""
    return _only(one for one in traces if one.fires and any(ts in one.messages for ts in messages))


def told_by_mark(traces: Iterable[Trace], traits: Traits) -> Trace | None:
    """Return the one alert that fires and shares a link or a number that no other alert has."""
    known = list(traces)
    named: dict[str, list[Trace]] = {mark: [one for one in known if mark in one.marks] for mark in traits.marks}
    return _only(sharing[0] for sharing in named.values() if len(sharing) == 1 and sharing[0].fires)


def told_by_shape(traces: Iterable[Trace], traits: Traits) -> Trace | None:
    """Return the one alert whose messages have that shape, if it fires."""
    found = _only(one for one in traces if one.template and one.template == traits.template)
    return found if found is not None and found.fires else None


def _only(found: Iterable[Trace]) -> Trace | None:
    """Return what is found if it is one alert alone."""
    alerts = {one.alert: one for one in found}
    return next(iter(alerts.values())) if len(alerts) == 1 else None


def oldest_beyond(traces: Mapping[str, Trace]) -> Trace | None:
    """Return what is forgotten for one more, what is over before what fires; None while there is room."""
    if len(traces) < MOST_TRACES:
        return None
    return min(traces.values(), key=lambda one: (one.fires, one.at, one.alert))
