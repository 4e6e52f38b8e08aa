"""Help requests: those that wait come first; and one with all that is known of it."""

from datetime import datetime, timedelta
from typing import Any, Final

import htpy as h
from attrs import evolve, frozen
from htpy import Node
from ratchet_core.domain import HandOff, HelpRequest, HelpState, MessageRef, Resolution, Standing, ThreadNote, Tie
from ratchet_core.queries import help_requests as queries
from ratchet_core.queries.help_requests import RequestDetails, question_of, request_details, settlement_of
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.owning import holder_of

from ratchet_web.asked import Asked, BadQuestionError, Listed, NotThereError, Place
from ratchet_web.links import Link, Names, decision_path, event_of, incident_path, request_path
from ratchet_web.page import Page, over
from ratchet_web.pieces import (
    Column,
    chosen,
    exactly,
    facts,
    lasted,
    more,
    narrowed,
    part,
    place,
    quoted,
    several,
    state,
    table,
    to,
    when,
)
from ratchet_web.ports import Sources
from ratchet_web.times import moment, moment_or_none, span

_FILTERS: Final = ("state", "channel", "team", "service", "limit", "before")
_RANK: Final = 10**18
"""Greater than every moment, so that a state counts more than a time."""


@frozen
class RequestLine:
    """A help request as a list tells of it; `waits_for` is the team that it waits for, where one is recorded."""

    request: Link
    state: HelpState
    resolution: Resolution | None
    asked: datetime
    by: Link
    asked_as: Standing | None
    channel: Link
    service: Link | None
    waits_for: Link | None
    response_after: timedelta | None


def request_line(reader: Reader, names: Names, request: HelpRequest) -> RequestLine:
    """Return a help request as a list tells of it."""
    holder, answered = holder_of(names.directory, request), request.first_response_at
    return RequestLine(
        request=Link(names.said(question_of(reader, request)) or "(its words are gone)", request_path(request)),
        state=request.state,
        resolution=request.resolution,
        asked=moment(request.asked_at),
        by=names.person(request.asker),
        asked_as=request.asked_as,
        channel=names.channel(request.root.channel),
        service=names.service(request.service),
        waits_for=names.team(holder) if holder is not None else None,
        response_after=None if answered is None else span(answered - request.asked_at),
    )


def request_lines_table(caption: str, lines: tuple[RequestLine, ...], now: datetime, empty: str) -> Node:
    """Return help requests as a table."""
    columns: tuple[Column[RequestLine], ...] = (
        Column("Question", lambda one: h.div(".clamp")[to(one.request)]),
        Column("State", lambda one: [state(one.state), one.resolution is not None and [" ", state(one.resolution)]]),
        Column("Asked", lambda one: when(one.asked, now)),
        Column("By", lambda one: [to(one.by), one.asked_as is not None and f" ({one.asked_as})"]),
        Column("Channel", lambda one: to(one.channel)),
        Column("Service", lambda one: to(one.service)),
        Column("Waits for", lambda one: to(one.waits_for, "nobody recorded") if one.resolution is None else None),
        Column("Response after", lambda one: lasted(one.response_after)),
    )
    return table(caption, columns, lines, empty)


@frozen
class HelpRequests:
    """Help requests, those that wait first; and how many are in which state among those of the other filters."""

    state: HelpState | None
    only: dict[str, str]
    counts: queries.RequestCounts
    requests: Listed[RequestLine]


def _requests(reader: Reader, asked: Asked) -> HelpRequests:
    names, chosen_state = Names(reader.directory()), asked.choice("state", HelpState)
    team, service = asked.text("team"), asked.text("service")
    if team is not None and team not in names.directory.teams:
        raise BadQuestionError(f"There is no team {team}; the ids of all are under Teams.")
    held = frozenset((names.directory.team_at(team),)) if team is not None else None
    wanted = [
        one
        for one in queries.requests(reader, asked.text("channel"))
        if service in (None, one.service) and (held is None or holder_of(names.directory, one) in held)
    ]
    listed = asked.listed((one for one in wanted if chosen_state in (None, one.state)), _place)
    lines = listed.told(lambda request: request_line(reader, names, request))
    return HelpRequests(chosen_state, asked.only("channel", "team", "service"), queries.counted_requests(wanted), lines)


def _place(one: HelpRequest) -> Place:
    """Return where a request stands: the longest wait comes first, then the latest of those that were answered."""
    rank = [*HelpState].index(one.state)
    time = one.asked_at if one.state is HelpState.OPEN else -one.asked_at
    return rank * _RANK + time, request_path(one), ""


def _requests_body(view: HelpRequests, now: datetime) -> Node:
    counts = view.counts
    choices = (
        ("", f"All {counts.opened:,}"),
        ("open", f"Open {counts.unanswered:,}"),
        ("answered", f"Answered {counts.opened - counts.unanswered - counts.resolved:,}"),
        ("resolved", f"Resolved {counts.resolved:,}"),
    )
    return [
        narrowed(view.only),
        chosen("state", choices, view.state, view.only),
        request_lines_table("Those that wait first", view.requests.items, now, "No help requests."),
        more(view.requests, "help request"),
    ]


@frozen
class Said:
    """What somebody wrote, with who, when and where."""

    at: datetime
    by: Link
    words: str
    place: str


@frozen
class HandedOn:
    """A request was passed to a team."""

    team: Link
    by: Link
    at: datetime


@frozen
class RequestPage:
    """One help request with all that is known of it."""

    request: RequestLine
    question: tuple[Said, ...]
    tied_by: Tie | None
    first_response: datetime | None
    first_responders: tuple[Link, ...]
    responders: tuple[Link, ...]
    replies_counted: int
    settled_by: Link | None
    settled: datetime | None
    handed: tuple[HandedOn, ...]
    incident: Link | None
    linked_by_a_person: bool
    replies: tuple[Said, ...]
    why: Link | None = None


async def _request(sources: Sources, asked: Asked) -> RequestPage:
    message = MessageRef(asked.parts["channel"], asked.parts["ts"])
    view = await sources.readings.read(lambda reader: _found(reader, message))
    event = event_of(message)
    kept = await sources.decisions.known([event])
    return evolve(view, why=Link("Why it was taken for a question", decision_path(event))) if event in kept else view


def _found(reader: Reader, message: MessageRef) -> RequestPage:
    channel, ts = message.channel, message.ts
    request = reader.request(message)
    if request is None:
        raise NotThereError(f"There is no help request {channel}/{ts}. All that are known are under Help requests.")
    return _page(reader, request_details(reader, request))


def _page(reader: Reader, details: RequestDetails) -> RequestPage:
    names, request, about = Names(reader.directory()), details.request, details.incident
    settlement = settlement_of(request)
    called = None if about is None else names.alert(reader.alert(about.alert), about.alert).text
    return RequestPage(
        request=request_line(reader, names, request),
        question=tuple(_part(reader, names, each) for each in details.parts),
        tied_by=request.tie,
        first_response=moment_or_none(request.first_response_at),
        first_responders=tuple(map(names.person, details.first_responders)),
        responders=tuple(map(names.person, request.responders)),
        replies_counted=request.replies,
        settled_by=None if settlement is None else names.person(settlement.person),
        settled=None if settlement is None else moment(settlement.at),
        handed=tuple(_hand_off(names, each) for each in request.handed),
        incident=None if about is None else Link(f"{called} #{about.number}", incident_path(about)),
        linked_by_a_person=request.incident is not None,
        replies=tuple(_reply(names, request.root.channel, note) for note in details.replies),
    )


def _part(reader: Reader, names: Names, part: HelpRequest) -> Said:
    words = names.said(reader.words(part.question))
    return Said(moment(part.asked_at), names.person(part.asker), words, names.place(part.root))


def _hand_off(names: Names, handed: HandOff) -> HandedOn:
    return HandedOn(names.team(handed.team), names.person(handed.person), moment(handed.at))


def _reply(names: Names, channel: str, note: ThreadNote) -> Said:
    where = names.place(MessageRef(channel, note.ts))
    return Said(moment(note.at), names.person(note.person), names.said(note.text), where)


def _request_body(view: RequestPage, now: datetime) -> Node:
    one = view.request
    return [
        h.p(".lead")[
            state(one.state), one.resolution is not None and [" ", state(one.resolution)], " ", to(one.channel)
        ],
        [_said(each) for each in view.question],
        _request_facts(view, now),
        part(
            "Replies that are kept",
            [_said(each) for each in view.replies] or h.p(".empty")["None are kept."],
            number=len(view.replies),
        ),
    ]


def _request_facts(view: RequestPage, now: datetime) -> Node:
    one = view.request
    how = "linked by a person" if view.linked_by_a_person else "by the service that it names"
    return facts(
        (
            ("Asked", when(one.asked, now)),
            ("By", [to(one.by), one.asked_as is not None and f" ({one.asked_as})"]),
            ("Waits for", to(one.waits_for, "nobody recorded") if one.resolution is None else None),
            (
                "Service",
                [to(one.service), view.tied_by is not None and f" (by {view.tied_by})"] if one.service else None,
            ),
            ("First response", _first_response(view)),
            ("Responders", several(view.responders)),
            ("Replies counted", f"{view.replies_counted:,}"),
            (
                "Settled",
                None if view.settled is None else ["by ", to(view.settled_by), " ", when(view.settled, now)],
            ),
            ("Handed on", _handed(view.handed)),
            ("Reasons", to(view.why)),
            ("Incident", None if view.incident is None else [to(view.incident), f" ({how})"]),
        )
    )


def _first_response(view: RequestPage) -> Node:
    if view.request.response_after is None:
        return h.span(".nothing")["none yet"]
    return ["after ", lasted(view.request.response_after), " by ", several(view.first_responders, "somebody")]


def _handed(handed: tuple[HandedOn, ...]) -> Node:
    if not handed:
        return None
    return h.ul(".spans")[(h.li["to ", to(one.team), " by ", to(one.by), " ", exactly(one.at)] for one in handed)]


def _said(one: Said) -> Node:
    return h.article(".words")[
        h.p[to(one.by), " ", exactly(one.at), " ", place(one.place)],
        quoted(one.words) if one.words else h.p(".empty")["(its words are gone)"],
    ]


PAGES: Final[tuple[Page[Any], ...]] = (
    Page("/help-requests", "/help-requests", over(_requests), lambda _: "Help requests", _requests_body, _FILTERS),
    Page(
        "/help-requests/{channel}/{ts}",
        "/help-requests",
        _request,
        lambda view: f"Question by {view.request.by.text}",
        _request_body,
    ),
)
