"""A report as JSON: each figure with its value, its definition and the messages behind it, as `CHANNEL/TS`."""

from collections.abc import Iterable
from typing import Any

import attrs

from ratchet_core.basis.calendar import date_of
from ratchet_core.basis.ids import MessageRef
from ratchet_core.basis.instants import MINUTE, SECOND, Duration, written_exactly
from ratchet_core.domain.hours import WEEKDAYS
from ratchet_core.queries.judging import described_comparisons
from ratchet_core.queries.toil.alerts import AlertCost, Worth
from ratchet_core.queries.toil.definitions import DEFINITIONS
from ratchet_core.queries.toil.report import ToilReport
from ratchet_core.queries.toil.survival import Times
from ratchet_core.queries.toil.trends import Trend
from ratchet_core.queries.toil.weeks import Week
from ratchet_core.vocabulary.toil import ACTION_TAKEN


def report_json(report: ToilReport) -> dict[str, Any]:
    """Return the object that `ratchet report --json` prints; times are in seconds, work in minutes."""
    minutes, alerts, questions = report.minutes, report.alerts, report.questions
    calls, deploys, trends = report.interruptions, report.deploys, report.trends
    responded = [one.request.root for one in questions.responded]
    known = [MessageRef(one.incident.channel, one.incident.root_ts) for one in alerts.episodes]
    return {
        "since": written_exactly(report.span.since),
        "until": written_exactly(report.span.until),
        "minutes": {
            "total": _minutes(minutes.total),
            "alerts": _minutes(minutes.alerts),
            "questions": _minutes(minutes.questions),
            "by_band": {band.value: _minutes(spent) for band, spent in minutes.by_band},
            "by_team": {team or "": _minutes(spent) for team, spent in minutes.by_team},
            "by_hour": {
                day: [_minutes(spent) for spent in hours] for day, hours in zip(WEEKDAYS, minutes.by_hour, strict=True)
            },
            "people": minutes.people,
            **({} if minutes.own is None else {"own": _minutes(minutes.own)}),
            "trend": _trend(trends.worked, MINUTE),
            **_of("minutes", minutes.messages),
        },
        "interruptions": {
            "total": calls.total,
            "by_hours": {when.value: count for when, count in calls.when},
            "people": calls.people,
            **_of("interruptions", calls.messages),
        },
        "disrupted": {"hours": calls.hours, "nights": calls.nights, **_of("disrupted", calls.disrupting)},
        "incidents": {
            "total": len(alerts.episodes),
            "firings": alerts.firings,
            "with_runbook": alerts.covered,
            "trend": _trend(trends.incidents),
            "messages": _named(known),
        },
        "first_act": {
            **_times(alerts.first_act),
            **_of("first_act", (one.message for one in alerts.episodes if one.first_act_at is not None)),
            "never_touched": _named(one.message for one in alerts.episodes if one.worth is Worth.UNTOUCHED),
        },
        "resolve": {**_times(alerts.resolve), **_of("resolve", known)},
        "worth": {"counts": {worth.value: count for worth, count in alerts.worth}, **_of("worth", known)},
        "alerts": [_cost(one) for one in alerts.costs],
        "questions": {
            "asked": len(questions.asked),
            "unanswered": _named(one.root for one in questions.unanswered),
            "by_team": {team or "": count for team, count in questions.by_team},
            "resolved": {why.value: count for why, count in questions.resolutions},
            "trend": _trend(trends.questions),
            "messages": _named(one.root for one in questions.asked),
        },
        "first_response": {
            **_times(questions.response),
            "resolved_without": _named(one.root for one in questions.settled),
            **_of("first_response", responded),
        },
        "answer": {
            **_times(questions.answer),
            "resolved_without": _named(one.root for one in questions.settled_unanswered),
            **_of("answer", responded),
        },
        "repeated": {
            "total": len(questions.repeated),
            "earlier": _named(one.earlier for one in questions.repeated),
            **_of("repeated", (one.request for one in questions.repeated)),
        },
        "deploys": {
            **{name: value for name, value in attrs.asdict(deploys).items() if name != "messages"},
            "is_more_than_chance": deploys.is_real,
            **_of("deploys", deploys.messages),
        },
        "weeks": [_week(one) for one in report.weeks],
        "drafts": [f"{one.alert}/{one.number}" for one in report.drafts],
        "runbooks": _runbooks(report),
        "tags": {
            **_definition("tags"),
            "counts": {tag.value: count for tag, count in report.tags},
            "action_taken": sum(count for tag, count in report.tags if tag in ACTION_TAKEN),
        },
        "suggestions": [
            {
                "idea": one.idea.value,
                "about": one.key or one.what,
                "count": one.count,
                "of": one.of,
                "saves_minutes": _minutes(one.saves),
                "spares_messages": one.spares,
                "messages": _named(one.messages),
            }
            for one in report.suggestions
        ],
    }


def _runbooks(report: ToilReport) -> dict[str, Any]:
    known = report.runbooks
    return {
        **_definition("runbooks"),
        "costliest": {"of": known.costliest, "with_runbook": known.covered},
        "effects": [
            {
                "alert": one.alert,
                "version": one.number,
                "incidents": one.incidents,
                "says": list(described_comparisons(one.comparisons)),
            }
            for one in known.effects
        ],
        "dead_links": [
            {"alert": one.alert, "version": one.number, "line": one.line, "link": one.words} for one in known.dead_links
        ],
    }


def _definition(figure: str) -> dict[str, Any]:
    source, text = DEFINITIONS[figure]
    return {"definition": {"by": source.value, "says": text}}


def _of(figure: str, messages: Iterable[MessageRef]) -> dict[str, Any]:
    return {**_definition(figure), "messages": _named(messages)}


def _named(messages: Iterable[MessageRef]) -> list[str]:
    return [f"{one.channel}/{one.ts}" for one in messages]


def _minutes(spent: Duration) -> float:
    return round(spent / MINUTE, 2)


def _times(times: Times) -> dict[str, Any]:
    return {
        "n": times.n,
        "median_seconds": _seconds(times.median),
        "p90_seconds": _seconds(times.most),
        "never": times.never,
        "median_of_all_seconds": _seconds(times.all_median),
    }


def _seconds(spent: Duration | None) -> float | None:
    return None if spent is None else round(spent / SECOND, 3)


def _trend(trend: Trend, unit: int = 1) -> dict[str, Any]:
    before = None if trend.before is None else round(trend.before / unit, 2)
    return {
        "now": round(trend.now / unit, 2),
        "week_before": before,
        "weeks": trend.weeks,
        "change": trend.change.name.lower(),
        "chance": trend.chance,
    }


def _week(one: Week) -> dict[str, Any]:
    return {
        "first_day": date_of(one.first).written,
        "minutes": {band.value: _minutes(spent) for band, spent in one.worked},
        "incidents": one.incidents,
        "untouched": one.untouched,
        "questions": one.questions,
    }


def _cost(one: AlertCost) -> dict[str, Any]:
    return {
        "channel": one.channel,
        "alert": one.alert,
        "name": one.name,
        "incidents": one.incidents,
        "firings": one.firings,
        "untouched": one.untouched,
        "open_seconds": _seconds(one.open_for),
        "minutes": _minutes(one.worked),
        "flapping": one.flaps,
        "runbook": one.runbook,
        "messages": _named(one.messages),
    }
