"""What answers are worth, letter by letter: which literal facts of the real answer they say, and from where."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from attrs import frozen
from ratchet_core.domain import MessageRef, Source

from ratchet_cli.evaluate.answering import Given
from ratchet_cli.evaluate.facts import flat
from ratchet_cli.evaluate.intervals import Paired, Share
from ratchet_cli.evaluate.questions import Asked, Chosen


@frozen
class Scored:
    """One question with what was said to it, what of the real answer stands in that, and whether a source has it."""

    asked: Asked
    given: Given
    facts: frozenset[str]
    from_source: bool

    @property
    def is_answered(self) -> bool:
        """Say whether anything was said."""
        return bool(self.given.said)

    @property
    def is_wrong(self) -> bool:
        """Say whether something was said that neither has a fact of the real answer nor comes from where one stands."""
        return self.is_answered and not self.facts and not self.from_source


def scored(chosen: Chosen, given: Mapping[tuple[MessageRef, int], Given], side: int) -> list[Scored]:
    """Return what one side's answers are worth; questions to which it has no reply are left out."""
    told = ((one, given.get((one.root, side), Given())) for one in chosen.asked)
    return [_scored(chosen, one, answer) for one, answer in told if not answer.lacking]


def _scored(chosen: Chosen, asked: Asked, given: Given) -> Scored:
    said = flat(given.said)
    facts = frozenset(one for one in asked.known if one in said)
    return Scored(asked, given, facts, any(_has_it(chosen, asked, one) for one in given.sources))


def _has_it(chosen: Chosen, asked: Asked, source: Source) -> bool:
    if source.message is not None:
        return chosen.roots.get(source.message, source.message) in asked.sources
    versions = (facts for (alert, number), facts in chosen.runbooks.items() if _is_of(source, alert, number))
    return any(facts & asked.thread.facts for facts in versions)


def _is_of(source: Source, alert: str, number: int) -> bool:
    return source.alert == alert and source.version in {0, number}


@frozen
class Measure:
    """A figure over questions: of which it is, and of how many of them something holds."""

    name: str
    of: Callable[[Scored], bool]
    holds: Callable[[Scored], bool]


def _is_shown(one: Scored) -> bool:
    return not one.asked.hidden


MEASURES: Final = (
    Measure("answered", _is_shown, lambda one: one.is_answered),
    Measure("right source", _is_shown, lambda one: one.from_source),
    Measure("says a literal fact", _is_shown, lambda one: bool(one.facts)),
    Measure("silent where right", lambda one: one.asked.hidden, lambda one: not one.is_answered),
)
WRONG: Final = Measure("wrong", lambda one: one.is_answered, lambda one: one.is_wrong)

FACTS: Final = "literal facts said"


def figures(rows: Sequence[Scored]) -> dict[str, Share]:
    """Return each figure of one side, in the order in which they are shown."""
    shares = {one.name: _share(one, rows) for one in (*MEASURES, WRONG)}
    shown = [one for one in rows if _is_shown(one)]
    said = sum(len(one.facts) for one in shown)
    return {**shares, FACTS: Share(said, sum(len(one.asked.known) for one in shown))}


def _share(measure: Measure, rows: Iterable[Scored]) -> Share:
    cases = [measure.holds(one) for one in rows if measure.of(one)]
    return Share(sum(cases), len(cases))


def differences(first: Sequence[Scored], second: Sequence[Scored]) -> dict[str, Paired]:
    """Return how the questions that both sides have went on each, by figure."""
    others = {one.asked.root: one for one in second}
    pairs = [(one, others[one.asked.root]) for one in first if one.asked.root in others]
    return {one.name: _paired(one, pairs) for one in MEASURES} | {"wrong": _paired(_WRONG_OF_ALL, pairs)}


_WRONG_OF_ALL: Final = Measure("wrong", lambda _: True, WRONG.holds)
"""Of all questions, for the two sides answer different ones."""


def _paired(measure: Measure, pairs: Iterable[tuple[Scored, Scored]]) -> Paired:
    cases = [(measure.holds(one), measure.holds(two)) for one, two in pairs if measure.of(one)]
    return Paired(
        cases.count((True, True)), cases.count((True, False)), cases.count((False, True)), cases.count((False, False))
    )
