"""The buttons below an incident's card, where the policy wants any."""

from ratchet_core.domain import Incident, RunbookState, RunbookVersion
from ratchet_core.rules.discretion import may_be_shown
from ratchet_core.rules.muting import muted_by
from ratchet_core.rules.topics import about
from ratchet_core.snapshot import Snapshot
from ratchet_core.vocabulary.actions import AboutRunbook, Button, Press


def card_buttons(snapshot: Snapshot, incident: Incident) -> tuple[Button, ...]:
    """Return what people can do with an incident's card: judge its runbook, call it noise, and mute its alert."""
    if not snapshot.policy.card_buttons:
        return ()
    this = about(incident)
    muted = muted_by(snapshot, incident.channel, snapshot.focus.at, incident.severity)
    return (
        *_of_runbook(snapshot, incident),
        Button("Noise", Press.NOISE, this),
        Button("Mute", Press.MUTE, this) if muted is None else Button("Unmute", Press.UNMUTE, this),
        Button("Not an alert", Press.NOT_AN_ALERT, this, "Messages like this one will no longer open incidents."),
        Button("Summary", Press.SUMMARY, this),
        Button("Why?", Press.WHY, this),
        Button("Write runbook" if snapshot.runbook is None else "Edit runbook", Press.EDIT, this),
        *_of_draft(snapshot, incident),
    )


def reviewable(snapshot: Snapshot, channel: str) -> RunbookVersion | None:
    """Return the version that waits for approval, where a card in a channel has a button to review it."""
    waiting = [one for one in snapshot.versions if one.state is RunbookState.PROPOSED]
    if not snapshot.policy.card_buttons or not waiting:
        return None
    return waiting[-1] if may_be_shown(snapshot.directory, waiting[-1], channel) else None


def _of_draft(snapshot: Snapshot, incident: Incident) -> tuple[Button, ...]:
    latest = reviewable(snapshot, incident.channel)
    if latest is None:
        return ()
    return (Button(f"Review draft v{latest.number}", Press.REVIEW, AboutRunbook(latest.alert, latest.number)),)


def _of_runbook(snapshot: Snapshot, incident: Incident) -> tuple[Button, ...]:
    runbook = snapshot.runbook
    if runbook is None or not may_be_shown(snapshot.directory, runbook, incident.channel):
        return ()
    version = AboutRunbook(runbook.alert, runbook.number)
    return (Button("Runbook helped", Press.HELPED, version), Button("It did not help", Press.DID_NOT_HELP, version))
