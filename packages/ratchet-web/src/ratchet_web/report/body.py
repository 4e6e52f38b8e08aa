"""Lays the page of a report out, the same for a file and for a server; nothing in it comes from elsewhere."""

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import htpy as h
from htpy import Element, Node
from markupsafe import Markup

from ratchet_web.pieces import Column, counted, part, place, said, table, to
from ratchet_web.report.values import (
    Advice,
    Behind,
    Chart,
    Costly,
    Counted,
    DeadLink,
    DeployView,
    Effect,
    Figure,
    ReportView,
    RunbookView,
    Tile,
    Timed,
)

_Row: TypeAlias = tuple[str, tuple[Figure, ...]]
"""A row of a chart's table: what it is called, and its figures."""


def report_body(view: ReportView) -> Node:
    """Return what stands on the page below its heading."""
    return [
        h.p(".lead")[view.span, ": ", said(view.about)],
        h.ul(".tiles")[(h.li[_tile(one)] for one in view.tiles)],
        _advised(view.advice),
        len(view.charts) > 0 and part("Week by week", h.div(".charts")[(_chart(one) for one in view.charts)]),
        h.div(".parts")[
            part("For whom people worked", _teams(view)),
            part("What incidents were worth", _worth(view)),
            part("Who was asked", _asked(view)),
            part("Deploys", _deployed(view.deploys)),
        ],
        part("How long it took", _times(view.times)),
        part("Alerts", _costs(view)),
        part("Runbooks", _runbooks(view.runbooks)),
    ]


def figure(one: Figure) -> Element:
    """Return a figure with its value for programs."""
    return h.data(value="" if one.value is None else str(one.value), data_figure=one.key)[one.shown]


def _tile(tile: Tile) -> Node:
    return [
        h.h2[tile.name],
        h.p(".large")[figure(tile.figure)],
        [h.p(".note")[note] for note in tile.notes if note],
        _behind(tile.behind, tile.name),
    ]


def _behind(behind: Behind, of: str, noun: str = "message") -> Node:
    """Return the messages behind a figure, shut until somebody wants to see them, with what the figure means.

    `of` says to whoever has it read aloud of what they are.
    """
    if not behind.total and not behind.says:
        return None
    hidden = behind.total - len(behind.lines)
    return h.details(".behind")[
        h.summary[counted(behind.total, noun) if behind.total else "What counts", h.span(".spoken")[": ", h.bdi[of]]],
        behind.says and h.p(".defined")[behind.says, " (", behind.by, ")"],
        len(behind.lines) > 0
        and h.ol[(h.li[h.span(".absolute")[one.at], " ", to(one.what), " ", place(one.place)] for one in behind.lines)],
        hidden > 0 and h.p(".note")[f"And {hidden:,} more; `ratchet report --json` names them all."],
    ]


def _advised(advice: Sequence[Advice]) -> Node:
    if not advice:
        return part("What would save the most", h.p(".empty")["Nothing in these figures is worth a change."])
    return part("What would save the most", h.ol(".advice")[(h.li[_advice(one)] for one in advice)])


def _advice(one: Advice) -> Node:
    return [
        h.p[said(one.says)],
        one.tried and h.p(".note")[one.tried],
        h.p[h.code(".act")[one.act]],
        _behind(one.behind, one.says),
    ]


def _chart(chart: Chart) -> Node:
    drawn = chart.drawing.svg
    rows = h.div(".dense")[table(chart.title, _columns(chart.head), chart.rows, "")]
    return h.figure(".chart")[
        h.figcaption[h.h3[chart.title], h.p(".note")[chart.note]],
        drawn is not None and len(chart.legend) > 0 and _legend(chart.legend),
        Markup(drawn) if drawn is not None else None,  # noqa: S704 - ours: it holds figures and no words of anybody
        rows if drawn is None else h.details[h.summary["The same as a table"], rows],
    ]


def _legend(legend: Iterable[tuple[str, str]]) -> Element:
    return h.ul(".legend")[(h.li[h.span(class_=f"swatch of-{swatch}"), name] for name, swatch in legend)]


def _columns(head: Sequence[str]) -> Sequence[Column[_Row]]:
    first, *others = head
    return (Column(first, lambda row: row[0]), *(_column(name, at) for at, name in enumerate(others)))


def _column(name: str, at: int) -> Column[_Row]:
    return Column(name, lambda row: figure(row[1][at]), figure=True)


def _counted(rows: Sequence[Counted], empty: str) -> Node:
    """Return a figure of each of several, the greatest first."""
    if not rows:
        return h.p(".empty")[empty]
    return h.dl(".counts")[(h.div[h.dt[to(one.name)], h.dd[figure(one.figure)]] for one in rows)]


def _teams(view: ReportView) -> Node:
    return [
        _counted(view.teams, "Nobody worked on an alert or a question."),
        view.own is not None and h.p["You: ", figure(view.own)],
    ]


def _costs(view: ReportView) -> Node:
    columns: tuple[Column[Costly], ...] = (
        Column("Alert", lambda one: to(one.alert), sort=lambda one: one.alert.text.casefold()),
        Column(
            "Service", lambda one: to(one.service, "unknown"), sort=lambda one: one.service.text if one.service else ""
        ),
        Column("Channel", lambda one: to(one.channel), sort=lambda one: one.channel.text.casefold()),
        Column("Human time", lambda one: figure(one.worked), figure=True, sort=lambda one: one.worked.value),
        Column("Incidents", lambda one: figure(one.incidents), figure=True, sort=lambda one: one.incidents.value),
        Column("Firings", lambda one: figure(one.firings), figure=True, sort=lambda one: one.firings.value),
        Column("Untouched", lambda one: figure(one.untouched), figure=True, sort=lambda one: one.untouched.value),
        Column("Open for", lambda one: figure(one.open_for), figure=True, sort=lambda one: one.open_for.value),
        Column("Flapping", lambda one: figure(one.flapping), figure=True, sort=lambda one: one.flapping.value),
        Column("Runbook", lambda one: "yes" if one.runbook else "none", sort=lambda one: str(one.runbook)),
        Column("Messages", lambda one: _behind(one.behind, one.alert.text, "incident")),
    )
    return [
        h.div(".dense.named")[table("Alerts, those that cost most first", columns, view.costs, "No alert fired.")],
        view.more_costs > 0 and h.p(".note")[f"And {counted(view.more_costs, 'more alert')}."],
    ]


def _worth(view: ReportView) -> Node:
    return [
        _counted(view.worth, "No alert fired."),
        _behind(view.worth_behind, "what they were worth", "incident"),
        h.h3["Tagged by people"],
        _counted(view.tags, "Nobody tagged one."),
        len(view.tags) > 0 and h.p["Action was taken on ", figure(view.acted), "."],
        _behind(view.tagged, "tags"),
    ]


def _times(times: Sequence[Timed]) -> Node:
    columns: tuple[Column[Timed], ...] = (
        Column("From what to what", lambda one: one.name),
        Column("Happened", lambda one: figure(one.n), figure=True),
        Column("Median", lambda one: figure(one.median), figure=True),
        Column("90 % within", lambda one: figure(one.most), figure=True),
        Column("Never", lambda one: figure(one.never), figure=True),
        Column("Median of all (Kaplan-Meier)", lambda one: figure(one.of_all), figure=True),
        Column("Messages", lambda one: _behind(one.behind, one.name)),
    )
    return h.div(".dense.named")[table("How long it took until something happened", columns, times, "")]


def _asked(view: ReportView) -> Node:
    return [
        _counted(view.asked_of, "Nobody asked anything."),
        _open("Left unanswered", view.unanswered),
        _open("Asked before", view.repeated),
    ]


def _open(name: str, behind: Behind) -> Node:
    if not behind.total and not behind.says:
        return None
    return [h.h3[name, h.span(".number")[f" {behind.total:,}"]], _behind(behind, name, "question")]


def _deployed(deploys: DeployView) -> Node:
    return [[h.p[one] for one in deploys.says], _behind(deploys.behind, "deploys that an alert followed", "deploy")]


def _runbooks(known: RunbookView) -> Node:
    return [
        h.p[_covered(known)],
        len(known.effects) > 0
        and [h.h3["What versions changed, by more than chance"], h.ul[(h.li[_effect(one)] for one in known.effects)]],
        len(known.dead_links) > 0
        and [h.h3["Links that lead nowhere"], h.ul[(h.li[_dead(one)] for one in known.dead_links)]],
        len(known.drafts) > 0
        and [
            h.h3["Await approval", h.span(".number")[f" {len(known.drafts):,}"]],
            h.ul[(h.li[said(one)] for one in known.drafts)],
        ],
        _behind(known.behind, "runbooks"),
    ]


def _covered(known: RunbookView) -> Node:
    if not known.costliest.value:
        return "No alert cost anything."
    have = "has" if known.covered.value == 1 else "have"
    costliest = figure(known.costliest)
    return [figure(known.covered), " of the ", costliest, f" costliest alerts {have} an active runbook."]


def _effect(one: Effect) -> Node:
    return [to(one.alert), f", {one.version}: ", said("; ".join(one.says))]


def _dead(one: DeadLink) -> Node:
    return [to(one.alert), f", version {one.version}, line ", figure(one.line), ": ", said(one.link)]
