"""What became of each version of an alert's runbook, and whether it is better than the one before.

A finding is given only where an interval carries it; where there is not enough data, that is the answer.
"""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Final, assert_never

from attrs import frozen

from ratchet_core.basis.instants import DAY, Duration, Instant, described
from ratchet_core.domain import Incident, RunbookVersion, ThreadNote, Vote
from ratchet_core.domain.course import notes_of
from ratchet_core.queries.estimates import (
    CONFIDENCE,
    CONFIDENCE_OF_MEDIANS,
    MILLION,
    Difference,
    Estimate,
    Median,
    NotEnough,
    Proportion,
    median,
    median_difference,
    proportion,
    proportion_difference,
)


@frozen
class Episode:
    """One incident of an alert.

    Attributes:
        version: The number of the runbook version that was active when it opened; None: there was no runbook.
        ended_at: When it ended; None while open.
        first_human_at: When a person first did anything; None with an `ended_at`: it resolved by itself.
        messages: How many messages were written until its close.
        people: How many people took part.
        refired_at: When the alert next fired after the end; None: not so far.
    """

    version: int | None
    opened_at: Instant
    ended_at: Instant | None
    first_human_at: Instant | None
    messages: int
    people: int
    refired_at: Instant | None


class Measure(StrEnum):
    """What a version is judged by, in the words that people read."""

    FIRST_HUMAN = "time to first human action"
    MESSAGES = "messages until close"
    PEOPLE = "people involved"
    REFIRED = "re-fired within a day"
    SELF_RESOLVED = "resolved by itself"
    OPEN_FOR = "time open"
    VOTES = "votes for helpful"


class Direction(StrEnum):
    """Which figures are the better ones."""

    LOWER = "lower"
    HIGHER = "higher"


BETTER: Final[Mapping[Measure, Direction]] = {
    Measure.FIRST_HUMAN: Direction.LOWER,
    Measure.MESSAGES: Direction.LOWER,
    Measure.PEOPLE: Direction.LOWER,
    Measure.REFIRED: Direction.LOWER,
    Measure.SELF_RESOLVED: Direction.HIGHER,
    Measure.OPEN_FOR: Direction.LOWER,
    Measure.VOTES: Direction.HIGHER,
}
"""For every measure, whether lower or higher is better."""

_DURATIONS: Final = (Measure.FIRST_HUMAN, Measure.OPEN_FOR)


@frozen
class VersionFigures:
    """What became of the incidents that opened under one version; None: without a runbook.

    Attributes:
        incidents: All of them, open ones too.
        first_human: Median of the microseconds from opening to the first human action, where there was one.
        messages: Median per ended incident.
        people: Median per ended incident.
        refired: Proportion of the incidents that ended at least a day before the end of the data.
        self_resolved: Proportion of the ended incidents.
        open_for: Median of the microseconds from opening to end, per ended incident.
        votes: Proportion of the people who voted that found the version helpful.
    """

    version: int | None
    incidents: int
    first_human: Estimate
    messages: Estimate
    people: Estimate
    refired: Estimate
    self_resolved: Estimate
    open_for: Estimate
    votes: Estimate

    def estimates(self) -> Mapping[Measure, Estimate]:
        """Return the estimate of every measure, in the order of the measures."""
        return {
            Measure.FIRST_HUMAN: self.first_human,
            Measure.MESSAGES: self.messages,
            Measure.PEOPLE: self.people,
            Measure.REFIRED: self.refired,
            Measure.SELF_RESOLVED: self.self_resolved,
            Measure.OPEN_FOR: self.open_for,
            Measure.VOTES: self.votes,
        }


class Finding(StrEnum):
    """What the figures say of a difference; a verdict is what people say of an incident."""

    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no difference that can be told"
    NOT_ENOUGH = "not enough data"


CAUTION: Final = (
    "a difference in time is no proof of the cause: a runbook is often rewritten after a bad spell, "
    "which ends by itself, other things change too, and of many comparisons some differ by chance"
)
"""What goes with every finding of better or worse: regression to the mean, confounding, multiplicity."""


@frozen
class Comparison:
    """One measure of a version beside the same of what it is compared with.

    Attributes:
        difference: By how much `one` is greater than `before`; None if there is not enough data.
        caution: What the finding does not prove; None where it claims no difference.
    """

    measure: Measure
    finding: Finding
    one: Estimate
    before: Estimate
    difference: Difference | None = None
    caution: str | None = None


def episodes_of(
    incidents: Iterable[Incident],
    versions: Iterable[RunbookVersion],
    notes: Mapping[str, tuple[ThreadNote, ...]],
) -> tuple[Episode, ...]:
    """Return one alert's incidents as episodes, in the order in which they opened.

    What people wrote about an incident counts until that ended.

    Args:
        incidents: In any order, of any channel.
        versions: Of the alert's runbook.
        notes: What people wrote in the alert's threads, by channel.
    """
    ordered = sorted(incidents, key=lambda one: (one.channel, one.opened_at, one.number))
    following = [
        after if after is not None and after.channel == one.channel else None
        for one, after in zip(ordered, [*ordered[1:], None], strict=False)
    ]
    found = [
        _episode(one, after, tuple(versions), notes.get(one.channel, ()))
        for one, after in zip(ordered, following, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: one.opened_at))


def _episode(
    incident: Incident, after: Incident | None, versions: tuple[RunbookVersion, ...], notes: tuple[ThreadNote, ...]
) -> Episode:
    about = notes_of(notes, incident, after)
    written = [one for one in about if incident.ended_at is None or one.at <= incident.ended_at]
    return Episode(
        version=active.number if (active := active_at(versions, incident.opened_at)) is not None else None,
        opened_at=incident.opened_at,
        ended_at=incident.ended_at,
        first_human_at=min((one.at for one in written), default=incident.ended_at if incident.ended_by else None),
        messages=len(written),
        people=len({one.person for one in written}),
        refired_at=after.opened_at if after is not None else None,
    )


def active_at(versions: Iterable[RunbookVersion], at: Instant) -> RunbookVersion | None:
    """Return the version of a runbook that was active at a moment, or None where none was."""
    return next((one for one in versions if any(during.covers(at) for during in one.active_during)), None)


def figures_of(episodes: Iterable[Episode], votes: Iterable[Vote], *, as_of: Instant) -> tuple[VersionFigures, ...]:
    """Return what became of every version that had an incident or a vote, in order; without a runbook comes first.

    Args:
        episodes: One alert's incidents, in any order.
        votes: In the order in which they were given: the last of a person on a version counts.
        as_of: The end of the data. Whether an incident re-fired within a day is not known before that day is over, so
            a younger one is left out of that proportion, also if it has re-fired already: to count only those that
            did would make young versions look worse.
    """
    incidents: dict[int | None, list[Episode]] = {}
    for episode in episodes:
        incidents.setdefault(episode.version, []).append(episode)
    helped: dict[int | None, dict[str, bool]] = {}
    for vote in votes:
        helped.setdefault(vote.version, {})[vote.person] = vote.helpful
    versions = sorted({*incidents, *helped}, key=lambda version: (version is not None, version or 0))
    return tuple(
        _figures(version, incidents.get(version, []), helped.get(version, {}).values(), as_of) for version in versions
    )


def self_resolve_rate(episodes: Iterable[Episode]) -> Estimate:
    """Return the alert's own rate: the proportion of ended incidents in which no person did anything."""
    return _share([episode.first_human_at is None for episode in episodes if episode.ended_at is not None])


def compared(one: VersionFigures, before: VersionFigures) -> tuple[Comparison, ...]:
    """Return for every measure whether a version is better than the one before, in the order of the measures.

    Proportions differ if Newcombe's hybrid score interval (1998) of the difference leaves zero out, medians if their
    order-statistic intervals do not overlap, which is conservative.
    """
    earlier = before.estimates()
    return tuple(_comparison(measure, estimate, earlier[measure]) for measure, estimate in one.estimates().items())


def self_resolve_compared(episodes: Collection[Episode], version: int | None) -> Comparison:
    """Return how a version's self-resolve rate stands beside that of all the alert's other incidents.

    The version's own incidents are left out of the other side, because Newcombe's interval is for two separate groups.
    """
    own = self_resolve_rate(episode for episode in episodes if episode.version == version)
    others = self_resolve_rate(episode for episode in episodes if episode.version != version)
    return _comparison(Measure.SELF_RESOLVED, own, others)


def described_figures(figures: VersionFigures) -> tuple[str, ...]:
    """Return a version's figures in lines for people: a headline, then one line for each measure."""
    version = "without a runbook" if figures.version is None else f"version {figures.version}"
    lines = (f"{measure}: {_estimate_text(measure, estimate)}" for measure, estimate in figures.estimates().items())
    return f"{version}: {_number(figures.incidents, 'incident')}", *lines


def described_comparisons(comparisons: Iterable[Comparison]) -> tuple[str, ...]:
    """Return one line for each comparison, for people, and at the end each caution once."""
    comparisons = tuple(comparisons)
    cautions = dict.fromkeys(f"caution: {one.caution}" for one in comparisons if one.caution is not None)
    return *(_comparison_text(comparison) for comparison in comparisons), *cautions


def _figures(
    version: int | None, episodes: Collection[Episode], helped: Collection[bool], as_of: Instant
) -> VersionFigures:
    ended = [(episode, episode.ended_at) for episode in episodes if episode.ended_at is not None]
    reached = [(one.opened_at, one.first_human_at) for one in episodes if one.first_human_at is not None]
    return VersionFigures(
        version=version,
        incidents=len(episodes),
        first_human=median([_elapsed(opened_at, acted_at) for opened_at, acted_at in reached]),
        messages=median([episode.messages for episode, _ in ended]),
        people=median([episode.people for episode, _ in ended]),
        refired=_share([_refired(episode, end) for episode, end in ended if end + DAY <= as_of]),
        self_resolved=self_resolve_rate(episodes),
        open_for=median([_elapsed(episode.opened_at, end) for episode, end in ended]),
        votes=_share(helped),
    )


def _elapsed(since: Instant, until: Instant) -> Duration:
    """Return the time between, and nothing if clocks that disagree turned it round."""
    return max(until - since, 0)


def _refired(episode: Episode, ended_at: Instant) -> bool:
    return episode.refired_at is not None and episode.refired_at <= ended_at + DAY


def _share(answers: Collection[bool]) -> Proportion | NotEnough:
    return proportion(sum(answers), len(answers))


def _comparison(measure: Measure, one: Estimate, before: Estimate) -> Comparison:
    difference = _difference(one, before)
    if difference is None:
        return Comparison(measure, Finding.NOT_ENOUGH, one, before)
    finding = _finding(measure, difference)
    caution = None if finding is Finding.NO_DIFFERENCE else CAUTION
    return Comparison(measure, finding, one, before, difference, caution)


def _difference(one: Estimate, before: Estimate) -> Difference | None:
    if isinstance(one, Median) and isinstance(before, Median):
        return median_difference(one, before)
    if isinstance(one, Proportion) and isinstance(before, Proportion):
        return proportion_difference(one, before)
    return None


def _finding(measure: Measure, difference: Difference) -> Finding:
    if difference.low <= 0 <= difference.high:
        return Finding.NO_DIFFERENCE
    moved = Direction.LOWER if difference.high < 0 else Direction.HIGHER
    return Finding.BETTER if moved is BETTER[measure] else Finding.WORSE


def _estimate_text(measure: Measure, estimate: Estimate) -> str:
    match estimate:
        case NotEnough():
            return f"{Finding.NOT_ENOUGH} ({_lack(measure, estimate)})"
        case Proportion(low=low, high=high):
            between = f"{_percent(low)}-{_percent(high)} %"
            return f"{estimate.count} of {estimate.n} ({_percent(estimate.value)} %, {CONFIDENCE} % interval {between})"
        case Median(low=low, high=high):
            between = f"{_amount(measure, low)}{_to(measure)}{_amount(measure, high)}"
            seen = _observed(measure, estimate.n)
            return f"{_amount(measure, estimate.value)} ({seen}, {CONFIDENCE} % interval {between})"
        case _:
            assert_never(estimate)


def _comparison_text(comparison: Comparison) -> str:
    measure, difference = comparison.measure, comparison.difference
    one, before = _short(measure, comparison.one), _short(measure, comparison.before)
    if difference is None:
        return f"{measure}: {comparison.finding} ({one}; before: {before})"
    change = _difference_text(comparison, difference)
    return f"{measure}: {comparison.finding}, {one} against {before}, difference {change}"


def _difference_text(comparison: Comparison, difference: Difference) -> str:
    value, low, high = (_change(comparison, figure) for figure in (difference.value, difference.low, difference.high))
    if isinstance(comparison.one, Proportion):
        return f"{value} points ({CONFIDENCE} % interval {low} to {high})"
    return f"{value} (interval of at least {CONFIDENCE_OF_MEDIANS} %: {low} to {high})"


def _lack(measure: Measure, lack: NotEnough) -> str:
    return f"{_observed(measure, lack.n)}, {lack.needed} needed"


def _short(measure: Measure, estimate: Estimate) -> str:
    match estimate:
        case NotEnough():
            return _lack(measure, estimate)
        case Proportion():
            return f"{estimate.count} of {estimate.n} ({_percent(estimate.value)} %)"
        case Median():
            return _amount(measure, estimate.value)
        case _:
            assert_never(estimate)


def _change(comparison: Comparison, figure: float) -> str:
    sign = "-" if figure < 0 else "+" if figure else ""
    if isinstance(comparison.one, Proportion):
        return f"{sign}{abs(figure) * 100 / MILLION:.1f}"
    return f"{sign}{_amount(comparison.measure, abs(figure))}"


def _amount(measure: Measure, figure: float) -> str:
    if measure in _DURATIONS:
        return described(int(figure))
    return f"{figure:.1f}".removesuffix(".0")


def _to(measure: Measure) -> str:
    return " to " if measure in _DURATIONS else "-"


def _percent(millionths: int) -> int:
    return (200 * millionths + MILLION) // (2 * MILLION)


def _observed(measure: Measure, n: int) -> str:
    return _number(n, "vote" if measure is Measure.VOTES else "incident")


def _number(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
