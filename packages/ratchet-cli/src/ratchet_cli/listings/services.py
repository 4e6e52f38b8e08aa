"""Services and alerts, as rows."""

from collections import Counter
from collections.abc import Collection, Iterable

from ratchet_core.domain import Alert, Notification, OwnedKind, Service, active_of
from ratchet_core.memory import MemoryStore, World
from ratchet_core.recognise.recognised import Kind
from ratchet_core.requests import whole_requests

from ratchet_cli.asof import keys_of, owner_of, part_now, whole_service
from ratchet_cli.listings import help_requests, incidents, mutes, runbooks
from ratchet_cli.listings.rows import Row, merged, of_service, owners, place, service_called
from ratchet_cli.names import channel_name
from ratchet_cli.transcript import day_and_time

_LATEST = 10


def services(store: MemoryStore) -> list[Row]:
    """Return the services, by key."""
    return [service_row(store, one) for one in sorted(store.world.services.values(), key=lambda one: one.key)]


def service_row(store: MemoryStore, one: Service) -> Row:
    """Return a service with its names, owners and merges."""
    whole = part_now(store.world, one.key, store.now)
    return {
        "service": one.key,
        "name": one.name,
        "aliases": list(one.aliases),
        "owners": owners(store, OwnedKind.SERVICE, one.key),
        "merged": merged(one.merges),
        "now part of": service_called(store, whole) if whole else "",
        "deploys": len(one.deploys),
    }


def shown_service(store: MemoryStore, one: Service) -> Row:
    """Return all that there is to say of a service; what is part of it now counts as its own."""
    world, keys = store.world, keys_of(store.world, one.key, store.now)
    return {
        **service_row(store, one),
        "owner now": owner_of(store, None, whole_service(world, one.key, store.now), store.now),
        "consists of": [service_called(store, part) for part in sorted(keys - {one.key})],
        "alerts": _listed(store, (alert for alert in world.alerts.values() if alert.service in keys)),
        "deploys": [_deploy(world, notice) for notice in _deploys(world, keys)[:_LATEST]],
        "help requests": [
            help_requests.request_row(store, request)
            for request in reversed(whole_requests(world.requests))
            if request.service in keys
        ],
    }


def _deploys(world: World, services: Collection[str]) -> list[Notification]:
    """Return the notices of some services' deploys, the latest first."""
    deploys = (one for one in world.notifications.values() if one.kind is Kind.DEPLOY and one.service in services)
    return sorted(deploys, key=lambda one: (-one.at, one.message))


def _deploy(world: World, notice: Notification) -> Row:
    return {"deployed": day_and_time(notice.at), "title": notice.title, "notice": place(world, notice.message)}


def alerts(store: MemoryStore) -> list[Row]:
    """Return the alerts, the noisiest first."""
    return _listed(store, store.world.alerts.values())


def _listed(store: MemoryStore, chosen: Iterable[Alert]) -> list[Row]:
    counts = Counter(one.alert for one in store.world.incidents.values())
    ordered = sorted(chosen, key=lambda one: (-counts[one.fingerprint], one.fingerprint))
    return [alert_row(store, one, counts[one.fingerprint]) for one in ordered]


def alert_row(store: MemoryStore, one: Alert, counted: int) -> Row:
    """Return an alert with its service and how many incidents it had."""
    return {
        "alert": one.name,
        **of_service(store, one.service),
        "incidents": counted,
        "runbook": _active(store.world, one.fingerprint),
        "fingerprint": one.fingerprint,
    }


def _active(world: World, alert: str) -> str:
    active = active_of(world.runbooks.get(alert, ()))
    if active is None:
        return "none"
    return f"version {active.number}{' (assumed approved)' if active.assumed else ''}"


def shown_alert(store: MemoryStore, one: Alert) -> Row:
    """Return all that there is to say of an alert."""
    world, had = store.world, incidents.incidents(store, alert=one.fingerprint)
    versions = world.runbooks.get(one.fingerprint, ())
    return {
        **alert_row(store, one, len(had)),
        "tied by": one.tie.value if one.tie else "",
        "channels": sorted(channel_name(world, channel) for channel, alert in world.tracks if alert == one.fingerprint),
        "runbook versions": [runbooks.version_row(world, version) for version in versions],
        "mutes": mutes.mutes_of(store, one),
        "incidents had": had,
    }
