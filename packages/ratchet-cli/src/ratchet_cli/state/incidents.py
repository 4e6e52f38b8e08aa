"""`ratchet incident`: the incidents, and what they were worth."""

from typing import Annotated

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.domain import IncidentState, Verdict
from ratchet_core.queries.finding import channel_named, service_named
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.events import Event, IncidentMarked

from ratchet_cli.listings import incidents
from ratchet_cli.records import incident_of
from ratchet_cli.state.options import (
    AsJson,
    At,
    By,
    Limit,
    OnlyChannel,
    OnlyService,
    StatePath,
    change,
    event_id,
    known,
    print_record,
    print_rows,
)

app = typer.Typer(rich_markup_mode=None)

IncidentName = Annotated[
    str, typer.Argument(metavar="CHANNEL/ALERT/NUMBER", help="An incident, as `incident list` prints it.")
]


@app.command("list")
def list_incidents(
    state: StatePath,
    only: Annotated[IncidentState | None, typer.Option("--only", help="Only those in this state.")] = None,
    channel: OnlyChannel = None,
    service: OnlyService = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List the incidents, the latest first."""
    reader = known(state)
    rows = incidents.incidents(
        reader,
        state=only,
        channel=channel_named(reader, channel).id if channel is not None else None,
        service=service_named(reader, service).key if service is not None else None,
    )
    print_rows(rows, as_json=as_json, limit=limit)


@app.command("show")
def show_incident(name: IncidentName, state: StatePath, as_json: AsJson = False) -> None:
    """Show an incident.

    How it went, whose it was then, what people wrote, asked and deployed.
    """
    reader = known(state)
    print_record(incidents.shown_incident(reader, incident_of(reader, name)), as_json=as_json)


@app.command("mark")
def mark(
    name: IncidentName,
    verdict: Annotated[Verdict, typer.Argument(metavar="VERDICT", help=f"What it was worth: {', '.join(Verdict)}.")],
    state: StatePath,
    by: By,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Say what an incident was worth."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        one = incident_of(reader, name)
        event = event_id(moment, person, "incident", one.channel, one.alert, one.number, verdict.value)
        return IncidentMarked(event, moment, one.channel, one.alert, one.number, verdict, person)

    change(state, by, at, made, as_json=as_json)
