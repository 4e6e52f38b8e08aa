"""`ratchet notification`: what bots posted about services."""

from enum import StrEnum
from typing import Annotated

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.queries.finding import service_named
from ratchet_core.queries.reader import Reader
from ratchet_core.recognise.recognised import Kind
from ratchet_core.vocabulary.events import Event, NotificationTied

from ratchet_cli.listings import help_requests
from ratchet_cli.nouns.options import (
    AsJson,
    At,
    By,
    Limit,
    Message,
    OnlyService,
    ServiceName,
    change,
    event_id,
    print_rows,
)
from ratchet_cli.nouns.placed import placed
from ratchet_cli.places.place import Place
from ratchet_cli.places.records import notice_of

app = typer.Typer(rich_markup_mode=None)


class NoticeKind(StrEnum):
    """What a notice is, in the words of the command line."""

    DEPLOY = "deploy"
    CI = "ci"
    PR = "pr"
    TICKET = "ticket"
    REPORT = "report"
    OTHER = "other"


@app.command("list")
@placed
def list_notifications(
    place: Place,
    kind: Annotated[NoticeKind | None, typer.Option("--kind", help="Only this kind.")] = None,
    service: OnlyService = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List the notices with their services, the latest first."""
    reader = place.reader()
    rows = help_requests.notifications(
        reader,
        kind=Kind(f"notification_{kind}") if kind else None,
        service=service_named(reader, service).key if service is not None else None,
        limit=limit,
    )
    print_rows(rows, as_json=as_json)


@app.command("tie")
@placed
def tie(name: Message, service: ServiceName, place: Place, by: By, at: At = None, as_json: AsJson = False) -> None:
    """Say which service a notice is about.

    That holds whatever it says later.
    """

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        message, one = notice_of(reader, name).message, service_named(reader, service).key
        key = event_id(moment, person, "notification", message.channel, message.ts, "tie", one)
        return NotificationTied(key, moment, message.channel, message.ts, one, person)

    change(place, by, at, made, as_json=as_json)
