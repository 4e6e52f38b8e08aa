"""What a whole history came to: how much there was of each kind, by channel and in all, and what each alert cost."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from attrs import frozen

from ratchet_core.basis.instants import Duration, Instant
from ratchet_core.domain import Alert, Channel, Incident, Service, Track
from ratchet_core.domain.policy import Purpose
from ratchet_core.domain.requests import whole_requests
from ratchet_core.queries.help_requests import RequestCounts, counted_requests, requests
from ratchet_core.queries.incidents import IncidentCounts, counted_incidents
from ratchet_core.queries.judging import episodes_of
from ratchet_core.queries.paging import recent
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Kind

_Record = TypeVar("_Record")


@frozen
class Totals:
    """How much is known of each kind in all."""

    channels: int
    alerts: int
    incidents: IncidentCounts
    requests: RequestCounts
    notifications: Counter[Kind]


def totals(reader: Reader) -> Totals:
    """Count what is known in all."""
    return Totals(
        channels=len(reader.directory().channels),
        alerts=len(reader.alerts()),
        incidents=counted_incidents(reader.incidents()),
        requests=counted_requests(requests(reader)),
        notifications=Counter(one.kind for one in reader.notifications()),
    )


@frozen
class ChannelCounts:
    """One channel: what it is for, and how much came up in it."""

    channel: Channel
    purpose: Purpose
    incidents: IncidentCounts
    requests: RequestCounts
    deploys: int
    notices: int


def channel_counts(reader: Reader, since: Instant = 0) -> list[ChannelCounts]:
    """Count what came up in each channel since a moment."""
    directory = reader.directory()
    incidents = _by_channel(recent(reader.incidents, lambda one: one.opened_at, since), lambda one: one.channel)
    questions = {one.root: one for one in recent(reader.requests, lambda one: one.asked_at, since)}
    asked = _by_channel(whole_requests(questions), lambda one: one.root.channel)
    told = recent(reader.notifications, lambda one: one.at, since)
    notices = Counter((one.message.channel, one.kind is Kind.DEPLOY) for one in told)
    return [
        ChannelCounts(
            one,
            directory.place(one.id).purpose,
            counted_incidents(incidents.get(one.id, ())),
            counted_requests(asked.get(one.id, ())),
            deploys=notices[one.id, True],
            notices=notices[one.id, False],
        )
        for one in directory.channels.values()
    ]


def _by_channel(records: Iterable[_Record], channel_of: Callable[[_Record], str]) -> dict[str, list[_Record]]:
    found: dict[str, list[_Record]] = {}
    for one in records:
        found.setdefault(channel_of(one), []).append(one)
    return found


@frozen
class Toll:
    """What an alert cost in a channel.

    Attributes:
        name: What the alert is called there.
        service: The name of its service, where that is known.
        open_for: How long it was open in all.
        alone: How many of its incidents ended with nobody commenting or acting: noise, more often than not.
    """

    channel: str
    alert: str
    name: str
    service: str | None
    incidents: int
    firings: int
    open_for: Duration
    alone: int


def tolls(reader: Reader, alert: str | None = None) -> list[Toll]:
    """Return what each alert, or one, cost in each channel in which it had incidents, by channel and alert."""
    had: dict[tuple[str, str], list[Incident]] = {}
    for one in reader.incidents(alert=alert):
        had.setdefault((one.channel, one.alert), []).append(one)
    alerts = {one.fingerprint: one for one in reader.alerts()}
    services = reader.directory().services
    tracks = sorted(reader.tracks(alert), key=lambda one: (one.channel, one.alert))
    followed = ((one, had[one.channel, one.alert]) for one in tracks if (one.channel, one.alert) in had)
    return [_toll(reader, one, incidents, alerts.get(one.alert), services) for one, incidents in followed]


def _toll(
    reader: Reader, track: Track, incidents: Sequence[Incident], alert: Alert | None, services: Mapping[str, Service]
) -> Toll:
    service = services.get(alert.service or "") if alert is not None else None
    return Toll(
        channel=track.channel,
        alert=track.alert,
        name=track.name,
        service=service.name if service is not None else None,
        incidents=len(incidents),
        firings=sum(one.firings for one in incidents),
        open_for=sum((one.ended_at or one.last_at) - one.opened_at for one in incidents),
        alone=_alone(reader, track, incidents),
    )


def _alone(reader: Reader, track: Track, incidents: Sequence[Incident]) -> int:
    episodes = episodes_of(incidents, (), {track.channel: tuple(reader.notes(track.channel, track.alert))})
    return sum(one.ended_at is not None and one.first_human_at is None for one in episodes)


def noisiest(known: Iterable[Toll]) -> list[Toll]:
    """Return what alerts cost, those with the most incidents first."""
    return sorted(known, key=lambda one: -one.incidents)


def longest(known: Iterable[Toll]) -> list[Toll]:
    """Return what alerts cost, those that were open longest first."""
    return sorted(known, key=lambda one: -one.open_for)
