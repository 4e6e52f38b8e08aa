"""What finds what a person wrote or what was said in a channel, and all that quotes it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from ratchet_core.domain import (
    Citation,
    Incident,
    Mark,
    Message,
    MessageRef,
    Mute,
    Notification,
    RunbookVersion,
    Template,
    Thread,
    Track,
)
from ratchet_core.domain.records import Get, Key, Lookup, Range
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutMessage, AboutPerson, AboutSaid
from ratchet_core.vocabulary.events import ChannelErased, ChannelReplaced, ChannelSeen, Event, PersonErased, TimePassed
from ratchet_core.wants.limits import MOST_CITING, MOST_ERASED, MOST_REWRITTEN


def cited(_snapshot: Snapshot, event: Any) -> tuple[Lookup, ...]:  # noqa: ANN401 - an event about a message, or an alarm
    if not isinstance(event, TimePassed):
        return (_citing_message(MessageRef(event.channel, event.ts)),)
    match event.action.about:
        case AboutMessage(message, after):
            return (_citing_message(message, after),)
        case AboutSaid(channel, "citation", after):
            return (Range(Citation, "in_channel", (channel,), MOST_CITING, low=after or None),)
        case _:
            return ()


def cited_in(snapshot: Snapshot, event: Event) -> tuple[Lookup, ...]:
    return tuple(Range(Citation, "in_channel", (one,), 1) for one in _closing(snapshot, event))


def _closing(snapshot: Snapshot, event: Event) -> Iterator[str]:
    """Return the channels that everybody may read until an event: its own, and those that went on as that."""
    directory = snapshot.directory
    match event:
        case ChannelSeen(private=True) | ChannelReplaced() | ChannelErased():
            channel = event.channel
        case _:
            return
    before = directory.went_on_as(channel)
    yield from (one for one in (channel, *before) if not directory.is_private(one))


def quoted(_snapshot: Snapshot, event: TimePassed) -> tuple[Lookup, ...]:
    about = event.action.about
    return (Get(Message, (about.message.channel, about.message.ts)),) if isinstance(about, AboutMessage) else ()


def _citing_message(message: MessageRef, after: Key | None = None) -> Range:
    return Range(Citation, "of_message", (message.channel, message.ts), MOST_CITING, low=after)


def cited_of_written(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    messages = (one.ref for one in snapshot.written if isinstance(one, Message))
    return tuple(Range(Citation, "of_message", (one.channel, one.ts), 1) for one in messages)


def of_citing_alerts(kind: type, limit: int) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        alerts = dict.fromkeys(one.alert for one in snapshot.cited if one.alert)
        return tuple(Range(kind, "of_alert", (alert,), limit, newest=True) for alert in alerts)

    return keys


_WITH_WORDS: Final = (Message, Mute, Mark, RunbookVersion)

SAID_IN_CHANNEL: Final[Mapping[str, tuple[type, str, tuple[type, ...]]]] = {
    "message": (Message, "in_channel", (int, str)),
    "citation": (Citation, "in_channel", (str, str, str, str)),
    "runbook_version": (RunbookVersion, "citing", (int, str, int)),
    "alert_track": (Track, "in_channel", (str, str)),
    "incident": (Incident, "in_channel", (str, int)),
    "notification": (Notification, "in_channel", (str,)),
    "alert_thread": (Thread, "in_channel", (str,)),
    "incident_mark": (Mark, "in_channel", (str, int)),
    "mute": (Mute, "in_channel", (int, str, str)),
    "bot_template": (Template, "in_channel", (str, str)),
}
"""The kinds that hold what was said in a channel, with the index that finds it and what an order there is made of."""


def written_by(_snapshot: Snapshot, event: PersonErased | ChannelErased | TimePassed) -> tuple[Lookup, ...]:
    about = event.action.about if isinstance(event, TimePassed) else event
    match about:
        case PersonErased() | AboutPerson():
            return tuple(Range(kind, "of_person", (about.person,), MOST_ERASED) for kind in _WITH_WORDS)
        case ChannelErased(channel=channel):
            return tuple(Range(kind, index, (channel,), MOST_ERASED) for kind, index, _ in SAID_IN_CHANNEL.values())
        case AboutSaid(channel, name, after) if name in SAID_IN_CHANNEL:
            kind, index, order = SAID_IN_CHANNEL[name]
            fits = tuple(map(type, after)) == order
            return (Range(kind, index, (channel,), MOST_ERASED + 1, low=after),) if fits else ()
        case _:
            return ()


def versions_with_notes(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    told = (one.alert for one in snapshot.written if isinstance(one, Message | Citation | RunbookVersion))
    alerts = dict.fromkeys(alert for alert in told if alert)
    return tuple(Range(RunbookVersion, "of_alert", (alert,), MOST_REWRITTEN, newest=True) for alert in alerts)


def of_tracks(lookup: Callable[[str], Lookup]) -> Callable[[Snapshot, Event], tuple[Lookup, ...]]:
    def keys(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
        return tuple(lookup(one.alert) for one in snapshot.written if isinstance(one, Track))

    return keys
