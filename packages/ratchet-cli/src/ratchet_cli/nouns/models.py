"""`ratchet model`: what asking the model cost."""

import typer

from ratchet_cli.listings import models
from ratchet_cli.nouns.options import AsJson, Limit, print_rows
from ratchet_cli.nouns.placed import placed
from ratchet_cli.places.place import Place

app = typer.Typer(rich_markup_mode=None)


@app.callback()
def model() -> None:
    """Have more than one command: a group of one would be that command."""


@app.command("usage")
@placed
def usage(place: Place, limit: Limit = None, as_json: AsJson = False) -> None:
    """Show what the model was asked and what that cost, by day (UTC), the latest first."""
    print_rows(models.usage(place.reader()), as_json=as_json, limit=limit)
