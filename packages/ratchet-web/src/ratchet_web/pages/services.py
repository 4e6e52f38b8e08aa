"""Services, with their owners as of a date; and one with all that belongs to it."""

from datetime import datetime
from typing import Any, Final

import htpy as h
from attrs import frozen
from htpy import Node
from ratchet_core.domain import Notification, OwnedKind
from ratchet_core.queries.notifications import notifications
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.services import ServiceAt, service_at, service_details, services_at
from ratchet_core.recognise.recognised import Kind
from ratchet_core.rules.owning import team_called

from ratchet_web.asked import Asked, Listed, NotThereError, by_name, first_of
from ratchet_web.links import Link, Names
from ratchet_web.page import Page, over
from ratchet_web.pages.alerts import AlertLine, alert_line, alert_table
from ratchet_web.pages.help_requests import RequestLine, request_line, request_lines_table
from ratchet_web.pages.spans import Span, owners, span_of, spans
from ratchet_web.pieces import Column, facts, more, part, place, rest, said, several, state, table, to, when
from ratchet_web.times import absolute, moment

_SHOWN: Final = 10


@frozen
class ServiceLine:
    """A service as of a moment; `owner` has the name that the team had then."""

    service: Link
    key: str
    owner: Link | None
    aliases: tuple[str, ...]
    part_of: Link | None


def service_line(names: Names, entry: ServiceAt, at: int) -> ServiceLine:
    """Return a service as of a moment."""
    service = entry.service
    owner = None
    if entry.owner is not None:
        owner = Link(team_called(names.directory, entry.owner, at), names.team(entry.owner).href)
    whole = names.service(entry.whole)
    return ServiceLine(names.service(service.key) or Link(service.key), service.key, owner, service.aliases, whole)


@frozen
class Services:
    """Services as of a moment, by name."""

    at: datetime
    day: str
    services: Listed[ServiceLine]


def _services(reader: Reader, asked: Asked) -> Services:
    names, at = Names(reader.directory()), asked.moment()
    listed = asked.listed(services_at(names.directory, at), lambda one: by_name(one.service.name, one.service.key))
    lines = listed.told(lambda service: service_line(names, service, at))
    return Services(moment(at), moment(at).strftime("%Y-%m-%d"), lines)


def as_of(day: str) -> Node:
    """Return the way to the same as of another day."""
    return h.form(".filters", method="get")[
        h.label["Owners as of the end of", h.input(type="date", name="at", value=day)],
        h.button(type="submit")["Show"],
    ]


def _services_body(view: Services, _now: datetime) -> Node:
    columns: tuple[Column[ServiceLine], ...] = (
        Column("Service", lambda one: to(one.service)),
        Column("Owner then", lambda one: to(one.owner, "nobody recorded")),
        Column("Also called", lambda one: _aliases(one.aliases)),
        Column("Part of", lambda one: to(one.part_of)),
        Column("Key", lambda one: place(one.key)),
    )
    caption = f"Services with their owners as of {absolute(view.at)} UTC"
    return [
        as_of(view.day),
        table(caption, columns, view.services.items, "No service is known yet."),
        more(view.services, "service"),
    ]


def _aliases(aliases: tuple[str, ...]) -> Node:
    return h.ul(".inline")[(h.li[said(one)] for one in aliases)] if aliases else None


@frozen
class NoticeLine:
    """What a bot posted about a service."""

    title: str
    kind: Kind
    service: Link | None
    at: datetime
    place: str


def notice_line(names: Names, one: Notification) -> NoticeLine:
    """Return a notice."""
    return NoticeLine(
        names.said(one.title), one.kind, names.service(one.service), moment(one.at), names.place(one.message)
    )


def notice_table(caption: str, lines: tuple[NoticeLine, ...], now: datetime, empty: str) -> Node:
    """Return notices as a table."""
    columns: tuple[Column[NoticeLine], ...] = (
        Column("Notice", lambda one: [said(one.title), " ", place(one.place)]),
        Column("Kind", lambda one: state(one.kind.removeprefix("notification_"))),
        Column("Service", lambda one: to(one.service)),
        Column("Posted", lambda one: when(one.at, now)),
    )
    return table(caption, columns, lines, empty)


@frozen
class ServicePage:
    """One service with all that belongs to it now, and who owned it when."""

    service: ServiceLine
    at: datetime
    day: str
    owners: tuple[Span, ...]
    merges: tuple[Span, ...]
    parts: tuple[Link, ...]
    alerts: Listed[AlertLine]
    notices: Listed[NoticeLine]
    requests: Listed[RequestLine]


def _service(reader: Reader, asked: Asked) -> ServicePage:
    key, at = asked.parts["key"], asked.moment()
    names = Names(reader.directory())
    service = names.directory.services.get(key)
    if service is None:
        raise NotThereError(f"There is no service {key}. All that are known are under Services.")
    details, notices = service_details(reader, key), notifications(reader, service=key)
    return ServicePage(
        service=service_line(names, service_at(names.directory, service, at), at),
        at=moment(at),
        day=moment(at).strftime("%Y-%m-%d"),
        owners=owners(names, OwnedKind.SERVICE, key),
        merges=tuple(span_of(names.service(one.into), one.during) for one in service.merges),
        parts=tuple(names.service(one) or Link(one) for one in details.parts),
        alerts=first_of(details.alerts, _SHOWN, lambda alert: alert_line(names, alert)),
        notices=first_of(notices, _SHOWN, lambda notice: notice_line(names, notice)),
        requests=first_of(details.requests, _SHOWN, lambda entry: request_line(reader, names, entry.request)),
    )


def _service_body(view: ServicePage, now: datetime) -> Node:
    one = view.service
    return [
        as_of(view.day),
        facts(
            (
                (f"Owner as of {absolute(view.at)} UTC", to(one.owner, "nobody recorded")),
                ("Also called", _aliases(one.aliases)),
                ("Part of", to(one.part_of)),
                ("Consists of", several(view.parts)),
                ("Key", place(one.key)),
            )
        ),
        part("Owners over time", spans(view.owners, "Nobody was ever recorded as its owner.")),
        len(view.merges) > 0 and part("Merged", spans(view.merges, "")),
        part(
            "Alerts",
            alert_table("Its alerts and those of its parts, the noisiest first", view.alerts.items, "It has no alert."),
            rest(view.alerts, f"/alerts?service={one.key}"),
            number=view.alerts.total,
        ),
        part(
            "Notices",
            notice_table(
                "What bots posted about it, the latest first", view.notices.items, now, "Nothing was posted about it."
            ),
            number=view.notices.total,
        ),
        part(
            "Help requests",
            request_lines_table(
                "Questions about it, the latest first", view.requests.items, now, "Nobody asked about it."
            ),
            rest(view.requests, f"/help-requests?service={one.key}"),
            number=view.requests.total,
        ),
    ]


PAGES: Final[tuple[Page[Any], ...]] = (
    Page("/services", "/services", over(_services), lambda _: "Services", _services_body, ("at", "limit", "before")),
    Page(
        "/services/{key}", "/services", over(_service), lambda view: view.service.service.text, _service_body, ("at",)
    ),
)
