"""`ratchet person`: who is known, and the right to be forgotten."""

from typing import Annotated

import typer
from ratchet_core.basis.instants import Instant
from ratchet_core.queries.finding import anybody_named
from ratchet_core.queries.forgetting import without_the_erased
from ratchet_core.queries.reader import Reader
from ratchet_core.vocabulary.events import Event, PersonErased, PersonReadmitted

from ratchet_cli.listings import organisation
from ratchet_cli.names import counted
from ratchet_cli.places import Forgotten, Place
from ratchet_cli.printing import say
from ratchet_cli.state.options import (
    AsJson,
    At,
    Limit,
    Yes,
    change,
    confirm,
    event_id,
    print_rows,
)
from ratchet_cli.state.placed import placed

app = typer.Typer(rich_markup_mode=None)


@app.command("list")
@placed
def list_people(place: Place, limit: Limit = None, as_json: AsJson = False) -> None:
    """List the people, with the teams they are and were in."""
    print_rows(organisation.people(place.reader()), as_json=as_json, limit=limit)


@app.command("erase")
@placed
def erase(
    name: Annotated[str, typer.Argument(metavar="PERSON", help="A person's id or name.")],
    place: Place,
    by: Annotated[
        str | None, typer.Option("--as", metavar="PERSON", help="The person themself; without it, who keeps the state.")
    ] = None,
    yes: Yes = False,
    at: At = None,
    prove: Annotated[
        bool, typer.Option("--prove", help="Look for what they wrote in every table of the database afterwards.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a person's name and all that they wrote.

    What happened because of them stays. It cannot be undone. A database lets their words leave its log too, before this
    ends; with --prove, the exit code is 1 where some of them stand anywhere still.
    """
    who = anybody_named(place.reader(), name)
    question = f"Erase {who.name} ({who.id}) and all that they wrote? This cannot be undone."
    confirm(question, yes=yes, look_at="`ratchet person list`")

    def made(_reader: Reader, person: str, moment: Instant) -> Event:
        return PersonErased(event_id(moment, person, "person", who.id, "erase"), moment, who.id, person or None)

    words = place.words_of(who.id) if prove else ()
    event = change(place, by, at, made, as_json=as_json, forget=without_the_erased)
    forgotten = place.forget(event.id, words)
    if forgotten.events:
        say(f"{counted(forgotten.events, 'event')} of the log lost what they told.", err=as_json)
    if prove:
        _prove(forgotten, len(words), err=as_json)


def _prove(forgotten: Forgotten, pieces: int, *, err: bool) -> None:
    """Say whether what a person wrote is gone."""
    for table, count in forgotten.found.items():
        say(f"Words that only they wrote are in {counted(count, 'row')} of {table}.", err=err)
    if forgotten.found:
        raise typer.Exit(1)
    say(f"None of {counted(pieces, 'piece')} of what they wrote is in any row of any table.", err=err)


@app.command("readmit")
@placed
def readmit(
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

    def made(_reader: Reader, person: str, moment: Instant) -> Event:
        return PersonReadmitted(
            event_id(moment, person, "person", person_id, "readmit"), moment, person_id, person or None
        )

    change(place, by, at, made, as_json=as_json)
