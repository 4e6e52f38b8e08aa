"""`ratchet person`: who is known."""

import typer

from ratchet_cli.listings import organisation
from ratchet_cli.places import Place
from ratchet_cli.state.options import AsJson, Limit, print_rows
from ratchet_cli.state.placed import placed

app = typer.Typer(rich_markup_mode=None)


@app.command("list")
@placed
def list_people(place: Place, limit: Limit = None, as_json: AsJson = False) -> None:
    """List the people, with the teams they are and were in."""
    print_rows(organisation.people(place.reader()), as_json=as_json, limit=limit)
