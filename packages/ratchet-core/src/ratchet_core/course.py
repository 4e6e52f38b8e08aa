"""The course of an alert: signals in the order of time are folded into incidents, however late they arrive.

Firing opens an incident or adds to the open one, resolved ends it once nobody affected is left, and silence for long
enough makes it stale. A message that fires after an edit opens one only if it did not fire before. The fold is a
function of the set of signals, so the order of arrival within the policy's reordering time does not matter.
"""

import bisect
from collections.abc import Iterable

import attrs
from attrs import frozen

from ratchet_core.domain import FIRES, DayTotal, Incident, IncidentState, Signal, SignalKind, ThreadNote, Track
from ratchet_core.instants import DAY, Duration, Instant, moment_of
from ratchet_core.policy import Policy
from ratchet_core.recognise.recognised import Severity

_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@frozen
class Course:
    """A track together with the incidents that it folds into, oldest first, so that it is folded once a turn."""

    track: Track
    incidents: tuple[Incident, ...]

    @property
    def latest(self) -> Incident | None:
        """The latest incident, or None before the first."""
        return self.incidents[-1] if self.incidents else None

    @property
    def is_open(self) -> bool:
        """Whether the latest incident goes on."""
        return bool(self.incidents) and self.incidents[-1].state is IncidentState.OPEN

    def before(self, number: int) -> Incident | None:
        """Return the incident before the one with this number, or None for the first."""
        known = (self.track.previous, *self.incidents)
        return next((one for one in reversed(known) if one is not None and one.number < number), None)

    def at(self, moment: Instant) -> Incident | None:
        """Return the incident to which a moment belongs: the latest that had opened by then, or None before all."""
        known = (self.track.previous, *self.incidents)
        return next((one for one in reversed(known) if one is not None and one.opened_at <= moment), None)

    def totals_before(self, number: int, since: Instant) -> tuple[int, Duration]:
        """Return how many incidents before this one ended since a moment, and for how long they were open in all.

        Older ones are known by their day only.
        """
        settled = self.track.settled
        days = [total for total in self.track.days if total.day >= since // DAY]
        count, open_for = sum(total.incidents for total in days), sum(total.open_for for total in days)
        for incident in self.incidents:
            if incident.ended_at is None:
                continue
            if incident == settled and incident.number >= number:
                count, open_for = count - 1, open_for - (incident.ended_at - incident.opened_at)
            elif incident != settled and incident.number < number:
                count, open_for = count + 1, open_for + (incident.ended_at - incident.opened_at)
        return count, open_for

    def is_flapping(self, policy: Policy, at: Instant) -> bool:
        """Say whether the alert's incidents follow each other so fast that the policy calls it flapping."""
        ends = {one.ended_at for one in self.incidents if one.ended_at is not None}.union(self.track.ends)
        return sum(end > at - policy.flapping for end in ends) + self.is_open >= policy.flapping_times


def notes_of(notes: Iterable[ThreadNote], incident: Incident, following: Incident | None) -> tuple[ThreadNote, ...]:
    """Return what people wrote in an alert's threads about an incident: from its opening up to that of the next one."""
    return tuple(
        one for one in notes if incident.opened_at <= one.at and (following is None or one.at < following.opened_at)
    )


def course_of(track: Track) -> Course:
    """Fold a track's recent signals over what is settled."""
    return Course(track, incidents_of(track))


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


def with_signal(track: Track, signal: Signal, policy: Policy) -> Track:
    """Return the track with one more signal in its place, and with what is too old to change settled.

    A signal from before the end of what is settled already changes nothing.
    """
    if track.settled is not None and signal.at < (track.settled.ended_at or track.settled.last_at):
        return track
    recent = list(track.recent)
    bisect.insort(recent, signal, key=_order)
    horizon = recent[-1].at - policy.reorder
    young = 0
    while recent[young].at < horizon:
        young += 1
    track = attrs.evolve(track, recent=tuple(recent))
    return _settle(track, young, policy) if young else track


def _order(signal: Signal) -> tuple[Instant, str, str]:
    return signal.at, signal.ts, signal.kind


def _settle(track: Track, count: int, policy: Policy) -> Track:
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
        days=_with_days(track.days, ended, policy.history_days),
        ends=(*track.ends, *(one.ended_at for one in ended if one.ended_at is not None))[-policy.flapping_times :],
    )


def _with_days(days: tuple[DayTotal, ...], ended: list[Incident], kept: int) -> tuple[DayTotal, ...]:
    if not ended:
        return days
    totals = {total.day: total for total in days}
    for incident in ended:
        end = incident.ended_at or incident.last_at
        old = totals.get(end // DAY, DayTotal(end // DAY, 0, 0))
        totals[old.day] = DayTotal(old.day, old.incidents + 1, old.open_for + end - incident.opened_at)
    newest = max(totals)
    return tuple(totals[day] for day in sorted(totals) if day >= newest - kept)


def _step(track: Track, found: list[Incident], signal: Signal) -> None:
    current = found[-1] if found and found[-1].state is IncidentState.OPEN else None
    if current is None:
        if _begins(found[-1] if found else None, signal):
            found.append(_opened(track, signal, found[-1].number + 1 if found else 1))
        return
    found[-1] = _continued(current, signal)


def _begins(last: Incident | None, signal: Signal) -> bool:
    """Say whether a signal opens an incident after the last one, which is over."""
    if signal.kind is not SignalKind.EDITED or last is None or last.ended_at is None:
        return signal.kind in FIRES
    return signal.ts == last.ended_ts or moment_of(signal.ts, signal.at) > last.ended_at


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
        return _stale(incident, signal)
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


def _stale(incident: Incident, signal: Signal) -> Incident:
    """Return an incident given up, unless the alert spoke after the silence began for which it was."""
    if signal.silent_since is not None and signal.silent_since < incident.last_at:
        return incident
    return attrs.evolve(incident, state=IncidentState.STALE, ended_at=signal.at)


def _resolved(incident: Incident, signal: Signal) -> Incident:
    left = set(incident.members).difference(signal.members)
    if signal.members and left and len(left) < len(incident.members):
        return attrs.evolve(incident, last_at=signal.at, members=tuple(sorted(left)))
    ended = attrs.evolve(incident, members=(), state=IncidentState.RESOLVED)
    return attrs.evolve(ended, last_at=signal.at, ended_at=signal.at, ended_ts=signal.ts)
