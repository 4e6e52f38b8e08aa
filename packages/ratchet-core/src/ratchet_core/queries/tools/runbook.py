"""The active runbook of an alert."""

from ratchet_core.queries.tools.desk import Desk, alerts_called, nothing
from ratchet_core.queries.tools.earlier import runbook_told
from ratchet_core.vocabulary.models import ToolCall, ToolResult


def run(desk: Desk, call: ToolCall) -> ToolResult:
    """Return the runbook, if it may be told of."""
    alerts = alerts_called(desk, str(call.argument("alert")))
    if isinstance(alerts, ToolResult):
        return alerts
    looked_at = f"the runbook of {alerts[0].name}"
    told = tuple(piece for alert in dict.fromkeys(one.alert for one in alerts) for piece in runbook_told(desk, alert))
    why = f"{alerts[0].name} has no active runbook that may be told of here."
    if not told:
        return nothing(desk, why, looked_at, [alerts[0].channel])
    return ToolResult(looked_at, told, of=(alerts[0].channel,))
