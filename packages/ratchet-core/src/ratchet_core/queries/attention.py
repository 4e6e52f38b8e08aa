"""What needs somebody now: whatever stands open or waits for a person, the most urgent first."""

from typing import Final

from attrs import frozen

from ratchet_core.basis.instants import DAY, Duration, Instant
from ratchet_core.domain import HelpRequest, Mute, RunbookState, RunbookVersion
from ratchet_core.domain.requests import whole_requests
from ratchet_core.queries.help_requests import unanswered
from ratchet_core.queries.incidents import IncidentEntry, entries_of, open_incidents
from ratchet_core.queries.paging import recent
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Severity

SOON: Final[Duration] = DAY
"""A mute that ends within this time is about to end."""

LOOKED_BACK: Final[Duration] = 30 * DAY
"""Who asked longer ago than this needs nobody now: it is among the help requests, and no longer urgent."""

_WORST_FIRST: Final = {severity: rank for rank, severity in enumerate(Severity)}


@frozen
class Attention:
    """What needs somebody.

    Attributes:
        incidents: Those that are open, the worst first, and the latest of those that are equally bad.
        requests: The help requests of `LOOKED_BACK` without a first response, the one that has waited longest first.
        approvals: The runbook versions that wait for an approval, the oldest first.
        ending: The mutes that end by themselves within `SOON`, the soonest first.
    """

    incidents: tuple[IncidentEntry, ...]
    requests: tuple[HelpRequest, ...]
    approvals: tuple[RunbookVersion, ...]
    ending: tuple[Mute, ...]


def attention(reader: Reader, at: Instant) -> Attention:
    """Return what needs somebody at a moment."""
    return Attention(
        incidents=tuple(sorted(entries_of(reader, open_incidents(reader)), key=_urgency)),
        requests=tuple(waiting_requests(reader, at - LOOKED_BACK)),
        approvals=tuple(waiting_versions(reader)),
        ending=tuple(ending_mutes(reader, at)),
    )


def _urgency(entry: IncidentEntry) -> tuple[int, int]:
    severity = entry.incident.severity
    return (len(_WORST_FIRST) if severity is None else _WORST_FIRST[severity], -entry.incident.opened_at)


def waiting_requests(reader: Reader, since: Instant) -> list[HelpRequest]:
    """Return the help requests since a moment without a first response, the one that has waited longest first."""
    asked = recent(reader.requests, lambda one: one.asked_at, since)
    return unanswered(whole_requests({one.root: one for one in asked}))[::-1]


def waiting_versions(reader: Reader) -> list[RunbookVersion]:
    """Return the runbook versions that wait for an approval, the oldest first."""
    proposed = (one for one in reader.versions() if one.state is RunbookState.PROPOSED)
    return sorted(proposed, key=lambda one: (one.written_at, one.alert, one.number))


def ending_mutes(reader: Reader, at: Instant) -> list[Mute]:
    """Return the mutes that hold at a moment and end within `SOON`, the soonest first."""
    holding = [(one.during.until, one) for one in reader.mutes() if one.during.covers(at)]
    soon = [(until, one) for until, one in holding if until is not None and until <= at + SOON]
    return [one for _, one in sorted(soon, key=lambda pair: (pair[0], pair[1].id))]
