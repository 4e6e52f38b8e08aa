"""Alerts: how often each fired, and the runbook that it has."""

from collections import Counter
from collections.abc import Collection

from attrs import frozen

from ratchet_core.domain import Alert, RunbookState, RunbookVersion, active_of
from ratchet_core.queries.reader import Reader


@frozen
class AlertEntry:
    """An alert as a list tells of it: with how many incidents it had, and the active version of its runbook."""

    alert: Alert
    incidents: int
    runbook: RunbookVersion | None


def alerts(reader: Reader, services: Collection[str] | None = None) -> list[AlertEntry]:
    """Return the alerts, or those of some services themselves, the noisiest first."""
    counts = Counter(reader.incidents_had())
    active = {one.alert: one for one in reader.versions() if one.state is RunbookState.ACTIVE}
    ordered = sorted(reader.alerts(services), key=lambda one: (-counts[one.fingerprint], one.fingerprint))
    return [AlertEntry(one, counts[one.fingerprint], active.get(one.fingerprint)) for one in ordered]


def alert_entry(reader: Reader, alert: Alert) -> AlertEntry:
    """Return one alert as a list tells of it."""
    incidents, versions = reader.incidents(alert=alert.fingerprint), reader.versions(alert.fingerprint)
    return AlertEntry(alert, len(incidents), active_of(versions))


def channels_of(reader: Reader, alert: str) -> list[str]:
    """Return the channels in which an alert was heard, by id."""
    return sorted(one.channel for one in reader.tracks(alert))
