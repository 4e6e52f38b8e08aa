"""Services, and what belongs to each now, with all that is part of it."""

from collections.abc import Sequence

from attrs import frozen

from ratchet_core.basis.instants import LATEST, Instant
from ratchet_core.domain import Notification, Service
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.requests import together
from ratchet_core.queries.alerts import AlertEntry, alerts
from ratchet_core.queries.help_requests import RequestEntry, entries_of
from ratchet_core.queries.notifications import notices_of
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Kind
from ratchet_core.rules.owning import owner_called, owner_of_either, service_part_of


def services(directory: Directory) -> list[Service]:
    """Return the services, by key."""
    return sorted(directory.services.values(), key=lambda one: one.key)


@frozen
class ServiceAt:
    """A service as of a moment: the id of the team that owned what it had become, and the key of its whole, if any."""

    service: Service
    owner: str | None
    whole: str | None


def services_at(directory: Directory, at: Instant = LATEST) -> list[ServiceAt]:
    """Return the services as of a moment, by key."""
    return [service_at(directory, one, at) for one in services(directory)]


def service_at(directory: Directory, service: Service, at: Instant = LATEST) -> ServiceAt:
    """Return a service as of a moment."""
    owner = owner_of_either(directory, None, service.key, at)
    return ServiceAt(service, owner, service_part_of(directory, service.key, at))


@frozen
class ServiceDetails:
    """What belongs to a service now; its parts count as its own.

    Attributes:
        owner: The name of the team that owns it, or what it has become.
        parts: The keys of the services that are part of it.
        alerts: The noisiest first.
        deploys: The latest first.
        requests: The help requests about it, the latest first.
    """

    owner: str | None
    parts: tuple[str, ...]
    alerts: tuple[AlertEntry, ...]
    deploys: tuple[Notification, ...]
    requests: tuple[RequestEntry, ...]


def service_details(reader: Reader, service: str) -> ServiceDetails:
    """Return what belongs to a service now."""
    directory = reader.directory()
    keys, known = directory.services_within(service), together({one.root: one for one in reader.requests()})
    return ServiceDetails(
        owner=owner_called(directory, None, service),
        parts=tuple(one for one in keys if one != service),
        alerts=tuple(alerts(reader, keys)),
        deploys=tuple(notices_of(reader, keys, Kind.DEPLOY)),
        requests=tuple(entries_of(reader, [one for one in reversed(known) if one.request.service in keys])),
    )


def deploys_of(reader: Reader, key: str) -> Sequence[Notification]:
    """Return the deploys that were told of a service itself, without those of its parts."""
    return reader.notifications(kind=Kind.DEPLOY, services=(key,))
