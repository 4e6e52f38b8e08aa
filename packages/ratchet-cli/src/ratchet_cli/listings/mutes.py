"""Mutes, as rows, and what a mute would have silenced."""

from ratchet_core.basis.instants import DAY
from ratchet_core.domain import Alert, Mute
from ratchet_core.domain.directory import Directory
from ratchet_core.queries import mutes as queries
from ratchet_core.queries.incidents import entries_of
from ratchet_core.queries.mutes import Silenced, is_muted, silenced_by, would_silence, would_silence_critical
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.muting import LONGEST
from ratchet_core.rules.wording import mute_holds

from ratchet_cli.listings.incidents import incident_row
from ratchet_cli.listings.rows import Row, during
from ratchet_cli.terminal.names import channel_name, person_name


def mutes(reader: Reader, alert: Alert | None = None) -> list[Row]:
    """Return the mutes, or those of an alert, the latest first."""
    directory = reader.directory()
    muted = queries.mutes(reader, alert.fingerprint if alert is not None else None)
    return [mute_row(directory, one, reader.alert(one.alert)) for one in muted]


def mute_row(directory: Directory, one: Mute, alert: Alert | None) -> Row:
    """Return a mute with its scope, its time and its reason."""
    return {
        "alert": alert.name if alert is not None else one.alert,
        "where": channel_name(directory, one.channel) if one.channel else "everywhere",
        "when": during(one.during),
        "reason": one.reason,
        "by": person_name(directory, one.person),
        "ended by": _ended_by(directory, one),
    }


def _ended_by(directory: Directory, one: Mute) -> str:
    if one.turned_critical:
        return "the alert turning critical"
    return person_name(directory, one.ended_by) if one.ended_by else ""


def shown_mutes(reader: Reader, alert: Alert) -> Row:
    """Return all that there is to say of an alert's mutes, with what each kept silent about."""
    directory = reader.directory()
    return {
        "alert": alert.name,
        "muted now": "yes" if is_muted(reader, alert.fingerprint) else "no",
        "mutes": [
            {**mute_row(directory, one, alert), "silenced": _in_words(silenced_by(reader, one))}
            for one in queries.mutes(reader, alert.fingerprint)
        ],
    }


def preview(reader: Reader, alert: Alert, channel: str | None) -> Row:
    """Return what a mute would have silenced: how many new cards, how many that mattered, and of which incidents."""
    directory, found = reader.directory(), would_silence(reader, alert, channel)
    return {
        "would have silenced": _in_words(found),
        "note": mute_holds(critical=would_silence_critical(reader, alert, channel)),
        "over": f"the last {LONGEST // DAY} days",
        "cards": len(found.incidents),
        "critical": len(found.critical),
        "would have been missed": len(found.missed),
        "silenced": [incident_row(directory, one) for one in entries_of(reader, found.incidents)],
    }


def _in_words(found: Silenced) -> str:
    if not found.incidents:
        return "no card"
    count, missed = len(found.incidents), len(found.missed)
    wrote = f"people wrote in the threads of {missed} of them" if missed else "nobody wrote in their threads"
    return f"{count} card{'s' if count > 1 else ''}, {len(found.critical)} of them critical; {wrote}"
