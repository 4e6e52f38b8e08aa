"""The commands of `ratchet inbox`: which events of a database could not be decided, and what is to become of them."""

from typing import Annotated

import typer
from ratchet_postgres import Parked, give_up, offer_again, parked

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.listings.rows import Row
from ratchet_cli.nouns.options import AsJson, Limit, Yes, confirm, print_rows
from ratchet_cli.nouns.placed import DatabaseUrl
from ratchet_cli.places.which_database import work_on
from ratchet_cli.terminal.names import counted
from ratchet_cli.terminal.printing import say
from ratchet_cli.terminal.transcript import day_and_time

app = typer.Typer(rich_markup_mode=None)

EventId = Annotated[str, typer.Argument(metavar="EVENT", help="The id of an event, as `list` prints it.")]


@app.command("list")
def list_parked(database: DatabaseUrl = None, limit: Limit = None, as_json: AsJson = False) -> None:
    """List the events that could not be decided, and why.

    All others go on meanwhile. `ratchet why EVENT` shows one of them.
    """
    print_rows([_row(one) for one in work_on(database, parked)], as_json=as_json, limit=limit)


def _row(one: Parked) -> Row:
    return {"event": one.event, "at": day_and_time(one.at), "why": one.why}


@app.command("retry")
def retry(
    event: Annotated[str | None, typer.Argument(metavar="EVENT", help="The id of an event that was parked.")] = None,
    database: DatabaseUrl = None,
    everything: Annotated[bool, typer.Option("--all", help="All that were parked.")] = False,
) -> None:
    """Decide again what could not be decided, as after an update.

    It is decided after what was heard since. The service does it at once, or the next command that changes something.
    """
    if (event is None) is not everything:
        raise UnusableInputError("Say what is to be decided again: give an EVENT, or --all.")
    count = work_on(database, lambda conn: offer_again(conn, event))
    if event is not None and not count:
        raise _not_parked(event)
    waiting = "It waits" if event is not None else counted(count, "event waits", "events wait")
    say(f"{waiting} to be decided.")


@app.command("drop")
def drop(event: EventId, database: DatabaseUrl = None, yes: Yes = False) -> None:
    """Give up an event: it is never decided, and what it told is deleted."""
    if all(one.event != event for one in work_on(database, parked)):
        raise _not_parked(event)
    confirm(f"Give up {event}? It will never be decided.", yes=yes, look_at="`ratchet inbox list`")
    if not work_on(database, lambda conn: give_up(conn, event)):
        raise _not_parked(event)
    say("It is given up.")


def _not_parked(event: str) -> UnusableInputError:
    return UnusableInputError(f"{event}: no such event is parked; `ratchet inbox list` shows those that are.")
