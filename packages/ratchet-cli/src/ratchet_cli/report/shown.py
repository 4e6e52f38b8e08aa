"""Lays a report out for a terminal: one screen of 100 columns, or of fewer, which needs no colour to be read.

What is said stands in rows; only at the end are they made to fit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import dropwhile, zip_longest
from textwrap import wrap
from types import MappingProxyType
from typing import Final, TypeAlias

from attrs import frozen
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
_LEAST_TABLE: Final = 92
"""In fewer columns what an alert cost stands below its name."""


@frozen
class _Row:
    """What is said, behind a label."""

    label: str
    text: str


@frozen
class _Cost:
    """What an alert cost, under the names of the columns: what it is called, where that is, and its figures.

    In a narrow terminal `words` say the same.
    """

    name: str
    where: str
    cells: tuple[str, str, str, str, str]
    words: str


@frozen
class _Item:
    """One of several things to do, with what acts on it."""

    number: int
    sentences: tuple[str, ...]
    act: str


_Said: TypeAlias = _Row | _Cost | _Item | str


def shown_report(  # noqa: PLR0913, PLR0917 - a report, by what it is told, and what of it
    report: ToilReport,
    directory: Directory,
    clock: WorkingHours,
    about: str,
    only: Source | None = None,
    tried: Mapping[Suggestion, str] = MappingProxyType({}),
    width: int = WIDTH,
) -> Iterator[str]:
    """Return the lines of a report; `about` says of what it is, and `only` whose definitions are wanted.

    `tried` says of suggestions what they would have changed. A line has at most `width` characters, but for a command.
    """
    yield from wrap(f"Toil report, {shown_span(report.span, clock)}: {about}", width)
    said = _said(report, directory, only, tried)
    for one in said if only is None else dropwhile(lambda one: one == "", said):
        yield from _laid_out(one, width)


def _said(
    report: ToilReport, directory: Directory, only: Source | None, tried: Mapping[Suggestion, str]
) -> Iterator[_Said]:
    sections: list[tuple[Sequence[str], Iterable[_Said]]] = [
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
    if only is Source.OPSWEEKLY:
        yield _Row("TAGS", _tags(report) or "none; `ratchet incident mark ID noise --reason threshold` gives one")
    if only in {None, Source.RATCHET}:
        yield from _suggestions(report, directory, tried)
    if only is not None:
        yield ""
        for name, (source, text) in DEFINITIONS.items():
            if source is only:
                yield _Row(f"{name.replace('_', ' ').capitalize()}", f"{text} ({source.value})")


def _laid_out(said: _Said, width: int) -> Iterator[str]:
    match said:
        case _Row(label, text):
            lines = wrap(text, width - _LABEL) or [""]
            yield from (f"{one:<{_LABEL}}{line}".rstrip() for one, line in zip_longest([label], lines, fillvalue=""))
        case _Cost():
            yield from _cost_lines(said, width)
        case _Item(number, sentences, act):
            lines = [line for sentence in sentences for line in wrap(sentence, width - 4)]
            yield from (f"{one:>3} {line}" for one, line in zip_longest([f"{number}."], lines, fillvalue=""))
            yield f"    -> {act}"
        case _:
            yield from wrap(said, width) or [""]


def _cost_lines(cost: _Cost, width: int) -> Iterator[str]:
    """Return what an alert cost as a row of a table, or below its name where there is no room for one."""
    if width < _LEAST_TABLE:
        yield f"  {_named(cost, width - 2)}"
        yield from (f"    {line}" for line in wrap(cost.words, width - 4))
        return
    spent, incidents, untouched, lasted, runbook = cost.cells
    room = _NAME - (WIDTH - width)
    cells = f"{spent:>10} {incidents:>9} {untouched:>9} {lasted:>10}  {runbook}"
    yield f"  {_named(cost, room):<{room}} {cells}".rstrip()


def _named(cost: _Cost, room: int) -> str:
    return _cut(f"{_cut(cost.name, max(room - len(cost.where), _LEAST_NAME))}{cost.where}", room)


def _minutes(report: ToilReport, directory: Directory) -> Iterator[_Said]:
    known = report.minutes
    yield ""
    yield _Row("HUMAN TIME", f"{shown_work(known.total)} by {counted(known.people, 'person', 'people')}")
    if not known.total:
        return
    yield _Row("", f"on alerts {shown_work(known.alerts)}, on questions {shown_work(known.questions)}")
    yield _Row("", ", ".join(f"by {band.value} {shown_work(spent)}" for band, spent in known.by_band if spent))
    yield from _teams(known, directory)
    if known.own is not None:
        yield _Row("", f"you: {shown_work(known.own)}")
    yield _Row("", _trend(report.trends.worked, shown_work))


def _teams(known: MinuteFigures, directory: Directory) -> Iterator[_Said]:
    if [team for team, _ in known.by_team] == [None]:
        return
    named = [f"{_team(directory, team)} {shown_work(spent)}" for team, spent in known.by_team[:_MOST_TEAMS]]
    yield _Row("", "for " + ", ".join(named))


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


def _interruptions(report: ToilReport) -> Iterator[_Said]:
    known = report.interruptions
    if known.total:
        when = ", ".join(f"{count:,} in {when.value}" for when, count in known.when if count)
        yield _Row(
            "INTERRUPTIONS", f"{counted(known.total, 'call')} to {counted(known.people, 'person', 'people')}: {when}"
        )


def _disrupted(report: ToilReport) -> Iterator[_Said]:
    known = report.interruptions
    if known.hours:
        hours, nights = counted(known.hours, "hour"), counted(known.nights, "night")
        yield _Row("OUT OF HOURS", f"{hours} and {nights} disrupted outside somebody's working hours")


def _alerts(report: ToilReport, directory: Directory) -> Iterator[_Said]:
    known = report.alerts
    if not known.episodes and not report.trends.incidents.before:
        return
    n = len(known.episodes)
    yield ""
    yield _Row("ALERTS", f"{counted(n, 'incident')} ({counted(known.firings, 'firing')})")
    yield _Row("", _trend(report.trends.incidents, _plain))
    if not n:
        return
    yield _Row("  first act", _acted(known.first_act, n))
    yield _Row("  resolved", _took(known.resolve, n, "did not resolve"))
    yield _Row("  worth", ", ".join(f"{count:,} {worth.value}" for worth, count in known.worth))
    drafts = f"; {counted(len(report.drafts), 'draft')} await approval" if report.drafts else ""
    had = f"{known.covered:,} of {counted(n, 'incident')} had one"
    yield _Row("  runbooks", f"{had}{drafts}{_of_runbooks(report)}")
    if report.tags:
        yield _Row("  tags", _tags(report))
    yield from _costs(known, directory)


def _tags(report: ToilReport) -> str:
    return ", ".join(f"{count:,} {tag.value}" for tag, count in report.tags)


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


def _costs(known: AlertFigures, directory: Directory) -> Iterator[_Said]:
    yield _Cost("the alerts that cost most", "", ("time", "incidents", "untouched", "open for", "runbook"), "")
    for one in known.costs[:_TOP]:
        where = f" (#{channel_name(directory, one.channel)})"
        spent = shown_work(one.worked) if one.worked else "-"
        flaps = ", flaps" if one.flaps else ""
        runbook = ("yes" if one.runbook else "none") + flaps
        cells = (spent, f"{one.incidents:,}", f"{one.untouched:,}", described(one.open_for), runbook)
        told = f"{spent}, " if one.worked else ""
        had = f"{counted(one.incidents, 'incident')}, {one.untouched:,} untouched"
        yield _Cost(one.name, where, cells, f"{told}{had}, open for {described(one.open_for)}, runbook: {runbook}")
    more = known.costs[_TOP:]
    if more:
        yield f"  ... and {counted(len(more), 'more alert')} with {counted(_incidents(more), 'incident')}"


def _incidents(costs: Iterable[AlertCost]) -> int:
    return sum(one.incidents for one in costs)


def _cut(text: str, width: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _questions(report: ToilReport, directory: Directory) -> Iterator[_Said]:
    known = report.questions
    if not known.asked and not known.responded:
        return
    yield ""
    yield _Row("QUESTIONS", f"{len(known.asked):,} asked, {len(known.unanswered):,} unanswered{_again(known)}")
    yield _Row("", _trend(report.trends.questions, _plain))
    yield _Row("  first response", _replied(known.response, len(known.settled)))
    yield _Row("  first answer", _replied(known.answer, len(known.settled_unanswered)))
    teams = [(team, count) for team, count in known.by_team if team is not None]
    if teams:
        asked = ", ".join(f"{_team(directory, team)} {count:,}" for team, count in teams[:_MOST_TEAMS])
        yield _Row("  asked most", asked)


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


def _deploys(report: ToilReport) -> Iterator[_Said]:
    effect, weeks = report.deploys, max(round((report.span.until - report.begins) / WEEK), 1)
    if not effect.deploys:
        return
    yield ""
    some = f"{effect.followed:,} of {counted(effect.deploys, 'deploy')} were followed by an alert within the hour"
    yield _Row("DEPLOYS", f"{some} ({counted(weeks, 'week')} looked at)")
    if effect.base is None or effect.low is None or effect.high is None or effect.difference is None:
        yield _Row("", f"too few to compare: {FEWEST} deploys and as many hours without are needed")
        return
    share, base = round(100 * effect.followed / effect.deploys), round(100 * effect.base)
    interval = f"{100 * effect.low:+.0f} to {100 * effect.high:+.0f} points"
    verdict = "more than chance" if effect.is_real and effect.difference > 0 else "no more than chance explains"
    yield _Row("", f"{share} % against {base} % in the same hours without one ({interval}): {verdict}")


def _suggestions(report: ToilReport, directory: Directory, tried: Mapping[Suggestion, str]) -> Iterator[_Said]:
    yield ""
    happened = report.minutes.total or report.alerts.episodes or report.questions.asked or report.deploys.deploys
    if not (report.suggestions or happened):
        yield _Row("NOTHING HAPPENED", "in these days; ask for others with --week, or --since and --until")
        return
    if not report.suggestions:
        yield _Row("SUGGESTIONS", "none: nothing in these figures is worth a change")
        return
    yield "WHAT WOULD SAVE THE MOST"
    for number, one in enumerate(report.suggestions, start=1):
        sentences = (visible(advised(one, directory)), tried.get(one, ""))
        yield _Item(number, sentences, visible(acted_on_by(one, directory)))
