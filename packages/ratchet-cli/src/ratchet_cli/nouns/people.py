"""`ratchet person`: who is known."""

import typer

from ratchet_cli.listings import organisation
from ratchet_cli.nouns.options import AsJson, Limit, print_rows
from ratchet_cli.nouns.placed import placed
from ratchet_cli.places.place import Place

app = typer.Typer(rich_markup_mode=None)


@app.command("list")
@placed
def list_people(place: Place, limit: Limit = None, as_json: AsJson = False) -> None:
    """List the people, with the teams they are and were in."""
    print_rows(organisation.people(place.reader()), as_json=as_json, limit=limit)
