"""The course of an alert: signals in the order of time are folded into incidents, however late they arrive.

Firing opens an incident or adds to the open one, resolved ends it once nobody affected is left, and silence for long
enough makes it stale. The fold is a function of the set of signals, so the order of arrival within the policy's
reordering time does not matter.
"""

import bisect

import attrs

from ratchet_core.domain import DayTotal, Incident, IncidentState, Signal, SignalKind, Track
from ratchet_core.instants import DAY, Duration, Instant
from ratchet_core.recognise.recognised import Severity

_RANK = {severity: rank for rank, severity in enumerate(Severity)}
_KEPT_ENDS = 12


def worst(one: Severity | None, other: Severity | None) -> Severity | None:
    """Return the worse of two severities; one that is not known is better than any."""
    if one is None or other is None:
        return one or other
    return one if _RANK[one] <= _RANK[other] else other


def incidents_of(track: Track) -> tuple[Incident, ...]:
    """Return the settled incident and all that the recent signals made of it, oldest first."""
    found: list[Incident] = [track.settled] if track.settled else []
    for signal in track.recent:
        _step(track, found, signal)
    return tuple(found)


def incident_before(track: Track, number: int) -> Incident | None:
    """Return the incident before the one with this number, or None for the first."""
    known = (track.previous, *incidents_of(track))
    return next((one for one in reversed(known) if one is not None and one.number < number), None)


def totals_before(track: Track, number: int, since: Instant) -> tuple[int, Duration]:
    """Return how many incidents before this one ended since a moment, and for how long they were open in all.

    Older ones are known by their day only.
    """
    days = [total for total in track.days if total.day >= since // DAY]
    count, open_for = sum(total.incidents for total in days), sum(total.open_for for total in days)
    for incident in incidents_of(track):
        if incident.ended_at is None:
            continue
        if incident == track.settled and incident.number >= number:
            count, open_for = count - 1, open_for - (incident.ended_at - incident.opened_at)
        elif incident != track.settled and incident.number < number:
            count, open_for = count + 1, open_for + (incident.ended_at - incident.opened_at)
    return count, open_for


def with_signal(track: Track, signal: Signal, reorder: Duration) -> Track:
    """Return the track with one more signal in its place, and with what is too old to change settled."""
    recent = list(track.recent)
    bisect.insort(recent, signal, key=_order)
    horizon = recent[-1].at - reorder
    young = 0
    while recent[young].at < horizon:
        young += 1
    track = attrs.evolve(track, recent=tuple(recent))
    return _settle(track, young) if young else track


def _order(signal: Signal) -> tuple[Instant, str, str]:
    return signal.at, signal.ts, signal.kind


def _settle(track: Track, count: int) -> Track:
    found: list[Incident] = [track.settled] if track.settled else []
    was_open = {incident.number for incident in found if incident.ended_at is None}
    before = found[0].number if found else 0
    for signal in track.recent[:count]:
        _step(track, found, signal)
    ended = [one for one in found if one.ended_at is not None and (one.number > before or one.number in was_open)]
    return attrs.evolve(
        track,
        settled=found[-1] if found else None,
        previous=found[-2] if len(found) > 1 else track.previous,
        recent=track.recent[count:],
        days=_with_days(track.days, ended),
        ends=(*track.ends, *(one.ended_at for one in ended if one.ended_at is not None))[-_KEPT_ENDS:],
    )


def _with_days(days: tuple[DayTotal, ...], ended: list[Incident]) -> tuple[DayTotal, ...]:
    if not ended:
        return days
    totals = {total.day: total for total in days}
    for incident in ended:
        end = incident.ended_at or incident.last_at
        old = totals.get(end // DAY, DayTotal(end // DAY, 0, 0))
        totals[old.day] = DayTotal(old.day, old.incidents + 1, old.open_for + end - incident.opened_at)
    newest = max(totals)
    return tuple(totals[day] for day in sorted(totals) if day > newest - 32)  # a month and a day are enough for a card


def _step(track: Track, found: list[Incident], signal: Signal) -> None:
    current = found[-1] if found and found[-1].state is IncidentState.OPEN else None
    if current is None:
        if signal.kind is SignalKind.FIRING:
            found.append(_opened(track, signal, found[-1].number + 1 if found else 1))
        return
    found[-1] = _continued(current, signal)


def _opened(track: Track, signal: Signal, number: int) -> Incident:
    members = tuple(sorted(set(signal.members)))
    return Incident(
        alert=track.alert,
        channel=track.channel,
        number=number,
        opened_at=signal.at,
        root_ts=signal.ts,
        last_at=signal.at,
        severity=signal.severity,
        members=members,
        seen_members=members,
    )


def _continued(incident: Incident, signal: Signal) -> Incident:
    if signal.kind is SignalKind.STALE:
        return attrs.evolve(incident, state=IncidentState.STALE, ended_at=signal.at)
    if signal.kind is SignalKind.RESOLVED:
        return _resolved(incident, signal)
    affected = set(signal.members)
    return attrs.evolve(
        incident,
        last_at=signal.at,
        severity=worst(incident.severity, signal.severity),
        firings=incident.firings + (signal.kind is SignalKind.FIRING),
        members=tuple(sorted(affected.union(incident.members))),
        seen_members=tuple(sorted(affected.union(incident.seen_members))),
    )


def _resolved(incident: Incident, signal: Signal) -> Incident:
    left = set(incident.members).difference(signal.members)
    if signal.members and left and len(left) < len(incident.members):
        return attrs.evolve(incident, last_at=signal.at, members=tuple(sorted(left)))
    return attrs.evolve(incident, last_at=signal.at, members=(), state=IncidentState.RESOLVED, ended_at=signal.at)
