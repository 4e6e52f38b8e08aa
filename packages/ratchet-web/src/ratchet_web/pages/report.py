"""The toil report: where the hours of a week, or of any days, went."""

import asyncio
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import htpy as h
from attrs import evolve, frozen
from htpy import Node
from ratchet_core.basis.calendar import weekday
from ratchet_core.basis.instants import DAY
from ratchet_core.domain.directory import Directory
from ratchet_core.domain.hours import WorkingHours
from ratchet_core.queries.errors import UnclearNameError
from ratchet_core.queries.finding import channel_named, team_named
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.toil.report import toil_report
from ratchet_core.queries.toil.span import Scope, Span
from ratchet_core.queries.toil.spans import BadSpanError, Written, end_of, span_of, week_shown
from ratchet_core.rules.owning import team_called

from ratchet_web import layout
from ratchet_web.asked import Asked, BadQuestionError
from ratchet_web.page import Page
from ratchet_web.ports import Sources
from ratchet_web.report.aside import drawn_aside
from ratchet_web.report.body import report_body
from ratchet_web.report.values import ReportView
from ratchet_web.report.view import view_of

_FILTERS: Final = ("week", "since", "until", "team", "channel", "owners")
_NOW: Final = "now"
_NAMED: Final = 20


@frozen
class Looked:
    """The report that is asked for, the names by which others are, and the queries of the weeks beside it."""

    report: ReportView
    asked: dict[str, str]
    teams: tuple[str, ...]
    channels: tuple[str, ...]
    before: str | None
    after: str | None


async def _look(sources: Sources, asked: Asked) -> Looked:
    return await sources.readings.read(lambda reader: _looked(reader, sources, asked))


async def _draw(looked: Looked) -> Looked:
    drawings = await asyncio.to_thread(drawn_aside, looked.report.specs)
    return evolve(looked, report=looked.report.with_drawings(drawings)) if drawings else looked


def _looked(reader: Reader, sources: Sources, asked: Asked) -> Looked:
    directory = reader.directory()
    clock = directory.policy.working_hours
    end = asked.now if sources.clock is not None else end_of(asked.now, clock)
    span, (scope, about) = _span(asked, end, clock), _scope(reader, asked)
    report = toil_report(reader, span, scope, zones=sources.zones)
    before, after = span.before(), span.before(-1)
    return Looked(
        report=view_of(report, reader, about),
        asked=asked.only(*_FILTERS),
        teams=tuple(sorted(team_called(directory, one) for one in directory.teams)),
        channels=tuple(sorted(one.name for one in directory.channels.values())),
        before=_week(asked, before, clock) if report.begins < span.since else None,
        after=_week(asked, after, clock) if after.until <= end else None,
    )


def _span(asked: Asked, end: int, clock: WorkingHours) -> Span:
    try:
        return span_of(Written(asked.text("week"), asked.text("since"), asked.text("until")), end, clock)
    except BadSpanError as error:
        raise BadQuestionError(str(error)) from error


def _scope(reader: Reader, asked: Asked) -> tuple[Scope, str]:
    """Return which team and which channel are asked for, and how these are called."""
    team, channel, owners = asked.text("team"), asked.text("channel"), asked.text("owners")
    if owners not in {None, "then", _NOW}:
        raise BadQuestionError(f"{owners} is not possible; owners are those then or those now.")
    directory = reader.directory()
    try:
        teams = None if team is None else frozenset((team_named(reader, team).id,))
        channels = None if channel is None else frozenset((channel_named(reader, channel).id,))
    except UnclearNameError as error:
        known = ", ".join(sorted(names[-1] for names in error.known)[:_NAMED])
        raise BadQuestionError(f"There is no {error.what} {error.wanted}; there are {known}.") from error
    return Scope(teams, channels, owners == _NOW), _called(directory, teams, channels)


def _called(directory: Directory, teams: frozenset[str] | None, channels: frozenset[str] | None) -> str:
    named = [team_called(directory, one) for one in teams or ()]
    named += [f"#{directory.channels[one].name}" for one in channels or ()]
    return ", ".join(named) or "all teams and channels"


def _week(asked: Asked, span: Span, clock: WorkingHours) -> str | None:
    """Return the query of a week beside the one that is shown; None where that is no week."""
    first = clock.local(span.since) // DAY
    if not span.is_week or weekday(first):
        return None
    return "?" + urlencode({**asked.only("team", "channel", "owners"), "week": week_shown(first)})


def _body(view: Looked, _now: datetime) -> Node:
    return [
        _beside(view),
        _form(view),
        report_body(view.report),
        h.script(src=layout.SORT_PATH, defer=True),
    ]


def _beside(view: Looked) -> Node:
    return h.nav(".beside", aria_label="Weeks")[
        h.ul(".inline")[
            view.before is not None and h.li[h.a(href=view.before, rel="prev")["The week before"]],
            view.after is not None and h.li[h.a(href=view.after, rel="next")["The week after"]],
            len(view.asked) > 0 and h.li[h.a(href="?")["The last week of all teams"]],
        ]
    ]


def _form(view: Looked) -> Node:
    return h.form(".ask", method="get")[
        h.label["Week", h.input(name="week", value=view.asked.get("week", ""), placeholder="2026-W07", size="9")],
        h.label["From", h.input(type="date", name="since", value=view.asked.get("since", ""))],
        h.label["Until", h.input(type="date", name="until", value=view.asked.get("until", ""))],
        h.label["Team", _choice("team", view.teams, view.asked.get("team"), "all teams")],
        h.label["Channel", _choice("channel", view.channels, view.asked.get("channel"), "all channels")],
        h.button(type="submit")["Show"],
    ]


def _choice(name: str, among: tuple[str, ...], chosen: str | None, all_of_them: str) -> Node:
    return h.select(name=name)[
        h.option(value="")[all_of_them], (h.option(value=one, selected=one == chosen)[one] for one in among)
    ]


PAGES: Final[tuple[Page[Any], ...]] = (
    Page(
        "/report",
        "/report",
        _look,
        lambda _: "Toil report",
        _body,
        _FILTERS,
        lambda view: view.report.told.report,
        _draw,
    ),
)
