"""Runbooks: their versions, who may approve one, and what became of each."""

from collections.abc import Sequence
from difflib import unified_diff
from itertools import groupby

from attrs import frozen

from ratchet_core.domain import Alert, RunbookState, RunbookVersion, active_of
from ratchet_core.queries.judging import (
    Comparison,
    VersionFigures,
    compared,
    episodes_of,
    figures_of,
    self_resolve_compared,
)
from ratchet_core.queries.reader import Reader
from ratchet_core.reading.quotation import linked_in
from ratchet_core.rules.backtesting import Backtest, backtest_of
from ratchet_core.rules.owning import admins_of, holders_of, owners_of_alert, team_called
from ratchet_core.rules.runbook_lint import Finding, findings_in

TELLING_DIGITS = 12
"""So many digits of a digest are enough to name a text."""


def versions(reader: Reader) -> list[RunbookVersion]:
    """Return every version of every runbook, by alert and number."""
    return sorted(reader.versions(), key=lambda one: (one.alert, one.number))


@frozen
class RunbookEntry:
    """An alert's runbook as a list tells of it: its active version, those that wait for an approval, and the latest.

    `versions` counts all that were ever written.
    """

    fingerprint: str
    alert: Alert | None
    active: RunbookVersion | None
    waiting: tuple[RunbookVersion, ...]
    latest: RunbookVersion
    versions: int


def runbook_entries(reader: Reader) -> list[RunbookEntry]:
    """Return the runbooks, one for each alert that has a version of one, by alert."""
    alerts = {one.fingerprint: one for one in reader.alerts()}
    grouped = ((alert, tuple(known)) for alert, known in groupby(versions(reader), key=lambda one: one.alert))
    return [_entry(alert, alerts.get(alert), known) for alert, known in grouped]


def _entry(fingerprint: str, alert: Alert | None, known: Sequence[RunbookVersion]) -> RunbookEntry:
    waiting = tuple(one for one in known if one.state is RunbookState.PROPOSED)
    return RunbookEntry(fingerprint, alert, active_of(known), waiting, known[-1], len(known))


def difference(before: str, after: str, names: tuple[str, str] = ("", ""), around: int = 2) -> list[str]:
    """Return what one text changes in another, as a unified difference with so many lines around each change."""
    lines = unified_diff(before.splitlines(), after.splitlines(), *names, lineterm="", n=around)
    return list(lines)


def version_of(known: Sequence[RunbookVersion], number: int | None = None) -> RunbookVersion | None:
    """Return one of a runbook's versions: by number, or else the active one, or else the latest."""
    if number is not None:
        return next((one for one in known if one.number == number), None)
    return active_of(known) or (known[-1] if known else None)


def version_to_decide(known: Sequence[RunbookVersion]) -> RunbookVersion | None:
    """Return the latest of a runbook's versions that waits for approval, or None where none does."""
    return next((one for one in reversed(known) if one.state is RunbookState.PROPOSED), None)


def doubts_about(reader: Reader, version: RunbookVersion) -> tuple[Finding, ...]:
    """Return what is doubtful in the text of a version."""
    return findings_in(version.text, reader.directory(), reader.gone(linked_in(version.text)))


def backtested(reader: Reader, version: RunbookVersion) -> Backtest:
    """Return a version beside the last incidents of its alert, in whatever channels these were."""
    incidents = reader.incidents(alert=version.alert)
    notes = {channel: reader.notes(channel, version.alert) for channel in {one.channel for one in incidents}}
    return backtest_of(version.text, reader.directory(), incidents, notes)


def whole_digest(version: RunbookVersion, digest: str) -> str:
    """Return the digest that a person named by its beginning; what does not name the version is returned as it is."""
    is_named = len(digest) >= TELLING_DIGITS and version.digest.startswith(digest.casefold())
    return version.digest if is_named else digest


@frozen
class WaitingVersion:
    """A version that waits for approval, and the teams whose members may give it; without any, an admin may."""

    version: RunbookVersion
    alert: Alert | None
    teams: tuple[str, ...]


def waiting_versions(reader: Reader, person: str | None = None) -> list[WaitingVersion]:
    """Return the versions that wait for approval, or those that a person may approve, the oldest first.

    What a team owns is approved by its members, also where the person is an admin.
    """
    directory, found = reader.directory(), list[WaitingVersion]()
    for entry in runbook_entries(reader):
        service = entry.alert.service if entry.alert is not None else None
        key = None if service is None else directory.key_named(service)
        channels = [one.channel for one in reader.tracks(entry.fingerprint)] if entry.waiting else []
        teams = owners_of_alert(directory, key, channels)
        able = frozenset(one for team in teams for one in holders_of(directory, team)) or frozenset(
            admins_of(directory)
        )
        if person is None or person in able:
            found += (WaitingVersion(one, entry.alert, teams) for one in entry.waiting)
    return sorted(found, key=lambda one: (one.version.written_at, one.version.alert, one.version.number))


@frozen
class Approvers:
    """Who may approve a version: the members of a team, by its name then."""

    team: str
    people: frozenset[str]


def approvers_of(reader: Reader, alert: Alert | None, version: RunbookVersion) -> Approvers | None:
    """Return who could approve a version when it was written; None while no team owns its service or its channels."""
    if alert is None:
        return None
    directory, at = reader.directory(), version.written_at
    channels = {one.channel for one in reader.incidents(alert=alert.fingerprint)}
    teams = owners_of_alert(directory, alert.service, channels, at)
    if not teams:
        return None
    people = (one for team in teams for one in holders_of(directory, team, at))
    return Approvers(" or ".join(team_called(directory, team, at) for team in teams), frozenset(people))


@frozen
class Judgement:
    """What became of one version; None stands for the time without a runbook.

    Attributes:
        assumed: Whether a simulation supposed its approval.
        since_before: How each measure stands beside the version before, or beside no runbook; empty for the first.
        beside_others: How often it resolved by itself, beside the alert's other incidents.
    """

    outcome: VersionFigures
    assumed: bool
    since_before: tuple[Comparison, ...]
    beside_others: Comparison


def judgements(reader: Reader, alert: str) -> list[Judgement]:
    """Return how each version did that had an incident or a vote, in order; the time without a runbook first."""
    known = reader.versions(alert)
    incidents = reader.incidents(alert=alert)
    notes = {channel: tuple(reader.notes(channel, alert)) for channel in {one.channel for one in incidents}}
    episodes = episodes_of(incidents, known, notes)
    votes = sorted(reader.votes(alert), key=lambda one: one.at)
    found = figures_of(episodes, votes, as_of=reader.now())
    return [
        Judgement(
            one,
            any(each.number == one.version and each.assumed for each in known),
            compared(one, before) if before is not None else (),
            self_resolve_compared(episodes, one.version),
        )
        for before, one in zip([None, *found], found, strict=False)
    ]
