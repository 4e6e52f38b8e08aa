"""`ratchet help`: the help requests, whom they wait for, and how they ended."""

from typing import Annotated

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.domain import SAYABLE, HelpState, Resolution
from ratchet_core.queries.finding import channel_named, person_named, service_named, team_named
from ratchet_core.queries.reader import Reader
from ratchet_core.rules.owning import teams_of
from ratchet_core.vocabulary.events import (
    Event,
    HelpRequestHandedOff,
    HelpRequestLinked,
    HelpRequestReopened,
    HelpRequestResolved,
    HelpRequestTied,
)

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.listings import help_requests
from ratchet_cli.listings.rows import Row
from ratchet_cli.nouns.options import (
    AsJson,
    At,
    By,
    Limit,
    Message,
    OnlyChannel,
    ServiceName,
    change,
    event_id,
    print_record,
    print_rows,
)
from ratchet_cli.nouns.placed import placed
from ratchet_cli.places.place import Place
from ratchet_cli.places.records import incident_of, request_of
from ratchet_cli.terminal.printing import say_table

app = typer.Typer(rich_markup_mode=None)


@app.command("list")
@placed
def list_requests(
    place: Place,
    only: Annotated[HelpState | None, typer.Option("--only", help="Only those in this state.")] = None,
    channel: OnlyChannel = None,
    team: Annotated[str | None, typer.Option("--team", metavar="TEAM", help="Only those waiting for a team.")] = None,
    mine: Annotated[
        bool, typer.Option("--mine", help="Only those waiting for a team of the person given with --as.")
    ] = False,
    by: Annotated[str | None, typer.Option("--as", metavar="PERSON", help="Whose teams --mine is about.")] = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List the help requests: those that wait first, the longest first.

    --team and --mine leave out what is resolved.
    """
    reader = place.reader()
    rows = help_requests.requests(
        reader,
        state=only,
        channel=channel_named(reader, channel).id if channel is not None else None,
        teams=_teams(reader, team, by, mine=mine),
        limit=limit,
    )
    if as_json or not rows:
        print_rows(rows, as_json=as_json)
    else:
        say_table(
            [
                ("waiting since UTC", [str(one["waiting since"]).removesuffix(" UTC") for one in rows]),
                ("state", [str(one["state"]) for one in rows]),
                ("waiting for", [str(one["waiting for"]) for one in rows]),
                ("request", [str(one["request"]) for one in rows]),
            ],
            [_asked(one) for one in rows],
        )


def _asked(one: Row) -> str:
    """Return who asked what, and when, where nothing else of the row says so."""
    when = "" if one["waiting since"] else f", {str(one['asked']).removesuffix(' UTC')}"
    return f"{one['by']}{when}: {one['question']}"


def _teams(reader: Reader, team: str | None, by: str | None, *, mine: bool) -> frozenset[str] | None:
    """Return the teams of which one must hold a request, or None where that does not matter."""
    directory = reader.directory()
    if not mine:
        if by is not None:
            raise UnusableInputError("--as says whose teams --mine is about; give --mine too.")
        return None if team is None else frozenset((directory.team_at(team_named(reader, team).id),))
    if team is not None or by is None:
        raise UnusableInputError("--mine is what waits for the teams of one person: give --as PERSON and no --team.")
    return teams_of(directory, person_named(reader, by).id)


@app.command("show")
@placed
def show_request(name: Message, place: Place, as_json: AsJson = False) -> None:
    """Show a help request.

    What was asked, who answered after how long, whom it waits for, and how it ended.
    """
    reader = place.reader()
    print_record(help_requests.shown_request(reader, request_of(reader, name)), as_json=as_json)


@app.command("handoff")
@placed
def hand_off(
    name: Message,
    team: Annotated[str, typer.Argument(metavar="TEAM", help="The team that can answer it.")],
    place: Place,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Pass a help request to the team that can answer it."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        root, to = request_of(reader, name).root, team_named(reader, team).id
        key = event_id(moment, person, "help", root.channel, root.ts, "handoff", to)
        return HelpRequestHandedOff(key, moment, root.channel, root.ts, to, person)

    change(place, by, at, made, as_json=as_json)


@app.command("resolve")
@placed
def resolve(
    name: Message,
    resolution: Annotated[str, typer.Argument(metavar="RESOLUTION", help=f"Why: {', '.join(sorted(SAYABLE))}.")],
    place: Place,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Say that a help request is resolved, and why.

    A later question of its asker opens it again.
    """
    why = _resolution(resolution)

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        root = request_of(reader, name).root
        key = event_id(moment, person, "help", root.channel, root.ts, "resolve", why.value)
        return HelpRequestResolved(key, moment, root.channel, root.ts, why, person)

    change(place, by, at, made, as_json=as_json)


def _resolution(said: str) -> Resolution:
    if said not in SAYABLE:
        raise UnusableInputError(f"{said}: this is not a resolution; use one of {', '.join(sorted(SAYABLE))}.")
    return Resolution(said)


@app.command("reopen")
@placed
def reopen(name: Message, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Take back that a help request is resolved."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        root = request_of(reader, name).root
        key = event_id(moment, person, "help", root.channel, root.ts, "reopen")
        return HelpRequestReopened(key, moment, root.channel, root.ts, person)

    change(place, by, at, made, as_json=as_json)


@app.command("link")
@placed
def link(
    name: Message,
    incident: Annotated[str, typer.Argument(metavar="CHANNEL/ALERT/NUMBER", help="The incident it was about.")],
    place: Place,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Say which incident a help request turned out to be about."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        root, one = request_of(reader, name).root, incident_of(reader, incident)
        about = (one.channel, one.alert, one.number)
        key = event_id(moment, person, "help", root.channel, root.ts, "link", *about)
        return HelpRequestLinked(key, moment, root.channel, root.ts, *about, person)

    change(place, by, at, made, as_json=as_json)


@app.command("tie")
@placed
def tie(name: Message, service: ServiceName, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Say which service a help request is about.

    That holds whatever it says later.
    """

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        root, one = request_of(reader, name).root, service_named(reader, service).key
        key = event_id(moment, person, "help", root.channel, root.ts, "tie", one)
        return HelpRequestTied(key, moment, root.channel, root.ts, one, person)

    change(place, by, at, made, as_json=as_json)
