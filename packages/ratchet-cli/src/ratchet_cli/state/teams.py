"""`ratchet team`: names over time, merges, members."""

import typer
from ratchet_core.events import Event, MemberJoined, MemberLeft, TeamMergeUndone, TeamNamed, TeamsMerged
from ratchet_core.instants import Instant
from ratchet_core.memory import World

from ratchet_cli.listings import organisation
from ratchet_cli.records import person_of, team_of
from ratchet_cli.state.options import (
    AsJson,
    At,
    By,
    Limit,
    Name,
    StatePath,
    change,
    event_id,
    known,
    print_record,
    print_rows,
)

app = typer.Typer()


@app.command("list")
def list_teams(state: StatePath, limit: Limit = None, as_json: AsJson = False) -> None:
    """List the teams, with every name, merge and member that they had."""
    print_rows(organisation.teams(known(state)), as_json=as_json, limit=limit)


@app.command("show")
def show_team(name: Name, state: StatePath, as_json: AsJson = False) -> None:
    """Show a team: what it was called, who is and was in it, what it owns now, and what waits for it."""
    store = known(state)
    print_record(organisation.shown_team(store, team_of(store.world, name)), as_json=as_json)


@app.command("rename")
def rename(name: Name, to: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Give a team another name from now on, or found one: a name that no team has makes a new team."""

    def made(world: World, person: str, moment: Instant) -> Event:
        key = name if name in world.teams else _team_or_new(world, name)
        return TeamNamed(event_id(moment, person, "team", key, "rename", to), moment, key, to, person)

    change(state, by, at, made, as_json=as_json)


def _team_or_new(world: World, name: str) -> str:
    names = {each.name: one.id for one in world.teams.values() for each in one.names}
    return names.get(name, name)


@app.command("merge")
def merge(name: Name, into: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Make a team part of another."""

    def made(world: World, person: str, moment: Instant) -> Event:
        one, whole = team_of(world, name).id, team_of(world, into).id
        return TeamsMerged(event_id(moment, person, "team", one, "merge", whole), moment, one, whole, person)

    change(state, by, at, made, as_json=as_json)


@app.command("undo")
def undo(name: Name, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Make a merged team a team of its own again."""

    def made(world: World, person: str, moment: Instant) -> Event:
        one = team_of(world, name).id
        return TeamMergeUndone(event_id(moment, person, "team", one, "undo"), moment, one, person)

    change(state, by, at, made, as_json=as_json)


@app.command("join")
def join(name: Name, member: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Take a person into a team."""

    def made(world: World, person: str, moment: Instant) -> Event:
        one, who = team_of(world, name).id, person_of(world, member).id
        return MemberJoined(event_id(moment, person, "team", one, "join", who), moment, who, one, person)

    change(state, by, at, made, as_json=as_json)


@app.command("leave")
def leave(name: Name, member: str, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Let a person leave a team."""

    def made(world: World, person: str, moment: Instant) -> Event:
        one, who = team_of(world, name).id, person_of(world, member).id
        return MemberLeft(event_id(moment, person, "team", one, "leave", who), moment, who, one, person)

    change(state, by, at, made, as_json=as_json)
