"""Makes the page of a report, as one value: the figures of `ratchet report --json` in words, with their messages."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from attrs import evolve
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.toil.advice import acted_on_by, advised
from ratchet_core.queries.toil.as_object import report_json
from ratchet_core.queries.toil.deploys import FEWEST
from ratchet_core.queries.toil.minutes import Band
from ratchet_core.queries.toil.report import ToilReport
from ratchet_core.queries.toil.span import WEEK
from ratchet_core.queries.toil.spans import shown_span
from ratchet_core.queries.toil.suggestions import Suggestion

from ratchet_web.links import Link, Names, alert_path, runbook_path
from ratchet_web.report.charted import charts_of
from ratchet_web.report.figures import Figures, minutes_shown, points_shown, some
from ratchet_web.report.messages import Messages
from ratchet_web.report.values import (
    Advice,
    Costly,
    Counted,
    DeadLink,
    DeployView,
    Effect,
    ReportView,
    RunbookView,
    Tile,
    Timed,
    Told,
)

MOST_ALERTS: Final = 50
_BEHIND_ALERT: Final = 25


def view_of(
    report: ToilReport,
    reader: Reader,
    about: str,
    *,
    linked: bool = True,
    tried: Mapping[Suggestion, str] = MappingProxyType({}),
) -> ReportView:
    """Return what the page of a report says.

    Args:
        report: The report.
        reader: What its messages and names are looked up in.
        about: Of what it is.
        linked: Whether names lead to their pages.
        tried: What suggestions would have changed, in words, where that was tried.
    """
    names = Names(reader.directory())
    figures = Figures(report_json(report), names, Messages(report, reader, names, linked=linked), linked=linked)
    costs = len(report.alerts.costs)
    services = {one.fingerprint: names.service(one.service) for one in reader.alerts()}
    return ReportView(
        span=shown_span(report.span, names.directory.policy.working_hours),
        about=about,
        tiles=tuple(_tiles(figures)),
        advice=tuple(_advice(report, figures, names, tried)),
        charts=charts_of(figures),
        teams=tuple(figures.by_team("minutes/by_team", figures.work)),
        own=figures.work("minutes/own") if report.minutes.own is not None else None,
        costs=tuple(_cost(figures, number, services) for number in range(min(costs, MOST_ALERTS))),
        more_costs=max(costs - MOST_ALERTS, 0),
        times=tuple(_times(figures)),
        worth=tuple(Counted(Link(name), figures.count(f"worth/counts/{name}")) for name in figures.at("worth/counts")),
        worth_behind=figures.behind_figure("worth"),
        asked_of=tuple(figures.by_team("questions/by_team", figures.count)),
        unanswered=figures.behind(figures.at("questions/unanswered")),
        repeated=figures.behind_figure("repeated"),
        deploys=_deploys(figures, max(round((report.span.until - report.begins) / WEEK), 1)),
        tags=tuple(Counted(Link(name), figures.count(f"tags/counts/{name}")) for name in figures.at("tags/counts")),
        tagged=figures.behind((), figure="tags"),
        acted=figures.count("tags/action_taken"),
        runbooks=_runbooks(report, figures, reader, names),
        told=Told(figures.told),
    )


def _runbooks(report: ToilReport, figures: Figures, reader: Reader, names: Names) -> RunbookView:
    def alert(fingerprint: str) -> Link:
        return figures.named(Link(names.alert(reader.alert(fingerprint), fingerprint).text, runbook_path(fingerprint)))

    return RunbookView(
        covered=figures.count("runbooks/costliest/with_runbook"),
        costliest=figures.count("runbooks/costliest/of"),
        effects=tuple(
            Effect(alert(one["alert"]), _version(one["version"]), tuple(one["says"]))
            for one in figures.at("runbooks/effects")
        ),
        dead_links=tuple(
            DeadLink(
                alert(one["alert"]), one["version"], figures.count(f"runbooks/dead_links/{number}/line"), one["link"]
            )
            for number, one in enumerate(figures.at("runbooks/dead_links"))
        ),
        drafts=tuple(f"{alert(one.alert).text}, version {one.number}" for one in report.drafts),
        behind=figures.behind((), figure="runbooks"),
    )


def _version(number: int | None) -> str:
    return "without a runbook" if number is None else f"version {number}"


def _advice(report: ToilReport, figures: Figures, names: Names, tried: Mapping[Suggestion, str]) -> Iterable[Advice]:
    for number, one in enumerate(report.suggestions):
        behind = figures.behind(figures.at(f"suggestions/{number}/messages"))
        act = acted_on_by(one, names.directory)
        yield Advice(advised(one, names.directory), tried.get(one, ""), act, behind)


def _tiles(figures: Figures) -> Iterable[Tile]:
    """Return the figures that stand large."""
    yield Tile("Human time", figures.work("minutes/total"), _worked(figures), figures.behind_figure("minutes"))
    yield Tile(
        "Nights disrupted", figures.count("disrupted/nights"), _disrupted(figures), figures.behind_figure("disrupted")
    )
    yield Tile(
        "Interruptions",
        figures.count("interruptions/total"),
        _called(figures),
        figures.behind_figure("interruptions"),
    )
    covered = figures.at("incidents/with_runbook")
    yield Tile(
        "Incidents",
        figures.count("incidents/total"),
        (
            f"{some(figures.at('incidents/firings'), 'firing')}; {covered:,} had a runbook",
            figures.trend("incidents/trend", _whole),
        ),
        figures.behind(figures.at("incidents/messages")),
    )
    yield Tile(
        "Incidents that nobody touched",
        figures.count("worth/counts/nobody touched it"),
        (f"Of {some(figures.at('incidents/total'), 'incident')}",),
        figures.behind(figures.at("first_act/never_touched"), figure="worth"),
    )
    yield _soon(figures, "First action on an alert", "first_act")
    unanswered, repeated = len(figures.at("questions/unanswered")), figures.at("repeated/total")
    yield Tile(
        "Questions",
        figures.count("questions/asked"),
        (f"{unanswered:,} unanswered, {repeated:,} asked before", figures.trend("questions/trend", _whole)),
        figures.behind(figures.at("questions/messages")),
    )
    yield _soon(figures, "First response to a question", "first_response")


def _soon(figures: Figures, name: str, figure: str) -> Tile:
    """Return how soon something happened, in the middle."""
    median, most = (figures.took(f"{figure}/{one}_seconds") for one in ("median", "p90"))
    without = len(figures.at(f"{figure}/resolved_without", ()))
    notes = (
        *((f"At the median; 90 % within {most.shown}",) if most.shown else ()),
        *((f"{without:,} resolved without one",) if without else ()),
    )
    return Tile(name, evolve(median, shown=median.shown or "none"), notes, figures.behind_figure(figure))


def _worked(figures: Figures) -> tuple[str, ...]:
    alerts, questions = (figures.work(f"minutes/{one}").shown for one in ("alerts", "questions"))
    people = some(figures.at("minutes/people"), "person", "people")
    return (
        f"By {people}: on alerts {alerts}, on questions {questions}",
        figures.trend("minutes/trend", minutes_shown),
    )


def _disrupted(figures: Figures) -> tuple[str, ...]:
    evening, night = (figures.work(f"minutes/by_band/{band.value}").shown for band in (Band.EVENING, Band.NIGHT))
    hours = some(figures.at("disrupted/hours"), "hour")
    return f"{hours} outside somebody's working hours", f"Worked in the evening {evening}, at night {night}"


def _called(figures: Figures) -> tuple[str, ...]:
    if not figures.at("interruptions/total"):
        return ("Nobody was called",)
    when = (f"{count:,} in {when}" for when, count in figures.at("interruptions/by_hours").items() if count)
    return f"Calls to {some(figures.at('interruptions/people'), 'person', 'people')}", ", ".join(when)


def _whole(number: float) -> str:
    return f"{round(number):,}"


def _cost(figures: Figures, number: int, services: Mapping[str, Link | None]) -> Costly:
    key = f"alerts/{number}"
    told = figures.at(key)
    service = services.get(told["alert"])
    return Costly(
        alert=figures.named(Link(told["name"], alert_path(told["alert"]))),
        service=None if service is None else figures.named(service),
        channel=figures.channel(told["channel"]),
        worked=figures.work(f"{key}/minutes"),
        incidents=figures.count(f"{key}/incidents"),
        firings=figures.count(f"{key}/firings"),
        untouched=figures.count(f"{key}/untouched"),
        open_for=figures.took(f"{key}/open_seconds"),
        flapping=figures.count(f"{key}/flapping"),
        runbook=told["runbook"],
        behind=figures.behind(told["messages"], _BEHIND_ALERT),
    )


def _times(figures: Figures) -> Iterable[Timed]:
    """Return how long things took."""
    for figure, name in (
        ("first_act", "Alert to first human action"),
        ("resolve", "Alert to its end"),
        ("first_response", "Question to first response"),
        ("answer", "Question to first answer"),
    ):
        yield Timed(
            name=name,
            n=figures.count(f"{figure}/n"),
            median=figures.took(f"{figure}/median_seconds"),
            most=figures.took(f"{figure}/p90_seconds"),
            never=figures.count(f"{figure}/never"),
            of_all=figures.took(f"{figure}/median_of_all_seconds"),
            behind=figures.behind_figure(figure),
        )


def _deploys(figures: Figures, weeks: int) -> DeployView:
    """Return what deploys were followed by."""
    told, behind = figures.at("deploys"), figures.behind_figure("deploys")
    if not told["deploys"]:
        return DeployView(("No deploy was announced.",), behind)
    followed = (
        f"{told['followed']:,} of {some(told['deploys'], 'deploy')} were followed by an alert of their service within "
        f"the hour ({some(weeks, 'week')} looked at)."
    )
    if told["difference"] is None:
        return DeployView(
            (followed, f"Too few to compare: {FEWEST} deploys and as many hours without are needed."), behind
        )
    share, base = round(100 * told["followed"] / told["deploys"]), round(100 * told["base"])
    more = told["is_more_than_chance"] and told["difference"] > 0
    verdict = "more than chance" if more else "no more than chance explains"
    low, high = points_shown(told["low"]), points_shown(told["high"])
    compared = f"{share} % against {base} % in the same hours without one ({low} to {high} points): {verdict}."
    return DeployView((followed, compared), behind)
