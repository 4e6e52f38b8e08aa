"""`ratchet incident`: the incidents, what they were worth, and that they are over."""

from typing import Annotated

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.domain import IncidentState, Verdict
from ratchet_core.queries.finding import channel_named, service_named
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.events import Event, IncidentMarked, IncidentResolved

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.listings import incidents
from ratchet_cli.nouns.options import (
    AsJson,
    At,
    By,
    Limit,
    OnlyChannel,
    OnlyService,
    change,
    digest_in_id,
    event_id,
    print_record,
    print_rows,
)
from ratchet_cli.nouns.placed import placed
from ratchet_cli.places.place import Place
from ratchet_cli.places.records import incident_of

app = typer.Typer(rich_markup_mode=None)

IncidentName = Annotated[
    str, typer.Argument(metavar="CHANNEL/ALERT/NUMBER", help="An incident, as `incident list` prints it.")
]


@app.command("list")
@placed
def list_incidents(
    place: Place,
    only: Annotated[IncidentState | None, typer.Option("--only", help="Only those in this state.")] = None,
    channel: OnlyChannel = None,
    service: OnlyService = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List the incidents, the latest first."""
    reader = place.reader()
    rows = incidents.incidents(
        reader,
        state=only,
        channel=channel_named(reader, channel).id if channel is not None else None,
        service=service_named(reader, service).key if service is not None else None,
        limit=limit,
    )
    print_rows(rows, as_json=as_json)


@app.command("show")
@placed
def show_incident(name: IncidentName, place: Place, as_json: AsJson = False) -> None:
    """Show an incident.

    How it went, whose it was then, what people wrote, asked and deployed.
    """
    reader = place.reader()
    print_record(incidents.shown_incident(reader, incident_of(reader, name)), as_json=as_json)


@app.command("mark")
@placed
def mark(
    name: IncidentName,
    verdict: Annotated[Verdict, typer.Argument(metavar="VERDICT", help=f"What it was worth: {', '.join(Verdict)}.")],
    place: Place,
    by: By,
    at: At = None,
    reason: Annotated[
        str | None,
        typer.Option(metavar="WHY", help="Why; a tag of opsweekly counts in the report, such as “threshold”."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what an incident was worth."""
    if reason is not None and not reason.strip():
        raise UnusableInputError("--reason is empty; say why, or leave it out.")

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        one = incident_of(reader, name)
        why = () if reason is None else (digest_in_id(reason),)
        event = event_id(moment, person, "incident", one.channel, one.alert, one.number, verdict.value, *why)
        return IncidentMarked(event, moment, one.channel, one.alert, one.number, verdict, person, reason or "")

    change(place, by, at, made, as_json=as_json)


@app.command("resolve")
@placed
def resolve(name: IncidentName, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Say that an open incident is over; a new one opens if its alert fires again."""

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        one = incident_of(reader, name)
        event = event_id(moment, person, "resolve", one.channel, one.alert, one.number)
        return IncidentResolved(event, moment, one.channel, one.alert, one.number, person)

    change(place, by, at, made, as_json=as_json)
