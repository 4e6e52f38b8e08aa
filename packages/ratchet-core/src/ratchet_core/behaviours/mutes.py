"""Mutes: a person silences an alert's cards for a scope and a time, with a reason; it ends by itself and says so.

A mute of everywhere says so in each channel that had heard of the alert when it began.
"""

from typing import Final, TypeAlias

from ratchet_core.basis.evolving import evolve
from ratchet_core.basis.instants import DAY, MINUTE, Instant
from ratchet_core.behaviour import Behaviour
from ratchet_core.behaviours import cards, refreshing
from ratchet_core.domain import Alert, Incident, IncidentState, Interval, Mark, Mute
from ratchet_core.domain.course import Course, course_of
from ratchet_core.reading.hidden_secrets import without_secrets
from ratchet_core.recognise.recognised import Severity
from ratchet_core.rules.budget import has_room, moment_told
from ratchet_core.rules.explaining import line, named
from ratchet_core.rules.lateness import why_told_late
from ratchet_core.rules.modes import as_allowed, place_of, why_silent
from ratchet_core.rules.muting import LONGEST, muted_by, was_critical, why_too_long
from ratchet_core.rules.outcome import posted_or_failed
from ratchet_core.rules.ownership import impossible, no_alert
from ratchet_core.rules.rights import not_there, refused
from ratchet_core.rules.topics import thread_of
from ratchet_core.rules.wording import turned_critical_body, unmuted_body
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutMute, Line, PostMessage, WakeMe
from ratchet_core.vocabulary.changes import Put
from ratchet_core.vocabulary.decision import Decision, Reason, Why, because
from ratchet_core.vocabulary.events import (
    ActionFailed,
    AlertMuted,
    IncidentMarked,
    MessagePosted,
    MuteEnded,
    TimePassed,
)
from ratchet_core.wants.table import ALERT, CARD, COURSES, INCIDENT, MARK, MUTES, TRACK

NAME = "mutes"
_SHOWN_OF_A_REASON: Final = 200
"""So many characters of a mark's reason stand on a card; `ratchet incident show` and the pages have all of it."""


def muted(snapshot: Snapshot, event: AlertMuted) -> Decision:
    """Take a person's wish to silence an alert."""
    if snapshot.alert is None:
        return not_there(snapshot, event, NAME, no_alert(NAME, event.alert))
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    why = _why_not(event)
    if why is not None:
        return impossible(NAME, why)
    critical = was_critical(snapshot.courses, event.channel)
    lasting = _lasting_as_long(snapshot, event, critical=critical)
    if lasting is not None:
        return impossible(
            NAME, f"{_muted_already(snapshot, lasting)}; end that with `ratchet mute end`, or ask for longer"
        )
    during = Interval(event.at, event.until)
    mute = Mute(event.id, event.alert, event.channel, during, event.reason, event.by, critical=critical)
    about = AboutMute(event.alert, event.id)
    alarms = tuple(
        WakeMe(f"{event.id}/{NAME}/{ordinal}", NAME, channel, event.until, about)
        for ordinal, channel in enumerate((event.channel,) if event.channel else snapshot.heard_in)
    )
    over = tuple(_ended_at(one, event.at, event.by) for one in snapshot.mutes if _is_within(one, mute))
    return Decision((*over, Put(mute)), alarms, (Reason(NAME, Why.REMEMBERED),))


def _is_within(one: Mute, other: Mute) -> bool:
    """Say whether a mute keeps nothing silent that another, which begins now, does not."""
    if (
        one.channel != other.channel
        or not one.during.covers(other.during.since)
        or (one.critical and not other.critical)
    ):
        return False
    return one.during.until is not None and other.during.until is not None and one.during.until <= other.during.until


def _ended_at(mute: Mute, at: Instant, by: str) -> Put:
    return Put(evolve(mute, during=Interval(mute.during.since, at), ended_by=by))


def _lasting_as_long(snapshot: Snapshot, event: AlertMuted, *, critical: bool) -> Mute | None:
    """Return the mute that keeps silent already about all that another would, and for as long."""
    same = (one for one in snapshot.mutes if one.channel in (None, event.channel) and (one.critical or not critical))
    return next(
        (
            one
            for one in same
            if one.during.covers(event.at) and (one.during.until or event.until) + MINUTE > event.until
        ),
        None,
    )


def _muted_already(snapshot: Snapshot, mute: Mute) -> str:
    name = snapshot.alert.name if snapshot.alert is not None else mute.alert
    until = "" if mute.during.until is None else f" until {snapshot.policy.dated(mute.during.until)}"
    return f"{name} is muted {'there' if mute.channel else 'everywhere'}{until} already"


def turned_critical(snapshot: Snapshot, course: Course, cause: str, at: Instant, late: Why | None) -> Decision:
    """End the mutes of an alert that turned critical, tell those who made them, and begin its cards elsewhere."""
    incident, channel = course.latest, course.track.channel
    if not course.is_open or incident is None or incident.severity is not Severity.CRITICAL:
        return Decision()
    over = [
        one for one in snapshot.mutes if one.channel in (None, channel) and one.during.covers(at) and not one.critical
    ]
    if not over or muted_by(snapshot, channel, at, Severity.CRITICAL) is not None:
        return Decision()
    changes = tuple(Put(evolve(one, during=Interval(one.during.since, at), turned_critical=True)) for one in over)
    elsewhere = [one for one in snapshot.heard_in if one != channel and any(mute.channel is None for mute in over)]
    about = AboutMute(course.track.alert, over[0].id)
    alarms = tuple(
        WakeMe(f"{cause}/{NAME}/{ordinal}", NAME, where, at, about) for ordinal, where in enumerate(elsewhere, start=1)
    )
    reasons = (Reason(NAME, Why.MUTE_ENDED, over[0].id),)
    silent = late or why_silent(snapshot, place_of(snapshot).cards)
    if silent is not None or snapshot.alert is None:
        return Decision(changes, alarms, (*reasons, Reason(NAME, silent or Why.NOTHING_TO_DO)))
    people = [one for one in dict.fromkeys(mute.person for mute in over) if not snapshot.directory.is_erased(one)]
    body = turned_critical_body(_name_there(snapshot, snapshot.alert), over, people)
    thread = thread_of(course, incident) or incident.root_ts
    post = PostMessage(f"{cause}/{NAME}/0", NAME, channel, thread, body, about)
    return as_allowed(NAME, place_of(snapshot).cards, Decision(changes, (post, *alarms), reasons))


def _why_not(event: AlertMuted) -> str | None:
    if not event.reason.strip():
        return "a mute has a reason; say why, for whoever misses the alert"
    if (too_long := why_too_long(event.reason)) is not None:
        return too_long
    if not event.at < event.until <= event.at + LONGEST:
        return f"a mute must end after it began, and within {LONGEST // DAY} days"
    return None


def ended(snapshot: Snapshot, event: MuteEnded) -> Decision:
    """Take a person's wish to hear of an alert again."""
    lasting = [one for one in snapshot.mutes if one.during.covers(event.at)]
    if not lasting:
        name = snapshot.alert.name if snapshot.alert else event.alert
        missing = impossible(NAME, f"{name} is not muted at that moment; `ratchet mute list` shows what is")
        return not_there(snapshot, event, NAME, missing)
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    changes = tuple(_ended_at(one, event.at, event.by) for one in lasting)
    about = AboutMute(event.alert, event.id)
    alarms = tuple(  # at once: an incident that is open in a channel gets its card there
        WakeMe(f"{event.id}/{NAME}/{ordinal}", NAME, channel, event.at, about)
        for ordinal, channel in enumerate(snapshot.heard_in)
    )
    return Decision(changes, alarms, (Reason(NAME, Why.MUTE_ENDED),))


def time_passed(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Say that a mute has ended, begin the card of an incident that is open still, and let another no longer say so."""
    said = _over(snapshot, event)
    course = course_of(snapshot.track) if snapshot.track is not None else None
    severity = course.latest.severity if course is not None and course.latest is not None else None
    if course is None or muted_by(snapshot, course.track.channel, event.at, severity) is not None:
        return said
    cause, late = cards.Cause(event.id, event.at, moment_told(event)), why_told_late(snapshot, event)
    drawn = cards.follow(snapshot, course, cause, late) if course.is_open else cards.refreshed(snapshot, course, cause)
    card = cards.with_card(course, drawn)
    return Decision(
        (*said.changes, *card.changes),
        (*said.actions, *card.actions),
        (*said.reasons, *card.reasons),
        (*said.withheld, *card.withheld),
    )


def _over(snapshot: Snapshot, event: TimePassed) -> Decision:
    """Say that a mute has ended by itself."""
    mute = next((one for one in snapshot.mutes if one.id == snapshot.focus.mute), None)
    if mute is None or _is_over_early(mute) or snapshot.alert is None:
        return because(NAME, Why.NOTHING_TO_DO)
    silent = why_silent(snapshot, place_of(snapshot).cards) or why_told_late(snapshot, event)
    if silent is not None:
        return Decision(reasons=(Reason(NAME, Why.MUTE_ENDED), Reason(NAME, silent)))
    if _outlasted(snapshot, mute, event):
        return Decision(reasons=(Reason(NAME, Why.MUTE_ENDED), Reason(NAME, Why.MUTED)))
    now = moment_told(event)
    if not has_room(snapshot, now):
        due, where = (now // MINUTE + 1) * MINUTE, event.action
        later = WakeMe(f"{event.id}/{NAME}/0", NAME, where.channel, due, where.about)
        return Decision((), (later,), (Reason(NAME, Why.STORM),))
    body, about = unmuted_body(_name_there(snapshot, snapshot.alert), mute, event.at), AboutMute(mute.alert, mute.id)
    post = PostMessage(f"{event.id}/{NAME}/0", NAME, event.action.channel, None, body, about)
    return as_allowed(NAME, place_of(snapshot).cards, Decision((), (post,), (Reason(NAME, Why.MUTE_ENDED),)))


def _name_there(snapshot: Snapshot, alert: Alert) -> str:
    """Return what an alert is called in the channel; elsewhere it may have been heard under another number or host."""
    return alert.name if snapshot.track is None else snapshot.track.name


def _is_over_early(mute: Mute) -> bool:
    return mute.ended_by is not None or mute.turned_critical


def _outlasted(snapshot: Snapshot, mute: Mute, event: TimePassed) -> bool:
    """Say whether another mute goes on there, or is the one of several ending at once that says so."""
    going_on = muted_by(snapshot, event.action.channel, event.at) is not None
    until = mute.during.until
    together = (
        one for one in snapshot.mutes if one.channel in (None, event.action.channel) and not _is_over_early(one)
    )
    return going_on or any(one.during.until == until and one.id > mute.id for one in together)


def muted_line(snapshot: Snapshot, course: Course, incident: Incident) -> tuple[Line, ...]:
    """Return the line of a card that says who muted its alert and for how long; the reason stays where it was given.

    A mute that the incident breaks by its severity is over.
    """
    severity = incident.severity if incident.state is IncidentState.OPEN else None
    mute = muted_by(snapshot, course.track.channel, snapshot.focus.at, severity)
    if mute is None:
        return ()
    until = snapshot.policy.dated(mute.during.until or snapshot.focus.at)
    return (line(f"Muted until {until} by ", named(snapshot, mute.person), "."),)


def marked_line(snapshot: Snapshot, incident: Incident) -> tuple[Line, ...]:
    """Return the line of a card that says what a person called its incident, when, and why.

    The reason of an erased person is gone from the mark. Whose words they are stands beside them, for the log to know.
    """
    mark = snapshot.mark
    if mark is None or mark.number != incident.number:
        return ()
    when = snapshot.policy.dated(mark.at)
    why = f": “{_in_short(mark.reason)}”" if mark.reason else "."
    return (line(f"Marked as {mark.verdict.value} by ", named(snapshot, mark.person), f" on {when}{why}"),)


def _in_short(reason: str) -> str:
    words = " ".join(without_secrets(reason).split())
    return words if len(words) <= _SHOWN_OF_A_REASON else f"{words[: _SHOWN_OF_A_REASON - 1].rstrip()}…"


def lines_on_card(snapshot: Snapshot, course: Course, incident: Incident) -> tuple[Line, ...]:
    """Return what a card says of mutes, and of what its incident was worth."""
    return (*muted_line(snapshot, course, incident), *marked_line(snapshot, incident))


def marked(snapshot: Snapshot, event: IncidentMarked) -> Decision:
    """Take a person's verdict on an incident."""
    if snapshot.incident is None:
        known = "`ratchet incident list` shows those that there are"
        missing = impossible(NAME, f"there is no incident {event.number} of {event.alert} in {event.channel}; {known}")
        return not_there(snapshot, event, NAME, missing)
    not_allowed = refused(snapshot, event, NAME)
    if not_allowed is not None:
        return not_allowed
    if (too_long := why_too_long(event.reason)) is not None:
        return impossible(NAME, too_long)
    mark = Mark(event.channel, event.alert, event.number, event.verdict, event.by, event.at, event.reason)
    return Decision((Put(mark),), (), (Reason(NAME, Why.REMEMBERED, event.verdict.value),))


def _marked_by_command(snapshot: Snapshot, event: IncidentMarked) -> Decision:
    """Take a verdict that was given by a command, and have the card show it: below the card a button does that."""
    decision = marked(snapshot, event)
    again = refreshing.alarm(snapshot.track, event.id, event.at) if decision.changes else ()
    return evolve(decision, actions=again) if again else decision


Heard: TypeAlias = AlertMuted | MuteEnded | IncidentMarked | TimePassed | MessagePosted | ActionFailed


def decided(snapshot: Snapshot, event: Heard) -> Decision:
    """Take a person's word on a mute or an incident, the end of a mute, and what became of the news of it."""
    match event:
        case AlertMuted():
            return muted(snapshot, event)
        case MuteEnded():
            return ended(snapshot, event)
        case IncidentMarked():
            return _marked_by_command(snapshot, event)
        case TimePassed():
            return time_passed(snapshot, event)
        case _:
            return posted_or_failed(NAME, event)


BEHAVIOUR = Behaviour(
    NAME,
    {
        AlertMuted: (ALERT, MUTES, COURSES),
        MuteEnded: (ALERT, MUTES, COURSES),
        IncidentMarked: (INCIDENT, TRACK),
        TimePassed: CARD,
        MessagePosted: (),
        ActionFailed: (),
    },
    decided,
    on_card=lines_on_card,
    card_wants=(MARK,),
)
