"""`ratchet service`: owners, names, aliases, merges."""

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.domain import OwnedKind
from ratchet_core.queries.finding import service_named, team_named
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.events import (
    Event,
    OwnerChanged,
    ServiceAliased,
    ServiceNamed,
    ServicesMerged,
    ServiceSplit,
)

from ratchet_cli.listings import services
from ratchet_cli.nouns.options import (
    AsJson,
    At,
    By,
    Limit,
    Name,
    NewName,
    ServiceName,
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
def list_services(place: Place, limit: Limit = None, as_json: AsJson = False) -> None:
    """List the services with their aliases, owners and merges."""
    print_rows(services.services(place.reader()), as_json=as_json, limit=limit)


@app.command("show")
@placed
def show_service(name: Name, place: Place, as_json: AsJson = False) -> None:
    """Show a service.

    Its names, owners and parts, its alerts, its latest deploys, and what was asked about it.
    """
    reader = place.reader()
    print_record(services.shown_service(reader, service_named(reader, name)), as_json=as_json)


@app.command("transfer")
@placed
def transfer(name: Name, to: TeamName, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Pass a service to another team."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        owned, owner = service_named(reader, name).key, team_named(reader, to).id
        key = event_id(moment, person, "service", owned, "transfer", owner)
        return OwnerChanged(key, moment, OwnedKind.SERVICE, owned, owner, person)

    change(place, by, at, made, as_json=as_json)


@app.command("rename")
@placed
def rename(name: Name, to: NewName, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Call a service something else.

    Its key and its history stay.
    """

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        key = service_named(reader, name).key
        return ServiceNamed(event_id(moment, person, "service", key, "rename", to), moment, key, to, person)

    change(place, by, at, made, as_json=as_json)


@app.command("alias")
@placed
def alias(
    name: Name,
    alias: NewName,
    place: Place,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Let another name stand for a service."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        key = service_named(reader, name).key
        return ServiceAliased(event_id(moment, person, "service", key, "alias", alias), moment, key, alias, person)

    change(place, by, at, made, as_json=as_json)


@app.command("merge")
@placed
def merge(name: Name, into: ServiceName, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Make a service part of another."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        one, whole = service_named(reader, name).key, service_named(reader, into).key
        return ServicesMerged(event_id(moment, person, "service", one, "merge", whole), moment, one, whole, person)

    change(place, by, at, made, as_json=as_json)


@app.command("split")
@placed
def split(name: Name, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Make a merged service a service of its own again."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        key = service_named(reader, name).key
        return ServiceSplit(event_id(moment, person, "service", key, "split"), moment, key, person)

    change(place, by, at, made, as_json=as_json)
