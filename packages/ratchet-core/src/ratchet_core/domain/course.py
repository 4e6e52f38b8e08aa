"""The course of an alert: signals in the order of time are folded into incidents, however late they arrive.

Firing opens an incident or adds to the open one, resolved ends it once nobody affected is left, a person's word ends it
for all, and silence for long enough makes it stale. A message that fires after an edit opens one only if it did not
fire before. The fold is a function of the set of signals, so the order of arrival within the policy's reordering time
does not matter.
"""

import bisect
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY, Duration, Instant, moment_of
from ratchet_core.domain.affected import those_meant
from ratchet_core.domain.incidents import (
    FIRES,
    OF_NO_MESSAGE,
    DayTotal,
    Incident,
    IncidentState,
    Signal,
    SignalKind,
    Track,
)
from ratchet_core.domain.messages import ThreadNote
from ratchet_core.domain.policy import Policy
from ratchet_core.recognise.recognised import Severity

_RANK = {severity: rank for rank, severity in enumerate(Severity)}
_MOST_RECENT: Final = 50
"""How many signals of a track may wait to be settled, however young they are."""

_MOST_WORDINGS: Final = 20
"""How many wordings of one message are told apart, the latest."""


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
        return _flaps(ends, at, policy, is_open=self.is_open)


def notes_of(notes: Iterable[ThreadNote], incident: Incident, following: Incident | None) -> tuple[ThreadNote, ...]:
    """Return what people wrote in an alert's threads about an incident: from its opening up to that of the next one."""
    return tuple(
        one for one in notes if incident.opened_at <= one.at and (following is None or one.at < following.opened_at)
    )


def _flaps(ends: Iterable[Instant], at: Instant, policy: Policy, *, is_open: bool) -> bool:
    return sum(end > at - policy.flapping for end in ends) + is_open >= policy.flapping_times


def goes_on(before: Incident, after: Incident, policy: Policy) -> bool:
    """Say whether the conversation about an incident goes on with the next one: the pause between was not too long."""
    return before.ended_at is not None and after.opened_at - before.ended_at <= policy.same_conversation


def conversations_of(incidents: Sequence[Incident], policy: Policy, now: Instant) -> tuple[Incident, ...]:
    """Return the incidents of an alert in a channel, all given oldest first, that a card would have begun with.

    Had cards been live there and nothing muted: for an incident that is critical, flapping or outlasts the time that
    cards are held, unless the conversation about the one before goes on.
    """
    begun: list[Incident] = []
    talking = False
    for number, one in enumerate(incidents):
        before = incidents[max(number - policy.flapping_times, 0) : number]
        if talking and goes_on(before[-1], one, policy):
            continue
        talking = _gets_card(one, before, policy, now)
        begun += [one] if talking else []
    return tuple(begun)


def _gets_card(incident: Incident, before: Sequence[Incident], policy: Policy, now: Instant) -> bool:
    ends = (one.ended_at for one in before if one.ended_at is not None)
    return (
        incident.severity is Severity.CRITICAL
        or _flaps(ends, incident.opened_at, policy, is_open=True)
        or (incident.ended_at or now) - incident.opened_at >= policy.hold
    )


@lru_cache(maxsize=8)  # a turn asks for it several times, and two replays of one history for the same
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
    return _Fold.over(track).through(track.recent).incidents()


def followed(course: Course, signal: Signal, policy: Policy) -> Course:
    """Return a course with one more signal; itself where the signal is from before what is settled.

    What is newest is folded over the incidents as they stand, which comes to the same as folding all again.
    """
    track = with_signal(course.track, signal, policy)
    if track is course.track:
        return course
    if track.recent[-1] is not signal:
        return course_of(track)
    incidents = _Fold(track, list(course.incidents)).through((signal,)).incidents()
    settled = track.settled.number if track.settled is not None else 0
    return Course(track, tuple(one for one in incidents if one.number >= settled))


def with_wording(said: Sequence[Signal], told: Signal, policy: Policy) -> tuple[Signal, ...]:
    """Return what one message said, with one more wording: those that may still be reordered, and the last before."""
    ordered = sorted({*said, told}, key=_order)
    horizon = ordered[-1].at - policy.reorder
    settled = sum(one.at < horizon for one in ordered)
    return tuple(ordered[max(settled - 1, len(ordered) - _MOST_WORDINGS, 0) :])


def news_in(said: Sequence[Signal]) -> tuple[Signal, ...]:
    """Return what a message says each time that it had not said before: the preview of a link is no news."""
    return (*said[:1], *(news for before, told in pairwise(said) if (news := _news(before, told)) is not None))


def _news(before: Signal, told: Signal) -> Signal | None:
    if (before.kind in FIRES) != (told.kind in FIRES):
        return told
    further = tuple(one for one in told.members if one not in before.members)
    if told.kind not in FIRES:
        same = (before.kind, before.severity, before.members) == (told.kind, told.severity, told.members)
        return None if same else told
    return evolve(told, members=further) if further or before.severity is not told.severity else None


def told_by(course: Course, told: Signal, said: Sequence[Signal], policy: Policy) -> Course:
    """Return a course with what a message tells, in the place of what was known of it; itself if that is no news.

    `said` is all that the message said (`with_wording`); its first wording is settled already, if it is old.
    """
    first = said[0]
    is_settled = first != told and first.at < said[-1].at - policy.reorder
    news = news_in(said)[is_settled:]
    recent = course.track.recent
    gone = [one for one in recent if one.ts == told.ts and one not in news and _is_rewritten(one, first, is_settled)]
    if gone:
        course = course_of(evolve(course.track, recent=tuple(one for one in recent if one not in gone)))
    for one in news:
        if one not in recent:
            course = followed(course, one, policy)
    return course


def _is_rewritten(signal: Signal, first: Signal, is_settled: bool) -> bool:
    if signal.kind in OF_NO_MESSAGE:
        return False
    return signal.at > first.at if is_settled else True


def with_signal(track: Track, signal: Signal, policy: Policy) -> Track:
    """Return the track with one more signal in its place, and with what is too old to change settled.

    A signal from before the end of what is settled already changes nothing. Of more than `_MOST_RECENT` signals the
    oldest are settled early, so that a storm of them makes no turn slow.
    """
    if track.settled is not None and signal.at < (track.settled.ended_at or track.settled.last_at):
        return track
    recent = list(track.recent)
    bisect.insort(recent, signal, key=_order)
    horizon = recent[-1].at - policy.reorder
    young = max(len(recent) - _MOST_RECENT, 0)
    while recent[young].at < horizon:
        young += 1
    return _settle(track, tuple(recent), young, policy) if young else evolve(track, recent=tuple(recent))


def _order(signal: Signal) -> tuple[Instant, str, str]:
    return signal.at, signal.ts, signal.kind


def _settle(track: Track, recent: tuple[Signal, ...], count: int, policy: Policy) -> Track:
    """Return the track with the first of its recent signals settled."""
    settled = track.settled
    found = _Fold.over(track).through(recent[:count]).incidents()
    ended = [one for one in found if one.ended_at is not None and _is_news(one, settled)]
    return evolve(
        track,
        settled=found[-1] if found else None,
        previous=found[-2] if len(found) > 1 else track.previous,
        recent=recent[count:],
        days=_with_days(track.days, ended, policy.history_days),
        ends=(*track.ends, *(one.ended_at for one in ended if one.ended_at is not None))[-policy.flapping_times :],
    )


def _is_news(ended: Incident, settled: Incident | None) -> bool:
    """Say whether an incident that is over was not over in what is settled."""
    return settled is None or ended.number > settled.number or settled.ended_at is None


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


class _Fold:
    """Incidents while signals are folded over them; the open one is changed in place, for it may have many members."""

    __slots__ = ("_found", "_open", "_track")

    def __init__(self, track: Track, found: list[Incident]) -> None:
        """Begin with the incidents of a track as they stand, oldest first."""
        self._track = track
        self._found = found
        self._open = _Open(found.pop()) if found and found[-1].state is IncidentState.OPEN else None

    @classmethod
    def over(cls, track: Track) -> "_Fold":
        """Begin with what is settled."""
        return cls(track, [track.settled] if track.settled else [])

    def through(self, signals: Iterable[Signal]) -> "_Fold":
        """Take signals in their order."""
        for signal in signals:
            self.take(signal)
        return self

    def take(self, signal: Signal) -> None:
        """Take the next signal."""
        if self._open is not None:
            ended = self._open.ended_by(signal)
            if ended is not None:
                self._found.append(ended)
                self._open = None
        elif _begins(self._found[-1] if self._found else None, signal):
            number = self._found[-1].number + 1 if self._found else 1
            self._open = _Open(_opened(self._track, signal, number))

    def incidents(self) -> tuple[Incident, ...]:
        """Return the incidents as they stand now, oldest first."""
        return tuple(self._found) if self._open is None else (*self._found, self._open.incident())


class _Open:
    """An open incident while signals are folded over it; its members are sorted lists, into which one more is put."""

    __slots__ = ("_begun", "_firings", "_heard", "_last_at", "_members", "_seen", "_severity")

    def __init__(self, begun: Incident) -> None:
        """Begin with an incident as it stands."""
        self._begun, self._heard = begun, False
        self._firings, self._last_at, self._severity = begun.firings, begun.last_at, begun.severity
        self._members, self._seen = list(begun.members), list(begun.seen_members)

    def ended_by(self, signal: Signal) -> Incident | None:
        """Take a signal, and return the incident if it is over now."""
        if signal.kind is SignalKind.STALE:
            return self._stale(signal)
        if signal.kind is SignalKind.ENDED:
            self._members = []
            return evolve(self._as(IncidentState.RESOLVED, signal.at), ended_by=signal.by)
        self._heard = True
        if signal.kind is SignalKind.RESOLVED:
            return self._resolved(signal)
        self._last_at = signal.at
        self._severity = worst(self._severity, signal.severity)
        self._firings += signal.kind is SignalKind.FIRING
        for member in signal.members:
            _put_in(self._members, member)
            _put_in(self._seen, member)
        return None

    def _stale(self, signal: Signal) -> Incident | None:
        """Return an incident given up, unless the alert spoke after the silence began for which it was."""
        if signal.silent_since is not None and signal.silent_since < self._last_at:
            return None
        return self._as(IncidentState.STALE, signal.at)

    def _resolved(self, signal: Signal) -> Incident | None:
        """Return the incident if nobody is left who is affected; the end for somebody else ends nothing."""
        self._last_at = signal.at
        members = self._members
        if members and signal.members:
            for index in reversed(those_meant(members, signal.members)):
                del members[index]
            if members:
                return None
        self._members = []
        return self._as(IncidentState.RESOLVED, signal.at, signal.ts)

    def incident(self) -> Incident:
        """Return the incident as it stands now."""
        return self._as(IncidentState.OPEN) if self._heard else self._begun

    def _as(self, state: IncidentState, ended_at: Instant | None = None, ended_ts: str | None = None) -> Incident:
        begun = self._begun
        return Incident(
            begun.alert,
            begun.channel,
            begun.number,
            begun.opened_at,
            begun.root_ts,
            self._last_at,
            self._severity,
            self._firings,
            tuple(self._members),
            tuple(self._seen),
            state,
            ended_at,
            ended_ts,
        )


def _put_in(members: list[str], member: str) -> None:
    index = bisect.bisect_left(members, member)
    if index == len(members) or members[index] != member:
        members.insert(index, member)


def _begins(last: Incident | None, signal: Signal) -> bool:
    """Say whether a signal opens an incident after the last one, which is over."""
    if signal.kind is not SignalKind.EDITED or last is None or last.ended_at is None or last.ended_by is not None:
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
