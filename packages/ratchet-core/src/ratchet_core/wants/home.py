"""What finds what a home page shows: the channels of a person's teams, with what is open and waiting there."""

from collections.abc import Callable

from ratchet_core.basis.instants import DAY, Instant
from ratchet_core.domain import Alert, Channel, Incident, IncidentState, Mute, OwnedKind, Track
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Mode
from ratchet_core.domain.records import EVERYWHERE, Get, Lookup, Range
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.events import Event
from ratchet_core.wants.limits import LATEST, MOST_MUTES, MOST_SHADOWS, SHOWN_CHANNELS, SHOWN_WAITING
from ratchet_core.wants.piece import Keys


def in_each(find: Callable[[str, Instant], Lookup]) -> Keys:
    """Return what finds something in each channel of a home page."""
    return lambda snapshot, _: tuple(find(one.id, snapshot.focus.at) for one in home_channels(snapshot))


def open_in(channel: str) -> Lookup:
    return Range(Incident, "in_state", (channel, IncidentState.OPEN.value), SHOWN_WAITING, newest=True)


def mutes_ending(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    at = snapshot.focus.at
    scopes = (*(one.id for one in home_channels(snapshot)), EVERYWHERE)
    return tuple(Range(Mute, "in_channel", (one,), SHOWN_WAITING, low=(at,), high=(at + DAY,)) for one in scopes)


def tracks_open(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    return tuple(Get(Track, (one.channel, one.alert)) for one in snapshot.open_incidents)


def alerts_named(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    known = (*(one.alert for one in snapshot.proposals), *(one.alert for one in snapshot.mutes_here))
    return tuple(Get(Alert, (one,)) for one in dict.fromkeys(known))


def courses_of_proposals(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    alerts = dict.fromkeys(one.alert for one in snapshot.proposals)
    return tuple(Range(Track, "of_alert", (one,), LATEST) for one in alerts)


def tracks_in_shadow(snapshot: Snapshot, _event: Event) -> tuple[Lookup, ...]:
    """Return what finds the alerts of the first channels in which cards are in shadow."""
    places = ((one, snapshot.directory.place(one.id)) for one in home_channels(snapshot))
    shadow = [one for one, place in places if place.cards is Mode.SHADOW][:MOST_SHADOWS]
    return tuple(Range(Track, "in_channel", (one.id,), MOST_MUTES) for one in shadow)


def teams_of_person(snapshot: Snapshot) -> frozenset[str]:
    """Return the teams that the event's person belongs to, as they are at its moment."""
    directory, at = snapshot.directory, snapshot.focus.at
    person = snapshot.focus.person or ""
    return frozenset(directory.team_at(one.team, at) for one in directory.memberships(person) if one.during.covers(at))


def home_channels(snapshot: Snapshot) -> list[Channel]:
    """Return the public channels that a person's teams own, or all of them where they own none."""
    directory, at, teams = snapshot.directory, snapshot.focus.at, teams_of_person(snapshot)
    known = public_channels(snapshot)
    own = [one for one in known if _owner_of_channel(directory, one.id, at) in teams] if teams else []
    return (own or known)[:SHOWN_CHANNELS]


def _owner_of_channel(directory: Directory, channel: str, at: Instant) -> str | None:
    owner = directory.owner_of(OwnedKind.CHANNEL, channel, at)
    return None if owner is None else directory.team_at(owner, at)


def public_channels(snapshot: Snapshot) -> list[Channel]:
    """Return the public channels that ratchet is in, by their names."""
    joined = (one for one in snapshot.directory.channels.values() if one.joined and not one.archived)
    return sorted((one for one in joined if not one.private), key=lambda one: (one.name, one.id))
