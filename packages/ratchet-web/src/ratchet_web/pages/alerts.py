"""Alerts: the noisiest first; and one with its incidents, its mutes and its runbook."""

from datetime import datetime, timedelta
from typing import Any, Final

import htpy as h
from attrs import frozen
from htpy import Node
from ratchet_core.domain import Mute, RunbookState, Tie
from ratchet_core.queries import alerts as queries
from ratchet_core.queries.alerts import AlertEntry, alert_entry, channels_of
from ratchet_core.queries.incidents import incidents
from ratchet_core.queries.mutes import is_muted, mutes
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.reports import tolls

from ratchet_web.asked import Asked, Listed, NotThereError, first_of
from ratchet_web.links import Link, Names, runbook_path
from ratchet_web.page import Page, over
from ratchet_web.pages.incidents import IncidentLine, incident_line, incident_table
from ratchet_web.pieces import (
    Column,
    count,
    facts,
    lasted,
    more,
    narrowed,
    part,
    place,
    said,
    several,
    state,
    table,
    to,
    when,
)
from ratchet_web.times import moment, moment_or_none, span

_SHOWN: Final = 20


@frozen
class AlertLine:
    """An alert as a list tells of it; `runbook` is its active version, if it has one."""

    alert: Link
    service: Link | None
    incidents: int
    runbook: Link | None


def alert_line(names: Names, one: AlertEntry) -> AlertLine:
    """Return an alert as a list tells of it."""
    path = runbook_path(one.alert.fingerprint)
    return AlertLine(
        alert=names.alert(one.alert, one.alert.fingerprint),
        service=names.service(one.alert.service),
        incidents=one.incidents,
        runbook=Link(f"version {one.runbook.number}", path) if one.runbook is not None else None,
    )


def alert_table(caption: str, lines: tuple[AlertLine, ...], empty: str) -> Node:
    """Return alerts as a table."""
    columns: tuple[Column[AlertLine], ...] = (
        Column("Alert", lambda one: to(one.alert)),
        Column("Service", lambda one: to(one.service, "unknown")),
        Column("Incidents", lambda one: count(one.incidents), figure=True),
        Column("Active runbook", lambda one: to(one.runbook, "none")),
    )
    return table(caption, columns, lines, empty)


@frozen
class Alerts:
    """Alerts, the noisiest first."""

    only: dict[str, str]
    alerts: Listed[AlertLine]


def _alerts(reader: Reader, asked: Asked) -> Alerts:
    directory, service = reader.directory(), asked.text("service")
    known = queries.alerts(reader, directory.services_within(service) if service is not None else None)
    listed = asked.listed(known, lambda one: (-one.incidents, one.alert.fingerprint, ""))
    names = Names(directory)
    return Alerts(asked.only("service"), listed.told(lambda entry: alert_line(names, entry)))


def _alerts_body(view: Alerts, _now: datetime) -> Node:
    return [
        narrowed(view.only),
        alert_table("Alerts, the noisiest first", view.alerts.items, "No alert was heard yet."),
        more(view.alerts, "alert"),
    ]


@frozen
class MuteLine:
    """A mute; `channel` is None where it holds everywhere."""

    channel: Link | None
    since: datetime
    until: datetime | None
    reason: str
    by: Link
    ended_by: Link | None
    turned_critical: bool


@frozen
class TollLine:
    """What an alert cost in a channel; `alone` counts incidents that ended with nobody commenting."""

    channel: Link
    incidents: int
    firings: int
    open_for: timedelta
    alone: int


@frozen
class VersionLine:
    """A version of its runbook, without the text."""

    version: int
    state: RunbookState
    by: Link
    written: datetime


@frozen
class AlertPage:
    """One alert with all that belongs to it."""

    alert: AlertLine
    fingerprint: str
    tied_by: Tie | None
    muted: bool
    channels: tuple[Link, ...]
    runbook: Link | None
    tolls: tuple[TollLine, ...]
    versions: tuple[VersionLine, ...]
    mutes: tuple[MuteLine, ...]
    incidents: Listed[IncidentLine]


def _alert(reader: Reader, asked: Asked) -> AlertPage:
    key = asked.parts["alert"]
    alert = reader.alert(key)
    if alert is None:
        raise NotThereError(f"There is no alert {key}. All that are known are under Alerts.")
    names, had, versions = Names(reader.directory()), incidents(reader, alert=key), reader.versions(key)
    return AlertPage(
        alert=alert_line(names, alert_entry(reader, alert)),
        fingerprint=key,
        tied_by=alert.tie,
        muted=is_muted(reader, key),
        channels=tuple(map(names.channel, channels_of(reader, key))),
        runbook=Link("All versions", runbook_path(key)) if versions else None,
        tolls=tuple(
            TollLine(names.channel(one.channel), one.incidents, one.firings, span(one.open_for), one.alone)
            for one in tolls(reader, key)
        ),
        versions=tuple(
            VersionLine(one.number, one.state, names.person(one.author), moment(one.written_at))
            for one in reversed(versions[-_SHOWN:])
        ),
        mutes=tuple(_mute(names, one) for one in mutes(reader, key)[:_SHOWN]),
        incidents=first_of(had, _SHOWN, lambda entry: incident_line(names, entry, asked.now)),
    )


def _mute(names: Names, one: Mute) -> MuteLine:
    return MuteLine(
        channel=names.channel(one.channel) if one.channel is not None else None,
        since=moment(one.during.since),
        until=moment_or_none(one.during.until),
        reason=one.reason,
        by=names.person(one.person),
        ended_by=names.person(one.ended_by) if one.ended_by is not None else None,
        turned_critical=one.turned_critical,
    )


def _alert_body(view: AlertPage, now: datetime) -> Node:
    hidden = (view.incidents.total or 0) - len(view.incidents.items)
    tied = view.tied_by is not None and f" (by {view.tied_by})"
    return [
        facts(
            (
                ("Service", [to(view.alert.service, "unknown"), tied]),
                ("Channels", several(view.channels, "none")),
                ("Muted now", state("muted") if view.muted else "no"),
                ("Active runbook", to(view.alert.runbook, "none")),
                ("Incidents", f"{view.alert.incidents:,}"),
                ("Fingerprint", place(view.fingerprint)),
            )
        ),
        part("What it cost", _tolls(view.tolls)),
        part(
            "Incidents",
            incident_table("Its incidents, the latest first", view.incidents.items, now, "It had no incident."),
            hidden > 0 and h.p[h.a(href=f"/incidents?alert={view.fingerprint}")[f"{hidden:,} more"]],
            number=view.incidents.total,
        ),
        part(
            "Runbook",
            _versions(view.versions, now),
            view.runbook is not None and h.p[to(view.runbook)],
        ),
        part("Mutes", _mutes(view.mutes, now), number=len(view.mutes)),
    ]


def _tolls(lines: tuple[TollLine, ...]) -> Node:
    columns: tuple[Column[TollLine], ...] = (
        Column("Channel", lambda one: to(one.channel)),
        Column("Incidents", lambda one: count(one.incidents), figure=True),
        Column("Fired", lambda one: count(one.firings), figure=True),
        Column("Open in all", lambda one: lasted(one.open_for), figure=True),
        Column("Nobody commented", lambda one: count(one.alone), figure=True),
    )
    return table("What it cost in each channel", columns, lines, "It had no incident.")


def _versions(lines: tuple[VersionLine, ...], now: datetime) -> Node:
    columns: tuple[Column[VersionLine], ...] = (
        Column("Version", lambda one: f"version {one.version}"),
        Column("State", lambda one: state(one.state)),
        Column("By", lambda one: to(one.by)),
        Column("Written", lambda one: when(one.written, now)),
    )
    return table("Versions of its runbook, the latest first", columns, lines, "It has no runbook.")


def _mutes(lines: tuple[MuteLine, ...], now: datetime) -> Node:
    columns: tuple[Column[MuteLine], ...] = (
        Column("Where", lambda one: to(one.channel, "everywhere")),
        Column("From", lambda one: when(one.since, now)),
        Column("Until", lambda one: when(one.until, now)),
        Column("Reason", lambda one: said(one.reason)),
        Column("By", lambda one: to(one.by)),
        Column("Ended early", lambda one: "it turned critical" if one.turned_critical else to(one.ended_by)),
    )
    return table("Mutes, the latest first", columns, lines, "It was never muted.")


PAGES: Final[tuple[Page[Any], ...]] = (
    Page("/alerts", "/alerts", over(_alerts), lambda _: "Alerts", _alerts_body, ("service", "limit", "before")),
    Page("/alerts/{alert}", "/alerts", over(_alert), lambda view: view.alert.alert.text, _alert_body),
)
