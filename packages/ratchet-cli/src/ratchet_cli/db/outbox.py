"""The commands of `ratchet outbox`: what is still to be done in a database, and what could not be."""

from typing import Annotated, Any

import typer
from psycopg import AsyncConnection
from ratchet_core.ports import SetAside
from ratchet_core.queries.watching import Depth
from ratchet_postgres import Call, PostgresOutbox, call_up, depths

from ratchet_cli.clock import now
from ratchet_cli.errors import UnusableInputError
from ratchet_cli.listings.rows import Row
from ratchet_cli.nouns.options import AsJson, Limit, Yes, confirm, print_rows
from ratchet_cli.nouns.placed import DatabaseUrl
from ratchet_cli.places.which_database import work_on
from ratchet_cli.terminal.names import counted
from ratchet_cli.terminal.printing import say, say_json
from ratchet_cli.terminal.transcript import day_and_time

app = typer.Typer(rich_markup_mode=None)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The key of an action, as `list` prints it.")]
_SHOWN = 50


@app.command("list")
def list_waiting(database: DatabaseUrl = None, limit: Limit = None, as_json: AsJson = False) -> None:
    """Show how much waits in each lane, and what was set aside and why."""
    waits, set_aside = work_on(database, _waiting_and_set_aside)
    lanes, aside = [_lane(one) for one in waits if _is_anything(one)], [_aside(one) for one in set_aside]
    most = limit or _SHOWN
    if as_json:
        say_json({"waiting": lanes, "set aside": aside[:limit]})
        return
    if not lanes:
        say("Nothing waits.")
        return
    print_rows(lanes, as_json=False)
    print_rows(aside[:most], as_json=False) if aside else say("Nothing was set aside.")
    if len(aside) > most:
        say(f"{len(aside) - most} more were set aside; --limit shows more of them.")


async def _waiting_and_set_aside(conn: AsyncConnection[Any]) -> tuple[list[Depth], list[SetAside]]:
    return await depths(conn, now()), await PostgresOutbox(conn).aside()


def _is_anything(lane: Depth) -> bool:
    return bool(lane.waiting or lane.later or lane.aside)


def _lane(lane: Depth) -> Row:
    return {
        "lane": lane.lane,
        "waiting": lane.waiting,
        "waits since": day_and_time(lane.oldest) if lane.oldest is not None else "",
        "alarms to come": lane.later,
        "set aside": lane.aside,
    }


def _aside(one: SetAside) -> Row:
    return {
        "key": one.action.key,
        "action": type(one.action).__name__,
        "channel": getattr(one.action, "channel", None) or "",
        "attempts": one.attempts,
        "why": one.why,
    }


@app.command("retry")
def retry(
    key: Annotated[str | None, typer.Argument(metavar="KEY", help="The key of an action that was set aside.")] = None,
    database: DatabaseUrl = None,
    everything: Annotated[bool, typer.Option("--all", help="All that was set aside.")] = False,
) -> None:
    """Try again what was set aside."""
    if (key is None) is not everything:
        raise UnusableInputError("Say what is to be tried again: give a KEY, or --all.")
    count = work_on(database, lambda conn: _retried(conn, key))
    if key is not None and not count:
        raise _not_aside(key)
    tried = "It is" if key is not None else counted(count, "action is", "actions are")
    say(f"{tried} tried again.")


async def _retried(conn: AsyncConnection[Any], key: str | None) -> int:
    """Offer it again, and have the workers look."""
    outbox = PostgresOutbox(conn)
    count = await outbox.retry_all() if key is None else await outbox.retry(key)
    await call_up(conn, Call.ASKED)
    return count


@app.command("drop")
def drop(key: Key, database: DatabaseUrl = None, yes: Yes = False) -> None:
    """Give up what was set aside: it will never be done."""
    if all(one.action.key != key for one in work_on(database, lambda conn: PostgresOutbox(conn).aside())):
        raise _not_aside(key)
    confirm(f"Give up {key}? It will never be done.", yes=yes, look_at="`ratchet outbox list`")
    if not work_on(database, lambda conn: PostgresOutbox(conn).drop(key)):
        raise _not_aside(key)
    say("It is given up.")


def _not_aside(key: str) -> UnusableInputError:
    return UnusableInputError(f"{key}: nothing was set aside under this key; `ratchet outbox list` shows what was.")
