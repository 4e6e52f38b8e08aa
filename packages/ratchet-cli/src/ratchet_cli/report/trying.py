"""What the suggested lines of a policy would have changed: the export is replayed again with each of them."""

from collections import Counter
from collections.abc import Mapping

from ratchet_core.domain.directory import Directory
from ratchet_core.domain.policy import Policy
from ratchet_core.queries.toil.advice import policy_with
from ratchet_core.queries.toil.report import ToilReport
from ratchet_core.queries.toil.suggestions import Suggestion

from ratchet_cli.against.differences import Differences
from ratchet_cli.simulate.simulation import SimulationRequest, Trial, simulate
from ratchet_cli.terminal.names import counted
from ratchet_cli.terminal.progress import Progress


def differences_of(
    asked: SimulationRequest, report: ToilReport, directory: Directory, progress: Progress
) -> dict[Suggestion, Differences]:
    """Return what each suggestion on which a line of the policy acts would have changed in the report's time."""
    found: dict[Suggestion, Differences] = {}
    for one in report.suggestions:
        other = policy_with(one, directory)
        if other is None:
            continue
        differences = simulate(asked, progress, trial=_trial(other, report)).differences
        if differences is not None:
            found[one] = differences
    return found


def _trial(other: Policy, report: ToilReport) -> Trial:
    return Trial(beside=lambda _: other, during=(report.span.since, report.span.until))


def in_words(found: Differences) -> str:
    """Return what differs, in one sentence."""
    by_kind: Counter[tuple[str, str]] = Counter()
    for (how, what, _), count in found.counts.items():
        by_kind[how.value, what] += count
    told = ", ".join(f"{counted(count, what)} {how}" for (how, what), count in by_kind.most_common())
    return f"Simulated: {told}." if told else "Simulated: it would have changed nothing that is said."


def by_behaviour(found: Differences) -> Mapping[str, Mapping[str, int]]:
    """Return what differs, for JSON: how often what is said how otherwise."""
    kinds: dict[str, dict[str, int]] = {}
    for (how, what, _), count in sorted(found.counts.items()):
        known = kinds.setdefault(what, {})
        known[how.name.lower()] = known.get(how.name.lower(), 0) + count
    return kinds
