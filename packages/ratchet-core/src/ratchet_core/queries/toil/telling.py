"""What of a report is told on: its figures, without the words of anybody."""

from typing import Final

from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.zones import Zones, utc_alone
from ratchet_core.domain import HelpRequest
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.toil.alerts import AlertCost, Worth
from ratchet_core.queries.toil.minutes import Band
from ratchet_core.queries.toil.report import ToilReport, toil_report
from ratchet_core.queries.toil.span import Scope, Span
from ratchet_core.queries.toil.suggestions import advice_of
from ratchet_core.queries.toil.survival import Times
from ratchet_core.queries.toil.trends import Trend
from ratchet_core.vocabulary.actions import CountToil
from ratchet_core.vocabulary.toil import Beside, Costly, ToilFigures, Took

_TOP: Final = 5
_SHOWN: Final = 3


def counted_toil(reader: Reader, action: CountToil, zones: Zones = utc_alone) -> ToilFigures:
    """Return the figures that an action asks for, with those of the person who alone is told them, if one is."""
    teams, channels = (None if one is None else frozenset(one) for one in (action.teams, action.channels))
    scope = Scope(teams, channels, hidden=frozenset(action.hidden))
    person = None if action.wanted is None else action.wanted.person
    return figures_of(toil_report(reader, Span(action.since, action.until), scope, zones=zones, person=person))


def figures_of(report: ToilReport) -> ToilFigures:
    """Return the figures of a report."""
    minutes, alerts, questions, calls = report.minutes, report.alerts, report.questions, report.interruptions
    left = sorted(questions.unanswered, key=_waited_longest)
    return ToilFigures(
        since=report.span.since,
        until=report.span.until,
        begins=report.begins,
        worked=_beside(report.trends.worked),
        on_alerts=minutes.alerts,
        on_questions=minutes.questions,
        out_of_hours=sum(spent for band, spent in minutes.by_band if band is not Band.DAY),
        people=minutes.people,
        own=minutes.own,
        incidents=_beside(report.trends.incidents),
        untouched=sum(one.worth is Worth.UNTOUCHED for one in alerts.episodes),
        acted=_took(alerts.first_act),
        asked=_beside(report.trends.questions),
        responded=_took(questions.response),
        left=len(left),
        unanswered=tuple(one.root for one in left[:_SHOWN]),
        calls=calls.total,
        hours=calls.hours,
        nights=calls.nights,
        costs=tuple(map(_costly, alerts.costs[:_TOP])),
        drafts=len(report.drafts),
        advice=tuple(map(advice_of, report.suggestions)),
    )


def _waited_longest(request: HelpRequest) -> tuple[int, MessageRef]:
    return request.asked_at, request.root


def _beside(trend: Trend) -> Beside:
    return Beside(trend.now, trend.before, trend.change)


def _took(times: Times) -> Took:
    return Took(times.n, times.median, times.never)


def _costly(one: AlertCost) -> Costly:
    return Costly(one.channel, one.alert, one.incidents, one.untouched, one.worked, one.runbook, one.messages[-1])
