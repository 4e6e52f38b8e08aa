"""Lays a report out for a terminal: one screen of 100 columns, which needs no colour to be read."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from types import MappingProxyType
from typing import Final

from ratchet_core.basis.instants import described
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.hours import WorkingHours
from ratchet_core.queries.toil.advice import acted_on_by, advised
from ratchet_core.queries.toil.alerts import AlertCost, AlertFigures
from ratchet_core.queries.toil.definitions import DEFINITIONS, Source
from ratchet_core.queries.toil.deploys import FEWEST
from ratchet_core.queries.toil.questions import QuestionFigures
from ratchet_core.queries.toil.report import MinuteFigures, ToilReport
from ratchet_core.queries.toil.span import WEEK
from ratchet_core.queries.toil.spans import shown_span
from ratchet_core.queries.toil.suggestions import Suggestion
from ratchet_core.queries.toil.survival import Times
from ratchet_core.queries.toil.trends import Trend
from ratchet_core.rules.owning import team_called
from ratchet_core.rules.toil_words import shown_work
from ratchet_core.vocabulary.toil import Change

from ratchet_cli.terminal.names import channel_name, counted
from ratchet_cli.terminal.steering import visible

WIDTH: Final = 100
_LABEL: Final = 18
_TOP: Final = 5
_MOST_TEAMS: Final = 4
_NAME: Final = 43
_LEAST_NAME: Final = 16


def shown_report(  # noqa: PLR0913, PLR0917 - a report, by what it is told, and what of it
    report: ToilReport,
    directory: Directory,
    clock: WorkingHours,
    about: str,
    only: Source | None = None,
    tried: Mapping[Suggestion, str] = MappingProxyType({}),
) -> Iterator[str]:
    """Return the lines of a report; `about` says of what it is, and `only` whose definitions are wanted.

    `tried` says of suggestions what they would have changed.
    """
    yield f"Toil report, {shown_span(report.span, clock)}: {about}"
    sections: list[tuple[Sequence[str], Iterable[str]]] = [
        (("minutes", "trend"), _minutes(report, directory)),
        (("interruptions",), _interruptions(report)),
        (("disrupted",), _disrupted(report)),
        (("first_act", "resolve", "worth"), _alerts(report, directory)),
        (("first_response", "answer", "repeated"), _questions(report, directory)),
        (("deploys",), _deploys(report)),
    ]
    for figures, lines in sections:
        if only is None or DEFINITIONS[figures[0]][0] is only:
            yield from lines
    if only in {None, Source.RATCHET}:
        yield from _suggestions(report, directory, tried)
    if only is not None:
        yield ""
        for name, (source, text) in DEFINITIONS.items():
            if source is only:
                yield from _wrapped(f"{name.replace('_', ' ').capitalize()}", f"{text} ({source.value})")


def _row(label: str, text: str) -> str:
    return f"{label:<{_LABEL}}{text}".rstrip()


def _wrapped(label: str, text: str) -> Iterator[str]:
    lines = wrap(text, WIDTH - _LABEL) or [""]
    yield _row(label, lines[0])
    yield from (_row("", line) for line in lines[1:])


def _minutes(report: ToilReport, directory: Directory) -> Iterator[str]:
    known = report.minutes
    yield ""
    yield from _wrapped("HUMAN TIME", f"{shown_work(known.total)} by {counted(known.people, 'person', 'people')}")
    if not known.total:
        return
    yield from _wrapped("", f"on alerts {shown_work(known.alerts)}, on questions {shown_work(known.questions)}")
    yield from _wrapped("", ", ".join(f"by {band.value} {shown_work(spent)}" for band, spent in known.by_band if spent))
    yield from _teams(known, directory)
    if known.own is not None:
        yield from _wrapped("", f"you: {shown_work(known.own)}")
    yield from _wrapped("", _trend(report.trends.worked, shown_work))


def _teams(known: MinuteFigures, directory: Directory) -> Iterator[str]:
    if [team for team, _ in known.by_team] == [None]:
        return
    named = [f"{_team(directory, team)} {shown_work(spent)}" for team, spent in known.by_team[:_MOST_TEAMS]]
    yield from _wrapped("", "for " + ", ".join(named))


def _team(directory: Directory, team: str | None) -> str:
    return "no recorded owner" if team is None else team_called(directory, team)


def _trend(trend: Trend, shown: Callable[[int], str]) -> str:
    if trend.before is None:
        return "no week before to compare with"
    before = f"{shown(trend.before)} the week before"
    if trend.change is Change.UNKNOWN:
        return f"{before}; too few weeks are known ({trend.weeks}) to call that a change"
    if trend.change is Change.NONE:
        return f"{before}; no more than weeks differ by ({counted(trend.weeks, 'week')} looked at)"
    return f"{before}; {trend.change.value} ({counted(trend.weeks, 'week')} looked at), by more than chance"


def _interruptions(report: ToilReport) -> Iterator[str]:
    known = report.interruptions
    if known.total:
        when = ", ".join(f"{count:,} in {when.value}" for when, count in known.when if count)
        yield from _wrapped(
            "INTERRUPTIONS", f"{counted(known.total, 'call')} to {counted(known.people, 'person', 'people')}: {when}"
        )


def _disrupted(report: ToilReport) -> Iterator[str]:
    known = report.interruptions
    if known.hours:
        hours, nights = counted(known.hours, "hour"), counted(known.nights, "night")
        yield from _wrapped("OUT OF HOURS", f"{hours} and {nights} disrupted outside somebody's working hours")


def _alerts(report: ToilReport, directory: Directory) -> Iterator[str]:
    known = report.alerts
    if not known.episodes and not report.trends.incidents.before:
        return
    n = len(known.episodes)
    yield ""
    yield from _wrapped("ALERTS", f"{counted(n, 'incident')} ({counted(known.firings, 'firing')})")
    yield from _wrapped("", _trend(report.trends.incidents, _plain))
    if not n:
        return
    yield from _wrapped("  first act", _acted(known.first_act, n))
    yield from _wrapped("  resolved", _took(known.resolve, n, "did not resolve"))
    yield from _wrapped("  worth", ", ".join(f"{count:,} {worth.value}" for worth, count in known.worth))
    drafts = f"; {counted(len(report.drafts), 'draft')} await approval" if report.drafts else ""
    had = f"{known.covered:,} of {counted(n, 'incident')} had one"
    yield from _wrapped("  runbooks", f"{had}{drafts}{_of_runbooks(report)}")
    if report.tags:
        yield from _wrapped("  tags", ", ".join(f"{count:,} {tag.value}" for tag, count in report.tags))
    yield from _costs(known, directory)


def _of_runbooks(report: ToilReport) -> str:
    known = report.runbooks
    have = "has" if known.covered == 1 else "have"
    costliest = f"; {known.covered:,} of the {known.costliest:,} costliest alerts {have} one" if known.covered else ""
    changed = f"; {counted(len(known.effects), 'version')} changed something" if known.effects else ""
    dead = f"; {counted(len(known.dead_links), 'dead link')}" if known.dead_links else ""
    return f"{costliest}{changed}{dead}"


def _plain(amount: int) -> str:
    return f"{amount:,}"


def _acted(times: Times, n: int) -> str:
    if times.median is None or times.most is None:
        return f"nobody acted on any of {n:,}"
    said = f"{times.n:,} of {n:,} after {described(times.median)} at the median, 90 % within {described(times.most)}"
    if not times.never:
        return said
    untouched = f"{said}; {times.never:,} untouched"
    if times.all_median is None:
        return untouched
    return f"{untouched} (had none ended, half would be acted on within {described(times.all_median)}: Kaplan-Meier)"


def _took(times: Times, n: int, never: str) -> str:
    if times.median is None or times.most is None:
        return f"none of {n:,}"
    said = f"{times.n:,} of {n:,} after {described(times.median)} at the median, 90 % within {described(times.most)}"
    return f"{said}; {times.never:,} {never}" if times.never else said


def _costs(known: AlertFigures, directory: Directory) -> Iterator[str]:
    yield _cost_row("the alerts that cost most", "time", "incidents", "untouched", "open for", "runbook")
    for one in known.costs[:_TOP]:
        where = f" (#{channel_name(directory, one.channel)})"
        name = f"{_cut(one.name, max(_NAME - len(where), _LEAST_NAME))}{where}"
        spent = shown_work(one.worked) if one.worked else "-"
        flaps = ", flaps" if one.flaps else ""
        runbook = ("yes" if one.runbook else "none") + flaps
        yield _cost_row(name, spent, f"{one.incidents:,}", f"{one.untouched:,}", described(one.open_for), runbook)
    more = known.costs[_TOP:]
    if more:
        yield f"  ... and {counted(len(more), 'more alert')} with {counted(_incidents(more), 'incident')}"


def _cost_row(name: str, *cells: str) -> str:
    spent, incidents, untouched, lasted, runbook = cells
    return f"  {name:<{_NAME}} {spent:>10} {incidents:>9} {untouched:>9} {lasted:>10}  {runbook}".rstrip()


def _incidents(costs: Iterable[AlertCost]) -> int:
    return sum(one.incidents for one in costs)


def _cut(text: str, width: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _questions(report: ToilReport, directory: Directory) -> Iterator[str]:
    known = report.questions
    if not known.asked and not known.responded:
        return
    yield ""
    yield from _wrapped("QUESTIONS", f"{len(known.asked):,} asked, {len(known.unanswered):,} unanswered{_again(known)}")
    yield from _wrapped("", _trend(report.trends.questions, _plain))
    yield from _wrapped("  first response", _replied(known.response, len(known.settled)))
    yield from _wrapped("  first answer", _replied(known.answer, len(known.settled_unanswered)))
    teams = [(team, count) for team, count in known.by_team if team is not None]
    if teams:
        asked = ", ".join(f"{_team(directory, team)} {count:,}" for team, count in teams[:_MOST_TEAMS])
        yield from _wrapped("  asked most", asked)


def _again(known: QuestionFigures) -> str:
    return f", {len(known.repeated):,} asked before" if known.repeated else ""


def _replied(times: Times, settled: int) -> str:
    others = f"; {settled:,} resolved without one" if settled else ""
    if times.median is None or times.most is None:
        return f"none{others}"
    said = f"{times.n:,} after {described(times.median)} at the median, 90 % within {described(times.most)}"
    if not times.never:
        return f"{said}{others}"
    all_of_them = "never" if times.all_median is None else f"within {described(times.all_median)}"
    return f"{said}; {times.never:,} without (half of all had one {all_of_them}: Kaplan-Meier){others}"


def _deploys(report: ToilReport) -> Iterator[str]:
    effect, weeks = report.deploys, max(round((report.span.until - report.begins) / WEEK), 1)
    if not effect.deploys:
        return
    yield ""
    some = f"{effect.followed:,} of {counted(effect.deploys, 'deploy')} were followed by an alert within the hour"
    yield from _wrapped("DEPLOYS", f"{some} ({counted(weeks, 'week')} looked at)")
    if effect.base is None or effect.low is None or effect.high is None or effect.difference is None:
        yield from _wrapped("", f"too few to compare: {FEWEST} deploys and as many hours without are needed")
        return
    share, base = round(100 * effect.followed / effect.deploys), round(100 * effect.base)
    interval = f"{100 * effect.low:+.0f} to {100 * effect.high:+.0f} points"
    verdict = "more than chance" if effect.is_real and effect.difference > 0 else "no more than chance explains"
    yield from _wrapped("", f"{share} % against {base} % in the same hours without one ({interval}): {verdict}")


def _suggestions(report: ToilReport, directory: Directory, tried: Mapping[Suggestion, str]) -> Iterator[str]:
    yield ""
    happened = report.minutes.total or report.alerts.episodes or report.questions.asked or report.deploys.deploys
    if not (report.suggestions or happened):
        yield from _wrapped("NOTHING HAPPENED", "in these days; ask for others with --week, or --since and --until")
        return
    if not report.suggestions:
        yield from _wrapped("SUGGESTIONS", "none: nothing in these figures is worth a change")
        return
    yield "WHAT WOULD SAVE THE MOST"
    for number, one in enumerate(report.suggestions, start=1):
        lines = wrap(visible(advised(one, directory)), WIDTH - 4)
        yield f"{number:>2}. {lines[0]}"
        yield from (f"    {line}" for line in lines[1:])
        yield from (f"    {line}" for line in wrap(tried.get(one, ""), WIDTH - 4))
        yield f"    -> {visible(acted_on_by(one, directory))}"
