"""What an alarm is about: a question, or an incident."""

from attrs import frozen

from ratchet_core.domain import Alert, IncidentKey, MessageRef
from ratchet_core.events import TimePassed
from ratchet_core.queries.reader import Reader
from ratchet_core.snapshot import needs, number_of


@frozen
class Concern:
    """What an alarm is about.

    Attributes:
        words: What was asked, or what the alert is called; empty where the words are gone.
        number: The incident's; None for a question, and where there is no such incident.
        message: The one that the question or the incident began with; None where there is no such incident.
    """

    words: str
    number: int | None
    message: MessageRef | None


def concern_of(reader: Reader, event: TimePassed) -> Concern | None:
    """Return what an alarm that has come is about; None where nothing is known of it."""
    keys = needs(event)
    if keys.root is not None:
        request = reader.request(keys.root)
        return Concern(request.question if request is not None else "", None, keys.root)
    alert = reader.alert(keys.fingerprint or "")
    return _of_incident(reader, event, alert) if alert is not None else None


def _of_incident(reader: Reader, event: TimePassed, alert: Alert) -> Concern:
    channel, number = event.action.channel, number_of(event.action)
    incident = reader.incident(IncidentKey(channel, alert.fingerprint, number))
    if incident is None:
        return Concern(alert.name, None, None)
    return Concern(alert.name, number, MessageRef(channel, incident.root_ts))
