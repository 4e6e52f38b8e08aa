"""What actions are about, made from the records that they concern."""

from ratchet_core.domain import Incident
from ratchet_core.vocabulary.actions import AboutIncident


def about(incident: Incident) -> AboutIncident:
    """Return that an action is about an incident."""
    return AboutIncident(incident.channel, incident.alert, incident.number, incident.opened_at)
