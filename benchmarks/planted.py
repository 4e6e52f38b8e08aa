"""Says how well the toil report finds what was planted, over many made-up histories of nine weeks.

    uv run python benchmarks/planted.py [--seeds 200] [--processes 2]

Prints in how many seeds the minutes of every person and week were within one of the truth, first responses and ignored
alerts were exact, the effect of deploys lay within its interval, an effect or a trend that is there was found, and one
that is not there was reported. What is found stands beside what each share has to be.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import mean
from typing import Final

from attrs import frozen

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "core"))

from planted import LAST, WEEKS, Plan, Planted, planted, week_of
from ratchet_core.basis.instants import MINUTE
from ratchet_core.memory.reader import MemoryReader
from ratchet_core.queries.toil.alerts import Worth
from ratchet_core.queries.toil.report import ToilReport, toil_report
from ratchet_core.vocabulary.toil import Change

NOTHING: Final = Plan()
BROKEN: Final = Plan(deploy_breaks=0.3)
GROWN: Final = Plan(trend=2.0)
MOST_OFF: Final = 1


@frozen
class Found:
    """What the report found in one history."""

    off: float
    responses: bool
    ignored: bool
    covered: bool
    effect: bool
    trend: bool


def minutes_off(truth: Planted, reader: MemoryReader, weeks: range = range(WEEKS)) -> float:
    """Return by how many minutes the report is off at the most, for a person and a week."""
    worst = 0.0
    for number in weeks:
        people = {person for person, week in truth.minutes if week == number}
        for person in people:
            told = toil_report(reader, week_of(number), person=person).minutes.own or 0
            worst = max(worst, abs(told / MINUTE - truth.minutes[person, number]))
    return worst


def true_effect(plan: Plan, reader: MemoryReader) -> float:
    """Return by how much more deploys are followed by an alert: what they break where nothing else does."""
    report = toil_report(reader, LAST)
    return plan.deploy_breaks * (1 - (report.deploys.base or 0.0))


def found_in(seed: int, plan: Plan) -> Found:
    """Return what the report finds in one history."""
    truth = planted(seed, plan)
    reader = truth.reader()
    report: ToilReport = toil_report(reader, LAST)
    week, deploys, trends = WEEKS - 1, report.deploys, report.trends
    told = sorted(
        one.request.first_response_at - one.request.asked_at
        for one in report.questions.responded
        if one.request.first_response_at is not None
    )
    untouched = sum(one.worth is Worth.UNTOUCHED for one in report.alerts.episodes)
    effect, low, high = true_effect(plan, reader), deploys.low, deploys.high
    return Found(
        off=minutes_off(truth, reader, range(week, WEEKS)),
        responses=told == sorted(truth.responses[week]),
        ignored=untouched == truth.untouched[week] and len(report.alerts.episodes) == truth.incidents[week],
        covered=low is not None and high is not None and low <= effect <= high,
        effect=deploys.is_real,
        trend=any(
            one.change in {Change.UP, Change.DOWN} for one in (trends.worked, trends.incidents, trends.questions)
        ),
    )


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    seeds = range(options.seeds)
    with ProcessPoolExecutor(options.processes) as pool:
        found = {plan: list(pool.map(partial(found_in, plan=plan), seeds)) for plan in (NOTHING, BROKEN, GROWN)}
    everything = [one for known in found.values() for one in known]
    shares = (
        ("minutes within one per person and week", [one.off <= MOST_OFF for one in everything], "all"),
        ("first responses exact", [one.responses for one in everything], "all"),
        ("incidents and ignored alerts exact", [one.ignored for one in everything], "all"),
        ("deploy effect inside its interval", [one.covered for one in found[BROKEN]], "at least 90 %"),
        ("deploy effect found", [one.effect for one in found[BROKEN]], "as many as possible"),
        ("trend found, twice as much", [one.trend for one in found[GROWN]], "as many as possible"),
        (
            "nothing reported where there is none",
            [not one.effect and not one.trend for one in found[NOTHING]],
            "at least 95 %",
        ),
    )
    for name, known, wanted in shares:
        print(f"{name:<45} {sum(known):>4} of {len(known):<4} {100 * mean(known):5.1f} %   ({wanted})")
    print(f"most minutes off: {max(one.off for one in everything):.2f}")


if __name__ == "__main__":
    main()
