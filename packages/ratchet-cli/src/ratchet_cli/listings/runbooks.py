"""Runbooks, as rows and as differences."""

from ratchet_core.basis.instants import described
from ratchet_core.domain import Alert, RunbookState, RunbookVersion, active_of
from ratchet_core.domain.directory import Directory
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.runbooks import difference as difference_of
from ratchet_core.queries.runbooks import doubts_about, versions, waiting_versions
from ratchet_core.rules.backtesting import PastIncident
from ratchet_core.rules.owning import team_called

from ratchet_cli.listings.rows import Row
from ratchet_cli.places.records import version_numbered
from ratchet_cli.terminal.drafts import readable
from ratchet_cli.terminal.names import channel_name, person_name
from ratchet_cli.terminal.steering import visible
from ratchet_cli.terminal.transcript import day_and_time


def runbooks(reader: Reader) -> list[Row]:
    """Return every version of every runbook, without its text."""
    directory, alerts = reader.directory(), {one.fingerprint: one.name for one in reader.alerts()}
    return [{"alert": alerts.get(one.alert, one.alert), **version_row(directory, one)} for one in versions(reader)]


def waiting(reader: Reader, person: str | None = None) -> list[Row]:
    """Return the versions that wait for approval, or for a person's, the oldest first."""
    directory = reader.directory()
    return [
        {
            "alert": one.alert.name if one.alert is not None else one.version.alert,
            "version": one.version.number,
            "by": person_name(directory, one.version.author),
            "written": day_and_time(one.version.written_at),
            "waiting for": ", ".join(team_called(directory, team) for team in one.teams) or "an admin",
            "to look at": len(doubts_about(reader, one.version)),
            "digest": one.version.digest,
        }
        for one in waiting_versions(reader, person)
    ]


def version_row(directory: Directory, one: RunbookVersion) -> Row:
    """Return one version without its text."""
    return {
        "version": one.number,
        "state": one.state.value + (" (assumed approved)" if one.assumed else ""),
        "by": person_name(directory, one.author),
        "written": day_and_time(one.written_at),
        "decided by": person_name(directory, one.decided_by) if one.decided_by else "",
        "digest": one.digest,
    }


def version(directory: Directory, one: RunbookVersion) -> Row:
    """Return one version with its text."""
    return {**version_row(directory, one), "text": one.text}


def doubts(reader: Reader, one: RunbookVersion) -> list[Row]:
    """Return what is doubtful in a version, by lines."""
    found = doubts_about(reader, one)
    return [
        {"line": each.line, "what": each.flaw.value, "words": visible(each.words), "remedy": each.remedy}
        for each in found
    ]


def all_doubts(reader: Reader) -> list[Row]:
    """Return what is doubtful in every runbook's active version, and in those that wait, by alert."""
    names = {one.fingerprint: one.name for one in reader.alerts()}
    wanted = (one for one in versions(reader) if one.state in {RunbookState.ACTIVE, RunbookState.PROPOSED})
    return [
        {"alert": names.get(one.alert, one.alert), "version": one.number, **row}
        for one in wanted
        for row in doubts(reader, one)
    ]


def past(directory: Directory, one: PastIncident) -> Row:
    """Return an incident that a version is held beside."""
    incident = one.incident
    return {
        "opened": day_and_time(incident.opened_at),
        "channel": channel_name(directory, incident.channel),
        "incident": incident.number,
        "open for": described((incident.ended_at or incident.last_at) - incident.opened_at),
        "matched": one.is_matched,
        "quoted": one.quoted,
        "done": [
            {
                "words": visible(deed.words),
                "helped": deed.helped,
                "lines": list(deed.lines),
                "message": f"{channel_name(directory, deed.message.channel)}/{deed.message.ts}",
            }
            for deed in one.deeds
        ],
    }


def difference(reader: Reader, alert: Alert, number: int) -> list[str]:
    """Return what a version would change in the active one, as a unified difference."""
    directory, new = reader.directory(), version_numbered(reader, alert, number)
    old = active_of(reader.versions(alert.fingerprint))
    before = readable(old.text, directory) if old else ""
    names = (f"version {old.number}" if old else "nothing", f"version {new.number}")
    return difference_of(before, readable(new.text, directory), names)
