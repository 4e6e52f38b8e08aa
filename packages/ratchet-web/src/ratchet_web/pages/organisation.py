"""Teams and people: who belonged where when, what a team owns, and what waits for it."""

from datetime import datetime
from typing import Any, Final

import htpy as h
from attrs import frozen
from htpy import Node
from ratchet_core.domain import OwnedKind, Person, Team
from ratchet_core.queries import people as people_queries
from ratchet_core.queries import teams as team_queries
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.owning import owned_by, team_part_of, teams_of

from ratchet_web.asked import Asked, Listed, NotThereError, by_name, first_of
from ratchet_web.links import Link, Names
from ratchet_web.page import Page, over
from ratchet_web.pages.help_requests import RequestLine, request_line, request_lines_table
from ratchet_web.pages.spans import Span, span_of, spans
from ratchet_web.pieces import Column, count, facts, more, part, place, several, state, table, to

_SHOWN: Final = 20
_MOST_MEMBERS: Final = 200


@frozen
class TeamLine:
    """A team as a list tells of it, as of now."""

    team: Link
    id: str
    members: int
    channels: int
    services: int
    part_of: Link | None


def _team_line(names: Names, one: Team) -> TeamLine:
    directory, into = names.directory, team_part_of(names.directory, one.id)
    return TeamLine(
        team=names.team(one.id),
        id=one.id,
        members=len(directory.members_at(one.id)),
        channels=len(owned_by(directory, OwnedKind.CHANNEL, one.id)),
        services=len(owned_by(directory, OwnedKind.SERVICE, one.id)),
        part_of=names.team(into) if into is not None else None,
    )


@frozen
class Teams:
    """Teams, by name."""

    teams: Listed[TeamLine]


def _teams(reader: Reader, asked: Asked) -> Teams:
    names = Names(reader.directory())
    listed = asked.listed(team_queries.teams(names.directory), lambda one: by_name(names.team(one.id).text, one.id))
    return Teams(listed.told(lambda team: _team_line(names, team)))


def _teams_body(view: Teams, _now: datetime) -> Node:
    columns: tuple[Column[TeamLine], ...] = (
        Column("Team", lambda one: to(one.team)),
        Column("Members", lambda one: count(one.members), figure=True),
        Column("Channels", lambda one: count(one.channels), figure=True),
        Column("Services", lambda one: count(one.services), figure=True),
        Column("Part of", lambda one: to(one.part_of)),
        Column("Id", lambda one: place(one.id)),
    )
    return [table("Teams, by name", columns, view.teams.items, "No team is known yet."), more(view.teams, "team")]


@frozen
class TeamPage:
    """One team: what it was called, who belonged to it when, and what belongs to it now."""

    team: Link
    id: str
    part_of: Link | None
    names: tuple[Span, ...]
    merges: tuple[Span, ...]
    parts: tuple[Link, ...]
    members: Listed[Span]
    channels: tuple[Link, ...]
    services: tuple[Link, ...]
    waiting: Listed[RequestLine]


def _team(reader: Reader, asked: Asked) -> TeamPage:
    key, names = asked.parts["id"], Names(reader.directory())
    found = names.directory.teams.get(key)
    if found is None:
        raise NotThereError(f"There is no team {key}. All that are known are under Teams.")
    details, into = team_queries.team_details(reader, key), team_part_of(names.directory, key)
    members = sorted(
        names.directory.members(key),
        key=lambda one: (one.during.until is not None, names.directory.name_of(one.person)),
    )
    return TeamPage(
        team=names.team(key),
        id=key,
        part_of=names.team(into) if into is not None else None,
        names=tuple(span_of(Link(one.name), one.during) for one in found.names),
        merges=tuple(span_of(names.team(one.into), one.during) for one in found.merges),
        parts=tuple(map(names.team, details.parts)),
        members=first_of(members, _MOST_MEMBERS, lambda one: span_of(names.person(one.person), one.during)),
        channels=tuple(map(names.channel, details.channels)),
        services=tuple(names.service(one) or Link(one) for one in details.services),
        waiting=first_of(details.waiting, _SHOWN, lambda request: request_line(reader, names, request)),
    )


def _team_body(view: TeamPage, now: datetime) -> Node:
    return [
        facts(
            (
                ("Part of", to(view.part_of)),
                ("Consists of", several(view.parts)),
                ("Channels", several(view.channels, "none")),
                ("Services", several(view.services, "none")),
                ("Id", place(view.id)),
            )
        ),
        part(
            "Help requests that wait for it",
            request_lines_table("In the order of asking", view.waiting.items, now, "Nothing waits for it."),
            (view.waiting.total or 0) > len(view.waiting.items)
            and h.p[h.a(href=f"/help-requests?team={view.id}")["All of them"]],
            number=view.waiting.total,
        ),
        part(
            "Members over time" + (", without those of its parts" if view.parts else ""),
            spans(view.members.items, "Nobody was ever a member."),
            number=view.members.total,
        ),
        part("Names over time", spans(view.names, "")),
        len(view.merges) > 0 and part("Merged", spans(view.merges, "")),
    ]


@frozen
class PersonLine:
    """A person as a list tells of them, with their teams now."""

    person: Link
    id: str
    kinds: tuple[str, ...]
    teams: tuple[Link, ...]


def _person_line(names: Names, one: Person) -> PersonLine:
    teams = tuple(map(names.team, sorted(teams_of(names.directory, one.id))))
    return PersonLine(names.person(one.id), one.id, _kinds(one), teams)


def _kinds(one: Person) -> tuple[str, ...]:
    said = (
        ("external", one.external),
        ("guest", one.guest),
        ("bot", one.bot),
        ("admin", one.admin),
        ("gone", not one.active),
    )
    return tuple(name for name, is_so in said if is_so)


@frozen
class People:
    """People, by name."""

    people: Listed[PersonLine]


def _people(reader: Reader, asked: Asked) -> People:
    names = Names(reader.directory())
    listed = asked.listed(people_queries.people(names.directory), lambda one: by_name(one.name, one.id))
    return People(listed.told(lambda person: _person_line(names, person)))


def _people_body(view: People, _now: datetime) -> Node:
    columns: tuple[Column[PersonLine], ...] = (
        Column("Person", lambda one: to(one.person)),
        Column("Teams now", lambda one: several(one.teams)),
        Column("Is", lambda one: [[state(kind), " "] for kind in one.kinds]),
        Column("Id", lambda one: place(one.id)),
    )
    return [
        table("People, by name", columns, view.people.items, "Nobody is known yet."),
        more(view.people, "person", "people"),
    ]


@frozen
class PersonPage:
    """One person: where they belonged when, and what they asked."""

    person: PersonLine
    memberships: tuple[Span, ...]
    requests: Listed[RequestLine]


def _person(reader: Reader, asked: Asked) -> PersonPage:
    key, names = asked.parts["id"], Names(reader.directory())
    found = names.directory.people.get(key)
    if found is None:
        raise NotThereError(f"There is nobody with the id {key}. All who are known are under People.")
    details = people_queries.person_details(reader, key)
    return PersonPage(
        person=_person_line(names, found),
        memberships=tuple(span_of(names.team(one.team), one.during) for one in details.memberships),
        requests=first_of(details.requests, _SHOWN, lambda request: request_line(reader, names, request)),
    )


def _person_body(view: PersonPage, now: datetime) -> Node:
    one = view.person
    return [
        facts(
            (
                ("Teams now", several(one.teams, "none")),
                ("Is", ", ".join(one.kinds) or "of the company"),
                ("Id", place(one.id)),
            )
        ),
        part("Teams over time", spans(view.memberships, "Never a member of a team, so a customer of all.")),
        part(
            "Questions",
            request_lines_table("Their questions, the latest first", view.requests.items, now, "They asked nothing."),
            number=view.requests.total,
        ),
    ]


PAGES: Final[tuple[Page[Any], ...]] = (
    Page("/teams", "/teams", over(_teams), lambda _: "Teams", _teams_body, ("limit", "before")),
    Page("/teams/{id}", "/teams", over(_team), lambda view: view.team.text, _team_body),
    Page("/people", "/people", over(_people), lambda _: "People", _people_body, ("limit", "before")),
    Page("/people/{id}", "/people", over(_person), lambda view: view.person.person.text, _person_body),
)
