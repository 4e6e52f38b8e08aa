"""How the versions of an alert's runbook did, from a saved state, as lines for people and as figures for programs."""

from collections.abc import Iterable

import attrs
from attrs import frozen
from ratchet_core.domain import Alert, RunbookVersion
from ratchet_core.instants import Instant
from ratchet_core.memory import World
from ratchet_core.outcomes import (
    Comparison,
    Finding,
    VersionOutcome,
    compared,
    described_comparisons,
    described_outcome,
    episodes_of,
    outcomes,
    self_resolve_compared,
)

ASSUMED = "its approval was assumed: nobody saw this version, so its figures say nothing about it"


@frozen
class Judgement:
    """What became of one version; None stands for the time without a runbook.

    Attributes:
        assumed: Whether a simulation supposed its approval.
        since_before: How each measure stands beside the version before, or beside no runbook; empty for the first.
        beside_others: How often it resolved by itself, beside the alert's other incidents.
    """

    outcome: VersionOutcome
    assumed: bool
    since_before: tuple[Comparison, ...]
    beside_others: Comparison


def judgements(world: World, alert: Alert, as_of: Instant) -> list[Judgement]:
    """Return how each version did that had an incident or a vote, in order; the time without a runbook first."""
    versions = {one.number: one for one in world.runbooks.get(alert.fingerprint, ())}
    incidents = [one for one in world.incidents.values() if one.alert == alert.fingerprint]
    notes = {channel: found for (channel, of), found in world.notes.items() if of == alert.fingerprint}
    episodes = episodes_of(incidents, versions.values(), notes)
    votes = sorted((one for one in world.votes.values() if one.alert == alert.fingerprint), key=lambda one: one.at)
    found = outcomes(episodes, votes, as_of=as_of)
    return [
        Judgement(
            one,
            _is_assumed(versions, one.version),
            compared(one, before) if before is not None else (),
            self_resolve_compared(episodes, one.version),
        )
        for before, one in zip([None, *found], found, strict=False)
    ]


def _is_assumed(versions: dict[int, RunbookVersion], number: int | None) -> bool:
    return number is not None and versions[number].assumed


def described(found: Iterable[Judgement]) -> list[str]:
    """Return the judgements in lines for people."""
    lines: list[str] = []
    for one in found:
        head, *measures = described_outcome(one.outcome)
        lines += [head, *([f"  {ASSUMED}"] if one.assumed else []), *(f"  {line}" for line in measures)]
        if one.since_before:
            lines += _beside("beside the version before", one.since_before)
            lines += _beside("beside the alert's other incidents", (one.beside_others,))
    return lines or ["This alert has had no incident."]


def _beside(heading: str, comparisons: tuple[Comparison, ...]) -> list[str]:
    if all(one.finding is Finding.NOT_ENOUGH for one in comparisons):
        return [f"  {heading}: {Finding.NOT_ENOUGH}"]
    return [f"  {heading}", *(f"    {line}" for line in described_comparisons(comparisons))]


def figures(found: Iterable[Judgement]) -> list[dict[str, object]]:
    """Return the judgements for programs: durations in microseconds, shares in millionths."""
    return [attrs.asdict(one) for one in found]
