"""What a handover tells: what is open, who looked at it, what waits, what is muted until when; every item linked."""

from collections.abc import Iterator
from typing import Final

from ratchet_core.basis.instants import DAY, HOUR, Duration, Instant, described, duration_of
from ratchet_core.domain import CardState, Incident, IncidentState, Look, Message, Mute, Track
from ratchet_core.domain.course import course_of
from ratchet_core.domain.incidents import name_among
from ratchet_core.rules.explaining import line, named
from ratchet_core.rules.summaries import waiting_here, waiting_line
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Body, Line, MessageLink, PersonMention, Piece
from ratchet_core.wants.commands import all_open_tracks, open_tracks
from ratchet_core.wants.limits import LISTED_WAITING

SHIFT: Final[Duration] = 12 * HOUR
"""How far a handover looks back, where nobody asked for one lately and nobody says how far."""

_SAME: Final[Duration] = HOUR
"""Handovers that are asked for within this time are one."""

_LONGEST: Final[Duration] = 7 * DAY
_SHOWN: Final = 10
_OLDEST: Final = f"These {LISTED_WAITING} questions have waited longest; there may be more."


def since_of(snapshot: Snapshot, at: Instant) -> Instant:
    """Return from when on a handover tells: as long as is asked for, or since the last one, or a shift."""
    ask, last = snapshot.focus.ask, snapshot.handover
    words = "" if ask is None else ask.rest
    wanted = next((one for word in words.split() if (one := duration_of(word)) is not None), None)
    if wanted is not None:
        return at - wanted
    if last is not None and _SAME <= at - last.at <= _LONGEST:
        return last.at
    return at - SHIFT


def is_another(snapshot: Snapshot, at: Instant) -> bool:
    """Say whether a handover is not the same as the one that was asked for just before."""
    return snapshot.handover is None or at - snapshot.handover.at >= _SAME


def handover_body(snapshot: Snapshot, name: str, since: Instant, at: Instant) -> Body:
    """Return what whoever takes over has to know of a channel."""
    tracks, number = open_tracks(snapshot), len(all_open_tracks(snapshot))
    waiting = waiting_here(snapshot)[:LISTED_WAITING]
    lines = [
        *(_open_line(snapshot, one, at) for one in tracks),
        *([line(f"... and {number - len(tracks)} more alerts are open")] if number > len(tracks) else []),
        *(waiting_line(snapshot.directory, one, at) for one in waiting),
        *([line(_OLDEST)] if len(snapshot.waiting) == LISTED_WAITING else []),
        *_draft_lines(snapshot),
        *_mute_lines(snapshot),
        *_ended_lines(snapshot, since, at),
    ]
    questions = _counted(len(waiting), "waiting question", more=len(snapshot.waiting) == LISTED_WAITING)
    counts = f"{_counted(number, 'open alert')}, {questions}"
    nothing = [line("Nothing is open, and nothing waits.")] if not lines else []
    return Body(f"Handover of #{name}, the last {described(at - since)}: {counts}", (*lines, *nothing))


def _counted(number: int, what: str, *, more: bool = False) -> str:
    """Return how many of something there are, or that there may be `more`."""
    return f"{number or 'no'}{'+' * more} {what}{'' if number == 1 else 's'}"


def link_of(track: Track, incident: Incident) -> MessageLink:
    """Return the link to an incident's card where it has one, or else to the message of its alert."""
    card = track.card
    if card is not None and card.ts is not None and card.state is CardState.POSTED and card.latest == incident.number:
        return MessageLink(track.channel, card.ts, "card")
    return MessageLink(track.channel, incident.root_ts, "thread")


def _name(snapshot: Snapshot, track: Track) -> str:
    return name_among(track, snapshot.tracks_here)


def _open_line(snapshot: Snapshot, track: Track, at: Instant) -> Line:
    incident = course_of(track).incidents[-1]
    severity = f" ({incident.severity.value})" if incident.severity is not None else ""
    lasts = described(at - incident.opened_at)
    acts: tuple[Look | Message, ...] = (*snapshot.looks_here, *snapshot.notes_here)
    since = sorted((one for one in acts if one.alert == track.alert and one.at >= incident.opened_at), key=_at)
    looked = [one.person for one in since if one.person]
    people = [one for one in dict.fromkeys(looked) if not snapshot.directory.is_erased(one)]
    seen: list[Piece | str] = [", nobody has looked yet: "]
    if people:
        named = [piece for one in people for piece in (PersonMention(one), ", ")][:-1]
        seen = [", seen by ", *named, ": "]
    return line(f"Open: {_name(snapshot, track)}{severity}, for {lasts}", *seen, link_of(track, incident))


def _at(act: Look | Message) -> Instant:
    return act.at


def _draft_lines(snapshot: Snapshot) -> Iterator[Line]:
    here = {one.alert: one for one in snapshot.tracks_here}
    for alert in dict.fromkeys(one.alert for one in reversed(snapshot.proposals) if one.alert in here):
        latest = max((one for one in snapshot.proposals if one.alert == alert), key=lambda one: one.number)
        track = here[alert]
        yield line(
            f"Runbook draft v{latest.number} of {_name(snapshot, track)} awaits approval{_colon(track)}",
            *_last_link(track),
        )


def _mute_lines(snapshot: Snapshot) -> Iterator[Line]:
    here = {one.alert: one for one in snapshot.tracks_here}
    lasting = [one for one in snapshot.mutes_here if one.alert in here and one.during.covers(snapshot.focus.at)]
    for mute in lasting[:_SHOWN]:
        track = here[mute.alert]
        until = _until(snapshot, mute)
        by = named(snapshot, mute.person)
        yield line(f"Muted until {until}: {_name(snapshot, track)}, by ", by, _colon(track), *_last_link(track))
    if len(lasting) > _SHOWN:
        yield line(f"... and {len(lasting) - _SHOWN} more mutes")


def _until(snapshot: Snapshot, mute: Mute) -> str:
    return snapshot.policy.dated(mute.during.until or snapshot.focus.at)


def _colon(track: Track) -> str:
    return ": " if course_of(track).latest is not None else ""


def _last_link(track: Track) -> tuple[MessageLink, ...]:
    latest = course_of(track).latest
    return () if latest is None else (link_of(track, latest),)


def _ended_lines(snapshot: Snapshot, since: Instant, at: Instant) -> Iterator[Line]:
    ended = [
        (incident.ended_at, track, incident)
        for track in snapshot.tracks_here
        for incident in (track.previous, *course_of(track).incidents)
        if incident is not None and incident.ended_at is not None and since <= incident.ended_at <= at
    ]
    ended.sort(key=lambda one: (-one[0], one[1].name, one[2].number))
    for ended_at, track, incident in ended[:_SHOWN]:
        how = "Resolved" if incident.state is IncidentState.RESOLVED else "Closed as stale"
        lasted = described(ended_at - incident.opened_at)
        yield line(
            f"{how} {described(at - ended_at)} ago, after {lasted}: {_name(snapshot, track)}: ",
            link_of(track, incident),
        )
    if len(ended) > _SHOWN:
        yield line(f"... and {len(ended) - _SHOWN} more that ended")
