"""`ratchet alert`: the alerts, with their services and runbooks."""

import typer
from ratchet_core.events import AlertTied, Event
from ratchet_core.instants import Instant
from ratchet_core.memory import World

from ratchet_cli.listings import services
from ratchet_cli.records import alert_of, service_of
from ratchet_cli.state.options import (
    AsJson,
    At,
    By,
    Limit,
    Name,
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
def list_alerts(state: StatePath, limit: Limit = None, as_json: AsJson = False) -> None:
    """List the alerts, the noisiest first."""
    print_rows(services.alerts(known(state)), as_json=as_json, limit=limit)


@app.command("show")
def show_alert(name: Name, state: StatePath, as_json: AsJson = False) -> None:
    """Show an alert: its service and by what it is tied, the versions of its runbook, its mutes and its incidents."""
    store = known(state)
    print_record(services.shown_alert(store, alert_of(store.world, name)), as_json=as_json)


@app.command("tie")
def tie(name: Name, service: ServiceName, state: StatePath, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Say which service an alert belongs to; that holds whatever its messages say later."""

    def made(world: World, person: str, moment: Instant) -> Event:
        key, whole = alert_of(world, name).fingerprint, service_of(world, service).key
        return AlertTied(event_id(moment, person, "alert", key, "tie", whole), moment, key, whole, person)

    change(state, by, at, made, as_json=as_json)
