"""What finds what a person asks ratchet for, by a command or a call: of each command only what that takes."""

from collections.abc import Sequence
from typing import Any, Final

from ratchet_core.domain import (
    Alert,
    Handover,
    HelpRequest,
    Incident,
    Look,
    Message,
    Mute,
    RunbookState,
    RunbookVersion,
    Thread,
    Track,
)
from ratchet_core.domain.course import course_of
from ratchet_core.domain.records import EVERYWHERE, Get, Lookup, Range
from ratchet_core.reading.asking import Command
from ratchet_core.recognise.recognised import Severity
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Press
from ratchet_core.vocabulary.events import ButtonPressed, Event
from ratchet_core.wants.limits import (
    LATEST,
    MOST_ASKED_HERE,
    MOST_INCIDENTS,
    MOST_LOOKS,
    MOST_MUTES,
    MOST_OPEN,
    MOST_PROPOSALS,
    MOST_VERSIONS,
)
from ratchet_core.wants.piece import Keys


def where(commands: frozenset[Command], keys: Keys) -> Keys:
    """Return what finds something only where a person asks for what takes it."""

    def wanted(snapshot: Snapshot, event: Any) -> tuple[Lookup, ...]:  # noqa: ANN401 - whatever asks
        ask = snapshot.focus.ask
        return keys(snapshot, event) if ask is not None and ask.command in commands else ()

    return wanted


def alert_asked(snapshot: Snapshot) -> str | None:
    """Return the alert that a person asks about: that of the thread, or one of the channel, by its name in any case."""
    thread: Thread | None = snapshot.asked_for("thread")
    ask = snapshot.focus.ask
    if ask is None:
        return None
    named = track_named(snapshot.asked_for("tracks_here") or (), ask.rest)
    if named is not None:
        return named.alert
    return None if thread is None or not _is_in_thread(snapshot) else thread.alert


def track_named(tracks: Sequence[Track], text: str) -> Track | None:
    """Return the alert of a channel that a text names, whatever the case; without names of channels."""
    name = " ".join(one for one in text.split() if not one.startswith("#")).casefold()
    known = (one for one in tracks if name in {one.name.casefold(), f"{one.name} on {one.service}".casefold()})
    return next(known, None) if name else None


def _is_in_thread(snapshot: Snapshot) -> bool:
    ask = snapshot.focus.ask
    return ask is not None and (ask.command in {Command.WHY, Command.SUMMARY} or not ask.rest)


def track_asked(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert, thread = alert_asked(snapshot), snapshot.asked_for("thread")
    if alert is None:
        return ()
    channel = thread.root.channel if thread is not None and thread.alert == alert else snapshot.focus.channel
    return (Get(Track, (channel or "", alert)),)


def incidents_asked(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    """Return what finds the latest incidents of an alert here, to tell which of them a thread is about."""
    alert, channel = alert_asked(snapshot), snapshot.focus.channel
    if alert is None or channel is None:
        return ()
    return (Range(Incident, "in_channel", (channel,), LATEST, (alert,), (alert, MOST_INCIDENTS), newest=True),)


def alert_of_ask(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert = alert_asked(snapshot)
    return () if alert is None else (Get(Alert, (alert,)),)


def versions_asked(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert = alert_asked(snapshot)
    if alert is None:
        return ()
    latest = Range(RunbookVersion, "of_alert", (alert,), MOST_VERSIONS, newest=True)
    return (latest, Range(RunbookVersion, "active", (alert,), 1))


def mutes_asked(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alert = alert_asked(snapshot)
    return () if alert is None else (Range(Mute, "ending", (alert,), MOST_MUTES, low=(snapshot.focus.at,)),)


def looks_here(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    return tuple(
        Range(Look, "of_alert", (one.channel, one.alert), MOST_LOOKS, newest=True) for one in open_tracks(snapshot)
    )


def notes_here(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    return tuple(
        Range(Message, "notes", (one.channel, one.alert), MOST_LOOKS, newest=True) for one in open_tracks(snapshot)
    )


def open_tracks(snapshot: Snapshot) -> list[Track]:
    """Return the alerts of the channel that are open, so many as a handover tells of: critical ones first, by age."""
    return all_open_tracks(snapshot)[:MOST_OPEN]


def all_open_tracks(snapshot: Snapshot) -> list[Track]:
    """Return all alerts of the channel that are open: critical ones first, those before that have been open longest."""
    known = [(course.incidents[-1], one) for one in snapshot.tracks_here if (course := course_of(one)).is_open]
    known.sort(key=lambda one: (one[0].severity is not Severity.CRITICAL, one[0].opened_at, one[1].alert))
    return [track for _, track in known]


def mutes_here(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel, low = snapshot.focus.channel, (snapshot.focus.at,)
    if channel is None:
        return ()
    return tuple(Range(Mute, "in_channel", (one,), MOST_MUTES, low=low) for one in (channel, EVERYWHERE))


def asked_here(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel = snapshot.focus.channel
    return () if channel is None else (Range(HelpRequest, "in_channel", (channel,), MOST_ASKED_HERE, newest=True),)


def proposals(_snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    state = RunbookState.PROPOSED.value
    return (Range(RunbookVersion, "in_state", (state,), MOST_PROPOSALS, newest=True),)


def handover(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    channel = snapshot.focus.channel
    return () if channel is None else (Get(Handover, (channel,)),)


def where_set_up(keys: Keys) -> Keys:
    """Return what finds something where a person presses a button to set a channel up."""

    def wanted(snapshot: Snapshot, event: ButtonPressed) -> tuple[Lookup, ...]:
        return keys(snapshot, event) if event.does is Press.SET_UP else ()

    return wanted


OF_HANDOVER: Final = frozenset({Command.HANDOVER})
OF_ALERTS: Final = frozenset(
    {
        Command.STATUS,
        Command.MUTE,
        Command.RUNBOOK,
        Command.WHY,
        Command.HANDOVER,
        Command.SETUP,
        Command.SUMMARY,
    }
)
OF_ONE_ALERT: Final = frozenset({Command.MUTE, Command.RUNBOOK, Command.WHY, Command.SUMMARY})
OF_QUESTIONS: Final = frozenset({Command.STATUS, Command.HANDOVER})
OF_THREAD: Final = frozenset({Command.WHY, Command.RUNBOOK, Command.MUTE, Command.SUMMARY})
OF_SUMMARY: Final = frozenset({Command.SUMMARY})
OF_SETUP: Final = frozenset({Command.SETUP})
OF_MESSAGE: Final = frozenset({Command.WHY})
OF_REQUEST: Final = frozenset({Command.WHY, Command.SIMILAR, Command.SUMMARY})
OF_SIMILAR: Final = frozenset({Command.SIMILAR})
