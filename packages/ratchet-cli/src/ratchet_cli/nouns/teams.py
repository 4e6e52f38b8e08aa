"""`ratchet team`: names over time, merges, members."""

from typing import Annotated

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.queries.finding import person_named, team_named
from ratchet_core.queries.reader import Reader
from ratchet_core.queries.teams import team_key
from ratchet_core.vocabulary.events import Event, MemberJoined, MemberLeft, TeamMergeUndone, TeamNamed, TeamsMerged

from ratchet_cli.listings import organisation
from ratchet_cli.nouns.options import (
    AsJson,
    At,
    By,
    Limit,
    Name,
    NewName,
    PersonName,
    TeamName,
    change,
    event_id,
    print_record,
    print_rows,
)
from ratchet_cli.nouns.placed import placed
from ratchet_cli.places.place import Place

app = typer.Typer(rich_markup_mode=None)


@app.command("list")
@placed
def list_teams(place: Place, limit: Limit = None, as_json: AsJson = False) -> None:
    """List the teams, with every name, merge and member."""
    print_rows(organisation.teams(place.reader()), as_json=as_json, limit=limit)


@app.command("show")
@placed
def show_team(name: Name, place: Place, as_json: AsJson = False) -> None:
    """Show a team.

    What it was called, who is and was in it, what it owns now, and what waits for it.
    """
    reader = place.reader()
    print_record(organisation.shown_team(reader, team_named(reader, name)), as_json=as_json)


@app.command("rename")
@placed
def rename(name: Name, to: NewName, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Give a team another name from now on."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        key = team_named(reader, name).id
        return TeamNamed(event_id(moment, person, "team", key, "rename", to), moment, key, to, person)

    change(place, by, at, made, as_json=as_json)


@app.command("found")
@placed
def found(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the new team is called.")],
    place: Place,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Found a team.

    It takes an admin, who then takes in its first member with `join`.
    """

    def made(_reader: Reader, person: str, moment: Instant) -> Event:
        key = team_key(name)
        return TeamNamed(event_id(moment, person, "team", key, "found"), moment, key, name, person, founds=True)

    change(place, by, at, made, as_json=as_json)


@app.command("merge")
@placed
def merge(name: Name, into: TeamName, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Make a team part of another."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        one, whole = team_named(reader, name).id, team_named(reader, into).id
        return TeamsMerged(event_id(moment, person, "team", one, "merge", whole), moment, one, whole, person)

    change(place, by, at, made, as_json=as_json)


@app.command("undo")
@placed
def undo(name: Name, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Make a merged team a team of its own again."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        one = team_named(reader, name).id
        return TeamMergeUndone(event_id(moment, person, "team", one, "undo"), moment, one, person)

    change(place, by, at, made, as_json=as_json)


@app.command("join")
@placed
def join(name: Name, member: PersonName, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Take a person into a team."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        one, who = team_named(reader, name).id, person_named(reader, member).id
        return MemberJoined(event_id(moment, person, "team", one, "join", who), moment, who, one, person)

    change(place, by, at, made, as_json=as_json)


@app.command("leave")
@placed
def leave(name: Name, member: PersonName, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Let a person leave a team."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        one, who = team_named(reader, name).id, person_named(reader, member).id
        return MemberLeft(event_id(moment, person, "team", one, "leave", who), moment, who, one, person)

    change(place, by, at, made, as_json=as_json)
