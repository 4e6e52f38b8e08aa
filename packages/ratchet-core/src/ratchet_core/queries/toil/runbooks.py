"""How runbooks fare: whether what costs most has one, what versions changed, and which links in them lead nowhere."""

from collections.abc import Iterable, Sequence
from typing import Final

from attrs import frozen

from ratchet_core.domain import RunbookState
from ratchet_core.queries.judging import Comparison, Finding
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.runbooks import doubts_about, judgements
from ratchet_core.queries.toil.alerts import AlertCost
from ratchet_core.rules.runbook_lint import Flaw

COSTLIEST: Final = 10
"""Of so many alerts, those that cost most, it is told whether they have a runbook, and what its versions changed."""


@frozen
class DeadLink:
    """A link of an active runbook that leads nowhere; `line` counts from 1."""

    alert: str
    number: int
    line: int
    words: str


@frozen
class Effect:
    """What a version of a runbook changed, beside the version before or the time without one.

    `comparisons` has every measure of which there is enough to say; `number` is None for the time without a runbook.
    """

    alert: str
    name: str
    number: int | None
    incidents: int
    comparisons: tuple[Comparison, ...]


@frozen
class RunbookFigures:
    """How the runbooks of a report's alerts fare.

    Attributes:
        costliest: How many alerts were looked at, those that cost most.
        covered: How many of them have an active runbook.
    """

    costliest: int = 0
    covered: int = 0
    effects: tuple[Effect, ...] = ()
    dead_links: tuple[DeadLink, ...] = ()


def runbook_figures(reader: Reader, costs: Sequence[AlertCost]) -> RunbookFigures:
    """Return how the runbooks of some alerts fare, which are in the order of what they cost."""
    costly = [one for one in costs if one.worked or one.untouched][:COSTLIEST]
    names = {one.alert: one.name for one in costs}
    return RunbookFigures(
        len(costly),
        sum(one.runbook for one in costly),
        tuple(one for alert in dict.fromkeys(each.alert for each in costly) for one in _effects(reader, alert, names)),
        tuple(_dead_links(reader, names)),
    )


def _effects(reader: Reader, alert: str, names: dict[str, str]) -> list[Effect]:
    """Return what versions changed, where a difference is more than chance."""
    if not reader.versions(alert):
        return []
    found = []
    for one in judgements(reader, alert):
        told = tuple(each for each in one.since_before if each.finding in _TOLD)
        if told:
            found.append(Effect(alert, names[alert], one.outcome.version, one.outcome.incidents, told))
    return found


_TOLD: Final = frozenset({Finding.BETTER, Finding.WORSE})


def _dead_links(reader: Reader, names: Iterable[str]) -> list[DeadLink]:
    known = set(names)
    active = [one for one in reader.versions() if one.state is RunbookState.ACTIVE and one.alert in known]
    return [
        DeadLink(version.alert, version.number, doubt.line, doubt.words)
        for version in sorted(active, key=lambda one: (one.alert, one.number))
        for doubt in doubts_about(reader, version)
        if doubt.flaw is Flaw.DEAD_LINK
    ]
