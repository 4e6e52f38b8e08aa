"""`ratchet help`: the help requests, whom they wait for, and how they ended."""

from typing import Annotated

import typer
from ratchet_core.domain import SAYABLE, HelpState, Resolution
from ratchet_core.events import (
    Event,
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    HelpRequestTied,
)
from ratchet_core.instants import Instant
from ratchet_core.memory import MemoryStore, World

from ratchet_cli.asof import whole_team
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.listings import help_requests
from ratchet_cli.records import channel_of, incident_of, person_of, request_of, service_of, team_of
from ratchet_cli.state.options import (
    AsJson,
    At,
    By,
    Limit,
    Message,
    OnlyChannel,
    ServiceName,
    StatePath,
    change,
    event_id,
    known,
    print_record,
    print_rows,
)

app = typer.Typer()


@app.command("list")
def list_requests(
    state: StatePath,
    only: Annotated[HelpState | None, typer.Option("--only", help="Only those that are so.")] = None,
    channel: OnlyChannel = None,
    team: Annotated[str | None, typer.Option("--team", metavar="TEAM", help="Only those that wait for a team.")] = None,
    mine: Annotated[
        bool, typer.Option("--mine", help="Only those that wait for a team of the person of --as.")
    ] = False,
    by: Annotated[str | None, typer.Option("--as", metavar="PERSON", help="Who `--mine` is about.")] = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List the help requests, the latest first; what waits for a team is not resolved yet."""
    store = known(state)
    rows = help_requests.requests(
        store,
        state=only,
        channel=channel_of(store.world, channel).id if channel else None,
        teams=_teams(store, team, by, mine=mine),
    )
    print_rows(rows, as_json=as_json, limit=limit)


def _teams(store: MemoryStore, team: str | None, by: str | None, *, mine: bool) -> frozenset[str] | None:
    """Return the teams of which one must hold a request, or None where that does not matter."""
    if not mine:
        return frozenset((whole_team(store, team_of(store.world, team).id, store.now),)) if team else None
    if team or by is None:
        raise UnusableInputError("--mine is what waits for the teams of one person: give --as PERSON and no --team.")
    of_person = store.world.memberships.get(person_of(store.world, by).id, ())
    return frozenset(whole_team(store, one.team, store.now) for one in of_person if one.during.covers(store.now))


@app.command("show")
def show_request(name: Message, state: StatePath, as_json: AsJson = False) -> None:
    """Show a help request: what was asked, who answered after how long, whom it waits for, and how it ended."""
    store = known(state)
    print_record(help_requests.shown_request(store, request_of(store.world, name)), as_json=as_json)


@app.command("handoff")
def hand_off(
    name: Message,
    team: Annotated[str, typer.Argument(metavar="TEAM", help="The team that can answer it.")],
    state: StatePath,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Pass a help request to the team that can answer it."""

    def made(world: World, person: str, moment: Instant) -> Event:
        root, to = request_of(world, name).root, team_of(world, team).id
        key = event_id(moment, person, "help", root.channel, root.ts, "handoff", to)
        return HelpRequestHandedOff(key, moment, root.channel, root.ts, to, person)

    change(state, by, at, made, as_json=as_json)


@app.command("resolve")
def resolve(
    name: Message,
    resolution: Annotated[str, typer.Argument(metavar="RESOLUTION", help=f"Why: {', '.join(sorted(SAYABLE))}.")],
    state: StatePath,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Say that a help request is resolved, and why; a later question of its asker opens it again."""
    why = _resolution(resolution)

    def made(world: World, person: str, moment: Instant) -> Event:
        root = request_of(world, name).root
        key = event_id(moment, person, "help", root.channel, root.ts, "resolve", why.value)
        return HelpRequestResolved(key, moment, root.channel, root.ts, why, person)

    change(state, by, at, made, as_json=as_json)


def _resolution(said: str) -> Resolution:
    if said not in SAYABLE:
        raise UnusableInputError(f"{said}: this is no resolution; write one of {', '.join(sorted(SAYABLE))}.")
    return Resolution(said)


@app.command("reopen")
def reopen(name: Message, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Take back that a help request is resolved."""

    def made(world: World, person: str, moment: Instant) -> Event:
        root = request_of(world, name).root
        key = event_id(moment, person, "help", root.channel, root.ts, "reopen")
        return HelpRequestReopened(key, moment, root.channel, root.ts, person)

    change(state, by, at, made, as_json=as_json)


@app.command("link")
def link(
    name: Message,
    incident: Annotated[str, typer.Argument(metavar="CHANNEL/ALERT/NUMBER", help="The incident it was about.")],
    state: StatePath,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Say which incident a help request turned out to be about."""

    def made(world: World, person: str, moment: Instant) -> Event:
        root, one = request_of(world, name).root, incident_of(world, incident)
        about = (one.channel, one.alert, one.number)
        key = event_id(moment, person, "help", root.channel, root.ts, "link", *about)
        return HelpRequestLinked(key, moment, root.channel, root.ts, *about, person)

    change(state, by, at, made, as_json=as_json)


@app.command("tie")
def tie(name: Message, service: ServiceName, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Say which service a help request is about; that holds whatever it says later."""

    def made(world: World, person: str, moment: Instant) -> Event:
        root, one = request_of(world, name).root, service_of(world, service).key
        key = event_id(moment, person, "help", root.channel, root.ts, "tie", one)
        return HelpRequestTied(key, moment, root.channel, root.ts, one, person)

    change(state, by, at, made, as_json=as_json)
