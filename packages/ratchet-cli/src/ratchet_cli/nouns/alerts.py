"""`ratchet alert`: the alerts, with their services and runbooks."""

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.queries.finding import alert_named, service_named
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.events import AlertTied, Event

from ratchet_cli.listings import services
from ratchet_cli.nouns.options import (
    AsJson,
    At,
    By,
    Limit,
    Name,
    ServiceName,
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
def list_alerts(place: Place, limit: Limit = None, as_json: AsJson = False) -> None:
    """List the alerts, the noisiest first."""
    print_rows(services.alerts(place.reader()), as_json=as_json, limit=limit)


@app.command("show")
@placed
def show_alert(name: Name, place: Place, as_json: AsJson = False) -> None:
    """Show an alert.

    Its service and by what it is tied, the versions of its runbook, its mutes and its incidents.
    """
    reader = place.reader()
    print_record(services.shown_alert(reader, alert_named(reader, name)), as_json=as_json)


@app.command("tie")
@placed
def tie(name: Name, service: ServiceName, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Say which service an alert belongs to.

    That holds whatever its messages say later.
    """

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        key, whole = alert_named(reader, name).fingerprint, service_named(reader, service).key
        return AlertTied(event_id(moment, person, "alert", key, "tie", whole), moment, key, whole, person)

    change(place, by, at, made, as_json=as_json)
