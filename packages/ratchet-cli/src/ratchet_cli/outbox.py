"""The commands of `ratchet outbox`: what is still to be done in a database, and what could not be."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from ratchet_core.ports import SetAside
from ratchet_postgres import Call, PostgresOutbox, Waiting, call_up, check_version, connect

from ratchet_cli.errors import UnusableInputError
from ratchet_cli.listings.rows import Row
from ratchet_cli.printing import say, say_json
from ratchet_cli.state.options import AsJson, Limit, Yes, confirm, print_rows
from ratchet_cli.state.placed import DatabaseUrl
from ratchet_cli.transcript import day_and_time
from ratchet_cli.which_database import database_found

app = typer.Typer(rich_markup_mode=None)

T = TypeVar("T")

Key = Annotated[str, typer.Argument(metavar="KEY", help="The key of an action, as `list` prints it.")]
_SHOWN = 50


@app.command("list")
def list_waiting(database: DatabaseUrl = None, limit: Limit = None, as_json: AsJson = False) -> None:
    """Show how much waits in each lane, and what was set aside and why."""
    lanes, aside = _on(database, _all)
    waiting, shown = [_lane(one) for one in lanes], [_aside(one) for one in aside]
    most = limit or _SHOWN
    if as_json:
        say_json({"waiting": waiting, "set aside": shown[:limit]})
        return
    if not waiting:
        say("Nothing waits.")
        return
    print_rows(waiting, as_json=False)
    print_rows(shown[:most], as_json=False) if shown else say("Nothing was set aside.")
    if len(shown) > most:
        say(f"{len(shown) - most} more were set aside; --limit shows more of them.")


async def _all(outbox: PostgresOutbox) -> tuple[list[Waiting], list[SetAside]]:
    return await outbox.lanes(), await outbox.aside()


def _lane(one: Waiting) -> Row:
    return {
        "lane": one.lane.value,
        "ready": one.ready,
        "later": one.later,
        "alarms": one.alarms,
        "done and not decided": one.done,
        "set aside": one.aside,
        "next": day_and_time(one.next_at) if one.next_at is not None else "",
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
    count = _on(database, lambda outbox: outbox.retry_all() if key is None else outbox.retry(key), called=True)
    if key is not None and not count:
        raise _not_aside(key)
    say("It is tried again." if key is not None else f"{int(count)} are tried again.")


@app.command("drop")
def drop(key: Key, database: DatabaseUrl = None, yes: Yes = False) -> None:
    """Give up what was set aside: it will never be done."""
    confirm(f"Give up {key}? It will never be done.", yes=yes, look_at="`ratchet outbox list`")
    if not _on(database, lambda outbox: outbox.drop(key)):
        raise _not_aside(key)
    say("It is given up.")


def _not_aside(key: str) -> UnusableInputError:
    return UnusableInputError(f"{key}: nothing was set aside under this key; `ratchet outbox list` shows what was.")


def _on(database: str | None, work: Callable[[PostgresOutbox], Awaitable[T]], *, called: bool = False) -> T:
    """Do something with the outbox of a database; `called` has the workers look at it afterwards."""

    async def run(url: str) -> T:
        async with await connect(url) as conn:
            await check_version(conn)
            done = await work(PostgresOutbox(conn))
            if called:
                await call_up(conn, Call.ASKED)
            return done

    with database_found(database) as url:
        return asyncio.run(run(url))
