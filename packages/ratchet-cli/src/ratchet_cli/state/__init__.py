"""The commands that list, show and change a saved state, a module for each noun."""

from ratchet_cli.state import (
    alerts,
    channels,
    help_requests,
    incidents,
    mutes,
    notifications,
    people,
    runbooks,
    services,
    teams,
)

GROUPS = {
    "team": teams.app,
    "channel": channels.app,
    "service": services.app,
    "alert": alerts.app,
    "incident": incidents.app,
    "runbook": runbooks.app,
    "help": help_requests.app,
    "mute": mutes.app,
    "notification": notifications.app,
    "person": people.app,
}
"""The groups of commands that work on a saved state, by name."""
