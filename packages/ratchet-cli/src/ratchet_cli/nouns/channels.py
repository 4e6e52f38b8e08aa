"""`ratchet channel`: which team owns a channel, and what ratchet may do there."""

from typing import Annotated

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.domain import OwnedKind
from ratchet_core.queries.finding import channel_named, team_named
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.events import Event, OwnerChanged, SharingAgreed

from ratchet_cli.listings import organisation
from ratchet_cli.nouns.options import (
    AsJson,
    At,
    By,
    Limit,
    Name,
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
def list_channels(place: Place, limit: Limit = None, as_json: AsJson = False) -> None:
    """List the channels with their owners."""
    print_rows(organisation.channels(place.reader()), as_json=as_json, limit=limit)


@app.command("show")
@placed
def show_channel(name: Name, place: Place, as_json: AsJson = False) -> None:
    """Show a channel.

    Its owners over time, what ratchet may do there, and how much came up.
    """
    reader = place.reader()
    print_record(organisation.shown_channel(reader, channel_named(reader, name)), as_json=as_json)


@app.command("transfer")
@placed
def transfer(name: Name, to: TeamName, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Pass a channel to another team."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        owned, owner = channel_named(reader, name).id, team_named(reader, to).id
        key = event_id(moment, person, "channel", owned, "transfer", owner)
        return OwnerChanged(key, moment, OwnedKind.CHANNEL, owned, owner, person)

    change(place, by, at, made, as_json=as_json)


@app.command("agree")
@placed
def agree(
    name: Name,
    place: Place,
    by: By,
    disagree: Annotated[bool, typer.Option("--not", help="Take it back: be silent there.")] = False,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Let ratchet speak in a channel that is shared with another company."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        channel = channel_named(reader, name).id
        key = event_id(moment, person, "channel", channel, "disagree" if disagree else "agree")
        return SharingAgreed(key, moment, channel, person, not disagree)

    change(place, by, at, made, as_json=as_json)
