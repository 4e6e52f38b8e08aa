"""What an alarm is about: a question, or an incident."""

from attrs import frozen

from ratchet_core.domain import IncidentKey, MessageRef
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.actions import AboutIncident, AboutMute, AboutRequest
from ratchet_core.vocabulary.events import TimePassed


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
    match event.action.about:
        case AboutRequest(root):
            return Concern(reader.words(root), None, root)
        case AboutIncident() as about:
            return _of_incident(reader, about)
        case AboutMute(fingerprint):
            alert = reader.alert(fingerprint)
            return Concern(alert.name, None, None) if alert is not None else None
        case _:
            return None


def _of_incident(reader: Reader, about: AboutIncident) -> Concern | None:
    alert = reader.alert(about.alert)
    if alert is None:
        return None
    incident = reader.incident(IncidentKey(about.channel, about.alert, about.number))
    if incident is None:
        return Concern(alert.name, None, None)
    return Concern(alert.name, about.number, MessageRef(about.channel, incident.root_ts))
