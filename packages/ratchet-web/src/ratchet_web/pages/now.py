"""The first page: what needs somebody now."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import htpy as h
from attrs import frozen
from htpy import Node
from ratchet_core.domain import HelpRequest, Mute, RunbookVersion
from ratchet_core.ports import SetAside
from ratchet_core.queries.attention import attention
from ratchet_core.queries.help_requests import question_of
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.watching import Condition
from ratchet_core.rules.owning import holder_of

from ratchet_web.asked import Asked, Listed, first_of
from ratchet_web.links import Link, Names, request_path, runbook_path
from ratchet_web.page import Page
from ratchet_web.pages.incidents import IncidentLine, incident_line, incident_table
from ratchet_web.pieces import Column, count, part, place, rest, said, table, to, when
from ratchet_web.ports import Sources
from ratchet_web.times import moment, moment_or_none

SHOWN: Final = 20
"""So many open incidents are on the first page; the others are on their own."""

LESS_URGENT: Final = 10
"""So many are there of what is less urgent than an open incident."""


@frozen
class WaitingRequest:
    """A question that waits for a first response."""

    request: Link
    asked: datetime
    by: Link
    channel: Link
    waits_for: Link | None


@frozen
class WaitingVersion:
    """A runbook version that waits for an approval."""

    runbook: Link
    service: Link | None
    version: int
    by: Link
    written: datetime


@frozen
class EndingMute:
    """A mute that is about to end."""

    alert: Link
    channel: Link | None
    until: datetime | None
    by: Link
    reason: str


@frozen
class AsideAction:
    """An action that was set aside."""

    key: str
    action: str
    channel: Link | None
    attempts: int
    why: str


@frozen
class LaneLine:
    """How much waits in a lane."""

    lane: str
    waiting: int
    oldest: datetime | None
    aside: int
    later: int


@frozen
class HealthLine:
    """How ratchet is; `writer` is None where nobody decides."""

    writer: str | None
    writer_seen: datetime | None
    inbox: tuple[LaneLine, ...]
    outbox: tuple[LaneLine, ...]
    parked: int


@frozen
class NowPage:
    """What needs somebody now."""

    incidents: Listed[IncidentLine]
    requests: Listed[WaitingRequest]
    approvals: Listed[WaitingVersion]
    ending: Listed[EndingMute]
    aside: Listed[AsideAction]
    health: HealthLine


async def _now(sources: Sources, asked: Asked) -> NowPage:
    condition = await sources.health.condition(asked.now)
    aside = await sources.outgoing.aside(SHOWN)
    return await sources.readings.read(lambda reader: _page(reader, asked, condition, aside))


def _page(reader: Reader, asked: Asked, condition: Condition, aside: Sequence[SetAside]) -> NowPage:
    names, needs = Names(reader.directory()), attention(reader, asked.now)
    return NowPage(
        incidents=first_of(needs.incidents, SHOWN, lambda entry: incident_line(names, entry, asked.now)),
        requests=first_of(needs.requests, LESS_URGENT, lambda request: waiting_request(reader, names, request)),
        approvals=first_of(needs.approvals, LESS_URGENT, lambda version: _waiting_version(reader, names, version)),
        ending=first_of(needs.ending, LESS_URGENT, lambda mute: _ending(reader, names, mute)),
        aside=Listed(tuple(aside_action(names, one) for one in aside), sum(one.aside for one in condition.outbox)),
        health=health_line(condition),
    )


def waiting_request(reader: Reader, names: Names, one: HelpRequest) -> WaitingRequest:
    """Return a question that waits."""
    holder = holder_of(names.directory, one)
    return WaitingRequest(
        request=Link(names.said(question_of(reader, one)), request_path(one)),
        asked=moment(one.asked_at),
        by=names.person(one.asker),
        channel=names.channel(one.root.channel),
        waits_for=names.team(holder) if holder is not None else None,
    )


def _waiting_version(reader: Reader, names: Names, one: RunbookVersion) -> WaitingVersion:
    alert = reader.alert(one.alert)
    return WaitingVersion(
        runbook=Link(names.alert(alert, one.alert).text, runbook_path(one.alert)),
        service=names.service(alert.service if alert is not None else None),
        version=one.number,
        by=names.person(one.author),
        written=moment(one.written_at),
    )


def _ending(reader: Reader, names: Names, one: Mute) -> EndingMute:
    return EndingMute(
        alert=names.alert(reader.alert(one.alert), one.alert),
        channel=names.channel(one.channel) if one.channel is not None else None,
        until=moment_or_none(one.during.until),
        by=names.person(one.person),
        reason=one.reason,
    )


def aside_action(names: Names, one: SetAside) -> AsideAction:
    """Return an action that was set aside."""
    channel = getattr(one.action, "channel", None)
    where = names.channel(channel) if channel else None
    return AsideAction(one.action.key, type(one.action).__name__, where, one.attempts, one.why)


def health_line(condition: Condition) -> HealthLine:
    """Return how ratchet is."""
    lead = condition.writer
    return HealthLine(
        writer=lead.name if lead is not None else None,
        writer_seen=moment_or_none(lead.seen) if lead is not None else None,
        inbox=_lanes(condition.inbox),
        outbox=_lanes(condition.outbox),
        parked=condition.parked,
    )


def _lanes(depths: Iterable[Any]) -> tuple[LaneLine, ...]:
    return tuple(LaneLine(one.lane, one.waiting, moment_or_none(one.oldest), one.aside, one.later) for one in depths)


def _body(view: NowPage, now: datetime) -> Node:
    return [
        health(view.health, now),
        part(
            "Open incidents",
            incident_table("Open incidents, the worst first", view.incidents.items, now, "No incident is open."),
            rest(view.incidents, "/incidents?state=open"),
            number=view.incidents.total,
        ),
        part(
            "Actions set aside",
            aside_table(view.aside.items),
            rest(view.aside, "/outbox"),
            number=view.aside.total,
        ),
        part("Mutes about to end", _mute_table(view.ending.items, now), number=view.ending.total),
        part(
            "Questions without a response",
            request_table(view.requests.items, now),
            rest(view.requests, "/help-requests?state=open"),
            number=view.requests.total,
        ),
        part(
            "Runbooks that await approval",
            _approval_table(view.approvals.items, now),
            rest(view.approvals, "/runbooks"),
            number=view.approvals.total,
        ),
    ]


def health(line: HealthLine, now: datetime) -> Node:
    """Return in one line how ratchet is."""
    heard, due = sum(one.waiting for one in line.inbox), sum(one.waiting for one in line.outbox)
    oldest = min((one.oldest for one in (*line.inbox, *line.outbox) if one.oldest is not None), default=None)
    decides = h.span(".state.is-open")["Nobody decides"] if line.writer is None else [said(line.writer), " decides"]
    return h.p(".health", role="status")[
        decides,
        line.writer_seen is not None and [" (last seen ", when(line.writer_seen, now), ")"],
        " · ",
        f"{heard:,} to decide · {due:,} to do",
        oldest is not None and [" · the oldest waits since ", when(oldest, now)],
        line.parked > 0
        and [
            " · ",
            h.span(".state.is-open")[f"{line.parked:,} could not be decided"],
            " (",
            h.code["ratchet inbox list"],
            ")",
        ],
    ]


def request_table(items: tuple[WaitingRequest, ...], now: datetime) -> Node:
    """Return questions that wait, as a table."""
    columns: tuple[Column[WaitingRequest], ...] = (
        Column("Question", lambda one: h.div(".clamp")[to(one.request)]),
        Column("Asked", lambda one: when(one.asked, now)),
        Column("By", lambda one: to(one.by)),
        Column("Channel", lambda one: to(one.channel)),
        Column("Waits for", lambda one: to(one.waits_for, "nobody recorded")),
    )
    return table(
        "Asked within the last 30 days, the longest wait first",
        columns,
        items,
        "No question waits for a first response.",
    )


def _approval_table(items: tuple[WaitingVersion, ...], now: datetime) -> Node:
    columns: tuple[Column[WaitingVersion], ...] = (
        Column("Runbook", lambda one: to(one.runbook)),
        Column("Service", lambda one: to(one.service, "unknown")),
        Column("Version", lambda one: count(one.version), figure=True),
        Column("By", lambda one: to(one.by)),
        Column("Written", lambda one: when(one.written, now)),
    )
    return table("Runbook versions, the oldest first", columns, items, "No runbook awaits approval.")


def _mute_table(items: tuple[EndingMute, ...], now: datetime) -> Node:
    columns: tuple[Column[EndingMute], ...] = (
        Column("Alert", lambda one: to(one.alert)),
        Column("Where", lambda one: to(one.channel, "everywhere")),
        Column("Ends", lambda one: when(one.until, now)),
        Column("By", lambda one: to(one.by)),
        Column("Reason", lambda one: said(one.reason)),
    )
    return table("Mutes that end within a day, the soonest first", columns, items, "No mute ends within a day.")


def aside_table(items: tuple[AsideAction, ...]) -> Node:
    """Return actions that were set aside, as a table."""
    columns: tuple[Column[AsideAction], ...] = (
        Column("Action", lambda one: [one.action, " ", place(one.key)]),
        Column("Channel", lambda one: to(one.channel)),
        Column("Tried", lambda one: count(one.attempts), figure=True),
        Column("What went wrong", lambda one: said(one.why)),
    )
    return table("Actions that were tried again and again", columns, items, "Nothing was set aside.")


PAGES: Final[tuple[Page[Any], ...]] = (Page("/", "/", _now, lambda _: "What needs somebody now", _body),)
