"""What the form by which a channel is set up begins with: what its history suggests, and what would have been said.

All of it is counted from what is remembered of this channel: its alerts, and its latest questions.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from attrs import frozen

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY, Duration, Instant, described
from ratchet_core.domain import HelpRequest, HelpState, Incident, Track
from ratchet_core.domain.course import course_of
from ratchet_core.domain.policy import ChannelPolicy, Mode, Purpose
from ratchet_core.rules.explaining import line
from ratchet_core.rules.ownership import remind_at
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import Body, Line, MessageLink
from ratchet_core.wants.limits import MOST_ASKED_HERE

WEEKS: Final[Duration] = 28 * DAY
"""How far back a preview counts."""

_FEW: Final = 3
_SHOWN: Final = 3


@frozen
class Tally:
    """How often an alert fired in the time of a preview, for how long it was open in all, and its latest incident."""

    track: Track
    incidents: int
    open_for: Duration
    latest: Incident


def suggested(snapshot: Snapshot, present: ChannelPolicy, at: Instant) -> ChannelPolicy:
    """Return what a channel's history suggests; what holds already where a person or the policy file said so."""
    if _is_set_up(snapshot):
        return present
    alerts, questions = sum(one.incidents for one in tallies(snapshot, at)), len(_asked(snapshot, at))
    found: dict[str, Any] = {}
    if alerts >= _FEW:
        found |= {"incidents": Mode.LIVE, "cards": Mode.LIVE, "notifications": Mode.LIVE, "drafts": Mode.LIVE}
    if questions >= _FEW:
        found |= {"help_requests": Mode.LIVE}
    if found:
        found["purpose"] = Purpose.ALERTS if alerts >= max(questions, _FEW) else Purpose.HELP
    return evolve(present, **found)


def _is_set_up(snapshot: Snapshot) -> bool:
    channel, policy = snapshot.channel, snapshot.policy
    if channel is None or channel.id in snapshot.directory.settings:
        return True
    return channel.id in policy.channels or channel.name in policy.channels


def preview_body(snapshot: Snapshot, at: Instant) -> Body:
    """Return what would have been said in a channel in the last weeks: counts, and the most telling examples."""
    lines = (*_alert_lines(snapshot, at), *_question_lines(snapshot, at))
    if not lines:
        since = snapshot.directory.readings.get(snapshot.focus.channel or "")
        read = (
            "nothing here yet" if since is None else f"here for {described(at - since)}, and seen no alert or question"
        )
        return Body("Preview", (line(f"I have read {read}."),))
    return Body("Preview: what I would have said in the last 4 weeks", lines)


def tallies(snapshot: Snapshot, at: Instant) -> list[Tally]:
    """Return the channel's alerts that fired in the last weeks, the most frequent first."""
    return tallies_of(snapshot.tracks_here, at)


def tallies_of(tracks: Iterable[Track], at: Instant) -> list[Tally]:
    """Return those of some alerts that fired in the last weeks, the most frequent first."""
    found = (_tally(one, at - WEEKS) for one in tracks)
    known = [one for one in found if one is not None and one.incidents]
    return sorted(known, key=lambda one: (-one.incidents, -one.latest.opened_at, one.track.alert))


def _tally(track: Track, since: Instant) -> Tally | None:
    course = course_of(track)
    latest = course.latest
    if latest is None:
        return None
    count, open_for = course.totals_before(latest.number, since)
    if latest.opened_at >= since:
        count, open_for = count + 1, open_for + max((latest.ended_at or latest.last_at) - latest.opened_at, 0)
    return Tally(track, count, open_for, latest)


def _alert_lines(snapshot: Snapshot, at: Instant) -> Iterator[Line]:
    known = tallies(snapshot, at)
    if not known:
        return
    total = sum(one.incidents for one in known)
    yield line(f"Cards: at most {total}, for {_counted(len(known), 'alert')}. The most frequent:")
    for one in known[:_SHOWN]:
        times = "once" if one.incidents == 1 else f"{one.incidents} times"
        lasted = described(one.open_for // one.incidents)
        link = MessageLink(one.track.channel, one.latest.root_ts, "the latest")
        yield line(f"{one.track.name}: {times}, {lasted} on average: ", link)


def _asked(snapshot: Snapshot, at: Instant) -> list[HelpRequest]:
    return [one for one in snapshot.asked_here if one.continues is None and one.asked_at >= at - WEEKS]


def _question_lines(snapshot: Snapshot, at: Instant) -> Iterator[Line]:
    asked = _asked(snapshot, at)
    if not asked:
        return
    number = f"{len(asked)}+" if len(snapshot.asked_here) >= MOST_ASKED_HERE else str(len(asked))
    waiting = sum(one.state is HelpState.OPEN for one in asked)
    reminded = [one for one in asked if _would_remind(snapshot, one, at)]
    yield line(f"Questions: {number}, {waiting} of them not answered yet. Reminders: {len(reminded)}.")
    reminded.sort(key=lambda one: (-_waited(one, at), one.root))
    for one in reminded[: _SHOWN - 1]:
        link = MessageLink(one.root.channel, one.root.ts, "this question")
        yield line(f"Waited {described(_waited(one, at))} for an answer: ", link)


def _waited(request: HelpRequest, at: Instant) -> Duration:
    return (at if request.first_answer_at is None else request.first_answer_at) - request.asked_at


def _would_remind(snapshot: Snapshot, request: HelpRequest, at: Instant) -> bool:
    """Say whether a question waited until its reminder was due, by the policy's working hours."""
    due = remind_at(snapshot, request)
    ended = request.first_answer_at
    if ended is None and request.state is not HelpState.OPEN:
        return False
    return due <= (at if ended is None else ended)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
