"""How the versions of an alert's runbook did, as lines for people and as figures for programs."""

from collections.abc import Iterable

import attrs
from ratchet_core.queries.judging import Comparison, Finding, described_comparisons, described_figures
from ratchet_core.queries.runbooks import Judgement

ASSUMED = "its approval was assumed: nobody saw this version, so its figures say nothing about it"


def described(found: Iterable[Judgement]) -> list[str]:
    """Return the judgements in lines for people."""
    lines: list[str] = []
    for one in found:
        head, *measures = described_figures(one.outcome)
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
