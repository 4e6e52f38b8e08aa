"""A version of a runbook beside what people did in the alert's last incidents, as lines for people."""

from collections.abc import Iterator

from ratchet_core.basis.instants import described as span
from ratchet_core.domain.directory import Directory
from ratchet_core.rules.backtesting import Backtest, PastIncident

from ratchet_cli.terminal.names import channel_name
from ratchet_cli.terminal.steering import visible
from ratchet_cli.terminal.transcript import day_and_time


def described(tested: Backtest, directory: Directory) -> list[str]:
    """Return each incident with what was done in it, the latest first, and the steps that nobody took."""
    lines = [line for one in tested.past for line in _incident(one, directory)]
    if tested.telling and tested.unused:
        lines.append(f"Nobody took these steps: line {', '.join(map(str, tested.unused))}")
    return lines


def _incident(one: PastIncident, directory: Directory) -> Iterator[str]:
    incident, channel = one.incident, channel_name(directory, one.incident.channel)
    lasted = span((incident.ended_at or incident.last_at) - incident.opened_at)
    written = ", which the version quotes" if one.quoted else ""
    yield f"{day_and_time(incident.opened_at)}  #{channel}, incident {incident.number}, open for {lasted}{written}"
    for deed in one.deeds:
        yield f"  {visible(deed.told)} [{channel}/{deed.message.ts}]"
    if not one.deeds:
        yield "  nobody said what they did"
