"""Services and alerts, as rows."""

from ratchet_core.domain import Alert, Notification, OwnedKind, RunbookVersion, Service
from ratchet_core.domain.directory import Directory
from ratchet_core.queries import alerts as alert_queries
from ratchet_core.queries import services as service_queries
from ratchet_core.queries.alerts import AlertEntry, alert_entry, channels_of
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.services import service_details
from ratchet_core.rules.owning import service_part_of

from ratchet_cli.listings import help_requests, incidents, mutes, runbooks
from ratchet_cli.listings.rows import Row, merged, of_service, owners, place, service_called
from ratchet_cli.terminal.names import channel_name
from ratchet_cli.terminal.transcript import day_and_time

_LATEST = 10


def services(reader: Reader) -> list[Row]:
    """Return the services, by key."""
    directory = reader.directory()
    return [service_row(reader, directory, one) for one in service_queries.services(directory)]


def service_row(reader: Reader, directory: Directory, one: Service) -> Row:
    """Return a service with its names, owners and merges."""
    whole = service_part_of(directory, one.key)
    return {
        "service": one.key,
        "name": one.name,
        "aliases": list(one.aliases),
        "owners": owners(directory, OwnedKind.SERVICE, one.key),
        "merged": merged(one.merges),
        "now part of": service_called(directory, whole) if whole else "",
        "deploys": len(service_queries.deploys_of(reader, one.key)),
    }


def shown_service(reader: Reader, one: Service) -> Row:
    """Return all that there is to say of a service; what is part of it now counts as its own."""
    directory, details = reader.directory(), service_details(reader, one.key)
    return {
        **service_row(reader, directory, one),
        "owner now": details.owner or "nobody",
        "consists of": [service_called(directory, part) for part in details.parts],
        "alerts": [alert_row(directory, alert) for alert in details.alerts],
        "deploys": [_deploy(directory, notice) for notice in details.deploys[:_LATEST]],
        "help requests": [help_requests.request_row(directory, request) for request in details.requests],
    }


def _deploy(directory: Directory, notice: Notification) -> Row:
    return {"deployed": day_and_time(notice.at), "title": notice.title, "notice": place(directory, notice.message)}


def alerts(reader: Reader) -> list[Row]:
    """Return the alerts, the noisiest first."""
    directory = reader.directory()
    return [alert_row(directory, one) for one in alert_queries.alerts(reader)]


def alert_row(directory: Directory, one: AlertEntry) -> Row:
    """Return an alert with its service and how many incidents it had."""
    return {
        "alert": one.alert.name,
        **of_service(directory, one.alert.service),
        "incidents": one.incidents,
        "runbook": _active(one.runbook),
        "fingerprint": one.alert.fingerprint,
    }


def _active(runbook: RunbookVersion | None) -> str:
    if runbook is None:
        return "none"
    return f"version {runbook.number}{' (assumed approved)' if runbook.assumed else ''}"


def shown_alert(reader: Reader, one: Alert) -> Row:
    """Return all that there is to say of an alert."""
    directory, key = reader.directory(), one.fingerprint
    return {
        **alert_row(directory, alert_entry(reader, one)),
        "tied by": one.tie.value if one.tie else "",
        "channels": sorted(channel_name(directory, channel) for channel in channels_of(reader, key)),
        "runbook versions": [runbooks.version_row(directory, version) for version in reader.versions(key)],
        "mutes": mutes.mutes(reader, one),
        "incidents had": incidents.incidents(reader, alert=key),
    }
