"""The latest incidents of an alert, with what people said of them and wrote in their threads."""

from collections.abc import Iterable, Iterator
from typing import Final

from ratchet_core.domain import Incident, MessageRef, Source, ThreadNote, Track
from ratchet_core.queries.incidents import entry_of, notes_about
from ratchet_core.queries.tools.desk import Desk, alerts_called, fact, incident_told, nothing
from ratchet_core.vocabulary.models import Material, ToolCall, ToolResult

_MOST: Final = 3
_MOST_NOTES: Final = 3


def run(desk: Desk, call: ToolCall) -> ToolResult:
    """Return what happened in the latest incidents of an alert."""
    alerts = alerts_called(desk, str(call.argument("alert")))
    if isinstance(alerts, ToolResult):
        return alerts
    looked_at = f"the last incidents of {alerts[0].name}"
    told = tuple(piece for track, incident in _latest(desk, alerts) for piece in _told(desk, track, incident))
    if not told:
        return nothing(desk, f"{alerts[0].name} had no incident.", looked_at, [alerts[0].channel])
    return ToolResult(looked_at, told, of=(alerts[0].channel,))


def _latest(desk: Desk, tracks: Iterable[Track]) -> list[tuple[Track, Incident]]:
    had = [(track, one) for track in tracks for one in desk.reader.incidents(track.channel, track.alert, most=_MOST)]
    return sorted(had, key=lambda one: (-one[1].opened_at, one[1].channel))[:_MOST]


def _told(desk: Desk, track: Track, incident: Incident) -> Iterator[Material]:
    yield incident_told(desk, track, incident)
    mark = entry_of(desk.reader, incident).mark
    if mark is not None:
        opened = desk.dated(incident.opened_at)
        text = f"Of the incident of {track.name} that opened {opened} people said: {mark.verdict.value}."
        yield fact(desk, "verdict", text, channel=incident.channel, ts=incident.root_ts)
    notes = notes_about(desk.reader, incident)[-_MOST_NOTES:]
    yield from (_note(desk, incident.channel, one) for one in notes if one.text)


def _note(desk: Desk, channel: str, note: ThreadNote) -> Material:
    source = Source(MessageRef(channel, note.ts))
    return Material("", f"written in its thread {desk.dated(note.at)}", note.text, source, (channel,), (note.person,))
