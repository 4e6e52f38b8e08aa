"""`ratchet readmit`: hears a person or a channel again that was erased; nothing that was erased comes back."""

from typing import Annotated

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.queries.finding import channel_named
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.events import ChannelReadmitted, Event, PersonReadmitted

from ratchet_cli.nouns.options import AsJson, At, Name, change, event_id
from ratchet_cli.nouns.placed import placed
from ratchet_cli.places.place import Place
from ratchet_cli.places.records import anybody_or_erased

app = typer.Typer(rich_markup_mode=None)


@app.command("person")
@placed
def readmit_person(
    person_id: Annotated[str, typer.Argument(metavar="PERSON", help="A person's id; the name is erased.")],
    place: Place,
    by: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="The person themself; without it, who keeps the state.")
    ] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Let an erased person be heard again.

    What was erased stays erased; their name comes back with the next roster.
    """

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        who = anybody_or_erased(reader, person_id).id
        return PersonReadmitted(event_id(moment, person, "person", who, "readmit"), moment, who, person or None)

    change(place, by, at, made, as_json=as_json)


@app.command("channel")
@placed
def readmit_channel(
    name: Name,
    place: Place,
    by: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="An admin; without it, who keeps the state.")
    ] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Let an erased channel be heard again.

    What was erased stays erased.
    """

    def made(reader: Reader, person: str, moment: Instant) -> Event:
        channel = channel_named(reader, name, whole=True).id
        return ChannelReadmitted(
            event_id(moment, person, "channel", channel, "readmit"), moment, channel, person or None
        )

    change(place, by, at, made, as_json=as_json)
