"""Incidents: which there were, and the course of each."""

from datetime import datetime, timedelta
from typing import Any, Final

import htpy as h
from attrs import evolve, frozen
from htpy import Node
from ratchet_core.domain import HelpRequest, Incident, IncidentKey, IncidentState, Mark, MessageRef, Verdict
from ratchet_core.domain.affected import shown as shown_member
from ratchet_core.queries import incidents as queries
from ratchet_core.queries.help_requests import question_of
from ratchet_core.queries.incidents import IncidentDetails, IncidentEntry, incident_details
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Severity

from ratchet_web.asked import Asked, Listed, NotThereError
from ratchet_web.links import Link, Names, decision_path, event_of, incident_path, request_path, runbook_path
from ratchet_web.page import Page, over
from ratchet_web.pieces import (
    Column,
    chosen,
    count,
    exactly,
    facts,
    lasted,
    more,
    narrowed,
    part,
    place,
    quoted,
    said,
    several,
    state,
    table,
    to,
    when,
)
from ratchet_web.ports import Sources
from ratchet_web.times import in_words, moment, moment_or_none, span

_FILTERS: Final = ("state", "channel", "alert", "service", "limit", "before")


@frozen
class IncidentLine:
    """An incident as a list tells of it."""

    incident: Link
    alert: Link
    service: Link | None
    channel: Link
    state: IncidentState
    severity: Severity | None
    opened: datetime
    ended: datetime | None
    open_for: timedelta
    firings: int
    verdict: Verdict | None


def incident_line(names: Names, entry: IncidentEntry, now: int) -> IncidentLine:
    """Return an incident as a list tells of it."""
    incident = entry.incident
    return IncidentLine(
        incident=Link(f"#{incident.number}", incident_path(incident)),
        alert=names.alert(entry.alert, incident.alert),
        service=names.service(entry.service),
        channel=names.channel(incident.channel),
        state=incident.state,
        severity=incident.severity,
        opened=moment(incident.opened_at),
        ended=moment_or_none(incident.ended_at),
        open_for=span((incident.ended_at if incident.ended_at is not None else now) - incident.opened_at),
        firings=incident.firings,
        verdict=entry.mark.verdict if entry.mark is not None else None,
    )


def incident_table(caption: str, lines: tuple[IncidentLine, ...], now: datetime, empty: str) -> Node:
    """Return incidents as a table."""
    columns: tuple[Column[IncidentLine], ...] = (
        Column("Incident", lambda one: [to(one.alert), " ", to(one.incident)]),
        Column("State", lambda one: [state(one.state), " ", state(one.severity), " ", state(one.verdict)]),
        Column("Service", lambda one: to(one.service, "unknown")),
        Column("Channel", lambda one: to(one.channel)),
        Column("Opened", lambda one: when(one.opened, now)),
        Column("Open for", lambda one: lasted(one.open_for)),
        Column("Fired", lambda one: count(one.firings), figure=True),
    )
    return table(caption, columns, lines, empty)


@frozen
class Incidents:
    """Incidents, the latest first."""

    state: IncidentState | None
    only: dict[str, str]
    incidents: Listed[IncidentLine]


def _incidents(reader: Reader, asked: Asked) -> Incidents:
    names, chosen_state, begin = Names(reader.directory()), asked.choice("state", IncidentState), asked.begin()
    alert, channel, service = asked.text("alert"), asked.text("channel"), asked.text("service")

    def total() -> int | None:
        if chosen_state is not None or channel is not None or service is not None:
            return None
        had = reader.incidents_had()
        return sum(had.values()) if alert is None else had.get(alert, 0)

    read = queries.incidents_before(
        reader,
        None if begin is None else 1 - begin[0],
        alert=alert,
        channel=channel,
        service=service,
        state=chosen_state,
        limit=asked.limit,
    )
    listed = asked.listed_from(read, lambda one: (-one.opened_at, one.alert, one.channel), total)
    entries = Listed(tuple(queries.entries_of(reader, listed.items)), listed.total, listed.next)
    lines = entries.told(lambda entry: incident_line(names, entry, asked.now))
    return Incidents(chosen_state, asked.only("channel", "alert", "service"), lines)


def _incidents_body(view: Incidents, now: datetime) -> Node:
    choices = (("", "All"), ("open", "Open"), ("resolved", "Resolved"), ("stale", "Stale"))
    return [
        narrowed(view.only),
        chosen("state", choices, view.state, view.only),
        incident_table("Incidents, the latest first", view.incidents.items, now, "No incidents."),
        more(view.incidents, "incident"),
    ]


@frozen
class Moment:
    """Something that happened in the course of an incident."""

    at: datetime
    what: str
    who: Link | None = None
    words: str | None = None
    place: str | None = None


@frozen
class IncidentPage:
    """One incident with all that is known of it; what is told of it is as of the moment it opened."""

    incident: IncidentLine
    id: str
    alert: str
    last_heard: datetime
    affected_now: tuple[str, ...]
    affected: tuple[str, ...]
    owner: str | None
    runbook: Link | None
    marked_by: Link | None
    marked: datetime | None
    card: str | None
    first_message: str
    asked: tuple[Link, ...]
    course: tuple[Moment, ...]
    why: Link | None = None


async def _incident(sources: Sources, asked: Asked) -> IncidentPage:
    view, event = await sources.readings.read(lambda reader: _read(reader, asked))
    kept = await sources.decisions.known([event])
    return evolve(view, why=Link("Why this was decided", decision_path(event))) if event in kept else view


def _read(reader: Reader, asked: Asked) -> tuple[IncidentPage, str]:
    channel, alert, number = (asked.parts[name] for name in ("channel", "alert", "number"))
    digits = number if number.isdecimal() and number.isascii() and len(number) < 10 else "0"  # noqa: PLR2004 - it counts
    incident = reader.incident(IncidentKey(channel, alert, int(digits)))
    if incident is None:
        raise NotThereError(f"There is no incident {channel}/{alert}/{number}. All that are known are under Incidents.")
    return _page(reader, incident, asked.now), event_of(MessageRef(channel, incident.root_ts))


def _page(reader: Reader, incident: Incident, now: int) -> IncidentPage:
    names, details = Names(reader.directory()), incident_details(reader, incident)
    one, mark = details.entry.incident, details.entry.mark
    version = details.runbook
    return IncidentPage(
        incident=incident_line(names, details.entry, now),
        id=f"{names.place(MessageRef(one.channel, one.alert))}/{one.number}",
        alert=one.alert,
        last_heard=moment(one.last_at),
        affected_now=tuple(map(shown_member, one.members)),
        affected=tuple(map(shown_member, one.seen_members)),
        owner=details.owner,
        runbook=None if version is None else Link(f"Version {version.number}", runbook_path(one.alert)),
        marked_by=None if mark is None else names.person(mark.person),
        marked=None if mark is None else moment(mark.at),
        card=_card(reader, names, one),
        first_message=names.place(MessageRef(one.channel, one.root_ts)),
        asked=tuple(Link(names.said(question_of(reader, request)), request_path(request)) for request in details.asked),
        course=_course(reader, names, details),
    )


def _card(reader: Reader, names: Names, incident: Incident) -> str | None:
    """Return where the card stands that speaks of an incident; None where none does any more."""
    tracks = (one for one in reader.tracks(incident.alert) if one.channel == incident.channel)
    card = next((one.card for one in tracks if one.card is not None), None)
    if card is None or not card.incident <= incident.number <= max(card.latest, card.incident):
        return None
    where = f" at {names.place(MessageRef(incident.channel, card.ts))}" if card.ts else ""
    return f"{card.state.value}{where}"


def _course(reader: Reader, names: Names, details: IncidentDetails) -> tuple[Moment, ...]:
    """Return what happened around an incident, in the order of time."""
    incident = details.entry.incident
    course = [
        *(
            Moment(moment(each.at), "Deployed", words=names.said(each.title), place=names.place(each.message))
            for each in details.deploys
        ),
        *(_question(reader, names, each) for each in details.asked),
        Moment(moment(incident.opened_at), "Opened", place=names.place(MessageRef(incident.channel, incident.root_ts))),
        *(
            Moment(
                moment(each.at),
                "wrote",
                names.person(each.person),
                names.said(each.text),
                names.place(MessageRef(incident.channel, each.ts)),
            )
            for each in details.notes
        ),
    ]
    if incident.last_at > incident.opened_at and incident.last_at != incident.ended_at:
        course.append(Moment(moment(incident.last_at), "Alert last heard"))
    if incident.ended_at is not None:
        ended = "Resolved" if incident.state is IncidentState.RESOLVED else "Closed as stale: no resolve message seen"
        where = None if incident.ended_ts is None else names.place(MessageRef(incident.channel, incident.ended_ts))
        by = None if incident.ended_by is None else names.person(incident.ended_by)
        course.append(Moment(moment(incident.ended_at), "resolved it" if by else ended, by, place=where))
    course += _marked(names, details.entry.mark)
    return tuple(sorted(course, key=lambda each: each.at))


def _question(reader: Reader, names: Names, request: HelpRequest) -> Moment:
    words = names.said(question_of(reader, request))
    return Moment(moment(request.asked_at), "asked", names.person(request.asker), words, names.place(request.root))


def _marked(names: Names, mark: Mark | None) -> list[Moment]:
    if mark is None:
        return []
    words = names.said(mark.reason) if mark.reason else None
    return [Moment(moment(mark.at), f"marked it as {mark.verdict}", names.person(mark.person), words)]


def _incident_body(view: IncidentPage, now: datetime) -> Node:
    one = view.incident
    return [
        h.p(".lead")[
            state(one.state), " ", state(one.severity), " ", to(one.channel), " · ", to(one.service, "no service known")
        ],
        facts(
            (
                ("Opened", when(one.opened, now)),
                ("Ended", when(one.ended, now)),
                ("Open for", lasted(one.open_for)),
                ("Last heard", when(view.last_heard, now)),
                ("Fired", f"{one.firings:,} times" if one.firings > 1 else "once"),
                ("Owner then", said(view.owner) if view.owner else h.span(".nothing")["nobody recorded"]),
                ("Runbook then", to(view.runbook, "none")),
                (
                    "Verdict",
                    one.verdict is not None
                    and [state(one.verdict), " by ", to(view.marked_by), " ", when(view.marked, now)],
                ),
                ("Affected now", _names(view.affected_now)),
                ("Affected in all", _names(view.affected)),
                ("Questions about it", several(view.asked)),
                ("Card", None if view.card is None else place(view.card)),
                ("Alert", to(one.alert)),
                ("Id", place(view.id)),
                ("Message", place(view.first_message)),
                ("Reasons", to(view.why)),
            )
        ),
        part("Course", h.ol(".course")[(_moment(each, one.opened) for each in view.course)]),
    ]


def _names(members: tuple[str, ...]) -> Node:
    return None if not members else h.ul(".inline")[(h.li[said(one)] for one in members)]


def _moment(one: Moment, opened: datetime) -> Node:
    after = one.at - opened
    distance = f"{in_words(abs(after))} {'before' if after < timedelta() else 'after'} it opened" if after else ""
    return h.li[
        h.div(".step")[
            one.who is not None and [to(one.who), " "],
            h.strong[one.what],
            distance and [" ", h.span(".after")[distance]],
            " ",
            exactly(one.at),
            one.place is not None and [" ", place(one.place)],
        ],
        one.words is not None and quoted(one.words),
    ]


PAGES: Final[tuple[Page[Any], ...]] = (
    Page("/incidents", "/incidents", over(_incidents), lambda _: "Incidents", _incidents_body, _FILTERS),
    Page(
        "/incidents/{channel}/{alert}/{number}",
        "/incidents",
        _incident,
        lambda view: f"{view.incident.alert.text} {view.incident.incident.text}",
        _incident_body,
    ),
)
