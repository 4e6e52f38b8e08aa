"""The buttons below an incident's card, where the policy wants any."""

from ratchet_core.domain import Incident
from ratchet_core.rules.discretion import may_be_shown
from ratchet_core.rules.topics import about
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutRunbook, Button, Press


def card_buttons(snapshot: Snapshot, incident: Incident) -> tuple[Button, ...]:
    """Return what people can do with an incident's card: judge its runbook, call it noise, and mute its alert."""
    if not snapshot.policy.card_buttons:
        return ()
    this = about(incident)
    return (
        *_of_runbook(snapshot, incident),
        Button("Noise", Press.NOISE, this),
        Button("Mute", Press.MUTE, this),
        Button("Not an alert", Press.NOT_AN_ALERT, this, "Messages like this one will open no incident any more."),
        Button("Why?", Press.WHY, this),
    )


def _of_runbook(snapshot: Snapshot, incident: Incident) -> tuple[Button, ...]:
    runbook = snapshot.runbook
    if runbook is None or not may_be_shown(snapshot.directory, runbook, incident.channel):
        return ()
    version = AboutRunbook(runbook.alert, runbook.number)
    return (Button("Runbook helped", Press.HELPED, version), Button("It did not help", Press.DID_NOT_HELP, version))
