"""What stands on a person's home page: what needs them first, then what ratchet does in their channels.

Their channels are the public ones that their teams own; who is in no team sees all public ones.
"""

from collections.abc import Iterator
from typing import Final

from ratchet_core.basis.instants import Instant, described
from ratchet_core.domain import Alert, Channel, HelpRequest, Mute, RunbookVersion, Track
from ratchet_core.domain.incidents import name_among
from ratchet_core.domain.policy import Mode
from ratchet_core.rules.discretion import may_be_shown
from ratchet_core.rules.explaining import line, modes_line
from ratchet_core.rules.owning import holder_of, owners_of_alert
from ratchet_core.rules.previewing import tallies_of
from ratchet_core.rules.summaries import waiting_here, waiting_line
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import (
    AboutChannel,
    AboutMuting,
    AboutRunbook,
    Body,
    Button,
    Line,
    MessageLink,
    Press,
)
from ratchet_core.wants.home import home_channels, teams_of_person

_SHOWN: Final = 10


def home_body(snapshot: Snapshot, person: str, at: Instant) -> Body:
    """Return a person's home page."""
    channels = home_channels(snapshot)
    if not channels:
        return Body("I am in no public channel yet. Invite me to one with /invite.")
    needs = [
        *_open_lines(snapshot, at),
        *_waiting_lines(snapshot, at),
        *_approval_lines(snapshot, person, at),
        *_mute_lines(snapshot),
    ]
    own = "your teams' channels" if teams_of_person(snapshot) else "all public channels that I am in"
    lines = (
        *(needs or [line("Nothing is open, and nothing waits for you.")]),
        line(f"What I do in {own}:"),
        *(_channel_line(snapshot, one) for one in channels),
        *_shadow_lines(snapshot, channels, at),
        line("/ratchet help lists what you can ask me; /ratchet setup changes what I do in a channel."),
    )
    return Body("What needs you", lines, tuple(_buttons(snapshot, person, channels, at)))


def _buttons(snapshot: Snapshot, person: str, channels: list[Channel], at: Instant) -> Iterator[Button]:
    """Return what a person can do on their page; each says what it is about, for they stand below all of it."""
    for alert, latest, _ in _approvals(snapshot, person, at):
        if may_be_shown(snapshot.directory, latest, person):
            draft = AboutRunbook(latest.alert, latest.number)
            yield Button(f"Review draft v{latest.number} of {alert.name}", Press.REVIEW, draft)
    names = {one.fingerprint: one.name for one in snapshot.alerts_named}
    for one in {one.alert: one for one in _ending(snapshot)}.values():
        name = names.get(one.alert, one.alert)
        yield Button(f"Unmute {name}", Press.UNMUTE, AboutMuting(one.alert, one.channel or person))
    yield from (Button(f"Set up #{one.name}", Press.SET_UP, AboutChannel(one.id)) for one in channels)


def _channel_line(snapshot: Snapshot, channel: Channel) -> Line:
    modes = modes_line(snapshot.directory.place(channel.id))
    return line(f"#{channel.name}: {f'Silent: shared with another company. {modes}' if channel.is_hushed else modes}")


def _open_lines(snapshot: Snapshot, at: Instant) -> Iterator[Line]:
    tracks = {(one.channel, one.alert): one for one in snapshot.tracks_open}
    known = sorted(snapshot.open_incidents, key=lambda one: (-one.opened_at, one.channel, one.alert))
    for one in known[:_SHOWN]:
        severity = f" ({one.severity.value})" if one.severity is not None else ""
        track = tracks.get((one.channel, one.alert))
        name = one.alert if track is None else name_among(track, snapshot.tracks_open)
        where = f"#{snapshot.directory.name_of(one.channel)}: {name}"
        link = MessageLink(one.channel, one.root_ts, "thread")
        yield line(f"Open in {where}{severity}, for {described(at - one.opened_at)}: ", link)
    if len(known) > _SHOWN:
        yield line(f"... and {len(known) - _SHOWN} more alerts are open")


def _waiting_lines(snapshot: Snapshot, at: Instant) -> Iterator[Line]:
    """Return the questions that wait for the person's teams, or all where they have none."""
    teams = teams_of_person(snapshot)
    known = [one for one in waiting_here(snapshot) if not teams or _waits_for(snapshot, one, at) in {*teams, None}]
    known.sort(key=lambda one: (one.asked_at, one.root))
    for one in known[:_SHOWN]:
        yield waiting_line(snapshot.directory, one, at)
    if len(known) > _SHOWN:
        yield line(f"... and {len(known) - _SHOWN} more questions wait")


def _waits_for(snapshot: Snapshot, request: HelpRequest, at: Instant) -> str | None:
    return holder_of(snapshot.directory, request, at)


def _approval_lines(snapshot: Snapshot, person: str, at: Instant) -> Iterator[Line]:
    for alert, latest, heard in _approvals(snapshot, person, at):
        public = (one for one in heard if not snapshot.directory.is_private(one.channel))
        where = next((f" in #{snapshot.directory.name_of(one.channel)}" for one in public), "")
        yield line(f"Runbook draft v{latest.number} of {alert.name} awaits your approval{where}.")


def _approvals(snapshot: Snapshot, person: str, at: Instant) -> Iterator[tuple[Alert, RunbookVersion, list[Track]]]:
    """Return the latest drafts that the person may approve: those of alerts that their teams own."""
    alerts = {one.fingerprint: one for one in snapshot.alerts_named}
    shown = 0
    for alert in dict.fromkeys(one.alert for one in reversed(snapshot.proposals)):
        known = alerts.get(alert)
        heard = [one for one in snapshot.courses if one.alert == alert]
        if known is None or shown == _SHOWN or not _may_approve(snapshot, person, known, heard, at):
            continue
        shown += 1
        drafts = (one for one in snapshot.proposals if one.alert == alert)
        yield known, max(drafts, key=lambda one: one.number), heard


def _may_approve(snapshot: Snapshot, person: str, alert: Alert, heard: list[Track], at: Instant) -> bool:
    directory = snapshot.directory
    service = None if alert.service is None else directory.key_named(alert.service)
    owners = owners_of_alert(directory, service, (one.channel for one in heard), at)
    return any(directory.is_member(person, one, at) for one in owners)


def _mute_lines(snapshot: Snapshot) -> Iterator[Line]:
    names = {one.fingerprint: one.name for one in snapshot.alerts_named}
    for one in _ending(snapshot):
        until = snapshot.policy.dated(one.during.until or snapshot.focus.at)
        where = "everywhere" if one.channel is None else f"in #{snapshot.directory.name_of(one.channel)}"
        yield line(f"The mute of {names.get(one.alert, one.alert)} {where} ends on {until}.")


def _ending(snapshot: Snapshot) -> list[Mute]:
    """Return the mutes that end soon, and not at this very moment."""
    return [one for one in snapshot.mutes_here if one.during.covers(snapshot.focus.at)][:_SHOWN]


def _shadow_lines(snapshot: Snapshot, channels: list[Channel], at: Instant) -> Iterator[Line]:
    """Return what would have been said where cards are in shadow."""
    for channel in channels:
        if snapshot.directory.place(channel.id).cards is not Mode.SHADOW:
            continue
        known = tallies_of((one for one in snapshot.tracks_here if one.channel == channel.id), at)
        total = sum(one.incidents for one in known)
        if total:
            most = known[0]
            times = "once" if most.incidents == 1 else f"{most.incidents} times"
            link = MessageLink(channel.id, most.latest.root_ts, "the latest")
            counted = f"{total} card{'' if total == 1 else 's'}"
            often = f"Most often: {most.track.name}, {times}: "
            yield line(f"In shadow in #{channel.name}, the last 4 weeks: at most {counted}. {often}", link)
